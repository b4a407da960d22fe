package consent

import "time"

// Renewal is how long before its end a consent is asked for again.
const Renewal = 30 * 24 * time.Hour

// Why a kind is to be asked about again, and "" where it is not. A no is not asked again: whoever said it may change it.
const (
	DueGiverOut = "giver_out" // who allowed it may not speak for the student any more, so it does not count
	DueMissing  = "missing"   // nobody ever said anything
	DueEnded    = "ended"     // what somebody said is over
	DueEnds     = "ends_soon" // it will be within Renewal
	DueNewText  = "new_text"  // the text that they read has changed in what it asks
)

// Standing is what is allowed of one kind of one person at a time, until when, and why it is asked about again.
type Standing struct {
	Widest Widest
	Until  time.Time // the first end among those whose word counts; zero if none has said anything
	Due    string
}

// Stands is the standing of one kind of one person, all givers together.
func Stands(facts Facts, person, kind string, at time.Time) Standing {
	rows := counted(facts, person, kind, at)
	stands := Standing{}
	var code string
	stands.Widest, code = Allowed(facts, person, kind, at)
	for _, row := range rows {
		if stands.Until.IsZero() || row.Until.Before(stands.Until) {
			stands.Until = row.Until
		}
	}
	switch {
	case out(facts, person, kind, at, rows):
		stands.Due = DueGiverOut
	case code == Missing:
		stands.Due = DueMissing
	default:
		stands.Due = dueOf(rows, at)
	}
	return stands
}

// dueOf is the first reason, in order of urgency, for which one of these givers is asked again.
func dueOf(rows map[string]Row, at time.Time) string {
	urgency := []string{"", DueNewText, DueEnds, DueEnded}
	due := 0
	for _, row := range rows {
		for i, reason := range urgency {
			if reason == row.due(at) {
				due = max(due, i)
			}
		}
	}
	return urgency[due]
}

// due says why the giver of a row is asked again. Nobody who said no is.
func (r Row) due(at time.Time) string {
	switch {
	case r.Widest == None:
		return ""
	case r.ended(at):
		return DueEnded
	case !r.Until.IsZero() && !r.Until.After(at.Add(Renewal)):
		return DueEnds
	case texts.changed(r.Kind, r.Text):
		return DueNewText
	}
	return ""
}

// out says whether somebody allowed more than nothing whose word does not count any more, and nobody whose word counts has spoken since.
func out(facts Facts, person, kind string, at time.Time, rows map[string]Row) bool {
	if facts.decides(person, at) {
		return false
	}
	var silent, heard int64
	for _, row := range facts.Rows[person] {
		if row.Kind == kind && row.Silent && row.Widest > None && !row.ended(at) {
			silent = max(silent, row.Seq)
		}
	}
	for _, row := range rows {
		heard = max(heard, row.Seq)
	}
	return silent > heard
}

// Own is what one giver said last about one kind of a person, and whether somebody else narrows it further.
type Own struct {
	Row  Row // zero if they said nothing
	Said bool
	Due  string
	Less string // LessAnother, LessForm or "": who else allows less than they do
}

// Who else allows less. Who it is is never said.
const (
	LessAnother = "another" // another guardian, or the student
	LessForm    = "form"    // a form of the school that names nobody
)

// OwnOf is what one giver said about one kind of a person.
func OwnOf(facts Facts, person, kind, giver string, at time.Time) Own {
	own := Own{}
	rows := counted(facts, person, kind, at)
	own.Row, own.Said = rows[giver]
	own.Due = own.Row.due(at)
	if !own.Said && Stands(facts, person, kind, at).Due != "" {
		own.Due = DueMissing
	}
	mine := own.Row.allows(at)
	for other, row := range rows {
		if other == giver || !own.Said || row.allows(at) >= mine {
			continue
		}
		if other == "" && own.Less == "" {
			own.Less = LessForm
		} else if other != "" {
			own.Less = LessAnother
		}
	}
	return own
}

func (r Row) allows(at time.Time) Widest {
	if r.ended(at) {
		return None
	}
	return r.Widest
}
