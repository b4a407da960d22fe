package account

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/clock"
)

// slice is how many rows one statement takes away at most.
const slice = 500

// overdue are sessions, devices and invitations that nobody needs any more. A session that is over is asked about for as long as a delivery token
// of it may come (a school year), so what is over stays for longer than that.
var overdue = []string{
	`SELECT id FROM sessions WHERE until < {:before} OR revoked_at <> '' AND revoked_at < {:before} LIMIT {:n}`,
	`SELECT d.id FROM devices d WHERE d.seen_at < {:before} AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.person = d.person AND s.device = d.device) LIMIT {:n}`,
	`SELECT id FROM invitations WHERE until <> '' AND until < {:before} LIMIT {:n}`,
}

// ForgetOver lets go of sessions and invitations that were over before a time, and of devices that nobody has used since then.
func ForgetOver(app core.App, before time.Time) error {
	params := dbx.Params{"before": clock.Text(before), "n": slice}
	for i, table := range []string{"sessions", "devices", "invitations"} {
		for gone := int64(slice); gone == slice; {
			result, err := app.NonconcurrentDB().NewQuery(`DELETE FROM ` + table + ` WHERE id IN (` + overdue[i] + `)`).Bind(params).Execute()
			if err == nil {
				gone, err = result.RowsAffected()
			}
			if err != nil {
				return fmt.Errorf("forget old %s: %w", table, err)
			}
		}
	}
	return nil
}

// ShutOut ends every way in of a person: their sessions run no more, their badge, PIN and letters open nothing, and an adult's password is none that
// anybody knows. An adult at school lets them in again as they did the first time. It is called within a transaction.
func ShutOut(tx core.App, person string) error {
	record, err := tx.FindRecordById("people", person)
	if err != nil {
		return fmt.Errorf("find who is shut out: %w", err)
	}
	if err := end(tx, person, "", idle); err != nil {
		return err
	}
	record.Set("badge", "")
	record.Set("badge_until", nil)
	record.Set("pin", "")
	record.SetRandomPassword()
	if err := tx.Save(record); err != nil {
		return fmt.Errorf("shut somebody out: %w", err)
	}
	letters, err := tx.FindAllRecords("invitations", dbx.HashExp{"person": person, "used_at": ""})
	if err != nil {
		return fmt.Errorf("find their letters: %w", err)
	}
	for _, letter := range letters {
		letter.Set("used_at", clock.Now(tx))
		if err := tx.Save(letter); err != nil {
			return fmt.Errorf("end a letter: %w", err)
		}
	}
	return nil
}

// idle is why the sessions of somebody ended whom nobody has seen for long.
const idle = "idle"

// lost is the answer for a session that is not here: a phone of somebody who was erased lets go of what it holds.
func lost(app core.App, id string) error {
	var erased []int
	err := app.DB().NewQuery(`SELECT 1 FROM erased WHERE id = {:id} AND what = 'session'`).Bind(dbx.Params{"id": id}).Column(&erased)
	if err != nil {
		return err
	}
	if len(erased) > 0 {
		return api.SignedOutBySchool()
	}
	return api.SignInAgain()
}
