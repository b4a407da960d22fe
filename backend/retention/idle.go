package retention

import (
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/account"
	"kith/backend/audit"
	"kith/backend/clock"
	"kith/backend/keeping"
)

// unseen finds people whom nobody has seen since a time: no session of theirs was used, and no device. The last coordinator of a school is left
// alone: somebody has to let the others in again. `runs` is whether they have anything to come back for: a place in a circle of a school year that
// runs or was over a while ago, a grant, or a student there.
const unseen = `SELECT p.id AS person, p.school, p.name,
		EXISTS (SELECT 1 FROM grants g WHERE g.person = p.id AND (g.until = '' OR g.until > {:now})) AS works,
		EXISTS (SELECT 1 FROM members m JOIN schools h ON h.id = p.school WHERE m.person = p.id AND (m.until = '' OR m.until > {:before})
				AND (h.year_ends = '' OR h.year_ends > {:before}))
			OR EXISTS (SELECT 1 FROM family_links l JOIN members m ON m.person = l.student JOIN schools h ON h.id = p.school WHERE l.person = p.id
				AND (l.until = '' OR l.until > {:before}) AND (m.until = '' OR m.until > {:before})
				AND (h.year_ends = '' OR h.year_ends > {:before})) AS runs
	FROM people p WHERE p.created < {:before} AND ({:person} = '' OR p.id = {:person})
		AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.person = p.id AND s.used_at > {:before})
		AND NOT EXISTS (SELECT 1 FROM devices d WHERE d.person = p.id AND d.seen_at > {:before})
		AND NOT EXISTS (SELECT 1 FROM grants g WHERE g.person = p.id AND g.role = 'coordinator' AND (g.until = '' OR g.until > {:now})
			AND NOT EXISTS (SELECT 1 FROM grants o WHERE o.school = g.school AND o.role = 'coordinator' AND o.person <> g.person
				AND (o.until = '' OR o.until > {:now})))
		AND NOT EXISTS (SELECT 1 FROM erased e WHERE e.id = p.id)`

type stranger struct {
	Person, School, Name string
	Works, Runs          bool
}

func strangers(app core.App, before time.Time) ([]stranger, error) {
	return strangersAmong(app, before, "")
}

func strangersAmong(app core.App, before time.Time, person string) (found []stranger, err error) {
	err = app.DB().NewQuery(unseen).Bind(dbx.Params{"before": clock.Text(before), "now": clock.Stamp(app), "person": person}).All(&found)
	if err != nil {
		return nil, fmt.Errorf("find whom nobody has seen: %w", err)
	}
	return found, nil
}

// still says whether nobody has seen somebody yet, and they have nothing to come back for: they may have been let in since they were found.
func (one stranger) still(tx core.App, before time.Time, gone func(stranger) bool) (bool, error) {
	found, err := strangersAmong(tx, before, one.Person)
	return len(found) == 1 && gone(found[0]), err
}

// shuts and erases say of whom nobody has seen whether they are shut out, and whether they are erased.
func shuts(one stranger) bool  { return one.Works || !one.Runs }
func erases(one stranger) bool { return !one.Works && !one.Runs }

// idlers shuts out whom nobody has seen for long, forgets that of those who came back, and erases who was shut out for long enough.
func idlers(app core.App) error {
	now := clock.Now(app)
	_, err := app.NonconcurrentDB().NewQuery(`DELETE FROM idle WHERE EXISTS (SELECT 1 FROM sessions s WHERE s.person = idle.person AND s.used_at > idle.at)`).Execute()
	if err != nil {
		return fmt.Errorf("forget who came back: %w", err)
	}
	off, err := strangers(app, now.Add(-idleOff))
	if err != nil {
		return err
	}
	var failed []error
	for _, one := range off {
		if shuts(one) {
			failed = append(failed, app.RunInTransaction(func(tx core.App) error { return one.shutOut(tx, now.Add(-idleOff)) }))
		}
	}
	gone, err := strangers(app, now.Add(-idleGone))
	if err != nil {
		return errors.Join(append(failed, err)...)
	}
	for _, one := range gone {
		failed = append(failed, one.erase(app, now))
	}
	return errors.Join(failed...)
}

// shutOut does it once, and leaves a row from which the coordinator is told.
func (one stranger) shutOut(tx core.App, before time.Time) error {
	if still, err := one.still(tx, before, shuts); err != nil || !still {
		return err
	}
	result, err := tx.NonconcurrentDB().NewQuery(`INSERT INTO idle (person, school, at) VALUES ({:person}, {:school}, {:at}) ON CONFLICT DO NOTHING`).
		Bind(dbx.Params{"person": one.Person, "school": one.School, "at": clock.Stamp(tx)}).Execute()
	if err != nil {
		return fmt.Errorf("note whom nobody has seen: %w", err)
	}
	if new, err := result.RowsAffected(); err != nil || new == 0 {
		return err
	}
	if err := account.ShutOut(tx, one.Person); err != nil {
		return err
	}
	return audit.Write(tx, audit.Entry{School: one.School, Act: "switch_off_idle", Subject: one.Person})
}

// erase erases who was shut out for as long as it takes to notice. Whoever works here or has somebody to come back for stays.
func (one stranger) erase(app core.App, now time.Time) error {
	due := func(app core.App) (bool, error) {
		var since []string
		err := app.DB().NewQuery(`SELECT at FROM idle WHERE person = {:person} AND at <= {:before}`).
			Bind(dbx.Params{"person": one.Person, "before": clock.Text(now.Add(-inBetween))}).Column(&since)
		if err != nil || len(since) == 0 {
			return false, err
		}
		return one.still(app, now.Add(-idleGone), erases)
	}
	if yes, err := due(app); err != nil || !yes { // nobody waits for the writer where nothing is due
		return err
	}
	_, err := keeping.ErasePersonIf(app, one.Person, keeping.Destroy, "", due)
	return err
}
