package consent_test

import (
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/kithtest"
)

// decidesAlone lets a coordinator, freshly signed in, record from which day a student decides alone.
func decidesAlone(t *testing.T, school *kithtest.School, c kithtest.Circle, student circle.Seat, day string) {
	t.Helper()
	status, body := school.Phone(c.Coordinator).JSON("PATCH", "/people/"+student.Person, map[string]string{"fullRights": day})
	if status != 200 {
		t.Fatal(status, string(body))
	}
}

func TestFromTheRecordedDayOnTheFamilyReadsNothingAndOnlyTheStudentsOwnWordCounts(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Alone("While she was a child"), api.AudienceFamilies)
	rosa, maya, ortiz := school.Phone(c.MayasFamily), school.Phone(c.Maya), school.Phone(c.Ortiz)
	decidesAlone(t, school, c, c.Maya, "2026-09-16")
	day := time.Date(2026, 9, 16, 5, 0, 0, 0, time.UTC) // midnight in Chicago
	school.Later(day.Sub(school.Now()) - time.Minute)
	if !rosa.Return().Has(story.Revision.Moment, api.MomentFormFamily) {
		t.Fatal("the evening before her mother reads nothing any more")
	}
	school.Later(time.Minute)
	school.Tidy() // the day turns
	if rosa.Return().Has(story.Revision.Moment, api.MomentFormFamily) {
		t.Error("from that day her mother reads on")
	}
	if !maya.Return().Has(story.Revision.Moment, api.MomentFormAuthor) {
		t.Error("her own moment is gone")
	}
	if of, _ := told(t, rosa, c.Maya, "words"); of.Decides || of.Person == "" {
		t.Errorf("her mother is told %+v", of)
	}
	later := maya.Keep(c.Alone("Of age"))
	school.Expect(ortiz.Return().Decide(later.Revision.Moment, api.DecideKindApprove, api.AudienceFamilies), "not_ready")
	school.Expect(maya.One(api.OpKindRecordConsent, allows(t, c.Maya, "words", "families", "")), "")
	ortiz.Approve(later.Revision.Moment, api.AudienceFamilies)
}

// A day that was recorded by mistake is corrected: what was shared on the student's word alone meanwhile was allowed then.
func TestADayThatIsCorrectedGivesTheFamilyBackAndMakesNothingWrongThatWasShared(t *testing.T) {
	for what, correction := range map[string]string{"taken away": "", "moved": "2026-12-01"} {
		t.Run(what, func(t *testing.T) {
			school := kithtest.Open(t)
			c := school.DrumRoom()
			before := school.Share(c, c.Alone("Before"), api.AudienceFamilies)
			school.Consent(c.Ortiz, c.Maya, "words", "circle") // on paper: less than before
			rosa, maya := school.Phone(c.MayasFamily), school.Phone(c.Maya)
			decidesAlone(t, school, c, c.Maya, "2026-09-14")
			school.Expect(maya.One(api.OpKindRecordConsent, allows(t, c.Maya, "words", "families", "")), "")
			meanwhile := school.Share(c, c.Alone("On her own word"), api.AudienceFamilies)
			if rosa.Has(meanwhile.Revision.Moment, api.MomentFormFamily) {
				t.Fatal("her mother reads it")
			}
			school.Later(time.Minute)
			decidesAlone(t, school, c, c.Maya, correction)
			if !rosa.Has(meanwhile.Revision.Moment, api.MomentFormFamily) {
				t.Error("after the correction her mother does not read it")
			}
			if rosa.Has(before.Revision.Moment, api.MomentFormFamily) {
				t.Error("what the form has narrowed is back")
			}
			if of, cell := told(t, rosa, c.Maya, "words"); !of.Decides || cell.Widest != "circle" {
				t.Errorf("her mother is told %+v %+v", of, cell)
			}
			school.Expect(maya.One(api.OpKindRecordConsent, allows(t, c.Maya, "words", "school", "")), "not_found")
			school.Lawful()
		})
	}
}
