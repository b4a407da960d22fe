package circle_test

import (
	"slices"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/circle"
)

// keys are the reader keys of a seat by name, with readable names in the place of ids.
func (w *westside) keys(name string) []string {
	w.t.Helper()
	keys, err := circle.Keys(w.App, w.seats[name])
	w.must(err)
	words := make([]string, len(keys))
	for i, key := range keys {
		words[i] = w.readable(key.String())
	}
	return words
}

func (w *westside) readable(key string) string {
	known := map[string]string{w.lunch: "Lunch table", w.garden: "Garden crew", w.school.Id: "Westside"}
	for name, seat := range w.seats {
		known[seat.ID], known[seat.Person] = "self", name
	}
	text, word := "", ""
	for _, letter := range key {
		if letter == ':' || letter == '!' {
			text, word = text+read(known, word)+string(letter), ""
			continue
		}
		word += string(letter)
	}
	return text + read(known, word)
}

func read(known map[string]string, word string) string {
	if name, ok := known[word]; ok {
		return name
	}
	return word
}

func (w *westside) holds(name string, want ...string) {
	w.t.Helper()
	if got := w.keys(name); !slices.Equal(got, want) {
		w.t.Errorf("%s holds %v, want %v", name, got, want)
	}
}

func (w *westside) change(collection, id string, fields map[string]any) {
	w.t.Helper()
	record, err := w.App.FindRecordById(collection, id)
	w.must(err)
	for field, value := range fields {
		record.Set(field, value)
	}
	w.must(w.App.Save(record))
}

func (w *westside) linked(family, student string, restricted bool) string {
	w.t.Helper()
	link, err := circle.LinkFamily(w.App, w.person(w.App, family), w.person(w.App, student), restricted)
	w.must(err)
	return link.Id
}

func TestEverybodyHoldsTheKeysOfTheirGrants(t *testing.T) {
	w := newWestside(t)
	w.holds("Maya", "seat:self", "circle:Lunch table", "school:Westside")
	w.holds("Ana", "seat:self", "school:Westside")
	w.holds("Ms. Ortiz", "seat:self", "staff:Lunch table", "school:Westside")
	w.holds("Noor", "seat:self", "kin:Theo", "school:Westside")
	// A coordinator's keys are read online and never stored, so they are not among these.
	w.holds("Ms. Okafor", "seat:self", "school:Westside")
}

func TestWhoLeavesACircleLosesItsKeyAtOnce(t *testing.T) {
	w := newWestside(t)
	member, err := w.App.FindFirstRecordByFilter("members", "person = '"+w.id("Maya")+"'")
	w.must(err)
	w.change("members", member.Id, map[string]any{"until": w.now.Add(time.Hour)})
	w.holds("Maya", "seat:self", "circle:Lunch table", "school:Westside")
	w.now = w.now.Add(time.Hour)
	w.holds("Maya", "seat:self", "school:Westside")
}

func TestAKeyIsNotHeldBeforeItsFirstDay(t *testing.T) {
	w := newWestside(t)
	tomorrow := w.now.AddDate(0, 0, 1)
	w.grant("Ms. Park", "cover", tomorrow, tomorrow.AddDate(0, 0, 1))
	w.holds("Ms. Park", "seat:self", "school:Westside")
	w.now = tomorrow
	w.holds("Ms. Park", "seat:self", "staff:Lunch table", "school:Westside")
	w.now = tomorrow.AddDate(0, 0, 1)
	w.holds("Ms. Park", "seat:self", "school:Westside")
}

func (w *westside) grant(name, role string, from, until time.Time) {
	w.t.Helper()
	_, err := circle.Grant(w.App, w.seats["Ms. Okafor"], circle.GrantOf{Person: w.id(name), Role: role, Circle: w.lunch, From: from, Until: until})
	w.must(err)
}

func TestASupportingAdultReadsWhatTheCircleReads(t *testing.T) {
	w := newWestside(t)
	w.grant("Ms. Park", "supporting_adult", w.now, time.Time{})
	w.holds("Ms. Park", "seat:self", "circle:Lunch table", "school:Westside")
}

func TestTwoGrantsForOneCircleAreOneKey(t *testing.T) {
	w := newWestside(t)
	w.grant("Ms. Ortiz", "cover", w.now, w.now.Add(time.Hour))
	w.holds("Ms. Ortiz", "seat:self", "staff:Lunch table", "school:Westside")
}

// A restriction holds also where another student of the same family is in the moment.
func TestARestrictedLinkGivesNoKeyAndStandsInEveryOther(t *testing.T) {
	w := newWestside(t)
	w.linked("Noor", "Sam", true)
	w.holds("Noor", "seat:self", "kin:Theo!Sam", "school:Westside!Sam")
	w.change("family_links", w.noorTheo, map[string]any{"restricted": true})
	w.holds("Noor", "seat:self")
}

func TestOneRestrictedLinkOfTwoToTheSameStudentIsEnough(t *testing.T) {
	w := newWestside(t)
	w.linked("Noor", "Theo", true)
	w.holds("Noor", "seat:self")
}

func TestAnEndedLinkGivesNoKey(t *testing.T) {
	w := newWestside(t)
	w.change("family_links", w.noorTheo, map[string]any{"until": w.now})
	w.holds("Noor", "seat:self")
}

func TestAFamilyWaitsOutsideFromTheDayOfFullRights(t *testing.T) {
	w := newWestside(t)
	w.change("people", w.id("Theo"), map[string]any{"full_rights": w.now.AddDate(0, 0, 1)})
	w.holds("Noor", "seat:self", "kin:Theo", "school:Westside")
	w.now = w.now.AddDate(0, 0, 1)
	w.holds("Noor", "seat:self")
}

func TestATeacherReadsAsFamilyOnlyInTheFamilySeat(t *testing.T) {
	w := newWestside(t)
	w.must(w.App.RunInTransaction(func(tx core.App) error {
		collection, err := tx.FindCollectionByNameOrId("seats")
		if err != nil {
			return err
		}
		seat := core.NewRecord(collection)
		seat.Load(map[string]any{"person": w.id("Ms. Ortiz"), "kind": "family", "school": w.school.Id})
		if err := tx.Save(seat); err != nil {
			return err
		}
		w.seats["Ms. Ortiz at home"] = circle.Seat{ID: seat.Id, Person: w.id("Ms. Ortiz"), School: w.school.Id, Kind: "family"}
		return nil
	}))
	w.linked("Ms. Ortiz", "Leo", false)
	w.holds("Ms. Ortiz", "seat:self", "staff:Lunch table", "school:Westside")
	w.holds("Ms. Ortiz at home", "seat:self", "kin:Leo", "school:Westside")
	if err := circle.Coordinator(w.App, w.seats["Ms. Ortiz at home"]); err == nil {
		t.Error("a family seat coordinates")
	}
	if _, err := circle.StudentOf(w.App, w.seats["Ms. Ortiz at home"], w.id("Maya")); err == nil {
		t.Error("a family seat looks after Maya")
	}
}

// A question about a day is answered as of that day, and a failing question is never taken for a no.
func TestWhoLeadsAndWhoBelongsIsAskedForATime(t *testing.T) {
	w := newWestside(t)
	w.grant("Ms. Park", "cover", w.now, w.now.Add(time.Hour))
	for _, ask := range []struct {
		at   time.Time
		want bool
	}{{w.now.Add(-time.Minute), false}, {w.now, true}, {w.now.Add(59 * time.Minute), true}, {w.now.Add(time.Hour), false}} {
		leads, err := circle.Leads(w.App, w.id("Ms. Park"), w.lunch, ask.at)
		w.must(err)
		if leads != ask.want {
			t.Errorf("at %v Ms. Park leads: %v", ask.at, leads)
		}
		belongs, err := circle.Belongs(w.App, w.id("Maya"), w.lunch, ask.at)
		w.must(err)
		if belongs != !ask.at.Before(w.now.Truncate(time.Millisecond)) {
			t.Errorf("at %v Maya belongs: %v", ask.at, belongs)
		}
	}
	_, err := w.App.NonconcurrentDB().NewQuery(`ALTER TABLE grants RENAME TO elsewhere`).Execute()
	w.must(err)
	if _, err := circle.Keys(w.App, w.seats["Ms. Ortiz"]); err == nil {
		t.Error("a failing question gave keys")
	}
	if _, err := circle.LooksAfter(w.App, w.id("Ms. Ortiz"), w.id("Maya")); err == nil {
		t.Error("a failing question was answered")
	}
}
