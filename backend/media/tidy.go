package media

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/clock"
	"kith/backend/sealed"
)

// expiry is how long an unfinished upload is kept. The phone has the picture for as long as it takes and begins again.
const expiry = 30 * 24 * time.Hour

func (up upload) expires() time.Time { return clock.Parse(up.Created).Add(expiry) }

// orphaned is how long a picture that came sealed waits for a story that names it, counted from when it was announced: as long as its letter
// could still be opened. Its device lets go of it when a backup holds it, and the letter may lie there in a cupboard.
const orphaned = sealed.Longest

// Tidy takes up the work that a stop cut off, forgets uploads that nobody finished in 30 days, lets go of sealed pictures whose story never
// came, and removes uploaded bytes that nobody needs any more: no uploaded byte outlives its upload. It is run beside the start and once a day, returns when all of that is done, and
// may be run twice.
func (r *Room) Tidy() error {
	var open []upload
	err := r.app.DB().NewQuery(`SELECT * FROM uploads WHERE state IN ('receiving', 'working')`).All(&open)
	if err != nil {
		return fmt.Errorf("list uploads: %w", err)
	}
	var failed []error
	for _, up := range open {
		failed = append(failed, r.tidyOne(up))
	}
	return errors.Join(errors.Join(failed...), r.letGo(), r.sweep())
}

// lone finds the sealed pictures that came before a time and that no story names, neither one that is here nor one that is set aside.
const lone = `SELECT u.* FROM uploads u WHERE u.sealed <> '' AND u.created <= {:before} AND u.state = 'kept'
	AND NOT EXISTS (SELECT 1 FROM revision_media x WHERE x.media = u.media)
	AND NOT EXISTS (SELECT 1 FROM set_aside a WHERE a.moment = u.moment)`

func (r *Room) letGo() error {
	before := dbx.Params{"before": clock.Text(clock.Now(r.app).Add(-orphaned))}
	var pictures []upload
	if err := r.app.DB().NewQuery(lone).Bind(before).All(&pictures); err != nil {
		return fmt.Errorf("list pictures whose story never came: %w", err)
	}
	var failed []error
	for _, up := range pictures {
		failed = append(failed, r.app.RunInTransaction(func(tx core.App) error { return r.letGoOf(tx, up, before) }))
	}
	return errors.Join(failed...)
}

// letGoOf takes the picture off the shelf before the transaction commits: what is cut off here is done again the next time. Its story may have
// come in the meantime, so it is asked again.
func (r *Room) letGoOf(tx core.App, up upload, before dbx.Params) error {
	params := dbx.Params{"media": up.Media, "before": before["before"]}
	var still []upload
	if err := tx.DB().NewQuery(lone + ` AND u.media = {:media}`).Bind(params).All(&still); err != nil || len(still) == 0 {
		return err
	}
	for _, statement := range []string{
		`DELETE FROM faces WHERE media = {:media}`, `DELETE FROM renditions WHERE media = {:media}`, `DELETE FROM media WHERE id = {:media}`, `DELETE FROM uploads WHERE media = {:media}`,
	} {
		if err := r.write(tx, statement, dbx.Params{"media": up.Media}); err != nil {
			return err
		}
	}
	return r.Shelf.Remove(up.Media)
}

func (r *Room) tidyOne(up upload) error {
	if up.State == working {
		done, err := r.work(up)
		if err == nil {
			<-done
		}
		return err
	}
	if clock.Now(r.app).Before(up.expires()) {
		return nil
	}
	lock := r.lock(up.Media)
	lock.Lock()
	defer lock.Unlock()
	if now, err := r.row(up.Owner, up.Media); err != nil || now.State != receiving {
		return err
	}
	return errors.Join(r.forget(up), r.parts.Remove(up.Media))
}

// sweep removes the bytes of uploads that are over. It holds each upload's lock, so that none can begin in between.
func (r *Room) sweep() error {
	parts, err := r.parts.All()
	if err != nil {
		return err
	}
	for _, media := range parts {
		if err := r.sweepOne(media); err != nil {
			return err
		}
	}
	return nil
}

func (r *Room) sweepOne(media string) error {
	lock := r.lock(media)
	lock.Lock()
	defer lock.Unlock()
	var states []string
	err := r.app.DB().NewQuery(`SELECT state FROM uploads WHERE media = {:media}`).Bind(dbx.Params{"media": media}).Column(&states)
	if err != nil {
		return fmt.Errorf("look for the upload of some bytes: %w", err)
	}
	if slices.Contains(states, receiving) || slices.Contains(states, working) {
		return nil
	}
	return r.parts.Remove(media)
}
