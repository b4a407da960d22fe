package feed

import (
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
			for _, person := range append(change.Moment.Authors, change.Moment.People...) {
				seen[person.Id] = true
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
