package feed

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/circle"
	"kith/backend/clock"
)

// A worry is read online alone: no row of the feed tells of one, and it lies on no adult's phone. What follows is the law that every question
// about one asks.

// forAdult holds for a worry `w` that {:me} may know of. Whoever is named in it, or told it, never does. An adult whose name stands in the words
// knows of it only once it was handed on to them by somebody who had read it. Of the others the coordinators of the school do, and who was told,
// for as long as they decide for the circle by which they were told, or work at the school if it was handed on to them.
var forAdult = `w.person <> {:me} AND NOT EXISTS (SELECT 1 FROM json_each(w.about) n WHERE n.value = {:me})
	AND (EXISTS (SELECT 1 FROM worry_told h WHERE h.person = {:me} AND h.worry = w.id AND h.why = 'handed_on'
			AND EXISTS (SELECT 1 FROM grants g WHERE g.person = {:me} AND g.school = w.school AND ` + circle.Running("g") + `))
		OR NOT EXISTS (SELECT 1 FROM json_each(w.mentioned) n WHERE n.value = {:me}) AND (
			EXISTS (SELECT 1 FROM grants g WHERE g.person = {:me} AND g.role = 'coordinator' AND g.school = w.school AND ` + circle.Running("g") + `)
			OR EXISTS (SELECT 1 FROM worry_told h JOIN grants g ON g.person = h.person AND g.circle = h.circle AND g.role IN ('facilitator', 'cover')
				WHERE h.person = {:me} AND h.worry = w.id AND h.why = 'circle' AND ` + circle.Running("g") + `)))`

// Worries are the ids of those that an adult may know of: what waits first, then the newest.
func Worries(app core.App, seat circle.Seat, most int) (ids []string, err error) {
	if seat.Kind != "staff" {
		return nil, nil
	}
	err = app.DB().NewQuery(`SELECT w.id FROM worries w LEFT JOIN worry_clocks k ON k.worry = w.id
		WHERE w.school = {:school} AND ` + forAdult + ` ORDER BY k.since IS NULL, w.seq DESC LIMIT {:most}`).
		Bind(dbx.Params{"me": seat.Person, "school": seat.School, "now": clock.Stamp(app), "most": most}).Column(&ids)
	if err != nil {
		return nil, fmt.Errorf("list worries: %w", err)
	}
	return ids, nil
}

// MayReadWorry says whether an adult may know of a worry.
func MayReadWorry(app core.App, seat circle.Seat, id string) (bool, error) {
	if seat.Kind != "staff" {
		return false, nil
	}
	var found []int
	err := app.DB().NewQuery(`SELECT 1 FROM worries w WHERE w.id = {:id} AND w.school = {:school} AND ` + forAdult).
		Bind(dbx.Params{"me": seat.Person, "school": seat.School, "now": clock.Stamp(app), "id": id}).Column(&found)
	if err != nil {
		return false, fmt.Errorf("look who may read a worry: %w", err)
	}
	return len(found) > 0, nil
}

// worriesWaiting counts what was told to an adult and waits for somebody to have seen it.
func worriesWaiting(app core.App, person string) (count int, err error) {
	err = app.DB().NewQuery(`SELECT count(DISTINCT w.id) FROM worry_told t CROSS JOIN worry_clocks k ON k.worry = t.worry
		CROSS JOIN worries w ON w.id = t.worry WHERE t.person = {:me} AND ` + forAdult).
		Bind(dbx.Params{"me": person, "now": clock.Stamp(app)}).Row(&count)
	return count, err
}

// steppedOut are the circles that a student takes a break from, or wants to stop.
func steppedOut(app core.App, person string) (circles []string, err error) {
	err = app.DB().NewQuery(`SELECT circle FROM (SELECT w.circle, w.kind, max(w.seq) FROM worries w
			WHERE w.person = {:person} AND w.kind IN ('break', 'stop', 'back') GROUP BY w.circle)
		WHERE kind <> 'back' ORDER BY circle`).Bind(dbx.Params{"person": person}).Column(&circles)
	return circles, err
}
