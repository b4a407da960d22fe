package server_test

import (
	"strings"
	"testing"
	"time"

	"kith/backend/kithtest"
)

func TestWhoCoordinatesIsSaidByWhoHasJustSignedIn(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	reyes := school.Phone(c.Coordinator)
	school.Later(5 * time.Minute)
	newcomer := map[string]any{"name": "Ms. Lind", "kind": "staff", "mail": "lind@riverside.example", "coordinator": true}
	for _, ask := range []struct {
		method, path string
		body         any
	}{{"POST", "/people", newcomer}, {"PATCH", "/people/" + c.Ortiz.Person, map[string]bool{"coordinator": true}}} {
		if status, body := reyes.JSON(ask.method, ask.path, ask.body); status != 403 || !strings.Contains(string(body), `"sign_in_fresh"`) {
			t.Errorf("%s %s five minutes after signing in: %d %s", ask.method, ask.path, status, body)
		}
	}
	if n := school.Count(`SELECT count(*) FROM grants WHERE role = 'coordinator'`); n != 1 {
		t.Fatalf("%d coordinate", n)
	}
	again := reyes.Return()
	for _, ask := range []struct {
		method, path string
		body         any
	}{{"POST", "/people", newcomer}, {"PATCH", "/people/" + c.Ortiz.Person, map[string]bool{"coordinator": true}}} {
		if status, body := again.JSON(ask.method, ask.path, ask.body); status != 200 {
			t.Errorf("%s %s after signing in again: %d %s", ask.method, ask.path, status, body)
		}
	}
	if status, body := reyes.Return().JSON("PATCH", "/people/"+c.Ortiz.Person, map[string]string{"name": "Ms. Ortiz-Lee"}); status != 200 {
		t.Errorf("a name: %d %s", status, body)
	}
}
