package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// The day turns over what begins or ends by its date: those are found without reading every consent and everybody.
func init() {
	m.Register(func(app core.App) error {
		return run(app,
			`CREATE INDEX consents_from ON consents ("from", person)`,
			`CREATE INDEX consents_until ON consents (until, person)`,
			`CREATE INDEX people_full_rights ON people (full_rights)`,
		)
	}, func(app core.App) error {
		return run(app, `DROP INDEX consents_from`, `DROP INDEX consents_until`, `DROP INDEX people_full_rights`)
	})
}
