package server_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"kith/backend/kithtest"
)

func TestWhatGivesRightsOrTakesRecordsNeedsAFreshSignIn(t *testing.T) {
	school := kithtest.Open(t, kithtest.WithMail)
	c := school.DrumRoom()
	reyes := school.Phone(c.Coordinator)
	asks := []struct {
		method, path string
		body         any
	}{
		{"POST", "/people", map[string]any{"name": "Ms. Lind", "kind": "staff", "mail": "lind@riverside.example"}},
		// Sent again for somebody who is here it would give whoever asks a link into their place.
		{"POST", "/people", map[string]any{"id": c.Ortiz.Person, "name": "Ms. Ortiz", "kind": "staff", "mail": "ortiz@riverside.example"}},
		{"PATCH", "/people/" + c.Ortiz.Person, map[string]bool{"coordinator": true}},
		{"PATCH", "/people/" + c.Maya.Person, map[string]string{"fullRights": "2027-01-01"}},
		{"POST", "/circles/" + c.ID + "/staff", map[string]string{"person": c.Ortiz.Person, "role": "supporting_adult"}},
		{"GET", "/people/" + c.Maya.Person + "/record", nil},
		{"GET", "/affected", nil},
		{"GET", "/consent-sheet", nil},
		{"POST", "/consent-sheet", map[string]any{"file": []byte("Student,Words\nTheo,Families\n")}},
		{"POST", "/people/" + c.Theo.Person + "/erasure", map[string]string{"mode": "destroy", "name": "Theo"}},
	}
	school.Later(5 * time.Minute)
	for _, ask := range asks {
		if status, body := reyes.JSON(ask.method, ask.path, ask.body); status != 403 || !strings.Contains(string(body), `"sign_in_fresh"`) {
			t.Errorf("%s %s five minutes after signing in: %d %s", ask.method, ask.path, status, body)
		}
	}
	if n := school.Count(`SELECT count(*) FROM grants`) + school.Count(`SELECT count(*) FROM invitations`); n != 2 {
		t.Fatalf("%d grants and links are there", n)
	}
	again := reyes.Return()
	for _, ask := range slices.Delete(asks, 1, 2) {
		if status, body := again.JSON(ask.method, ask.path, ask.body); status != 200 {
			t.Errorf("%s %s after signing in again: %d %s", ask.method, ask.path, status, body)
		}
	}
	school.Later(5 * time.Minute)
	for _, ask := range []struct {
		method, path string
		body         any
	}{{"PATCH", "/people/" + c.Ortiz.Person, map[string]string{"name": "Ms. Ortiz-Lee"}}, {"POST", "/people", map[string]any{"name": "Zoe", "kind": "student"}}} {
		if status, body := again.JSON(ask.method, ask.path, ask.body); status != 200 {
			t.Errorf("%s %s gives no rights: %d %s", ask.method, ask.path, status, body)
		}
	}
}
