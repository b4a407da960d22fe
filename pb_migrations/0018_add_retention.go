package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// What retention and destruction need: pictures and voices that somebody withdrew, the years that are over and were told of, who has not been seen
// for long, and what was destroyed of a person. And the roads to what is old.
func init() {
	m.Register(func(app core.App) error {
		for _, index := range agedBy {
			if err := addIndex(app, index.of, index.name, index.columns); err != nil {
				return err
			}
		}
		return run(app,
			`CREATE TABLE withdrawals (consent TEXT PRIMARY KEY, person TEXT NOT NULL, kind TEXT NOT NULL, seq INTEGER NOT NULL, at TEXT NOT NULL,
				done TEXT NOT NULL DEFAULT '') WITHOUT ROWID`,
			`CREATE INDEX withdrawals_due ON withdrawals (done, at)`,
			`CREATE INDEX withdrawals_person ON withdrawals (person)`,
			`CREATE TABLE farewells (school TEXT NOT NULL, year_end TEXT NOT NULL, told TEXT NOT NULL, goes TEXT NOT NULL, spread TEXT NOT NULL DEFAULT '',
				PRIMARY KEY (school, year_end)) WITHOUT ROWID`,
			`CREATE TABLE idle (person TEXT PRIMARY KEY, school TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID`,
			`CREATE INDEX idle_school ON idle (school)`,
			`CREATE TABLE certificates (person TEXT PRIMARY KEY, school TEXT NOT NULL, sum TEXT NOT NULL, body TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID`,
			`CREATE INDEX certificates_at ON certificates (at)`,
			`CREATE INDEX ledger_at ON ledger (at)`,
			`CREATE INDEX feed_gone ON feed (seq) WHERE gone`,
			`CREATE INDEX erased_what ON erased (what, at)`,
			`CREATE INDEX waiting_at ON waiting (at)`,
			`CREATE INDEX uploads_refused ON uploads (created) WHERE state = 'refused'`,
		)
	}, func(app core.App) error {
		if err := run(app, `DROP INDEX uploads_refused`, `DROP INDEX waiting_at`, `DROP INDEX erased_what`, `DROP INDEX feed_gone`, `DROP INDEX ledger_at`,
			`DROP TABLE certificates`, `DROP TABLE idle`, `DROP TABLE farewells`, `DROP TABLE withdrawals`); err != nil {
			return err
		}
		for _, index := range agedBy {
			if err := dropIndex(app, index.of, index.name); err != nil {
				return err
			}
		}
		return nil
	})
}

// agedBy are the roads by age.
var agedBy = []struct{ of, name, columns string }{
	{"revisions", "revisions_received", "received_at, moment"},
	{"sessions", "sessions_until", "until"},
	{"sessions", "sessions_revoked", "revoked_at"},
	{"devices", "devices_seen", "seen_at"},
	{"invitations", "invitations_until", "until"},
	{"media", "media_kind", "kind, kept_at"},
	{"quotes", "quotes_speaker", "speaker"},
}

func addIndex(app core.App, table, name, columns string) error {
	collection, err := app.FindCollectionByNameOrId(table)
	if err != nil {
		return err
	}
	collection.AddIndex(name, false, columns, "")
	return app.Save(collection)
}

func dropIndex(app core.App, table, name string) error {
	collection, err := app.FindCollectionByNameOrId(table)
	if err != nil {
		return err
	}
	collection.RemoveIndex(name)
	return app.Save(collection)
}
