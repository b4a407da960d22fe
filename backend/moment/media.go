package moment

import (
	"fmt"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
)

// mediaAreOurs refuses a picture or a voice note that belongs to another moment or another person, and one that is listed as what it is not: a
// voice note among the pictures would ask for no consent to the voice. One that has not arrived yet is fine.
func mediaAreOurs(tx core.App, author circle.Seat, r api.KeepRevision) error {
	for i, media := range mediaOf(r) {
		kind := photo
		if i >= len(r.Pictures) {
			kind = voice
		}
		if err := isOurs(tx, author, r.Moment, media, kind); err != nil {
			return err
		}
	}
	return nil
}

// Kinds of media, as `media` and `uploads` have them.
const (
	photo = "photo"
	voice = "voice"
)

func isOurs(tx core.App, author circle.Seat, moment, media, kind string) error {
	var owners []struct{ Owner, Moment, Kind string }
	err := tx.DB().NewQuery(`SELECT owner, moment, kind FROM media WHERE id = {:media}
		UNION ALL SELECT owner, moment, kind FROM uploads WHERE media = {:media}
		UNION ALL SELECT '' AS owner, r.moment, CASE x.kind WHEN 'voice' THEN 'voice' ELSE 'photo' END
			FROM revision_media x JOIN revisions r ON r.id = x.revision
			WHERE x.media = {:media} AND (r.moment != {:moment} OR (x.kind = 'voice') != ({:kind} = 'voice'))`).
		Bind(dbx.Params{"media": media, "moment": moment, "kind": kind}).All(&owners)
	if err != nil {
		return fmt.Errorf("look for a picture: %w", err)
	}
	for _, found := range owners {
		ours, err := isAuthor(tx, moment, found.Owner)
		if err != nil {
			return err
		}
		if found.Moment != moment || found.Owner != author.Person && !ours || found.Kind != kind {
			return api.Refuse(422, "media_not_yours", "One picture or recording belongs to another moment. Take it out and add it again.")
		}
	}
	return nil
}

// voicesFit takes voice notes in each of which somebody is heard, be it someone who is not on the list: nobody's voice is shared without being
// asked for.
func voicesFit(r api.KeepRevision) bool {
	return len(r.Voice) <= MaxVoice && all(r.Voice, func(n api.NewVoiceNote) bool {
		return ID(n.Media) && SaidFits(n.Words, n.Lang) && (r.Others || len(n.Heard) > 0) && len(n.Heard) <= MaxPeople &&
			all(n.Heard, ID) && distinct(n.Heard)
	})
}

// SaidFits says whether what somebody wrote down of a voice note has a place with it.
func SaidFits(words, lang string) bool {
	return utf8.RuneCountInString(words) <= MaxSaid && langShape.MatchString(lang)
}
