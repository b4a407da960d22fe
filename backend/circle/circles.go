package circle

import (
	"context"
	"database/sql"
	"errors"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/clock"
	"kith/backend/rows"
)

var glazes = map[string]bool{"clay": true, "moss": true, "ochre": true, "sea": true, "plum": true, "ink": true}

// ListCircles shows the circles this adult decides for, or all of the school to a coordinator, with who is in them now.
func (r *Room) ListCircles(ctx context.Context, _ api.ListCirclesRequestObject) (api.ListCirclesResponseObject, error) {
	seat := From(ctx)
	if err := Staff(seat); err != nil {
		return nil, err
	}
	query := `SELECT c.id FROM circles c WHERE c.school = {:school}`
	if err := Coordinator(r.App, seat); err != nil {
		if api.As(err).Code != "not_found" {
			return nil, err
		}
		query += ` AND c.id IN (` + led + `)`
	}
	var ids []string
	err := r.App.DB().NewQuery(query + ` ORDER BY c.name, c.id`).
		Bind(dbx.Params{"school": seat.School, "me": seat.Person, "now": clock.Stamp(r.App)}).Column(&ids)
	if err != nil {
		return nil, err
	}
	circles := make([]api.StaffCircle, len(ids))
	for i, id := range ids {
		if circles[i], err = r.tell(r.App, id); err != nil {
			return nil, err
		}
	}
	return api.ListCircles200JSONResponse{Circles: circles}, r.lookedAt(seat, circles)
}

// lookedAt puts on record whose lines the circles showed.
func (r *Room) lookedAt(seat Seat, circles []api.StaffCircle) error {
	var students []string
	seen := map[string]bool{}
	for _, circle := range circles {
		for _, member := range circle.Members {
			if !seen[member.Id] {
				students = append(students, member.Id)
			}
			seen[member.Id] = true
		}
	}
	if len(students) == 0 {
		return nil
	}
	return audit.Look(r.App, audit.Entry{School: seat.School, Actor: seat.Person, Act: "look_circles", Subject: seat.School, Students: students})
}

// AddCircle is a coordinator's. The same id once more is the same circle.
func (r *Room) AddCircle(ctx context.Context, request api.AddCircleRequestObject) (api.AddCircleResponseObject, error) {
	seat := From(ctx)
	told, err := r.inCircle(func(tx core.App) (string, error) {
		if err := Coordinator(tx, seat); err != nil {
			return "", err
		}
		circle, fresh, err := newCircle(tx, seat, *request.Body)
		if err != nil || !fresh {
			return circleID(circle), err
		}
		return circle.Id, audit.Write(tx, audit.Entry{School: seat.School, Actor: seat.Person, Act: "add_circle", Subject: circle.Id})
	})
	return api.AddCircle200JSONResponse(told), err
}

// ChangeCircle renames and repaints. Its kind stays: the two kinds have different roles.
func (r *Room) ChangeCircle(ctx context.Context, request api.ChangeCircleRequestObject) (api.ChangeCircleResponseObject, error) {
	seat := From(ctx)
	told, err := r.inCircle(func(tx core.App) (string, error) {
		circle, err := CircleOf(tx, seat, request.Id)
		if err != nil {
			return "", err
		}
		if err := changeCircle(circle, *request.Body); err != nil {
			return "", err
		}
		if err := tx.Save(circle); err != nil {
			return "", err
		}
		return circle.Id, audit.Write(tx, audit.Entry{School: seat.School, Actor: seat.Person, Act: "change_circle", Subject: circle.Id, Detail: request.Body})
	})
	return api.ChangeCircle200JSONResponse(told), err
}

// inCircle runs an act in one transaction and tells of the circle it was about.
func (r *Room) inCircle(act func(tx core.App) (string, error)) (api.StaffCircle, error) {
	var told api.StaffCircle
	err := r.App.RunInTransaction(func(tx core.App) error {
		id, err := act(tx)
		if err != nil {
			return err
		}
		told, err = r.tell(tx, id)
		return err
	})
	return told, err
}

func newCircle(tx core.App, seat Seat, wanted api.NewCircle) (circle *core.Record, fresh bool, err error) {
	name, err := CleanName("name", wanted.Name)
	if err != nil {
		return nil, false, err
	}
	place, err := cleanOptional("place", wanted.Place)
	if err != nil {
		return nil, false, err
	}
	if wanted.Kind != "peer_network" && wanted.Kind != "peer_support" {
		return nil, false, api.Invalid("kind")
	}
	glaze := string(wanted.Glaze)
	if glaze == "" {
		glaze = "clay"
	}
	if err := errors.Join(checkID(wanted.Id), checkGlaze(glaze)); err != nil {
		return nil, false, err
	}
	if known, err := knownCircle(tx, seat, wanted.Id); known != nil || err != nil {
		return known, false, err
	}
	circle, err = rows.New(tx, "circles", map[string]any{
		"school": seat.School, "name": name, "kind": string(wanted.Kind), "glaze": glaze, "place": place,
	})
	if err != nil {
		return nil, false, err
	}
	circle.Id = wanted.Id
	return circle, true, tx.Save(circle)
}

func knownCircle(tx core.App, seat Seat, id string) (*core.Record, error) {
	if id == "" {
		return nil, nil
	}
	circle, err := tx.FindRecordById("circles", id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err == nil && circle.GetString("school") != seat.School {
		return nil, api.Invalid("id")
	}
	return circle, err
}

func circleID(circle *core.Record) string {
	if circle == nil {
		return ""
	}
	return circle.Id
}

func changeCircle(circle *core.Record, change api.CircleChange) error {
	if change.Name != nil {
		name, err := CleanName("name", *change.Name)
		if err != nil {
			return err
		}
		circle.Set("name", name)
	}
	if change.Glaze != nil {
		if err := checkGlaze(string(*change.Glaze)); err != nil {
			return err
		}
		circle.Set("glaze", string(*change.Glaze))
	}
	if change.Place != nil {
		place, err := cleanOptional("place", *change.Place)
		if err != nil {
			return err
		}
		circle.Set("place", place)
	}
	return nil
}

func checkGlaze(glaze string) error {
	if !glazes[glaze] {
		return api.Invalid("glaze")
	}
	return nil
}

// tellCircle tells of a circle as its staff sees it.
func (r *Room) tell(app core.App, id string) (api.StaffCircle, error) {
	circle, err := app.FindRecordById("circles", id)
	if err != nil {
		return api.StaffCircle{}, err
	}
	told := api.StaffCircle{
		Id: circle.Id, Name: circle.GetString("name"), Kind: api.CircleKind(circle.GetString("kind")),
		Glaze: circle.GetString("glaze"), Place: circle.GetString("place"),
	}
	members := tellMembers
	if r.Members != nil {
		members = r.Members
	}
	if told.Members, err = members(app, id); err != nil {
		return told, err
	}
	told.Staff, err = tellStaff(app, id)
	return told, err
}
