package review_test

import (
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/feed"
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

// A decision may come between the look for what is late and the reminder of it. Here it comes with the first reminder that is written.
func TestNobodyIsRemindedOfWhatWasDecidedMeanwhile(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	first, second := maya.Keep(c.Alone("The first")), maya.Keep(c.Alone("The second"))
	err := school.Run(`CREATE TRIGGER decide AFTER INSERT ON notices BEGIN
		INSERT OR IGNORE INTO decisions (id, seq, moment, revision, kind, at) SELECT 'd' || substr(r.id, 2), 100000, r.moment, r.id, 'keep_private', ''
			FROM revisions r WHERE r.moment <> NEW.subject; END`)
	if err != nil {
		t.Fatal(err)
	}
	school.Later(49 * time.Hour)
	if err := review.Remind(school.App); err != nil {
		t.Fatal(err)
	}
	if got := school.Count(`SELECT count(DISTINCT subject) FROM notices WHERE kind = 'waits'`); got != 1 {
		t.Errorf("somebody is reminded of %d moments, and one was decided", got)
	}
	// What no room of the house has decided, none has told the feed either.
	err = school.App.RunInTransaction(func(tx core.App) error { return feed.Refresh(tx, first.Revision.Moment, second.Revision.Moment) })
	if err != nil {
		t.Fatal(err)
	}
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
