package review

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/pocketbase/pocketbase/tools/types"

	"kith/backend/api"
	"kith/backend/consent"
)

// Rule is one line of the table: what it is called and the function that finds its reasons.
type Rule struct {
	Name string
	Of   func(Facts) []api.Reason
}

// Rules is what has to be true before a moment is approved. A reason that blocks refuses the approval; one that does not only asks the
// teacher to open the moment. A new rule is a new row.
var Rules = []Rule{
	{"complete", complete},
	{"consented", consented},
	{"tagged", tagged},
	{"described", described},
	{"quoted", quoted},
	{"oriented", oriented},
	{"heard", heard},
	{"clean", clean},
}

// Facts is what the rules look at: one revision with everything around it, and the audience that is asked for.
type Facts struct {
	Moment, Revision string
	Words            string
	Others           bool
	Quotes           []Quote
	Pictures         []Picture
	Voice            []Voice
	People           []Person // everybody who is in it
	Ceiling          consent.Widest
	Narrowings       []consent.Reason
	Audience         consent.Widest
	Why              string   // what the teacher said about faces and people
	Unseen           []string // who is in the pictures and cannot be recognised in what is covered: ids, or Others
	AuthorsOriented  bool
}

// Quote is what the rules need of a quote.
type Quote struct{ Speaker, Words, Made string }

// Picture is what the rules need of a picture. Alt is the description that counts for this decision.
type Picture struct {
	Media, Alt    string
	Kept, Refused bool
	Hash          string // of its master, as are the sides
	Width, Height int
	Looked        bool                     // whether somebody has looked for faces in it
	Faces         types.JSONArray[api.Box] // where they are in the master
	Cover         *api.Cover               // what this decision covers of it; nil: nothing
}

// Voice is what the rules need of a voice note. Words are those that count for this decision.
type Voice struct {
	Media, Words  string
	Kept, Refused bool
}

// Person is somebody in a moment.
type Person struct {
	ID, Name string
	Pictured bool
}

// reasons runs every rule.
func reasons(facts Facts) []api.Reason {
	found := []api.Reason{}
	for _, rule := range Rules {
		found = append(found, rule.Of(facts)...)
	}
	return found
}

// complete: the school has every picture and every voice note.
func complete(facts Facts) []api.Reason {
	for _, picture := range facts.Pictures {
		if !picture.Kept {
			return []api.Reason{{Code: "picture_missing", Blocks: true}}
		}
	}
	for _, note := range facts.Voice {
		if !note.Kept {
			return []api.Reason{{Code: "voice_missing", Blocks: true}}
		}
	}
	return nil
}

// consented: the audience is within the ceiling. As long as no audience is chosen, whatever keeps a moment from families is told, and
// only an empty ceiling blocks.
func consented(facts Facts) []api.Reason {
	var found []api.Reason
	for _, narrowing := range facts.Narrowings {
		if narrowing.Widest >= max(facts.Audience, consent.Families) {
			continue
		}
		reason := api.Reason{
			Code: narrowing.Code, Kind: api.ConsentKind(narrowing.Kind), Widest: api.Widest(narrowing.Widest.String()),
			Blocks: narrowing.Widest == consent.None || narrowing.Widest < facts.Audience,
		}
		for _, person := range facts.People {
			if person.ID == narrowing.Person {
				reason.Person = &api.Named{Id: person.ID, Name: person.Name}
			}
		}
		found = append(found, reason)
	}
	return found
}

// tagged: a picture shows no more faces than people are named, or the teacher says why. As long as nobody has looked for faces, a teacher has
// to. Faces that are covered or cut off do not count, and neither do people who cannot be recognised any more.
func tagged(facts Facts) []api.Reason {
	if len(facts.Pictures) == 0 || facts.Why != "" {
		return nil
	}
	pictured, named, most, looked := 0, 0, 0, true
	for _, person := range facts.People {
		if person.Pictured {
			pictured++
			if !slices.Contains(facts.Unseen, person.ID) {
				named++
			}
		}
	}
	for _, picture := range facts.Pictures {
		most, looked = max(most, picture.Seen()), looked && picture.Looked
	}
	switch {
	case pictured == 0:
		return []api.Reason{{Code: "nobody_named", Blocks: true}}
	case most > named:
		return []api.Reason{{Code: "faces_unnamed", Faces: most, Named: named, Blocks: true}}
	case !looked:
		return []api.Reason{{Code: "faces_unknown"}}
	}
	return nil
}

// described: every picture has words for somebody who cannot see it, and every voice note for somebody who cannot hear it. Nothing writes those
// by itself: somebody has listened.
func described(facts Facts) []api.Reason {
	var found []api.Reason
	for _, picture := range facts.Pictures {
		if strings.TrimSpace(picture.Alt) == "" {
			found = append(found, api.Reason{Code: "description_missing", Blocks: true})
			break
		}
	}
	for _, note := range facts.Voice {
		if strings.TrimSpace(note.Words) == "" {
			return append(found, api.Reason{Code: "voice_words_missing", Blocks: true})
		}
	}
	return found
}

// quoted: a quote has a speaker, and what somebody else wrote about a person is no quote of theirs.
func quoted(facts Facts) []api.Reason {
	for _, quote := range facts.Quotes {
		if quote.Speaker == "" && quote.Made != "about" {
			return []api.Reason{{Code: "speaker_missing", Blocks: true}}
		}
	}
	return nil
}

// oriented: the authors know how to keep others safe.
func oriented(facts Facts) []api.Reason {
	if facts.AuthorsOriented {
		return nil
	}
	return []api.Reason{{Code: "orientation_missing", Blocks: true}}
}

// heard: a voice note is listened to, so that it is never approved in passing, whoever wrote its words.
func heard(facts Facts) []api.Reason {
	if len(facts.Voice) == 0 {
		return nil
	}
	return []api.Reason{{Code: "voice_to_hear"}}
}

var link = regexp.MustCompile(`(?i)\b(https?://|www\.)\S+`)

// worries are words that ask an adult to look. They never block: a student needs words for body and pain.
var worries = map[string]bool{
	"scared": true, "scary": true, "afraid": true, "hurt": true, "hurts": true, "hit": true, "alone": true, "hate": true,
	"cry": true, "cried": true, "crying": true, "bully": true, "bullied": true, "unsafe": true, "die": true, "dead": true,
}

// clean: no links; words that may be a worry ask for a look.
func clean(facts Facts) []api.Reason {
	var found []api.Reason
	texts := []string{facts.Words}
	for _, quote := range facts.Quotes {
		texts = append(texts, quote.Words)
	}
	for _, note := range facts.Voice {
		texts = append(texts, note.Words)
	}
	for _, picture := range facts.Pictures {
		texts = append(texts, picture.Alt)
	}
	for _, text := range texts {
		if at := link.FindString(text); at != "" {
			found = append(found, api.Reason{Code: "link", Text: at, Blocks: true})
		}
		for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
			if worries[word] {
				found = append(found, api.Reason{Code: "possible_worry", Text: word})
			}
		}
	}
	return found
}
