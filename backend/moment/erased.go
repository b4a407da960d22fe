package moment

import (
	"encoding/json"
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

func notErased(tx core.App, r api.KeepRevision) error {
	ids := []string{r.Moment, r.Revision}
	for _, picture := range r.Pictures {
		ids = append(ids, picture.Media)
	}
	return NotErased(tx, ids...)
}
