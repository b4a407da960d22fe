package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// The tables that no record hook watches: counters, the feed, the ledger, holds that run, uploads under way and the audit chain.
func init() {
	m.Register(func(app core.App) error {
		return run(app,
			`CREATE TABLE counter (seq INTEGER NOT NULL)`,
			`INSERT INTO counter VALUES (0)`,
			`CREATE TABLE house (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`,
			`CREATE TABLE starts (mark TEXT PRIMARY KEY, seq INTEGER NOT NULL, at TEXT NOT NULL) WITHOUT ROWID`,
			`CREATE INDEX starts_seq ON starts (seq)`,
			`CREATE TABLE feed (key TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, seq INTEGER NOT NULL,
				gone INTEGER NOT NULL DEFAULT 0, revision TEXT NOT NULL DEFAULT '', decision TEXT NOT NULL DEFAULT '',
				mark TEXT NOT NULL, PRIMARY KEY (key, kind, subject)) WITHOUT ROWID`,
			`CREATE INDEX feed_pull ON feed (key, seq)`,
			`CREATE INDEX feed_subject ON feed (subject, kind)`,
			`CREATE INDEX feed_seq ON feed (seq)`,
			`CREATE TABLE ledger (seat TEXT NOT NULL, op TEXT NOT NULL, hash TEXT NOT NULL, result TEXT NOT NULL,
				at TEXT NOT NULL, PRIMARY KEY (seat, op)) WITHOUT ROWID`,
			`CREATE TABLE uploads (media TEXT PRIMARY KEY, owner TEXT NOT NULL, moment TEXT NOT NULL, kind TEXT NOT NULL,
				sha256 TEXT NOT NULL, length INTEGER NOT NULL, acked INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL,
				refused TEXT NOT NULL DEFAULT '', created TEXT NOT NULL) WITHOUT ROWID`,
			`CREATE INDEX uploads_owner ON uploads (owner, created)`,
			`CREATE TABLE tries (subject TEXT NOT NULL, device TEXT NOT NULL, wrong INTEGER NOT NULL, ever INTEGER NOT NULL,
				until TEXT NOT NULL, PRIMARY KEY (subject, device)) WITHOUT ROWID`,
			`CREATE TABLE holds (moment TEXT PRIMARY KEY, decision TEXT NOT NULL, until TEXT NOT NULL) WITHOUT ROWID`,
			`CREATE INDEX holds_until ON holds (until)`,
			`CREATE TABLE erasing (why TEXT NOT NULL)`,
			`CREATE TABLE audit (seq INTEGER PRIMARY KEY, school TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL,
				act TEXT NOT NULL, subject TEXT NOT NULL, students TEXT NOT NULL, detail TEXT NOT NULL, hash TEXT NOT NULL)`,
			`CREATE INDEX audit_subject ON audit (subject, seq)`,
			`CREATE TABLE audit_details (hash TEXT PRIMARY KEY, salt TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID`,
			`CREATE TRIGGER audit_no_UPDATE BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END`,
			`CREATE TRIGGER audit_no_DELETE BEFORE DELETE ON audit WHEN NOT EXISTS (SELECT 1 FROM erasing)
				BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END`,
		)
	}, func(app core.App) error {
		return run(app, `DROP TABLE audit_details`, `DROP TABLE audit`, `DROP TABLE erasing`, `DROP TABLE holds`, `DROP TABLE tries`,
			`DROP TABLE uploads`, `DROP TABLE ledger`, `DROP TABLE feed`, `DROP TABLE starts`, `DROP TABLE house`,
			`DROP TABLE counter`)
	})
}
