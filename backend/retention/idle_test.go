package retention_test

import (
	"encoding/json"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/kithtest"
)

// oldSchool is a school in which everybody was written down long ago: the database stamps people by the clock on the wall.
func oldSchool(t *testing.T) (*kithtest.School, kithtest.Circle) {
	t.Helper()
	school := kithtest.Open(t)
	c := school.DrumRoom()
	if err := school.Run(`UPDATE people SET created = {:a}`, "2026-09-14 09:00:00.000Z"); err != nil {
		t.Fatal(err)
	}
	return school, c
}

func leave(school *kithtest.School, student circle.Seat) {
	school.T.Helper()
	member, err := school.App.FindFirstRecordByFilter("members", "person = '"+student.Person+"'")
	if err != nil {
		school.T.Fatal(err)
	}
	member.Set("until", school.Now())
	if err := school.App.Save(member); err != nil {
		school.T.Fatal(err)
	}
}

func isHere(school *kithtest.School, seat circle.Seat) bool {
	return school.Count(`SELECT count(*) FROM people WHERE id = {:a}`, seat.Person) == 1
}

func isOff(school *kithtest.School, seat circle.Seat) bool {
	return school.Count(`SELECT count(*) FROM idle WHERE person = {:a}`, seat.Person) == 1
}

func TestWhoHasNobodyHereIsShutOutAfter180DaysAndErasedAfter365(t *testing.T) {
	school, c := oldSchool(t)
	leave(school, c.Theo)
	theo := school.Phone(c.Theo)
	badge := school.Record("people", c.Theo.Person)
	badge.Set("badge", kithtest.ID())
	if err := school.App.Save(badge); err != nil {
		t.Fatal(err)
	}
	theo.Sync()
	seen := school.Now()
	at(school, seen.Add(180*day))
	if isOff(school, c.Theo) {
		t.Fatal("he is shut out before the time is over")
	}
	at(school, seen.Add(180*day+time.Minute))
	if !isOff(school, c.Theo) || !isOff(school, c.TheosFamily) {
		t.Error("he or his family is not shut out")
	}
	if school.Text(`SELECT badge FROM people WHERE id = {:a}`, c.Theo.Person) != "" {
		t.Error("his badge opens still")
	}
	for who, seat := range map[string]circle.Seat{"Maya, whose circle runs": c.Maya, "her family": c.MayasFamily, "the only coordinator": c.Coordinator} {
		if isOff(school, seat) {
			t.Errorf("%s is shut out", who)
		}
	}
	at(school, seen.Add(365*day))
	if !isHere(school, c.Theo) {
		t.Fatal("he is erased before the time is over")
	}
	at(school, seen.Add(365*day+2*time.Minute))
	if isHere(school, c.Theo) || isHere(school, c.TheosFamily) {
		t.Error("he or his family is here still")
	}
	if !isHere(school, c.Ana) || !isHere(school, c.Coordinator) || !isHere(school, c.Ortiz) {
		t.Error("somebody who has a place here is gone")
	}
}

func TestNobodyIsErasedWhoWasNotShutOutForHalfAYearBefore(t *testing.T) {
	school, c := oldSchool(t)
	leave(school, c.Theo)
	back := school.Now().Add(800 * day)
	at(school, back)
	if !isHere(school, c.Theo) || !isOff(school, c.Theo) {
		t.Fatal("a school that was off erases him at once")
	}
	at(school, back.Add(185*day-time.Minute))
	if !isHere(school, c.Theo) {
		t.Fatal("he is erased too soon")
	}
	school.Phone(c.Theo).Sync()
	at(school, back.Add(186*day))
	if !isHere(school, c.Theo) || isOff(school, c.Theo) {
		t.Error("he came back, and is still counted out")
	}
}

// Somebody may be let in again between the look for who is due and their turn. Here everybody else is, when the first goes.
func TestWhoIsLetInWhileOthersGoStays(t *testing.T) {
	school, c := oldSchool(t)
	for _, student := range []circle.Seat{c.Theo, c.Ana} {
		leave(school, student)
		school.Phone(student).Sync()
	}
	seen := school.Now()
	at(school, seen.Add(181*day))
	err := school.Run(`CREATE TRIGGER let_in AFTER DELETE ON people BEGIN
		INSERT OR IGNORE INTO grants (id, person, school, role) SELECT 'g' || substr(id, 2), id, school, 'supporting_adult' FROM people WHERE id <> OLD.id; END`)
	if err != nil {
		t.Fatal(err)
	}
	at(school, seen.Add(366*day))
	if isHere(school, c.Theo) == isHere(school, c.Ana) {
		t.Errorf("Theo is here: %v, and Ana: %v", isHere(school, c.Theo), isHere(school, c.Ana))
	}
}

func TestAnAdultWithARoleIsShutOutAndToldToTheCoordinatorAndNeverErased(t *testing.T) {
	school, c := oldSchool(t)
	at(school, school.Now().Add(180*day+time.Minute))
	if !isOff(school, c.Ortiz) {
		t.Fatal("nobody has seen her for half a year")
	}
	status, body := school.Phone(c.Coordinator).JSON("GET", "/keeping", nil)
	var told api.Keeping
	if err := json.Unmarshal(body, &told); err != nil || status != 200 || len(told.Away) != 1 || told.Away[0].Name != "Ms. Ortiz" {
		t.Errorf("the coordinator is told %d %s %v", status, body, err)
	}
	at(school, school.Now().Add(900*day))
	if !isHere(school, c.Ortiz) {
		t.Error("she is erased by itself")
	}
	school.Phone(c.Ortiz).Sync()
	at(school, school.Now().Add(time.Hour))
	if isOff(school, c.Ortiz) {
		t.Error("she is back, and is told to be away")
	}
}

func TestACertificateIsKeptForSevenYears(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	if err := school.Run(`INSERT INTO certificates (person, school, sum, body, at) VALUES ('somebody0000001', {:a}, 's', '{}', {:b})`, c.School, "2026-09-14 09:00:00.000Z"); err != nil {
		t.Fatal(err)
	}
	left := func() int { return school.Count(`SELECT count(*) FROM certificates WHERE person = 'somebody0000001'`) }
	begun := school.Now()
	at(school, begun.Add(7*365*day))
	if left() != 1 {
		t.Fatal("it is gone before its time")
	}
	at(school, begun.Add(7*365*day+time.Minute))
	if left() != 0 {
		t.Error("it is here still")
	}
}
