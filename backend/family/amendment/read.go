package amendment

import (
	"context"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
)

// Reader is who reads of a student's record, and by which keys.
type Reader struct {
	Seat    circle.Seat
	Student string
	Keys    []circle.Key
	// Whole says that this reader may ask for amendments too, or is handed the record for somebody who may. A student who is not of age yet gets what
	// goes along with their record, and no more: statements, and what these are about.
	Whole bool
}

// asking is somebody who may ask for amendments of a student's record: of their family and not kept from reading, or the student with full rights.
// It refuses everybody else with `not_found`.
func asking(app core.App, seat circle.Seat, student string) (Reader, error) {
	keys, err := circle.RecordKeys(app, seat, student)
	if err != nil {
		return Reader{}, err
	}
	alone, err := circle.DecidesAlone(app, student)
	if err != nil {
		return Reader{}, err
	}
	if seat.Kind == "student" && !alone {
		return Reader{}, api.NotFound()
	}
	return Reader{Seat: seat, Student: student, Keys: keys, Whole: true}, nil
}

// ListAmendmentsOf tells who may ask what was asked about a student.
func (r *Room) ListAmendmentsOf(ctx context.Context, request api.ListAmendmentsOfRequestObject) (api.ListAmendmentsOfResponseObject, error) {
	reader, err := asking(r.App, circle.From(ctx), request.Id)
	if err != nil {
		return nil, err
	}
	told, err := reader.All(r.App)
	return api.ListAmendmentsOf200JSONResponse{Amendments: told}, err
}

// All is what this reader is told of what was asked about the student, the newest first. No adult is named, and nobody else who asked.
func (r Reader) All(app core.App) ([]api.Amendment, error) {
	return r.among(app, "")
}

// one is the amendment of that id as this reader is told it, or `not_found`.
func (r Reader) one(app core.App, id string) (api.Amendment, error) {
	found, err := r.among(app, id)
	if err == nil && len(found) == 0 {
		err = api.NotFound()
	}
	if err != nil {
		return api.Amendment{}, err
	}
	return found[0], nil
}

func (r Reader) among(app core.App, id string) ([]api.Amendment, error) {
	rows, err := read(app, `a.student = {:student} AND ({:id} = '' OR a.id = {:id}) ORDER BY a.at DESC, a.rowid DESC`, dbx.Params{"student": r.Student, "id": id})
	if err != nil {
		return nil, err
	}
	told := []api.Amendment{}
	for _, row := range rows {
		may, err := r.may(app, row)
		if err != nil {
			return nil, err
		}
		if may {
			told = append(told, row.tell(r.Seat, false))
		}
	}
	return told, nil
}

// may says whether this reader is told of an amendment. One about a moment that they may not read would tell them of that moment, unless they asked.
func (r Reader) may(app core.App, row row) (bool, error) {
	if !r.Whole && !slices.ContainsFunc(row.steps, func(step step) bool { return step.Kind == "statement" }) {
		return false, nil
	}
	if row.Moment == "" || row.Person == r.Seat.Person && row.As == r.Seat.Kind {
		return true, nil
	}
	return r.reads(app, row.Moment)
}

// row is an amendment as the table has it, with what followed.
type row struct {
	ID, Student, Name, Face, Person, Asker, As, Moment, Kept, Circle, Zone, Words, Lang, At string

	steps []step
}

type step struct{ Amendment, Kind, Name, As, Words, Lang, At string }

// isOpen holds for an amendment `a` that the school has not answered.
const isOpen = `NOT EXISTS (SELECT 1 FROM amendment_steps s WHERE s.amendment = a.id AND s.kind IN ('corrected', 'refused'))`

// read gives amendments with what followed them.
func read(app core.App, which string, params dbx.Params) ([]row, error) {
	var rows []row
	err := app.DB().NewQuery(`SELECT a.id, a.student, p.name, p.face, a.person, coalesce((SELECT w.name FROM people w WHERE w.id = a.person), '') AS asker, a."as",
			a.moment, coalesce((SELECT r.kept_at FROM revisions r WHERE r.moment = a.moment AND r.number = 1), '') AS kept,
			coalesce((SELECT c.name FROM moments m CROSS JOIN circles c ON c.id = m.circle WHERE m.id = a.moment), '') AS circle,
			coalesce((SELECT h.zone FROM schools h WHERE h.id = a.school), '') AS zone, a.words, a.lang, a.at
		FROM amendments a CROSS JOIN people p ON p.id = a.student WHERE ` + which).Bind(params).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("read amendments: %w", err)
	}
	for i := range rows {
		err := app.DB().NewQuery(`SELECT s.amendment, s.kind, coalesce((SELECT w.name FROM people w WHERE w.id = s.by), '') AS name, s."as", s.words, s.lang, s.at
			FROM amendment_steps s WHERE s.amendment = {:id} ORDER BY s.at, s.rowid`).Bind(dbx.Params{"id": rows[i].ID}).All(&rows[i].steps)
		if err != nil {
			return nil, fmt.Errorf("read what followed an amendment: %w", err)
		}
	}
	return rows, nil
}

// tell is an amendment as one reader is told it. Only staff is told who asked and who answered by name: for a family it may be somebody's secret.
func (a row) tell(to circle.Seat, staff bool) api.Amendment {
	told := api.Amendment{
		Id: a.ID, Student: api.Named{Id: a.Student, Name: a.Name, Face: a.Face}, As: api.AmendmentRole(a.As), Mine: a.Person == to.Person,
		Moment: a.Moment, MomentAt: clock.Day(clock.Parse(a.Kept), a.Zone), At: clock.Parse(a.At), Words: a.Words, Lang: a.Lang, State: api.AmendmentStateOpen, Steps: []api.AmendmentStep{},
	}
	if staff {
		told.From, told.CircleName, told.MomentAt = a.Asker, a.Circle, clock.Parse(a.Kept)
	}
	for _, one := range a.steps {
		line := api.AmendmentStep{Kind: api.AmendmentStepKind(one.Kind), As: api.AmendmentRole(one.As), At: clock.Parse(one.At), Words: one.Words, Lang: one.Lang}
		if staff {
			line.Name = one.Name
		}
		if one.Kind != "statement" {
			told.State = api.AmendmentState(one.Kind)
		}
		told.Steps = append(told.Steps, line)
	}
	return told
}
