package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// What keeping a school needs besides the school: the backups that were tried (a reason where one failed), the ids that are never taken in
// again, the ops that a restore has done or undone already, and the schools whose circles and families wait for a coordinator's word.
func init() {
	m.Register(func(app core.App) error {
		return run(app,
			`CREATE TABLE backups (at TEXT PRIMARY KEY, seq INTEGER NOT NULL, bytes INTEGER NOT NULL, name TEXT NOT NULL, why TEXT NOT NULL) WITHOUT ROWID`,
			`CREATE TABLE erased (id TEXT PRIMARY KEY, moment TEXT NOT NULL, what TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID`,
			`CREATE TABLE settled (op TEXT PRIMARY KEY, how TEXT NOT NULL) WITHOUT ROWID`,
			`CREATE TABLE closures (school TEXT PRIMARY KEY, since TEXT NOT NULL, why TEXT NOT NULL) WITHOUT ROWID`,
		)
	}, func(app core.App) error {
		return run(app, `DROP TABLE closures`, `DROP TABLE settled`, `DROP TABLE erased`, `DROP TABLE backups`)
	})
}
