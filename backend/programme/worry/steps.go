package worry

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/feed"
	"kith/backend/moment"
	"kith/backend/rows"
)

// EscalateDays is how many school days a worry waits for an adult to have seen it before more adults are told.
const EscalateDays = 1

// StepWorry writes down what an adult did about a worry. The same id again is the same step. It refuses with `not_found` whoever may not know of
// it, with `field_invalid` a hand-over to somebody to whom it cannot go, a line without words, and an end without a reason.
func (r *Room) StepWorry(ctx context.Context, request api.StepWorryRequestObject) (api.StepWorryResponseObject, error) {
	seat, step := circle.From(ctx), *request.Body
	var worry api.Worry
	err := r.App.RunInTransaction(func(tx core.App) error {
		w, err := readable(tx, seat, request.Id)
		if err != nil {
			return err
		}
		if err := take(tx, seat, w, step); err != nil {
			return err
		}
		worry, err = describe(tx, seat, w)
		return err
	})
	return api.StepWorry200JSONResponse(worry), err
}

// take writes a step, unless it stands already.
func take(tx core.App, seat circle.Seat, w *core.Record, step api.NewWorryStep) error {
	note := cut(moment.Clean(step.Note))
	switch needsWords := step.Kind == api.NewWorryStepKindNote || step.Kind == api.NewWorryStepKindClose; {
	case !moment.ID(step.Id):
		return api.Invalid("id")
	case !step.Kind.Valid():
		return api.Invalid("kind")
	case needsWords && note == "":
		return api.Invalid("note")
	}
	if step.Kind == api.NewWorryStepKindHandOn {
		adults, err := adultsFor(tx, seat, w)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(adults, func(one api.Named) bool { return one.Id == step.Person }) {
			return api.Invalid("person")
		}
	}
	var known []int
	err := tx.DB().NewQuery(`SELECT 1 FROM worry_steps WHERE id = {:id}
			UNION ALL SELECT 1 FROM worry_steps WHERE worry = {:worry} AND kind = 'seen' AND {:kind} = 'seen' AND by = {:me}
				AND NOT EXISTS (SELECT 1 FROM worry_clocks k WHERE k.worry = {:worry})`).
		Bind(dbx.Params{"id": step.Id, "worry": w.Id, "kind": string(step.Kind), "me": seat.Person}).Column(&known)
	if err != nil || len(known) > 0 {
		return err
	}
	values := map[string]any{"worry": w.Id, "kind": string(step.Kind), "by": seat.Person, "note": note, "at": clock.Now(tx)}
	if step.Kind == api.NewWorryStepKindHandOn {
		values["person"] = step.Person
	}
	return rows.Save(tx, "worry_steps", step.Id, values)
}

// Follow answers a step: who has seen a worry stops its clock, whoever it is handed on to is told and the clock runs for them, and where nobody
// looked for a school day the coordinators are told.
func Follow(tx core.App, step *core.Record) error {
	w, err := tx.FindRecordById("worries", step.GetString("worry"))
	if err != nil {
		return fmt.Errorf("find the worry of a step: %w", err)
	}
	switch step.GetString("kind") {
	case "seen", "close":
		err = still(tx, w.Id)
	case "hand_on":
		err = errors.Join(tellThem(tx, w, []adult{{Person: step.GetString("person"), Why: "handed_on"}}), wind(tx, w.Id))
	case "escalate":
		var more []adult
		if more, err = coordinators(tx, w); err == nil {
			err = errors.Join(tellThem(tx, w, more), wind(tx, w.Id))
		}
	}
	if err != nil {
		return err
	}
	return ring(tx, w.Id)
}

// Escalate tells more adults of what nobody has seen for a school day, and again after each school day in which nobody has. It catches up
// after a pause of whatever length, once. Each worry is a transaction of its own, and looks again whether its clock still runs as it did: another
// round or an adult may have been quicker. It returns how many worries were told to more adults.
func Escalate(app core.App) (told int, err error) {
	now := clock.Now(app)
	var waiting []unseen
	err = app.DB().NewQuery(`SELECT worry, since FROM worry_clocks WHERE since <= {:before} ORDER BY since`).
		Bind(dbx.Params{"before": clock.Text(now.Add(-EscalateDays * 24 * time.Hour))}).All(&waiting)
	if err != nil {
		return 0, fmt.Errorf("find worries that nobody has seen: %w", err)
	}
	var failed []error
	for _, one := range waiting {
		did, err := one.escalate(app, now)
		if did {
			told++
		}
		failed = append(failed, err)
	}
	return told, errors.Join(failed...)
}

// unseen is a worry whose clock runs, and since when.
type unseen struct{ Worry, Since string }

// escalate tells more adults of one worry, if it is time and its clock still runs as it did.
func (one unseen) escalate(app core.App, now time.Time) (did bool, err error) {
	if !clock.SchoolDaysOver(clock.Parse(one.Since), now, EscalateDays) {
		return false, nil
	}
	err = app.RunInTransaction(func(tx core.App) error {
		var runs []int
		err := tx.DB().NewQuery(`SELECT 1 FROM worry_clocks WHERE worry = {:worry} AND since = {:since}`).
			Bind(dbx.Params{"worry": one.Worry, "since": one.Since}).Column(&runs)
		if err != nil || len(runs) == 0 {
			return err
		}
		did = true
		return rows.Save(tx, "worry_steps", "", map[string]any{"worry": one.Worry, "kind": "escalate", "at": now})
	})
	return did && err == nil, err
}

// readable is a worry that this seat may know of.
func readable(app core.App, seat circle.Seat, id string) (*core.Record, error) {
	may, err := feed.MayReadWorry(app, seat, id)
	if err != nil {
		return nil, err
	}
	if !may {
		return nil, api.NotFound()
	}
	return app.FindRecordById("worries", id)
}
