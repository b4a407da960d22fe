package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

func init() {
	m.Register(func(app core.App) error {
		if err := lock(app, "devices",
			[]string{unique("devices_one", "devices", "person, device")},
			needed("person", 15), needed("device", 40), text("name", 60), date("seen_at"), created(),
		); err != nil {
			return err
		}
		// A session is one seat on one device. `refresh` and `previous` are SHA-256 of the newest and the last secret.
		if err := lock(app, "sessions",
			[]string{
				index("sessions_person", "sessions", "person"),
				"CREATE UNIQUE INDEX `sessions_refresh` ON `sessions` (refresh) WHERE refresh != ''",
			},
			needed("seat", 15), needed("person", 15), needed("device", 40), text("way", 20),
			&core.TextField{Name: "refresh", Max: 64, Hidden: true}, &core.TextField{Name: "previous", Max: 64, Hidden: true},
			&core.TextField{Name: "successor", Max: 400, Hidden: true},
			date("rotated_at"), date("used_at"), date("until"), date("revoked_at"), text("why", 40), created(),
		); err != nil {
			return err
		}
		if err := lock(app, "invitations",
			[]string{unique("invitations_secret", "invitations", "secret"), index("invitations_person", "invitations", "person, kind")},
			choice("kind", "setup", "family", "staff", "let_in"), &core.TextField{Name: "secret", Max: 64, Hidden: true, Required: true},
			text("school", 15), text("person", 15), text("link", 15), date("until"), date("used_at"), text("by", 15), created(),
		); err != nil {
			return err
		}
		return lock(app, "notices",
			[]string{index("notices_due", "notices", "done_at, due_at"), index("notices_subject", "notices", "subject, kind")},
			needed("kind", 40), text("to", 40), text("subject", 40), date("due_at"), date("done_at"), number("attempts"), created(),
		)
	}, func(app core.App) error { return drop(app, "notices", "invitations", "sessions", "devices") })
}
