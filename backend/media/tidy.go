package media

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"

	"kith/backend/clock"
)

// expiry is how long an unfinished upload is kept. The phone has the picture for as long as it takes and begins again.
const expiry = 30 * 24 * time.Hour

func (up upload) expires() time.Time { return clock.Parse(up.Created).Add(expiry) }

// Tidy takes up the work that a stop cut off, forgets uploads that nobody finished in 30 days, and removes uploaded bytes that nobody
// needs any more: no uploaded byte outlives its upload. It is run beside the start and once a day, returns when all of that is done, and
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
	return errors.Join(errors.Join(failed...), r.sweep())
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
