package review_test

import (
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/kithtest"
)

func TestOnlySomebodyWhoIsAskedCanAnswer(t *testing.T) {
	school, c, story := waiting(t, true)
	n := school.Next(c)
	for _, try := range []struct {
		who  string
		seat circle.Seat
		for_ string
		code string
	}{
		{"the author", c.Maya, "", "not_found"},
		{"a member who is not in it", c.Ana, "", "not_found"},
		{"somebody of another circle", n.Leo, "", "not_found"},
		{"Theo's family in his place", c.TheosFamily, c.Theo.Person, "not_found"},
		{"a friend in his place", c.Maya, c.Theo.Person, "not_found"},
		{"a family member for themselves", c.TheosFamily, "", "not_found"},
		{"a supporting adult who asked him", n.Ivy, c.Theo.Person, "not_found"},
		{"a teacher of another circle who asked him", n.Dre, c.Theo.Person, "not_found"},
		{"a coordinator who does not lead the circle", c.Coordinator, c.Theo.Person, "not_found"},
		{"the facilitator about somebody who is not in it", c.Ortiz, c.Ana.Person, "not_found"},
		{"the facilitator about the author", c.Ortiz, c.Maya.Person, "not_found"},
		{"the facilitator for herself", c.Ortiz, "", "not_found"},
		{"the facilitator in her family seat", school.Seat(c.Ortiz, "family"), c.Theo.Person, "not_found"},
		{"Theo", c.Theo, "", ""},
	} {
		t.Run(try.who, func(t *testing.T) {
			phone := school.Phone(try.seat)
			school.Expect(phone.One(api.OpKindGiveAnswer, api.GiveAnswer{
				Moment: story.Revision.Moment, Person: try.for_, Answer: api.GiveAnswerAnswerYes,
			}), try.code)
		})
	}
	if rows := school.Count(`SELECT count(*) FROM answers`); rows != 1 {
		t.Errorf("%d answers stand", rows)
	}
}

func TestBeforeTheApprovalNobodyShownCanAnswer(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Phone(c.Maya).Keep(c.Drumming())
	school.Expect(school.Phone(c.Theo).Say(story.Revision.Moment, api.GiveAnswerAnswerNo), "not_found")
	school.Expect(school.Phone(c.Theo).Say(kithtest.ID(), api.GiveAnswerAnswerNo), "not_found")
}

func TestAnAnswerHasToBeOneThatIsAskedFor(t *testing.T) {
	school, c, story := waiting(t, true)
	theo := school.Phone(c.Theo)
	for _, try := range []struct {
		moment string
		answer api.GiveAnswerAnswer
		code   string
	}{
		{story.Revision.Moment, "ask", "field_invalid"},
		{story.Revision.Moment, "maybe", "field_invalid"},
		{story.Revision.Moment, "", "field_invalid"},
		{"", "later", "field_invalid"},
		{"", "", "field_invalid"},
		{"", "ask", ""},
		{"", "yes", ""},
		{story.Revision.Moment, "later", "not_found"}, // with the standing answer yes nobody is asked
	} {
		school.Expect(theo.Say(try.moment, try.answer), try.code)
	}
}

func TestANoHidesAtOnceWheneverItIsSaid(t *testing.T) {
	for _, c := range []struct {
		what  string
		after time.Duration
		yes   bool
	}{
		{"during the hold", time.Minute, false},
		{"after a yes, during the hold", time.Minute, true},
		{"after the release", 11 * time.Minute, true},
	} {
		t.Run(c.what, func(t *testing.T) {
			school, circle, story := waiting(t, !c.yes)
			moment := story.Revision.Moment
			school.Later(c.after)
			theo, family := school.Phone(circle.Theo), school.Phone(circle.TheosFamily)
			theo.Sync()
			if c.yes && c.after < 10*time.Minute {
				// He has answered, so he is not asked any more; Ms. Ortiz writes down what he says to her.
				school.Expect(school.Phone(circle.Ortiz).One(api.OpKindGiveAnswer, api.GiveAnswer{
					Moment: moment, Person: circle.Theo.Person, Answer: api.GiveAnswerAnswerNo,
				}), "")
			} else {
				school.Expect(theo.Say(moment, api.GiveAnswerAnswerNo), "")
			}
			school.Later(11 * time.Minute)
			for who, phone := range map[string]*kithtest.Phone{"Theo": theo, "his family": family, "Ana": school.Phone(circle.Ana)} {
				phone.Return().Sync()
				for _, form := range []api.MomentForm{api.MomentFormAsk, api.MomentFormCircle, api.MomentFormFamily} {
					if phone.Moment(moment, form) != nil {
						t.Errorf("%s still reads it as %s", who, form)
					}
				}
			}
			if got := state(school, circle, story); got != api.MomentStateWithdrawn && got != api.MomentStatePrivate {
				t.Errorf("Maya reads that it is %s", got)
			}
		})
	}
}

func TestTheAuthorLearnsThatItIsWithdrawnAndNeverByWhom(t *testing.T) {
	school, c, story := waiting(t, true)
	school.Look(t.Context())
	theo, maya := school.Phone(c.Theo), school.Phone(c.Maya)
	theo.Sync()
	school.Expect(theo.Say(story.Revision.Moment, api.GiveAnswerAnswerNo), "")
	maya.Sync()
	own := maya.Moment(story.Revision.Moment, api.MomentFormAuthor)
	if own.State != api.MomentStateWithdrawn || own.By != "" || own.Note != "" || own.WaitingFor != nil || own.Checks != nil || own.History != nil {
		t.Errorf("Maya reads %+v", own)
	}
	ortiz := school.Phone(c.Ortiz)
	ortiz.Sync()
	checks := ortiz.Moment(story.Revision.Moment, api.MomentFormStaff).Checks
	if len(checks) != 1 || checks[0].Code != "said_no" || checks[0].Person.Name != "Theo" {
		t.Errorf("Ms. Ortiz reads %+v", checks)
	}
	school.Expect(ortiz.Decide(story.Revision.Moment, api.DecideKindApprove, api.AudienceFamilies), "not_ready")
	school.Expect(ortiz.Decide(story.Revision.Moment, api.DecideKindKeepPrivate, ""), "")
}

func TestAFacilitatorWritesDownWhatSomebodySaidFaceToFace(t *testing.T) {
	school, c, story := waiting(t, true)
	ortiz := school.Phone(c.Ortiz)
	op := ortiz.Op(api.OpKindGiveAnswer, api.GiveAnswer{Moment: story.Revision.Moment, Person: c.Theo.Person, Answer: api.GiveAnswerAnswerYes})
	ortiz.Must(ortiz.Sync(op))
	row := school.Record("answers", op.Op)
	if row.GetString("how") != "face_to_face" || row.GetString("by") != c.Ortiz.Person || row.GetString("person") != c.Theo.Person {
		t.Errorf("it is written as %+v", row.PublicExport())
	}
	if rows := school.Count(`SELECT count(*) FROM audit WHERE act = 'record_answer' AND actor = {:a} AND subject = {:b}`, c.Ortiz.Person, op.Op); rows != 1 {
		t.Errorf("it is %d times on record", rows)
	}
	school.Later(11 * time.Minute)
	if !school.Reaches("kin:"+c.Theo.Person, story.Revision.Moment) {
		t.Error("the yes did not count")
	}
}

func TestNobodyElseWritesDownWhatAStudentSaysForAlways(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	always := api.GiveAnswer{Person: c.Theo.Person, Answer: api.GiveAnswerAnswerYes}
	for who, seat := range map[string]circle.Seat{
		"another teacher": n.Dre, "a supporting adult": n.Ivy, "the family": c.TheosFamily, "another student": c.Maya, "another school": n.Okafor,
		"the teacher in another seat": school.Seat(c.Ortiz, "family"),
	} {
		t.Run(who, func(t *testing.T) { school.Expect(school.Phone(seat).One(api.OpKindGiveAnswer, always), "not_found") })
	}
	school.Expect(school.Phone(c.Ortiz).One(api.OpKindGiveAnswer, always), "")
}

func TestWhatStudentsSayOnTheirOwnPhonesIsTheirs(t *testing.T) {
	school, c, _ := waiting(t, false)
	if rows := school.Count(`SELECT count(*) FROM audit WHERE act = 'record_answer'`); rows != 0 {
		t.Errorf("Theo's own answer is %d times in the audit chain", rows)
	}
	if how := school.Count(`SELECT count(*) FROM answers WHERE how = 'own_phone' AND "by" = {:a} AND person = {:a}`, c.Theo.Person); how != 1 {
		t.Errorf("%d own answers stand", how)
	}
}

func TestAStandingYesAsksNoMoreAndAStandingNoGoesNowhere(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, ortiz, theo := school.Phone(c.Maya), school.Phone(c.Ortiz), school.Phone(c.Theo)
	school.Expect(theo.Say("", api.GiveAnswerAnswerYes), "")
	first := maya.Keep(c.Drumming())
	ortiz.Approve(first.Revision.Moment, api.AudienceFamilies)
	if theo.Has(first.Revision.Moment, api.MomentFormAsk) {
		t.Error("Theo is asked although he always says yes")
	}
	school.Later(11 * time.Minute)
	if !school.Reaches("kin:"+c.Theo.Person, first.Revision.Moment) {
		t.Fatal("his standing yes did not count")
	}
	school.Expect(theo.Say("", api.GiveAnswerAnswerNo), "")
	if school.Reaches("circle:"+c.ID, first.Revision.Moment) {
		t.Error("his standing no did not hide what was shared")
	}
	second := maya.Keep(c.Drumming())
	result := ortiz.Return().Decide(second.Revision.Moment, api.DecideKindApprove, api.AudienceCircle)
	school.Expect(result, "not_ready")
	if result.Problem.Reasons[0].Code != "said_no_always" || result.Problem.Reasons[0].Person.Name != "Theo" {
		t.Errorf("the reasons are %+v", result.Problem.Reasons)
	}
	// He can change his mind for what is to come. What he hid stays hidden until a teacher decides anew.
	school.Expect(theo.Say("", api.GiveAnswerAnswerAsk), "")
	ortiz.Approve(second.Revision.Moment, api.AudienceCircle)
	if !theo.Has(second.Revision.Moment, api.MomentFormAsk) || school.Reaches("circle:"+c.ID, first.Revision.Moment) {
		t.Error("after asking again: not asked, or shown what was hidden")
	}
	theo.Sync()
	if me := theo.Rows["seat:"+c.Theo.ID+" me "+c.Theo.ID].Me; me == nil || me.Standing != "ask" {
		t.Errorf("Theo's own page says %+v", me)
	}
}

func TestAYesOfOneDoesNotSpeakForAnother(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := c.Drumming()
	story.Revision.People = append(story.Revision.People, c.Ana.Person)
	school.Phone(c.Maya).Keep(story)
	ortiz, theo, ana := school.Phone(c.Ortiz), school.Phone(c.Theo), school.Phone(c.Ana)
	ortiz.Approve(story.Revision.Moment, api.AudienceCircle)
	theo.Sync()
	school.Expect(theo.Say(story.Revision.Moment, api.GiveAnswerAnswerYes), "")
	school.Later(11 * time.Minute)
	if school.Reaches("circle:"+c.ID, story.Revision.Moment) {
		t.Fatal("Theo's yes spoke for Ana")
	}
	ortiz.Sync()
	if names := ortiz.Moment(story.Revision.Moment, api.MomentFormStaff).WaitingFor; len(names) != 1 || names[0].Name != "Ana" {
		t.Errorf("the queue waits for %+v", names)
	}
	ana.Sync()
	school.Expect(ana.Say(story.Revision.Moment, api.GiveAnswerAnswerYes), "")
	school.Later(time.Second)
	if !school.Reaches("circle:"+c.ID, story.Revision.Moment) {
		t.Error("with both answers it was not shared")
	}
}
