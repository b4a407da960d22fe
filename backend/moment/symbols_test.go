package moment_test

import (
	"slices"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/kithtest"
)

// message is a moment that Ana builds of symbols, a word of her own, and Theo.
func message(c kithtest.Circle, parts ...string) api.KeepRevision {
	return api.KeepRevision{
		Moment: kithtest.ID(), Revision: kithtest.ID(), Circle: c.ID,
		Quotes: []api.NewQuote{{Speaker: c.Ana.Person, Words: "I like Theo drumsolo", Made: api.MadeSymbols, Symbols: parts}},
	}
}

func TestAMessageOfSymbolsMayHoldWordsAndPeopleOfTheCircle(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	ana := school.Phone(c.Ana)
	kept := message(c, "i", "like", "person:"+c.Theo.Person, "text:drumsolo")
	ana.Must(ana.Sync(ana.Op(api.OpKindKeepRevision, kept)))
	if own := ana.Moment(kept.Moment, api.MomentFormAuthor); own == nil || !slices.Equal(own.Quotes[0].Symbols, kept.Quotes[0].Symbols) {
		t.Fatalf("Ana's message came back as %+v", own)
	}
	stranger := school.Person(c.School, "student", "Ivy")
	for what, part := range map[string]string{
		"somebody who is not in the circle": "person:" + stranger.Person, "nobody at all": "person:theo", "no word": "text:",
		"words that turn around": "text:a\u202eb", "markup": "<b>", "a whole page": "text:" + string(make([]byte, 61)),
	} {
		result := ana.Sync(ana.Op(api.OpKindKeepRevision, message(c, "i", part)))[0]
		if result.Status != api.OpResultStatusRefused || result.Code != "field_invalid" {
			t.Errorf("%s among the symbols: %s %s", what, result.Status, result.Code)
		}
	}
}

func TestSomebodyInAMessageOfSymbolsIsAskedAndIsNoIdToFamilies(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	school.Save("family_links", map[string]any{"person": c.MayasFamily.Person, "student": c.Ana.Person})
	ana, theo, ortiz, family := school.Phone(c.Ana), school.Phone(c.Theo), school.Phone(c.Ortiz), school.Phone(c.MayasFamily)
	kept := message(c, "i", "like", "person:"+c.Theo.Person)
	ana.Must(ana.Sync(ana.Op(api.OpKindKeepRevision, kept)))
	ortiz.Sync()
	waiting := ortiz.Moment(kept.Moment, api.MomentFormStaff)
	ortiz.Must(ortiz.Sync(ortiz.Op(api.OpKindDecide, api.Decide{
		Moment: waiting.Id, Revision: waiting.Revision, Kind: api.DecideKindApprove, Audience: api.AudienceFamilies, Seen: waiting.Hash,
	})))
	if theo.Sync(); theo.Moment(kept.Moment, api.MomentFormAsk) == nil {
		t.Fatal("Theo is in the message and is not asked")
	}
	theo.Must(theo.Sync(theo.Op(api.OpKindGiveAnswer, api.GiveAnswer{Moment: kept.Moment, Answer: api.GiveAnswerAnswerYes})))
	school.Later(11 * time.Minute)
	family.Sync()
	shared := family.Moment(kept.Moment, api.MomentFormFamily)
	if shared == nil || !slices.Equal(shared.Quotes[0].Symbols, []string{"i", "like", "text:Theo"}) {
		t.Fatalf("Ana's family reads %+v", shared)
	}
}
