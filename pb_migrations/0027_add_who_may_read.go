package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// From when a student with full rights lets a family member read what is shared of them.
func init() {
	m.Register(func(app core.App) error {
		links, err := app.FindCollectionByNameOrId("family_links")
		if err != nil {
			return err
		}
		links.Fields.Add(date("reads_from"))
		return app.Save(links)
	}, func(app core.App) error {
		links, err := app.FindCollectionByNameOrId("family_links")
		if err != nil {
			return err
		}
		links.Fields.RemoveByName("reads_from")
		return app.Save(links)
	})
}
