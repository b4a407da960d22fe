package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// A worry can name everybody whom a large school has: what stands in a list of ids here, 18 bytes each, must never be why a worry is refused.
func init() {
	m.Register(func(app core.App) error { return resizeNamed(app, 20_000) }, func(app core.App) error { return resizeNamed(app, 1000) })
}

func resizeNamed(app core.App, size int64) error {
	worries, err := app.FindCollectionByNameOrId("worries")
	if err != nil {
		return err
	}
	for _, name := range []string{"about", "mentioned"} {
		worries.Fields.GetByName(name).(*core.JSONField).MaxSize = size
	}
	return app.Save(worries)
}
