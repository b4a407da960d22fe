// Package consent is the ladder of who may see what of a person, and the one function that says how wide a moment may go.
// Its rules are pure: people, kinds, rows and a time go in, the widest audience and the reasons come out.
package consent

import "time"

// Widest is how far something of a person may go. A wider one includes all narrower ones.
type Widest int

// The ladder, from nobody to the whole school.
const (
	None Widest = iota
	Circle
	Families
	School
)

var ladder = []string{"none", "circle", "families", "school"}

// String is the rung as it is stored and sent.
func (w Widest) String() string { return ladder[w] }

// Parse reads a rung. An unknown word is refused, never guessed.
func Parse(rung string) (Widest, bool) {
	for i, name := range ladder {
		if name == rung {
			return Widest(i), true
		}
	}
	return None, false
}

// Kinds are what a consent can be about.
var Kinds = []string{"photo", "voice", "words", "name"}

// Row is one consent as it was recorded. It is never changed: a change of mind is a newer row.
type Row struct {
	ID, Person, Kind, Giver string
	Widest                  Widest
	From, Until             time.Time
	Seq                     int64
	Text                    string // the version that was shown; empty for a school's own paper
	Silent                  bool   // the giver's family link is restricted or over, so the row does not count
}

// Shown is one way in which a person is in a moment, named by the kind of consent that it needs.
type Shown struct {
	Person, Kind string
	Author       bool // the author made it, and is not asked about it
	Unseen       bool // nobody can recognise them in it, so that this kind needs no consent of theirs; their no counts all the same
}

// Answer is what the person shown said: for this moment, or as a standing answer.
type Answer struct{ Moment, Standing string }

// Facts is all that the ladder needs to know about the people of one or more moments.
type Facts struct {
	Rows       map[string][]Row     // by person, oldest first
	FullRights map[string]time.Time // from when only the student's own consent counts
	Answers    map[string]Answer
}

// Reason says in a code who narrows a moment, in what, and to which rung.
type Reason struct {
	Code, Person, Kind string
	Widest             Widest
}

// The codes of a Reason. The phone puts them into words: "Ana: photos for the circle only".
const (
	Missing  = "consent_missing"
	Expired  = "consent_expired"
	Narrow   = "consent_narrow"
	SaidNo   = "said_no"
	NoAlways = "said_no_always"
	Stranger = "someone_not_on_the_list"
)

// Ceiling is the widest audience that everybody shown allows at that time, with a reason for each narrowing below the whole school.
// Somebody who is shown but not on the list has given nothing, so a moment with others in its pictures goes nowhere.
func Ceiling(shown []Shown, others bool, facts Facts, at time.Time) (Widest, []Reason) {
	ceiling, reasons := School, []Reason(nil)
	narrow := func(reason Reason) {
		ceiling = min(ceiling, reason.Widest)
		reasons = append(reasons, reason)
	}
	if others {
		narrow(Reason{Code: Stranger, Kind: "photo"})
	}
	asked := map[string]bool{}
	for _, s := range shown {
		if widest, code := Allowed(facts, s.Person, s.Kind, at); widest < School && !s.Unseen {
			narrow(Reason{Code: code, Person: s.Person, Kind: s.Kind, Widest: widest})
		}
		if s.Author || asked[s.Person] {
			continue
		}
		asked[s.Person] = true
		switch answer := facts.Answers[s.Person]; {
		case answer.Moment == "no":
			narrow(Reason{Code: SaidNo, Person: s.Person})
		case answer.Standing == "no":
			narrow(Reason{Code: NoAlways, Person: s.Person})
		}
	}
	return ceiling, reasons
}

// Allowed is how far one kind of thing of one person may go: the newest row of each giver, and across givers the narrowest.
// No row means nowhere. A giver whose newest row has ended allows nothing until they say so again.
func Allowed(facts Facts, person, kind string, at time.Time) (Widest, string) {
	newest := counted(facts, person, kind, at)
	if len(newest) == 0 {
		return None, Missing
	}
	widest, code := School, Narrow
	for _, row := range newest {
		allowed, why := row.Widest, Narrow
		if row.ended(at) {
			allowed, why = None, Expired
		}
		if allowed < widest {
			widest, code = allowed, why
		}
	}
	return widest, code
}

// counted is the newest row of each giver whose word counts at that time.
func counted(facts Facts, person, kind string, at time.Time) map[string]Row {
	newest := map[string]Row{}
	own := facts.decides(person, at)
	for _, row := range facts.Rows[person] {
		if row.Kind != kind || row.Silent || row.From.After(at) || own && row.Giver != person {
			continue
		}
		if known, ok := newest[row.Giver]; !ok || row.Seq > known.Seq {
			newest[row.Giver] = row
		}
	}
	return newest
}

// decides says whether a student has full rights at that time: then nobody else's word counts.
func (f Facts) decides(person string, at time.Time) bool {
	rights := f.FullRights[person]
	return !rights.IsZero() && !rights.After(at)
}

func (r Row) ended(at time.Time) bool { return !r.Until.IsZero() && !r.Until.After(at) }
