package feed_test

import (
	"encoding/json"
	"slices"
	"testing"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/kithtest"
)

// looks are whose records an adult was given by one kind of look, newest last.
func looks(s *kithtest.School, seat circle.Seat, act string) [][]string {
	s.T.Helper()
	var rows []string
	err := s.App.DB().NewQuery(`SELECT students FROM audit WHERE actor = {:actor} AND act = {:act} ORDER BY seq`).
		Bind(map[string]any{"actor": seat.Person, "act": act}).Column(&rows)
	if err != nil {
		s.T.Fatal(err)
	}
	found := make([][]string, len(rows))
	for i, row := range rows {
		if err := json.Unmarshal([]byte(row), &found[i]); err != nil {
			s.T.Fatal(err)
		}
	}
	return found
}

func TestEachAnswerToAnAdultLeavesOneLookThatNamesEverybodyInIt(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, ortiz := school.Phone(c.Maya), school.Phone(c.Ortiz)
	ortiz.Sync()
	first := looks(school, c.Ortiz, "pull")
	everybody := []string{c.Maya.Person, c.Theo.Person, c.Ana.Person}
	slices.Sort(everybody)
	if len(first) != 1 || !slices.Equal(first[0], everybody) {
		t.Fatalf("reading her circle leaves %v", first)
	}
	if ortiz.Sync(); len(looks(school, c.Ortiz, "pull")) != 1 {
		t.Error("an answer with nothing in it leaves a look")
	}
	quoted := c.Alone("Somebody said something")
	quoted.Revision.Quotes = []api.NewQuote{{Speaker: c.Ana.Person, Words: "Louder!", Made: api.MadeOwn}}
	maya.Keep(quoted)
	ortiz.Sync()
	if found := looks(school, c.Ortiz, "pull"); len(found) != 2 || !slices.Contains(found[1], c.Ana.Person) || !slices.Contains(found[1], c.Maya.Person) {
		t.Errorf("reading a moment in which Ana is quoted leaves %v", found)
	}
	// Ana's words are taken out, and still stand in the history that the adult is given.
	without := quoted.Edited("Nobody said anything")
	without.Revision.Quotes = nil
	maya.Keep(without)
	ortiz.Sync()
	if found := looks(school, c.Ortiz, "pull"); len(found) != 3 || !slices.Contains(found[2], c.Ana.Person) {
		t.Errorf("reading a history in which Ana is quoted leaves %v", found)
	}
	maya.Keep(c.Spoken(c.Theo))
	ortiz.Sync()
	if found := looks(school, c.Ortiz, "pull"); len(found) != 4 || !slices.Contains(found[3], c.Theo.Person) {
		t.Errorf("reading a moment in which Theo is heard leaves %v", found)
	}
}

func TestARepairOfAnAdultsPhoneIsALookToo(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	school.Phone(c.Maya).Keep(c.Drumming())
	ortiz := school.Phone(c.Ortiz)
	ortiz.Sync()
	reconcile(t, ortiz, held(ortiz))
	if found := looks(school, c.Ortiz, "reconcile"); len(found) != 0 {
		t.Errorf("a phone in order leaves %v", found)
	}
	reconcile(t, ortiz, nil)
	if found := looks(school, c.Ortiz, "reconcile"); len(found) != 1 || len(found[0]) != 3 {
		t.Errorf("a phone that is given everything anew leaves %v", found)
	}
}

func TestWhatStudentsAndFamiliesReadIsNotWatched(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	school.Share(c, c.Drumming(), api.AudienceFamilies)
	for who, seat := range map[string]circle.Seat{"Maya": c.Maya, "Theo's family": c.TheosFamily, "Ana": c.Ana} {
		phone := school.Phone(seat)
		phone.Sync()
		reconcile(t, phone, nil)
		if rows := school.Count(`SELECT count(*) FROM audit WHERE actor = {:a} AND act IN ('pull', 'reconcile')`, seat.Person); rows != 0 {
			t.Errorf("%s reads, and %d rows are written of it", who, rows)
		}
	}
}
