package inbox

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/clock"
)

// line is what the ledger says of an op: the hash of what was sent and the result it got.
type line struct{ Hash, Result string }

// hashOf names an op by what it says, so that the same id with other bytes is noticed.
func hashOf(op api.Op) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n", op.Kind, op.At.UTC().Format(time.RFC3339Nano))
	h.Write(op.Body)
	return hex.EncodeToString(h.Sum(nil))
}

func find(tx core.App, seat, op string) (*line, error) {
	var lines []line
	err := tx.DB().NewQuery(`SELECT hash, result FROM ledger WHERE seat = {:seat} AND op = {:op}`).
		Bind(dbx.Params{"seat": seat, "op": op}).All(&lines)
	if err != nil || len(lines) == 0 {
		return nil, err
	}
	return &lines[0], nil
}

// repeat answers an op that was answered before, word for word, and refuses the same id with other bytes.
func (l *line) repeat(op api.Op, hash string) (api.OpResult, error) {
	if l.Hash != hash {
		return refused(op, api.Refuse(http.StatusConflict, "op_reused", "This was sent before with other words. Both are safe; show this to your teacher.")), nil
	}
	var result api.OpResult
	err := json.Unmarshal([]byte(l.Result), &result)
	result.Repeated = true
	return result, err
}

// note writes the ledger row of an op, within the op's own savepoint.
func note(tx core.App, seat string, op api.Op, hash string, result api.OpResult) error {
	body, err := json.Marshal(result)
	if err != nil {
		return err
	}
	_, err = tx.NonconcurrentDB().Insert("ledger", dbx.Params{
		"seat": seat, "op": op.Op, "hash": hash, "result": string(body), "at": clock.Stamp(tx),
	}).Execute()
	if err != nil {
		return fmt.Errorf("write the ledger: %w", err)
	}
	return nil
}
