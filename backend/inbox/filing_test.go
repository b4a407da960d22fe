package inbox_test

import (
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/kithtest"
)

func TestAStoryThatIsFiledIsItsAuthorsAndWaitsForATeacherOnce(t *testing.T) {
	a := openAside(t)
	story := a.Drumming()
	op := a.elsewhere(story)
	a.bringPhoto(story.Photo)
	moment := story.Revision.Moment
	if places := a.only(a.ortiz).Circles; len(places) != 1 || places[0].Id != a.ID || places[0].Name != "The Drum Room" {
		t.Fatalf("it may be filed in %+v", places)
	}
	for range 2 {
		a.isFiled(a.ortiz, op.Op, a.ID, moment)
	}
	if a.revisions() != 1 || a.audited("file_set_aside") != 1 {
		t.Errorf("filed twice it is %d revisions and %d times on record", a.revisions(), a.audited("file_set_aside"))
	}
	a.ortiz.Sync()
	seen := a.ortiz.Moment(moment, api.MomentFormStaff)
	if seen == nil || seen.State != api.MomentStateWithTeacher || seen.Authors[0].Id != a.Maya.Person || !seen.Pictures[0].Kept || !seen.At.Equal(op.At) {
		t.Fatalf("in the queue stands %+v", seen)
	}
	if own := a.maya; !own.Has(moment, api.MomentFormAuthor) || a.theo.Has(moment, api.MomentFormCircle) || a.theo.Has(moment, api.MomentFormAsk) {
		t.Error("its author does not have it, or somebody else does before a teacher said so")
	}
	isTaken(a.theo, a.maya.Seal(op))
	if got := setAside(t, a.ortiz); len(got) != 0 {
		t.Errorf("what was filed is set aside again: %+v", got)
	}
	if status, _ := a.ortiz.JSON("DELETE", "/set-aside/"+op.Op+"?person="+a.Maya.Person, nil); status != http.StatusNotFound {
		t.Errorf("what was filed is put away: %d", status)
	}
}

func TestAStoryThatManyFileAtOnceIsOneAndOnRecordOnce(t *testing.T) {
	a := openAside(t)
	story := a.Alone("Everybody presses")
	op := a.elsewhere(story)
	var all sync.WaitGroup
	for range 8 {
		phone := a.Phone(a.Ortiz)
		all.Go(func() {
			if moment, code := a.file(phone, op.Op, a.ID); moment != story.Revision.Moment && code != "already_here" {
				t.Errorf("it is filed as %q %q", moment, code)
			}
		})
	}
	all.Wait()
	if a.revisions() != 1 || a.audited("file_set_aside") != 1 {
		t.Errorf("it is %d revisions and %d times on record", a.revisions(), a.audited("file_set_aside"))
	}
}

func TestSomethingIsFiledOnlyWhereItsAuthorBelongsAndWhereTheAdultLooks(t *testing.T) {
	a := openAside(t)
	n := a.Next(a.Circle)
	kitchen := a.circleOf("The Kitchen", n.Dre, a.Maya)
	theirs := a.circleOf("The Choir", a.Ortiz, a.Theo)
	story := a.Alone("We made soup")
	op := a.elsewhere(story)
	names := func(by *kithtest.Phone) (found []string) {
		for _, place := range a.only(by).Circles {
			found = append(found, place.Name)
		}
		return found
	}
	dre, reyes := a.Phone(n.Dre), a.Phone(a.Coordinator)
	for _, try := range []struct {
		by   *kithtest.Phone
		want []string
	}{{a.ortiz, []string{"The Drum Room"}}, {dre, []string{"The Kitchen"}}, {reyes, []string{"The Drum Room", "The Kitchen"}}} {
		if got := names(try.by); !slices.Equal(got, try.want) {
			t.Errorf("it may be filed in %v instead of %v", got, try.want)
		}
	}
	for _, into := range []string{kitchen, theirs, "", kithtest.ID()} {
		if _, code := a.file(a.ortiz, op.Op, into); code != "field_invalid" {
			t.Errorf("her facilitator files it in %q: %q", into, code)
		}
	}
	for name, seat := range map[string]circle.Seat{"its author": a.Maya, "who brought it": a.Theo, "her family": a.MayasFamily, "a coordinator elsewhere": n.Okafor, "a supporting adult": n.Ivy} {
		if _, code := a.file(a.Phone(seat), op.Op, a.ID); code != "not_found" {
			t.Errorf("%s files it: %q", name, code)
		}
	}
	a.isFiled(reyes, op.Op, kitchen, story.Revision.Moment)
	if a.Record("moments", story.Revision.Moment).GetString("circle") != kitchen {
		t.Error("it is in another circle than was chosen")
	}
	for name, by := range map[string]*kithtest.Phone{"her facilitator": a.ortiz, "the same coordinator": reyes} {
		if _, code := a.file(by, op.Op, a.ID); code != "already_here" {
			t.Errorf("%s files it in a second circle: %q", name, code)
		}
	}
	a.isFiled(dre, op.Op, kitchen, story.Revision.Moment)
	if a.revisions() != 1 || a.audited("file_set_aside") != 1 {
		t.Error("filed by several adults it is several")
	}
}

func TestAStoryOfACircleThatHasEndedIsFiledInTheTimeOfItsMembers(t *testing.T) {
	a := openAside(t)
	garden := a.circleOf("The Garden", a.Ortiz, a.Maya)
	until := a.Now().Add(24 * time.Hour)
	a.mayaLeaves(garden, until)
	a.Later(72 * time.Hour)
	story := a.Alone("The last beans")
	story.Revision.Circle = garden
	op := a.maya.Op(api.OpKindKeepRevision, story.Revision)
	isTaken(a.theo.Return(), a.maya.Seal(op))
	a.ortiz.Return()
	if item := a.only(a.ortiz); item.Code != "not_member" || item.Meant != "The Garden" || len(item.Circles) != 1 {
		t.Fatalf("her facilitator is told %+v", item)
	}
	a.isFiled(a.ortiz, op.Op, garden, story.Revision.Moment)
	kept := a.Record("revisions", story.Revision.Revision).GetDateTime("kept_at").Time()
	if belongs, err := circle.Belongs(a.App, a.Maya.Person, garden, kept); err != nil || !belongs || until.Sub(kept) > time.Second {
		t.Errorf("it was kept at %s, and Maya belonged there until %s", kept, until)
	}
}

func TestAStoryIsFiledInItsOwnCircleOnceItsAuthorIsOneOfIt(t *testing.T) {
	a := openAside(t)
	kitchen := a.circleOf("The Kitchen", a.Ortiz)
	story := a.Alone("We made soup")
	story.Revision.Circle = kitchen
	op := a.maya.Op(api.OpKindKeepRevision, story.Revision)
	isTaken(a.theo, a.maya.Seal(op))
	if item := a.only(a.ortiz); item.Code != "not_member" || item.Meant != "The Kitchen" || len(item.Circles) != 1 || item.Circles[0].Id != a.ID {
		t.Fatalf("her facilitator is told %+v", item)
	}
	a.Save("members", map[string]any{"circle": kitchen, "person": a.Maya.Person, "role": "companion", "from": a.Now().Add(time.Hour)})
	if places := a.only(a.ortiz).Circles; len(places) != 1 || places[0].Id != a.ID {
		t.Errorf("an hour before she joins it may be filed in %+v", places)
	}
	a.Later(time.Hour)
	a.ortiz.Return()
	if places := a.only(a.ortiz).Circles; len(places) != 1 || places[0].Id != kitchen {
		t.Errorf("it may be filed in %+v", places)
	}
	a.isFiled(a.ortiz, op.Op, kitchen, story.Revision.Moment)
}

func TestAStoryThatIsHereInAnotherVersionIsNotFiledAndItsNextVersionIs(t *testing.T) {
	a := openAside(t)
	story := a.Alone("First")
	a.maya.Keep(story)
	behind := a.maya.Op(api.OpKindKeepRevision, story.Edited("Second, on the tablet").Revision)
	next := story.Edited("Second, on the phone")
	a.maya.Keep(next)
	isTaken(a.theo, a.maya.Seal(behind))
	if item := a.only(a.ortiz); item.Code != "stale_base" || len(item.Circles) != 0 {
		t.Errorf("her facilitator is told %+v", item)
	}
	if _, code := a.file(a.ortiz, behind.Op, a.ID); code != "already_here" {
		t.Errorf("over the newer version it is filed: %q", code)
	}
	third := a.maya.Op(api.OpKindKeepRevision, next.Edited("Third").Revision)
	envelope := a.maya.Seal(third)
	a.signOutMaya()
	isTaken(a.theo, envelope)
	a.isFiled(a.ortiz, third.Op, a.ID, story.Revision.Moment)
	if own := a.maya.Return(); !own.Has(story.Revision.Moment, api.MomentFormAuthor) || own.Moment(story.Revision.Moment, api.MomentFormAuthor).Words != "Third" {
		t.Error("its author does not have the next version")
	}
	if again := a.maya.Sync(third)[0]; again.Status != api.OpResultStatusAccepted || !again.Repeated {
		t.Errorf("the same op from her own phone is %+v", again)
	}
}

func TestWhatIsNoStoryIsNotFiled(t *testing.T) {
	a := openAside(t)
	moment := kithtest.ID()
	for kind, body := range map[api.OpKind]any{
		api.OpKindTakeBack:   api.TakeBack{Moment: moment},
		api.OpKindTakeDown:   api.TakeDown{Moment: moment, Action: api.TakeDownActionAsk},
		api.OpKindGiveAnswer: api.GiveAnswer{Moment: moment, Answer: api.GiveAnswerAnswerNo},
	} {
		op := a.maya.Op(kind, body)
		isTaken(a.theo, a.maya.Seal(op))
		if item := a.only(a.ortiz); item.Kind != kind || len(item.Circles) != 0 {
			t.Errorf("of %s an adult is told %+v", kind, item)
		}
		if _, code := a.file(a.ortiz, op.Op, a.ID); code != "not_a_story" {
			t.Errorf("%s is filed: %q", kind, code)
		}
		if status, _ := a.ortiz.JSON("DELETE", "/set-aside/"+op.Op+"?person="+a.Maya.Person, nil); status != http.StatusNoContent {
			t.Errorf("%s is not put away: %d", kind, status)
		}
	}
}

func TestWhoIsNotInTheCircleThatAStoryIsFiledInIsSomeoneNotOnItsList(t *testing.T) {
	a := openAside(t)
	n := a.Next(a.Circle)
	story := a.Drumming()
	story.Revision.People = append(story.Revision.People, n.Leo.Person)
	story.Revision.Together = []string{n.Leo.Person}
	story.Revision.Quotes = append(story.Revision.Quotes,
		api.NewQuote{Speaker: n.Leo.Person, Words: "Me too", Made: api.MadeOwn},
		api.NewQuote{Speaker: a.Theo.Person, Words: "Leo came", Made: api.MadeSymbols, Symbols: []string{"person:" + n.Leo.Person}})
	op := a.elsewhere(story)
	a.isFiled(a.ortiz, op.Op, a.ID, story.Revision.Moment)
	a.ortiz.Sync()
	got := a.ortiz.Moment(story.Revision.Moment, api.MomentFormStaff)
	if !got.Others || len(got.People) != 1 || len(got.Authors) != 1 || len(got.Quotes) != 3 || got.Quotes[1].Speaker != nil || got.Quotes[2].Words != "Leo came" {
		t.Errorf("a story with somebody of another circle is filed as %+v", got)
	}
}
