package feed

import (
	"encoding/json"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"kith/backend/api"
)

// voiceLine is a voice note that a revision lists, and what is known of its sound.
type voiceLine struct {
	Revision, Media, Words, Lang, Form, KeptAt, OverAt, Refused string
	Heard                                                       types.JSONArray[string]
	Millis                                                      int
}

func (b *batch) loadVoice(app core.App, params dbx.Params) error {
	return group(app, params, `SELECT x.revision, x.media, x.words, x.lang, x.heard, coalesce(m.form, '') AS form, coalesce(m.millis, 0) AS millis,
			coalesce(m.kept_at, '') AS kept_at, coalesce(m.over_at, '') AS over_at, coalesce(m.refused, '') AS refused
		FROM (SELECT DISTINCT value FROM json_each({:revisions})) w CROSS JOIN revision_media x ON x.revision = w.value
		LEFT JOIN media m ON m.id = x.media WHERE x.kind = 'voice' ORDER BY x.revision, x."order"`,
		func(line voiceLine) { add(&b.voice, line.Revision, line) })
}

// voiceFor lists the voice notes as picturesFor lists pictures, each with its words. Words outlast the sound: whoever read the moment goes on
// reading them, while a note that this form was never given is not there at all.
func (b *batch) voiceFor(r row, reader reader) []api.VoiceNote {
	inner := reader.form == api.MomentFormAuthor || reader.form == api.MomentFormStaff
	said := b.said(r, inner)
	var notes []api.VoiceNote
	for _, line := range b.voice[r.Revision] {
		note := api.VoiceNote{
			Media: line.Media, Words: line.Words, Lang: line.Lang, Heard: reader.all(line.Heard), Kept: line.KeptAt != "", Over: line.OverAt != "",
			Refused: line.Refused,
		}
		if heard, ok := said[line.Media]; ok {
			note.Words, note.Lang = heard.Words, heard.Lang
		}
		if sound, ok := b.covers[line.Media+"/"+r.Decision]; ok {
			note.Rendition, note.Form, note.Millis = sound.ID, api.VoiceNoteForm(line.Form), line.Millis
		}
		if inner || note.Rendition != "" || note.Over {
			notes = append(notes, note)
		}
	}
	return notes
}

// said is what a teacher wrote down of the voice notes: for circle and families in the decision that their row stands on, for the author and
// adults in the newest about this revision.
func (b *batch) said(r row, inner bool) map[string]api.VoiceWords {
	said := map[string]api.VoiceWords{}
	for _, decision := range slices.Backward(b.decisions[r.Subject]) {
		newest := inner && decision.Kind == "approve" && decision.Revision == r.Revision
		if decision.ID != r.Decision && !newest {
			continue
		}
		var given []api.VoiceWords
		if len(decision.Said) == 0 || json.Unmarshal(decision.Said, &given) != nil || len(given) == 0 {
			continue // what cannot be read leaves the author's own words in place
		}
		for _, one := range given {
			said[one.Media] = one
		}
		break
	}
	return said
}
