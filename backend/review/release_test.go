package review_test

import (
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/kithtest"
)

func TestAReleaseAsksAgainWhatTheApprovalAsked(t *testing.T) {
	for _, c := range []struct {
		what    string
		happens func(*kithtest.School, kithtest.Circle)
	}{
		{"Theo's photo is withdrawn during the hold", func(s *kithtest.School, c kithtest.Circle) { s.Consent(c.Ortiz, c.Theo, "photo", "none") }},
		{"Theo's words are narrowed to the circle", func(s *kithtest.School, c kithtest.Circle) { s.Consent(c.Ortiz, c.Theo, "words", "circle") }},
		{"Maya's own words are narrowed to the circle", func(s *kithtest.School, c kithtest.Circle) { s.Consent(c.Ortiz, c.Maya, "words", "circle") }},
		{"Theo's standing answer becomes no", func(s *kithtest.School, c kithtest.Circle) { s.Phone(c.Theo).Say("", api.GiveAnswerAnswerNo) }},
	} {
		t.Run(c.what, func(t *testing.T) {
			school, circle, story := waiting(t, false)
			c.happens(school, circle)
			school.Later(11 * time.Minute)
			if school.Reaches("circle:"+circle.ID, story.Revision.Moment) || school.Reaches("kin:"+circle.Theo.Person, story.Revision.Moment) {
				t.Fatal("it was released all the same")
			}
			if got := state(school, circle, story); got != api.MomentStatePrivate {
				t.Errorf("Maya reads that it is %s", got)
			}
			ortiz := school.Phone(circle.Ortiz)
			ortiz.Sync()
			if checks := ortiz.Moment(story.Revision.Moment, api.MomentFormStaff).Checks; len(checks) == 0 {
				t.Error("the queue does not say why")
			}
		})
	}
}

func TestWhatWasNarrowedDuringTheHoldNeedsANewApprovalAlsoWhereItWasWidenedAgain(t *testing.T) {
	face := func(s *kithtest.School, c kithtest.Circle, moment string, answers ...api.GiveAnswerAnswer) {
		for _, answer := range answers {
			said := api.GiveAnswer{Moment: moment, Person: c.Theo.Person, Answer: answer}
			s.Expect(s.Phone(c.Ortiz).One(api.OpKindGiveAnswer, said), "")
		}
	}
	for what, happens := range map[string]func(*kithtest.School, kithtest.Circle, string){
		"Theo says no to it, and then yes": func(s *kithtest.School, c kithtest.Circle, moment string) {
			face(s, c, moment, api.GiveAnswerAnswerNo, api.GiveAnswerAnswerYes)
		},
		"Theo says no to everything, and then yes": func(s *kithtest.School, c kithtest.Circle, _ string) {
			face(s, c, "", api.GiveAnswerAnswerNo, api.GiveAnswerAnswerYes)
		},
		"Theo's words may go to the circle, and then to families again": func(s *kithtest.School, c kithtest.Circle, _ string) {
			s.Consent(c.Ortiz, c.Theo, "words", "circle")
			s.Consent(c.Ortiz, c.Theo, "words", "families")
		},
	} {
		t.Run(what, func(t *testing.T) {
			school, c, story := waiting(t, false)
			moment := story.Revision.Moment
			happens(school, c, moment)
			school.Later(11 * time.Minute)
			if school.Reaches("circle:"+c.ID, moment) {
				t.Fatal("it was released all the same")
			}
			school.Phone(c.Ortiz).Approve(moment, api.AudienceFamilies)
			school.Later(11 * time.Minute)
			if !school.Reaches("kin:"+c.Theo.Person, moment) {
				t.Error("a new approval does not share it")
			}
		})
	}
}

func TestAConsentThatEndsDuringTheHoldStopsTheRelease(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	school.Save("consents", map[string]any{
		"person": c.Maya.Person, "kind": "words", "widest": "families", "how": "paper", "by": c.Ortiz.Person,
		"from": school.Now(), "until": school.Now().Add(5 * time.Minute),
	})
	story := school.Phone(c.Maya).Keep(c.Alone("Just in time"))
	school.Phone(c.Ortiz).Approve(story.Revision.Moment, api.AudienceFamilies)
	school.Later(11 * time.Minute)
	if school.Reaches("circle:"+c.ID, story.Revision.Moment) {
		t.Error("it was released after the consent had ended")
	}
}

func TestWhatWasReleasedUnderAValidConsentStaysWhenThatEnds(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Alone("Stays"), api.AudienceFamilies)
	school.Later(400 * 24 * time.Hour)
	if !school.Reaches("kin:"+c.Maya.Person, story.Revision.Moment) {
		t.Error("the end of a consent hid what had been released under it")
	}
	next := school.Phone(c.Maya).Keep(c.Alone("Too late"))
	school.Expect(school.Phone(c.Ortiz).Decide(next.Revision.Moment, api.DecideKindApprove, api.AudienceCircle), "not_ready")
}
