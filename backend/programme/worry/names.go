package worry

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"golang.org/x/text/unicode/norm"

	"kith/backend/clock"
)

// titles stand before a name and name nobody. They are written as `plain` writes them.
var titles = []string{
	"miss", "mister", "missus", "madam", "coach", "teacher", "principal", "sir", "mrs", "doc", "prof", "mr", "ms", "mx", "dr",
	"sra", "srta", "sr", "profe", "maestra", "maestro", "senor", "senora", "الاستاذ", "الاستاذة", "استاذ", "استاذة",
}

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
	text, mentioned := plain(words), []string{}
	for _, adult := range adults {
		if named(plain(adult.Name), text) {
			mentioned = append(mentioned, adult.ID)
		}
	}
	return mentioned, nil
}

// named says whether one of the words of a name stands in a text: written without its accents or with other endings; as a word of its own where it is
// short, and with a capital where it is as short as An or My and the name has a longer word.
func named(name, text string) bool {
	parts := namesIn(name)
	long := slices.ContainsFunc(parts, func(part string) bool { return letters(part) > 2 })
	all, small := namesIn(text), strings.ToLower(text)
	for _, part := range parts {
		folded := strings.ToLower(part)
		switch {
		case letters(part) > 3 || !strings.ContainsFunc(part, spaced):
			if strings.Contains(small, folded) {
				return true
			}
		default:
			for _, word := range all {
				if strings.ToLower(word) == folded && (letters(part) > 2 || !long || unicode.IsUpper([]rune(word)[0])) {
					return true
				}
			}
		}
	}
	return false
}

func letters(part string) int { return len([]rune(part)) }

// spaced are the letters of scripts that part their words.
func spaced(r rune) bool { return unicode.In(r, unicode.Latin, unicode.Cyrillic, unicode.Greek) }

// namesIn are the words of a text that could name somebody.
func namesIn(text string) []string {
	parts := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	return slices.DeleteFunc(parts, func(part string) bool {
		return letters(part) < 2 && strings.ContainsFunc(part, spaced) || slices.Contains(titles, strings.ToLower(part))
	})
}

// plain takes the accents off.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(text))
}
