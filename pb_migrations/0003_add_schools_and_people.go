package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
	"github.com/pocketbase/pocketbase/tools/types"
)

func init() {
	m.Register(func(app core.App) error {
		if err := lock(app, "schools", nil,
			needed("name", 60), needed("zone", 60), number("hold_seconds"), date("year_ends"), list("role_labels", 4000), created(),
		); err != nil {
			return err
		}
		if err := addPeople(app); err != nil {
			return err
		}
		return lock(app, "seats",
			[]string{unique("seats_one", "seats", "person, kind"), index("seats_school", "seats", "school, kind, person")},
			needed("person", 15), choice("kind", "student", "staff", "family"), needed("school", 15), date("until"), created(),
		)
	}, func(app core.App) error { return drop(app, "seats", "people", "schools") })
}

// addPeople makes the one auth collection. None of PocketBase's own ways in is open: rooms mint sessions themselves and use its
// password and one-time-code parts behind our routes.
func addPeople(app core.App) error {
	people := core.NewAuthCollection("people")
	people.AuthRule = nil
	people.PasswordAuth.Enabled = false
	people.OTP.Enabled = true
	people.OTP.Duration = 600
	people.AuthAlert.Enabled = false
	if email, ok := people.Fields.GetByName("email").(*core.EmailField); ok {
		email.Required = false
	}
	if password, ok := people.Fields.GetByName("password").(*core.PasswordField); ok {
		password.Min = 15
	}
	people.Fields.Add(
		needed("school", 15), needed("name", 60), text("face", 60), list("ways", 400), text("lang", 10), date("full_rights"),
		&core.TextField{Name: "badge", Max: 64, Hidden: true}, date("badge_until"),
		&core.TextField{Name: "pin", Max: 200, Hidden: true}, date("pin_locked"),
		created(),
	)
	people.Indexes = append(people.Indexes, types.JSONArray[string]{
		"CREATE UNIQUE INDEX `people_badge` ON `people` (badge) WHERE badge != ''",
		index("people_school", "people", "school, name, id"),
	}...)
	return app.Save(people)
}
