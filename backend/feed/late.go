package feed

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
)

// lateFor are the circles in which moments wait of which an adult is reminded, for as long as the adult decides there or coordinates the school.
func lateFor(app core.App, person string) (lines []api.LateLine, err error) {
	err = app.DB().NewQuery(`SELECT c.id AS circle, c.name, count(*) AS count FROM notices n CROSS JOIN moments m ON m.id = n.subject
		CROSS JOIN circles c ON c.id = m.circle WHERE n."to" = {:person} AND n.kind = 'waits' AND EXISTS (SELECT 1 FROM grants g WHERE g.person = {:person}
			AND (g.circle = c.id AND g.role IN ('facilitator', 'cover') OR g.school = c.school AND g.role = 'coordinator') AND ` + circle.Running("g") + `)
		GROUP BY c.id ORDER BY c.name, c.id`).Bind(dbx.Params{"person": person, "now": clock.Stamp(app)}).All(&lines)
	if err != nil {
		return nil, fmt.Errorf("count what waits for long: %w", err)
	}
	return lines, nil
}
