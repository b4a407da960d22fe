package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

func init() {
	m.Register(func(app core.App) error {
		if err := lock(app, "circles",
			[]string{index("circles_school", "circles", "school, name")},
			needed("school", 15), needed("name", 60), choice("kind", "peer_network", "peer_support"),
			choice("glaze", "clay", "moss", "ochre", "sea", "plum", "ink"), text("place", 60), created(),
		); err != nil {
			return err
		}
		if err := lock(app, "members",
			[]string{index("members_person", "members", "person, `from`"), index("members_circle", "members", "circle, person")},
			needed("circle", 15), needed("person", 15), text("role", 40), flag("focus"), date("from"), date("until"), created(),
		); err != nil {
			return err
		}
		if err := lock(app, "grants",
			[]string{index("grants_person", "grants", "person, role"), index("grants_circle", "grants", "circle, role"), index("grants_school", "grants", "school, role")},
			needed("person", 15), needed("school", 15),
			choice("role", "facilitator", "cover", "supporting_adult", "coordinator"),
			text("circle", 15), date("from"), date("until"), text("by", 15), created(),
		); err != nil {
			return err
		}
		return lock(app, "family_links",
			[]string{index("family_links_person", "family_links", "person"), index("family_links_student", "family_links", "student, person")},
			needed("person", 15), needed("student", 15), flag("restricted"), date("opened"), date("from"), date("until"), created(),
		)
	}, func(app core.App) error { return drop(app, "family_links", "grants", "members", "circles") })
}
