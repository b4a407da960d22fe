package feed

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/pocketbase/dbx"

	"kith/backend/api"
	"kith/backend/circle"
)

// Reconcile compares what a phone holds with what its seat may read now: what has to go, what has changed, and what the phone lacks.
func (r *Room) Reconcile(ctx context.Context, request api.ReconcileRequestObject) (api.ReconcileResponseObject, error) {
	seat, phone := circle.From(ctx), request.Body.Rows
	if len(phone) > 2000 {
		return nil, api.Refuse(http.StatusRequestEntityTooLarge, "too_many_rows", "This is too much at once. Send it in smaller parts.")
	}
	keys, err := circle.Keys(r.App, seat)
	if err != nil {
		return nil, err
	}
	standing := map[api.HeldRow]row{} // by key, kind and id, without the mark
	for _, key := range keys {
		params := dbx.Params{"key": key.Name}
		bindExcept(params, key)
		var rows []row
		err := r.App.DB().NewQuery(`SELECT f.key, f.kind, f.subject, f.seq, f.gone, f.revision, f.decision, f.mark FROM feed f
			WHERE f.key = {:key} AND f.seq > 0 AND NOT f.gone` + except(key)).Bind(params).All(&rows)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			row.wire = key.String()
			standing[api.HeldRow{Key: row.wire, Kind: api.ChangeKind(row.Kind), Id: row.Subject}] = row
		}
	}
	answer := api.Reconcile200JSONResponse{Drop: []api.HeldRow{}}
	var stale []row
	for _, held := range phone {
		place := api.HeldRow{Key: held.Key, Kind: held.Kind, Id: held.Id}
		switch row, stands := standing[place]; {
		case !stands:
			answer.Drop = append(answer.Drop, held)
		case wireMark(row.Mark) != held.Mark:
			stale = append(stale, row)
		}
		delete(standing, place)
	}
	if answer.Stale, err = r.changes(r.App, stale); err != nil {
		return nil, err
	}
	missing := slices.SortedFunc(maps.Values(standing), func(a, b row) int { return int(a.Seq - b.Seq) })
	if answer.Missing, err = r.changes(r.App, missing); err != nil {
		return nil, err
	}
	return answer, Look(r.App, seat, "reconcile", seat.ID, append(slices.Clone(answer.Stale), answer.Missing...))
}

func sorted(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
