// Package family is what families and students are told about what the school keeps: a student's whole record, as a file of their own.
package family

import (
	"context"
	"io/fs"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/account"
	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/circle"
	"kith/backend/feed"
)

// Room gives a student's record to whoever may have it.
type Room struct {
	App  core.App
	Feed *feed.Room
	// Pictures opens the largest size of a folder of pictures. It is given by the house, since pictures live next door.
	Pictures func(folder string) (fs.File, error)
}

// reading is who reads the record, and by which keys. Nothing is in a record that these keys do not give, besides what is told of the student
// alone.
type reading struct {
	seat    circle.Seat
	student *core.Record
	keys    []circle.Key
	own     bool // the student's own reading: whatever they wrote, said and were asked
}

// ExportRecord gives a student's record as a zip, to the student, to their family, and to an adult who looks after them and has just signed in.
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
	return archive{record: record, picture: func(rendition string) (fs.File, error) { return r.picture(to.keys, rendition) }, log: r.App.Logger()}, nil
}

// reading finds the student through who asks.
func (r *Room) reading(ctx context.Context, student string) (reading, error) {
	to := reading{seat: circle.From(ctx)}
	var err error
	switch to.seat.Kind {
	case "student":
		err = to.asStudent(r.App, student)
	case "family":
		err = to.asFamily(r.App, student)
	default:
		err = to.asStaff(r.App, ctx, student)
	}
	if err != nil {
		return to, err
	}
	if to.student == nil {
		to.student, err = r.App.FindRecordById("people", student)
	}
	return to, err
}

func (to *reading) asStudent(app core.App, student string) error {
	if to.seat.Person != student {
		return api.NotFound()
	}
	keys, err := circle.Keys(app, to.seat)
	for _, key := range keys {
		if !strings.HasPrefix(key.Name, "school:") {
			to.keys = append(to.keys, key)
		}
	}
	to.own = true
	return err
}

func (to *reading) asFamily(app core.App, student string) error {
	keys, err := circle.Keys(app, to.seat)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if key.Name == "kin:"+student {
			to.keys = append(to.keys, key)
		}
	}
	if to.keys == nil {
		return api.NotFound()
	}
	return nil
}

// asStaff gives an adult what they hand to a family, and no more: what they read at work they read there.
func (to *reading) asStaff(app core.App, ctx context.Context, student string) error {
	var err error
	if to.student, err = circle.StudentOf(app, to.seat, student); err != nil {
		return err
	}
	if err := account.Fresh(app, account.From(ctx)); err != nil {
		return err
	}
	closed, err := circle.IsClosed(app, to.seat.School)
	to.keys = []circle.Key{{Name: "kin:" + student, Closed: closed}}
	return err
}

// picture opens the file of a rendition, if the keys still list it.
func (r *Room) picture(keys []circle.Key, rendition string) (fs.File, error) {
	folder, err := feed.Opens(r.App, keys, rendition)
	if err != nil {
		return nil, err
	}
	if folder == "" {
		return nil, fs.ErrNotExist
	}
	return r.Pictures(folder)
}
