// Package family is what families and students are told about what the school keeps: a student's whole record, as a file of their own.
package family

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/feed"
)

// Room gives a student's record to whoever may have it.
type Room struct {
	App  core.App
	Feed *feed.Room
	// Pictures opens the largest size of a folder of pictures. It is given by the house, since pictures live next door.
	Pictures func(folder string) (fs.File, error)
	// Sound opens the voice note of a folder, and says its form.
	Sound func(folder string) (fs.File, string, error)
	// Fresh refuses an adult who has not signed in just now. It is given by the house.
	Fresh func(ctx context.Context) error
}

// reading is who reads the record, and by which keys. Nothing is in a record that these keys do not give, besides what is told of the student
// alone.
type reading struct {
	seat    circle.Seat
	student *core.Record
	keys    []circle.Key
	own     bool // the student's own reading: whatever they wrote, said and were asked
}

// ExportRecord gives a student's record as a zip, to the student, to their family, and to a coordinator who has just signed in and hands it over.
// That somebody took it is on record before the first byte leaves. Whoever may not have it learns nothing.
func (r *Room) ExportRecord(ctx context.Context, request api.ExportRecordRequestObject) (api.ExportRecordResponseObject, error) {
	to, err := r.reading(ctx, request.Id)
	if err != nil {
		return nil, err
	}
	record, err := r.gather(to)
	if err != nil {
		return nil, err
	}
	act := "take_record"
	if to.seat.Kind == "staff" {
		act = "export_record"
	}
	err = audit.Look(r.App, audit.Entry{
		School: to.seat.School, Actor: to.seat.Person, Act: act, Subject: to.student.Id, Students: []string{to.student.Id},
	})
	if err != nil {
		return nil, err
	}
	return archive{
		record:  record,
		picture: func(rendition string) (fs.File, error) { return r.picture(to.keys, rendition) },
		sound:   func(rendition string) (fs.File, error) { return r.sound(to.keys, rendition) },
		log:     r.App.Logger(),
	}, nil
}

// reading finds the student through who asks.
func (r *Room) reading(ctx context.Context, student string) (reading, error) {
	to := reading{seat: circle.From(ctx)}
	var err error
	if to.own = to.seat.Kind == "student"; to.own || to.seat.Kind == "family" {
		to.keys, err = circle.RecordKeys(r.App, to.seat, student)
	} else {
		err = r.asCoordinator(ctx, &to, student)
	}
	if err != nil {
		return to, err
	}
	if to.student == nil {
		to.student, err = r.App.FindRecordById("people", student)
	}
	return to, err
}

// asCoordinator gives what is handed to the student's family, and no more: what a coordinator reads at work they read there. Nobody else at school
// gets it, since a student is in circles of other teachers too. Whoever has full rights takes their record themselves.
func (r *Room) asCoordinator(ctx context.Context, to *reading, student string) error {
	if err := circle.Coordinator(r.App, to.seat); err != nil {
		return err
	}
	found, err := r.App.FindRecordById("people", student)
	if errors.Is(err, sql.ErrNoRows) || err == nil && found.GetString("school") != to.seat.School {
		return api.NotFound()
	}
	if err != nil {
		return err
	}
	var seats []string // also one that is over: those who have left ask for their record
	params := dbx.Params{"student": student, "now": clock.Stamp(r.App)}
	if err := r.App.DB().NewQuery(`SELECT id FROM seats WHERE person = {:student} AND kind = 'student'`).Bind(params).Column(&seats); err != nil {
		return err
	}
	if len(seats) == 0 {
		return api.NotFound()
	}
	if err := r.Fresh(ctx); err != nil {
		return err
	}
	if rights := found.GetDateTime("full_rights"); !rights.IsZero() && !rights.Time().After(clock.Now(r.App)) {
		return api.Refuse(http.StatusConflict, "full_rights", "This student decides alone. They can save their record themselves.")
	}
	key := circle.Key{Name: "kin:" + student}
	if key.Closed, err = circle.ClosedToFamilies(r.App, to.seat.School); err != nil {
		return err
	}
	err = r.App.DB().NewQuery(hiddenFromFamily).Bind(params).Column(&key.Except)
	to.student, to.keys = found, []circle.Key{key}
	return err
}

// hiddenFromFamily are the students whom a member of this student's family may not see.
var hiddenFromFamily = `SELECT DISTINCT r.student FROM family_links l JOIN family_links r ON r.person = l.person JOIN people p ON p.id = r.student
	WHERE l.student = {:student} AND r.student <> l.student AND NOT l.restricted AND (r.restricted OR NOT ` + circle.Reads("r", "p") + `)
		AND (l.until = '' OR l.until > {:now}) AND (r.until = '' OR r.until > {:now}) ORDER BY 1`

// picture opens the file of a rendition, if the keys still list it.
func (r *Room) picture(keys []circle.Key, rendition string) (fs.File, error) {
	folder, err := r.folder(keys, rendition)
	if err != nil {
		return nil, err
	}
	return r.Pictures(folder)
}

// sound opens the voice note of a rendition, if the keys still list it.
func (r *Room) sound(keys []circle.Key, rendition string) (fs.File, error) {
	folder, err := r.folder(keys, rendition)
	if err != nil {
		return nil, err
	}
	file, _, err := r.Sound(folder)
	return file, err
}

func (r *Room) folder(keys []circle.Key, rendition string) (string, error) {
	folder, err := feed.Opens(r.App, keys, rendition)
	if err == nil && folder == "" {
		err = fs.ErrNotExist
	}
	return folder, err
}
