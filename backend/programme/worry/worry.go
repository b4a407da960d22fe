// Package worry is how somebody tells an adult: a worry, or that they need a break from a circle or would like to stop. It stands apart from the
// diary: no moment, record, export, digest or count of anybody knows of it. What was told is never changed, and no adult who is named in it
// learns that it is there.
package worry

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/moment"
	"kith/backend/rows"
)

// Room answers who asks about worries. To whom none was told there are none.
type Room struct {
	App core.App
}

// MaxWords is how long a worry and a line about one may be, in letters; MaxPeople is how many people one can be about: more than any school has adults.
const (
	MaxWords  = 4000
	MaxPeople = 500
)

// Tell keeps a worry, of a student or of somebody on the staff. It is never refused for its form: what is too long is cut, a symbol that is none
// is left out, and whom the school does not know is somebody else. It refuses with `not_found` whoever tells it in a seat as a family.
func Tell(tx core.App, seat circle.Seat, op string, at time.Time, told api.TellAdult) error {
	if seat.Kind == "family" {
		return api.NotFound()
	}
	words := cut(moment.Clean(told.Words))
	about, strangers, err := known(tx, seat, told.People)
	if err != nil {
		return err
	}
	mentioned, err := mentionedIn(tx, seat.School, words)
	if err != nil {
		return err
	}
	return rows.Save(tx, "worries", op, map[string]any{
		"school": seat.School, "person": seat.Person, "kind": string(api.WorryKindWorry), "words": words, "lang": short(told.Lang, 35),
		"symbols": symbolsIn(told.Symbols), "about": about, "mentioned": mentioned, "others": told.Others || strangers, "at": at,
		"received": clock.Now(tx),
	})
}

// StepOut keeps that a student needs a break from a circle, would like to stop, or is back. It refuses with `not_member` whoever has never been
// in that circle.
func StepOut(tx core.App, seat circle.Seat, op string, at time.Time, step api.StepOut) error {
	if !step.Wish.Valid() {
		return api.Invalid("wish")
	}
	var found []int
	err := tx.DB().NewQuery(`SELECT 1 FROM members WHERE person = {:person} AND circle = {:circle} LIMIT 1`).
		Bind(dbx.Params{"person": seat.Person, "circle": step.Circle}).Column(&found)
	if err != nil || seat.Kind != "student" || len(found) == 0 {
		return api.Refuse(403, "not_member", "This circle is not yours, so there is nothing to step out of.").Because(err)
	}
	return rows.Save(tx, "worries", op, map[string]any{
		"school": seat.School, "person": seat.Person, "kind": string(step.Wish), "circle": step.Circle, "symbols": []string{}, "about": []string{},
		"mentioned": []string{}, "at": at, "received": clock.Now(tx),
	})
}

// Doubt notes beside a worry, once, that it came in an envelope of somebody who may have left, or whose session the school had ended, or from
// a phone whose place was locked: it is filed as theirs all the same, since it must not wait for anybody to look.
func Doubt(tx core.App, id, why string) error {
	var known []int
	err := tx.DB().NewQuery(`SELECT 1 FROM worry_steps WHERE worry = {:worry} AND kind = 'doubt'`).Bind(dbx.Params{"worry": id}).Column(&known)
	if err != nil || len(known) > 0 {
		return err
	}
	return rows.Save(tx, "worry_steps", "", map[string]any{"worry": id, "kind": "doubt", "note": why, "at": clock.Now(tx)})
}

// known are those of some people who are at the school, and whether there was anybody else.
func known(tx core.App, seat circle.Seat, people []string) (known []string, strangers bool, err error) {
	people = slices.Compact(slices.Sorted(slices.Values(people)))
	asked, err := json.Marshal(people[:min(len(people), MaxPeople)])
	if err != nil {
		return nil, false, err
	}
	known = []string{}
	err = tx.DB().NewQuery(`SELECT p.id FROM json_each({:people}) w CROSS JOIN people p ON p.id = w.value AND p.school = {:school} ORDER BY 1`).
		Bind(dbx.Params{"people": string(asked), "school": seat.School}).Column(&known)
	if err != nil {
		return nil, false, fmt.Errorf("look whom a worry names: %w", err)
	}
	return known, len(known) < len(people), nil
}

// symbolsIn are the keys of drawings among parts. People are named apart, where nobody can overlook them.
func symbolsIn(parts []string) []string {
	symbols := []string{}
	for _, part := range parts {
		if len(symbols) < moment.MaxSymbols && moment.Key(part) {
			symbols = append(symbols, part)
		}
	}
	return symbols
}

func cut(words string) string { return short(words, MaxWords) }

// short is the beginning of a text, of so many letters at most.
func short(text string, most int) string {
	if letters := []rune(text); len(letters) > most {
		return strings.TrimSpace(string(letters[:most]))
	}
	return text
}
