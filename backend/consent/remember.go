package consent

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/audit"
)

// Remember writes the audit row of a consent. What was allowed stands in the consent itself.
func Remember(tx core.App, row *core.Record) error {
	person, err := tx.FindRecordById("people", row.GetString("person"))
	if err != nil {
		return fmt.Errorf("find whose consent it is: %w", err)
	}
	act := "record_consent"
	if row.GetString("how") == "account" {
		act = "give_consent" // one guardian is never told what another said
	}
	return audit.Write(tx, audit.Entry{
		School: person.GetString("school"), Actor: row.GetString("by"), Act: act, Subject: row.Id, Students: []string{person.Id},
	})
}
