// Package orientation keeps who has learned how to keep others safe, treat them with dignity and keep what they hear to themselves.
package orientation

import (
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/rows"
)

// Term is how long an orientation counts before it has to be renewed.
const Term = 183 * 24 * time.Hour

// Record writes that somebody's orientation was done on paper on a day. It refuses with `not_found` for a student whom the adult does not
// look after, and `field_invalid` for a day to come.
func Record(tx core.App, seat circle.Seat, op string, o api.RecordOrientation) error {
	looksAfter, err := circle.LooksAfter(tx, seat.Person, o.Person)
	if err != nil || !looksAfter || seat.Kind != "staff" {
		return api.NotFound().Because(err)
	}
	now, until := clock.Now(tx), o.Until
	if o.On.After(now.Add(24*time.Hour)) || o.On.Before(now.Add(-2*Term)) {
		return api.Invalid("on")
	}
	if until.IsZero() {
		until = o.On.Add(Term)
	}
	if until.After(o.On.Add(2 * Term)) {
		return api.Invalid("until")
	}
	return rows.Save(tx, "orientations", op, map[string]any{"person": o.Person, "how": "paper", "on": o.On.Time, "until": until, "by": seat.Person})
}
