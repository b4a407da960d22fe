package keeping

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/audit"
	"kith/backend/clock"
	"kith/backend/consent"
	"kith/backend/media"
)

// WithdrawnAfter is how long pictures and voices of somebody who withdrew stay, hidden, before they are destroyed: long enough to notice that the
// wrong name was tapped, and half of the day within which they have to be gone. Source: design 4, "withdrawal".
const WithdrawnAfter = 12 * time.Hour

// destroyable are the kinds of consent whose withdrawal destroys something. Words are hidden, and are their author's.
var destroyable = []string{"photo", "voice"}

// Withdrawn answers a consent that allows nobody anything any more: from now on the time runs.
func Withdrawn(tx core.App, c *core.Record) error {
	if c.GetString("widest") != consent.None.String() || !slices.Contains(destroyable, c.GetString("kind")) {
		return nil
	}
	_, err := tx.NonconcurrentDB().NewQuery(`INSERT INTO withdrawals (consent, person, kind, seq, at) VALUES ({:consent}, {:person}, {:kind}, {:seq}, {:at})
		ON CONFLICT DO NOTHING`).Bind(dbx.Params{
		"consent": c.Id, "person": c.GetString("person"), "kind": c.GetString("kind"), "seq": c.GetInt("seq"), "at": clock.Stamp(tx),
	}).Execute()
	if err != nil {
		return fmt.Errorf("note a withdrawal: %w", err)
	}
	return nil
}

// withdrawal is one that is due.
type withdrawal struct {
	Consent, Person, Kind string
	Seq                   int64
}

// DestroyWithdrawn destroys the pictures and voices of those who withdrew, once the time is over and the withdrawal still stands. Each withdrawal is
// a transaction of its own, and one that fails holds back no other. Nobody else who is in the same picture keeps anything of it, its author
// neither; a consent that is given afterwards brings nothing back.
func DestroyWithdrawn(app core.App) error {
	var due []withdrawal
	err := app.DB().NewQuery(`SELECT consent, person, kind, seq FROM withdrawals WHERE done = '' AND at <= {:before} ORDER BY at, consent`).
		Bind(dbx.Params{"before": clock.Text(clock.Now(app).Add(-WithdrawnAfter))}).All(&due)
	if err != nil {
		return fmt.Errorf("find withdrawals: %w", err)
	}
	var failed []error
	for _, one := range due {
		failed = append(failed, app.RunInTransaction(one.destroy))
	}
	if len(due) > 0 {
		failed = append(failed, Overwrite(app))
	}
	return errors.Join(failed...)
}

func (w withdrawal) destroy(tx core.App) error {
	facts, err := consent.FactsOf(tx, []string{w.Person}, "")
	if err != nil {
		return err
	}
	done := "lifted"
	if widest, _ := consent.Allowed(facts, w.Person, w.Kind, clock.Now(tx)); widest == consent.None {
		done = clock.Stamp(tx)
		if err := w.destroyAll(tx); err != nil {
			return err
		}
	}
	_, err = tx.NonconcurrentDB().NewQuery(`UPDATE withdrawals SET done = {:done} WHERE consent = {:consent}`).
		Bind(dbx.Params{"done": done, "consent": w.Consent}).Execute()
	if err != nil {
		return fmt.Errorf("note that a withdrawal is done: %w", err)
	}
	return nil
}

// destroyOne destroys a picture, or the sound of a voice note: what was written down of that are words, and stays.
func (w withdrawal) destroyOne(tx core.App, id string) error {
	if w.Kind == "voice" {
		return media.EndVoice(tx, id)
	}
	return destroyMedia(tx, id, refusedWithdrawn)
}

// destroyAll takes whatever was kept before the withdrawal. What comes later with the person in it waits for a teacher, who cannot share it.
// Several pictures of one revision go together: which of them show the person nobody can say.
func (w withdrawal) destroyAll(tx core.App) error {
	var pictures []string
	err := tx.DB().NewQuery(`SELECT DISTINCT m.id FROM shown s CROSS JOIN revision_media x ON x.revision = s.revision
		JOIN media m ON m.id = x.media AND m.kind = s.kind WHERE s.person = {:person} AND s.kind = {:kind} AND m.seq < {:seq} AND m.over_at = '' ORDER BY m.id`).
		Bind(dbx.Params{"person": w.Person, "kind": w.Kind, "seq": w.Seq}).Column(&pictures)
	if err != nil {
		return fmt.Errorf("find the pictures of somebody who withdrew: %w", err)
	}
	for _, one := range pictures {
		if err := w.destroyOne(tx, one); err != nil {
			return err
		}
	}
	if len(pictures) == 0 {
		return nil
	}
	person, err := tx.FindRecordById("people", w.Person)
	if err != nil {
		return fmt.Errorf("find who withdrew: %w", err)
	}
	return audit.Write(tx, audit.Entry{
		School: person.GetString("school"), Act: "destroy_withdrawn", Subject: w.Consent, Students: []string{w.Person},
	})
}
