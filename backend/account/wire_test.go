package account_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"kith/backend/api"
	"kith/backend/kithtest"
)

// wire is a phone without a seat: it speaks HTTP to a whole school.
type wire struct {
	t      *testing.T
	url    string
	access string
}

type answered struct {
	status int
	header http.Header
	body   []byte
}

func (w wire) ask(method, path string, body any) answered {
	w.t.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.raw(method, path, string(encoded))
}

func (w wire) raw(method, path, body string) answered {
	w.t.Helper()
	request, err := http.NewRequest(method, w.url+"/kith/v1"+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if w.access != "" {
		request.Header.Set("Authorization", "Bearer "+w.access)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	read, err := io.ReadAll(response.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return answered{response.StatusCode, response.Header, read}
}

// gives reads an answer that must be good.
func gives[T any](t *testing.T, answer answered) T {
	t.Helper()
	var told T
	if answer.status != http.StatusOK {
		t.Fatalf("answered %d: %s", answer.status, answer.body)
	}
	if err := json.Unmarshal(answer.body, &told); err != nil {
		t.Fatal(err)
	}
	return told
}

func (w wire) signedIn(answer answered) wire {
	w.t.Helper()
	w.access = gives[api.SignedIn](w.t, answer).Access
	return w
}

func (a answered) problem(t *testing.T) api.Problem {
	t.Helper()
	var problem api.Problem
	if err := json.Unmarshal(a.body, &problem); err != nil || a.header.Get("Content-Type") != "application/problem+json" {
		t.Fatalf("not a problem: %d %s %s", a.status, a.header.Get("Content-Type"), a.body)
	}
	return problem
}

// The way of a new school: a link from the operator, a coordinator, a colleague, a circle, students, a badge and a family letter.
func TestFromAnEmptyFolderToAStudentWhoIsSignedIn(t *testing.T) {
	school := kithtest.Open(t)
	link, err := school.SetupLink()
	if err != nil {
		t.Fatal(err)
	}
	nobody := wire{t: t, url: school.URL}
	reyes := nobody.signedIn(nobody.ask("POST", "/setup", northside(link)))
	lind := gives[api.AddedPerson](t, reyes.ask("POST", "/people", api.NewPerson{Name: "Ms. Lind", Kind: "staff", Mail: "lind@northside.example"}))
	maya := gives[api.AddedPerson](t, reyes.ask("POST", "/people", api.NewPerson{Name: "Maya", Kind: "student"})).Person
	circle := gives[api.StaffCircle](t, reyes.ask("POST", "/circles", api.NewCircle{Name: "Lunch table", Kind: "peer_network"}))
	gives[api.StaffCircle](t, reyes.ask("POST", "/circles/"+circle.Id+"/staff", api.NewStaff{Person: lind.Person.Id, Role: "facilitator"}))
	gives[api.StaffCircle](t, reyes.ask("POST", "/circles/"+circle.Id+"/members", api.NewMember{Person: maya.Id, Role: "companion"}))

	facilitator := nobody.signedIn(nobody.ask("POST", "/sign-in/invitation",
		api.InvitationSignIn{Invitation: secretOf(lind.Link), Password: fourWords, Device: laptop}))
	badge := gives[api.Badge](t, facilitator.ask("POST", "/people/"+maya.Id+"/badge", nil))
	letter := gives[api.FamilyLetter](t, facilitator.ask("POST", "/people/"+maya.Id+"/families", api.NewFamily{Name: "Rosa"}))

	student := nobody.signedIn(nobody.ask("POST", "/sign-in/badge", api.BadgeSignIn{Badge: secretOf(badge.Link), Device: phone}))
	who := gives[api.Who](t, student.ask("GET", "/session", nil))
	if who.Name != "Maya" || who.Kind != "student" || who.SchoolName != "Northside" {
		t.Errorf("the student is %+v", who)
	}
	family := nobody.signedIn(nobody.ask("POST", "/sign-in/invitation", api.InvitationSignIn{Invitation: secretOf(letter.Url), Device: phone}))
	if who := gives[api.Who](t, family.ask("GET", "/session", nil)); who.Name != "Rosa" || who.Kind != "family" {
		t.Errorf("the family is %+v", who)
	}
	if answer := facilitator.ask("DELETE", "/people/"+maya.Id+"/sessions", nil); answer.status != http.StatusNoContent {
		t.Fatalf("answered %d: %s", answer.status, answer.body)
	}
	if answer := student.ask("GET", "/session", nil); answer.status != http.StatusUnauthorized || answer.problem(t).Code != "signed_out_by_school" {
		t.Errorf("after the end: %d %s", answer.status, answer.body)
	}
}

// What is out of reach is answered with the very bytes of what does not exist.
func TestDeniedAndUnknownAreTheSameBytes(t *testing.T) {
	school := kithtest.Open(t)
	room := school.DrumRoom()
	next := school.NewSchool("Eastside")
	ivy := school.Person(next, "student", "Ivy")
	other := school.Save("circles", map[string]any{"school": next, "name": "Chess", "kind": "peer_network", "glaze": "ink"}).Id
	link := school.Save("family_links", map[string]any{"person": school.Person(next, "family", "Dana").Person, "student": ivy.Person}).Id
	const unknown = "nobodynobodynob"
	for _, reader := range []struct {
		name   string
		access string
	}{
		{"Ms. Ortiz", school.Phone(room.Ortiz).Access},
		{"Mr. Reyes", school.Phone(room.Coordinator).Access},
		{"Maya", school.Phone(room.Maya).Access},
		{"Rosa", school.Phone(room.MayasFamily).Access},
	} {
		w := wire{t: t, url: school.URL, access: reader.access}
		for _, ask := range []struct{ method, path, hidden, body string }{
			{"GET", "/people/%s", ivy.Person, ``},
			{"PATCH", "/people/%s", ivy.Person, `{"name":"Ivy B."}`},
			{"POST", "/people/%s/badge", ivy.Person, ``},
			{"DELETE", "/people/%s/badge", ivy.Person, ``},
			{"POST", "/people/%s/pin", ivy.Person, ``},
			{"DELETE", "/people/%s/pin", ivy.Person, ``},
			{"POST", "/people/%s/let-in", ivy.Person, ``},
			{"DELETE", "/people/%s/sessions", ivy.Person, ``},
			{"POST", "/people/%s/families", ivy.Person, `{"name":"Dana"}`},
			{"PATCH", "/family-links/%s", link, `{"restricted":true}`},
			{"POST", "/family-links/%s/letter", link, ``},
			{"PATCH", "/circles/%s", other, `{"name":"Checkers"}`},
			{"POST", "/circles/%s/members", other, `{"person":"` + room.Maya.Person + `"}`},
			{"DELETE", "/circles/%s/members/" + ivy.Person, other, ``},
			{"POST", "/circles/%s/staff", other, `{"person":"` + room.Ortiz.Person + `","role":"facilitator"}`},
		} {
			hidden := w.raw(ask.method, fmt.Sprintf(ask.path, ask.hidden), ask.body)
			missing := w.raw(ask.method, fmt.Sprintf(ask.path, unknown), ask.body)
			if hidden.status != http.StatusNotFound || !bytes.Equal(hidden.body, missing.body) {
				t.Errorf("%s %s by %s: %d %s, unknown: %d %s", ask.method, ask.path, reader.name, hidden.status, hidden.body, missing.status, missing.body)
			}
		}
	}
}

func TestAWaitIsToldInSecondsAndSurvivesARestart(t *testing.T) {
	school := kithtest.Open(t)
	room := school.DrumRoom()
	ortiz := wire{t: t, url: school.URL, access: school.Phone(room.Ortiz).Access}
	badge := gives[api.Badge](t, ortiz.ask("POST", "/people/"+room.Maya.Person+"/badge", nil))
	pin := gives[api.Pin](t, ortiz.ask("POST", "/people/"+room.Maya.Person+"/pin", nil))
	try := func(url, pin string) answered {
		return wire{t: t, url: url}.ask("POST", "/sign-in/badge", api.BadgeSignIn{Badge: secretOf(badge.Link), Pin: pin, Device: phone})
	}
	for range 5 {
		if answer := try(school.URL, wrong(pin.Pin)); answer.problem(t).Code != "sign_in_failed" {
			t.Fatalf("answered %s", answer.body)
		}
	}
	again := kithtest.Reopen(t, school.Dir)
	answer := try(again.URL, pin.Pin)
	if answer.status != http.StatusTooManyRequests || answer.header.Get("Retry-After") != "60" || answer.problem(t).Code != "wait" {
		t.Errorf("answered %d after %s: %s", answer.status, answer.header.Get("Retry-After"), answer.body)
	}
	again.Later(60e9)
	if answer := try(again.URL, pin.Pin); answer.status != http.StatusOK {
		t.Errorf("after the wait: %d %s", answer.status, answer.body)
	}
}

// Every door is told what it cannot read, in one shape, and lets nobody in.
func TestADoorRefusesWhatItCannotRead(t *testing.T) {
	school := kithtest.Open(t)
	w := wire{t: t, url: school.URL}
	for _, path := range []string{
		"/sign-in/badge", "/sign-in/code", "/sign-in/invitation", "/sign-in/password", "/sign-in/mailed-code", "/setup", "/session/refresh",
	} {
		for what, body := range map[string]string{
			"nothing": ``, "no JSON": `{`, "a list": `[]`, "a wrong type": `{"device":7}`, "an unknown field": `{"door":"open"}`,
			"two things": `{} {}`, "empty": `{}`, "null": `null`,
		} {
			answer := w.raw("POST", path, body)
			if answer.status < 400 || answer.status >= 500 || answer.problem(t).Detail == "" {
				t.Errorf("%s with %s: %d %s", path, what, answer.status, answer.body)
			}
		}
	}
}

// What is right is not counted as wrong and not used up while the school lets nobody in.
func TestClosedDoorsSpoilNothing(t *testing.T) {
	school := kithtest.Open(t, kithtest.WithMail)
	room := school.DrumRoom()
	ortiz := wire{t: t, url: school.URL, access: school.Phone(room.Ortiz).Access}
	reyes := wire{t: t, url: school.URL, access: school.Phone(room.Coordinator).Access}
	nobody := wire{t: t, url: school.URL}
	badge := gives[api.Badge](t, ortiz.ask("POST", "/people/"+room.Maya.Person+"/badge", nil))
	pin := gives[api.Pin](t, ortiz.ask("POST", "/people/"+room.Maya.Person+"/pin", nil))
	code := gives[api.LetIn](t, ortiz.ask("POST", "/people/"+room.Theo.Person+"/let-in", nil))
	letter := gives[api.FamilyLetter](t, ortiz.ask("POST", "/people/"+room.Maya.Person+"/families", api.NewFamily{Name: "June"}))
	doors := []struct {
		path string
		body any
	}{
		{"/sign-in/badge", api.BadgeSignIn{Badge: secretOf(badge.Link), Pin: pin.Pin, Device: phone}},
		{"/sign-in/code", api.CodeSignIn{Code: code.Code, Device: phone}},
		{"/sign-in/invitation", api.InvitationSignIn{Invitation: secretOf(letter.Url), Device: phone}},
	}
	gives[api.School](t, reyes.ask("PATCH", "/school", map[string]bool{"signInOff": true}))
	for _, door := range doors {
		for range 12 {
			if answer := nobody.ask("POST", door.path, door.body); answer.status != http.StatusLocked || answer.problem(t).Code != "sign_in_off" {
				t.Fatalf("%s while the doors are closed: %d %s", door.path, answer.status, answer.body)
			}
		}
	}
	gives[api.School](t, reyes.ask("PATCH", "/school", map[string]bool{"signInOff": false}))
	for _, door := range doors {
		if answer := nobody.ask("POST", door.path, door.body); answer.status != http.StatusOK {
			t.Errorf("%s once they are open again: %d %s", door.path, answer.status, answer.body)
		}
	}
}
