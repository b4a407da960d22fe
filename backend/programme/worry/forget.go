package worry

import (
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
	for _, school := range schools {
		before := clock.Text(now.AddDate(-circle.WorryYears(school), 0, 0))
		if err := forget(app, school.Id, before); err != nil {
			return err
		}
	}
	return nil
}

func forget(app core.App, school, before string) error {
	params := dbx.Params{"school": school, "before": before}
	return app.RunInTransaction(func(tx core.App) error {
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
	})
}
