package review

import (
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/rows"
)

// Answer records what somebody shown says: for one moment, or as their standing answer. A facilitator may record what a student said
// face to face. It refuses with `not_found` for whoever is not in the moment or was not asked, since before the approval nobody but the
// author knows of it.
func Answer(tx core.App, seat circle.Seat, op string, a api.GiveAnswer) error {
	person, how := seat.Person, "own_phone"
	if a.Person != "" && a.Person != seat.Person {
		looksAfter, err := circle.LooksAfter(tx, seat.Person, a.Person)
		if err != nil || !looksAfter || seat.Kind != "staff" {
			return api.NotFound().Because(err)
		}
		person, how = a.Person, "face_to_face"
	} else if seat.Kind != "student" {
		return api.NotFound()
	}
	allowed := []string{"yes", "no", "ask"}
	if a.Moment != "" {
		allowed = []string{"yes", "no", "later"}
		if err := mayAnswer(tx, seat, person, a.Moment); err != nil {
			return err
		}
	}
	if !slices.Contains(allowed, string(a.Answer)) {
		return api.Invalid("answer")
	}
	return rows.Save(tx, "answers", op, map[string]any{
		"person": person, "moment": a.Moment, "answer": string(a.Answer), "how": how, "by": seat.Person,
	})
}

// mayAnswer: the person is shown in the newest revision, and either is asked now, can see it shared, or a facilitator of its circle
// records it.
func mayAnswer(tx core.App, seat circle.Seat, person, moment string) error {
	h, err := headOf(tx, moment)
	if err != nil {
		return err
	}
	if seat.Kind == "staff" {
		if err := mayDecide(tx, seat, h.Circle); err != nil {
			return err
		}
	}
	var may []int
	err = tx.DB().NewQuery(`SELECT 1 FROM shown s WHERE s.moment = {:moment} AND s.person = {:person} AND s."as" <> 'author' AND (
			{:staff} AND s.revision = {:revision}
			OR EXISTS (SELECT 1 FROM feed f JOIN seats t ON f.key = 'seat:' || t.id WHERE t.person = s.person AND f.kind = 'ask'
				AND f.subject = s.moment AND f.revision = s.revision AND NOT f.gone)
			OR EXISTS (SELECT 1 FROM feed f WHERE f.key = 'circle:' || {:circle} AND f.kind = 'moment' AND f.subject = s.moment
				AND f.revision = s.revision AND NOT f.gone))
		LIMIT 1`).Bind(dbx.Params{
		"moment": moment, "person": person, "revision": h.Revision, "circle": h.Circle, "staff": seat.Kind == "staff",
	}).Column(&may)
	if err != nil {
		return fmt.Errorf("look whether the person is asked: %w", err)
	}
	if len(may) == 0 {
		return api.NotFound()
	}
	return nil
}

// saidNoSince says whether somebody shown in the newest revision, its authors aside, said no to the moment after a place in the order.
func saidNoSince(tx core.App, h head, seq int64) (bool, error) {
	var no []int
	err := tx.DB().NewQuery(`SELECT 1 FROM shown s JOIN answers a ON a.person = s.person AND a.moment = s.moment
		WHERE s.revision = {:revision} AND s."as" <> 'author' AND a.answer = 'no' AND a.seq > {:seq} LIMIT 1`).
		Bind(dbx.Params{"revision": h.Revision, "seq": seq}).Column(&no)
	return len(no) > 0, err
}
