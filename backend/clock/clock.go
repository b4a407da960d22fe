// Package clock is the only clock of the school. Every "now" that decides something is asked here, so that a test or the demo can
// move time and no rule depends on SQLite's own idea of it.
package clock

import (
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

const storeKey = "kith.clock"

// Now is the school's time in UTC, in whole milliseconds as the database keeps it.
func Now(app core.App) time.Time {
	now := time.Now
	if set, ok := app.Store().Get(storeKey).(func() time.Time); ok {
		now = set
	}
	return now().UTC().Truncate(time.Millisecond)
}

// Set replaces the clock of this app. Only tests and the demo call it: `kith serve` has no way to.
func Set(app core.App, now func() time.Time) { app.Store().Set(storeKey, now) }

// Stamp is Now as the database writes it, so that text comparison is comparison in time.
func Stamp(app core.App) string { return Text(Now(app)) }

// Text writes a moment in time as the database does: UTC, milliseconds, sortable. The zero time is the empty text.
func Text(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(types.DefaultDateLayout)
}

// Parse reads what Text wrote. Text of another shape is the zero time.
func Parse(text string) time.Time {
	at, err := types.ParseDateTime(text)
	if err != nil {
		return time.Time{}
	}
	return at.Time()
}
