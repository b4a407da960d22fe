package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// What happened faster than people usually do it, for a coordinator to look at.
func init() {
	m.Register(func(app core.App) error {
		return run(app,
			`CREATE TABLE alarms (id TEXT PRIMARY KEY, school TEXT NOT NULL, kind TEXT NOT NULL, person TEXT NOT NULL, count INTEGER NOT NULL,
				at TEXT NOT NULL, by TEXT NOT NULL DEFAULT '', seen TEXT NOT NULL DEFAULT '') WITHOUT ROWID`,
			`CREATE INDEX alarms_school ON alarms (school, at)`,
			`CREATE INDEX alarms_person ON alarms (person, kind, at)`,
		)
	}, func(app core.App) error {
		return run(app, `DROP TABLE alarms`)
	})
}
