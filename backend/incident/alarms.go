package incident

import (
	"context"
	"fmt"
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/circle"
	"kith/backend/clock"
)

// ListAlarms gives a coordinator what was noticed, the newest first.
func (r *Room) ListAlarms(ctx context.Context, _ api.ListAlarmsRequestObject) (api.ListAlarmsResponseObject, error) {
	seat := circle.From(ctx)
	if err := circle.Coordinator(r.App, seat); err != nil {
		return nil, err
	}
	var rows []struct {
		ID, Kind, Person, Name, At, By, Seen string
		Count                                int
	}
	err := r.App.DB().NewQuery(`SELECT a.id, a.kind, a.person, p.name, a.count, a.at, coalesce(b.name, '') AS by, a.seen FROM alarms a
		JOIN people p ON p.id = a.person LEFT JOIN people b ON b.id = a.by WHERE a.school = {:school} ORDER BY a.at DESC, a.id LIMIT 50`).
		Bind(dbx.Params{"school": seat.School}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("list alarms: %w", err)
	}
	list := api.AlarmList{Alarms: []api.Alarm{}}
	for _, row := range rows {
		list.Alarms = append(list.Alarms, api.Alarm{
			Id: row.ID, Kind: api.AlarmKind(row.Kind), Person: api.Named{Id: row.Person, Name: row.Name}, Count: row.Count, At: clock.Parse(row.At),
			By: row.By, Seen: clock.Parse(row.Seen),
		})
	}
	return api.ListAlarms200JSONResponse(list), nil
}

// SeeAlarm writes down that a coordinator knows what was going on. Whom it is about cannot, where there is another coordinator (`alarm_own`).
func (r *Room) SeeAlarm(ctx context.Context, request api.SeeAlarmRequestObject) (api.SeeAlarmResponseObject, error) {
	seat := circle.From(ctx)
	err := r.App.RunInTransaction(func(tx core.App) error {
		if err := circle.Coordinator(tx, seat); err != nil {
			return err
		}
		var found []struct{ Person, Seen string }
		err := tx.DB().NewQuery(`SELECT person, seen FROM alarms WHERE id = {:id} AND school = {:school}`).
			Bind(dbx.Params{"id": request.Id, "school": seat.School}).All(&found)
		if err != nil {
			return fmt.Errorf("find an alarm: %w", err)
		}
		if len(found) == 0 {
			return api.NotFound()
		}
		if found[0].Seen != "" {
			return nil
		}
		if err := notAlone(tx, seat, found[0].Person); err != nil {
			return err
		}
		_, err = tx.NonconcurrentDB().NewQuery(`UPDATE alarms SET seen = {:now}, by = {:by} WHERE id = {:id}`).
			Bind(dbx.Params{"now": clock.Stamp(tx), "by": seat.Person, "id": request.Id}).Execute()
		if err != nil {
			return fmt.Errorf("write that an alarm was seen: %w", err)
		}
		return audit.Write(tx, audit.Entry{School: seat.School, Actor: seat.Person, Act: "see_alarm", Subject: request.Id})
	})
	return api.SeeAlarm204Response{}, err
}

// notAlone refuses whoever an alarm is about, unless nobody else could look at it.
func notAlone(tx core.App, seat circle.Seat, about string) error {
	if about != seat.Person {
		return nil
	}
	others, err := circle.OthersCoordinate(tx, about, seat.School)
	if err != nil || !others {
		return err
	}
	return api.Refuse(http.StatusForbidden, "alarm_own", "This is about you, so another coordinator has to look at it.")
}
