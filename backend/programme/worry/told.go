package worry

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
)

// ReadTold gives somebody what they told an adult, the newest first, and who has seen it. What adults wrote about it stays with them. A family
// has told nothing.
func (r *Room) ReadTold(ctx context.Context, _ api.ReadToldRequestObject) (api.ReadToldResponseObject, error) {
	seat := circle.From(ctx)
	if seat.Kind == "family" {
		return nil, api.NotFound()
	}
	var rows []struct {
		ID, Kind, At, Circle, Words, Symbols, Seen string
		Answered                                   bool
	}
	err := r.App.DB().NewQuery(`SELECT w.id, w.kind, w.at, w.circle, w.words, w.symbols,
			coalesce((SELECT json_group_array(name) FROM (SELECT DISTINCT p.name FROM worry_steps s CROSS JOIN people p ON p.id = s.by
				WHERE s.worry = w.id AND s.kind = 'seen')), '[]') AS seen,
			w.kind IN ('break', 'stop') AND EXISTS (SELECT 1 FROM worry_steps s WHERE s.worry = w.id AND s.kind = 'close') AS answered
		FROM worries w WHERE w.person = {:person} ORDER BY w.seq DESC LIMIT {:most}`).
		Bind(dbx.Params{"person": seat.Person, "most": most}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("read what somebody told: %w", err)
	}
	list := api.ToldList{Told: []api.Told{}}
	for _, row := range rows {
		told := api.Told{Id: row.ID, Kind: api.WorryKind(row.Kind), At: clock.Parse(row.At), Circle: row.Circle, Words: row.Words, Answered: row.Answered}
		err := errors.Join(json.Unmarshal([]byte(row.Symbols), &told.Symbols), json.Unmarshal([]byte(row.Seen), &told.Seen))
		if err != nil {
			return nil, fmt.Errorf("read what somebody told: %w", err)
		}
		list.Told = append(list.Told, told)
	}
	return api.ReadTold200JSONResponse(list), nil
}
