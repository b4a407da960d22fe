package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// What a coordinator can switch off for a whole school, each since when.
var switches = []string{"uploads_off", "families_off", "sign_in_off"}

func init() {
	m.Register(func(app core.App) error {
		schools, err := app.FindCollectionByNameOrId("schools")
		if err != nil {
			return err
		}
		for _, name := range switches {
			schools.Fields.Add(date(name))
		}
		return app.Save(schools)
	}, func(app core.App) error {
		schools, err := app.FindCollectionByNameOrId("schools")
		if err != nil {
			return err
		}
		for _, name := range switches {
			schools.Fields.RemoveByName(name)
		}
		return app.Save(schools)
	})
}
