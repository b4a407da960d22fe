package moment

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"kith/backend/api"
)

// tidy cleans the words of a revision in place and refuses what has no place in one. The refusal names the field.
func tidy(r *api.KeepRevision) error {
	r.Words = Clean(r.Words)
	for i := range r.Quotes {
		r.Quotes[i].Words, r.Quotes[i].Support = Clean(r.Quotes[i].Words), Clean(r.Quotes[i].Support)
	}
	for i := range r.Pictures {
		r.Pictures[i].Alt = Clean(r.Pictures[i].Alt)
	}
	for i := range r.Voice {
		r.Voice[i].Words = Clean(r.Voice[i].Words)
	}
	for _, check := range []struct {
		field string
		fits  bool
	}{
		{"moment", ID(r.Moment)},
		{"revision", ID(r.Revision)},
		{"base", r.Base == "" || ID(r.Base)},
		{"circle", ID(r.Circle)},
		{"words", utf8.RuneCountInString(r.Words) <= MaxWords},
		{"lang", langShape.MatchString(r.Lang)},
		{"did", len(r.Did) <= MaxDid && all(r.Did, keyShape.MatchString) && distinct(r.Did)},
		{"feeling", r.Feeling == "" || keyShape.MatchString(r.Feeling)},
		{"turn", turns[string(r.Turn)]},
		{"people", len(r.People) <= MaxPeople && all(r.People, ID) && distinct(r.People)},
		{"together", len(r.Together) <= MaxTogether && all(r.Together, ID) && distinct(r.Together)},
		{"quotes", len(r.Quotes) <= MaxQuotes && all(r.Quotes, quoteFits)},
		{"pictures", len(r.Pictures) <= MaxPictures && all(r.Pictures, pictureFits) && distinct(mediaOf(*r))},
		{"voice", voicesFit(*r)},
	} {
		if !check.fits {
			return api.Invalid(check.field)
		}
	}
	if r.Words == "" && len(r.Did)+len(r.Quotes)+len(r.Pictures)+len(r.Voice) == 0 && r.Feeling == "" {
		return api.Refuse(422, "nothing_in_it", "There is nothing in this moment yet. Add a picture, a tile or some words.")
	}
	return nil
}

func quoteFits(q api.NewQuote) bool {
	return q.Words != "" && utf8.RuneCountInString(q.Words) <= MaxQuote && utf8.RuneCountInString(q.Support) <= MaxSupport &&
		(q.Speaker == "" || ID(q.Speaker)) && langShape.MatchString(q.Lang) && made[string(q.Made)] &&
		len(q.Symbols) <= MaxSymbols && all(q.Symbols, symbolFits)
}

// symbolFits takes the three kinds of part that a message is built of: the key of a drawing, somebody in the circle, or a typed word.
func symbolFits(part string) bool {
	if person, ok := strings.CutPrefix(part, "person:"); ok {
		return ID(person)
	}
	if word, ok := strings.CutPrefix(part, "text:"); ok {
		return word == Clean(word) && word != "" && utf8.RuneCountInString(word) <= MaxWord
	}
	return keyShape.MatchString(part)
}

// peopleIn are the people who are part of a message of symbols.
func peopleIn(symbols []string) []string {
	var people []string
	for _, part := range symbols {
		if person, ok := strings.CutPrefix(part, "person:"); ok {
			people = append(people, person)
		}
	}
	return people
}

func pictureFits(p api.NewPicture) bool {
	return ID(p.Media) && utf8.RuneCountInString(p.Alt) <= MaxAlt
}

func all[T any](items []T, fits func(T) bool) bool {
	return !slices.ContainsFunc(items, func(item T) bool { return !fits(item) })
}

func distinct(items []string) bool {
	sorted := slices.Sorted(slices.Values(items))
	return len(slices.Compact(sorted)) == len(items)
}

// mediaOf are the pictures and voice notes that a revision lists.
func mediaOf(r api.KeepRevision) []string {
	ids := make([]string, 0, len(r.Pictures)+len(r.Voice))
	for _, picture := range r.Pictures {
		ids = append(ids, picture.Media)
	}
	for _, note := range r.Voice {
		ids = append(ids, note.Media)
	}
	return ids
}

// Sum names what somebody kept by its content, as its revision has it. It refuses what could not be kept.
func Sum(r api.KeepRevision) (string, error) {
	if err := tidy(&r); err != nil {
		return "", err
	}
	return hash(r)
}

// hash names the content of a revision: what a teacher had on the screen when deciding.
func hash(r api.KeepRevision) (string, error) {
	content, err := json.Marshal(r)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:]), nil
}
