package inbox

import (
	"encoding/json"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/moment"
)

// otherwise is what the school knows of an op that stands in no line of the ledger: that a restore settled it, that it happened long ago, or nothing.
func otherwise(tx core.App, seat circle.Seat, op api.Op) (how string, err error) {
	if how, err = settled(tx, op.Op); err != nil || how != "" {
		return how, err
	}
	happened, err := wrote(tx, seat, op)
	if happened {
		how = Done
	}
	return how, err
}

// wrote says of an op from before the ledger's time whether it has happened: its line may have gone, and what it wrote is here. Every kind of op
// but the choice of a way writes a record under an id that the phone made: a revision under its own, everything else under the op's. A revision
// that says something else is another one, and so is a record of somebody else's. What was never here is taken in like any other, however old it is.
func wrote(tx core.App, seat circle.Seat, op api.Op) (bool, error) {
	if clock.Now(tx).Sub(op.At) < Remembered {
		return false, nil
	}
	params, query := dbx.Params{"id": op.Op, "person": seat.Person}, ""
	switch op.Kind {
	case api.OpKindKeepRevision:
		// What cannot be read or summed never happened: whoever takes it in says why not.
		var revision api.KeepRevision
		_ = json.Unmarshal(op.Body, &revision)
		params["sum"], _ = moment.Sum(revision)
		params["id"] = revision.Revision
		query = `SELECT 1 FROM revisions WHERE id = {:id} AND writer = {:person} AND hash = {:sum}`
	case api.OpKindTakeBack, api.OpKindTakeDown, api.OpKindDecide:
		query = `SELECT 1 FROM decisions WHERE id = {:id} AND by = {:person}`
	case api.OpKindGiveAnswer:
		query = `SELECT 1 FROM answers WHERE id = {:id} AND by = {:person}`
	case api.OpKindRecordConsent:
		query = `SELECT 1 FROM consents WHERE id = {:id} AND by = {:person}`
	case api.OpKindRecordOrientation:
		query = `SELECT 1 FROM orientations WHERE id = {:id} AND by = {:person}`
	case api.OpKindTellAdult, api.OpKindStepOut:
		query = `SELECT 1 FROM worries WHERE id = {:id} AND person = {:person}`
	case api.OpKindChooseWay:
		return true, nil // what somebody liked so long ago is not what they like now
	default:
		return false, nil
	}
	var found []int
	if err := tx.DB().NewQuery(query).Bind(params).Column(&found); err != nil {
		return false, fmt.Errorf("look for what an op wrote: %w", err)
	}
	return len(found) > 0, nil
}
