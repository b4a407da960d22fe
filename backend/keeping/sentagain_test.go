package keeping_test

import (
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/kithtest"
)

// TestNothingThatPhonesSendAgainUndoesALaterNo: the moment is younger than the backup, so it comes back from its author's phone, the
// approval from the teacher's and a yes from Theo's, while whoever hid it later does not come by.
func TestNothingThatPhonesSendAgainUndoesALaterNo(t *testing.T) {
	no := func(s story, moment string) {
		s.Save("answers", map[string]any{"person": s.c.Theo.Person, "moment": moment, "answer": "no", "how": "face_to_face", "by": s.c.Ortiz.Person})
	}
	for what, hide := range map[string]func(s story, cole *kithtest.Phone, moment string) []api.Op{
		"a no": func(s story, _ *kithtest.Phone, moment string) []api.Op {
			no(s, moment)
			return nil
		},
		"a no, before another teacher writes down a yes": func(s story, cole *kithtest.Phone, moment string) []api.Op {
			no(s, moment)
			yes := api.GiveAnswer{Moment: moment, Person: s.c.Theo.Person, Answer: api.GiveAnswerAnswerYes}
			return []api.Op{cole.Op(api.OpKindGiveAnswer, yes)}
		},
		"a take-down": func(s story, _ *kithtest.Phone, moment string) []api.Op {
			rosa := s.Phone(s.c.MayasFamily)
			rosa.Sync()
			s.must(rosa, api.OpKindTakeDown, api.TakeDown{Moment: moment, Action: api.TakeDownActionAsk})
			return nil
		},
	} {
		t.Run(what, func(t *testing.T) {
			s := shared(t)
			second := s.Person(s.c.School, "staff", "Mr. Cole")
			s.Save("grants", map[string]any{"person": second.Person, "school": s.c.School, "role": "facilitator", "circle": s.c.ID})
			archive := backup(s.School)
			maya, ortiz, theo, cole := s.Phone(s.c.Maya), s.Phone(s.c.Ortiz), s.Phone(s.c.Theo), s.Phone(second)
			always := theo.Op(api.OpKindGiveAnswer, api.GiveAnswer{Answer: api.GiveAnswerAnswerYes})
			theo.Must(theo.Sync(always))
			next := s.c.Drumming()
			keep := maya.Op(api.OpKindKeepRevision, next.Revision)
			maya.Must(maya.Sync(keep))
			maya.Upload(next.Photo)
			approve := ortiz.Op(api.OpKindDecide, ortiz.Decision(next.Revision.Moment, api.DecideKindApprove, api.AudienceFamilies))
			ortiz.Must(ortiz.Sync(approve))
			s.Later(11 * time.Minute)
			if !s.Reaches("circle:"+s.c.ID, next.Revision.Moment) {
				t.Fatal("it was never shared")
			}
			says := hide(s, cole, next.Revision.Moment)
			cole.Must(cole.Sync(says...))

			again := s.back(t, archive)
			for _, phone := range []struct {
				*kithtest.Phone
				ops []api.Op
			}{{theo, []api.Op{always}}, {maya, []api.Op{keep}}, {cole, says}, {ortiz, []api.Op{approve}}} {
				phone.School, phone.Cursor = again.School, ""
				phone.Return().Sync(phone.ops...)
				if phone.Phone == maya {
					maya.Upload(next.Photo)
				}
			}
			again.Later(time.Hour)
			if again.Reaches("circle:"+s.c.ID, next.Revision.Moment) || again.Reaches("kin:"+s.c.Maya.Person, next.Revision.Moment) {
				t.Error("it is shared again")
			}
			if !again.Phone(s.c.Ortiz).Has(next.Revision.Moment, api.MomentFormStaff) {
				t.Error("it is not with the teacher")
			}
		})
	}
}

// TestWhatItsAuthorOrATeacherTookBackIsTakenBackAgain: moment and approval are younger than the backup and come back from their phones; so
// does the word of whoever took it back, and has to be done once more, not only be called done.
func TestWhatItsAuthorOrATeacherTookBackIsTakenBackAgain(t *testing.T) {
	for what, take := range map[string]func(maya, ortiz *kithtest.Phone, moment string) (*kithtest.Phone, api.Op){
		"private": func(_, ortiz *kithtest.Phone, moment string) (*kithtest.Phone, api.Op) {
			ortiz.School.Later(11 * time.Minute) // only what is shared already can be kept private after all
			return ortiz, ortiz.Op(api.OpKindDecide, ortiz.Decision(moment, api.DecideKindKeepPrivate, ""))
		},
		"taken_back": func(maya, _ *kithtest.Phone, moment string) (*kithtest.Phone, api.Op) {
			return maya, maya.Op(api.OpKindTakeBack, api.TakeBack{Moment: moment})
		},
	} {
		t.Run(what, func(t *testing.T) {
			s := shared(t)
			archive := backup(s.School)
			maya, ortiz := s.Phone(s.c.Maya), s.Phone(s.c.Ortiz)
			story := s.c.Alone("Mine after all")
			keep := maya.Op(api.OpKindKeepRevision, story.Revision)
			maya.Must(maya.Sync(keep))
			approve := ortiz.Op(api.OpKindDecide, ortiz.Decision(story.Revision.Moment, api.DecideKindApprove, api.AudienceFamilies))
			ortiz.Must(ortiz.Sync(approve))
			by, back := take(maya, ortiz, story.Revision.Moment)
			by.Must(by.Sync(back))
			state := func() string {
				maya.Sync()
				return string(maya.Moment(story.Revision.Moment, api.MomentFormAuthor).State)
			}
			if state() != what {
				t.Fatalf("before the restore it is %s", state())
			}

			again := s.back(t, archive)
			for _, phone := range []struct {
				*kithtest.Phone
				ops []api.Op
			}{{maya, []api.Op{keep}}, {ortiz, []api.Op{approve}}, {by, []api.Op{back}}} {
				phone.School, phone.Cursor = again.School, ""
				phone.Return().Sync(phone.ops...)
			}
			if got := state(); got != what {
				t.Errorf("after the restore it is %s", got)
			}
		})
	}
}

// TestADecisionAboutAVersionYoungerThanTheBackupIsAboutThatVersionAgain: the version before it is in the backup, approved, and the decision
// never was about that one. The newer version comes back from its author's phone, the decision from that of whoever made it.
func TestADecisionAboutAVersionYoungerThanTheBackupIsAboutThatVersionAgain(t *testing.T) {
	decide := func(kinds ...api.DecideKind) func(_, ortiz *kithtest.Phone, moment string) (*kithtest.Phone, []api.Op) {
		return func(_, ortiz *kithtest.Phone, moment string) (*kithtest.Phone, []api.Op) {
			var ops []api.Op
			for _, kind := range kinds {
				ortiz.Sync()
				audience := api.Audience("")
				if kind == api.DecideKindApprove {
					audience = api.AudienceFamilies
				}
				op := ortiz.Op(api.OpKindDecide, ortiz.Decision(moment, kind, audience))
				ortiz.Must(ortiz.Sync(op))
				ops = append(ops, op)
			}
			return ortiz, ops
		}
	}
	for what, decided := range map[string]struct {
		hold  time.Duration
		after func(maya, ortiz *kithtest.Phone, moment string) (*kithtest.Phone, []api.Op)
	}{
		"kept private, the one before held":   {0, decide(api.DecideKindKeepPrivate)},
		"kept private, the one before shared": {11 * time.Minute, decide(api.DecideKindKeepPrivate)},
		"undone, the one before held":         {0, decide(api.DecideKindApprove, api.DecideKindUndo)},
		"undone, the one before shared":       {11 * time.Minute, decide(api.DecideKindApprove, api.DecideKindUndo)},
		"kept private, undone":                {0, decide(api.DecideKindKeepPrivate, api.DecideKindUndo)},
		"taken back": {0, func(maya, _ *kithtest.Phone, moment string) (*kithtest.Phone, []api.Op) {
			op := maya.Op(api.OpKindTakeBack, api.TakeBack{Moment: moment})
			maya.Must(maya.Sync(op))
			return maya, []api.Op{op}
		}},
	} {
		t.Run(what, func(t *testing.T) {
			s := shared(t)
			maya, ortiz := s.Phone(s.c.Maya), s.Phone(s.c.Ortiz)
			first := s.c.Alone("What I built")
			moment := first.Revision.Moment
			maya.Must(maya.Sync(maya.Op(api.OpKindKeepRevision, first.Revision)))
			ortiz.Must(ortiz.Sync(ortiz.Op(api.OpKindDecide, ortiz.Decision(moment, api.DecideKindApprove, api.AudienceFamilies))))
			s.Later(decided.hold)
			archive := backup(s.School)

			edit := maya.Op(api.OpKindKeepRevision, first.Edited("What I built and tore down").Revision)
			maya.Must(maya.Sync(edit))
			by, ops := decided.after(maya, ortiz, moment)
			s.Later(11 * time.Minute)
			stands := func(s story) (state string, read bool) {
				maya.Return().Sync()
				return string(maya.Moment(moment, api.MomentFormAuthor).State), s.Reaches("circle:"+s.c.ID, moment)
			}
			state, read := stands(s)

			again := s.back(t, archive)
			for _, phone := range []*kithtest.Phone{maya, ortiz} {
				phone.School, phone.Cursor = again.School, ""
			}
			if _, early := stands(again); early && !read {
				t.Error("it is read before its newer version came back")
			}
			maya.Sync(edit)
			results := by.Return().Sync(ops...)
			if last := results[len(results)-1]; last.Status != api.OpResultStatusAccepted {
				t.Errorf("the school answers %v", last)
			}
			again.Later(time.Hour)
			if now, reads := stands(again); now != state || reads != read {
				t.Errorf("it was %s and read: %t; after the restore it is %s and read: %t", state, read, now, reads)
			}
		})
	}
}

func TestAnActThatWasDoneAgainIsAcceptedOnceMoreFromItsPhone(t *testing.T) {
	s := shared(t)
	archive := backup(s.School)
	theo := s.Phone(s.c.Theo)
	theo.Sync()
	no := theo.Op(api.OpKindGiveAnswer, api.GiveAnswer{Moment: s.told.Revision.Moment, Answer: api.GiveAnswerAnswerNo})
	theo.Must(theo.Sync(no))
	again := s.back(t, archive)
	theo.School, theo.Cursor = again.School, ""
	for range 2 {
		theo.Return().Must(theo.Sync(no))
	}
	if rows := again.Count(`SELECT count(*) FROM answers WHERE answer = 'no'`); rows != 1 {
		t.Errorf("he said no %d times", rows)
	}
}
