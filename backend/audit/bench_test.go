package audit_test

import (
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"kith/backend/audit"
)

// BenchmarkVerify reads chains of ten thousand rows. The limit is 5 s for each 100,000 rows: 500 ms an op.
func BenchmarkVerify(b *testing.B) {
	app, err := tests.NewTestApp(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(app.Cleanup)
	err = app.RunInTransaction(func(tx core.App) error {
		for range 10_000 {
			if err := audit.Write(tx, audit.Entry{
				School: "westside", Actor: "ortiz", Act: "look_person", Subject: "maya", Students: []string{"maya"}, Detail: "lunch",
			}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if rows, err := audit.Verify(app); err != nil || rows != 10_000 {
			b.Fatalf("verified %d rows: %v", rows, err)
		}
	}
}
