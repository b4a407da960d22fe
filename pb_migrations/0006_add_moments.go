package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

func init() {
	m.Register(func(app core.App) error {
		if err := lock(app, "moments",
			[]string{index("moments_circle", "moments", "circle, id"), index("moments_school", "moments", "school, id")},
			needed("circle", 15), needed("school", 15), created(),
		); err != nil {
			return err
		}
		if err := lock(app, "authors",
			[]string{unique("authors_one", "authors", "moment, person"), index("authors_person", "authors", "person, moment")},
			needed("moment", 15), needed("person", 15), date("accepted_at"), choice("how", "kept", "side_by_side"), created(),
		); err != nil {
			return err
		}
		if err := lock(app, "revisions",
			[]string{unique("revisions_number", "revisions", "moment, number"), index("revisions_writer", "revisions", "writer, moment")},
			number("seq"), needed("moment", 15), number("number"), text("base", 15), needed("writer", 15),
			date("kept_at"), date("received_at"), list("did", 2000), text("feeling", 40), text("turn", 40),
			text("words", 4000), text("lang", 35), flag("others"), needed("hash", 64), number("schema"), created(),
		); err != nil {
			return err
		}
		if err := addParts(app); err != nil {
			return err
		}
		return freeze(app, "authors", "revisions", "quotes", "shown", "revision_media")
	}, func(app core.App) error {
		return drop(app, "revision_media", "shown", "quotes", "revisions", "authors", "moments")
	})
}

// addParts makes what a revision lists: quotes, people and pictures.
func addParts(app core.App) error {
	if err := lock(app, "quotes",
		[]string{index("quotes_revision", "quotes", "revision, `order`")},
		needed("revision", 15), number("order"), text("speaker", 15), needed("words", 500), text("lang", 35),
		choice("made", "own", "symbols", "scribed", "about"), text("support", 200), list("symbols", 4000), created(),
	); err != nil {
		return err
	}
	// One row per person and kind of consent that showing them asks for.
	if err := lock(app, "shown",
		[]string{
			unique("shown_one", "shown", "revision, person, kind"), index("shown_person", "shown", "person, moment"),
			index("shown_moment", "shown", "moment, person"),
		},
		needed("revision", 15), needed("moment", 15), needed("person", 15),
		choice("kind", "photo", "voice", "words"), choice("as", "author", "pictured", "quoted", "named", "heard"), created(),
	); err != nil {
		return err
	}
	return lock(app, "revision_media",
		[]string{unique("revision_media_one", "revision_media", "revision, media"), index("revision_media_media", "revision_media", "media")},
		needed("revision", 15), needed("media", 15), number("order"), text("alt", 500), created(),
	)
}
