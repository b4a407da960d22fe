package moment

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
)

// NotErased refuses ids of what was taken away for good: it never comes in again, from whatever phone still has it.
func NotErased(app core.App, ids ...string) error {
	list, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	var gone []string
	err = app.DB().NewQuery(`SELECT e.id FROM json_each({:ids}) w CROSS JOIN erased e ON e.id = w.value LIMIT 1`).
		Bind(dbx.Params{"ids": string(list)}).Column(&gone)
	if err != nil {
		return fmt.Errorf("look whether it was erased: %w", err)
	}
	if len(gone) > 0 {
		return api.Refuse(http.StatusGone, "erased",
			"This was taken away for good at school, because somebody asked for it. It is not taken in again. Ask your teacher.")
	}
	return nil
}

// withoutDestroyed leaves the pictures out of a revision that were taken away one by one: its words are its author's, and stay. A moment or a revision
// that was erased is refused, and so is one in which nothing is left.
func withoutDestroyed(tx core.App, r *api.KeepRevision) error {
	if err := NotErased(tx, r.Moment, r.Revision); err != nil || len(r.Pictures) == 0 {
		return err
	}
	left := []api.NewPicture{}
	var gone error
	for _, picture := range r.Pictures {
		switch err := NotErased(tx, picture.Media); {
		case err == nil:
			left = append(left, picture)
		case isErased(err):
			gone = err
		default:
			return err
		}
	}
	if gone == nil {
		return nil
	}
	if r.Pictures = left; tidy(r) != nil {
		return gone
	}
	return nil
}

func isErased(err error) bool {
	refusal := new(api.Refusal)
	return errors.As(err, &refusal) && refusal.Status == http.StatusGone
}
