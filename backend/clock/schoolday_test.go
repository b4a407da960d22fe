package clock_test

import (
	"testing"
	"time"

	"kith/backend/clock"
)

func TestSchoolDaysAreCountedFromMondayToFriday(t *testing.T) {
	day := func(text string) time.Time {
		at, err := time.Parse("2006-01-02 15:04", text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, c := range []struct {
		from, now string
		days      int
		over      bool
	}{
		{"2026-09-14 09:00", "2026-09-14 09:00", 0, true},
		{"2026-09-14 09:00", "2026-09-15 08:59", 1, false},
		{"2026-09-14 09:00", "2026-09-15 09:00", 1, true},
		{"2026-09-14 09:00", "2026-09-18 09:00", 5, false}, // Monday to Friday of one week are four days on
		{"2026-09-14 09:00", "2026-09-20 09:00", 5, false}, // nor does its weekend count
		{"2026-09-14 09:00", "2026-09-21 08:59", 5, false},
		{"2026-09-14 09:00", "2026-09-21 09:00", 5, true},
		{"2026-09-18 09:00", "2026-09-20 09:00", 1, false}, // Friday to Sunday
		{"2026-09-18 09:00", "2026-09-21 09:00", 1, true},
		{"2026-09-19 09:00", "2026-09-25 09:00", 5, true}, // a Saturday counts from Monday
	} {
		if over := clock.SchoolDaysOver(day(c.from), day(c.now), c.days); over != c.over {
			t.Errorf("from %s to %s, %d school days are over: %v", c.from, c.now, c.days, over)
		}
	}
}
