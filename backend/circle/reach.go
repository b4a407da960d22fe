package circle

import (
	"context"
	"database/sql"
	"errors"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/clock"
)

// Everything is looked up through the adult who asks. What is out of reach and what does not exist give one answer: api.NotFound.

// Room answers what the school asks about its own people. Its methods are operations of openapi.yaml.
type Room struct {
	App core.App
	// Members tells of the members of a circle all that its adults may know, consents included. It is given by the house, since consents
	// live upstairs; without it names and roles are told.
	Members func(app core.App, circle string) ([]api.CircleMember, error)
	// Fresh refuses an adult who has not signed in just now, for what a session that was left open must not do. It is given by the house, since
	// sessions live upstairs; without it everybody is fresh.
	Fresh func(ctx context.Context) error
}

func (r *Room) fresh(ctx context.Context) error {
	if r.Fresh == nil {
		return nil
	}
	return r.Fresh(ctx)
}

// Coordinator refuses any seat but a staff seat of a coordinator of its own school.
func Coordinator(app core.App, seat Seat) error {
	if seat.Kind != "staff" {
		return api.NotFound()
	}
	yes, err := Coordinates(app, seat.Person, seat.School)
	if err != nil {
		return err
	}
	if !yes {
		return api.NotFound()
	}
	return nil
}

// Staff refuses everybody who does not sit in a staff seat.
func Staff(seat Seat) error {
	if seat.Kind != "staff" {
		return api.NotFound()
	}
	return nil
}

// StudentOf is a student whom this adult may look after: one of their circles', or for a coordinator any of the school.
func StudentOf(app core.App, seat Seat, id string) (*core.Record, error) {
	student, err := find(app, "people", id, seat)
	if err != nil {
		return nil, err
	}
	sits, err := HasSeat(app, student.Id, "student")
	if err != nil {
		return nil, err
	}
	looks, err := LooksAfter(app, seat.Person, student.Id)
	if err != nil {
		return nil, err
	}
	if !sits || !looks {
		return nil, api.NotFound()
	}
	return student, nil
}

// PersonOf is any person this adult may know of: for a coordinator everybody of the school, otherwise the students they look
// after, those students' families, and the adults of the same circles.
func PersonOf(app core.App, seat Seat, id string) (*core.Record, error) {
	person, err := find(app, "people", id, seat)
	if err != nil {
		return nil, err
	}
	if err := Coordinator(app, seat); err == nil || api.As(err).Code != "not_found" {
		return person, err
	}
	near, err := exists(app, `SELECT 1 WHERE {:id} IN (`+around+`)`,
		dbx.Params{"id": id, "me": seat.Person, "school": seat.School, "now": clock.Stamp(app)})
	if err != nil {
		return nil, err
	}
	if !near {
		return nil, api.NotFound()
	}
	return person, nil
}

// CircleOf is a circle that this adult decides for, or any of the school for a coordinator.
func CircleOf(app core.App, seat Seat, id string) (*core.Record, error) {
	circle, err := find(app, "circles", id, seat)
	if err != nil {
		return nil, err
	}
	leads, err := Leads(app, seat.Person, circle.Id, clock.Now(app))
	if err != nil {
		return nil, err
	}
	if leads {
		return circle, nil
	}
	return circle, Coordinator(app, seat)
}

// LooksInto says whether an adult decides for a circle, or coordinates its school.
func LooksInto(app core.App, seat Seat, id string) (bool, error) {
	_, err := CircleOf(app, seat, id)
	if err != nil && api.As(err).Code == "not_found" {
		return false, nil
	}
	return err == nil, err
}

// LinkOf is the link between a family member and a student whom this adult may look after.
func LinkOf(app core.App, seat Seat, id string) (*core.Record, error) {
	link, err := linkByID(app, id)
	if err != nil {
		return nil, err
	}
	if _, err := StudentOf(app, seat, link.GetString("student")); err != nil {
		return nil, err
	}
	return link, nil
}

func linkByID(app core.App, id string) (*core.Record, error) {
	link, err := app.FindRecordById("family_links", id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, api.NotFound()
	}
	return link, err
}

// HasSeat says whether a person sits in a seat of that kind now.
func HasSeat(app core.App, person, kind string) (bool, error) {
	return exists(app, "SELECT 1 FROM seats WHERE person = {:person} AND kind = {:kind} AND (`until` = '' OR `until` > {:now})",
		dbx.Params{"person": person, "kind": kind, "now": clock.Stamp(app)})
}

// find is a record of the seat's own school, for members of staff only.
func find(app core.App, collection, id string, seat Seat) (*core.Record, error) {
	if err := Staff(seat); err != nil {
		return nil, err
	}
	record, err := app.FindRecordById(collection, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, api.NotFound()
	}
	if err != nil {
		return nil, err
	}
	if record.GetString("school") != seat.School {
		return nil, api.NotFound()
	}
	return record, nil
}

// Running holds for a row of the aliased table that has begun and not ended at {:now}.
func Running(alias string) string {
	return "(" + alias + ".`from` = '' OR " + alias + ".`from` <= {:now}) AND (" + alias + ".`until` = '' OR " + alias + ".`until` > {:now})"
}

// led are the circles that {:me} decides for now.
var led = `SELECT led.circle FROM grants led WHERE led.person = {:me}
	AND led.role IN ('facilitator', 'cover') AND ` + Running("led")

// around are the people near {:me}: the students of the circles they lead, those students' families, and the circles' adults.
var around = `SELECT m.person FROM members m WHERE m.circle IN (` + led + `) AND ` + Running("m") + `
	UNION SELECT f.person FROM members m JOIN family_links f ON f.student = m.person
		WHERE m.circle IN (` + led + `) AND ` + Running("m") + ` AND ` + Running("f") + `
	UNION SELECT g.person FROM grants g WHERE g.circle IN (` + led + `) AND ` + Running("g")
