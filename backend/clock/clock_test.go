package clock_test

import (
	"sort"
	"testing"
	"time"

	"kith/backend/clock"
	"kith/backend/kithtest"
)

func TestTheSchoolHasOneClockAndItCanBeMoved(t *testing.T) {
	school := kithtest.Open(t)
	if got := clock.Now(school.App); !got.Equal(kithtest.Monday) {
		t.Errorf("it is %s", got)
	}
	school.Later(90 * time.Minute)
	if got := clock.Now(school.App); !got.Equal(kithtest.Monday.Add(90 * time.Minute)) {
		t.Errorf("an hour and a half later it is %s", got)
	}
	clock.Set(school.App, func() time.Time {
		return time.Date(2026, 9, 14, 9, 0, 0, 1_999_999, time.FixedZone("Chicago", -5*3600))
	})
	got := clock.Now(school.App)
	if got.Location() != time.UTC || got.Hour() != 14 || got.Nanosecond() != 1_000_000 {
		t.Errorf("a clock elsewhere is read as %s", got)
	}
	if clock.Stamp(school.App) != "2026-09-14 14:00:00.001Z" {
		t.Errorf("it is written as %s", clock.Stamp(school.App))
	}
	clock.Set(school.App, school.Now)
}

func TestInATransactionTheClockIsTheSame(t *testing.T) {
	school := kithtest.Open(t)
	story := school.DrumRoom()
	if at := school.Record("members", firstMember(t, school, story.ID)).GetDateTime("from").Time(); !at.Equal(kithtest.Monday.Add(-time.Hour)) {
		t.Errorf("a member came at %s", at)
	}
}

func firstMember(t *testing.T, school *kithtest.School, circle string) (id string) {
	t.Helper()
	if err := school.App.DB().NewQuery(`SELECT id FROM members WHERE circle = {:circle} LIMIT 1`).Bind(map[string]any{"circle": circle}).Row(&id); err != nil {
		t.Fatal(err)
	}
	return id
}

func TestTimesAsTextStandInTheOrderOfTime(t *testing.T) {
	base := time.Date(2026, 1, 31, 23, 59, 59, 0, time.UTC)
	var times []time.Time
	for _, step := range []time.Duration{0, time.Millisecond, time.Second, time.Minute, time.Hour, 24 * time.Hour, 400 * 24 * time.Hour} {
		times = append(times, base.Add(step), base.Add(-step))
	}
	sort.Slice(times, func(i, j int) bool { return times[i].Before(times[j]) })
	for i, at := range times {
		if i > 0 && times[i-1].Before(at) && clock.Text(times[i-1]) >= clock.Text(at) {
			t.Errorf("%s is written after %s", clock.Text(times[i-1]), clock.Text(at))
		}
		if read := clock.Parse(clock.Text(at)); !read.Equal(at) {
			t.Errorf("%s is read as %s", at, read)
		}
	}
	if clock.Text(time.Time{}) != "" || !clock.Parse("").IsZero() || !clock.Parse("yesterday").IsZero() {
		t.Error("no time is not written as nothing, or nothing is read as a time")
	}
	if got := clock.Text(time.Date(2026, 9, 14, 9, 0, 0, 0, time.FixedZone("Chicago", -5*3600))); got != "2026-09-14 14:00:00.000Z" {
		t.Errorf("a time elsewhere is written as %s", got)
	}
}

func TestADayIsItsMiddleWhereTheSchoolIs(t *testing.T) {
	late := time.Date(2026, 9, 15, 3, 0, 0, 0, time.UTC) // still the 14th in Chicago
	for zone, want := range map[string]time.Time{
		"America/Chicago": time.Date(2026, 9, 14, 17, 0, 0, 0, time.UTC),
		"Asia/Tokyo":      time.Date(2026, 9, 15, 3, 0, 0, 0, time.UTC),
		"nowhere":         time.Date(2026, 9, 15, 12, 0, 0, 0, time.UTC),
	} {
		if got := clock.Day(late, zone); !got.Equal(want) {
			t.Errorf("in %s it is %s", zone, got)
		}
	}
	if !clock.Day(time.Time{}, "America/Chicago").IsZero() {
		t.Error("never is a day")
	}
}
