package feed

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// loadGone reads what was destroyed of the moments of a page: their author and adults are told that it is not here any more.
func (b *batch) loadGone(app core.App, params dbx.Params) error {
	return group(app, params, `SELECT m.moment, m.id FROM (SELECT DISTINCT value FROM json_each({:moments})) w
		CROSS JOIN media m ON m.moment = w.value WHERE m.refused IN ('withdrawn', 'destroyed') ORDER BY m.moment, m.id`,
		func(line struct{ Moment, ID string }) { add(&b.gone, line.Moment, line.ID) })
}
