package feed

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/circle"
)

// Look puts on record which students' records an adult is about to be given, before the answer goes out. One row stands for one answer;
// an answer without anybody in it leaves none.
func Look(app core.App, seat circle.Seat, act, subject string, changes []api.Change) error {
	if seat.Kind != "staff" {
		return nil
	}
	seen := map[string]bool{}
	for _, change := range changes {
		if change.Moment != nil {
			for _, person := range everybody(change.Moment) {
				seen[person] = true
			}
		}
		if change.Circle != nil {
			for _, member := range change.Circle.Members {
				seen[member.Id] = true
			}
		}
	}
	if len(seen) == 0 {
		return nil
	}
	return audit.Look(app, audit.Entry{School: seat.School, Actor: seat.Person, Act: act, Subject: subject, Students: sorted(seen)})
}

// everybody is whoever a form tells of: authors, people shown or heard, and whoever is quoted in this revision or an earlier one.
func everybody(m *api.Moment) []string {
	var people []string
	named := append(slices.Clone(m.Authors), m.People...)
	for _, note := range m.Voice {
		named = append(named, note.Heard...)
	}
	for _, person := range named {
		people = append(people, person.Id)
	}
	quotes := slices.Clone(m.Quotes)
	for _, line := range m.History {
		quotes = append(quotes, line.Quotes...)
	}
	for _, quote := range quotes {
		if quote.Speaker != nil {
			people = append(people, quote.Speaker.Id)
		}
	}
	return people
}
