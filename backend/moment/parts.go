package moment

import (
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/rows"
)

func begin(tx core.App, author circle.Seat, r api.KeepRevision) error {
	return rows.Save(tx, "moments", r.Moment, map[string]any{"circle": r.Circle, "school": author.School})
}

// addAuthors records who made it. The writer is the first; who accepted side by side on the same phone is recorded as such.
func addAuthors(tx core.App, author circle.Seat, at time.Time, r api.KeepRevision) error {
	if err := addAuthor(tx, r.Moment, author.Person, "kept", at); err != nil {
		return err
	}
	for _, person := range r.Together {
		if err := addAuthor(tx, r.Moment, person, "side_by_side", at); err != nil {
			return err
		}
	}
	return nil
}

func addAuthor(tx core.App, moment, person, how string, at time.Time) error {
	known, err := isAuthor(tx, moment, person)
	if err != nil || known {
		return err
	}
	return rows.Save(tx, "authors", "", map[string]any{"moment": moment, "person": person, "accepted_at": at, "how": how})
}

func addParts(tx core.App, r api.KeepRevision) error {
	for i, quote := range r.Quotes {
		err := rows.Save(tx, "quotes", "", map[string]any{
			"revision": r.Revision, "order": i, "speaker": quote.Speaker, "words": quote.Words, "lang": quote.Lang,
			"made": string(quote.Made), "support": quote.Support, "symbols": orEmpty(quote.Symbols),
		})
		if err != nil {
			return err
		}
	}
	for i, picture := range r.Pictures {
		err := rows.Save(tx, "revision_media", "", map[string]any{
			"revision": r.Revision, "media": picture.Media, "order": i, "alt": picture.Alt,
		})
		if err != nil {
			return err
		}
	}
	for i, note := range r.Voice {
		err := rows.Save(tx, "revision_media", "", map[string]any{
			"revision": r.Revision, "media": note.Media, "order": i, "kind": voice, "words": note.Words, "lang": note.Lang, "heard": note.Heard,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// addShown writes who is in it, and which kind of consent that asks for. People who are named where no picture is are there in
// words. Authors are always in it with their words.
func addShown(tx core.App, r api.KeepRevision) error {
	authors, err := authorsOf(tx, r.Moment)
	if err != nil {
		return err
	}
	found := map[[2]string]string{}
	add := func(person, kind, as string) {
		if slices.Contains(authors, person) {
			as = "author"
		}
		if _, known := found[[2]string{person, kind}]; !known {
			found[[2]string{person, kind}] = as
		}
	}
	for _, person := range authors {
		add(person, "words", "author")
	}
	for _, person := range r.People {
		if len(r.Pictures) > 0 {
			add(person, "photo", "pictured")
		} else {
			add(person, "words", "named")
		}
	}
	for _, quote := range r.Quotes {
		if quote.Speaker != "" {
			add(quote.Speaker, "words", "quoted")
		}
		for _, person := range peopleIn(quote.Symbols) {
			add(person, "words", "named")
		}
	}
	for _, note := range r.Voice {
		for _, person := range note.Heard {
			add(person, voice, "heard")
		}
	}
	for who, as := range found {
		err := rows.Save(tx, "shown", "", map[string]any{
			"revision": r.Revision, "moment": r.Moment, "person": who[0], "kind": who[1], "as": as,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func authorsOf(tx core.App, moment string) ([]string, error) {
	var people []string
	err := tx.DB().NewQuery(`SELECT person FROM authors WHERE moment = {:moment}`).
		Bind(dbx.Params{"moment": moment}).Column(&people)
	return people, err
}
