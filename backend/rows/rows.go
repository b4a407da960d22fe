// Package rows makes rows of the database by hand. Every rule about them hangs on their saving (hooks), so that there is no way around it.
package rows

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"
)

// New is a row that is not saved yet.
func New(app core.App, collection string, values map[string]any) (*core.Record, error) {
	kind, err := app.FindCachedCollectionByNameOrId(collection)
	if err != nil {
		return nil, fmt.Errorf("find the table %s: %w", collection, err)
	}
	row := core.NewRecord(kind)
	row.Load(values)
	return row, nil
}

// Save writes a new row. Without an id it is given one.
func Save(tx core.App, collection, id string, values map[string]any) error {
	row, err := New(tx, collection, values)
	if err != nil {
		return err
	}
	row.Id = id
	return tx.Save(row)
}
