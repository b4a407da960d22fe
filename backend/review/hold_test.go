package review_test

import (
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/kithtest"
	"kith/backend/review"
)

func newRecord(collection *core.Collection, values map[string]any) *core.Record {
	record := core.NewRecord(collection)
	record.Load(values)
	return record
}

// waiting is a school in which Maya's story with Theo has been approved for families, and Theo has said yes unless he is to be silent.
func waiting(t *testing.T, silent bool) (*kithtest.School, kithtest.Circle, kithtest.Story) {
	t.Helper()
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Phone(c.Maya).Keep(c.Drumming())
	school.Phone(c.Ortiz).Approve(story.Revision.Moment, api.AudienceFamilies)
	if !silent {
		theo := school.Phone(c.Theo)
		theo.Sync()
		school.Expect(theo.Say(story.Revision.Moment, api.GiveAnswerAnswerYes), "")
	}
	return school, c, story
}

// state is where Maya's story is, as she reads it.
func state(school *kithtest.School, c kithtest.Circle, story kithtest.Story) api.MomentState {
	maya := school.Phone(c.Maya)
	maya.Sync()
	return maya.Moment(story.Revision.Moment, api.MomentFormAuthor).State
}

func TestEachSchoolHasAHoldOfItsOwn(t *testing.T) {
	for _, hold := range []struct {
		what      string
		seconds   int
		held, due time.Duration
	}{
		{"none", 0, 0, 0},
		{"ten minutes", 600, 600*time.Second - time.Millisecond, 600 * time.Second},
		{"seven days", 7 * 24 * 3600, 7*24*time.Hour - time.Second, 7 * 24 * time.Hour},
	} {
		t.Run(hold.what, func(t *testing.T) {
			school := kithtest.Open(t)
			c := school.DrumRoom()
			record := school.Record("schools", c.School)
			record.Set("hold_seconds", hold.seconds)
			if err := school.App.Save(record); err != nil {
				t.Fatal(err)
			}
			story := school.Phone(c.Maya).Keep(c.Alone("Wait for it"))
			school.Phone(c.Ortiz).Approve(story.Revision.Moment, api.AudienceCircle)
			if hold.held > 0 {
				if school.Later(hold.held); school.Reaches("circle:"+c.ID, story.Revision.Moment) {
					t.Fatal("it was shared before its hold was over")
				}
			}
			if school.Later(hold.due - hold.held); !school.Reaches("circle:"+c.ID, story.Revision.Moment) {
				t.Fatal("it was not shared when its hold was over")
			}
		})
	}
}

func TestSilenceIsNotAYesAndEndsAfterFiveSchoolDays(t *testing.T) {
	school, c, story := waiting(t, true)
	school.Later(6 * 24 * time.Hour)
	if school.Reaches("circle:"+c.ID, story.Revision.Moment) {
		t.Fatal("silence was taken for a yes")
	}
	if got := state(school, c, story); got != api.MomentStateHeld {
		t.Fatalf("after a weekend and four school days it is %s", got)
	}
	school.Later(25 * time.Hour)
	if got := state(school, c, story); got != api.MomentStatePrivate {
		t.Fatalf("after five school days it is %s", got)
	}
	if theo := school.Phone(c.Theo); theo.Has(story.Revision.Moment, api.MomentFormAsk) {
		t.Error("Theo is still asked")
	}
	// Ms. Ortiz may take it up again.
	school.Phone(c.Ortiz).Approve(story.Revision.Moment, api.AudienceFamilies)
}

func TestLaterKeepsItWaiting(t *testing.T) {
	school, c, story := waiting(t, true)
	theo := school.Phone(c.Theo)
	theo.Sync()
	school.Expect(theo.Say(story.Revision.Moment, api.GiveAnswerAnswerLater), "")
	school.Later(11 * time.Minute)
	if school.Reaches("circle:"+c.ID, story.Revision.Moment) || !theo.Has(story.Revision.Moment, api.MomentFormAsk) {
		t.Fatal("later was taken for an answer")
	}
	school.Expect(theo.Say(story.Revision.Moment, api.GiveAnswerAnswerYes), "")
	school.Later(time.Second)
	if !school.Reaches("circle:"+c.ID, story.Revision.Moment) {
		t.Error("the yes after the later did not share it")
	}
}

func TestAnEditDuringTheHoldStopsTheApproval(t *testing.T) {
	school, c, story := waiting(t, true)
	maya, theo := school.Phone(c.Maya), school.Phone(c.Theo)
	if !theo.Has(story.Revision.Moment, api.MomentFormAsk) {
		t.Fatal("Theo is not asked")
	}
	maya.Keep(story.Edited("Other words"))
	if theo.Has(story.Revision.Moment, api.MomentFormAsk) {
		t.Error("Theo is asked about words that are not the newest")
	}
	school.Expect(theo.Say(story.Revision.Moment, api.GiveAnswerAnswerYes), "not_found")
	school.Later(11 * time.Minute)
	if got := state(school, c, story); got != api.MomentStateWithTeacher || school.Reaches("circle:"+c.ID, story.Revision.Moment) {
		t.Errorf("the edited moment is %s", got)
	}
	school.Phone(c.Ortiz).Approve(story.Revision.Moment, api.AudienceFamilies)
	if !theo.Has(story.Revision.Moment, api.MomentFormAsk) || theo.Moment(story.Revision.Moment, api.MomentFormAsk).Words != "Other words" {
		t.Error("Theo is not asked about the new words")
	}
}

func TestAYesToOneRevisionIsNoYesToTheNext(t *testing.T) {
	school, c, story := waiting(t, false)
	school.Phone(c.Maya).Keep(story.Edited("Words that Theo never saw"))
	school.Phone(c.Ortiz).Approve(story.Revision.Moment, api.AudienceFamilies)
	school.Later(11 * time.Minute)
	if school.Reaches("circle:"+c.ID, story.Revision.Moment) {
		t.Fatal("Theo's yes to the first revision shared the second")
	}
	if theo := school.Phone(c.Theo); !theo.Has(story.Revision.Moment, api.MomentFormAsk) {
		t.Error("Theo is not asked again")
	}
}

func TestAnEditOfASharedMomentLeavesFamiliesOnTheApprovedRevision(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Drumming(), api.AudienceFamilies)
	moment := story.Revision.Moment
	maya, ortiz, family, ana := school.Phone(c.Maya), school.Phone(c.Ortiz), school.Phone(c.TheosFamily), school.Phone(c.Ana)
	maya.Keep(story.Edited("A second thought"))
	for who, phone := range map[api.MomentForm]*kithtest.Phone{api.MomentFormFamily: family, api.MomentFormCircle: ana} {
		if !phone.Has(moment, who) || phone.Moment(moment, who).Words != "We drummed until the bell." {
			t.Errorf("%s does not read the approved words", who)
		}
	}
	maya.Sync()
	if own := maya.Moment(moment, api.MomentFormAuthor); own.State != api.MomentStateWithTeacher || own.Shared == nil || own.Shared.Revision != story.Revision.Revision {
		t.Errorf("Maya reads %s and what others see as %+v", own.State, own.Shared)
	}
	// Sending the second one back, or keeping it private, takes nothing away from the first.
	school.Expect(ortiz.Decide(moment, api.DecideKindSendBack, ""), "")
	if !family.Has(moment, api.MomentFormFamily) {
		t.Error("sending the edit back hid what families had")
	}
	school.Expect(ortiz.Decide(moment, api.DecideKindUndo, ""), "")
	ortiz.Approve(moment, api.AudienceCircle)
	theo := school.Phone(c.Theo)
	theo.Sync()
	school.Expect(theo.Say(moment, api.GiveAnswerAnswerYes), "")
	school.Later(11 * time.Minute)
	if ana.Sync(); ana.Moment(moment, api.MomentFormCircle).Words != "A second thought" {
		t.Error("the circle does not read the newly approved words")
	}
	if family.Has(moment, api.MomentFormFamily) {
		t.Error("families still read a moment that is for the circle now")
	}
}

func TestReleasingIsDoneOnceHoweverOftenItIsTried(t *testing.T) {
	school, c, story := waiting(t, false)
	school.Later(11 * time.Minute)
	for range 3 {
		released, err := review.Release(school.App)
		if err != nil || released != 0 {
			t.Fatalf("released %d more: %v", released, err)
		}
	}
	if rows := school.Count(`SELECT count(*) FROM decisions WHERE moment = {:a} AND kind = 'release'`, story.Revision.Moment); rows != 1 {
		t.Errorf("%d releases stand", rows)
	}
	if rows := school.Count(`SELECT count(*) FROM audit WHERE act = 'decision_release' AND actor = ''`); rows != 1 {
		t.Errorf("%d releases are in the audit chain", rows)
	}
	_ = c
}

func TestAHoldThatEndedWhileTheHouseWasClosedIsCaughtUp(t *testing.T) {
	school, c, story := waiting(t, false)
	waitingElsewhere := school.Phone(c.Maya).Keep(c.Alone("Not approved"))
	school.Shut()
	again := kithtest.Reopen(t, school.Dir)
	again.Later(20 * time.Minute)
	if !again.Reaches("circle:"+c.ID, story.Revision.Moment) {
		t.Error("the hold was forgotten")
	}
	if again.Reaches("circle:"+c.ID, waitingElsewhere.Revision.Moment) {
		t.Error("something that was never approved was released")
	}
}

func TestOneMomentThatCannotBeReleasedDoesNotHoldBackTheOthers(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, ortiz := school.Phone(c.Maya), school.Phone(c.Ortiz)
	blocked, free := maya.Keep(c.Alone("First in line")), maya.Keep(c.Alone("Second in line"))
	for _, story := range []kithtest.Story{blocked, free} {
		ortiz.Approve(story.Revision.Moment, api.AudienceCircle)
	}
	if err := school.Run(`CREATE TRIGGER broken BEFORE INSERT ON decisions WHEN NEW.kind IN ('release', 'lapse') AND NEW.moment = '` +
		blocked.Revision.Moment + `' BEGIN SELECT RAISE(ABORT, 'a fault of ours'); END`); err != nil {
		t.Fatal(err)
	}
	school.Later(11 * time.Minute)
	if !school.Reaches("circle:"+c.ID, free.Revision.Moment) || school.Reaches("circle:"+c.ID, blocked.Revision.Moment) {
		t.Fatal("the second was held back by the first")
	}
	if released, err := review.Release(school.App); err == nil || released != 0 {
		t.Errorf("the fault was not told: %d %v", released, err)
	}
	if err := school.Run(`DROP TRIGGER broken`); err != nil {
		t.Fatal(err)
	}
	school.Later(time.Second)
	if !school.Reaches("circle:"+c.ID, blocked.Revision.Moment) {
		t.Error("the first was not taken up again")
	}
}

func TestOnlyHoldsThatRunAreLookedThrough(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	school.Share(c, c.Alone("Shared long ago"), api.AudienceCircle)
	maya, ortiz := school.Phone(c.Maya), school.Phone(c.Ortiz)
	running := func() int { return school.Count(`SELECT count(*) FROM holds`) }
	if running() != 0 {
		t.Errorf("%d holds run after a release", running())
	}
	for what, end := range map[string]func(string){
		"an undo":     func(moment string) { school.Expect(ortiz.Decide(moment, api.DecideKindUndo, ""), "") },
		"a take-back": func(moment string) { school.Expect(maya.One(api.OpKindTakeBack, api.TakeBack{Moment: moment}), "") },
	} {
		story := maya.Keep(c.Alone("Ends with " + what))
		ortiz.Approve(story.Revision.Moment, api.AudienceCircle)
		if running() != 1 {
			t.Errorf("%d holds run after an approval", running())
		}
		if end(story.Revision.Moment); running() != 0 {
			t.Errorf("%d holds run after %s", running(), what)
		}
	}
	asked := maya.Keep(c.Drumming())
	ortiz.Approve(asked.Revision.Moment, api.AudienceCircle)
	school.Later(9 * 24 * time.Hour)
	if running() != 0 {
		t.Errorf("%d holds run after a lapse", running())
	}
}
