// Package retention is what goes by itself, and when: one table, one line for each thing that a school keeps for a time. Everything in it goes by
// the school's own clock, catches up after a pause of whatever length, and is done in small transactions, so that nobody's save waits for it.
package retention

import (
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/account"
	"kith/backend/audit"
	"kith/backend/clock"
	"kith/backend/feed"
	"kith/backend/inbox"
	"kith/backend/incident"
	"kith/backend/keeping"
	"kith/backend/programme/worry"
)

const day = 24 * time.Hour

// How long things stay. Source: design 4, "retention" and "withdrawal"; where it names no figure, the longest time for which somebody may still ask.
const (
	afterYear = 90 * day           // moments, after the end of their school year
	notice    = 30 * day           // how long before that families and students are told, at least
	signIns   = 400 * day          // sessions, devices and letters that are over: longer than a delivery token lives
	drops     = 400 * day          // rows that tell phones what is gone
	idleOff   = 180 * day          // until somebody whom nobody has seen is shut out
	idleGone  = 365 * day          // until they are erased
	inBetween = idleGone - idleOff // how long they are shut out before that, also after a pause
	papers    = 7 * 365 * day      // certificates of what was destroyed
	alarms    = 90 * day           // what happened faster than people do it
	audited   = 3                  // years of the audit
)

// Row is one line of the table: what goes, how long after what, what is done then, and the function that does it. `docs/privacy.md` has the same
// lines, and a test holds it to them.
type Row struct {
	What, After, Done string
	sweep             func(core.App) error
}

// Table is all that goes by itself.
var Table = []Row{
	{"moments, whatever became of them", "90 days after the end of their school year, and 30 days after students and families were told at the earliest", "erased, with their pictures and what was said to be not right in them", years},
	{"photos and voices of somebody who withdrew to nobody", "12 hours after the withdrawal, if it still stands", "destroyed, whoever else is in them; the words stay", keeping.DestroyWithdrawn},
	{"the ledger, and what phones said that they still keep", "400 days after it was written", "forgotten; a phone that sends an older op again is answered from what the op wrote", inbox.ForgetLedger},
	{"rows that tell phones what is gone", "400 days", "forgotten; an older phone begins anew and asks what it may hold", aged(func(app core.App, now time.Time) error { return feed.ForgetDrops(app, now.Add(-drops)) })},
	{"sessions and letters that are over, devices that nobody uses", "400 days", "forgotten", aged(func(app core.App, now time.Time) error { return account.ForgetOver(app, now.Add(-signIns)) })},
	{"what was set aside and nobody filed", "365 days after it came in", "forgotten, on record", inbox.Forget},
	{"people without a running circle, a grant or a student there", "180 days after they were last seen; 365 days", "shut out, until an adult lets them in again; erased", idlers},
	{"adults with a grant", "180 days after they were last seen", "shut out in the same way, and told to the coordinator; never erased by itself", nil},
	{"what comes in after somebody was erased and shows them", "within the hour", "destroyed", keeping.DestroyErased},
	{"certificates of what was erased", "7 years", "forgotten", aged(func(app core.App, now time.Time) error { return keeping.ForgetCertificates(app, now.Add(-papers)) })},
	{"backups that the school makes by itself", "35 days, or as soon as there are more than it was told to keep; the newest stays", "thrown away", nil},
	{"voice notes", "180 days after they came in", "destroyed; their words stay", nil},
	{"what happened faster than people do it", "90 days", "forgotten", aged(func(app core.App, now time.Time) error { return incident.ForgetAlarms(app, now.Add(-alarms)) })},
	{"what somebody told an adult", "7 years, or as many as the school has said; never while it holds them", "forgotten", aged(worry.Forget)},
	{"the audit", "3 years", "cut off the front; a row says up to where, and the rest still holds", aged(cutAudit)},
}

// Run does once whatever is due now. What fails holds back nothing else.
func Run(app core.App) error {
	var failed []error
	for _, row := range Table {
		if row.sweep == nil { // another room does it by itself
			continue
		}
		if err := row.sweep(app); err != nil {
			failed = append(failed, fmt.Errorf("sweep %s: %w", row.What, err))
		}
	}
	return errors.Join(failed...)
}

// aged gives a sweep the school's time.
func aged(sweep func(core.App, time.Time) error) func(core.App) error {
	return func(app core.App) error { return sweep(app, clock.Now(app)) }
}

// cutAudit cuts whole days, so that a row about it comes once a day.
func cutAudit(app core.App, now time.Time) error {
	return audit.Cut(app, now.AddDate(-audited, 0, 0).Truncate(day))
}
