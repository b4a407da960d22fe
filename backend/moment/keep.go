package moment

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/rows"
)

// Keep writes one whole revision with all its parts; the revision itself is written last, so that whoever answers its coming finds
// everything. It refuses with `erased`, `field_invalid`, `nothing_in_it`, `not_member`, `stale_base` (another device was faster: both texts are
// kept and shown to the author), `media_not_yours` or `not_found`.
// `at` is the phone's clock, already held against the school's: it is shown, and decides membership, but never order.
func Keep(tx core.App, author circle.Seat, at time.Time, schema int, r api.KeepRevision) error {
	if author.Kind != "student" {
		return api.Refuse(403, "not_member", "Only members of this circle keep moments in it. Your words are safe on this phone.")
	}
	if err := tidy(&r); err != nil {
		return err
	}
	if err := withoutErased(tx, &r); err != nil {
		return err
	}
	sum, err := hash(r)
	if err != nil {
		return err
	}
	number, err := place(tx, author, r)
	if err != nil {
		return err
	}
	if err := peopleBelong(tx, r); err != nil {
		return err
	}
	if err := mediaAreOurs(tx, author, r); err != nil {
		return err
	}
	if number == 1 {
		if err := begin(tx, author, r); err != nil {
			return err
		}
	}
	if err := addAuthors(tx, author, at, r); err != nil {
		return err
	}
	if err := addParts(tx, r); err != nil {
		return err
	}
	if err := addShown(tx, r); err != nil {
		return err
	}
	return rows.Save(tx, "revisions", r.Revision, map[string]any{
		"moment": r.Moment, "number": number, "base": r.Base, "writer": author.Person,
		"kept_at": at, "received_at": clock.Now(tx), "did": orEmpty(r.Did), "feeling": r.Feeling, "turn": string(r.Turn),
		"words": r.Words, "lang": r.Lang, "others": r.Others, "hash": sum, "schema": schema,
	})
}

// place finds the number that a revision gets: the one after its base, which has to be the newest.
func place(tx core.App, author circle.Seat, r api.KeepRevision) (int, error) {
	var head []struct {
		Circle, Revision string
		Number           int
		Mine             bool
	}
	err := tx.DB().NewQuery(`SELECT m.circle, coalesce(r.id, '') AS revision, coalesce(r.number, 0) AS number,
			EXISTS (SELECT 1 FROM authors a WHERE a.moment = m.id AND a.person = {:person}) AS mine
		FROM moments m LEFT JOIN revisions r ON r.moment = m.id WHERE m.id = {:moment} ORDER BY r.number DESC LIMIT 1`).
		Bind(dbx.Params{"moment": r.Moment, "person": author.Person}).All(&head)
	switch {
	case err != nil:
		return 0, fmt.Errorf("find the newest revision: %w", err)
	case len(head) == 0:
		return 1, nil
	case !head[0].Mine:
		return 0, api.NotFound()
	case head[0].Circle != r.Circle:
		return 0, api.Invalid("circle")
	case head[0].Revision != r.Base:
		return 0, api.Refuse(409, "stale_base", "You changed this moment on another device too. Both are kept. Look at them and choose.")
	}
	return head[0].Number + 1, nil
}

// peopleBelong refuses people who were never in the circle, so that nobody can be named into a stranger's moment.
func peopleBelong(tx core.App, r api.KeepRevision) error {
	people := everybody(r)
	if len(people) == 0 {
		return nil
	}
	ids, err := json.Marshal(people)
	if err != nil {
		return err
	}
	var strangers []string
	err = tx.DB().NewQuery(`SELECT w.value FROM json_each({:people}) w WHERE NOT EXISTS
		(SELECT 1 FROM members m WHERE m.circle = {:circle} AND m.person = w.value) LIMIT 1`).
		Bind(dbx.Params{"circle": r.Circle, "people": string(ids)}).Column(&strangers)
	if err != nil {
		return fmt.Errorf("look for members: %w", err)
	}
	if len(strangers) > 0 {
		return api.Invalid("people")
	}
	return nil
}

func isAuthor(tx core.App, moment, person string) (bool, error) {
	var found []int
	err := tx.DB().NewQuery(`SELECT 1 FROM authors WHERE moment = {:moment} AND person = {:person}`).
		Bind(dbx.Params{"moment": moment, "person": person}).Column(&found)
	if err != nil {
		return false, fmt.Errorf("look for an author: %w", err)
	}
	return len(found) > 0, nil
}

func orEmpty(items []string) []string {
	if items == nil {
		return []string{}
	}
	return items
}
