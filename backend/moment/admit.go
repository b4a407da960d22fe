package moment

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
)

// Admit answers the coming of a revision, whoever writes it: its writer is an author of the moment, and was a member of the circle when
// it was kept or is one now. What was kept before leaving is accepted for that circle's facilitators; what was kept after is
// `not_member`.
func Admit(tx core.App, revision *core.Record) error {
	writer := revision.GetString("writer")
	moment, err := tx.FindRecordById("moments", revision.GetString("moment"))
	if err != nil {
		return api.NotFound().Because(err)
	}
	ours, err := isAuthor(tx, moment.Id, writer)
	if err != nil {
		return err
	}
	if !ours {
		return api.NotFound()
	}
	for _, at := range []string{revision.GetString("kept_at"), clock.Stamp(tx)} {
		belongs, err := circle.Belongs(tx, writer, moment.GetString("circle"), clock.Parse(at))
		if err != nil {
			return fmt.Errorf("look for the writer in the circle: %w", err)
		}
		if belongs {
			return nil
		}
	}
	return api.Refuse(403, "not_member", "You had left this circle when you kept this. Your words are safe on this phone; copy them or ask your teacher.")
}

// Complete answers a picture or a voice note that is kept or refused: it was not erased, it belongs to a moment that its owner made, if that moment is
// here already, and no revision lists it as the other of the two.
func Complete(tx core.App, media *core.Record) error {
	moment, owner := media.GetString("moment"), media.GetString("owner")
	if err := NotErased(tx, moment, media.Id); err != nil {
		return err
	}
	var strangers []int
	err := tx.DB().NewQuery(`SELECT 1 FROM moments m WHERE m.id = {:moment}
		AND NOT EXISTS (SELECT 1 FROM authors a WHERE a.moment = m.id AND a.person = {:owner})
		UNION ALL SELECT 1 FROM revision_media x WHERE x.media = {:media} AND (x.kind = 'voice') <> ({:kind} = 'voice') LIMIT 1`).
		Bind(dbx.Params{"moment": moment, "owner": owner, "media": media.Id, "kind": media.GetString("kind")}).Column(&strangers)
	if err != nil {
		return fmt.Errorf("look for the author of a picture: %w", err)
	}
	if len(strangers) > 0 {
		return api.NotFound()
	}
	return nil
}
