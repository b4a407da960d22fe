package review_test

import (
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/kithtest"
)

func TestAnAuthorTakesAMomentOutOfTheQueue(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, ortiz := school.Phone(c.Maya), school.Phone(c.Ortiz)
	story := maya.Keep(c.Drumming())
	seen := ortiz.Decision(story.Revision.Moment, api.DecideKindApprove, api.AudienceFamilies)
	school.Expect(maya.One(api.OpKindTakeBack, api.TakeBack{Moment: story.Revision.Moment}), "")
	if got := state(school, c, story); got != api.MomentStateTakenBack {
		t.Errorf("Maya reads that it is %s", got)
	}
	school.Expect(ortiz.One(api.OpKindDecide, seen), "already_decided")
	// A newer revision goes to the teacher again.
	maya.Keep(story.Edited("Once more"))
	if got := state(school, c, story); got != api.MomentStateWithTeacher {
		t.Errorf("the newer revision is %s", got)
	}
}

func TestAMomentIsTakenBackDuringTheHoldToo(t *testing.T) {
	school, c, story := waiting(t, false)
	school.Expect(school.Phone(c.Maya).One(api.OpKindTakeBack, api.TakeBack{Moment: story.Revision.Moment}), "")
	school.Later(11 * time.Minute)
	if school.Reaches("circle:"+c.ID, story.Revision.Moment) || school.Phone(c.Theo).Has(story.Revision.Moment, api.MomentFormAsk) {
		t.Error("it was shared, or Theo is still asked")
	}
}

func TestOnlyAnAuthorTakesBackAndOnlyWhatIsNotShared(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	waits := school.Phone(c.Maya).Keep(c.Alone("Mine"))
	for who, seat := range map[string]circle.Seat{
		"another member": c.Ana, "the facilitator": c.Ortiz, "the coordinator": c.Coordinator, "a family member": c.MayasFamily, "Leo": n.Leo,
		"she herself, in another seat": school.Seat(c.Maya, "family"),
	} {
		t.Run(who, func(t *testing.T) {
			school.Expect(school.Phone(seat).One(api.OpKindTakeBack, api.TakeBack{Moment: waits.Revision.Moment}), "not_found")
		})
	}
	school.Expect(school.Phone(c.Maya).One(api.OpKindTakeBack, api.TakeBack{Moment: kithtest.ID()}), "not_found")
	shared := school.Share(c, c.Alone("Everybody's"), api.AudienceFamilies)
	school.Expect(school.Phone(c.Maya).One(api.OpKindTakeBack, api.TakeBack{Moment: shared.Revision.Moment}), "already_shared")
	if !school.Reaches("circle:"+c.ID, shared.Revision.Moment) {
		t.Error("a take-back that was refused hid it")
	}
}

func down(moment string, action api.TakeDownAction) api.TakeDown {
	return api.TakeDown{Moment: moment, Action: action}
}

func TestWhoeverIsInASharedMomentHidesItAtOnce(t *testing.T) {
	for _, try := range []struct {
		who  string
		seat func(kithtest.Circle, kithtest.Neighbours) circle.Seat
		code string
	}{
		{"its author", func(c kithtest.Circle, _ kithtest.Neighbours) circle.Seat { return c.Maya }, ""},
		{"somebody in it", func(c kithtest.Circle, _ kithtest.Neighbours) circle.Seat { return c.Theo }, ""},
		{"the family of somebody in it", func(c kithtest.Circle, _ kithtest.Neighbours) circle.Seat { return c.TheosFamily }, ""},
		{"the facilitator", func(c kithtest.Circle, _ kithtest.Neighbours) circle.Seat { return c.Ortiz }, ""},
		{"a member who is not in it", func(c kithtest.Circle, _ kithtest.Neighbours) circle.Seat { return c.Ana }, "not_found"},
		{"a supporting adult", func(_ kithtest.Circle, n kithtest.Neighbours) circle.Seat { return n.Ivy }, "not_found"},
		{"the family of somebody who is not in it", func(_ kithtest.Circle, n kithtest.Neighbours) circle.Seat { return n.LeosAunt }, "not_found"},
		{"a restricted family member", func(c kithtest.Circle, _ kithtest.Neighbours) circle.Seat { return c.AnasAunt }, "not_found"},
		{"a teacher of another circle", func(_ kithtest.Circle, n kithtest.Neighbours) circle.Seat { return n.Dre }, "not_found"},
	} {
		t.Run(try.who, func(t *testing.T) {
			school := kithtest.Open(t)
			c := school.DrumRoom()
			seat := try.seat(c, school.Next(c))
			story := school.Share(c, c.Drumming(), api.AudienceFamilies)
			family := school.Phone(c.TheosFamily)
			family.Sync()
			rendition := family.Moment(story.Revision.Moment, api.MomentFormFamily).Pictures[0].Rendition
			school.Expect(school.Phone(seat).One(api.OpKindTakeDown, down(story.Revision.Moment, api.TakeDownActionAsk)), try.code)
			hidden := !family.Has(story.Revision.Moment, api.MomentFormFamily) && !family.Opens(rendition)
			if hidden != (try.code == "") {
				t.Fatalf("hidden: %v", hidden)
			}
			if hidden && state(school, c, story) != api.MomentStateTakenDown {
				t.Errorf("Maya reads that it is %s", state(school, c, story))
			}
		})
	}
}

func TestAFamilyWithARestrictedStudentInItCannotTakeDownWhatItMayNotKnowOf(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Drumming(), api.AudienceFamilies)
	vera := school.Person(c.School, "family", "Vera's sister")
	school.Save("family_links", map[string]any{"person": vera.Person, "student": c.Theo.Person})
	school.Save("family_links", map[string]any{"person": vera.Person, "student": c.Maya.Person, "restricted": true})
	phone := school.Phone(vera)
	if phone.Has(story.Revision.Moment, api.MomentFormFamily) {
		t.Fatal("she reads a moment with Maya in it")
	}
	school.Expect(phone.One(api.OpKindTakeDown, down(story.Revision.Moment, api.TakeDownActionAsk)), "not_found")
	if !school.Reaches("circle:"+c.ID, story.Revision.Moment) {
		t.Error("she hid a moment that she may not know of")
	}
}

func TestNobodyTakesDownWhatWasNeverShared(t *testing.T) {
	school, c, story := waiting(t, true)
	for who, seat := range map[string]circle.Seat{"Theo": c.Theo, "his family": c.TheosFamily, "Maya": c.Maya, "Ms. Ortiz": c.Ortiz} {
		t.Run(who, func(t *testing.T) {
			school.Expect(school.Phone(seat).One(api.OpKindTakeDown, down(story.Revision.Moment, api.TakeDownActionAsk)), "not_found")
		})
	}
}

func TestAFacilitatorConfirmsATakeDownOrRestoresTheMoment(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Drumming(), api.AudienceFamilies)
	moment := story.Revision.Moment
	ortiz, theo := school.Phone(c.Ortiz), school.Phone(c.Theo)
	school.Expect(ortiz.One(api.OpKindTakeDown, down(moment, api.TakeDownActionRestore)), "already_decided")
	school.Expect(theo.One(api.OpKindTakeDown, down(moment, api.TakeDownActionAsk)), "")
	for who, seat := range map[string]circle.Seat{"Theo": c.Theo, "Maya": c.Maya, "the coordinator": c.Coordinator, "a family": c.TheosFamily} {
		for _, action := range []api.TakeDownAction{api.TakeDownActionConfirm, api.TakeDownActionRestore} {
			t.Run(who+" tries to "+string(action), func(t *testing.T) {
				school.Expect(school.Phone(seat).One(api.OpKindTakeDown, down(moment, action)), "not_found")
			})
		}
	}
	for _, about := range []string{moment, kithtest.ID()} { // an action that is none tells nobody whether there is a moment
		school.Expect(school.Phone(c.Ana).One(api.OpKindTakeDown, down(about, "forget")), "field_invalid")
	}
	school.Expect(ortiz.One(api.OpKindTakeDown, down(moment, api.TakeDownActionRestore)), "")
	if !school.Reaches("kin:"+c.Theo.Person, moment) || state(school, c, story) != api.MomentStateShared {
		t.Fatal("it was not restored")
	}
	school.Expect(theo.One(api.OpKindTakeDown, down(moment, api.TakeDownActionAsk)), "")
	school.Expect(ortiz.One(api.OpKindTakeDown, down(moment, api.TakeDownActionConfirm)), "")
	school.Expect(ortiz.One(api.OpKindTakeDown, down(moment, api.TakeDownActionRestore)), "already_decided")
	if school.Reaches("circle:"+c.ID, moment) || state(school, c, story) != api.MomentStateTakenDown {
		t.Error("it is not down")
	}
	school.Expect(ortiz.Decide(moment, api.DecideKindApprove, api.AudienceCircle), "already_decided")
}

func TestARestoredMomentPassesEveryRuleAgain(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Drumming(), api.AudienceFamilies)
	school.Expect(school.Phone(c.Theo).One(api.OpKindTakeDown, down(story.Revision.Moment, api.TakeDownActionAsk)), "")
	school.Consent(c.Ortiz, c.Theo, "photo", "circle")
	school.Expect(school.Phone(c.Ortiz).One(api.OpKindTakeDown, down(story.Revision.Moment, api.TakeDownActionRestore)), "not_ready")
	if rows := school.Count(`SELECT count(*) FROM decisions WHERE kind = 'restore'`); rows != 0 || school.Reaches("circle:"+c.ID, story.Revision.Moment) {
		t.Errorf("%d restores stand", rows)
	}
}

// Theo's standing yes shared it. He says no to everything, which hides it, and then that he wants to be asked: nobody has asked him.
func TestARestoredMomentNeedsAYesFromWhoeverIsInIt(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	theo, ortiz := school.Phone(c.Theo), school.Phone(c.Ortiz)
	school.Expect(theo.Say("", api.GiveAnswerAnswerYes), "")
	story := school.Phone(c.Maya).Keep(c.Drumming())
	moment := story.Revision.Moment
	ortiz.Approve(moment, api.AudienceFamilies)
	school.Later(11 * time.Minute)
	school.Expect(theo.Say("", api.GiveAnswerAnswerNo), "")
	school.Expect(theo.Say("", api.GiveAnswerAnswerAsk), "")
	school.Expect(school.Phone(c.Maya).One(api.OpKindTakeDown, down(moment, api.TakeDownActionAsk)), "")
	school.Expect(ortiz.One(api.OpKindTakeDown, down(moment, api.TakeDownActionRestore)), "not_ready")
	if school.Reaches("circle:"+c.ID, moment) {
		t.Fatal("it is shared again without Theo's yes")
	}
	school.Expect(ortiz.One(api.OpKindGiveAnswer, api.GiveAnswer{Moment: moment, Person: c.Theo.Person, Answer: api.GiveAnswerAnswerYes}), "")
	school.Expect(ortiz.One(api.OpKindTakeDown, down(moment, api.TakeDownActionRestore)), "")
}

// The second revision waits for its hold when the first is taken down: that ends the hold, so the second waits for the teacher again.
func TestATakeDownSendsAnApprovedEditBackToTheQueue(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, ortiz := school.Phone(c.Maya), school.Phone(c.Ortiz)
	story := school.Share(c, c.Alone("We drummed"), api.AudienceCircle)
	moment := story.Revision.Moment
	next := maya.Keep(story.Edited("We drummed until the bell"))
	ortiz.Approve(moment, api.AudienceCircle)
	school.Expect(maya.One(api.OpKindTakeDown, down(moment, api.TakeDownActionAsk)), "")
	school.Later(24 * time.Hour)
	if school.Reaches("circle:"+c.ID, moment) {
		t.Fatal("it was shared after somebody asked to take it down")
	}
	if got := state(school, c, next); got != api.MomentStateWithTeacher {
		t.Errorf("Maya reads that it is %s, and no teacher is asked", got)
	}
	school.Expect(school.Phone(c.Ortiz).Decide(moment, api.DecideKindApprove, api.AudienceCircle), "")
}

func TestASharedMomentCanStillBeKeptPrivateByItsTeacher(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Drumming(), api.AudienceFamilies)
	school.Expect(school.Phone(c.Ortiz).Decide(story.Revision.Moment, api.DecideKindApprove, api.AudienceCircle), "already_decided")
	school.Expect(school.Phone(c.Ortiz).Decide(story.Revision.Moment, api.DecideKindKeepPrivate, ""), "")
	if school.Reaches("circle:"+c.ID, story.Revision.Moment) || school.Phone(c.TheosFamily).Has(story.Revision.Moment, api.MomentFormFamily) {
		t.Error("it is still shared")
	}
}
