package orientation

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/audit"
)

// Remember writes the audit row of an orientation.
func Remember(tx core.App, row *core.Record) error {
	person, err := tx.FindRecordById("people", row.GetString("person"))
	if err != nil {
		return fmt.Errorf("find who was oriented: %w", err)
	}
	return audit.Write(tx, audit.Entry{
		School: person.GetString("school"), Actor: row.GetString("by"), Act: "record_orientation", Subject: row.Id, Students: []string{person.Id},
	})
}
