package inbox

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/audit"
	"kith/backend/clock"
)

// KeptAside is how long what was set aside stays, counted from when it came in: as long as there may still be an adult who knows of it.
const KeptAside = 365 * 24 * time.Hour

// Remembered is how long the ledger says what an op was answered. A phone that sends one again later is answered from what the op wrote.
const Remembered = 400 * 24 * time.Hour

// slice is how many rows one transaction takes away at most, so that nobody's op waits long for it.
const slice = 500

// Forget lets go of what was set aside a year ago. What came in before that was written down, and could not be read, goes by when it was made. What nobody had filed is on record as gone. It may run as often as one likes.
func Forget(app core.App) error {
	before := clock.Text(clock.Now(app).Add(-KeptAside))
	return app.RunInTransaction(func(tx core.App) error {
		var old []struct{ Op, Seat, Person, School, Filed string }
		err := tx.DB().NewQuery(`SELECT op, seat, person, school, filed FROM set_aside
			WHERE came <> '' AND came <= {:before} OR came = '' AND at <= {:before} ORDER BY came, op`).
			Bind(dbx.Params{"before": before}).All(&old)
		if err != nil {
			return fmt.Errorf("list what was set aside long ago: %w", err)
		}
		for _, row := range old {
			if _, err := tx.NonconcurrentDB().Delete("set_aside", dbx.HashExp{"seat": row.Seat, "op": row.Op}).Execute(); err != nil {
				return fmt.Errorf("forget what was set aside: %w", err)
			}
			if row.Filed != "" {
				continue
			}
			err := audit.Write(tx, audit.Entry{School: row.School, Act: "forget_set_aside", Subject: row.Op, Students: []string{row.Person}})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// ForgetLedger lets go of lines of the ledger that are older than Remembered, and of what phones said so long ago that they still keep.
func ForgetLedger(app core.App) error {
	params := dbx.Params{"before": clock.Text(clock.Now(app).Add(-Remembered)), "n": slice}
	for _, statement := range []string{
		`DELETE FROM ledger WHERE (seat, op) IN (SELECT seat, op FROM ledger WHERE at < {:before} LIMIT {:n})`,
		`DELETE FROM waiting WHERE (person, device) IN (SELECT person, device FROM waiting WHERE at < {:before} LIMIT {:n})`,
	} {
		for gone := int64(slice); gone == slice; {
			result, err := app.NonconcurrentDB().NewQuery(statement).Bind(params).Execute()
			if err == nil {
				gone, err = result.RowsAffected()
			}
			if err != nil {
				return fmt.Errorf("forget old lines: %w", err)
			}
		}
	}
	return nil
}
