package circle_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
)

func (w *westside) names(reader, kind string) []string {
	w.t.Helper()
	var names []string
	request := api.ListPeopleRequestObject{Params: api.ListPeopleParams{Kind: api.SeatKind(kind)}}
	for {
		answer, err := w.ListPeople(w.as(reader), request)
		w.must(err)
		page := answer.(api.ListPeople200JSONResponse)
		for _, person := range page.People {
			names = append(names, person.Name)
		}
		if !page.More {
			return names
		}
		request.Params.After = page.After
	}
}

func TestACoordinatorSeesEverybodyOfTheirOwnSchoolByName(t *testing.T) {
	w := newWestside(t)
	want := []string{"Ana", "Leo", "Maya", "Mr. Hale", "Ms. Okafor", "Ms. Ortiz", "Ms. Park", "Noor", "Sam", "Theo"}
	if got := w.names("Ms. Okafor", ""); !slices.Equal(got, want) {
		t.Errorf("Ms. Okafor sees %v", got)
	}
	if got := w.names("Ms. Brandt", ""); !slices.Equal(got, []string{"Ivy", "Ms. Brandt"}) {
		t.Errorf("Ms. Brandt sees %v", got)
	}
}

func TestAFacilitatorSeesThePeopleOfTheirCirclesOnly(t *testing.T) {
	w := newWestside(t)
	if got := w.names("Ms. Ortiz", ""); !slices.Equal(got, []string{"Maya", "Ms. Ortiz", "Noor", "Sam", "Theo"}) {
		t.Errorf("Ms. Ortiz sees %v", got)
	}
	if got := w.names("Mr. Hale", "student"); !slices.Equal(got, []string{"Leo"}) {
		t.Errorf("Mr. Hale sees %v", got)
	}
	if got := w.names("Ms. Park", ""); len(got) != 0 {
		t.Errorf("Ms. Park has no circle and sees %v", got)
	}
}

func TestPeopleCanBeListedByKind(t *testing.T) {
	w := newWestside(t)
	for kind, want := range map[string][]string{
		"student": {"Ana", "Leo", "Maya", "Sam", "Theo"}, "family": {"Noor"},
		"staff": {"Mr. Hale", "Ms. Okafor", "Ms. Ortiz", "Ms. Park"},
	} {
		if got := w.names("Ms. Okafor", kind); !slices.Equal(got, want) {
			t.Errorf("%s: %v", kind, got)
		}
	}
	_, err := w.ListPeople(w.as("Ms. Okafor"), api.ListPeopleRequestObject{Params: api.ListPeopleParams{Kind: "ghost"}})
	w.refused(err, "field_invalid")
}

func TestALongListComesInPagesAndNobodyTwice(t *testing.T) {
	w := newWestside(t)
	w.must(w.App.RunInTransaction(func(tx core.App) error {
		for i := range 120 {
			if _, err := circle.Enter(tx, w.school.Id, circle.Newcomer{Name: fmt.Sprintf("Dre %d", i%40), Kind: "student"}); err != nil {
				return err
			}
		}
		return nil
	}))
	if got := w.names("Ms. Okafor", "student"); len(got) != 125 || !slices.IsSorted(got) {
		t.Fatalf("%d people: %v", len(got), got)
	}
	_, err := w.ListPeople(w.as("Ms. Okafor"), api.ListPeopleRequestObject{Params: api.ListPeopleParams{After: "no page"}})
	w.refused(err, "field_invalid")
}

func TestStudentsAndFamiliesAreToldThatThereIsNoRoster(t *testing.T) {
	w := newWestside(t)
	for _, name := range []string{"Maya", "Noor"} {
		_, err := w.ListPeople(w.as(name), api.ListPeopleRequestObject{})
		w.refused(err, "not_found")
		_, err = w.ListCircles(w.as(name), api.ListCirclesRequestObject{})
		w.refused(err, "not_found")
		_, err = w.ReadSchool(w.as(name), api.ReadSchoolRequestObject{})
		w.refused(err, "not_found")
		_, err = w.ReadPerson(w.as(name), api.ReadPersonRequestObject{Id: w.id("Maya")})
		w.refused(err, "not_found")
	}
	_, err := w.ListPeople(context.Background(), api.ListPeopleRequestObject{})
	w.refused(err, "not_found")
}

func TestOutOfReachAndUnknownAreTheSameAnswer(t *testing.T) {
	w := newWestside(t)
	_, unknown := w.ReadPerson(w.as("Ms. Ortiz"), api.ReadPersonRequestObject{Id: "nobodynobodynob"})
	for reader, id := range map[string]string{"Ms. Ortiz": w.id("Leo"), "Ms. Brandt": w.id("Maya"), "Ms. Park": w.id("Maya")} {
		_, err := w.ReadPerson(w.as(reader), api.ReadPersonRequestObject{Id: id})
		w.refused(err, "not_found")
		if err.Error() != unknown.Error() {
			t.Errorf("%s can tell the two apart: %v", reader, err)
		}
	}
}

func TestAStudentsLineShowsFamilyAndCirclesAndNoMailToFacilitators(t *testing.T) {
	w := newWestside(t)
	answer, err := w.ReadPerson(w.as("Ms. Ortiz"), api.ReadPersonRequestObject{Id: w.id("Theo")})
	w.must(err)
	theo := api.Person(answer.(api.ReadPerson200JSONResponse))
	if theo.Kind != "student" || !slices.Equal(theo.Circles, []string{w.lunch}) || theo.Badge || theo.Pin || theo.PinLocked {
		t.Errorf("Theo's line: %+v", theo)
	}
	if len(theo.Families) != 1 || theo.Families[0].Name != "Noor" || theo.Families[0].Opened || theo.Families[0].Restricted {
		t.Errorf("Theo's families: %+v", theo.Families)
	}
	ortiz := w.person(w.App, "Ms. Ortiz")
	ortiz.SetEmail("ortiz@westside.example")
	w.must(w.App.Save(ortiz))
	for reader, mail := range map[string]string{"Ms. Okafor": "ortiz@westside.example", "Ms. Ortiz": ""} {
		people, err := circle.Describe(w.App, w.seats[reader], w.id("Ms. Ortiz"))
		w.must(err)
		if people[0].Mail != mail {
			t.Errorf("%s is shown the mail address %q", reader, people[0].Mail)
		}
	}
}

func TestEveryLookNamesTheStudentsThatWereShown(t *testing.T) {
	w := newWestside(t)
	for act, look := range map[string]func(){
		"look_people":  func() { w.names("Ms. Ortiz", "") },
		"look_circles": func() { w.circleNames("Ms. Ortiz") },
	} {
		look()
		var row struct {
			Actor    string `db:"actor"`
			Act      string `db:"act"`
			Students string `db:"students"`
		}
		w.must(w.App.DB().NewQuery(`SELECT actor, act, students FROM audit ORDER BY seq DESC LIMIT 1`).One(&row))
		if row.Act != act || row.Actor != w.id("Ms. Ortiz") {
			t.Fatalf("on record: %+v", row)
		}
		for name, shown := range map[string]bool{"Maya": true, "Theo": true, "Sam": true, "Leo": false, "Noor": false} {
			if strings.Contains(row.Students, w.id(name)) != shown {
				t.Errorf("%s, %s: on record %v, want %v", act, name, !shown, shown)
			}
		}
	}
	_, err := w.ReadPerson(w.as("Ms. Ortiz"), api.ReadPersonRequestObject{Id: w.id("Maya")})
	w.must(err)
	if got := w.acts(); got[len(got)-1] != "look_person" {
		t.Errorf("on record: %v", got)
	}
}

func TestAFacilitatorChangesAStudentOfTheirsAndNobodyElse(t *testing.T) {
	w := newWestside(t)
	name, face, ways := "Maya R.", "maya", []string{"symbols", "photo"}
	change := &api.PersonChange{Name: &name, Face: &face, Ways: &ways}
	answer, err := w.ChangePerson(w.as("Ms. Ortiz"), api.ChangePersonRequestObject{Id: w.id("Maya"), Body: change})
	w.must(err)
	maya := api.Person(answer.(api.ChangePerson200JSONResponse))
	if maya.Name != name || maya.Face != face || !slices.Equal(maya.Ways, ways) {
		t.Errorf("Maya is now %+v", maya)
	}
	for _, other := range []string{"Leo", "Noor", "Ms. Ortiz", "Ms. Okafor", "Ivy"} {
		_, err := w.ChangePerson(w.as("Ms. Ortiz"), api.ChangePersonRequestObject{Id: w.id(other), Body: change})
		w.refused(err, "not_found")
	}
}

func TestWhatCannotBeUsedInALineIsRefusedAndNothingChanges(t *testing.T) {
	w := newWestside(t)
	long, empty, face := strings.Repeat("é", 61), " \u202e\u200d ", "<img>"
	unknown, twice := []string{"telepathy"}, []string{"photo", "photo"}
	for what, change := range map[string]api.PersonChange{
		"a name of 61 characters": {Name: &long}, "a name nobody can see": {Name: &empty}, "a face that is no face": {Face: &face},
		"an unknown way": {Ways: &unknown}, "a way twice": {Ways: &twice},
	} {
		t.Run(what, func(t *testing.T) {
			_, err := w.ChangePerson(w.as("Ms. Okafor"), api.ChangePersonRequestObject{Id: w.id("Maya"), Body: &change})
			w.refused(err, "field_invalid")
			if got := w.person(w.App, "Maya").GetString("name"); got != "Maya" {
				t.Errorf("Maya is now %q", got)
			}
		})
	}
}

func TestOnlyACoordinatorNamesACoordinatorAndTheLastOneStays(t *testing.T) {
	w := newWestside(t)
	yes, no := true, false
	change := func(reader, who string, value *bool) error {
		_, err := w.ChangePerson(w.as(reader), api.ChangePersonRequestObject{Id: w.id(who), Body: &api.PersonChange{Coordinator: value}})
		return err
	}
	w.refused(change("Ms. Ortiz", "Ms. Ortiz", &yes), "not_found")
	w.refused(change("Ms. Ortiz", "Maya", &yes), "not_found")
	w.refused(change("Ms. Okafor", "Maya", &yes), "field_invalid")
	w.refused(change("Ms. Okafor", "Ms. Okafor", &no), "last_coordinator")
	w.must(change("Ms. Okafor", "Ms. Park", &yes))
	w.must(change("Ms. Okafor", "Ms. Park", &yes))
	w.must(change("Ms. Park", "Ms. Okafor", &no))
	w.refused(change("Ms. Okafor", "Ms. Okafor", &yes), "not_found")
	if got := w.names("Ms. Park", ""); len(got) != 10 {
		t.Errorf("Ms. Park sees %v", got)
	}
}

func TestARepeatedNewcomerIsTheSamePerson(t *testing.T) {
	w := newWestside(t)
	dre := circle.Newcomer{ID: "dredredredredre", Name: "Dre", Kind: "student", Face: "dre", Lang: "en", Ways: []string{"photo"}}
	for range 2 {
		w.must(w.App.RunInTransaction(func(tx core.App) error {
			person, err := circle.Enter(tx, w.school.Id, dre)
			if err == nil && person.Id != dre.ID {
				t.Errorf("Dre is %s", person.Id)
			}
			return err
		}))
	}
	if got := w.names("Ms. Okafor", "student"); !slices.Equal(got, []string{"Ana", "Dre", "Leo", "Maya", "Sam", "Theo"}) {
		t.Errorf("students: %v", got)
	}
	eastside := w.seats["Ivy"].School
	w.refused(w.App.RunInTransaction(func(tx core.App) error { _, err := circle.Enter(tx, eastside, dre); return err }), "field_invalid")
}

func TestANewcomerThatCannotBeIsRefused(t *testing.T) {
	w := newWestside(t)
	for what, newcomer := range map[string]circle.Newcomer{
		"no name":                   {Kind: "student"},
		"an unknown kind":           {Name: "Dre", Kind: "ghost"},
		"an id that is not ours":    {Name: "Dre", Kind: "student", ID: "DROP TABLE"},
		"a student with an address": {Name: "Dre", Kind: "student", Mail: "dre@westside.example"},
		"an address that is none":   {Name: "Ms. Lind", Kind: "staff", Mail: "lind"},
		"a language that is none":   {Name: "Dre", Kind: "student", Lang: "??"},
		"a face that is none":       {Name: "Dre", Kind: "student", Face: "../ana"},
		"a way that is none":        {Name: "Dre", Kind: "student", Ways: []string{"telepathy"}},
	} {
		t.Run(what, func(t *testing.T) {
			err := w.App.RunInTransaction(func(tx core.App) error { _, err := circle.Enter(tx, w.school.Id, newcomer); return err })
			w.refused(err, "field_invalid")
		})
	}
}

func TestNobodyHasAPasswordBeforeTheyChoseOne(t *testing.T) {
	w := newWestside(t)
	for _, guess := range []string{"", "none", "Maya"} {
		if w.person(w.App, "Maya").ValidatePassword(guess) {
			t.Errorf("%q opened Maya's record", guess)
		}
	}
}

func TestNamesAreComposedAndStrippedOfWhatTurnsTextAround(t *testing.T) {
	for given, want := range map[string]string{
		"  Maya \t Rivera ": "Maya Rivera", "Ame\u0301lie": "Amélie", "\u202eayaM\u202c": "ayaM", "نور": "نور", //nolint:gocritic // the spaces are what is tested
		"Ana\u0000": "Ana", "O\u2019Neil": "O\u2019Neil", strings.Repeat("a", 60): strings.Repeat("a", 60),
	} {
		if got, err := circle.CleanName("name", given); err != nil || got != want {
			t.Errorf("%q became %q: %v", given, got, err)
		}
	}
	for _, given := range []string{"", "   ", "\u200b\u200d", "\u202e", strings.Repeat("a", 61), "\xff\xfe"} {
		if got, err := circle.CleanName("name", given); err == nil {
			t.Errorf("%q became %q", given, got)
		}
	}
}
