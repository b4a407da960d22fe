package inbox

import (
	"fmt"
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/feed"
)

// How an op was settled by a restore, before any phone sent it again.
const (
	Done = "done" // the journal knew of it, and it has been done again
	Void = "void" // an approval that something later has undone
)

// Settle writes down that an op needs nothing more, or that it must not happen any more, when a phone sends it again.
func Settle(tx core.App, op, how string) error {
	_, err := tx.NonconcurrentDB().NewQuery(`INSERT INTO settled (op, how) VALUES ({:op}, {:how}) ON CONFLICT DO NOTHING`).
		Bind(dbx.Params{"op": op, "how": how}).Execute()
	if err != nil {
		return fmt.Errorf("settle an op: %w", err)
	}
	return nil
}

func settled(tx core.App, op string) (string, error) {
	var found []string
	err := tx.DB().NewQuery(`SELECT how FROM settled WHERE op = {:op}`).Bind(dbx.Params{"op": op}).Column(&found)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}

// healed answers an op that a restore has settled, and writes its line into the ledger, which had lost it.
func healed(tx core.App, seat string, op api.Op, hash, how string) (api.OpResult, error) {
	result := api.OpResult{Op: op.Op, Status: api.OpResultStatusAccepted}
	if how == Void {
		result = refused(op, api.Refuse(http.StatusConflict, "undone_since",
			"This approval was undone later, and the school still knows that. Look at the moment again and decide."))
	}
	var err error
	if result.Seq, err = feed.Newest(tx); err != nil {
		return api.OpResult{}, err
	}
	return result, note(tx, seat, op, hash, result)
}
