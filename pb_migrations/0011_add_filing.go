package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// What it takes to file something after all that was set aside: its kind and form, when its phone said that it was made, when it came in, and
// when and as what it was filed. And the roads to what nobody files: sealed pictures and what was set aside, by age.
func init() {
	m.Register(func(app core.App) error {
		return run(app,
			`ALTER TABLE set_aside ADD COLUMN kind TEXT NOT NULL DEFAULT ''`,
			`ALTER TABLE set_aside ADD COLUMN schema INTEGER NOT NULL DEFAULT 1`,
			`ALTER TABLE set_aside ADD COLUMN said TEXT NOT NULL DEFAULT ''`,
			`ALTER TABLE set_aside ADD COLUMN came TEXT NOT NULL DEFAULT ''`,
			`ALTER TABLE set_aside ADD COLUMN filed TEXT NOT NULL DEFAULT ''`,
			`UPDATE set_aside SET came = at, said = replace(at, ' ', 'T'), kind = CASE
				WHEN json_extract(whole, '$.revision') IS NOT NULL THEN 'keep_revision' WHEN json_extract(whole, '$.answer') IS NOT NULL THEN 'give_answer'
				WHEN json_extract(whole, '$.action') IS NOT NULL THEN 'take_down' ELSE 'take_back' END WHERE json_valid(whole)`,
			`CREATE INDEX set_aside_moment ON set_aside (moment)`,
			`CREATE INDEX set_aside_came ON set_aside (came)`,
			`CREATE INDEX uploads_sealed ON uploads (created) WHERE sealed <> ''`,
		)
	}, func(app core.App) error {
		return run(app, `DROP INDEX uploads_sealed`, `DROP INDEX set_aside_came`, `DROP INDEX set_aside_moment`,
			`ALTER TABLE set_aside DROP COLUMN filed`, `ALTER TABLE set_aside DROP COLUMN came`, `ALTER TABLE set_aside DROP COLUMN said`,
			`ALTER TABLE set_aside DROP COLUMN schema`, `ALTER TABLE set_aside DROP COLUMN kind`)
	})
}
