package amendment

import (
	"context"
	"net/http"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/moment"
	"kith/backend/rows"
)

// pageOfAmendments is how many one answer holds: all that waits at a school of some size, and what was answered of late.
const pageOfAmendments = 200

// forAdult holds for an amendment `a` that {:me} answers for the school: a coordinator; who decides for the circle of the moment that it is about; and,
// where it is about the whole record, who decides for any circle of the student. Not an adult who may read nothing of this student as family: what the
// other side of a family wrote is not for them.
var forAdult = `a.school = {:school}
	AND NOT EXISTS (SELECT 1 FROM family_links r WHERE r.student = a.student AND r.person = {:me} AND r.restricted AND ` + circle.Running("r") + `)
	AND (EXISTS (SELECT 1 FROM grants g WHERE g.person = {:me} AND g.school = a.school AND g.role = 'coordinator' AND ` + circle.Running("g") + `)
		OR a.moment <> '' AND EXISTS (SELECT 1 FROM moments t CROSS JOIN grants g ON g.circle = t.circle
			WHERE t.id = a.moment AND g.person = {:me} AND g.role IN ('facilitator', 'cover') AND ` + circle.Running("g") + `)
		OR a.moment = '' AND EXISTS (SELECT 1 FROM members m CROSS JOIN grants g ON g.circle = m.circle
			WHERE m.person = a.student AND g.person = {:me} AND g.role IN ('facilitator', 'cover') AND ` + circle.Running("m") + ` AND ` + circle.Running("g") + `))`

// longestFirst is what waits, the oldest first, then the newest that were answered.
const longestFirst = ` ORDER BY ` + isOpen + ` DESC, CASE WHEN ` + isOpen + ` THEN a.at END, CASE WHEN ` + isOpen + ` THEN a.rowid END,
	a.at DESC, a.rowid DESC LIMIT {:most}`

func of(app core.App, seat circle.Seat) dbx.Params {
	return dbx.Params{"me": seat.Person, "school": seat.School, "now": clock.Stamp(app), "most": pageOfAmendments}
}

// ListAmendments shows an adult what waits for the school's answer, and what was answered. Which students were shown is on record before the answer
// leaves.
func (r *Room) ListAmendments(ctx context.Context, _ api.ListAmendmentsRequestObject) (api.ListAmendmentsResponseObject, error) {
	seat := circle.From(ctx)
	if err := circle.Staff(seat); err != nil {
		return nil, err
	}
	rows, err := read(r.App, forAdult+longestFirst, of(r.App, seat))
	if err != nil {
		return nil, err
	}
	list := api.ListAmendments200JSONResponse{Amendments: []api.Amendment{}}
	var students []string
	for _, row := range rows {
		list.Amendments = append(list.Amendments, row.tell(seat, true))
		students = append(students, row.Student)
	}
	if len(students) == 0 {
		return list, nil
	}
	return list, audit.Look(r.App, audit.Entry{School: seat.School, Actor: seat.Person, Act: "look_amendments", Subject: seat.School, Students: slices.Compact(slices.Sorted(slices.Values(students)))})
}

// CountAmendments tells an adult how many wait for their answer.
func (r *Room) CountAmendments(ctx context.Context, _ api.CountAmendmentsRequestObject) (api.CountAmendmentsResponseObject, error) {
	seat := circle.From(ctx)
	if err := circle.Staff(seat); err != nil {
		return nil, err
	}
	open, err := count(r.App, `SELECT count(*) FROM amendments a WHERE `+isOpen+` AND a.person <> {:me} AND `+forAdult, of(r.App, seat))
	return api.CountAmendments200JSONResponse{Open: open}, err
}

// AnswerAmendment writes down what the school did about a request.
func (r *Room) AnswerAmendment(ctx context.Context, request api.AnswerAmendmentRequestObject) (api.AnswerAmendmentResponseObject, error) {
	seat := circle.From(ctx)
	var told api.Amendment
	err := r.App.RunInTransaction(func(tx core.App) error {
		before, err := answerable(tx, seat, request.Id)
		if err != nil {
			return err
		}
		if err := answer(tx, seat, before, *request.Body); err != nil {
			return err
		}
		after, err := answerable(tx, seat, request.Id)
		told = after.tell(seat, true)
		return err
	})
	return api.AnswerAmendment200JSONResponse(told), err
}

// answerable is an amendment that this adult answers for the school.
func answerable(app core.App, seat circle.Seat, id string) (row, error) {
	if err := circle.Staff(seat); err != nil {
		return row{}, err
	}
	params := of(app, seat)
	params["id"] = id
	found, err := read(app, `a.id = {:id} AND `+forAdult, params)
	if err == nil && len(found) == 0 {
		err = api.NotFound()
	}
	if err != nil {
		return row{}, err
	}
	return found[0], nil
}

func answer(tx core.App, seat circle.Seat, to row, said api.NewAmendmentAnswer) error {
	words := moment.Clean(said.Words)
	if err := checked(said.Id, words, said.Lang, MaxWords); err != nil {
		return err
	}
	if !said.Kind.Valid() {
		return api.Invalid("kind")
	}
	known, err := whose(tx, `SELECT amendment || by || kind FROM amendment_steps WHERE id = {:id}`, said.Id)
	if err != nil || known == to.ID+seat.Person+string(said.Kind) {
		return err
	}
	state := to.tell(seat, true).State
	switch {
	case known != "":
		return api.Invalid("id")
	case to.Person == seat.Person:
		return api.Refuse(http.StatusConflict, "amendment_own", "You asked this yourself, so somebody else at school answers it.")
	case state == api.AmendmentStateCorrected, state == api.AmendmentStateRefused && said.Kind == api.NewAmendmentAnswerKindRefused:
		return api.Refuse(http.StatusConflict, "amendment_answered", "This was answered already. Read the answer first.")
	}
	as, err := role(tx, seat)
	if err != nil {
		return err
	}
	err = rows.Save(tx, "amendment_steps", said.Id, map[string]any{
		"amendment": to.ID, "kind": string(said.Kind), "by": seat.Person, "as": as, "words": words, "lang": said.Lang, "at": clock.Now(tx),
	})
	if err != nil {
		return err
	}
	return audit.Write(tx, audit.Entry{
		School: seat.School, Actor: seat.Person, Act: "amendment_" + string(said.Kind), Subject: to.ID, Students: []string{to.Student},
	})
}

// role is as what an adult answers: a family is told that, and no name.
func role(app core.App, seat circle.Seat) (string, error) {
	yes, err := circle.Coordinates(app, seat.Person, seat.School)
	if yes {
		return string(api.AmendmentRoleCoordinator), err
	}
	return string(api.AmendmentRoleFacilitator), err
}
