package consent_test

import (
	"strings"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/consent"
	"kith/backend/kithtest"
)

// slip is the paper that Ms. Ortiz took down for Ana.
func slip(c kithtest.Circle) api.RecordConsent {
	return api.RecordConsent{
		Person: c.Ana.Person, Kind: "photo", Widest: "circle", How: api.RecordConsentHowPaper, Text: "photo-1", Lang: "es",
	}
}

func TestWhatAFamilySignedIsTakenDownByAnAdultOfTheStudent(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	for _, try := range []struct {
		who  string
		seat circle.Seat
		code string
	}{
		{"the facilitator", c.Ortiz, ""},
		{"the coordinator", c.Coordinator, ""},
		{"the facilitator of another circle", n.Dre, "not_found"},
		{"a supporting adult", n.Ivy, "not_found"},
		{"a cover whose time has not come", n.Noor, "not_found"},
		{"the coordinator of another school", n.Okafor, "not_found"},
		{"the student herself", c.Ana, "not_found"},
		{"another member", c.Maya, "not_found"},
		{"a family member", c.MayasFamily, "not_found"},
		{"the facilitator in her family seat", school.Seat(c.Ortiz, "family"), "not_found"},
	} {
		t.Run(try.who, func(t *testing.T) {
			before := school.Count(`SELECT count(*) FROM consents WHERE person = {:a}`, c.Ana.Person)
			school.Expect(school.Phone(try.seat).One(api.OpKindRecordConsent, slip(c)), try.code)
			written := school.Count(`SELECT count(*) FROM consents WHERE person = {:a}`, c.Ana.Person) - before
			if (try.code == "") != (written == 1) {
				t.Errorf("%d rows were written", written)
			}
		})
	}
	if rows := school.Count(`SELECT count(*) FROM audit WHERE act = 'record_consent' AND actor = {:a} AND students = {:b}`,
		c.Coordinator.Person, `["`+c.Ana.Person+`"]`); rows != 1 {
		t.Errorf("what Mr. Reyes took down is %d times on record", rows)
	}
}

func TestAConsentThatCannotBeIsRefusedWithTheFieldThatIsWrong(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	ortiz := school.Phone(c.Ortiz)
	for _, try := range []struct {
		what, code, field string
		change            func(*api.RecordConsent)
	}{
		{"an unknown kind", "field_invalid", "kind", func(r *api.RecordConsent) { r.Kind = "video" }},
		{"an unknown rung", "field_invalid", "widest", func(r *api.RecordConsent) { r.Widest = "everybody" }},
		{"no rung", "field_invalid", "widest", func(r *api.RecordConsent) { r.Widest = "" }},
		{"given through an account, by an adult at school", "field_invalid", "how", func(r *api.RecordConsent) { r.How = "account" }},
		{"a text that was never shown", "text_unknown", "", func(r *api.RecordConsent) { r.Text = "photo-9" }},
		{"a text of another kind", "text_unknown", "", func(r *api.RecordConsent) { r.Text = "voice-1" }},
		{"a language in which it was never shown", "text_unknown", "", func(r *api.RecordConsent) { r.Lang = "de" }},
		{"a hash of other words", "text_unknown", "", func(r *api.RecordConsent) { r.Hash = strings.Repeat("a", 64) }},
		{"a hash of no text", "text_unknown", "", func(r *api.RecordConsent) { r.Text, r.Hash = "", strings.Repeat("a", 64) }},
		{"a language of 11 characters", "field_invalid", "lang", func(r *api.RecordConsent) { r.Lang = strings.Repeat("a", 11) }},
		{"an end before its beginning", "field_invalid", "until", func(r *api.RecordConsent) { r.Until = school.Now().Add(-time.Hour) }},
		{"longer than a year", "field_invalid", "until", func(r *api.RecordConsent) { r.Until = school.Now().AddDate(1, 0, 3) }},
		{"a restricted giver", "giver_not_open", "", func(r *api.RecordConsent) { r.Giver = c.AnasAunt.Person }},
		{"the family of another student", "giver_not_open", "", func(r *api.RecordConsent) { r.Giver = c.MayasFamily.Person }},
		{"a giver whom nobody knows", "giver_not_open", "", func(r *api.RecordConsent) { r.Giver = kithtest.ID() }},
		{"a student whom nobody knows", "not_found", "", func(r *api.RecordConsent) { r.Person = kithtest.ID() }},
	} {
		t.Run(try.what, func(t *testing.T) {
			wrong := slip(c)
			try.change(&wrong)
			result := ortiz.One(api.OpKindRecordConsent, wrong)
			school.Expect(result, try.code)
			if !strings.Contains(result.Problem.Detail, try.field) {
				t.Errorf("the sentence does not name %s: %s", try.field, result.Problem.Detail)
			}
		})
	}
}

// A day that is written down counts to its evening, so that the last of 365 days is a whole one, and no later day is taken.
func TestAConsentCountsForAYearAtMostToTheEveningOfItsLastDay(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	ortiz := school.Phone(c.Ortiz)
	evening := func(days int) time.Time {
		return school.Now().Truncate(24*time.Hour).AddDate(0, 0, days+1).Add(-time.Second)
	}
	for _, try := range []struct {
		what  string
		until time.Time
		code  string
	}{
		{"the evening of day 365", evening(365), ""},
		{"the evening of day 366", evening(366), "field_invalid"},
		{"365 days and a day, to the second", school.Now().Add(366 * 24 * time.Hour), ""},
		{"a second more", school.Now().Add(366*24*time.Hour + time.Second), "field_invalid"},
	} {
		signed := slip(c)
		signed.Until = try.until
		result := ortiz.One(api.OpKindRecordConsent, signed)
		if result.Code != try.code {
			t.Errorf("until %s it is answered %q", try.what, result.Code)
		}
	}

	// A school year that ends in three years is no reason to ask nobody for three years.
	far := school.Record("schools", c.School)
	far.Set("year_ends", school.Now().AddDate(3, 0, 0))
	if err := school.App.Save(far); err != nil {
		t.Fatal(err)
	}
	op := ortiz.Op(api.OpKindRecordConsent, slip(c))
	ortiz.Must(ortiz.Sync(op))
	if until, want := school.Record("consents", op.Op).GetDateTime("until").Time(), school.Now().AddDate(0, 0, 365); !until.Equal(want) {
		t.Errorf("it runs until %s instead of %s", until, want)
	}
}

func TestAConsentRunsToTheEndOfTheSchoolYearUnlessItSaysOtherwise(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	ortiz := school.Phone(c.Ortiz)
	own := school.Save("family_links", map[string]any{"person": c.TheosFamily.Person, "student": c.Ana.Person})
	signed := slip(c)
	signed.Giver = c.TheosFamily.Person
	op := ortiz.Op(api.OpKindRecordConsent, signed)
	ortiz.Must(ortiz.Sync(op))
	row := school.Record("consents", op.Op)
	if want := school.Now().AddDate(0, 9, 0); !row.GetDateTime("until").Time().Equal(want) {
		t.Errorf("it runs until %s instead of %s", row.GetDateTime("until"), want)
	}
	if !row.GetDateTime("from").Time().Equal(school.Now()) || row.GetString("by") != c.Ortiz.Person || row.GetInt("seq") == 0 {
		t.Errorf("it is written as %+v", row.PublicExport())
	}
	facts, err := consent.FactsOf(school.App, []string{c.Ana.Person}, "")
	if err != nil {
		t.Fatal(err)
	}
	if widest, _ := consent.Allowed(facts, c.Ana.Person, "photo", school.Now()); widest != consent.Circle {
		t.Errorf("Ana's photo may go to %s", widest)
	}

	// When the link of the giver is restricted later, their word does not count any more: the school's own form does.
	own.Set("restricted", true)
	if err := school.App.Save(own); err != nil {
		t.Fatal(err)
	}
	if facts, err = consent.FactsOf(school.App, []string{c.Ana.Person}, ""); err != nil {
		t.Fatal(err)
	}
	if widest, _ := consent.Allowed(facts, c.Ana.Person, "photo", clock.Now(school.App)); widest != consent.Families {
		t.Errorf("a restricted giver still counts: %s", widest)
	}
}

func TestAnAnswerToOneMomentIsNotReadAsAStandingAnswer(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	moment := kithtest.ID()
	say := func(about, answer string) {
		school.Save("answers", map[string]any{
			"person": c.Theo.Person, "moment": about, "answer": answer, "how": "own_phone", "by": c.Theo.Person,
		})
	}
	say("", "yes")
	say(moment, "yes")
	say(moment, "no")
	say(kithtest.ID(), "later")
	facts, err := consent.FactsOf(school.App, []string{c.Theo.Person, c.Ana.Person}, moment)
	if err != nil {
		t.Fatal(err)
	}
	if got := facts.Answers[c.Theo.Person]; got != (consent.Answer{Moment: "no", Standing: "yes"}) {
		t.Errorf("Theo's answers are read as %+v", got)
	}
	if got := facts.Answers[c.Ana.Person]; got != (consent.Answer{}) {
		t.Errorf("Ana's silence is read as %+v", got)
	}
}
