package feed

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
)

// RefreshMe brings the own rows of a person's seats in line: what the app says about the reader.
func RefreshMe(tx core.App, person string) error {
	var seats []string
	err := tx.DB().NewQuery(`SELECT id FROM seats WHERE person = {:person}`).Bind(dbx.Params{"person": person}).Column(&seats)
	if err != nil {
		return err
	}
	for _, seat := range seats {
		form, err := meForm(tx, seat)
		if err != nil {
			return err
		}
		if err := refreshOne(tx, "seat:"+seat, "me", seat, form); err != nil {
			return err
		}
	}
	return nil
}

func meForm(app core.App, seat string) (*api.Me, error) {
	var line struct {
		Person, Kind, Name, Face, School, Zone, Standing, Oriented, Words, Phone string
	}
	err := app.DB().NewQuery(`SELECT s.person, s.kind, p.name, p.face, h.name AS school, h.zone, h.urgent_words AS words, h.urgent_phone AS phone,
			coalesce((SELECT a.answer FROM answers a WHERE a.person = p.id AND a.moment = '' ORDER BY a.seq DESC LIMIT 1), 'ask') AS standing,
			coalesce((SELECT o.until FROM orientations o WHERE o.person = p.id ORDER BY o.seq DESC LIMIT 1), '') AS oriented
		FROM seats s JOIN people p ON p.id = s.person JOIN schools h ON h.id = s.school WHERE s.id = {:seat}`).
		Bind(dbx.Params{"seat": seat}).One(&line)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, api.NotFound()
	}
	if err != nil {
		return nil, fmt.Errorf("read seat %s: %w", seat, err)
	}
	me := &api.Me{
		Seat: seat, SeatKind: api.SeatKind(line.Kind), Person: line.Person, Name: line.Name, Face: line.Face,
		School: api.SchoolLine{Name: line.School, Zone: line.Zone},
	}
	person, err := app.FindRecordById("people", line.Person)
	if err != nil {
		return nil, err
	}
	if me.SeatKind != api.SeatKindFamily {
		me.School.UrgentWords, me.School.UrgentPhone = line.Words, line.Phone
	}
	switch me.SeatKind {
	case api.SeatKindStudent:
		me.Standing, me.OrientedUntil = line.Standing, clock.Parse(line.Oriented)
		me.Ways = person.GetStringSlice("ways")
		me.OutOf, err = steppedOut(app, line.Person)
	case api.SeatKindStaff:
		if me.Worries, err = worriesWaiting(app, line.Person); err != nil {
			return nil, err
		}
		if me.Late, err = lateFor(app, line.Person); err != nil {
			return nil, err
		}
		err = app.DB().NewQuery(`SELECT DISTINCT role, circle FROM grants WHERE person = {:person}
			AND ("from" = '' OR "from" <= {:now}) AND (until = '' OR until > {:now}) ORDER BY role, circle`).
			Bind(dbx.Params{"person": line.Person, "now": clock.Stamp(app)}).All(&me.Roles)
	case api.SeatKindFamily:
		err = app.DB().NewQuery(`SELECT p.id, p.name, p.face FROM family_links l CROSS JOIN people p ON p.id = l.student
			WHERE l.person = {:person} AND (l.until = '' OR l.until > {:now})
			GROUP BY p.id HAVING max(l.restricted) = 0 AND max(` + circle.Reads("l", "p") + `) ORDER BY p.name`).
			Bind(dbx.Params{"person": line.Person, "now": clock.Stamp(app)}).All(&me.Students)
		if err == nil {
			me.Closed, err = circle.Off(app, person.GetString("school"), circle.Families)
		}
	}
	if err != nil {
		return nil, err
	}
	if me.Leaving, err = leaving(app, me, person.GetString("school")); err != nil {
		return nil, err
	}
	return me, tellConsents(app, me)
}

// leaving is when moments go that a student is in, or a family's student, since their school year is over. The zero time: none is about to go. Whose
// student decides alone is not told, since only that student can save their record.
func leaving(app core.App, me *api.Me, school string) (time.Time, error) {
	students := []string{me.Person}
	switch me.SeatKind {
	case api.SeatKindStaff:
		return time.Time{}, nil
	case api.SeatKindFamily:
		students = nil
		for _, student := range me.Students {
			students = append(students, student.Id)
		}
	}
	var goes []string
	err := app.DB().NewQuery(`SELECT min(f.goes) FROM farewells f WHERE f.school = {:school} AND EXISTS (SELECT 1 FROM json_each({:students}) w
		CROSS JOIN people p ON p.id = w.value AND (p.id = {:reader} OR p.full_rights = '' OR p.full_rights > {:now})
		CROSS JOIN shown s ON s.person = w.value JOIN revisions r ON r.id = s.revision WHERE r.received_at < f.year_end) HAVING count(*) > 0`).
		Bind(dbx.Params{"school": school, "students": list(students), "reader": me.Person, "now": clock.Stamp(app)}).Column(&goes)
	if err != nil || len(goes) == 0 {
		return time.Time{}, err
	}
	return clock.Parse(goes[0]), nil
}

// RefreshMes brings the own rows of everybody at a school in line, each person in a transaction of their own.
func RefreshMes(app core.App, school string) error {
	return turn(app, RefreshMe, `SELECT DISTINCT person FROM seats WHERE school = {:school}`, dbx.Params{"school": school})
}

// RefreshMeOf answers a record about a person that changes what the app says to them.
func RefreshMeOf(tx core.App, record *core.Record) error {
	return RefreshMe(tx, record.GetString("person"))
}

// RefreshSchool answers a change of a school's own record: its name and its zone stand in everybody's own row, and whether families read.
func RefreshSchool(tx core.App, school *core.Record) error {
	var people []string
	err := tx.DB().NewQuery(`SELECT DISTINCT person FROM seats WHERE school = {:school}`).
		Bind(dbx.Params{"school": school.Id}).Column(&people)
	if err != nil {
		return fmt.Errorf("find the people of a school: %w", err)
	}
	for _, person := range people {
		if err := RefreshMe(tx, person); err != nil {
			return err
		}
	}
	return nil
}
