package orientation_test

import (
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/kithtest"
	"kith/backend/programme/orientation"
)

// done is an orientation of a day, as the phone sends it.
func done(person string, on time.Time, until ...time.Time) map[string]any {
	body := map[string]any{"person": person, "on": on.Format(time.DateOnly)}
	for _, end := range until {
		body["until"] = end.Format(time.RFC3339)
	}
	return body
}

func TestAnOrientationIsTakenDownByAnAdultOfTheStudent(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	for who, try := range map[string]struct {
		seat circle.Seat
		code string
	}{
		"the facilitator": {c.Ortiz, ""}, "the coordinator": {c.Coordinator, ""}, "a supporting adult": {n.Ivy, "not_found"},
		"a teacher of another circle": {n.Dre, "not_found"}, "a cover before its dates": {n.Noor, "not_found"}, "the student": {c.Ana, "not_found"},
		"another member": {c.Maya, "not_found"}, "a family": {c.MayasFamily, "not_found"}, "another school": {n.Okafor, "not_found"},
		"the facilitator in her family seat": {school.Seat(c.Ortiz, "family"), "not_found"},
	} {
		t.Run(who, func(t *testing.T) {
			before := school.Count(`SELECT count(*) FROM orientations`)
			school.Expect(school.Phone(try.seat).One(api.OpKindRecordOrientation, done(c.Ana.Person, school.Now())), try.code)
			if written := school.Count(`SELECT count(*) FROM orientations`) - before; (written == 1) != (try.code == "") {
				t.Errorf("%d rows were written", written)
			}
		})
	}
	if rows := school.Count(`SELECT count(*) FROM audit WHERE act = 'record_orientation' AND actor = {:a} AND students = {:b}`,
		c.Coordinator.Person, `["`+c.Ana.Person+`"]`); rows != 1 {
		t.Errorf("what Mr. Reyes took down is %d times on record", rows)
	}
}

func TestAnOrientationRunsForATermUnlessItSaysOtherwise(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	ortiz := school.Phone(c.Ortiz)
	day := school.Now().Truncate(24 * time.Hour)
	for _, try := range []struct {
		what string
		body map[string]any
		code string
		end  time.Time
	}{
		{"today", done(c.Ana.Person, day), "", day.Add(orientation.Term)},
		{"last week", done(c.Ana.Person, day.AddDate(0, 0, -7)), "", day.AddDate(0, 0, -7).Add(orientation.Term)},
		{"until a day that is named", done(c.Ana.Person, day, day.AddDate(0, 2, 0)), "", day.AddDate(0, 2, 0)},
		{"for two terms", done(c.Ana.Person, day, day.Add(2*orientation.Term)), "", day.Add(2 * orientation.Term)},
		{"for more than two", done(c.Ana.Person, day, day.Add(2*orientation.Term+time.Second)), "field_invalid", time.Time{}},
		{"on a day to come", done(c.Ana.Person, day.AddDate(0, 0, 3)), "field_invalid", time.Time{}},
		{"long ago", done(c.Ana.Person, day.AddDate(-2, 0, 0)), "field_invalid", time.Time{}},
		{"on no day", map[string]any{"person": c.Ana.Person}, "field_invalid", time.Time{}},
		{"of nobody", done(kithtest.ID(), day), "not_found", time.Time{}},
	} {
		t.Run(try.what, func(t *testing.T) {
			op := ortiz.Op(api.OpKindRecordOrientation, try.body)
			school.Expect(ortiz.Sync(op)[0], try.code)
			if try.code != "" {
				return
			}
			row := school.Record("orientations", op.Op)
			if !row.GetDateTime("until").Time().Equal(try.end) || row.GetString("how") != "paper" || row.GetString("by") != c.Ortiz.Person {
				t.Errorf("it is written as %+v", row.PublicExport())
			}
		})
	}
}

func TestTheNewestOrientationDecidesWhetherSomebodysMomentMayBeApproved(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	ortiz, maya := school.Phone(c.Ortiz), school.Phone(c.Maya)
	story := maya.Keep(c.Alone("After the deck"))
	school.Save("orientations", map[string]any{
		"person": c.Maya.Person, "how": "deck", "on": school.Now(), "until": school.Now().Add(time.Minute), "by": c.Maya.Person,
	})
	school.Later(2 * time.Minute)
	school.Expect(ortiz.Decide(story.Revision.Moment, api.DecideKindApprove, api.AudienceCircle), "not_ready")
	later := maya.Keep(c.Alone("Kept all the same: nobody's words are refused for it"))
	if maya.Moment(later.Revision.Moment, api.MomentFormAuthor) == nil {
		t.Error("it was not kept")
	}
	school.Expect(ortiz.One(api.OpKindRecordOrientation, done(c.Maya.Person, school.Now())), "")
	ortiz.Approve(story.Revision.Moment, api.AudienceCircle)
	maya.Sync()
	me := maya.Rows["seat:"+c.Maya.ID+" me "+c.Maya.ID].Me
	if want := school.Now().Truncate(24 * time.Hour).Add(orientation.Term); !me.OrientedUntil.Equal(want) {
		t.Errorf("Maya's phone says until %s instead of %s", me.OrientedUntil, want)
	}
}
