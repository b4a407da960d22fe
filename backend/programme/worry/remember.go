package worry

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/audit"
)

// Remember writes the audit row of something that was told: that it was, and not what. No act about a worry is told to any family, or in any
// record.
func Remember(tx core.App, w *core.Record) error {
	return audit.Write(tx, audit.Entry{
		School: w.GetString("school"), Actor: w.GetString("person"), Act: "tell_adult", Subject: w.Id, Students: []string{w.GetString("person")},
	})
}

// RememberStep writes the audit row of a step about a worry. Nobody acts when the clock does.
func RememberStep(tx core.App, step *core.Record) error {
	w, err := tx.FindRecordById("worries", step.GetString("worry"))
	if err != nil {
		return fmt.Errorf("find the worry of a step: %w", err)
	}
	return audit.Write(tx, audit.Entry{
		School: w.GetString("school"), Actor: step.GetString("by"), Act: "worry_" + step.GetString("kind"), Subject: w.Id,
		Students: []string{w.GetString("person")},
	})
}
