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
	for what, hide := range map[string]func(s story, moment string){
		"a no": func(s story, moment string) {
			s.Save("answers", map[string]any{"person": s.c.Theo.Person, "moment": moment, "answer": "no", "how": "face_to_face", "by": s.c.Ortiz.Person})
		},
		"a take-down": func(s story, moment string) {
			rosa := s.Phone(s.c.MayasFamily)
			rosa.Sync()
			s.must(rosa, api.OpKindTakeDown, api.TakeDown{Moment: moment, Action: api.TakeDownActionAsk})
		},
	} {
		t.Run(what, func(t *testing.T) {
			s := shared(t)
			archive := backup(s.School)
			maya, ortiz, theo := s.Phone(s.c.Maya), s.Phone(s.c.Ortiz), s.Phone(s.c.Theo)
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
			hide(s, next.Revision.Moment)

			again := s.back(t, archive)
			for _, phone := range []struct {
				*kithtest.Phone
				ops []api.Op
			}{{theo, []api.Op{always}}, {maya, []api.Op{keep}}, {ortiz, []api.Op{approve}}} {
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
