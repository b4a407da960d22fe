package worry

import (
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/circle"
	"kith/backend/clock"
)

// Forget lets go of worries that are older than their school keeps them, with all that was done about them, unless the school holds them: a worry may be
// asked for by a court. Also one whose teller was erased stays as long: the school has to answer for it.
func Forget(app core.App, now time.Time) error {
	schools, err := app.FindAllRecords("schools", dbx.HashExp{"worry_hold": ""})
	if err != nil {
		return fmt.Errorf("find who keeps worries for how long: %w", err)
	}
	var failed []error
	for _, school := range schools {
		failed = append(failed, app.RunInTransaction(func(tx core.App) error { return forget(tx, school.Id, now) }))
	}
	return errors.Join(failed...)
}

// forget does so for one school, as it says now: it may have been told to hold them since somebody looked.
func forget(tx core.App, id string, now time.Time) error {
	school, err := tx.FindRecordById("schools", id)
	if err != nil || !school.GetDateTime("worry_hold").IsZero() {
		return err
	}
	params := dbx.Params{"school": id, "before": clock.Text(now.AddDate(-circle.WorryYears(school), 0, 0))}
	old := `SELECT id FROM worries WHERE school = {:school} AND received < {:before}`
	for _, statement := range []string{
		`INSERT INTO erasing (why) VALUES ('worries')`,
		`DELETE FROM worry_steps WHERE worry IN (` + old + `)`,
		`DELETE FROM worry_told WHERE worry IN (` + old + `)`,
		`DELETE FROM worry_clocks WHERE worry IN (` + old + `)`,
		`DELETE FROM worries WHERE school = {:school} AND received < {:before}`,
		`DELETE FROM erasing`,
	} {
		if _, err := tx.NonconcurrentDB().NewQuery(statement).Bind(params).Execute(); err != nil {
			return fmt.Errorf("forget worries: %w", err)
		}
	}
	return nil
}
