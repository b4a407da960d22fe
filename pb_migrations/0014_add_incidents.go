package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// What went wrong, and who was told of it when.
func init() {
	m.Register(func(app core.App) error {
		return run(app,
			`CREATE TABLE incidents (id TEXT PRIMARY KEY, school TEXT NOT NULL, noticed TEXT NOT NULL, what TEXT NOT NULL, by TEXT NOT NULL) WITHOUT ROWID`,
			`CREATE INDEX incidents_school ON incidents (school, noticed)`,
			`CREATE TABLE incident_steps (incident TEXT NOT NULL, step TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL,
				PRIMARY KEY (incident, step)) WITHOUT ROWID`,
		)
	}, func(app core.App) error {
		return run(app, `DROP TABLE incident_steps`, `DROP TABLE incidents`)
	})
}
