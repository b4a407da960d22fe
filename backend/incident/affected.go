package incident

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/circle"
	"kith/backend/clock"
)

// ReadAffected lists the students of a school, or of one of its circles, with their circles and families, for whoever has to tell them. It is for a
// coordinator who has just signed in, and is on record. Whoever may not read stands in it too, with that said: they may have to be told.
func (r *Room) ReadAffected(ctx context.Context, request api.ReadAffectedRequestObject) (api.ReadAffectedResponseObject, error) {
	seat := circle.From(ctx)
	if err := circle.Coordinator(r.App, seat); err != nil {
		return nil, err
	}
	if err := r.Fresh(ctx); err != nil {
		return nil, err
	}
	var rows []struct{ ID, Name, Circles, Families string }
	err := r.App.DB().NewQuery("SELECT p.id, p.name," +
		" coalesce((SELECT group_concat(DISTINCT c.name) FROM members m JOIN circles c ON c.id = m.circle WHERE m.person = p.id), '') AS circles," +
		" coalesce((SELECT group_concat(f.name || CASE WHEN l.restricted THEN ' (restricted)' ELSE '' END, ', ') FROM family_links l JOIN people f ON f.id = l.person" +
		" WHERE l.student = p.id AND (l.`until` = '' OR l.`until` > {:now})), '') AS families" +
		" FROM people p WHERE p.school = {:school} AND EXISTS (SELECT 1 FROM seats s WHERE s.person = p.id AND s.kind = 'student')" +
		" AND ({:in} = '' OR EXISTS (SELECT 1 FROM members m WHERE m.person = p.id AND m.circle = {:in})) ORDER BY p.name, p.id").
		Bind(dbx.Params{"school": seat.School, "now": clock.Stamp(r.App), "in": request.Params.Circle}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("list who is affected: %w", err)
	}
	affected := api.Affected{Students: []api.AffectedStudent{}}
	var students []string
	for _, row := range rows {
		students = append(students, row.ID)
		affected.Students = append(affected.Students, api.AffectedStudent{Name: row.Name, Circles: row.Circles, Families: row.Families})
	}
	return api.ReadAffected200JSONResponse(affected), audit.Look(r.App, audit.Entry{
		School: seat.School, Actor: seat.Person, Act: "read_affected", Subject: seat.School, Students: students,
	})
}
