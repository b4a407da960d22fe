package worry

import (
	"context"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/feed"
)

// most is how many worries one answer lists.
const most = 200

// ListWorries gives an adult what was told to them, and a coordinator all of the school that name them nowhere: what waits first. Which students
// they are of is on record before the answer leaves.
func (r *Room) ListWorries(ctx context.Context, _ api.ListWorriesRequestObject) (api.ListWorriesResponseObject, error) {
	seat := circle.From(ctx)
	if err := circle.Staff(seat); err != nil {
		return nil, err
	}
	ids, err := feed.Worries(r.App, seat, most)
	if err != nil {
		return nil, err
	}
	list := api.WorryList{Worries: []api.WorryLine{}}
	var students []string
	for _, id := range ids {
		w, err := r.App.FindRecordById("worries", id)
		if err != nil {
			return nil, err
		}
		line, err := lineOf(r.App, w)
		if err != nil {
			return nil, err
		}
		list.Worries, students = append(list.Worries, line), append(students, line.From.Id)
	}
	if len(students) > 0 {
		slices.Sort(students)
		err = look(r.App, seat, "look_worries", seat.School, slices.Compact(students)...)
	}
	return api.ListWorries200JSONResponse(list), err
}

// ReadWorry gives all of one worry to an adult who may know of it.
func (r *Room) ReadWorry(ctx context.Context, request api.ReadWorryRequestObject) (api.ReadWorryResponseObject, error) {
	seat := circle.From(ctx)
	w, err := readable(r.App, seat, request.Id)
	if err != nil {
		return nil, err
	}
	worry, err := describe(r.App, seat, w)
	if err != nil {
		return nil, err
	}
	return api.ReadWorry200JSONResponse(worry), look(r.App, seat, "read_worry", w.Id, w.GetString("person"))
}

func look(app core.App, seat circle.Seat, act, subject string, students ...string) error {
	return audit.Look(app, audit.Entry{School: seat.School, Actor: seat.Person, Act: act, Subject: subject, Students: students})
}

// lineOf is what a list says of a worry: from whom, and how far it has come. Not what. Whoever was erased since has no name.
func lineOf(app core.App, w *core.Record) (line api.WorryLine, err error) {
	var found struct {
		Name, Face, Circle, Since string
		Closed, Late              bool
	}
	err = app.DB().NewQuery(`SELECT coalesce(p.name, '') AS name, coalesce(p.face, '') AS face, coalesce((SELECT c.name FROM circles c WHERE c.id = w.circle), '') AS circle,
			coalesce((SELECT k.since FROM worry_clocks k WHERE k.worry = w.id), '') AS since,
			w.kind = 'back' OR EXISTS (SELECT 1 FROM worry_steps s WHERE s.worry = w.id AND s.kind = 'close') AS closed,
			EXISTS (SELECT 1 FROM worry_steps s WHERE s.worry = w.id AND s.kind = 'escalate') AS late
		FROM worries w LEFT JOIN people p ON p.id = w.person WHERE w.id = {:id}`).Bind(dbx.Params{"id": w.Id}).One(&found)
	if err != nil {
		return line, fmt.Errorf("read a worry: %w", err)
	}
	line = api.WorryLine{
		Id: w.Id, Kind: api.WorryKind(w.GetString("kind")), At: w.GetDateTime("at").Time(), CircleName: found.Circle, State: api.WorryStateSeen,
		From: api.Named{Id: w.GetString("person"), Name: found.Name, Face: found.Face}, Since: clock.Parse(found.Since), Late: found.Late,
	}
	switch {
	case found.Since != "":
		line.State = api.WorryStateWaiting
	case found.Closed:
		line.State, line.Since = api.WorryStateClosed, line.At
	default:
		line.Since = line.At
	}
	return line, nil
}

// describe is all of a worry, as the adults who may know of it see it.
func describe(app core.App, seat circle.Seat, w *core.Record) (worry api.Worry, err error) {
	worry = api.Worry{Words: w.GetString("words"), Lang: w.GetString("lang"), Others: w.GetBool("others")}
	if err := w.UnmarshalJSONField("symbols", &worry.Symbols); err != nil {
		return worry, fmt.Errorf("read the symbols of a worry: %w", err)
	}
	if worry.Line, err = lineOf(app, w); err != nil {
		return worry, err
	}
	params := dbx.Params{"worry": w.Id}
	for into, query := range map[*[]api.Named]string{
		&worry.About: `SELECT p.id, p.name, p.face FROM worries w JOIN json_each(w.about) n CROSS JOIN people p ON p.id = n.value WHERE w.id = {:worry}`,
		&worry.Told: `SELECT p.id, p.name, p.face FROM (SELECT DISTINCT person FROM worry_told WHERE worry = {:worry}) t
			CROSS JOIN people p ON p.id = t.person ORDER BY p.name`,
	} {
		*into = []api.Named{}
		if err := app.DB().NewQuery(query).Bind(params).All(into); err != nil {
			return worry, fmt.Errorf("read who is named in a worry: %w", err)
		}
	}
	if worry.Steps, err = stepsOf(app, w.Id); err != nil {
		return worry, err
	}
	worry.Adults, err = adultsFor(app, seat, w)
	return worry, err
}

func stepsOf(app core.App, id string) ([]api.WorryStep, error) {
	var rows []struct{ Kind, By, Person, Note, At string }
	err := app.DB().NewQuery(`SELECT s.kind, coalesce(b.name, '') AS by, coalesce(p.name, '') AS person, s.note, s.at FROM worry_steps s
		LEFT JOIN people b ON b.id = s.by LEFT JOIN people p ON p.id = s.person WHERE s.worry = {:worry} ORDER BY s.at, s.created, s.id`).
		Bind(dbx.Params{"worry": id}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("read what was done about a worry: %w", err)
	}
	steps := []api.WorryStep{}
	for _, row := range rows {
		steps = append(steps, api.WorryStep{Kind: api.WorryStepKind(row.Kind), By: row.By, Person: row.Person, Note: row.Note, At: clock.Parse(row.At)})
	}
	return steps, nil
}

// adultsFor are the adults of the school to whom this one can hand a worry on: all but who told it and who is named in it.
func adultsFor(app core.App, seat circle.Seat, w *core.Record) ([]api.Named, error) {
	adults := []api.Named{}
	err := app.DB().NewQuery(`SELECT DISTINCT p.id, p.name, p.face FROM grants g CROSS JOIN people p ON p.id = g.person
		WHERE g.school = {:school} AND ` + circle.Running("g") + ` AND p.id NOT IN ({:me}, {:author}) ORDER BY p.name, p.id`).
		Bind(dbx.Params{"school": w.GetString("school"), "now": clock.Stamp(app), "me": seat.Person, "author": w.GetString("person")}).All(&adults)
	if err != nil {
		return nil, fmt.Errorf("find adults for a worry: %w", err)
	}
	named := w.GetStringSlice("about")
	return slices.DeleteFunc(adults, func(one api.Named) bool { return slices.Contains(named, one.Id) }), nil
}
