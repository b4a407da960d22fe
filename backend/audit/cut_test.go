package audit_test

import (
	"errors"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/audit"
	"kith/backend/clock"
)

// fourYears is a chain with a day of each of four years, seen in the last of them.
func fourYears(t *testing.T) core.App {
	t.Helper()
	app := newApp(t)
	for _, year := range []int{2023, 2024, 2025, 2026} {
		clock.Set(app, func() time.Time { return time.Date(year, 9, 14, 9, 0, 0, 0, time.UTC) })
		for _, act := range []string{"issue_badge", "end_member"} {
			entry := audit.Entry{School: "westside", Actor: "ortiz", Act: act, Subject: "maya", Students: []string{"maya"}, Detail: map[string]int{"year": year}}
			if err := audit.Look(app, entry); err != nil {
				t.Fatal(err)
			}
		}
	}
	return app
}

func cut(t *testing.T, app core.App, before int) {
	t.Helper()
	if err := audit.Cut(app, time.Date(before, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
}

func numbered(t *testing.T, app core.App, query string) (n int) {
	t.Helper()
	if err := app.DB().NewQuery(query).Row(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAChainThatIsCutInFrontStillHoldsAndSaysUpToWhere(t *testing.T) {
	app := fourYears(t)
	cut(t, app, 2025)
	if rows, err := audit.Verify(app); err != nil || rows != 5 {
		t.Fatalf("%d rows hold: %v", rows, err)
	}
	if oldest := numbered(t, app, `SELECT min(seq) FROM audit`); oldest != 5 {
		t.Errorf("the oldest row is %d", oldest)
	}
	if details := numbered(t, app, `SELECT count(*) FROM audit_details`); details != 4 {
		t.Errorf("%d details are left", details)
	}
	if n := numbered(t, app, `SELECT count(*) FROM erasing`); n != 0 {
		t.Error("rows can be removed now")
	}
	cut(t, app, 2025)
	if n := numbered(t, app, `SELECT count(*) FROM audit WHERE act = 'cut_audit'`); n != 1 {
		t.Errorf("%d rows say that it was cut, after there was nothing left to cut", n)
	}
	cut(t, app, 2026)
	if rows, err := audit.Verify(app); err != nil || rows != 4 {
		t.Errorf("cut again, %d rows hold: %v", rows, err)
	}
	cut(t, app, 2030)
	if rows, err := audit.Verify(app); err != nil || rows != 1 {
		t.Errorf("cut to its end, %d rows hold: %v", rows, err)
	}
	if err := audit.Look(app, audit.Entry{School: "westside", Act: "issue_pin"}); err != nil {
		t.Fatal(err)
	}
	if rows, err := audit.Verify(app); err != nil || rows != 2 {
		t.Errorf("and it goes on: %d rows hold: %v", rows, err)
	}
}

func TestAChainIsCutSliceBySlice(t *testing.T) {
	app := newApp(t)
	clock.Set(app, func() time.Time { return time.Date(2023, 9, 14, 9, 0, 0, 0, time.UTC) })
	err := app.RunInTransaction(func(tx core.App) error {
		for range 4500 {
			if err := audit.Write(tx, audit.Entry{School: "westside", Act: "issue_pin"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	clock.Set(app, func() time.Time { return time.Date(2026, 9, 14, 9, 0, 0, 0, time.UTC) })
	cut(t, app, 2024)
	if rows, err := audit.Verify(app); err != nil || rows != 3 {
		t.Errorf("%d rows hold: %v", rows, err)
	}
}

// Whoever cuts a front off by hand has to say so in the chain, where it shows.
func TestAFrontThatSomebodyElseCutOffIsFound(t *testing.T) {
	for what, statements := range map[string][]string{
		"more than the chain tells of": {`DROP TRIGGER audit_no_DELETE`, `DELETE FROM audit WHERE seq = 5`},
		"with an anchor of its own": {
			`DROP TRIGGER audit_no_DELETE`,
			`UPDATE house SET value = (SELECT seq || ' ' || hash FROM audit WHERE seq = 6) WHERE name = 'audit_anchor'`, `DELETE FROM audit WHERE seq <= 6`,
		},
		"without an anchor":                {`DELETE FROM house WHERE name = 'audit_anchor'`},
		"with an anchor that says nothing": {`UPDATE house SET value = 'who knows' WHERE name = 'audit_anchor'`},
	} {
		app := fourYears(t)
		cut(t, app, 2025)
		meddle(t, app, statements...)
		if _, err := audit.Verify(app); !errors.As(err, new(audit.BrokenError)) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
