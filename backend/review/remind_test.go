package review_test

import (
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/keeping"
	"kith/backend/kithtest"
	"kith/backend/review"
)

// late is how many moments somebody is reminded of, by circle.
func late(phone *kithtest.Phone) map[string]int {
	phone.Sync()
	counts := map[string]int{}
	for _, row := range phone.Rows {
		if row.Me != nil {
			for _, line := range row.Me.Late {
				counts[line.Name] = line.Count
			}
		}
	}
	return counts
}

func TestWhatWaitsForTwoSchoolDaysRemindsWhoDecidesAndAfterFiveTheCoordinator(t *testing.T) {
	school := kithtest.Open(t) // on a Monday
	c := school.DrumRoom()
	n := school.Next(c)
	maya, ortiz, office := school.Phone(c.Maya), school.Phone(c.Ortiz), school.Phone(c.Coordinator)
	others := []circle.Seat{c.Maya, c.Theo, c.MayasFamily, n.Ivy, n.Dre, n.Okafor}
	first, second := maya.Keep(c.Alone("The first")), maya.Keep(c.Alone("The second"))
	reminded := func(when string, decide, coordinate int) {
		t.Helper()
		for range 2 {
			if err := review.Remind(school.App); err != nil {
				t.Fatal(err)
			}
		}
		if got := late(ortiz.Return()); got["The Drum Room"] != decide {
			t.Errorf("%s the facilitator is reminded of %v", when, got)
		}
		if got := late(office.Return()); got["The Drum Room"] != coordinate {
			t.Errorf("%s the coordinator is told of %v", when, got)
		}
		for _, seat := range others {
			if got := late(school.Phone(seat)); len(got) > 0 {
				t.Errorf("%s a %s is told of %v", when, seat.Kind, got)
			}
		}
	}
	school.Later(47 * time.Hour)
	reminded("before two school days are over", 0, 0)
	school.Later(2 * time.Hour)
	reminded("after two school days", 2, 0)
	maya.Return()
	school.Expect(maya.One(api.OpKindKeepRevision, first.Edited("The first, changed").Revision), "")
	reminded("when one was changed", 1, 0)
	school.Later(4 * 24 * time.Hour) // Wednesday, the weekend between
	reminded("after a weekend", 2, 0)
	school.Later(24 * time.Hour)
	reminded("after five school days", 2, 1)
	ortiz.Return().Approve(second.Revision.Moment, api.AudienceCircle)
	if got := late(ortiz); got["The Drum Room"] != 1 {
		t.Errorf("at once after a decision the facilitator is reminded of %v", got)
	}
	reminded("once it is decided", 1, 0)
	if err := keeping.Erase(school.App, first.Revision.Moment); err != nil {
		t.Fatal(err)
	}
	reminded("once it is erased", 0, 0)
}

func TestWhoDecidesForACircleNoMoreIsRemindedNoMore(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	school.Phone(c.Maya).Keep(c.Alone("It waits"))
	school.Later(3 * 24 * time.Hour)
	if err := review.Remind(school.App); err != nil {
		t.Fatal(err)
	}
	ortiz := school.Phone(c.Ortiz)
	if got := late(ortiz); got["The Drum Room"] != 1 {
		t.Fatalf("she is reminded of %v", got)
	}
	grant, err := school.App.FindFirstRecordByFilter("grants", "person = {:person}", map[string]any{"person": c.Ortiz.Person})
	if err != nil {
		t.Fatal(err)
	}
	grant.Set("until", school.Now())
	if err := school.App.Save(grant); err != nil {
		t.Fatal(err)
	}
	if got := late(ortiz); len(got) > 0 {
		t.Errorf("who leads no more is reminded of %v", got)
	}
}
