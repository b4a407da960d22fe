package audit_test

import (
	"errors"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"kith/backend/audit"
	_ "kith/pb_migrations"
)

func newApp(t *testing.T) core.App {
	t.Helper()
	app, err := tests.NewTestApp(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(app.Cleanup)
	return app
}

// schoolWeek is what Ms. Ortiz did on four days.
func schoolWeek(t *testing.T) core.App {
	t.Helper()
	app := newApp(t)
	for _, entry := range []audit.Entry{
		{School: "westside", Actor: "ortiz", Act: "issue_badge", Subject: "maya", Students: []string{"maya"}},
		{School: "westside", Actor: "ortiz", Act: "look_people", Subject: "westside", Students: []string{"maya", "theo"}},
		{School: "westside", Actor: "ortiz", Act: "end_member", Subject: "theo", Detail: map[string]string{"circle": "lunch"}},
		{School: "westside", Actor: "ortiz", Act: "issue_pin", Subject: "maya", Students: []string{"maya"}},
	} {
		if err := audit.Look(app, entry); err != nil {
			t.Fatal(err)
		}
	}
	return app
}

func meddle(t *testing.T, app core.App, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if _, err := app.NonconcurrentDB().NewQuery(statement).Execute(); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func TestAChainThatNobodyTouchedHolds(t *testing.T) {
	app := schoolWeek(t)
	rows, err := audit.Verify(app)
	if err != nil || rows != 4 {
		t.Fatalf("verified %d rows: %v", rows, err)
	}
}

func TestAChainThatGrowsWhileItIsReadHolds(t *testing.T) {
	app := schoolWeek(t)
	written := make(chan error, 1)
	go func() {
		for range 300 {
			if err := audit.Look(app, audit.Entry{School: "westside", Actor: "ortiz", Act: "look_people", Subject: "westside"}); err != nil {
				written <- err
				return
			}
		}
		written <- nil
	}()
	for {
		if _, err := audit.Verify(app); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-written:
			if err != nil {
				t.Fatal(err)
			}
			return
		default:
		}
	}
}

func TestAnEmptyChainHolds(t *testing.T) {
	if rows, err := audit.Verify(newApp(t)); err != nil || rows != 0 {
		t.Fatalf("verified %d rows: %v", rows, err)
	}
}

func TestTheDatabaseItselfRefusesToChangeOrRemoveARow(t *testing.T) {
	app := schoolWeek(t)
	for _, statement := range []string{`UPDATE audit SET actor = 'nobody' WHERE seq = 1`, `DELETE FROM audit WHERE seq = 1`} {
		if _, err := app.NonconcurrentDB().NewQuery(statement).Execute(); err == nil {
			t.Errorf("%s was let through", statement)
		}
	}
}

// Somebody with the whole database in their hands can drop the triggers. What they did is found all the same.
func TestChangingOrRemovingAnyRowIsFound(t *testing.T) {
	open := []string{`DROP TRIGGER audit_no_UPDATE`, `DROP TRIGGER audit_no_DELETE`}
	for _, touch := range []struct {
		what, statement string
		seq             int64
	}{
		{"the first row removed", `DELETE FROM audit WHERE seq = 1`, 1},
		{"a row in the middle removed", `DELETE FROM audit WHERE seq = 2`, 2},
		{"the last row removed", `DELETE FROM audit WHERE seq = 4`, 3},
		{"every row removed", `DELETE FROM audit`, 0},
		{"another actor", `UPDATE audit SET actor = 'leo' WHERE seq = 2`, 2},
		{"another time", `UPDATE audit SET at = '2020-01-01 00:00:00.000Z' WHERE seq = 3`, 3},
		{"another act", `UPDATE audit SET act = 'look_people' WHERE seq = 1`, 1},
		{"another subject", `UPDATE audit SET subject = 'theo' WHERE seq = 4`, 4},
		{"another school", `UPDATE audit SET school = 'eastside' WHERE seq = 4`, 4},
		{"a student left out", `UPDATE audit SET students = '["maya"]' WHERE seq = 2`, 2},
		{"a detail cut off", `UPDATE audit SET detail = '' WHERE seq = 3`, 3},
		{"a detail reworded", `UPDATE audit_details SET body = '{"circle":"chess"}'`, 3},
		{"a row slipped in at the end", `INSERT INTO audit SELECT 5, school, at, actor, act, subject, students, detail, hash
			FROM audit WHERE seq = 4`, 5},
	} {
		t.Run(touch.what, func(t *testing.T) {
			app := schoolWeek(t)
			meddle(t, app, append(open, touch.statement)...)
			_, err := audit.Verify(app)
			var broken audit.BrokenError
			if !errors.As(err, &broken) || broken.Seq != touch.seq {
				t.Fatalf("want row %d named, got %v", touch.seq, err)
			}
		})
	}
}

func TestAnErasedDetailLeavesTheChainWhole(t *testing.T) {
	app := schoolWeek(t)
	meddle(t, app, `DELETE FROM audit_details`)
	if _, err := audit.Verify(app); err != nil {
		t.Fatal(err)
	}
}

func TestNoWordsStandInARow(t *testing.T) {
	app := newApp(t)
	err := audit.Look(app, audit.Entry{School: "westside", Actor: "ortiz", Act: "change_person", Subject: "maya", Detail: "Maya likes chess"})
	if err != nil {
		t.Fatal(err)
	}
	var rows []dbx.NullStringMap
	if err := app.DB().NewQuery(`SELECT * FROM audit WHERE act LIKE '%chess%' OR subject LIKE '%chess%'
		OR students LIKE '%chess%' OR detail LIKE '%chess%' OR actor LIKE '%chess%'`).All(&rows); err != nil {
		t.Fatal(err)
	}
	if len(rows) != 0 {
		t.Fatalf("words in the chain: %v", rows)
	}
}

func TestTheSameDetailTwiceHasTwoHashes(t *testing.T) {
	app := newApp(t)
	for range 2 {
		if err := audit.Look(app, audit.Entry{School: "westside", Act: "change_person", Detail: "yes"}); err != nil {
			t.Fatal(err)
		}
	}
	var different int
	if err := app.DB().NewQuery(`SELECT count(DISTINCT detail) FROM audit`).Row(&different); err != nil || different != 2 {
		t.Fatalf("%d different hashes: %v", different, err)
	}
}

func TestAnEntryWithoutItsActIsRefused(t *testing.T) {
	if err := audit.Write(newApp(t), audit.Entry{Act: "issue_badge"}); err == nil {
		t.Fatal("an entry was written outside a transaction")
	}
}

func TestAnActThatFailsLeavesNoEntry(t *testing.T) {
	app := schoolWeek(t)
	err := app.RunInTransaction(func(tx core.App) error {
		if err := audit.Write(tx, audit.Entry{School: "westside", Act: "issue_badge"}); err != nil {
			return err
		}
		return errors.New("the printer is out of paper")
	})
	if err == nil {
		t.Fatal("the act went through")
	}
	if rows, err := audit.Verify(app); err != nil || rows != 4 {
		t.Fatalf("verified %d rows: %v", rows, err)
	}
}

func TestAnActThatNobodyKnowsIsRefused(t *testing.T) {
	app := newApp(t)
	if err := audit.Look(app, audit.Entry{School: "westside", Actor: "ortiz", Act: "peek"}); err == nil {
		t.Error("an act of a name that nobody can tell of is on record")
	}
}
