package feed

import (
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
)

// Held is everything that keys give now: what a phone without anything would pull, in one answer.
func (r *Room) Held(app core.App, keys []circle.Key) ([]api.Change, error) {
	var changes []api.Change
	for _, key := range keys {
		for seq := int64(0); ; {
			rows, err := after(app, key, seq, Page)
			if err != nil {
				return nil, err
			}
			page, err := r.changes(app, rows)
			if err != nil {
				return nil, err
			}
			changes = append(changes, page...)
			if len(rows) < Page {
				break
			}
			seq = rows[len(rows)-1].Seq
		}
	}
	return changes, nil
}
