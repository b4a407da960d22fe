package circle_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/kithtest"
)

// letsRead asks the school to let somebody of a family read, or not any more, by the phone of whoever asks.
func letsRead(school *kithtest.School, by *kithtest.Phone, reader, student circle.Seat, reads bool) (int, string) {
	school.T.Helper()
	status, body := by.JSON("PATCH", "/family-links/"+linkOf(school, reader, student), map[string]bool{"reads": reads})
	return status, string(body)
}

func linkOf(school *kithtest.School, reader, student circle.Seat) string {
	school.T.Helper()
	link, err := school.App.FindFirstRecordByFilter("family_links", "person = {:reader} && student = {:student}",
		dbx.Params{"reader": reader.Person, "student": student.Person})
	if err != nil {
		school.T.Fatal(err)
	}
	return link.Id
}

// own is what the app says to whoever holds a phone.
func own(phone *kithtest.Phone) api.Me {
	phone.Sync()
	return *phone.Rows["seat:"+phone.Seat.ID+" me "+phone.Seat.ID].Me
}

func TestAStudentWithFullRightsLetsTheirFamilyReadAndEndsThat(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Alone("We made a song"), api.AudienceFamilies)
	reads := func(phone *kithtest.Phone) bool { return phone.Has(story.Revision.Moment, api.MomentFormFamily) }
	school.Grow(c.Maya)
	maya, rosa := school.Phone(c.Maya), school.Phone(c.MayasFamily)
	if reads(rosa) || len(own(rosa).Students) != 0 {
		t.Fatal("Rosa reads before Maya lets her")
	}
	if told := own(maya).Allowed[0].Family; len(told) != 1 || told[0].Name != "Rosa" || told[0].Reads {
		t.Fatalf("Maya is told %+v", told)
	}
	for _, step := range []struct{ asked, reads bool }{{true, true}, {true, true}, {false, false}, {false, false}, {true, true}} {
		if status, body := letsRead(school, maya, c.MayasFamily, c.Maya, step.asked); status != 200 {
			t.Fatal(status, body)
		}
		if reads(rosa) != step.reads || len(own(rosa).Students) == 1 != step.reads {
			t.Errorf("Maya said %v and Rosa reads %v", step.asked, !step.reads)
		}
		if told := own(maya).Allowed[0].Family; told[0].Reads != step.reads {
			t.Errorf("Maya said %v and is told %+v", step.asked, told)
		}
	}
	if n := school.Count(`SELECT count(*) FROM audit WHERE act = 'change_family_link' AND actor = {:a} AND students = {:b}`,
		c.Maya.Person, `["`+c.Maya.Person+`"]`); n != 5 {
		t.Errorf("%d of five are on record", n)
	}
	if got := own(rosa).Allowed; len(got) != 1 || got[0].Decides || len(got[0].Cells) != 0 || got[0].Family != nil {
		t.Errorf("of what is allowed Rosa is told %+v", got)
	}
}

func TestWhomAStudentLetsReadHasNeitherTheRecordNorAWordInIt(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	school.Grow(c.Maya)
	if status, body := letsRead(school, school.Phone(c.Maya), c.MayasFamily, c.Maya, true); status != 200 {
		t.Fatal(status, body)
	}
	rosa := school.Phone(c.MayasFamily)
	for _, what := range []string{"record", "amendments"} {
		if response, body := rosa.Do("GET", "/people/"+c.Maya.Person+"/"+what, nil, nil); response.StatusCode != 404 {
			t.Errorf("%s: %d %s", what, response.StatusCode, body)
		}
	}
	school.Expect(rosa.One(api.OpKindRecordConsent, api.RecordConsent{
		Person: c.Maya.Person, Kind: api.ConsentKindWords, Widest: api.WidestNone, How: api.RecordConsentHowAccount,
	}), "not_found")
}

func TestNobodyButTheStudentThemselvesLetsAnybodyReadOfThem(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	kept := school.Person(c.School, "family", "Kurt")
	school.Save("family_links", map[string]any{"person": kept.Person, "student": c.Maya.Person, "restricted": true})
	gone := school.Person(c.School, "family", "Gil")
	school.Save("family_links", map[string]any{"person": gone.Person, "student": c.Maya.Person, "until": school.Now()})
	school.Save("family_links", map[string]any{"person": c.MayasFamily.Person, "student": c.Theo.Person}) // Theo is her brother
	if status, body := letsRead(school, school.Phone(c.Maya), c.MayasFamily, c.Maya, true); status != 404 {
		t.Errorf("a student who does not decide alone is answered %d %s", status, body)
	}
	school.Grow(c.Maya)
	school.Grow(c.Theo)
	for who, by := range map[string]circle.Seat{
		"the family": c.MayasFamily, "the facilitator": c.Ortiz, "the coordinator": c.Coordinator, "her brother, who decides alone": c.Theo,
		"another student": c.Ana, "a coordinator of another school": n.Okafor,
	} {
		if status, body := letsRead(school, school.Phone(by), c.MayasFamily, c.Maya, true); status != 404 {
			t.Errorf("%s is answered %d %s", who, status, body)
		}
	}
	maya := school.Phone(c.Maya)
	for who, reader := range map[string]circle.Seat{"whom an order restricts": kept, "whose link is over": gone} {
		if status, body := letsRead(school, maya, reader, c.Maya, true); status != 404 {
			t.Errorf("for a family member %s she is answered %d %s", who, status, body)
		}
	}
	if told := own(maya).Allowed[0].Family; len(told) != 1 || told[0].Name != "Rosa" {
		t.Errorf("she is told of %+v", told)
	}
	for _, more := range []string{"restricted", "ended"} {
		status, body := maya.JSON("PATCH", "/family-links/"+linkOf(school, c.MayasFamily, c.Maya), map[string]bool{"reads": true, more: false})
		if status != 422 || !strings.Contains(string(body), `"field_invalid"`) {
			t.Errorf("with %s beside it: %d %s", more, status, body)
		}
	}
	if n := school.Count(`SELECT count(*) FROM family_links WHERE reads_from <> ''`); n != 0 {
		t.Errorf("%d links let somebody read", n)
	}
}

// Rights that were recorded by mistake are taken away. When the day comes after all, nobody reads by what was said before.
func TestACorrectedDayOfFullRightsBeginsWithNobodyReading(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Alone("We made a song"), api.AudienceFamilies)
	maya, rosa, reyes := school.Phone(c.Maya), school.Phone(c.MayasFamily), school.Phone(c.Coordinator)
	reads := func() bool { return rosa.Has(story.Revision.Moment, api.MomentFormFamily) }
	if status, body := records(reyes, c.Maya, "2026-09-14"); status != 200 {
		t.Fatal(status, body)
	}
	if status, body := letsRead(school, maya, c.MayasFamily, c.Maya, true); status != 200 || !reads() {
		t.Fatal(status, body)
	}
	if status, body := records(reyes, c.Maya, "2026-09-15"); status != 200 || !reads() {
		t.Fatalf("until the day comes Rosa reads like any family: %d %s", status, body)
	}
	school.Later(24 * time.Hour)
	if rosa = rosa.Return(); reads() {
		t.Error("the day came, and Rosa reads by what Maya had said before it was corrected")
	}
}

// A family member may stand twice beside a student, since a letter was made twice.
func TestWhatAStudentSaysOfAFamilyMemberHoldsForEachOfTheirLinks(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Alone("We made a song"), api.AudienceFamilies)
	twice := school.Save("family_links", map[string]any{"person": c.MayasFamily.Person, "student": c.Maya.Person}).Id
	school.Grow(c.Maya)
	maya, rosa := school.Phone(c.Maya), school.Phone(c.MayasFamily)
	for _, reads := range []bool{true, false} {
		if status, body := letsRead(school, maya, c.MayasFamily, c.Maya, reads); status != 200 || rosa.Has(story.Revision.Moment, api.MomentFormFamily) != reads {
			t.Errorf("%d %s, and Rosa reads %v", status, body, !reads)
		}
		if got := school.Record("family_links", twice).GetString("reads_from") != ""; got != reads {
			t.Errorf("by her other link she reads %v", got)
		}
	}
	if told := own(maya).Allowed[0].Family; len(told) != 1 {
		t.Errorf("Maya is told of her %d times", len(told))
	}
}

// A brother's moment with her in it, and what the whole school reads, are of her too.
func TestWhoIsNotLetReadReadsNothingOfAStudentByAnotherOfTheirStudents(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	together := school.Share(c, c.Drumming(), api.AudienceFamilies) // by Maya, with Theo
	school.Save("family_links", map[string]any{"person": c.TheosFamily.Person, "student": c.Maya.Person})
	ben := school.Phone(c.TheosFamily)
	reads := func() bool { return ben.Has(together.Revision.Moment, api.MomentFormFamily) }
	if !reads() {
		t.Fatal("he does not read what both of his are in")
	}
	school.Grow(c.Maya)
	if reads() {
		t.Error("he reads by Theo what Maya is in")
	}
	if status, body := letsRead(school, school.Phone(c.Maya), c.TheosFamily, c.Maya, true); status != 200 || !reads() {
		t.Errorf("once she lets him he reads it: %v (%d %s)", reads(), status, body)
	}
}

func TestWhatAStudentSaidIsOverOnceAnOrderRestrictsWhomTheyLetRead(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Alone("We made a song"), api.AudienceFamilies)
	school.Grow(c.Maya)
	maya, rosa, reyes := school.Phone(c.Maya), school.Phone(c.MayasFamily), school.Phone(c.Coordinator)
	if status, body := letsRead(school, maya, c.MayasFamily, c.Maya, true); status != 200 {
		t.Fatal(status, body)
	}
	for _, restricted := range []bool{true, false} {
		status, body := reyes.JSON("PATCH", "/family-links/"+linkOf(school, c.MayasFamily, c.Maya), map[string]bool{"restricted": restricted})
		if status != 200 || rosa.Has(story.Revision.Moment, api.MomentFormFamily) {
			t.Errorf("restricted %v: Rosa reads, or %d %s", restricted, status, body)
		}
	}
	if told := own(maya).Allowed[0].Family; len(told) != 1 || told[0].Reads {
		t.Errorf("Maya is told %+v", told)
	}
}

func TestAStudentIsToldOfTheirFamilyByTheNamesThatTheyHaveNow(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	school.Grow(c.Maya)
	maya, reyes := school.Phone(c.Maya), school.Phone(c.Coordinator)
	named := func() (names []string) {
		for _, one := range own(maya).Allowed[0].Family {
			names = append(names, one.Name)
		}
		return names
	}
	if status, body := reyes.JSON("PATCH", "/people/"+c.MayasFamily.Person, map[string]string{"name": "Rose"}); status != 200 {
		t.Fatal(status, string(body))
	}
	if got := named(); !slices.Equal(got, []string{"Rose"}) {
		t.Errorf("she is told of %q", got)
	}
	if status, body := reyes.JSON("POST", "/people/"+c.MayasFamily.Person+"/erasure", api.Erasure{Mode: "destroy", Name: "Rose"}); status != 200 {
		t.Fatal(status, string(body))
	}
	if got := named(); len(got) != 0 {
		t.Errorf("she is still told of %q, who was erased", got)
	}
}
