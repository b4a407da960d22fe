package account_test

import (
	"encoding/json"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/kithtest"
)

func listed(t *testing.T, phone *kithtest.Phone, person string) []api.RunningSession {
	t.Helper()
	status, body := phone.JSON("GET", "/people/"+person+"/sessions", nil)
	var list api.SessionList
	if err := json.Unmarshal(body, &list); status != 200 || err != nil {
		t.Fatalf("list: %d %s", status, body)
	}
	return list.Sessions
}

func TestSomebodySeesWhereTheyAreSignedInAndSignsALostPhoneOut(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	lost := school.Phone(c.Maya)
	school.Later(10 * time.Minute)
	here := school.Phone(c.Maya)
	all := listed(t, here, c.Maya.Person)
	if len(all) != 2 || !all[0].Here || all[1].Here || all[1].Device != "phone" || all[1].Kind != "student" || !all[1].Used.Equal(school.Now().Add(-10*time.Minute)) {
		t.Fatalf("signed in are %+v", all)
	}
	for range 2 { // pressed twice is no refusal
		if status, body := here.JSON("DELETE", "/people/"+c.Maya.Person+"/sessions/"+all[1].Id, nil); status != 204 {
			t.Fatalf("sign out: %d %s", status, body)
		}
	}
	if status, body := lost.JSON("GET", "/session", nil); status != 401 || codeOf(t, body) != "signed_out_by_school" {
		t.Errorf("the lost phone is answered %d %s", status, body)
	}
	if left := listed(t, here, c.Maya.Person); len(left) != 1 || !left[0].Here {
		t.Errorf("left are %+v", left)
	}
	if n := school.Count(`SELECT count(*) FROM audit WHERE act = 'end_session' AND subject = {:a}`, c.Maya.Person); n != 1 {
		t.Errorf("%d acts are on record", n)
	}
}

func TestWhatALostPhoneSealedIsDoubted(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	lost, here := school.Phone(c.Maya), school.Phone(c.Maya)
	envelope := lost.Seal(lost.Op(api.OpKindKeepRevision, api.KeepRevision{
		Moment: kithtest.ID(), Revision: kithtest.ID(), Circle: c.ID, Words: "We drummed", People: []string{c.Maya.Person},
	}))
	if status, body := here.JSON("DELETE", "/people/"+c.Maya.Person+"/sessions/"+lost.Session(), nil); status != 204 {
		t.Fatalf("sign out: %d %s", status, body)
	}
	if got := school.Phone(c.Theo).Deliver(envelope); got[0].Status != api.SealedResultStatusTaken {
		t.Fatalf("brought: %+v", got)
	}
	if n := school.Count(`SELECT count(*) FROM set_aside WHERE code = 'author_signed_out'`); n != 1 {
		t.Errorf("%d stories wait for an adult to look", n)
	}
}

func TestAnAdultWhoLooksAtSomebodysSessionsIsOnRecord(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	phone, ortiz := school.Phone(c.Maya), school.Phone(c.Ortiz)
	if seen := listed(t, ortiz, c.Maya.Person); len(seen) != 1 || seen[0].Here {
		t.Fatalf("Ms. Ortiz sees %+v", seen)
	}
	looks := func() int {
		return school.Count(`SELECT count(*) FROM audit WHERE act = 'look_sessions' AND actor = {:a} AND students LIKE {:b}`, c.Ortiz.Person, "%"+c.Maya.Person+"%")
	}
	if looks() != 1 {
		t.Errorf("%d looks are on record", looks())
	}
	if status, body := ortiz.JSON("DELETE", "/people/"+c.Maya.Person+"/sessions/"+phone.Session(), nil); status != 204 {
		t.Fatalf("sign out: %d %s", status, body)
	}
	if status, _ := phone.JSON("GET", "/session", nil); status != 401 {
		t.Errorf("Maya's phone is answered %d", status)
	}
	listed(t, ortiz, c.Ortiz.Person)
	if n := school.Count(`SELECT count(*) FROM audit WHERE act = 'look_sessions'`); n != 1 {
		t.Errorf("%d looks are on record, also of an adult's own", n)
	}
}

func TestASessionUnderAnotherNameIsNotFound(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, theo := school.Phone(c.Maya), school.Phone(c.Theo)
	if status, body := maya.JSON("DELETE", "/people/"+c.Maya.Person+"/sessions/"+theo.Session(), nil); status != 404 {
		t.Fatalf("Theo's session as one of Maya's: %d %s", status, body)
	}
	if status, _ := theo.JSON("GET", "/session", nil); status != 200 {
		t.Errorf("Theo is answered %d", status)
	}
}

func codeOf(t *testing.T, body []byte) string {
	t.Helper()
	var problem api.Problem
	if err := json.Unmarshal(body, &problem); err != nil {
		t.Fatal(err)
	}
	return problem.Code
}
