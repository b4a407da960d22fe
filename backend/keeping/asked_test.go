package keeping_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"kith/backend/kithtest"

	"kith/backend/keeping"
)

// unpacked is the certificate in a zip, and its page.
func unpacked(t *testing.T, body []byte) (certificate keeping.Certificate, page string) {
	t.Helper()
	files, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files.File {
		opened, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(opened)
		if err != nil {
			t.Fatal(err)
		}
		if file.Name == "index.html" {
			page = string(text)
		} else if err := json.Unmarshal(text, &certificate); err != nil {
			t.Fatal(err)
		}
	}
	return certificate, page
}

func TestACoordinatorWhoTypesTheNameErasesSomebodyOnceAndGetsTheCertificate(t *testing.T) {
	school := kithtest.Open(t, kithtest.WithMail)
	c := school.DrumRoom()
	n := school.Next(c)
	reyes := school.Phone(c.Coordinator)
	ask := func(phone *kithtest.Phone, person, name string) (int, []byte) {
		return phone.JSON("POST", "/people/"+person+"/erasure", map[string]string{"mode": "destroy", "name": name})
	}
	if status, body := ask(reyes, c.Theo.Person, "Maya"); status != 422 || !strings.Contains(string(body), `"name_differs"`) {
		t.Errorf("with another name: %d %s", status, body)
	}
	if status, body := ask(reyes, c.Ortiz.Person, "Ms. Ortiz"); status != 409 || !strings.Contains(string(body), `"works_here"`) {
		t.Errorf("of an adult who works here: %d %s", status, body)
	}
	if school.Count(`SELECT count(*) FROM people WHERE id IN ({:a}, {:b})`, c.Theo.Person, c.Ortiz.Person) != 2 {
		t.Fatal("somebody is gone")
	}
	status, body := ask(reyes, c.Theo.Person, " Theo ")
	if status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	certificate, page := unpacked(t, body)
	if !certificate.Whole() || certificate.By != c.Coordinator.Person || !strings.Contains(page, certificate.Sum) {
		t.Errorf("the certificate is %+v", certificate)
	}
	status, body = ask(reyes, c.Theo.Person, "")
	if again, _ := unpacked(t, body); status != 200 || again.Sum != certificate.Sum {
		t.Errorf("asked again: %d, %s", status, again.Sum)
	}
	if status, body := ask(school.Phone(n.Okafor), c.Theo.Person, "Theo"); status != 404 {
		t.Errorf("a coordinator of another school is told %d %s", status, body)
	}
	if status, body := ask(school.Phone(c.Ortiz), c.Maya.Person, "Maya"); status != 404 {
		t.Errorf("a facilitator is told %d %s", status, body)
	}
	if status, body := ask(reyes, c.MayasFamily.Person, "Rosa"); status != 200 {
		t.Errorf("of a family member: %d %s", status, body)
	}
}
