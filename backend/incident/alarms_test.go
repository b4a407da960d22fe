package incident_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/keeping"
	"kith/backend/kithtest"
)

// quick is one minute of a school.
func quick(school *kithtest.School) {
	school.Watch()
	school.Later(time.Minute)
}

func alarms(t *testing.T, phone *kithtest.Phone) []api.Alarm {
	t.Helper()
	return told[api.AlarmList](t, phone, "GET", "/alarms", nil).Alarms
}

// students are as many more as are needed for a haste.
func students(school *kithtest.School, c kithtest.Circle, count int) (people []string) {
	for i := range count {
		people = append(people, school.Person(c.School, "student", fmt.Sprintf("Student %d", i)).Person)
	}
	return people
}

func TestWhoOpensMoreRecordsInTenMinutesThanPeopleDoIsTold(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	reyes := school.Phone(c.Coordinator)
	park := school.Person(c.School, "staff", "Ms. Park")
	school.Save("grants", map[string]any{"person": park.Person, "school": c.School, "role": "coordinator"})
	phone := school.Phone(park)
	quick(school)
	for i, student := range students(school, c, 51) {
		told[api.Person](t, phone, "GET", "/people/"+student, nil)
		told[api.Person](t, phone, "GET", "/people/"+student, nil) // the same one twice is one
		if i == 49 {
			quick(school)
			if got := alarms(t, reyes); len(got) != 0 {
				t.Fatalf("fifty are told as %+v", got)
			}
		}
	}
	for range 3 {
		quick(school)
	}
	got := alarms(t, reyes)
	if len(got) != 1 || got[0].Kind != api.AlarmKindManyRecords || got[0].Person.Name != "Ms. Park" || got[0].Count != 51 || !got[0].Seen.IsZero() {
		t.Fatalf("told as %+v", got)
	}
	if status, body := phone.JSON("POST", "/alarms/"+got[0].Id+"/seen", nil); status != 403 {
		t.Errorf("Ms. Park puts it away herself: %d %s", status, body)
	}
	okafor := school.Phone(school.Next(c).Okafor)
	if status, body := okafor.JSON("POST", "/alarms/"+got[0].Id+"/seen", nil); status != 404 || len(alarms(t, okafor)) != 0 {
		t.Errorf("another school's coordinator: %d %s", status, body)
	}
	for range 2 {
		if status, body := reyes.JSON("POST", "/alarms/"+got[0].Id+"/seen", nil); status != 204 {
			t.Fatalf("seen: %d %s", status, body)
		}
	}
	if got = alarms(t, phone); len(got) != 1 || got[0].By != "Mr. Reyes" || got[0].Seen.IsZero() {
		t.Errorf("after somebody looked: %+v", got)
	}
	if n := school.Count(`SELECT count(*) FROM audit WHERE act IN ('raise_alarm', 'see_alarm')`); n != 2 {
		t.Errorf("%d lines are on record", n)
	}
	school.Later(91 * 24 * time.Hour)
	school.Tidy()
	if n := school.Count(`SELECT count(*) FROM alarms`); n != 0 {
		t.Errorf("%d alarms are kept for longer than ninety days", n)
	}
}

func TestWhoCoordinatesAloneLooksAtTheirOwnAlarm(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	students(school, c, 51)
	reyes := school.Phone(c.Coordinator)
	quick(school)
	told[api.Affected](t, reyes, "GET", "/affected", nil)
	quick(school)
	got := alarms(t, reyes)
	if len(got) != 1 {
		t.Fatalf("a list of the whole school is told as %+v", got)
	}
	if status, body := reyes.JSON("POST", "/alarms/"+got[0].Id+"/seen", nil); status != 204 {
		t.Errorf("seen: %d %s", status, body)
	}
}

func TestWhatOneCoordinatorDoesWithAWholeSchoolIsToldToTheOthers(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	reyes := school.Phone(c.Coordinator)
	quick(school)
	told[api.Affected](t, reyes, "GET", "/affected", nil)
	quick(school)
	if got := alarms(t, reyes); len(got) != 0 {
		t.Fatalf("nobody else coordinates, and it is told as %+v", got)
	}
	park := school.Person(c.School, "staff", "Ms. Park")
	yes := true
	told[api.Person](t, reyes, "PATCH", "/people/"+park.Person, api.PersonChange{Coordinator: &yes})
	for range 51 {
		school.Consent(c.Coordinator, c.Maya, "name", "circle")
	}
	if _, err := keeping.ErasePerson(school.App, c.Theo.Person, keeping.Destroy, c.Coordinator.Person); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		quick(school)
	}
	var kinds []string
	for _, alarm := range alarms(t, school.Phone(park)) {
		if alarm.Person.Id != c.Coordinator.Person {
			t.Errorf("%s is said of %s", alarm.Kind, alarm.Person.Name)
		}
		kinds = append(kinds, string(alarm.Kind))
		if status, _ := reyes.JSON("POST", "/alarms/"+alarm.Id+"/seen", nil); status != 403 {
			t.Errorf("who did it puts %s away: %d", alarm.Kind, status)
		}
	}
	slices.Sort(kinds)
	if want := []string{"erased", "many_consents", "new_coordinator", "school_list"}; !slices.Equal(kinds, want) {
		t.Errorf("the other coordinator is told of %v", kinds)
	}
}

func TestWhatIsSpreadOverADayIsNoHaste(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	reyes := school.Phone(c.Coordinator)
	for i, student := range students(school, c, 60) {
		told[api.Person](t, reyes, "GET", "/people/"+student, nil)
		if i%40 == 39 {
			for range 12 {
				quick(school)
			}
			reyes = school.Phone(c.Coordinator) // an hour is long
		}
	}
	quick(school)
	if got := alarms(t, reyes); len(got) != 0 {
		t.Errorf("told as %+v", got)
	}
}

// keeps sends moments of a student, each so long after the one before it by their own clock.
func keeps(school *kithtest.School, c kithtest.Circle, author circle.Seat, count int, pause time.Duration) {
	phone := school.Phone(author)
	var ops []api.Op
	for i := range count {
		op := phone.Op(api.OpKindKeepRevision, api.KeepRevision{
			Moment: kithtest.ID(), Revision: kithtest.ID(), Circle: c.ID, Words: "We drummed", People: []string{author.Person},
		})
		op.At = school.Now().Add(-time.Duration(count-i) * pause)
		ops = append(ops, op)
	}
	phone.Must(phone.Sync(ops...))
}

func TestWhoKeepsMoreInTenMinutesThanPeopleDoIsToldAndWhatAPhoneBringsAfterAWeekIsNot(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	reyes := school.Phone(c.Coordinator)
	quick(school)
	keeps(school, c, c.Theo, 40, time.Hour)
	quick(school)
	if got := alarms(t, reyes); len(got) != 0 {
		t.Fatalf("what came in after a week is told as %+v", got)
	}
	keeps(school, c, c.Maya, 45, time.Second)
	quick(school)
	got := alarms(t, reyes)
	if len(got) != 1 || got[0].Kind != api.AlarmKindManyMoments || got[0].Person.Id != c.Maya.Person || got[0].Count <= 20 {
		t.Errorf("told as %+v", got)
	}
}
