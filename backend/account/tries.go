package account

import (
	"database/sql"
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/clock"
)

// Wrong tries are counted in the table `tries`, so that a restart forgets nothing. A try is counted before it is judged and taken back
// when it was right: many at the same time are no way around the count.

const (
	freeTries    = 5                // wrong tries on one device before it has to wait
	longestWait  = 15 * time.Minute // the wait doubles from one minute up to this
	wrongInARow  = 10               // over all devices, then an adult has to help
	wrongEver    = 100              // over all devices since an adult last helped
	houseTries   = 300              // short codes tried in vain in the whole house within houseWindow
	houseWindow  = 10 * time.Minute
	everyDevice  = "" // the row that counts over all devices
	letInSubject = "let_in"
)

// tries is one row: what was tried, where, how often in vain, and until when the next try has to wait.
type tries struct {
	Subject string `db:"subject"`
	Device  string `db:"device"`
	Wrong   int    `db:"wrong"`
	Ever    int    `db:"ever"`
	Until   string `db:"until"`
}

func readTries(app core.App, subject, device string) (tries, error) {
	row := tries{Subject: subject, Device: device}
	err := app.DB().NewQuery(`SELECT * FROM tries WHERE subject = {:subject} AND device = {:device}`).
		Bind(dbx.Params{"subject": subject, "device": device}).One(&row)
	if errors.Is(err, sql.ErrNoRows) {
		return row, nil
	}
	return row, err
}

func (t tries) save(tx core.App) error {
	_, err := tx.NonconcurrentDB().NewQuery(`INSERT INTO tries (subject, device, wrong, ever, until)
		VALUES ({:subject}, {:device}, {:wrong}, {:ever}, {:until})
		ON CONFLICT (subject, device) DO UPDATE SET wrong = excluded.wrong, ever = excluded.ever, until = excluded.until`).
		Bind(dbx.Params{"subject": t.Subject, "device": t.Device, "wrong": t.Wrong, "ever": t.Ever, "until": t.Until}).Execute()
	return err
}

// wait refuses while a wait runs, and says how long it still takes.
func (t tries) wait(now time.Time) error {
	if t.Until <= clock.Text(now) {
		return nil
	}
	return api.Refuse(http.StatusTooManyRequests, "wait", "Too many tries. Wait a little, then try again, or ask your teacher to let you in.").
		Wait(clock.Parse(t.Until).Sub(now))
}

// backOff is how long to wait after that many wrong tries.
func backOff(wrong int) time.Duration {
	if wrong < freeTries {
		return 0
	}
	return min(longestWait, time.Minute<<min(wrong-freeTries, 10))
}

// count counts one try on a device and over all devices, before it is judged. It refuses with wait while the device has to wait.
func count(tx core.App, subject, device string) (total tries, err error) {
	here, err := readTries(tx, subject, device)
	if err != nil {
		return total, err
	}
	now := clock.Now(tx)
	if err := here.wait(now); err != nil {
		return total, err
	}
	if total, err = readTries(tx, subject, everyDevice); err != nil {
		return total, err
	}
	here.Wrong++
	here.Ever++
	here.Until = clock.Text(now.Add(backOff(here.Wrong)))
	total.Wrong++
	total.Ever++
	return total, errors.Join(here.save(tx), total.save(tx))
}

// right takes a counted try back: the row of the device is gone, and the row over all devices begins anew. What was wrong ever stays.
func right(tx core.App, subject, device string) error {
	total, err := readTries(tx, subject, everyDevice)
	if err != nil {
		return err
	}
	total.Wrong = 0
	total.Ever = max(0, total.Ever-1)
	if total.Until != "" {
		total.Until = clock.Stamp(tx)
	}
	return errors.Join(forget(tx, subject, device), total.save(tx))
}

func forget(tx core.App, subject, device string) error {
	_, err := tx.NonconcurrentDB().Delete("tries", dbx.HashExp{"subject": subject, "device": device}).Execute()
	return err
}

// forgetAll is what an adult's help does: every count of this subject begins anew.
func forgetAll(tx core.App, subject string) error {
	_, err := tx.NonconcurrentDB().Delete("tries", dbx.HashExp{"subject": subject}).Execute()
	return err
}

// countCode counts one short code typed anywhere. A code names no school and no person, and a device can call itself anything, so the
// whole house has a limit too.
func countCode(tx core.App, device string) error {
	now := clock.Now(tx)
	house, err := readTries(tx, letInSubject, everyDevice)
	if err != nil {
		return err
	}
	if house.Until <= clock.Text(now) {
		house.Wrong, house.Until = 0, clock.Text(now.Add(houseWindow))
	}
	if house.Wrong >= houseTries {
		return house.wait(now)
	}
	here, err := readTries(tx, letInSubject, device)
	if err != nil {
		return err
	}
	if err := here.wait(now); err != nil {
		return err
	}
	here.Wrong++
	here.Until = clock.Text(now.Add(backOff(here.Wrong)))
	house.Wrong++
	return errors.Join(here.save(tx), house.save(tx))
}

// rightCode takes the counted code back.
func rightCode(tx core.App, device string) error {
	house, err := readTries(tx, letInSubject, everyDevice)
	if err != nil {
		return err
	}
	house.Wrong = max(0, house.Wrong-1)
	return errors.Join(forget(tx, letInSubject, device), house.save(tx))
}

// Sweep forgets counts that have had no effect for a day. Counts of PINs stay: they add up over the year.
func (r *Room) Sweep() error {
	return r.App.RunInTransaction(func(tx core.App) error {
		_, err := tx.NonconcurrentDB().NewQuery(`DELETE FROM tries WHERE until != '' AND until < {:yesterday} AND subject NOT LIKE 'pin:%'`).
			Bind(dbx.Params{"yesterday": clock.Text(clock.Now(tx).Add(-24 * time.Hour))}).Execute()
		return err
	})
}
