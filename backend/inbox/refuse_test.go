package inbox_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/kithtest"
)

func TestAnOpThatCannotBeReadIsRefusedAloneAndForGood(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	at := school.Now()
	id, good := kithtest.ID, c.Alone("Good")
	text := func(body string) json.RawMessage { return json.RawMessage(body) }
	for _, try := range []struct {
		what, code string
		op         api.Op
	}{
		{"a kind that nobody knows", "field_invalid", api.Op{Op: id(), Kind: "forget_everything", At: at, Body: text(`{}`)}},
		{"no kind", "field_invalid", api.Op{Op: id(), At: at, Body: text(`{}`)}},
		{"a field that nobody knows", "field_invalid", api.Op{Op: id(), Kind: "take_back", At: at, Body: text(`{"moment":"` + id() + `","points":5}`)}},
		{"a number where words belong", "field_invalid", api.Op{Op: id(), Kind: "keep_revision", At: at, Body: text(`{"moment":7}`)}},
		{"a list in the place of an op", "field_invalid", api.Op{Op: id(), Kind: "decide", At: at, Body: text(`[]`)}},
		{"nothing", "field_invalid", api.Op{Op: id(), Kind: "decide", At: at, Body: text(`null`)}},
		{"a word", "field_invalid", api.Op{Op: id(), Kind: "give_answer", At: at, Body: text(`"yes"`)}},
		{"an id that is too short", "field_invalid", api.Op{Op: "short", Kind: "take_back", At: at, Body: text(`{"moment":"` + id() + `"}`)}},
		{"an id with capitals", "field_invalid", api.Op{Op: strings.ToUpper(id()), Kind: "take_back", At: at, Body: text(`{"moment":"` + id() + `"}`)}},
		{"an id that is SQL", "field_invalid", api.Op{Op: `'; DROP TABLE l`, Kind: "take_back", At: at, Body: text(`{"moment":"x"}`)}},
		{"no id", "field_invalid", api.Op{Kind: "take_back", At: at, Body: text(`{"moment":"` + id() + `"}`)}},
	} {
		t.Run(try.what, func(t *testing.T) {
			story := c.Alone("Next to " + try.what)
			results := maya.Sync(try.op, maya.Op(api.OpKindKeepRevision, story.Revision))
			want := try.code
			if try.what == "nothing" {
				want = "not_found" // an empty decision is about no moment
			}
			school.Expect(results[0], want)
			school.Expect(results[1], "")
			if results[0].Problem == nil || results[0].Problem.Status >= 500 || results[0].Problem.Detail == "" {
				t.Errorf("it is told as %+v", results[0].Problem)
			}
		})
	}
	maya.Keep(good)
}

func TestABodyThatIsNotTheContractsIsRefusedWhole(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	for what, body := range map[string]string{
		"no JSON":                   `hello`,
		"half of it":                `{"device":"x","build":1,"schema":1,"ops":[`,
		"two at once":               `{"device":"x","build":1,"schema":1,"ops":[]}{}`,
		"an unknown field":          `{"device":"x","build":1,"schema":1,"ops":[],"admin":true}`,
		"an unknown field of an op": `{"device":"x","build":1,"schema":1,"ops":[{"op":"a","kind":"decide","at":"2026-09-14T09:00:00Z","body":{},"by":"me"}]}`,
		"wrong types":               `{"device":1,"build":"x","schema":1,"ops":[]}`,
		"a time that is none":       `{"device":"x","build":1,"schema":1,"ops":[{"op":"a","kind":"decide","at":"yesterday","body":{}}]}`,
	} {
		response, answer := maya.Do("POST", "/sync", map[string]string{"Content-Type": "application/json"}, []byte(body))
		if response.StatusCode != 400 || !strings.Contains(string(answer), `"body_invalid"`) {
			t.Errorf("%s: %d %s", what, response.StatusCode, answer)
		}
	}
	response, answer := maya.Do("POST", "/sync", map[string]string{"Content-Type": "text/plain"}, []byte(`{"ops":[]}`))
	if response.StatusCode != 415 || !strings.Contains(string(answer), `"request_invalid"`) {
		t.Errorf("plain text: %d %s", response.StatusCode, answer)
	}
}

func TestTheFieldsOfARevisionHaveLimits(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	maya := school.Phone(c.Maya)
	repeated := func(text string, count int) []string {
		list := make([]string, count)
		for i := range list {
			list[i] = text + string(rune('a'+i%26)) + string(rune('a'+i/26))
		}
		return list
	}
	quote := func(change func(*api.NewQuote)) func(*api.KeepRevision) {
		return func(r *api.KeepRevision) {
			q := api.NewQuote{Speaker: c.Theo.Person, Words: "Louder!", Made: api.MadeOwn}
			change(&q)
			r.Quotes = []api.NewQuote{q}
		}
	}
	for _, try := range []struct {
		what, field, code string
		change            func(*api.KeepRevision)
	}{
		{"4000 characters", "", "", func(r *api.KeepRevision) { r.Words = strings.Repeat("é", 4000) }},
		{"4001 characters", "words", "field_invalid", func(r *api.KeepRevision) { r.Words = strings.Repeat("é", 4001) }},
		{"12 activities", "", "", func(r *api.KeepRevision) { r.Did = repeated("did", 12) }},
		{"13 activities", "did", "field_invalid", func(r *api.KeepRevision) { r.Did = repeated("did", 13) }},
		{"one activity twice", "did", "field_invalid", func(r *api.KeepRevision) { r.Did = []string{"music", "music"} }},
		{"an activity in words", "did", "field_invalid", func(r *api.KeepRevision) { r.Did = []string{"Drumming together"} }},
		{"a feeling in words", "feeling", "field_invalid", func(r *api.KeepRevision) { r.Feeling = "<b>happy</b>" }},
		{"a turn that nobody knows", "turn", "field_invalid", func(r *api.KeepRevision) { r.Turn = "i_helped" }},
		{"a language", "", "", func(r *api.KeepRevision) { r.Lang = "es-419" }},
		{"no language", "lang", "field_invalid", func(r *api.KeepRevision) { r.Lang = "es 419" }},
		{"31 people", "people", "field_invalid", func(r *api.KeepRevision) { r.People = repeated(kithtest.ID()[:13], 31) }},
		{"a person twice", "people", "field_invalid", func(r *api.KeepRevision) { r.People = []string{c.Theo.Person, c.Theo.Person} }},
		{"somebody of another circle", "people", "field_invalid", func(r *api.KeepRevision) { r.People = []string{n.Leo.Person} }},
		{"somebody of another school", "people", "field_invalid", func(r *api.KeepRevision) { r.People = []string{n.Sam.Person} }},
		{"a teacher as a member", "people", "field_invalid", func(r *api.KeepRevision) { r.People = []string{c.Ortiz.Person} }},
		{"a co-author of another circle", "people", "field_invalid", func(r *api.KeepRevision) { r.Together = []string{n.Leo.Person} }},
		{"6 co-authors", "together", "field_invalid", func(r *api.KeepRevision) { r.Together = repeated(kithtest.ID()[:13], 6) }},
		{"a speaker of another circle", "people", "field_invalid", quote(func(q *api.NewQuote) { q.Speaker = n.Leo.Person })},
		{"a quote of 500 characters", "", "", quote(func(q *api.NewQuote) { q.Words = strings.Repeat("a", 500) })},
		{"a quote of 501", "quotes", "field_invalid", quote(func(q *api.NewQuote) { q.Words = strings.Repeat("a", 501) })},
		{"an empty quote", "quotes", "field_invalid", quote(func(q *api.NewQuote) { q.Words = " \u200f\u202e " })},
		{"a quote made in no way", "quotes", "field_invalid", quote(func(q *api.NewQuote) { q.Made = "" })},
		{"a support line of 201", "quotes", "field_invalid", quote(func(q *api.NewQuote) { q.Support = strings.Repeat("a", 201) })},
		{"41 symbols", "quotes", "field_invalid", quote(func(q *api.NewQuote) { q.Symbols = repeated("sym", 41) })},
		{"11 quotes", "quotes", "field_invalid", func(r *api.KeepRevision) { r.Quotes = make([]api.NewQuote, 11) }},
		{"11 pictures", "pictures", "field_invalid", func(r *api.KeepRevision) { r.Pictures = make([]api.NewPicture, 11) }},
		{"a picture twice", "pictures", "field_invalid", func(r *api.KeepRevision) {
			r.Pictures = []api.NewPicture{{Media: "aaaaaaaaaaaaaaa"}, {Media: "aaaaaaaaaaaaaaa"}}
		}},
		{"a picture without an id", "pictures", "field_invalid", func(r *api.KeepRevision) { r.Pictures = []api.NewPicture{{Alt: "Drums"}} }},
		{"a description of 501", "pictures", "field_invalid", func(r *api.KeepRevision) {
			r.Pictures = []api.NewPicture{{Media: kithtest.ID(), Alt: strings.Repeat("a", 501)}}
		}},
		{"no moment", "moment", "field_invalid", func(r *api.KeepRevision) { r.Moment = "" }},
		{"no revision", "revision", "field_invalid", func(r *api.KeepRevision) { r.Revision = "x" }},
		{"a base that is no id", "base", "field_invalid", func(r *api.KeepRevision) { r.Base = "../etc" }},
		{"no circle", "circle", "field_invalid", func(r *api.KeepRevision) { r.Circle = "" }},
		{"nothing in it", "", "nothing_in_it", func(r *api.KeepRevision) { r.Words = " \n\u202e" }},
		{"only a feeling", "", "", func(r *api.KeepRevision) { r.Words, r.Feeling = "", "proud" }},
		{"only a tile", "", "", func(r *api.KeepRevision) { r.Words, r.Did = "", []string{"music"} }},
	} {
		t.Run(try.what, func(t *testing.T) {
			story := c.Alone("We drummed.")
			try.change(&story.Revision)
			result := maya.One(api.OpKindKeepRevision, story.Revision)
			school.Expect(result, try.code)
			if try.code == "field_invalid" && !strings.Contains(result.Problem.Detail, "in "+try.field+" ") {
				t.Errorf("the sentence does not name %s: %s", try.field, result.Problem.Detail)
			}
		})
	}
}

func TestWordsAreKeptAsTheyAreWithoutWhatTurnsOtherTextAround(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	story := c.Alone("  Cafe\u0301 \u202eيوم\u2069 \x00and\x07 then\r\n\tloud \U0001F941  ")
	maya.Keep(story)
	if got, want := maya.Moment(story.Revision.Moment, api.MomentFormAuthor).Words, "Café يوم and then\n\tloud \U0001F941"; got != want {
		t.Errorf("%q instead of %q", got, want)
	}
}

func TestWhatBelongsToOthersIsAnsweredAsIfItWereNotThere(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	story := school.Phone(c.Maya).Keep(c.Drumming())
	theo, leo, sam := school.Phone(c.Theo), school.Phone(n.Leo), school.Phone(n.Sam)
	before := school.Count(`SELECT count(*) FROM revisions`) + school.Count(`SELECT count(*) FROM moments`)
	refusal := func(result api.OpResult) string {
		body, err := json.Marshal(result.Problem)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	elsewhere := c.Alone("Into Maya's moment")
	elsewhere.Revision.Moment, elsewhere.Revision.Base = story.Revision.Moment, story.Revision.Revision
	gardened := elsewhere
	gardened.Revision.Circle = n.Garden
	picture := c.Alone("With Maya's picture")
	picture.Revision.Pictures = []api.NewPicture{{Media: story.Photo.Media, Alt: "Stolen"}}
	for _, try := range []struct {
		what string
		by   *kithtest.Phone
		keep api.KeepRevision
		code string
	}{
		{"a member writes into Maya's moment", theo, elsewhere.Revision, "not_found"},
		{"somebody of another circle does", leo, gardened.Revision, "not_found"},
		{"somebody of another circle keeps in this one", leo, c.Alone("Hello").Revision, "not_member"},
		{"somebody of another school keeps in this one", sam, c.Alone("Hello").Revision, "not_member"},
		{"in a circle that nobody knows", theo, api.KeepRevision{Moment: kithtest.ID(), Revision: kithtest.ID(), Circle: kithtest.ID(), Words: "Hello"}, "not_member"},
		{"with Maya's picture", theo, picture.Revision, "media_not_yours"},
	} {
		t.Run(try.what, func(t *testing.T) {
			school.Expect(try.by.One(api.OpKindKeepRevision, try.keep), try.code)
		})
	}
	for _, kind := range []api.OpKind{api.OpKindTakeBack, api.OpKindTakeDown, api.OpKindDecide, api.OpKindGiveAnswer} {
		body := func(moment string) map[string]any {
			body := map[string]any{"moment": moment}
			switch kind {
			case api.OpKindTakeDown:
				body["action"] = "ask"
			case api.OpKindDecide:
				body["revision"], body["kind"], body["seen"] = story.Revision.Revision, "keep_private", "x"
			case api.OpKindGiveAnswer:
				body["answer"] = "yes"
			}
			return body
		}
		for _, phone := range []*kithtest.Phone{theo, leo, sam} {
			theirs, nobodys := phone.One(kind, body(story.Revision.Moment)), phone.One(kind, body(kithtest.ID()))
			if theirs.Code != "not_found" || refusal(theirs) != refusal(nobodys) {
				t.Errorf("%s: %s and %s", kind, refusal(theirs), refusal(nobodys))
			}
		}
	}
	if after := school.Count(`SELECT count(*) FROM revisions`) + school.Count(`SELECT count(*) FROM moments`); after != before {
		t.Errorf("%d rows became %d", before, after)
	}
}

func TestNobodyKeepsMomentsInAnotherSeatThanAStudents(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	for who, seat := range map[string]circle.Seat{"a teacher": c.Ortiz, "a coordinator": c.Coordinator, "a family": c.MayasFamily} {
		result := school.Phone(seat).One(api.OpKindKeepRevision, c.Alone("By "+who).Revision)
		if result.Code != "not_member" {
			t.Errorf("%s: %+v", who, result)
		}
	}
}

func TestWhatWasKeptBeforeLeavingIsAcceptedAndWhatWasKeptAfterIsNot(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	ana, ortiz := school.Phone(c.Ana), school.Phone(c.Ortiz)
	before, after := c.Alone("On my last day"), c.Alone("The day after")
	first := ana.Op(api.OpKindKeepRevision, before.Revision)
	school.Later(time.Minute)
	if err := school.Run("UPDATE members SET `until` = {:a} WHERE person = {:b}", school.Now().UTC().Format("2006-01-02 15:04:05.000Z"), c.Ana.Person); err != nil {
		t.Fatal(err)
	}
	school.Later(24 * time.Hour)
	second := ana.Op(api.OpKindKeepRevision, after.Revision)
	results := ana.Return().Sync(first, second)
	school.Expect(results[0], "")
	school.Expect(results[1], "not_member")
	if !strings.Contains(results[1].Problem.Detail, "Your words are safe on this phone") {
		t.Errorf("Ana is told %q", results[1].Problem.Detail)
	}
	if ortiz.Return().Sync(); ortiz.Moment(before.Revision.Moment, api.MomentFormStaff) == nil {
		t.Error("the teacher does not have what was kept before")
	}
	ana.Sync()
	if ana.Moment(before.Revision.Moment, api.MomentFormAuthor) == nil {
		t.Error("Ana does not have her own moment any more")
	}
}

func TestAuthorsWhoAcceptedSideBySideBothWrite(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, theo, ana := school.Phone(c.Maya), school.Phone(c.Theo), school.Phone(c.Ana)
	story := c.Drumming()
	story.Revision.Together = []string{c.Theo.Person}
	maya.Keep(story)
	theo.Sync()
	own := theo.Moment(story.Revision.Moment, api.MomentFormAuthor)
	if own == nil || len(own.Authors) != 2 {
		t.Fatalf("Theo holds %+v", own)
	}
	theo.Keep(story.Edited("Theo writes on."))
	if maya.Sync(); maya.Moment(story.Revision.Moment, api.MomentFormAuthor).Words != "Theo writes on." {
		t.Error("Maya does not read what her co-author wrote")
	}
	if how := school.Count(`SELECT count(*) FROM authors WHERE person = {:a} AND how = 'side_by_side'`, c.Theo.Person); how != 1 {
		t.Errorf("that he accepted side by side is written %d times", how)
	}
	if asked := school.Count(`SELECT count(*) FROM shown WHERE person = {:a} AND "as" <> 'author'`, c.Theo.Person); asked != 0 {
		t.Errorf("an author is shown in another way %d times", asked)
	}
	if ana.Has(story.Revision.Moment, api.MomentFormAuthor) {
		t.Error("Ana became an author")
	}
}
