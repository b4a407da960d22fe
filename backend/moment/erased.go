package moment

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/clock"
)

// NotErased refuses ids of what was taken away for good: it never comes in again, from whatever phone still has it.
func NotErased(app core.App, ids ...string) error {
	list, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	var gone []string
	err = app.DB().NewQuery(`SELECT e.id FROM json_each({:ids}) w CROSS JOIN erased e ON e.id = w.value LIMIT 1`).
		Bind(dbx.Params{"ids": string(list)}).Column(&gone)
	if err != nil {
		return fmt.Errorf("look whether it was erased: %w", err)
	}
	if len(gone) > 0 {
		return api.Refuse(http.StatusGone, "erased",
			"This was taken away for good at school, because somebody asked for it. It is not taken in again. Ask your teacher.")
	}
	return nil
}

// withoutErased leaves out of a revision what is never taken in: pictures that were destroyed, and people who were erased, with their quotes and with the
// pictures that show them. Its words are its author's, and stay. A moment or a revision that was erased is refused, and so is one in which nothing
// is left.
func withoutErased(tx core.App, r *api.KeepRevision) error {
	if err := NotErased(tx, r.Moment, r.Revision); err != nil {
		return err
	}
	gone, err := withoutPeople(tx, r)
	if err != nil {
		return err
	}
	own, err := destroyedOf(tx, *r)
	if err != nil {
		return err
	}
	if len(own) > 0 {
		gone = NotErased(tx, own...)
		r.Pictures = slices.DeleteFunc(r.Pictures, func(picture api.NewPicture) bool { return slices.Contains(own, picture.Media) })
		r.Voice = slices.DeleteFunc(r.Voice, func(note api.NewVoiceNote) bool { return slices.Contains(own, note.Media) })
	}
	if gone != nil && tidy(r) != nil {
		return gone
	}
	for _, media := range mediaOf(*r) {
		if err := NotErased(tx, media); err != nil {
			return err
		}
	}
	return nil
}

// destroyedOf are the pictures and voice notes of a moment that were destroyed, of those that a revision of it lists. One of another moment is not this one's to
// leave out.
func destroyedOf(tx core.App, r api.KeepRevision) (gone []string, err error) {
	list, err := json.Marshal(mediaOf(r))
	if err != nil {
		return nil, err
	}
	err = tx.DB().NewQuery(`SELECT e.id FROM json_each({:ids}) w CROSS JOIN erased e ON e.id = w.value WHERE e.what = 'media' AND e.moment = {:moment}`).
		Bind(dbx.Params{"ids": string(list), "moment": r.Moment}).Column(&gone)
	if err != nil {
		return nil, fmt.Errorf("look for pictures that were destroyed: %w", err)
	}
	return gone, nil
}

// withoutPeople leaves out whoever was erased. It says that by a refusal for the case that nothing else is in the revision.
func withoutPeople(tx core.App, r *api.KeepRevision) (refusal, err error) {
	ids, err := json.Marshal(everybody(*r))
	if err != nil {
		return nil, err
	}
	var gone []string
	err = tx.DB().NewQuery(`SELECT e.id FROM json_each({:ids}) w CROSS JOIN erased e ON e.id = w.value AND e.what IN ('destroy', 'deidentify')`).
		Bind(dbx.Params{"ids": string(ids)}).Column(&gone)
	if err != nil {
		return nil, fmt.Errorf("look whether somebody was erased: %w", err)
	}
	if len(gone) == 0 {
		return nil, nil
	}
	erased := func(person string) bool { return slices.Contains(gone, person) }
	if slices.ContainsFunc(r.People, erased) {
		if err := neverTake(tx, r.Moment, mediaOf(api.KeepRevision{Pictures: r.Pictures})); err != nil {
			return nil, err
		}
	}
	if err := neverTake(tx, r.Moment, hear(*r, erased)); err != nil {
		return nil, err
	}
	r.People, r.Together = slices.DeleteFunc(r.People, erased), slices.DeleteFunc(r.Together, erased)
	r.Quotes = slices.DeleteFunc(r.Quotes, func(q api.NewQuote) bool { return erased(q.Speaker) })
	for i := range r.Quotes {
		r.Quotes[i].Symbols = slices.DeleteFunc(r.Quotes[i].Symbols, func(part string) bool {
			person, is := strings.CutPrefix(part, "person:")
			return is && erased(person)
		})
	}
	return NotErased(tx, gone...), nil
}

// everybody is whoever a revision names.
func everybody(r api.KeepRevision) []string {
	people := slices.Concat([]string{}, r.People, r.Together)
	for _, quote := range r.Quotes {
		if quote.Speaker != "" {
			people = append(people, quote.Speaker)
		}
		people = append(people, peopleIn(quote.Symbols)...)
	}
	for _, note := range r.Voice {
		people = append(people, note.Heard...)
	}
	return people
}

// hear are the voice notes in which one of these is heard.
func hear(r api.KeepRevision, erased func(string) bool) (media []string) {
	for _, note := range r.Voice {
		if slices.ContainsFunc(note.Heard, erased) {
			media = append(media, note.Media)
		}
	}
	return media
}

// neverTake bars pictures and sounds of somebody who was erased: which pictures show them, nobody can say. One that is here already is destroyed soon.
func neverTake(tx core.App, moment string, media []string) error {
	for _, id := range media {
		_, err := tx.NonconcurrentDB().NewQuery(`INSERT INTO erased (id, moment, what, at) VALUES ({:media}, {:moment}, 'media', {:at}) ON CONFLICT DO NOTHING`).
			Bind(dbx.Params{"media": id, "moment": moment, "at": clock.Stamp(tx)}).Execute()
		if err != nil {
			return fmt.Errorf("bar a picture: %w", err)
		}
	}
	return nil
}
