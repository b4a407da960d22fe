package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// What families and grown students say is not right in a record, what the school answered, and the statements that stay beside what was not
// changed. None of it is ever changed.
func init() {
	m.Register(func(app core.App) error {
		if err := lock(app, "amendments",
			[]string{
				index("amendments_school", "amendments", "school, at"), index("amendments_student", "amendments", "student, at"),
				index("amendments_moment", "amendments", "moment"),
			},
			needed("school", 15), needed("student", 15), needed("person", 15), choice("as", "student", "family"), text("moment", 15),
			needed("words", 2000), text("lang", 35), date("at"), created(),
		); err != nil {
			return err
		}
		if err := lock(app, "amendment_steps",
			[]string{index("amendment_steps_amendment", "amendment_steps", "amendment, kind, at")},
			needed("amendment", 15), choice("kind", "corrected", "refused", "statement"), needed("by", 15),
			choice("as", "student", "family", "facilitator", "coordinator"), needed("words", 4000), text("lang", 35), date("at"), created(),
		); err != nil {
			return err
		}
		return freeze(app, "amendments", "amendment_steps")
	}, func(app core.App) error {
		return drop(app, "amendment_steps", "amendments")
	})
}
