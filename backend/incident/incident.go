// Package incident keeps what a school has to do when something has gone wrong with what it keeps: who has to be told, by when, and what was
// done. It tells nobody by itself.
package incident

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/moment"
)

// Room answers coordinators. To everybody else there are no incidents.
type Room struct {
	App core.App
	// Fresh refuses an adult who has not signed in just now. It is given by the house.
	Fresh func(ctx context.Context) error
}

// clocks are how long after something was noticed it has to be done, in the order in which it is due. Source: 72 hours to an authority (GDPR,
// article 33, and the districts' standard contract), 7 days from a contractor to the school, 10 days to the state's officer and 60 days to
// families (8 NYCRR 121.10).
var clocks = []struct {
	step  api.IncidentStep
	after time.Duration
}{
	{api.IncidentStepAuthority, 72 * time.Hour}, {api.IncidentStepSchool, 7 * 24 * time.Hour}, {api.IncidentStepState, 10 * 24 * time.Hour}, {api.IncidentStepFamilies, 60 * 24 * time.Hour},
}

// most is how long the account of an incident may be, in letters.
const most = 4000

// ListIncidents gives a coordinator the school's incidents, the newest first.
func (r *Room) ListIncidents(ctx context.Context, _ api.ListIncidentsRequestObject) (api.ListIncidentsResponseObject, error) {
	seat := circle.From(ctx)
	if err := circle.Coordinator(r.App, seat); err != nil {
		return nil, err
	}
	incidents, err := read(r.App, seat.School, "")
	return api.ListIncidents200JSONResponse{Incidents: incidents}, err
}

// OpenIncident writes an incident down. The same id again is the same incident. It refuses an account that is empty or too long, and a time that is
// still to come or more than a year ago.
func (r *Room) OpenIncident(ctx context.Context, request api.OpenIncidentRequestObject) (api.OpenIncidentResponseObject, error) {
	seat, told := circle.From(ctx), *request.Body
	var incident api.Incident
	err := r.App.RunInTransaction(func(tx core.App) error {
		if err := circle.Coordinator(tx, seat); err != nil {
			return err
		}
		what := moment.Clean(told.What)
		now := clock.Now(tx)
		noticed := told.Noticed
		if noticed.IsZero() {
			noticed = now
		}
		switch {
		case !moment.ID(told.Id):
			return api.Invalid("id")
		case what == "" || len([]rune(what)) > most:
			return api.Invalid("what")
		case noticed.After(now) || noticed.Before(now.AddDate(-1, 0, 0)):
			return api.Invalid("noticed")
		}
		there, err := read(tx, seat.School, told.Id)
		if err != nil || len(there) > 0 {
			incident = first(there)
			return err
		}
		_, err = tx.NonconcurrentDB().Insert("incidents", dbx.Params{
			"id": told.Id, "school": seat.School, "noticed": clock.Text(noticed), "what": what, "by": seat.Person,
		}).Execute()
		if err != nil {
			return fmt.Errorf("write an incident down: %w", err)
		}
		if incident, err = one(tx, seat.School, told.Id); err != nil {
			return err
		}
		return audit.Write(tx, audit.Entry{School: seat.School, Actor: seat.Person, Act: "open_incident", Subject: told.Id})
	})
	return api.OpenIncident200JSONResponse(incident), err
}

// StepIncident writes down that something was done: somebody was told, or the incident is over. Said twice it is said once.
func (r *Room) StepIncident(ctx context.Context, request api.StepIncidentRequestObject) (api.StepIncidentResponseObject, error) {
	seat, step := circle.From(ctx), request.Body.Step
	var incident api.Incident
	err := r.App.RunInTransaction(func(tx core.App) error {
		if err := circle.Coordinator(tx, seat); err != nil {
			return err
		}
		if !step.Valid() {
			return api.Invalid("step")
		}
		before, err := one(tx, seat.School, request.Id)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(before.Steps, func(known api.IncidentLine) bool { return known.Step == step && !known.Done.IsZero() }) {
			incident = before
			return nil
		}
		_, err = tx.NonconcurrentDB().Insert("incident_steps", dbx.Params{
			"incident": request.Id, "step": string(step), "at": clock.Stamp(tx), "by": seat.Person,
		}).Execute()
		if err != nil {
			return fmt.Errorf("write a step of an incident down: %w", err)
		}
		if incident, err = one(tx, seat.School, request.Id); err != nil {
			return err
		}
		return audit.Write(tx, audit.Entry{School: seat.School, Actor: seat.Person, Act: "step_incident", Subject: request.Id, Detail: map[string]string{"step": string(step)}})
	})
	return api.StepIncident200JSONResponse(incident), err
}

func first(incidents []api.Incident) (incident api.Incident) {
	if len(incidents) > 0 {
		incident = incidents[0]
	}
	return incident
}

func one(app core.App, school, id string) (api.Incident, error) {
	found, err := read(app, school, id)
	if err == nil && len(found) == 0 {
		err = api.NotFound()
	}
	return first(found), err
}

// read gives the incidents of a school with what is due and what was done, or the one of that id.
func read(app core.App, school, id string) ([]api.Incident, error) {
	var rows []struct{ ID, Noticed, What, Name string }
	var steps []struct{ Incident, Step, At, Name string }
	params := dbx.Params{"school": school, "id": id}
	err := errors.Join(
		app.DB().NewQuery(`SELECT i.id, i.noticed, i.what, coalesce(p.name, '') AS name FROM incidents i LEFT JOIN people p ON p.id = i.by
			WHERE i.school = {:school} AND ({:id} = '' OR i.id = {:id}) ORDER BY i.noticed DESC, i.id`).Bind(params).All(&rows),
		app.DB().NewQuery(`SELECT s.incident, s.step, s.at, coalesce(p.name, '') AS name FROM incidents i JOIN incident_steps s ON s.incident = i.id
			LEFT JOIN people p ON p.id = s.by WHERE i.school = {:school} AND ({:id} = '' OR i.id = {:id})`).Bind(params).All(&steps),
	)
	if err != nil {
		return nil, fmt.Errorf("read incidents: %w", err)
	}
	incidents := []api.Incident{}
	for _, row := range rows {
		noticed := clock.Parse(row.Noticed)
		incident := api.Incident{Id: row.ID, Noticed: noticed, What: row.What, By: row.Name, Steps: []api.IncidentLine{}}
		for _, due := range clocks {
			incident.Steps = append(incident.Steps, api.IncidentLine{Step: due.step, Due: noticed.Add(due.after)})
		}
		incident.Steps = append(incident.Steps, api.IncidentLine{Step: api.IncidentStepClosed})
		for _, step := range steps {
			at := slices.IndexFunc(incident.Steps, func(line api.IncidentLine) bool { return string(line.Step) == step.Step })
			if step.Incident == row.ID && at >= 0 {
				incident.Steps[at].Done, incident.Steps[at].By = clock.Parse(step.At), step.Name
			}
		}
		incidents = append(incidents, incident)
	}
	return incidents, nil
}
