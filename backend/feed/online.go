package feed

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"

	"kith/backend/api"
	"kith/backend/circle"
)

// ReadOnline shows a coordinator the moments of the school, newest first. The look is on record before the answer goes out.
func (r *Room) ReadOnline(ctx context.Context, request api.ReadOnlineRequestObject) (api.ReadOnlineResponseObject, error) {
	seat := circle.From(ctx)
	coordinates, err := circle.Coordinates(r.App, seat.Person, seat.School)
	if err != nil {
		return nil, err
	}
	if !coordinates || seat.Kind != "staff" {
		return nil, api.NotFound()
	}
	before := request.Params.Before
	if before == 0 {
		if before, err = Newest(r.App); err != nil {
			return nil, err
		}
		before++
	}
	var rows []row
	err = r.App.DB().NewQuery(`SELECT f.key, f.kind, f.subject, f.seq, f.gone, f.revision, f.decision, f.mark FROM feed f
		WHERE f.key = {:key} AND f.seq < {:before} AND NOT f.gone ORDER BY f.seq DESC LIMIT {:limit}`).
		Bind(dbx.Params{"key": "coordinators:" + seat.School, "before": before, "limit": Page + 1}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("read the school's moments: %w", err)
	}
	page := api.ReadOnline200JSONResponse{Moments: []api.Moment{}}
	if len(rows) > Page {
		rows, page.More = rows[:Page], true
		page.Before = rows[Page-1].Seq
	}
	forms, err := r.project(r.App, rows)
	if err != nil {
		return nil, err
	}
	changes := make([]api.Change, len(forms))
	for i, form := range forms {
		page.Moments = append(page.Moments, *form.Moment)
		changes[i].Moment = form.Moment
	}
	return page, Look(r.App, seat, "read_online", seat.School, changes)
}
