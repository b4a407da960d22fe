package incident

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/clock"
)

// What is more than people do in ten minutes. Source: the lessons of a theft of whole districts' records, and of an account whose password was
// guessed and that then sent to everybody.
const (
	window      = 10 * time.Minute
	mostMoments = 20 // kept by one person within ten minutes of their own clock: what a phone brings after a week offline is no haste
	mostRecords = 50 // students whose records one adult opened or took

	mostConsents = 50 // answers that one adult wrote down: what a sheet of paper brings, and a talk with a family does not
)

// apart is how often one person is told of at most.
const apart = time.Hour

// opening are the looks that are somebody's own choice: one student's page, a page of the whole school's moments, a list or a record that is taken
// away. What a phone pulls, and a list of names, are as long as what somebody has to do with, and say nothing.
var opening = map[string]bool{"look_person": true, "look_sessions": true, "read_online": true, "read_affected": true, "export_record": true}

// Watch notices what happens faster than people do it. It looks at what was added since ten minutes ago, by the places in the two orders that it
// noted then, so that no index is needed; after a start it begins anew.
type Watch struct {
	marks []mark // the oldest is ten minutes old or a little more
}

type mark struct {
	at             time.Time
	looks, moments int64
}

// Look raises an alarm for each haste, and for what one coordinator did that another has to know of, unless one was raised within an hour.
func (w *Watch) Look(app core.App) error {
	now := clock.Now(app)
	from, err := w.advance(app, now)
	if err != nil {
		return err
	}
	acts, err := actsSince(app, from.looks)
	if err != nil {
		return err
	}
	records, failed := opened(acts)
	large, wrong := largeOnes(app, acts)
	kept, broken := keptSince(app, from)
	if err := errors.Join(failed, wrong, broken); err != nil {
		return err
	}
	return app.RunInTransaction(func(tx core.App) error {
		for _, one := range slices.Concat(records, large, kept) {
			if err := raise(tx, one, now); err != nil {
				return err
			}
		}
		return nil
	})
}

// ForgetAlarms forgets what was noticed before a time.
func ForgetAlarms(app core.App, before time.Time) error {
	_, err := app.NonconcurrentDB().NewQuery(`DELETE FROM alarms WHERE at < {:before}`).Bind(dbx.Params{"before": clock.Text(before)}).Execute()
	if err != nil {
		return fmt.Errorf("forget alarms: %w", err)
	}
	return nil
}

// advance notes where both orders stand, and gives where they stood ten minutes ago.
func (w *Watch) advance(app core.App, now time.Time) (mark, error) {
	here := mark{at: now}
	err := errors.Join(
		app.DB().NewQuery(`SELECT coalesce(max(seq), 0) FROM audit`).Row(&here.looks),
		app.DB().NewQuery(`SELECT seq FROM counter`).Row(&here.moments),
	)
	if err != nil {
		return here, fmt.Errorf("note where the orders stand: %w", err)
	}
	w.marks = append(w.marks, here)
	for len(w.marks) > 1 && !w.marks[1].at.After(now.Add(-window)) {
		w.marks = w.marks[1:]
	}
	return w.marks[0], nil
}

// haste is one person who did more than people do, or what others have to know of.
type haste struct {
	School, Kind, Person string
	Count                int
}

// act is one line of the record.
type act struct{ School, Actor, Act, Students, Detail string }

func actsSince(app core.App, seq int64) (acts []act, err error) {
	err = app.DB().NewQuery(`SELECT a.school, a.actor, a.act, a.students, coalesce(d.body, '') AS detail FROM audit a
		LEFT JOIN audit_details d ON d.hash = a.detail WHERE a.seq > {:seq}`).Bind(dbx.Params{"seq": seq}).All(&acts)
	if err != nil {
		return nil, fmt.Errorf("read what was done lately: %w", err)
	}
	return acts, nil
}

func opened(rows []act) ([]haste, error) {
	type who struct{ school, person string }
	theirs := map[who]map[string]bool{}
	for _, row := range rows {
		if !opening[row.Act] {
			continue
		}
		var students []string
		if err := json.Unmarshal([]byte(row.Students), &students); err != nil {
			return nil, fmt.Errorf("read whose records were opened: %w", err)
		}
		by := who{row.School, row.Actor}
		if theirs[by] == nil {
			theirs[by] = map[string]bool{}
		}
		for _, student := range students {
			theirs[by][student] = true
		}
	}
	var found []haste
	for by, students := range theirs {
		if len(students) > mostRecords {
			found = append(found, haste{by.school, string(api.AlarmKindManyRecords), by.person, len(students)})
		}
	}
	return found, nil
}

// keptSince goes by the rows of authors, which stand in the order of what came in.
func keptSince(app core.App, from mark) ([]haste, error) {
	var found []haste
	err := app.DB().NewQuery(`SELECT m.school, {:kind} AS kind, r.writer AS person, count(DISTINCT r.moment) AS count FROM feed f
		JOIN revisions r ON r.moment = f.subject AND r.number = 1 JOIN moments m ON m.id = r.moment
		WHERE f.seq > {:seq} AND f.kind = 'moment' AND f.key LIKE 'seat:%' AND r.received_at > {:since}
		GROUP BY m.school, r.writer, CAST(unixepoch(r.kept_at) / {:window} AS INTEGER) HAVING count(DISTINCT r.moment) > {:most}`).
		Bind(dbx.Params{
			"seq": from.moments, "since": clock.Text(from.at), "kind": string(api.AlarmKindManyMoments), "window": int(window.Seconds()), "most": mostMoments,
		}).All(&found)
	if err != nil {
		return nil, fmt.Errorf("count what was kept lately: %w", err)
	}
	return found, nil
}

func raise(tx core.App, h haste, now time.Time) error {
	var known int
	err := tx.DB().NewQuery(`SELECT count(*) FROM alarms WHERE person = {:person} AND kind = {:kind} AND at > {:since}`).
		Bind(dbx.Params{"person": h.Person, "kind": h.Kind, "since": clock.Text(now.Add(-apart))}).Row(&known)
	if err != nil || known > 0 {
		return err
	}
	id := core.GenerateDefaultRandomId()
	_, err = tx.NonconcurrentDB().Insert("alarms", dbx.Params{
		"id": id, "school": h.School, "kind": h.Kind, "person": h.Person, "count": h.Count, "at": clock.Text(now),
	}).Execute()
	if err != nil {
		return fmt.Errorf("raise an alarm: %w", err)
	}
	return audit.Write(tx, audit.Entry{School: h.School, Act: "raise_alarm", Subject: id, Detail: map[string]any{"kind": h.Kind, "count": h.Count}})
}
