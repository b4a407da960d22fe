package circle_test

import (
	"encoding/json"
	"strings"
	"testing"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/kithtest"
)

// records asks the school to record from which day somebody decides alone.
func records(phone *kithtest.Phone, of circle.Seat, day string) (int, string) {
	status, body := phone.JSON("PATCH", "/people/"+of.Person, map[string]string{"fullRights": day})
	return status, string(body)
}

// rightsOf is what a page about a student says to an adult: the day, and whether it has come.
func rightsOf(t *testing.T, phone *kithtest.Phone, of circle.Seat) (string, bool) {
	t.Helper()
	status, body := phone.JSON("GET", "/people/"+of.Person, nil)
	var person api.Person
	if err := json.Unmarshal(body, &person); status != 200 || err != nil {
		t.Fatal(status, string(body), err)
	}
	return person.FullRights, person.DecidesAlone
}

func TestACoordinatorRecordsFromWhenAStudentDecidesAloneAndNobodyElseDoes(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	for who, seat := range map[string]circle.Seat{
		"the facilitator": c.Ortiz, "a supporting adult": n.Ivy, "the student": c.Maya, "the family": c.MayasFamily,
		"a coordinator of another school": n.Okafor, "a coordinator at home": school.Seat(c.Coordinator, "family"),
	} {
		if status, body := records(school.Phone(seat), c.Maya, "2026-10-01"); status != 404 {
			t.Errorf("%s is answered %d %s", who, status, body)
		}
	}
	reyes := school.Phone(c.Coordinator)
	for _, other := range []circle.Seat{c.Ortiz, c.MayasFamily} {
		if status, body := records(reyes, other, "2026-10-01"); status != 422 || !strings.Contains(body, `"field_invalid"`) {
			t.Errorf("of somebody in a %s seat: %d %s", other.Kind, status, body)
		}
	}
	if n := school.Count(`SELECT count(*) FROM people WHERE full_rights <> ''`); n != 0 {
		t.Fatalf("%d people decide alone", n)
	}
	if status, body := records(reyes, c.Maya, "2026-10-01"); status != 200 {
		t.Fatal(status, body)
	}
	if day, alone := rightsOf(t, school.Phone(c.Ortiz), c.Maya); day != "2026-10-01" || alone {
		t.Errorf("who looks after Maya reads %q %v", day, alone)
	}
	if n := school.Count(`SELECT count(*) FROM audit WHERE act = 'full_rights' AND actor = {:a} AND subject = {:b} AND students = {:c}`,
		c.Coordinator.Person, c.Maya.Person, `["`+c.Maya.Person+`"]`); n != 1 {
		t.Errorf("%d rows say who recorded it of whom", n)
	}
}

func TestADayOfFullRightsThatCannotBeIsRefusedAndNothingChanges(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	reyes := school.Phone(c.Coordinator)
	if status, body := records(reyes, c.Maya, "2026-10-01"); status != 200 {
		t.Fatal(status, body)
	}
	for what, day := range map[string]string{
		"yesterday": "2026-09-13", "a day of birth": "2010-10-01", "a day that is none": "2027-02-30", "a word": "soon", "a time": "2027-01-01T08:00:00Z",
		"a year that was mistyped": "2062-10-01", "a day out of the calendar": "20262-10-01",
	} {
		if status, body := records(reyes, c.Maya, day); status != 422 || !strings.Contains(body, `"field_invalid"`) {
			t.Errorf("%s: %d %s", what, status, body)
		}
	}
	if status, body := reyes.JSON("PATCH", "/people/"+c.Maya.Person, map[string]string{"name": "May", "fullRights": "soon"}); status != 422 {
		t.Errorf("with another name beside it: %d %s", status, body)
	}
	if name := school.Record("people", c.Maya.Person).GetString("name"); name != "Maya" {
		t.Errorf("she is %q now", name)
	}
	if day, alone := rightsOf(t, reyes, c.Maya); day != "2026-10-01" || alone {
		t.Errorf("afterwards %q %v is recorded", day, alone)
	}
	if n := school.Count(`SELECT count(*) FROM audit WHERE act = 'full_rights'`); n != 1 {
		t.Errorf("%d rows are on record", n)
	}
}

func TestARecordedDayIsMovedAndTakenAwayAndEachTimeThatIsOnRecordOnce(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	reyes := school.Phone(c.Coordinator)
	for i, step := range []struct {
		given, day string
		alone      bool
		rows       int
	}{
		{"2026-10-01", "2026-10-01", false, 1},
		{"2026-10-01", "2026-10-01", false, 1}, // again
		{"2026-12-24", "2026-12-24", false, 2},
		{"", "", false, 3},
		{"", "", false, 3},
		{"2026-09-14", "2026-09-14", true, 4}, // today is from now on
		{"2026-09-14", "2026-09-14", true, 4},
		{"2026-10-01", "2026-10-01", false, 5}, // it was recorded by mistake
	} {
		if status, body := records(reyes, c.Maya, step.given); status != 200 {
			t.Fatal(i, status, body)
		}
		day, alone := rightsOf(t, reyes, c.Maya)
		if rows := school.Count(`SELECT count(*) FROM audit WHERE act = 'full_rights'`); day != step.day || alone != step.alone || rows != step.rows {
			t.Errorf("after step %d: %q %v, %d rows", i, day, alone, rows)
		}
		school.Later(1)
	}
}
