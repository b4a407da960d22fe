package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

func init() {
	m.Register(func(app core.App) error {
		if err := lock(app, "media",
			[]string{index("media_moment", "media", "moment, id"), index("media_owner", "media", "owner, created")},
			number("seq"), needed("moment", 15), needed("owner", 15), choice("kind", "photo", "voice"), needed("sha256", 64),
			number("bytes"), number("width"), number("height"), date("kept_at"), text("refused", 40), created(),
		); err != nil {
			return err
		}
		if err := lock(app, "renditions",
			[]string{index("renditions_media", "renditions", "media, audience"), index("renditions_decision", "renditions", "decision, media")},
			needed("media", 15), choice("audience", "master", "circle", "families", "school"), text("decision", 15),
			needed("folder", 15), list("boxes", 8000), needed("hash", 64), number("width"), number("height"), created(),
		); err != nil {
			return err
		}
		if err := lock(app, "decisions",
			[]string{index("decisions_moment", "decisions", "moment, seq"), index("decisions_due", "decisions", "kind, hold_until")},
			number("seq"), needed("moment", 15), needed("revision", 15),
			choice("kind", "approve", "send_back", "keep_private", "undo", "release", "lapse", "take_back", "take_down", "confirm_take_down", "restore"),
			text("of", 15), &core.SelectField{Name: "audience", Values: []string{"circle", "families", "school"}, MaxSelect: 1},
			text("note", 4000), text("by", 15), date("at"), date("hold_until"), text("seen", 64), flag("bulk"),
			list("alts", 16000), text("why", 500), created(),
		); err != nil {
			return err
		}
		if err := lock(app, "answers",
			[]string{index("answers_person", "answers", "person, moment, seq"), index("answers_moment", "answers", "moment, seq")},
			number("seq"), needed("person", 15), text("moment", 15), choice("answer", "yes", "no", "ask", "later"),
			choice("how", "own_phone", "face_to_face"), needed("by", 15), created(),
		); err != nil {
			return err
		}
		return freeze(app, "decisions", "answers")
	}, func(app core.App) error { return drop(app, "answers", "decisions", "renditions", "media") })
}
