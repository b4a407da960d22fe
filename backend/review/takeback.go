package review

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/feed"
	"kith/backend/rows"
)

// TakeBack lets an author take a moment out of the queue while nobody else can read it. What is shared already is `already_shared`: it
// can be taken down instead.
func TakeBack(tx core.App, seat circle.Seat, at time.Time, op string, t api.TakeBack) error {
	h, err := headOf(tx, t.Moment)
	if err != nil {
		return err
	}
	if err := mustBeAuthor(tx, seat, t.Moment); err != nil {
		return err
	}
	shared, err := reaches(tx, h)
	if err != nil {
		return err
	}
	if shared {
		return api.Refuse(http.StatusConflict, "already_shared", "It has been shared already. Ask to take it down: it hides at once.")
	}
	return rows.Save(tx, "decisions", op, map[string]any{
		"moment": t.Moment, "revision": h.Revision, "kind": "take_back", "by": seat.Person, "at": at,
	})
}

func mustBeAuthor(tx core.App, seat circle.Seat, moment string) error {
	var mine []int
	err := tx.DB().NewQuery(`SELECT 1 FROM authors WHERE moment = {:moment} AND person = {:person}`).
		Bind(dbx.Params{"moment": moment, "person": seat.Person}).Column(&mine)
	if err != nil {
		return fmt.Errorf("look for the author: %w", err)
	}
	if len(mine) == 0 || seat.Kind != "student" {
		return api.NotFound()
	}
	return nil
}

// TakeDown hides a shared moment at once when its author, a person in it or one of their families asks. A facilitator then confirms, or
// restores it, which is a new release and passes every rule again.
func TakeDown(tx core.App, seat circle.Seat, at time.Time, op string, t api.TakeDown) error {
	if !t.Action.Valid() {
		return api.Invalid("action")
	}
	h, err := headOf(tx, t.Moment)
	if err != nil {
		return err
	}
	if t.Action == api.TakeDownActionAsk {
		return askDown(tx, seat, at, op, h)
	}
	return answerDown(tx, seat, at, op, h, t.Action)
}

// askDown is open to whoever reads the released moment and is in it, or has a student in it.
func askDown(tx core.App, seat circle.Seat, at time.Time, op string, h head) error {
	keys, err := circle.Keys(tx, seat)
	if err != nil {
		return err
	}
	shared, err := newestRelease(tx, h.Moment)
	if err != nil {
		return err
	}
	open := false
	for _, key := range keys {
		may, err := mayAskUnder(tx, key, h.Moment, seat.Person)
		if err != nil {
			return fmt.Errorf("look who asks: %w", err)
		}
		open = open || may
	}
	if !open || shared.ID == "" {
		return api.NotFound()
	}
	return rows.Save(tx, "decisions", op, map[string]any{
		"moment": h.Moment, "revision": shared.Revision, "kind": "take_down", "of": shared.ID, "by": seat.Person, "at": at,
	})
}

// mayAskUnder says whether a key that gives the moment is that of its author, its adults or a family, or whether the reader is shown.
func mayAskUnder(tx core.App, key circle.Key, moment, person string) (bool, error) {
	revision, gives, err := feed.Under(tx, key, moment)
	if err != nil || !gives {
		return false, err
	}
	switch kind, _, _ := strings.Cut(key.Name, ":"); kind {
	case "seat", "staff", "kin":
		return true, nil
	}
	var shown []int
	err = tx.DB().NewQuery(`SELECT 1 FROM shown WHERE revision = {:revision} AND person = {:person} LIMIT 1`).
		Bind(dbx.Params{"revision": revision, "person": person}).Column(&shown)
	return len(shown) > 0, err
}

func answerDown(tx core.App, seat circle.Seat, at time.Time, op string, h head, action api.TakeDownAction) error {
	if err := mayDecide(tx, seat, h.Circle); err != nil {
		return err
	}
	before, err := last(tx, h.Moment)
	if err != nil {
		return err
	}
	if before.Kind != "take_down" {
		return api.Refuse(http.StatusConflict, "already_decided", "Nobody asks to take this one down now.")
	}
	kind := "confirm_take_down"
	if action == api.TakeDownActionRestore {
		kind = "restore"
	}
	err = rows.Save(tx, "decisions", op, map[string]any{
		"moment": h.Moment, "revision": before.Revision, "kind": kind, "of": before.ID, "by": seat.Person, "at": at,
	})
	if err != nil || kind != "restore" {
		return err
	}
	shared, err := newestRelease(tx, h.Moment)
	if err != nil {
		return err
	}
	waiting, err := unanswered(tx, decision{ID: shared.Of})
	if err != nil {
		return err
	}
	if waiting { // somebody who was not asked then may have changed their standing answer since
		return api.Refuse(http.StatusConflict, "not_ready", "Somebody in it has not said yes to this one. Ask them first.")
	}
	return follow(tx, decision{ID: shared.Of, Moment: h.Moment, Revision: shared.Revision, Audience: shared.Audience}, "release")
}

func newestRelease(tx core.App, moment string) (decision, error) {
	var found []decision
	err := tx.DB().NewQuery(`SELECT id, moment, revision, kind, of, audience, by, hold_until, seq FROM decisions
		WHERE moment = {:moment} AND kind = 'release' ORDER BY seq DESC LIMIT 1`).Bind(dbx.Params{"moment": moment}).All(&found)
	if err != nil || len(found) == 0 {
		return decision{}, err
	}
	return found[0], nil
}
