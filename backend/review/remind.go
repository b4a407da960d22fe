package review

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/feed"
	"kith/backend/rows"
)

// RemindDays is how many school days a moment waits before the adults who decide for its circle are reminded, and PassOnDays how many before the
// coordinators of its school are told. Source: design 4, "retention".
const (
	RemindDays = 2
	PassOnDays = 5
)

// undecided holds for a revision `r` that is the newest of its moment and about which nothing is decided.
const undecided = `NOT EXISTS (SELECT 1 FROM revisions n WHERE n.moment = r.moment AND n.number > r.number)
	AND coalesce((SELECT d.kind FROM decisions d WHERE d.moment = r.moment AND d.revision = r.id ORDER BY d.seq DESC LIMIT 1), 'undo') = 'undo'`

// late is a moment that has waited for a while.
type late struct{ Moment, Circle, School, Received string }

// Remind notes who has to be told of which moments that wait: the adults who decide, and after a week of school the coordinators, each once. Their
// own row tells them how many they are. It may run as often as one likes.
func Remind(app core.App) error {
	if err := forgetGone(app); err != nil {
		return err
	}
	now := clock.Now(app)
	var waiting []late
	// No school day is shorter than a day, so whatever came later is not late.
	err := app.DB().NewQuery(`SELECT r.moment, m.circle, m.school, r.received_at AS received FROM revisions r CROSS JOIN moments m ON m.id = r.moment
		WHERE r.received_at <= {:before} AND ` + undecided).
		Bind(dbx.Params{"before": clock.Text(now.AddDate(0, 0, -RemindDays))}).All(&waiting)
	if err != nil {
		return fmt.Errorf("find what has waited for long: %w", err)
	}
	for _, one := range waiting {
		if !clock.SchoolDaysOver(clock.Parse(one.Received), now, RemindDays) {
			continue
		}
		if err := app.RunInTransaction(func(tx core.App) error { return one.remind(tx, now) }); err != nil {
			return err
		}
	}
	return nil
}

// waits says whether a moment waits still, with the version that was found: somebody may have decided since.
func (one late) waits(tx core.App) (bool, error) {
	var found []int
	err := tx.DB().NewQuery(`SELECT 1 FROM revisions r WHERE r.moment = {:moment} AND r.received_at = {:received} AND ` + undecided).
		Bind(dbx.Params{"moment": one.Moment, "received": one.Received}).Column(&found)
	if err != nil {
		return false, fmt.Errorf("look whether a moment waits still: %w", err)
	}
	return len(found) > 0, nil
}

// forgetGone lets go of reminders of moments that are not there any more.
func forgetGone(app core.App) error {
	var gone []string
	err := app.DB().NewQuery(`SELECT DISTINCT n.subject FROM notices n WHERE n.kind = 'waits' AND NOT EXISTS (SELECT 1 FROM moments m WHERE m.id = n.subject)`).
		Column(&gone)
	if err != nil {
		return fmt.Errorf("find reminders of what is gone: %w", err)
	}
	for _, moment := range gone {
		if err := app.RunInTransaction(func(tx core.App) error { return waitsNoMore(tx, moment) }); err != nil {
			return err
		}
	}
	return nil
}

// remind writes a notice for each adult who has none about this moment yet.
func (one late) remind(tx core.App, now time.Time) error {
	if waits, err := one.waits(tx); err != nil || !waits {
		return err
	}
	to := `g.circle = {:circle} AND g.role IN ('facilitator', 'cover')`
	if clock.SchoolDaysOver(clock.Parse(one.Received), now, PassOnDays) {
		to = `(` + to + ` OR g.school = {:school} AND g.role = 'coordinator')`
	}
	var adults []string
	err := tx.DB().NewQuery(`SELECT DISTINCT g.person FROM grants g WHERE ` + to + ` AND ` + circle.Running("g") + `
		AND NOT EXISTS (SELECT 1 FROM notices n WHERE n.kind = 'waits' AND n.subject = {:moment} AND n."to" = g.person)`).
		Bind(dbx.Params{"circle": one.Circle, "school": one.School, "moment": one.Moment, "now": clock.Text(now)}).Column(&adults)
	if err != nil {
		return fmt.Errorf("find whom to remind: %w", err)
	}
	for _, adult := range adults {
		err := rows.Save(tx, "notices", "", map[string]any{"kind": "waits", "to": adult, "subject": one.Moment, "due_at": now})
		if err != nil {
			return fmt.Errorf("remind somebody: %w", err)
		}
		if err := feed.RefreshMe(tx, adult); err != nil {
			return err
		}
	}
	return nil
}

// WaitsNoMore answers a decision about a moment, or a newer version of it: nobody is reminded of it any more.
func WaitsNoMore(tx core.App, about *core.Record) error {
	return waitsNoMore(tx, about.GetString("moment"))
}

func waitsNoMore(tx core.App, moment string) error {
	params := dbx.Params{"moment": moment}
	var adults []string
	if err := tx.DB().NewQuery(`SELECT "to" FROM notices WHERE subject = {:moment} AND kind = 'waits'`).Bind(params).Column(&adults); err != nil {
		return fmt.Errorf("find who was reminded: %w", err)
	}
	if len(adults) == 0 {
		return nil
	}
	if _, err := tx.NonconcurrentDB().NewQuery(`DELETE FROM notices WHERE subject = {:moment} AND kind = 'waits'`).Bind(params).Execute(); err != nil {
		return fmt.Errorf("remind nobody any more: %w", err)
	}
	for _, adult := range adults {
		if err := feed.RefreshMe(tx, adult); err != nil {
			return err
		}
	}
	return nil
}
