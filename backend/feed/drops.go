package feed

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/clock"
)

// markEvery is how often a school that never stops marks its place in the order, so that the age of a cursor shows.
const markEvery = 30 * 24 * time.Hour

// slice is how many rows one statement takes away at most.
const slice = 1000

// ForgetDrops lets go of the rows that say what is gone, and of the marks of cursors, from before a time. A phone whose cursor is as old as that
// begins anew and asks what of all that it holds it may hold (Reconcile), so that nothing stays with it for want of such a row.
func ForgetDrops(app core.App, before time.Time) error {
	if err := markTime(app); err != nil {
		return err
	}
	params := dbx.Params{"before": clock.Text(before), "n": slice}
	_, err := app.NonconcurrentDB().NewQuery(`DELETE FROM starts WHERE at < {:before}
		AND seq < (SELECT max(seq) FROM starts)`).Bind(params).Execute()
	if err != nil {
		return fmt.Errorf("forget old marks: %w", err)
	}
	for gone := int64(slice); gone == slice; {
		result, err := app.NonconcurrentDB().NewQuery(`DELETE FROM feed WHERE (key, kind, subject) IN (SELECT key, kind, subject FROM feed
			WHERE gone AND seq < (SELECT min(seq) FROM starts) LIMIT {:n})`).Bind(params).Execute()
		if err == nil {
			gone, err = result.RowsAffected()
		}
		if err != nil {
			return fmt.Errorf("forget what is gone: %w", err)
		}
	}
	return nil
}

// markTime marks the place where the order stands, if the newest mark is old.
func markTime(app core.App) error {
	var newest string
	if err := app.DB().NewQuery(`SELECT at FROM starts ORDER BY seq DESC LIMIT 1`).Row(&newest); err != nil {
		return fmt.Errorf("look for the newest mark: %w", err)
	}
	if clock.Now(app).Sub(clock.Parse(newest)) < markEvery {
		return nil
	}
	return Start(app)
}
