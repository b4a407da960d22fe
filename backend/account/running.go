package account

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/circle"
	"kith/backend/clock"
)

// ListSessions says where a person is signed in now. An adult who asks about somebody else is put on record.
func (r *Room) ListSessions(ctx context.Context, request api.ListSessionsRequestObject) (api.ListSessionsResponseObject, error) {
	session := From(ctx)
	if _, err := sitting(r.App, session.Seat, request.Id); err != nil {
		return nil, err
	}
	rows, err := running(r.App, request.Id)
	if err != nil {
		return nil, err
	}
	list := api.SessionList{Sessions: []api.RunningSession{}}
	for _, row := range rows {
		list.Sessions = append(list.Sessions, api.RunningSession{
			Id: row.ID, Kind: api.SeatKind(row.Kind), Device: row.Name, Began: clock.Parse(row.Began), Used: clock.Parse(row.Used), Here: row.ID == session.ID,
		})
	}
	if request.Id == session.Seat.Person {
		return api.ListSessions200JSONResponse(list), nil
	}
	return api.ListSessions200JSONResponse(list), audit.Look(r.App, audit.Entry{
		School: session.Seat.School, Actor: session.Seat.Person, Act: "look_sessions", Subject: request.Id, Students: []string{request.Id},
	})
}

// EndSession signs a person out of one device. That it is over already is no refusal: it was pressed twice.
func (r *Room) EndSession(ctx context.Context, request api.EndSessionRequestObject) (api.EndSessionResponseObject, error) {
	seat := From(ctx).Seat
	err := r.App.RunInTransaction(func(tx core.App) error {
		if _, err := sitting(tx, seat, request.Id); err != nil {
			return err
		}
		record, err := tx.FindRecordById("sessions", request.Session)
		if err != nil || record.GetString("person") != request.Id {
			return api.NotFound().Because(err)
		}
		if record.GetString("revoked_at") != "" {
			return nil
		}
		why := endedElsewhere
		if request.Id != seat.Person {
			why = endedBySchool
		}
		if err := revoke(tx, record, why); err != nil {
			return err
		}
		return audit.Write(tx, audit.Entry{School: seat.School, Actor: seat.Person, Act: "end_session", Subject: request.Id})
	})
	return api.EndSession204Response{}, err
}

// sitting is a person whose sessions this one may see and end: themselves, and whoever an adult may sign out.
func sitting(tx core.App, seat circle.Seat, id string) (*core.Record, error) {
	if id == seat.Person {
		return tx.FindRecordById("people", id)
	}
	return signable(tx, seat, id)
}

// namedRow is a session with what its device calls itself.
type namedRow struct {
	sessionRow
	Name string
}

// running are the sessions of a person that are not over, the last used first.
func running(app core.App, person string) ([]namedRow, error) {
	var rows []namedRow
	err := app.DB().NewQuery("SELECT s.id, s.seat, s.device, s.way, s.`until`, s.used_at, s.revoked_at, s.why, s.began_at, t.person, t.school, t.kind," +
		" t.`until` AS seat_until, coalesce(d.name, '') AS name FROM sessions s JOIN seats t ON t.id = s.seat" +
		" LEFT JOIN devices d ON d.person = s.person AND d.device = s.device" +
		" WHERE s.person = {:person} AND s.revoked_at = '' ORDER BY s.used_at DESC, s.id").Bind(dbx.Params{"person": person}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	now := clock.Now(app)
	var left []namedRow
	for _, row := range rows {
		if row.runs(now) {
			left = append(left, row)
		}
	}
	return left, nil
}
