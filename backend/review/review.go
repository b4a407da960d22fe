// Package review is a teacher's judgement: what has to be true before a moment may be shared, the decision itself, the hold in which
// people who are shown are asked, and the release. Every decision is a record with who and when, and is never changed.
package review

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
)

// decision is one record about a moment.
type decision struct {
	ID, Moment, Revision, Kind, Of, Audience, By, HoldUntil string
	Seq                                                     int64
}

// last is the newest decision about a moment, or the zero decision.
func last(tx core.App, moment string) (decision, error) {
	var found []decision
	err := tx.DB().NewQuery(`SELECT id, moment, revision, kind, of, audience, by, hold_until, seq FROM decisions
		WHERE moment = {:moment} ORDER BY seq DESC LIMIT 1`).Bind(dbx.Params{"moment": moment}).All(&found)
	if err != nil || len(found) == 0 {
		return decision{}, err
	}
	return found[0], nil
}

// head is the newest revision of a moment with its place, or NotFound.
type head struct {
	Moment, Circle, School, Revision, Hash string
	Seq                                    int64
}

func headOf(tx core.App, moment string) (head, error) {
	var found []head
	err := tx.DB().NewQuery(`SELECT m.id AS moment, m.circle, m.school, r.id AS revision, r.hash, r.seq
		FROM moments m JOIN revisions r ON r.moment = m.id WHERE m.id = {:moment} ORDER BY r.number DESC LIMIT 1`).
		Bind(dbx.Params{"moment": moment}).All(&found)
	if err != nil {
		return head{}, fmt.Errorf("find the newest revision: %w", err)
	}
	if len(found) == 0 {
		return head{}, api.NotFound()
	}
	return found[0], nil
}

// mayDecide refuses everybody but the facilitators and dated covers of the circle, as if the moment were not there.
func mayDecide(tx core.App, seat circle.Seat, circleID string) error {
	if seat.Kind != "staff" {
		return api.NotFound()
	}
	leads, err := circle.Leads(tx, seat.Person, circleID, clock.Now(tx))
	if err != nil {
		return err
	}
	if !leads {
		return api.NotFound()
	}
	return nil
}

// reaches says whether anybody beyond author and adults may read the moment now. The feed is asked, since it alone knows.
func reaches(tx core.App, h head) (bool, error) {
	var rows []string
	err := tx.DB().NewQuery(`SELECT revision FROM feed WHERE key = 'circle:' || {:circle} AND kind = 'moment' AND subject = {:moment}
		AND NOT gone`).Bind(dbx.Params{"circle": h.Circle, "moment": h.Moment}).Column(&rows)
	return len(rows) > 0, err
}

// hold is the pause of a school between approval and release.
func hold(tx core.App, school string) (time.Duration, error) {
	record, err := tx.FindRecordById("schools", school)
	if err != nil {
		return 0, fmt.Errorf("find school %s: %w", school, err)
	}
	return time.Duration(record.GetInt("hold_seconds")) * time.Second, nil
}
