package circle_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"kith/backend/circle"
	"kith/backend/kithtest"
)

// keysOf are the names that a seat's keys have on a phone.
func keysOf(t *testing.T, school *kithtest.School, seat circle.Seat) []string {
	t.Helper()
	held, err := circle.Keys(school.App, seat)
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(held))
	for i, key := range held {
		names[i] = key.String()
	}
	return names
}

func TestASeatHoldsTheKeysThatItsGrantsGive(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	seat := func(s circle.Seat) string { return "seat:" + s.ID }
	room, whole := "circle:"+c.ID, "school:"+c.School
	for _, try := range []struct {
		who  string
		seat circle.Seat
		keys []string
	}{
		{"a member", c.Maya, []string{seat(c.Maya), room, whole}},
		{"a facilitator", c.Ortiz, []string{seat(c.Ortiz), "staff:" + c.ID, whole}},
		{"a supporting adult", n.Ivy, []string{seat(n.Ivy), room, whole}},
		{"a cover before its dates", n.Noor, []string{seat(n.Noor), whole}},
		{"a coordinator", c.Coordinator, []string{seat(c.Coordinator), whole}},
		{"a family", c.MayasFamily, []string{seat(c.MayasFamily), "kin:" + c.Maya.Person, whole}},
		{"a restricted family member", c.AnasAunt, []string{seat(c.AnasAunt)}},
		{"nobody", circle.Seat{}, []string{"seat:"}},
		{"a member's person in a family seat", circle.Seat{ID: "x", Person: c.Maya.Person, School: c.School, Kind: "family"}, []string{"seat:x"}},
		{"a teacher's person in a student seat", circle.Seat{ID: "x", Person: c.Ortiz.Person, School: c.School, Kind: "student"}, []string{"seat:x", whole}},
		{"a member of another circle", n.Leo, []string{seat(n.Leo), "circle:" + n.Garden, whole}},
	} {
		if got := keysOf(t, school, try.seat); !slices.Equal(got, try.keys) {
			t.Errorf("%s holds %v instead of %v", try.who, got, try.keys)
		}
	}
}

func TestAGrantGivesItsKeyFromItsFirstMomentToItsLast(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	queue := "staff:" + c.ID
	for _, step := range []struct {
		what  string
		later time.Duration
		holds bool
	}{
		{"today", 0, false},
		{"a moment before", 24*time.Hour - time.Millisecond, false},
		{"at its beginning", time.Millisecond, true},
		{"a moment before its end", 48*time.Hour - time.Millisecond, true},
		{"at its end", time.Millisecond, false},
	} {
		school.Later(step.later)
		if got := slices.Contains(keysOf(t, school, n.Noor), queue); got != step.holds {
			t.Errorf("%s Noor holds the queue: %v", step.what, got)
		}
		leads, err := circle.Leads(school.App, n.Noor.Person, c.ID, school.Now())
		if err != nil || leads != step.holds {
			t.Errorf("%s Noor leads: %v %v", step.what, leads, err)
		}
	}
}

func TestAFamilyWithSeveralStudentsHoldsAKeyForEachOpenLink(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	rosa := c.MayasFamily
	theo := school.Save("family_links", map[string]any{"person": rosa.Person, "student": c.Theo.Person})
	ana := school.Save("family_links", map[string]any{"person": rosa.Person, "student": c.Ana.Person, "restricted": true})
	except := "!" + c.Ana.Person
	open := []string{"kin:" + c.Maya.Person + except, "kin:" + c.Theo.Person + except}
	slices.Sort(open)
	want := append(append([]string{"seat:" + rosa.ID}, open...), "school:"+c.School+except)
	if got := keysOf(t, school, rosa); !slices.Equal(got, want) {
		t.Errorf("Rosa holds %v instead of %v", got, want)
	}
	theo.Set("until", school.Now())
	ana.Set("until", school.Now())
	if err := school.App.Save(theo); err != nil {
		t.Fatal(err)
	}
	if err := school.App.Save(ana); err != nil {
		t.Fatal(err)
	}
	if got, want := keysOf(t, school, rosa), []string{"seat:" + rosa.ID, "kin:" + c.Maya.Person, "school:" + c.School}; !slices.Equal(got, want) {
		t.Errorf("after two links have ended Rosa holds %v instead of %v", got, want)
	}
	// One restricted link beside an open one to the same student closes that student.
	school.Save("family_links", map[string]any{"person": rosa.Person, "student": c.Maya.Person, "restricted": true})
	if got := keysOf(t, school, rosa); len(got) != 1 {
		t.Errorf("with a second, restricted link to Maya she holds %v", got)
	}
}

func TestWhoBelongsWhoLeadsWhoCoordinatesAndWhoLooksAfterWhom(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	app, now := school.App, school.Now()
	type question func() (bool, error)
	belongs := func(person, in string, at time.Time) question {
		return func() (bool, error) { return circle.Belongs(app, person, in, at) }
	}
	leads := func(person, in string) question {
		return func() (bool, error) { return circle.Leads(app, person, in, now) }
	}
	coordinates := func(person, in string) question {
		return func() (bool, error) { return circle.Coordinates(app, person, in) }
	}
	looks := func(person, after string) question {
		return func() (bool, error) { return circle.LooksAfter(app, person, after) }
	}
	for _, try := range []struct {
		what string
		ask  question
		yes  bool
	}{
		{"Maya belongs to the Drum Room", belongs(c.Maya.Person, c.ID, now), true},
		{"she did two hours ago", belongs(c.Maya.Person, c.ID, now.Add(-2*time.Hour)), false},
		{"Leo does", belongs(n.Leo.Person, c.ID, now), false},
		{"Ms. Ortiz does", belongs(c.Ortiz.Person, c.ID, now), false},
		{"Ms. Ortiz leads it", leads(c.Ortiz.Person, c.ID), true},
		{"she leads the garden", leads(c.Ortiz.Person, n.Garden), false},
		{"Ivy leads it", leads(n.Ivy.Person, c.ID), false},
		{"the coordinator leads it", leads(c.Coordinator.Person, c.ID), false},
		{"Maya leads it", leads(c.Maya.Person, c.ID), false},
		{"Mr. Reyes coordinates", coordinates(c.Coordinator.Person, c.School), true},
		{"he coordinates elsewhere", coordinates(c.Coordinator.Person, n.Elsewhere), false},
		{"Ms. Ortiz coordinates", coordinates(c.Ortiz.Person, c.School), false},
		{"Ms. Ortiz looks after Ana", looks(c.Ortiz.Person, c.Ana.Person), true},
		{"she looks after Leo", looks(c.Ortiz.Person, n.Leo.Person), false},
		{"Mr. Reyes looks after Leo", looks(c.Coordinator.Person, n.Leo.Person), true},
		{"he looks after Sam of another school", looks(c.Coordinator.Person, n.Sam.Person), false},
		{"Ivy looks after Ana", looks(n.Ivy.Person, c.Ana.Person), false},
		{"Noor looks after Ana before her dates", looks(n.Noor.Person, c.Ana.Person), false},
		{"Maya looks after Ana", looks(c.Maya.Person, c.Ana.Person), false},
	} {
		if yes, err := try.ask(); err != nil || yes != try.yes {
			t.Errorf("%s: %v %v", try.what, yes, err)
		}
	}
	school.Run("UPDATE members SET `until` = {:a} WHERE person = {:b}", now.Format("2006-01-02 15:04:05.000Z"), c.Ana.Person) //nolint:errcheck // the next question tells
	if yes, err := circle.LooksAfter(app, c.Ortiz.Person, c.Ana.Person); err != nil || yes {
		t.Errorf("after Ana has left, Ms. Ortiz looks after her: %v %v", yes, err)
	}
}

func TestTheSeatThatActsStandsInItsRequest(t *testing.T) {
	seat := circle.Seat{ID: "a seat", Person: "Maya", School: "Riverside", Kind: "student"}
	if got := circle.From(circle.With(context.Background(), seat)); got != seat {
		t.Errorf("it is %+v", got)
	}
	if got := circle.From(context.Background()); got != (circle.Seat{}) {
		t.Errorf("without anybody it is %+v", got)
	}
}

func TestAKeyThatCannotBeReadIsAnErrorAndNoEmptyAnswer(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	for table, seat := range map[string]circle.Seat{"members": c.Maya, "grants": c.Ortiz, "family_links": c.MayasFamily} {
		if err := school.Run("ALTER TABLE " + table + " RENAME TO lost_" + table); err != nil {
			t.Fatal(err)
		}
		if held, err := circle.Keys(school.App, seat); err == nil {
			t.Errorf("without %s the seat holds %v", table, held)
		}
		if err := school.Run("ALTER TABLE lost_" + table + " RENAME TO " + table); err != nil {
			t.Fatal(err)
		}
	}
}
