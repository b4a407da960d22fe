package worry

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/clock"
)

// titles stand before a name and name nobody.
var titles = []string{"miss", "mister", "missus", "madam", "coach", "teacher", "principal", "sir", "mrs", "doc", "prof"}

// mentionedIn are the adults of a school whose name stands in some words. Whoever did not choose a person may still have written of one: such an
// adult is told nothing, until another who has read the words hands it on to them. A name too many keeps nobody from being heard, since others
// are told instead.
func mentionedIn(app core.App, school, words string) ([]string, error) {
	var adults []struct{ ID, Name string }
	err := app.DB().NewQuery(`SELECT DISTINCT p.id, p.name FROM grants g CROSS JOIN people p ON p.id = g.person
		WHERE g.school = {:school} AND (g.until = '' OR g.until > {:now})`).
		Bind(dbx.Params{"school": school, "now": clock.Stamp(app)}).All(&adults)
	if err != nil {
		return nil, fmt.Errorf("look who is mentioned: %w", err)
	}
	spoken, mentioned := namesIn(words), []string{}
	for _, adult := range adults {
		if slices.ContainsFunc(namesIn(adult.Name), func(part string) bool { return slices.Contains(spoken, part) }) {
			mentioned = append(mentioned, adult.ID)
		}
	}
	return mentioned, nil
}

// namesIn are the words of a text that could name somebody, in small letters.
func namesIn(text string) []string {
	parts := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) })
	return slices.DeleteFunc(parts, func(part string) bool { return len([]rune(part)) < 3 || slices.Contains(titles, part) })
}
