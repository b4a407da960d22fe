package review

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/clock"
	"kith/backend/consent"
	"kith/backend/rows"
)

// AnswerDays is how many school days "ask me" waits before an approved moment stays private.
const AnswerDays = 5

// Release ends the holds that are over: what everybody shown said yes to is released, what nobody answered in five school days lapses. What was
// narrowed since the approval is not released, also where it was widened again: it needs a new approval, as it does once it is shared.
// An approval whose covered pictures are not on the shelf yet waits for them. It is idempotent and catches up after a pause of whatever length. Each moment is a transaction of its own, so that one that cannot be
// released does not hold back the others. Nothing is released while a restored school waits for its coordinator.
func Release(app core.App) (released int, err error) {
	var due []struct {
		decision
		Waits bool
	}
	now := clock.Now(app)
	err = app.DB().NewQuery(`SELECT d.id, d.moment, d.revision, d.kind, d.of, d.audience, d.by, d.hold_until, d.seq,
			EXISTS (` + silent + `) OR EXISTS (` + saidNo + `) AS waits FROM holds h
		CROSS JOIN decisions d ON d.id = h.decision
		WHERE h.until <= {:now}
			AND NOT EXISTS (SELECT 1 FROM renditions n WHERE n.decision = d.id AND n.hash = '')
			AND NOT EXISTS (SELECT 1 FROM moments m JOIN closures c ON c.school = m.school WHERE m.id = d.moment)
			AND (h.until <= {:longest} OR NOT EXISTS (` + silent + `) AND NOT EXISTS (` + saidNo + `))
		ORDER BY h.until`).
		Bind(dbx.Params{"now": clock.Text(now), "longest": clock.Text(now.AddDate(0, 0, -AnswerDays))}).All(&due)
	if err != nil {
		return 0, fmt.Errorf("find holds that are over: %w", err)
	}
	var failed []error
	for _, approval := range due {
		if approval.Waits && !clock.SchoolDaysOver(clock.Parse(approval.HoldUntil), now, AnswerDays) {
			continue // five days may be over, and five school days not: that is no reason to take the writer each second
		}
		did, err := release(app, approval.decision)
		if err != nil {
			failed = append(failed, fmt.Errorf("release %s: %w", approval.Moment, err))
		}
		if did {
			released++
		}
	}
	return released, errors.Join(failed...)
}

func release(app core.App, approval decision) (did bool, err error) {
	err = app.RunInTransaction(func(tx core.App) error {
		newest, err := last(tx, approval.Moment)
		if err != nil || newest.ID != approval.ID {
			return err
		}
		did, err = settle(tx, approval)
		return err
	})
	return did, err
}

// settle releases an approval, lets it lapse, or leaves it waiting. What a rule stops now, or a newer revision, lapses: the teacher sees
// the reason in the queue.
func settle(tx core.App, approval decision) (bool, error) {
	waiting, err := stillAsks(tx, approval, silent, saidNo)
	if err != nil {
		return false, err
	}
	narrowed, err := narrowedSince(tx, approval)
	if err != nil {
		return false, err
	}
	if waiting && !clock.SchoolDaysOver(clock.Parse(approval.HoldUntil), clock.Now(tx), AnswerDays) {
		return false, nil
	}
	kind := "release"
	if waiting || narrowed {
		kind = "lapse"
	}
	err = follow(tx, approval, kind)
	var refusal *api.Refusal
	if errors.As(err, &refusal) && refusal.Status < 500 {
		return false, follow(tx, approval, "lapse")
	}
	return err == nil && kind == "release", err
}

// follow writes what the house does with an approval.
func follow(tx core.App, approval decision, kind string) error {
	source, err := tx.FindRecordById("decisions", approval.ID)
	if err != nil {
		return err
	}
	return rows.Save(tx, "decisions", "", map[string]any{
		"moment": approval.Moment, "revision": approval.Revision, "kind": kind, "of": approval.ID, "audience": approval.Audience,
		"at": clock.Now(tx), "alts": source.Get("alts"), "said": source.Get("said"), "why": source.GetString("why"), "covers": source.Get("covers"),
		"unseen": source.Get("unseen"),
	})
}

// silent finds somebody shown in the approved revision `d`, the authors aside, who has neither said yes to it nor has the standing answer
// yes. Silence is not a yes.
const silent = `SELECT 1 FROM shown s JOIN revisions r ON r.id = s.revision
	WHERE s.revision = d.revision AND s."as" <> 'author'
	AND coalesce((SELECT a.answer FROM answers a WHERE a.person = s.person AND a.moment = s.moment AND a.seq > r.seq
		ORDER BY a.seq DESC LIMIT 1), 'later') <> 'yes'
	AND coalesce((SELECT a.answer FROM answers a WHERE a.person = s.person AND a.moment = '' ORDER BY a.seq DESC LIMIT 1), 'ask') <> 'yes'`

// saidNo finds somebody shown in the approved revision `d`, the authors aside, who said no to it after the approval, whatever they said since. It
// stands in the queue with their name.
const saidNo = `SELECT 1 FROM shown s JOIN answers a ON a.person = s.person AND a.moment = s.moment
	WHERE s.revision = d.revision AND s."as" <> 'author' AND a.answer = 'no' AND a.seq > d.seq`

// narrowedSince says whether somebody shown said no to everything after the approval, or a consent was recorded that does not reach as far.
// A school that was put back is told an approval and what narrowed and widened after it in one breath: what had been hidden must not come back.
func narrowedSince(tx core.App, approval decision) (bool, error) {
	params := dbx.Params{"revision": approval.Revision, "seq": approval.Seq}
	var rungs []string
	err := tx.DB().NewQuery(`SELECT 'none' FROM shown s JOIN answers a ON a.person = s.person AND a.moment = ''
			WHERE s.revision = {:revision} AND s."as" <> 'author' AND a.answer = 'no' AND a.seq > {:seq}
		UNION ALL SELECT c.widest FROM shown s JOIN consents c ON c.person = s.person AND c.kind = s.kind
			WHERE s.revision = {:revision} AND c.seq > {:seq}`).Bind(params).Column(&rungs)
	if err != nil {
		return false, fmt.Errorf("look what narrowed since an approval: %w", err)
	}
	audience, _ := consent.Parse(approval.Audience)
	return slices.ContainsFunc(rungs, func(rung string) bool {
		widest, _ := consent.Parse(rung)
		return widest < audience
	}), nil
}

// unanswered says whether somebody shown in an approved revision has not said yes to it.
func unanswered(tx core.App, approval decision) (bool, error) { return stillAsks(tx, approval, silent) }

// stillAsks says whether one of the questions finds somebody.
func stillAsks(tx core.App, approval decision, questions ...string) (bool, error) {
	var found []int
	err := tx.DB().NewQuery(`SELECT 1 FROM decisions d WHERE d.id = {:id} AND (EXISTS (` + strings.Join(questions, `) OR EXISTS (`) + `))`).
		Bind(dbx.Params{"id": approval.ID}).Column(&found)
	return len(found) > 0, err
}

// Await notes that an approval waits for its hold, and that any other decision ends the wait. The notes stand apart, so that looking for
// what is due costs what is due and not what was ever approved.
func Await(tx core.App, d *core.Record) error {
	_, err := tx.NonconcurrentDB().NewQuery(`DELETE FROM holds WHERE moment = {:moment}`).
		Bind(dbx.Params{"moment": d.GetString("moment")}).Execute()
	if err == nil && d.GetString("kind") == "approve" {
		_, err = tx.NonconcurrentDB().Insert("holds", dbx.Params{
			"moment": d.GetString("moment"), "decision": d.Id, "until": d.GetString("hold_until"),
		}).Execute()
	}
	if err != nil {
		return fmt.Errorf("note a hold: %w", err)
	}
	return nil
}
