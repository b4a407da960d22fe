package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// What shared devices need: the keys they seal to, the key that an upload was sealed to, and what could not be filed as its author meant it,
// until an adult has looked. And how much each phone still has, by its own word.
func init() {
	m.Register(func(app core.App) error {
		return run(app,
			`CREATE TABLE sealing_keys (id TEXT PRIMARY KEY, secret TEXT NOT NULL, made TEXT NOT NULL) WITHOUT ROWID`,
			`ALTER TABLE uploads ADD COLUMN sealed TEXT NOT NULL DEFAULT ''`,
			`CREATE TABLE set_aside (op TEXT NOT NULL, seat TEXT NOT NULL, person TEXT NOT NULL, school TEXT NOT NULL, moment TEXT NOT NULL,
				code TEXT NOT NULL, words TEXT NOT NULL, whole TEXT NOT NULL, at TEXT NOT NULL, seen TEXT NOT NULL DEFAULT '', PRIMARY KEY (seat, op)) WITHOUT ROWID`,
			`CREATE TABLE waiting (person TEXT NOT NULL, device TEXT NOT NULL, count INTEGER NOT NULL, since TEXT NOT NULL, at TEXT NOT NULL,
				PRIMARY KEY (person, device)) WITHOUT ROWID`,
			`CREATE INDEX set_aside_person ON set_aside (person)`,
			`CREATE INDEX set_aside_school ON set_aside (school)`,
		)
	}, func(app core.App) error {
		return run(app, `DROP TABLE waiting`, `DROP TABLE set_aside`, `ALTER TABLE uploads DROP COLUMN sealed`, `DROP TABLE sealing_keys`)
	})
}
