package moment_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/pocketbase/pocketbase/core"
	"pgregory.net/rapid"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/kithtest"
	"kith/backend/moment"
)

func TestAnIdIsFifteenSmallLettersAndDigits(t *testing.T) {
	for id, is := range map[string]bool{
		kithtest.ID(): true, "aaaaaaaaaaaaaaa": true, "000000000000000": true, "": false, "aaaaaaaaaaaaaa": false, "aaaaaaaaaaaaaaaa": false,
		"Aaaaaaaaaaaaaaa": false, "aaaaaaa aaaaaaa": false, "aaaaaaaaaaaaaa\n": false, "../../../etc/pw": false, "aaaaaaaaaaaaaaé": false,
		"aaaaaaaaaaaaaaa\n": false,
	} {
		if moment.ID(id) != is {
			t.Errorf("%q is an id: %v", id, !is)
		}
	}
}

func TestCleaningKeepsTheWordsAndTakesWhatIsNoWord(t *testing.T) {
	for given, want := range map[string]string{
		"We drummed.":               "We drummed.",
		"  around \n":               "around",
		"a\tb\nc":                   "a\tb\nc",
		"e\u0301":                   "é",
		"\u202eturned\u202c around": "turned around",
		"\u2066one\u2069 \u200ftwo": "one two",
		"bell\x07 null\x00 del\x7f": "bell null del",
		"line\r\nline":              "line\nline",
		"👩‍🚀 and 🥁":                 "👩‍🚀 and 🥁",
		"نلعب الطبل":                "نلعب الطبل",
		"":                          "",
		"\u202e \u202e":             "",
		"\x00  hidden spaces":       "hidden spaces",
		"h\u200bttps\ufeff://a":     "https://a",
	} {
		if got := moment.Clean(given); got != want {
			t.Errorf("%q becomes %q instead of %q", given, got, want)
		}
	}
}

func TestCleaningTwiceIsCleaningOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.String().Draw(t, "words")
		once := moment.Clean(words)
		if utf8.ValidString(words) && !utf8.ValidString(once) {
			t.Fatalf("%q became broken: %q", words, once)
		}
		if strings.ContainsAny(once, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\x00\x1b") {
			t.Fatalf("%q still turns the text around it: %q", words, once)
		}
		if again := moment.Clean(once); again != once {
			t.Fatalf("%q becomes %q and then %q", words, once, again)
		}
	})
}

// row is a record as somebody at the dashboard could write it.
func row(t *testing.T, school *kithtest.School, collection string, values map[string]any) *core.Record {
	t.Helper()
	kind, err := school.App.FindCachedCollectionByNameOrId(collection)
	if err != nil {
		t.Fatal(err)
	}
	record := core.NewRecord(kind)
	record.Load(values)
	return record
}

func TestARevisionIsAdmittedOnlyFromAnAuthorWhoBelonged(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	story := school.Phone(c.Maya).Keep(c.Alone("The first"))
	written := func(by circle.Seat, in string, kept time.Time) map[string]any {
		return map[string]any{
			"moment": in, "number": 2, "base": story.Revision.Revision, "writer": by.Person, "kept_at": kept, "received_at": school.Now(),
			"words": "Past the inbox", "hash": strings.Repeat("0", 64), "schema": 1, "did": []string{},
		}
	}
	moments := story.Revision.Moment
	for what, values := range map[string]map[string]any{
		"by another member":        written(c.Theo, moments, school.Now()),
		"by the facilitator":       written(c.Ortiz, moments, school.Now()),
		"by somebody of elsewhere": written(n.Sam, moments, school.Now()),
		"in no moment":             written(c.Maya, kithtest.ID(), school.Now()),
		"under a number that is":   func() map[string]any { v := written(c.Maya, moments, school.Now()); v["number"] = 1; return v }(),
	} {
		if err := school.App.Save(row(t, school, "revisions", values)); err == nil {
			t.Errorf("a revision %s was admitted", what)
		}
	}
	if rows := school.Count(`SELECT count(*) FROM revisions`); rows != 1 {
		t.Fatalf("%d revisions stand", rows)
	}
	if err := school.App.Save(row(t, school, "revisions", written(c.Maya, moments, school.Now()))); err != nil {
		t.Error("the author's own was not admitted:", err)
	}
}

func TestAPictureBelongsToAMomentThatItsOwnerMade(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Phone(c.Maya).Keep(c.Alone("Mine"))
	picture := func(owner circle.Seat, in string) map[string]any {
		return map[string]any{
			"moment": in, "owner": owner.Person, "kind": "photo", "sha256": strings.Repeat("0", 64), "bytes": 1, "kept_at": school.Now(),
		}
	}
	if err := school.App.Save(row(t, school, "media", picture(c.Theo, story.Revision.Moment))); err == nil || api.As(err).Code != "not_found" {
		t.Errorf("Theo's picture was kept in Maya's moment: %v", err)
	}
	for what, in := range map[string]string{"her own moment": story.Revision.Moment, "a moment that is still on its way": kithtest.ID()} {
		if err := school.App.Save(row(t, school, "media", picture(c.Maya, in))); err != nil {
			t.Errorf("a picture for %s was refused: %v", what, err)
		}
	}
}

func TestWhoIsInAMomentIsWrittenWithTheConsentThatItAsksFor(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	shown := func(story kithtest.Story) string {
		var lines []string
		err := school.App.DB().NewQuery(`SELECT p.name || ' ' || s."as" || ' ' || s.kind FROM shown s JOIN people p ON p.id = s.person
			WHERE s.revision = {:revision} ORDER BY 1`).Bind(map[string]any{"revision": story.Revision.Revision}).Column(&lines)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(lines, ", ")
	}
	pictured := c.Drumming()
	pictured.Revision.People = []string{c.Theo.Person, c.Maya.Person}
	named := c.Alone("With Theo and Ana")
	named.Revision.People = []string{c.Theo.Person, c.Ana.Person}
	both := c.Drumming()
	both.Revision.Together = []string{c.Ana.Person}
	both.Revision.Quotes = []api.NewQuote{{Speaker: c.Ana.Person, Words: "Ours!", Made: api.MadeSymbols, Symbols: []string{"ours"}}}
	for _, try := range []struct {
		what  string
		story kithtest.Story
		shown string
	}{
		{"only words", c.Alone("Mine"), "Maya author words"},
		{"a picture of two, and a quote", pictured, "Maya author photo, Maya author words, Theo pictured photo, Theo quoted words"},
		{"people who are named and not pictured", named, "Ana named words, Maya author words, Theo named words"},
		{"made side by side", both, "Ana author words, Maya author words, Theo pictured photo"},
	} {
		maya.Must(maya.Sync(maya.Op(api.OpKindKeepRevision, try.story.Revision)))
		if got := shown(try.story); got != try.shown {
			t.Errorf("%s: %q instead of %q", try.what, got, try.shown)
		}
	}
}

func TestTheHashOfARevisionIsThatOfItsContent(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	story := maya.Keep(c.Alone("The same words"))
	next := story.Edited("The same words")
	maya.Keep(next)
	third := next.Edited("Other words")
	maya.Keep(third)
	hashes := map[string]bool{}
	for _, revision := range []string{story.Revision.Revision, next.Revision.Revision, third.Revision.Revision} {
		hashes[school.Record("revisions", revision).GetString("hash")] = true
	}
	if len(hashes) != 3 {
		t.Errorf("three revisions have %d hashes", len(hashes))
	}
	for hash := range hashes {
		if len(hash) != 64 {
			t.Errorf("a hash is %q", hash)
		}
	}
	if numbers := school.Count(`SELECT count(*) FROM revisions WHERE moment = {:a} AND number IN (1, 2, 3)`, story.Revision.Moment); numbers != 3 {
		t.Errorf("%d of three revisions are numbered in order", numbers)
	}
}
