package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// `seq` is the place of a row in the one order of everything that can narrow or widen who reads a moment.
func init() {
	m.Register(func(app core.App) error {
		if err := lock(app, "consents",
			[]string{index("consents_person", "consents", "person, kind, seq")},
			number("seq"), needed("person", 15), choice("kind", "photo", "voice", "words", "name"),
			choice("widest", "none", "circle", "families", "school"), text("giver", 15),
			choice("how", "paper", "in_person", "account"), text("text", 60), text("lang", 10), text("text_hash", 64),
			date("from"), date("until"), needed("by", 15), created(),
		); err != nil {
			return err
		}
		if err := lock(app, "orientations",
			[]string{index("orientations_person", "orientations", "person, seq")},
			number("seq"), needed("person", 15), choice("how", "paper", "deck"), date("on"), date("until"), needed("by", 15), created(),
		); err != nil {
			return err
		}
		return freeze(app, "consents", "orientations")
	}, func(app core.App) error { return drop(app, "orientations", "consents") })
}
