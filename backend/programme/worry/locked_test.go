package worry_test

import (
	"testing"

	"kith/backend/api"
	"kith/backend/kithtest"
)

func TestAWorryFromALockedPlaceIsItsStudentsWithTheDoubtBesideIt(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, theo := school.Phone(c.Maya), school.Phone(c.Theo)
	op := maya.Op(api.OpKindTellAdult, api.TellAdult{Words: canary})
	envelope := maya.SealBehindPIN(op)
	for range 2 {
		if got := theo.Deliver(envelope); got[0].Status != api.SealedResultStatusTaken || got[0].Seq == 0 {
			t.Fatalf("brought: %+v", got)
		}
	}
	worry := answered[api.Worry](t, school.Phone(c.Ortiz), "GET", "/worries/"+op.Op, nil)
	if worry.Line.From.Id != c.Maya.Person || len(worry.Steps) != 1 || worry.Steps[0].Kind != api.WorryStepKindDoubt || worry.Steps[0].Note != "behind_pin" {
		t.Errorf("her teacher is told %+v", worry)
	}
}

// TestALockedPlaceTellsAnAdultAndNothingElse: whoever picks up a phone can use what lies outside of its lock.
func TestALockedPlaceTellsAnAdultAndNothingElse(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, theo := school.Phone(c.Maya), school.Phone(c.Theo)
	for kind, body := range map[api.OpKind]any{
		api.OpKindKeepRevision: c.Alone("Not hers").Revision, api.OpKindGiveAnswer: api.GiveAnswer{Answer: api.GiveAnswerAnswerNo},
		api.OpKindStepOut: api.StepOut{Circle: c.ID, Wish: api.StepOutWishStop}, api.OpKindChooseWay: api.ChooseWay{Way: "aloud", Chosen: true},
		api.OpKindTakeBack: api.TakeBack{Moment: kithtest.ID()}, api.OpKindTakeDown: api.TakeDown{Moment: kithtest.ID(), Action: api.TakeDownActionAsk},
	} {
		if got := theo.Deliver(maya.SealBehindPIN(maya.Op(kind, body))); got[0].Status != api.SealedResultStatusRefused || got[0].Code != "seal_unknown" {
			t.Errorf("%s: %+v", kind, got)
		}
	}
	for _, table := range []string{"moments", "answers", "worries", "set_aside"} {
		if rows := school.Count(`SELECT count(*) FROM ` + table); rows != 0 {
			t.Errorf("%d rows of %s", rows, table)
		}
	}
}
