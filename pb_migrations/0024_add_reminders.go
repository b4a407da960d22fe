package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// What somebody is reminded of is found by who is reminded.
func init() {
	m.Register(func(app core.App) error {
		return run(app, `CREATE INDEX notices_to ON notices ("to", kind)`)
	}, func(app core.App) error { return run(app, `DROP INDEX notices_to`) })
}
