package feed_test

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/kithtest"
)

// stands is every feed row whose key begins with one of these, byte for byte.
func stands(s *kithtest.School, prefixes ...string) string {
	s.T.Helper()
	var rows []struct {
		Key, Kind, Subject, Revision, Decision, Mark string
		Seq                                          int64
		Gone                                         bool
	}
	if err := s.App.DB().NewQuery(`SELECT * FROM feed ORDER BY key, kind, subject`).All(&rows); err != nil {
		s.T.Fatal(err)
	}
	var found strings.Builder
	for _, row := range rows {
		for _, prefix := range prefixes {
			if strings.HasPrefix(row.Key, prefix) {
				line, err := json.Marshal(row)
				if err != nil {
					s.T.Fatal(err)
				}
				found.Write(append(line, '\n'))
			}
		}
	}
	return found.String()
}

// quiet is what one reader gets in the next pull, apart from times and cursors.
func quiet(t *testing.T, phone *kithtest.Phone) {
	t.Helper()
	if answer := phone.Send(); len(answer.Changes) != 0 {
		t.Errorf("the phone of %s is told of %d changes: %+v", phone.Seat.Kind, len(answer.Changes), answer.Changes)
	}
}

func TestWhatWaitsOrIsRefusedIsNotNoticedBeyondAuthorAndAdults(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Drumming(), api.AudienceFamilies)
	moment := story.Revision.Moment
	maya, ortiz := school.Phone(c.Maya), school.Phone(c.Ortiz)
	ana, family := school.Phone(c.Ana), school.Phone(c.TheosFamily)
	ana.Sync()
	family.Sync()
	before := stands(school, "circle:", "kin:", "school:")
	edited := story.Edited("A second thought")
	for _, step := range []struct {
		what string
		do   func()
	}{
		{"a newer revision waits", func() { maya.Keep(edited) }},
		{"it is sent back", func() { school.Expect(ortiz.Decide(moment, api.DecideKindSendBack, ""), "") }},
		{"that is undone", func() { school.Expect(ortiz.Decide(moment, api.DecideKindUndo, ""), "") }},
		{"it is approved", func() { ortiz.Approve(moment, api.AudienceCircle) }},
		{"that is undone too", func() { school.Expect(ortiz.Decide(moment, api.DecideKindUndo, ""), "") }},
		{"a third revision comes", func() { maya.Keep(edited.Edited("A third")) }},
		{"it is kept private", func() { school.Expect(ortiz.Decide(moment, api.DecideKindKeepPrivate, ""), "") }},
		{"somebody's orientation is renewed", func() { school.Orient(c.Ortiz, c.Maya) }},
		{"another moment of the circle is kept", func() { maya.Keep(c.Alone("Something else")) }},
		{"a picture of another moment arrives", func() { maya.Keep(c.Drumming()) }},
	} {
		step.do()
		if after := stands(school, "circle:", "kin:", "school:"); after != before {
			t.Fatalf("%s: rows changed\n%s\ninto\n%s", step.what, before, after)
		}
		quiet(t, ana)
		quiet(t, family)
	}
}

func TestARefreshThatChangesNothingWritesNothing(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	school.Share(c, c.Drumming(), api.AudienceFamilies)
	before := stands(school, "")
	for _, collection := range []string{"circles", "members", "grants", "people", "seats", "family_links"} {
		records, err := school.App.FindAllRecords(collection)
		if err != nil {
			t.Fatal(err)
		}
		for _, record := range records {
			if err := school.App.Save(record); err != nil {
				t.Fatalf("save %s again: %v", collection, err)
			}
		}
	}
	if after := stands(school, ""); after != before {
		t.Errorf("saving everything again changed rows:\n%s\ninto\n%s", before, after)
	}
}

func TestAMarkDoesNotSayWhatItIsMadeOf(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Drumming(), api.AudienceFamilies)
	family := school.Phone(c.MayasFamily)
	family.Sync()
	row := family.Rows["kin:"+c.Maya.Person+" moment "+story.Revision.Moment]
	if !regexp.MustCompile(`^[0-9a-f]{16}$`).MatchString(row.Mark) {
		t.Errorf("the mark is %q", row.Mark)
	}
}

func TestEachRowOfOneChangeHasAPlaceOfItsOwn(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	school.Share(c, c.Drumming(), api.AudienceFamilies)
	if rows, places := school.Count(`SELECT count(*) FROM feed`), school.Count(`SELECT count(DISTINCT seq) FROM feed`); rows != places {
		t.Errorf("%d rows share %d places in the order", rows, places)
	}
	if newest, counter := school.Count(`SELECT max(seq) FROM feed`), school.Count(`SELECT seq FROM counter`); newest > counter {
		t.Errorf("a row stands at %d and the counter at %d", newest, counter)
	}
}

// poked is every byte of a poke.
const poked = "event: poke\ndata: \n\n"

func TestAStreamSaysThatSomethingChangedAndNothingElse(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	left := school.Person(c.School, "student", "Jo")
	school.Save("members", map[string]any{
		"circle": c.ID, "person": left.Person, "role": "companion", "from": school.Now().AddDate(0, -1, 0), "until": school.Now(),
	})
	heard := map[string]*stream{}
	for who, seat := range map[string]circle.Seat{
		"a member": c.Ana, "a family": c.MayasFamily, "a family of nobody in it": c.TheosFamily, "a restricted family": c.AnasAunt,
		"somebody who has left": left, "a member of another circle": n.Leo, "a cover before its dates": n.Noor,
	} {
		heard[who] = listen(t, school, seat)
	}
	// says holds every stream to whole pokes and not a byte beside them. Whoever is named hears at least one more, whoever is not hears none.
	before := map[string]int{}
	says := func(when string, who ...string) {
		t.Helper()
		for _, name := range who {
			school.Eventually(when+", "+name+" is poked", func() bool { return heard[name].pokes() > before[name] })
		}
		for name, stream := range heard {
			text := stream.text()
			count := strings.Count(text, poked)
			if text != strings.Repeat(poked, count) || count > before[name] && !slices.Contains(who, name) {
				t.Errorf("%s, the stream of %s says %q", when, name, text)
			}
			before[name] = count
		}
	}
	everybody := slices.Collect(maps.Keys(heard))
	says("as they begin to listen", everybody...)
	maya, ortiz := school.Phone(c.Maya), school.Phone(c.Ortiz)
	maya.Sync()
	says("of what was written while nobody listened", everybody...)
	said := maya.Keep(c.Alone("Quiet before the bell"))
	says("while it waits")
	ortiz.Approve(said.Revision.Moment, api.AudienceCircle)
	says("while it is held")
	school.Later(11 * time.Minute)
	says("when it is shared with the circle", "a member")
	told := maya.Keep(c.Alone("Loud after the bell"))
	ortiz.Approve(told.Revision.Moment, api.AudienceFamilies)
	school.Later(11 * time.Minute)
	says("when one is shared with families", "a member", "a family")
	says("in the end")
}
