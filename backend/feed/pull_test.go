package feed_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/feed"
	"kith/backend/kithtest"
)

// places lists what a phone holds, in an order.
func places(phone *kithtest.Phone) []string {
	held := []string{}
	for place, row := range phone.Rows {
		held = append(held, place+" "+row.Mark)
	}
	slices.Sort(held)
	return held
}

// keepMany keeps so many moments of words and returns them.
func keepMany(phone *kithtest.Phone, c kithtest.Circle, count int) []kithtest.Story {
	stories := make([]kithtest.Story, count)
	for begin := 0; begin < count; begin += 50 {
		var ops []api.Op
		for i := begin; i < min(begin+50, count); i++ {
			stories[i] = c.Alone(fmt.Sprint("Moment number ", i))
			ops = append(ops, phone.Op(api.OpKindKeepRevision, stories[i].Revision))
		}
		phone.Must(phone.Sync(ops...))
	}
	return stories
}

func TestAPhoneReadsPageByPageWithoutASkipOrARepeatWhileOthersWrite(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	stories := keepMany(maya, c, 2*feed.Page+20)
	reading, pages := school.Phone(c.Ortiz), 0
	seen := map[string]int64{} // by key, the last place in the order
	told := map[string]int{}   // by place and seq
	for more := true; more; pages++ {
		answer := reading.Send()
		if len(answer.Changes) > feed.Page {
			t.Fatalf("a page carries %d changes", len(answer.Changes))
		}
		for _, change := range answer.Changes {
			if change.Seq <= seen[change.Key] {
				t.Errorf("%s %s came at %d after %d", change.Key, change.Id, change.Seq, seen[change.Key])
			}
			seen[change.Key] = change.Seq
			told[fmt.Sprint(change.Key, change.Kind, change.Id, change.Seq)]++
		}
		more = answer.More
		if pages < 4 { // meanwhile Maya changes some that were read, some that were not, and keeps new ones
			maya.Keep(stories[pages].Edited("Changed"))
			maya.Keep(stories[len(stories)-1-pages].Edited("Changed"))
			maya.Keep(c.Alone("New"))
		}
	}
	if pages < 3 {
		t.Fatalf("it took %d pages", pages)
	}
	for place, times := range told {
		if times > 1 {
			t.Errorf("%s came %d times", place, times)
		}
	}
	reading.Sync()
	fresh := school.Phone(c.Ortiz)
	fresh.Sync()
	if got, want := places(reading), places(fresh); !slices.Equal(got, want) {
		t.Errorf("page by page the phone holds %d rows, and from anew %d", len(got), len(want))
	}
}

func TestANewKeyIsReadFromItsBeginningAndALostOneIsTaken(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	old := school.Share(c, c.Alone("Long before Leo came"), api.AudienceCircle)
	leo := school.Phone(n.Leo)
	leo.Sync()
	cursor := leo.Cursor
	if leo.Moment(old.Revision.Moment, api.MomentFormCircle) != nil {
		t.Fatal("Leo reads the Drum Room")
	}
	member := school.Save("members", map[string]any{"circle": c.ID, "person": n.Leo.Person, "role": "companion", "from": school.Now()})
	leo.Sync()
	if leo.Cursor == cursor || leo.Moment(old.Revision.Moment, api.MomentFormCircle) == nil {
		t.Fatal("Leo does not read what was there before he came")
	}
	member.Set("until", school.Now())
	if err := school.App.Save(member); err != nil {
		t.Fatal(err)
	}
	answer := leo.Send()
	left := slices.ContainsFunc(answer.Changes, func(change api.Change) bool { return change.Left && change.Key == "circle:"+c.ID })
	if !left || leo.Moment(old.Revision.Moment, api.MomentFormCircle) != nil {
		t.Errorf("his phone was not told to let go: %+v", answer.Changes)
	}
	for _, change := range leo.Send().Changes {
		if change.Left {
			t.Error("it is told twice")
		}
	}
	if _, garden := leo.Rows["circle:"+n.Garden+" circle "+n.Garden]; !garden {
		t.Error("his other circle went too")
	}
}

func TestALinkThatIsRestrictedLaterTakesTheStudentsMomentsAndLeavesTheOthers(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	both := school.Save("family_links", map[string]any{"person": c.MayasFamily.Person, "student": c.Theo.Person})
	together := school.Share(c, c.Drumming(), api.AudienceFamilies)
	alone := school.Share(c, c.Alone("Only Maya"), api.AudienceFamilies)
	rosa := school.Phone(c.MayasFamily)
	rosa.Sync()
	for _, story := range []kithtest.Story{together, alone} {
		if rosa.Moment(story.Revision.Moment, api.MomentFormFamily) == nil {
			t.Fatal("Rosa does not read both")
		}
	}
	rendition := rosa.Moment(together.Revision.Moment, api.MomentFormFamily).Pictures[0].Rendition
	both.Set("restricted", true)
	if err := school.App.Save(both); err != nil {
		t.Fatal(err)
	}
	lost := map[string]bool{}
	for _, change := range rosa.Send().Changes {
		lost[change.Key] = lost[change.Key] || change.Left
	}
	rosa.Sync()
	if !lost["kin:"+c.Maya.Person] || !lost["kin:"+c.Theo.Person] {
		t.Errorf("the keys that went are %v", lost)
	}
	if rosa.Moment(together.Revision.Moment, api.MomentFormFamily) != nil || rosa.Opens(rendition) {
		t.Error("Rosa still reads the moment with Theo in it under Maya's key")
	}
	if rosa.Moment(alone.Revision.Moment, api.MomentFormFamily) == nil {
		t.Error("Rosa lost what is Maya's alone")
	}
	for place := range rosa.Rows {
		if strings.HasPrefix(place, "kin:"+c.Theo.Person) {
			t.Errorf("she still holds %s", place)
		}
	}
	next := school.Share(c, c.Drumming(), api.AudienceFamilies)
	if rosa.Has(next.Revision.Moment, api.MomentFormFamily) {
		t.Error("a later moment with Theo in it reaches Rosa")
	}
	both.Set("restricted", false)
	if err := school.App.Save(both); err != nil {
		t.Fatal(err)
	}
	if !rosa.Has(next.Revision.Moment, api.MomentFormFamily) || !rosa.Has(together.Revision.Moment, api.MomentFormFamily) {
		t.Error("after the restriction was lifted she does not read them again")
	}
}

func TestFromTheDayOfFullRightsAFamilyReadsNoMore(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Alone("Grown up"), api.AudienceFamilies)
	rosa := school.Phone(c.MayasFamily)
	if !rosa.Has(story.Revision.Moment, api.MomentFormFamily) {
		t.Fatal("Rosa does not read it")
	}
	maya := school.Record("people", c.Maya.Person)
	maya.Set("full_rights", school.Now().Add(time.Hour))
	if err := school.App.Save(maya); err != nil {
		t.Fatal(err)
	}
	if !rosa.Has(story.Revision.Moment, api.MomentFormFamily) {
		t.Error("it paused before the day")
	}
	school.Later(time.Hour)
	if rosa.Return().Has(story.Revision.Moment, api.MomentFormFamily) {
		t.Error("it goes on after the day")
	}
}

func TestAPhoneWithoutAnyGrantStillHasItsOwnPage(t *testing.T) {
	school := kithtest.Open(t)
	lonely := school.Person(school.NewSchool("Lakeside"), "staff", "Sam")
	phone := school.Phone(lonely)
	phone.Sync()
	if len(phone.Rows) != 1 || phone.Rows["seat:"+lonely.ID+" me "+lonely.ID].Me == nil {
		t.Errorf("Sam's phone holds %v", slices.Sorted(maps.Keys(phone.Rows)))
	}
}

func TestWhoeverBeginsIsNotToldOfWhatIsGone(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Alone("Gone before Ana looked"), api.AudienceCircle)
	held := school.Phone(c.Ana)
	held.Sync()
	school.Expect(school.Phone(c.Maya).One(api.OpKindTakeDown, api.TakeDown{Moment: story.Revision.Moment, Action: api.TakeDownActionAsk}), "")
	isGone := func(change api.Change) bool { return change.Gone && change.Id == story.Revision.Moment }
	if !slices.ContainsFunc(held.Send().Changes, isGone) {
		t.Error("a phone that holds it is not told that it is gone")
	}
	if slices.ContainsFunc(school.Phone(c.Ana).Send().Changes, isGone) {
		t.Error("a new phone is told of a moment that it never had")
	}
}

// Her phone holds the first revision, in which only Maya is. The second names Ana too, whom she may not know of.
func TestAMomentThatARestrictedStudentCameIntoLeavesThePhoneOfTheFamily(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	vera := school.Person(c.School, "family", "Vera's sister")
	school.Save("family_links", map[string]any{"person": vera.Person, "student": c.Maya.Person})
	school.Save("family_links", map[string]any{"person": vera.Person, "student": c.Ana.Person, "restricted": true})
	story := school.Share(c, c.Alone("Before Ana was in it"), api.AudienceFamilies)
	moment := story.Revision.Moment
	phone := school.Phone(vera)
	if !phone.Has(moment, api.MomentFormFamily) {
		t.Fatal("she does not read it")
	}
	next := story.Edited("Now Ana is in it")
	next.Revision.People = []string{c.Ana.Person}
	school.Phone(c.Maya).Keep(next)
	school.Phone(c.Ortiz).Approve(moment, api.AudienceFamilies)
	ana := school.Phone(c.Ana)
	ana.Sync()
	school.Expect(ana.Say(moment, api.GiveAnswerAnswerYes), "")
	school.Later(11 * time.Minute)
	if !school.Phone(c.MayasFamily).Has(moment, api.MomentFormFamily) {
		t.Fatal("the second revision was not shared")
	}
	if phone.Has(moment, api.MomentFormFamily) {
		t.Error("she still holds the revision that is shared no more")
	}
	school.Expect(school.Phone(c.Maya).One(api.OpKindTakeDown, api.TakeDown{Moment: moment, Action: api.TakeDownActionAsk}), "")
	if phone.Has(moment, api.MomentFormFamily) {
		t.Error("she holds a moment that was taken down")
	}
	from := phone.Raw.Len()
	other := c.Alone("Ana was in it from the first")
	other.Revision.People = []string{c.Ana.Person}
	school.Phone(c.Maya).Keep(other)
	school.Phone(c.Ortiz).Approve(other.Revision.Moment, api.AudienceFamilies)
	ana.Return().Sync()
	school.Expect(ana.Say(other.Revision.Moment, api.GiveAnswerAnswerYes), "")
	school.Later(11 * time.Minute)
	if phone.Return().Sync(); strings.Contains(phone.Raw.String()[from:], other.Revision.Moment) {
		t.Error("she is told of a moment that she never could have held")
	}
	if newcomer := school.Phone(vera).Send(); slices.ContainsFunc(newcomer.Changes, func(change api.Change) bool { return change.Id == moment }) {
		t.Error("a new phone of hers is told of a moment that she may not know of")
	}
}

// opened reads a cursor as only a test may.
func opened(t *testing.T, word string) map[string]any {
	t.Helper()
	body, err := base64.RawURLEncoding.DecodeString(word)
	if err != nil {
		t.Fatal(err)
	}
	cursor := map[string]any{}
	if err := json.Unmarshal(body, &cursor); err != nil {
		t.Fatal(err)
	}
	return cursor
}

func closed(t *testing.T, cursor map[string]any) string {
	t.Helper()
	body, err := json.Marshal(cursor)
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(body)
}

func TestACursorThatThisSchoolNeverGaveIsRewound(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	school.Share(c, c.Alone("Read once"), api.AudienceCircle)
	phone := school.Phone(c.Ana)
	phone.Sync()
	mine, whole := phone.Cursor, places(phone)
	for _, try := range []struct {
		what    string
		rewound bool
		word    func() string
	}{
		{"its own", false, func() string { return mine }},
		{"none, as a new phone", false, func() string { return "" }},
		{"no cursor at all", true, func() string { return "%%%" }},
		{"a word that is no cursor", true, func() string { return base64.RawURLEncoding.EncodeToString([]byte("hello")) }},
		{"another database", true, func() string { at := opened(t, mine); at["e"] = "another"; return closed(t, at) }},
		{"a start that was never", true, func() string { at := opened(t, mine); at["m"] = "unknown"; return closed(t, at) }},
		{"further than anything was written", true, func() string {
			at := opened(t, mine)
			at["k"] = map[string]int64{"seat:" + c.Ana.ID: int64(school.Count(`SELECT seq FROM counter`) + 1)}
			return closed(t, at)
		}},
		{"exactly as far as anything was written", false, func() string {
			at := opened(t, mine)
			at["k"] = map[string]int64{"seat:" + c.Ana.ID: int64(school.Count(`SELECT seq FROM counter`))}
			return closed(t, at)
		}},
	} {
		t.Run(try.what, func(t *testing.T) {
			phone := school.Phone(c.Ana)
			phone.Cursor = try.word()
			answer := phone.Send()
			if answer.Rewound != try.rewound {
				t.Fatalf("rewound: %v", answer.Rewound)
			}
			if try.rewound {
				for answer.More {
					answer = phone.Send()
				}
				if !slices.Equal(places(phone), whole) {
					t.Errorf("after it the phone holds %v instead of %v", places(phone), whole)
				}
			}
		})
	}
}

func TestAnOlderBackupThatIsPutBackRewindsPhonesThatHaveReadFurther(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	early := school.Phone(c.Ana)
	early.Sync()
	counter := school.Count(`SELECT seq FROM counter`)
	story := school.Share(c, c.Alone("Kept after the backup"), api.AudienceCircle)
	late := school.Phone(c.Ana)
	if !late.Has(story.Revision.Moment, api.MomentFormCircle) {
		t.Fatal("Ana does not read it")
	}
	// The order goes on from where the backup stood, after a new start.
	for _, statement := range []string{`UPDATE counter SET seq = {:a}`, `DELETE FROM feed WHERE seq > {:a}`} {
		if err := school.Run(statement, counter); err != nil {
			t.Fatal(err)
		}
	}
	if err := feed.Start(school.App); err != nil {
		t.Fatal(err)
	}
	if answer := early.Send(); answer.Rewound {
		t.Error("a phone that had read less than the backup is rewound")
	}
	if answer := late.Send(); !answer.Rewound {
		t.Error("a phone that had read more than the backup is not rewound")
	}
	if err := feed.Refresh(school.App, story.Revision.Moment); err != nil {
		t.Fatal(err)
	}
}

func TestAPhoneThatLetGoOfWhatItReadIsToldEverythingAndStillNoticesAnOlderBackup(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	school.Share(c, c.Alone("Read once"), api.AudienceCircle)
	phone := school.Phone(c.Ana)
	phone.Sync()
	whole := places(phone)
	afresh := func() (answer api.SyncAnswer) {
		phone.Rows = map[string]api.Change{}
		request := api.SyncRequest{Device: phone.Device, Build: 1, Schema: 1, Cursor: phone.Cursor, Afresh: true, Ops: []api.Op{}}
		if status, body := phone.JSON("POST", "/sync", request); status != http.StatusOK || json.Unmarshal(body, &answer) != nil {
			t.Fatalf("sync: %d %s", status, body)
		}
		return answer
	}
	answer := afresh()
	if answer.Rewound || len(answer.Changes) != len(whole) {
		t.Fatalf("rewound: %v, %d rows instead of %d", answer.Rewound, len(answer.Changes), len(whole))
	}
	phone.Cursor = answer.Cursor
	quiet(t, phone)
	if err := school.Run(`UPDATE counter SET seq = {:a}`, 1); err != nil {
		t.Fatal(err)
	}
	if answer := afresh(); !answer.Rewound {
		t.Error("a phone that had read more than the backup is not rewound")
	}
}

func TestAPhoneReadsOnAfterTheSchoolWasStartedAnew(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	phone := school.Phone(c.Ana)
	phone.Sync()
	for range 2 {
		if err := feed.Start(school.App); err != nil {
			t.Fatal(err)
		}
		story := school.Share(c, c.Alone("After a start"), api.AudienceCircle)
		answer := phone.Return().Send()
		if answer.Rewound || phone.Moment(story.Revision.Moment, api.MomentFormCircle) == nil {
			t.Fatalf("rewound: %v", answer.Rewound)
		}
	}
}
