package media

import (
	"fmt"
	"net/http"
	"time"

	"github.com/pocketbase/dbx"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
)

// What one person may send. Source: design 4, "quotas".
const (
	photosADay   = 40
	bytesAPerson = 200_000_000 // of what we keep, and of what is still coming in
)

// checkQuota refuses a new picture of somebody who has sent 40 within 24 hours, or for whom 200 MB are kept. The phone keeps the picture and
// comes back when it is told to.
func (r *Room) checkQuota(owner string, length int64) error {
	now := clock.Now(r.app)
	var today struct {
		Number int
		Oldest string
	}
	err := r.app.DB().NewQuery(`SELECT count(*) AS number, coalesce(min(created), '') AS oldest FROM uploads
		WHERE owner = {:owner} AND created > {:since}`).
		Bind(dbx.Params{"owner": owner, "since": clock.Text(now.Add(-24 * time.Hour))}).One(&today)
	if err != nil {
		return fmt.Errorf("count today's pictures: %w", err)
	}
	if today.Number >= photosADay {
		return api.Refuse(http.StatusTooManyRequests, "quota",
			"That is a lot of pictures for one day. This one stays safe on this phone and is sent tomorrow.").
			Wait(clock.Parse(today.Oldest).Add(24 * time.Hour).Sub(now))
	}
	var bytes int64
	err = r.app.DB().NewQuery(`SELECT coalesce((SELECT sum(bytes) FROM media WHERE owner = {:owner}), 0)
		+ coalesce((SELECT sum(length) FROM uploads WHERE owner = {:owner} AND state IN ('receiving', 'working')), 0)`).
		Bind(dbx.Params{"owner": owner}).Row(&bytes)
	if err != nil {
		return fmt.Errorf("weigh what is kept: %w", err)
	}
	if bytes+length > bytesAPerson {
		return api.Refuse(http.StatusTooManyRequests, "quota",
			"There is no more room for your pictures at school. This one stays safe on this phone. Tell your teacher.").
			Wait(24 * time.Hour)
	}
	return nil
}

// takes refuses while the school has switched pictures off. The phone keeps them and comes back.
func (r *Room) takes(q Request) error {
	off, err := circle.Off(r.app, q.School, circle.Uploads)
	if err != nil || !off {
		return err
	}
	return circle.SwitchedOff(circle.Uploads, "The school takes no pictures just now. This one stays safe on this phone and is sent later.")
}
