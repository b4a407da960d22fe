package family_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/family"
	"kith/backend/kithtest"
)

// asks says that something is not right, and returns its id.
func asks(t *testing.T, phone *kithtest.Phone, student circle.Seat, words, moment string) string {
	t.Helper()
	asked := api.NewAmendment{Id: kithtest.ID(), Words: words, Moment: moment, Lang: "en"}
	if status, body := phone.JSON("POST", "/people/"+student.Person+"/amendments", asked); status != 200 {
		t.Fatalf("asked: %d %s", status, body)
	}
	return asked.Id
}

// refuses answers for the school, and somebody adds a statement.
func refuses(t *testing.T, school *kithtest.School, id string, adult, by circle.Seat, words, statement string) {
	t.Helper()
	no := api.NewAmendmentAnswer{Id: kithtest.ID(), Kind: api.NewAmendmentAnswerKindRefused, Words: words}
	if status, body := school.Phone(adult).JSON("POST", "/amendments/"+id+"/answers", no); status != 200 {
		t.Fatalf("answered: %d %s", status, body)
	}
	if status, body := school.Phone(by).JSON("POST", "/amendments/"+id+"/statements", api.NewStatement{Id: kithtest.ID(), Words: statement}); status != 200 {
		t.Fatalf("stated: %d %s", status, body)
	}
}

// holds says which of some words stand in the data of a record and on its page.
func holds(t *testing.T, got taken, words ...string) (found []string) {
	t.Helper()
	data, err := json.Marshal(got.Record)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range words {
		in, on := strings.Contains(string(data), one), strings.Contains(got.page, one)
		if in != on {
			t.Errorf("%q: in the data %v, on the page %v", one, in, on)
		}
		if in {
			found = append(found, one)
		}
	}
	return found
}

func TestWhatWasSaidToBeNotRightStandsInTheRecordOfThatStudentAndInNoOther(t *testing.T) {
	school := kithtest.Open(t, kithtest.WithMail)
	c := school.DrumRoom()
	shared := school.Share(c, c.Drumming(), api.AudienceFamilies).Revision.Moment
	about := asks(t, school.Phone(c.TheosFamily), c.Theo, "wombat never shouted", shared)
	asks(t, school.Phone(c.TheosFamily), c.Theo, "numbat is his name", "")
	refuses(t, school, about, c.Ortiz, c.TheosFamily, "bilby heard him", "quokka was silent")
	asks(t, school.Phone(c.MayasFamily), c.Maya, "dingo is about Maya", "")
	all := []string{"wombat never shouted", "bilby heard him", "quokka was silent", "numbat is his name"}
	every := append(slices.Clone(all), "dingo is about Maya")
	theirs := take(t, school.Phone(c.TheosFamily), c.Theo)
	if got := holds(t, theirs, every...); !slices.Equal(got, all) {
		t.Errorf("his family has %q", got)
	}
	_, article, _ := strings.Cut(theirs.page, "We drummed")
	if article, _, _ = strings.Cut(article, "</article>"); !strings.Contains(article, "quokka was silent") || strings.Contains(article, "numbat") {
		t.Errorf("beside the moment stands %s", article)
	}
	if got := holds(t, take(t, school.Phone(c.Coordinator), c.Theo), every...); !slices.Equal(got, all) {
		t.Errorf("what a coordinator hands over has %q", got)
	}
	if got := holds(t, take(t, school.Phone(c.Theo), c.Theo), every...); !slices.Equal(got, all[:3]) {
		t.Errorf("he himself, before he is of age, has %q", got)
	}
	if got := holds(t, take(t, school.Phone(c.Maya), c.Maya), every...); len(got) != 0 {
		t.Errorf("who kept that moment has %q", got)
	}
	if got := holds(t, take(t, school.Phone(c.MayasFamily), c.Maya), every...); !slices.Equal(got, every[4:]) {
		t.Errorf("another family has %q", got)
	}
	if strings.Contains(theirs.whole, "Ben") || !strings.Contains(theirs.page, "a teacher answered that it was not changed") {
		t.Error("the record says who asked by name, or does not say as what somebody answered")
	}
	if !slices.ContainsFunc(theirs.Looks, func(l family.Look) bool {
		return l.What == "answered that something stays as it is" && l.Adult == "Ms. Ortiz"
	}) {
		t.Errorf("of the answer the family is told %+v", theirs.Looks)
	}
	school.Grow(c.Theo)
	if got := holds(t, take(t, school.Phone(c.Theo), c.Theo), every...); !slices.Equal(got, all) {
		t.Errorf("he himself, of age, has %q", got)
	}
}

// A statement about a moment goes where that moment goes.
func TestARecordTellsNothingAboutAMomentThatItsReaderMayNotRead(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	other := school.Person(c.School, "family", "Ida")
	school.Save("family_links", map[string]any{"person": other.Person, "student": c.Theo.Person})
	school.Save("family_links", map[string]any{"person": other.Person, "student": c.Maya.Person, "restricted": true})
	shared := school.Share(c, c.Drumming(), api.AudienceFamilies).Revision.Moment
	about := asks(t, school.Phone(c.TheosFamily), c.Theo, "wombat with Maya", shared)
	refuses(t, school, about, c.Ortiz, c.TheosFamily, "bilby heard him", "quokka was silent")
	got := take(t, school.Phone(other), c.Theo)
	if found := holds(t, got, "wombat with Maya", "bilby heard him", "quokka was silent", "We drummed"); len(found) != 0 {
		t.Errorf("a guardian who may not read of Maya has %q", found)
	}
	if slices.ContainsFunc(got.Looks, func(l family.Look) bool { return strings.Contains(l.What, "stays as it is") }) {
		t.Errorf("and is told that it was answered: %+v", got.Looks)
	}
}
