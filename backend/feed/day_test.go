package feed_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/feed"
	"kith/backend/kithtest"
)

// turnDay lets the house do what a day brings, as its hourly job does.
func turnDay(t *testing.T, school *kithtest.School) {
	t.Helper()
	if err := feed.TurnDay(school.App); err != nil {
		t.Fatal(err)
	}
}

// told is whom the page of the Drum Room names on this phone after its next contact, the students before the adults. Empty when the
// phone has no such page.
func told(phone *kithtest.Phone, c kithtest.Circle, form api.CircleForm) string {
	phone.Return().Sync()
	row, found := phone.Rows[string(form)+":"+c.ID+" circle "+c.ID]
	if !found {
		return ""
	}
	var names []string
	for _, member := range row.Circle.Members {
		names = append(names, member.Name)
	}
	for _, adult := range row.Circle.Staff {
		names = append(names, adult.Name)
	}
	return strings.Join(names, ", ")
}

// leads says whether the phone, after its next contact, counts the Drum Room as one of its person's.
func leads(phone *kithtest.Phone, c kithtest.Circle) bool {
	phone.Return().Sync()
	me := phone.Rows["seat:"+phone.Seat.ID+" me "+phone.Seat.ID].Me
	return slices.ContainsFunc(me.Roles, func(role api.RoleLine) bool { return role.Circle == c.ID })
}

func TestACoverIsThereFromTheirFirstDayToTheirLastAndPhonesAreTold(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	cover := school.Person(c.School, "staff", "Mr. Bell")
	maya, ortiz, bell := school.Phone(c.Maya), school.Phone(c.Ortiz), school.Phone(cover)
	day := 24 * time.Hour
	school.Save("grants", map[string]any{
		"person": cover.Person, "school": c.School, "role": "cover", "circle": c.ID,
		"from": school.Now().Add(day), "until": school.Now().Add(3 * day),
	})
	for _, at := range []struct {
		when  string
		later time.Duration
		names string
		leads bool
	}{
		{"the day before", 0, "Ana, Maya, Theo, Ms. Ortiz", false},
		{"the first day", day + time.Hour, "Ana, Maya, Theo, Mr. Bell, Ms. Ortiz", true},
		{"a day between", day, "Ana, Maya, Theo, Mr. Bell, Ms. Ortiz", true},
		{"the day after", day, "Ana, Maya, Theo, Ms. Ortiz", false},
	} {
		school.Later(at.later)
		turnDay(t, school)
		if got := told(maya, c, api.CircleFormCircle); got != at.names {
			t.Errorf("on %s Maya's phone names %s instead of %s", at.when, got, at.names)
		}
		if got := told(ortiz, c, api.CircleFormStaff); got != at.names {
			t.Errorf("on %s Ms. Ortiz's phone names %s instead of %s", at.when, got, at.names)
		}
		if got := leads(bell, c); got != at.leads {
			t.Errorf("on %s Mr. Bell's phone says %v of leading the circle", at.when, got)
		}
		if got := told(bell, c, api.CircleFormStaff) != ""; got != at.leads {
			t.Errorf("on %s Mr. Bell holds the circle's page: %v", at.when, got)
		}
	}
}

func TestAStudentWhoComesNextWeekIsNamedNextWeek(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	leo := school.Person(c.School, "student", "Leo")
	maya, leos := school.Phone(c.Maya), school.Phone(leo)
	week := 7 * 24 * time.Hour
	school.Save("members", map[string]any{
		"circle": c.ID, "person": leo.Person, "role": "companion", "from": school.Now().Add(week), "until": school.Now().Add(2 * week),
	})
	turnDay(t, school)
	if got := told(maya, c, api.CircleFormCircle); strings.Contains(got, "Leo") {
		t.Errorf("a week early Maya's phone names %s", got)
	}
	if got := told(leos, c, api.CircleFormCircle); got != "" {
		t.Errorf("a week early Leo reads %s", got)
	}
	school.Later(week + time.Minute)
	turnDay(t, school)
	if got := told(maya, c, api.CircleFormCircle); got != "Ana, Leo, Maya, Theo, Ms. Ortiz" {
		t.Errorf("when Leo has come Maya's phone names %s", got)
	}
	if got := told(leos, c, api.CircleFormCircle); got == "" {
		t.Error("Leo has come and does not read his circle")
	}
	school.Later(week)
	turnDay(t, school)
	if got := told(maya, c, api.CircleFormCircle); strings.Contains(got, "Leo") {
		t.Errorf("when Leo has left Maya's phone names %s", got)
	}
}

func TestASchoolThatSleptForAMonthCatchesUpWithWhatBeganAndEnded(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	bell, cho := school.Person(c.School, "staff", "Mr. Bell"), school.Person(c.School, "staff", "Ms. Cho")
	maya, bells, chos := school.Phone(c.Maya), school.Phone(bell), school.Phone(cho)
	day := 24 * time.Hour
	for _, cover := range []struct {
		who         circle.Seat
		from, until time.Duration
	}{{bell, 2 * day, 4 * day}, {cho, 20 * day, 60 * day}} {
		school.Save("grants", map[string]any{
			"person": cover.who.Person, "school": c.School, "role": "cover", "circle": c.ID,
			"from": school.Now().Add(cover.from), "until": school.Now().Add(cover.until),
		})
	}
	turnDay(t, school)
	if got := told(maya, c, api.CircleFormCircle); got != "Ana, Maya, Theo, Ms. Ortiz" || leads(bells, c) || leads(chos, c) {
		t.Fatalf("before anybody covers Maya's phone names %s", got)
	}
	school.Later(30 * day)
	turnDay(t, school)
	if got := told(maya, c, api.CircleFormCircle); got != "Ana, Maya, Theo, Ms. Cho, Ms. Ortiz" {
		t.Errorf("after a month Maya's phone names %s", got)
	}
	if leads(bells, c) || !leads(chos, c) {
		t.Error("after a month it is not Ms. Cho alone who covers")
	}
}

func TestADayThatBringsNothingWritesNothing(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	bell := school.Person(c.School, "staff", "Mr. Bell")
	school.Save("grants", map[string]any{
		"person": bell.Person, "school": c.School, "role": "cover", "circle": c.ID, "from": school.Now().Add(time.Hour),
	})
	school.Later(2 * time.Hour)
	turnDay(t, school)
	before := stands(school, "")
	for range 3 {
		school.Later(24 * time.Hour)
		turnDay(t, school)
	}
	if after := stands(school, ""); after != before {
		t.Errorf("three quiet days changed rows:\n%s\ninto\n%s", before, after)
	}
}

// TestACircleThatCannotBeTurnedHoldsBackNoOther: what fails is tried again at the next turn, however much later that is.
func TestACircleThatCannotBeTurnedHoldsBackNoOther(t *testing.T) {
	school := kithtest.Open(t)
	drums, garden := school.DrumRoom(), school.DrumRoom()
	inDrums, inGarden := school.Phone(drums.Maya), school.Phone(garden.Maya)
	before := told(inDrums, drums, api.CircleFormCircle)
	told(inGarden, garden, api.CircleFormCircle)
	day := 24 * time.Hour
	for _, c := range []kithtest.Circle{drums, garden} {
		bell := school.Person(c.School, "staff", "Mr. Bell")
		school.Save("grants", map[string]any{
			"person": bell.Person, "school": c.School, "role": "cover", "circle": c.ID, "from": school.Now().Add(day), "until": school.Now().Add(9 * day),
		})
	}
	jam := func(statement string) {
		t.Helper()
		if err := school.Run(statement); err != nil {
			t.Fatal(err)
		}
	}
	jam(`CREATE TRIGGER jam BEFORE INSERT ON feed WHEN new.key LIKE '%` + drums.ID + `' BEGIN SELECT raise(ABORT, 'jammed'); END`)
	jam(`CREATE TRIGGER jam_again BEFORE UPDATE ON feed WHEN new.key LIKE '%` + drums.ID + `' BEGIN SELECT raise(ABORT, 'jammed'); END`)
	school.Later(2 * day)
	if err := feed.TurnDay(school.App); err == nil || !strings.Contains(err.Error(), "jammed") {
		t.Errorf("turning a day that is jammed says %v", err)
	}
	if told(inDrums, drums, api.CircleFormCircle) != before || told(inGarden, garden, api.CircleFormCircle) == before {
		t.Error("it is not the jammed circle alone that was not turned")
	}
	jam(`DROP TRIGGER jam`)
	jam(`DROP TRIGGER jam_again`)
	school.Later(3 * day)
	turnDay(t, school)
	if told(inDrums, drums, api.CircleFormCircle) == before {
		t.Error("what was jammed was not tried again")
	}
}
