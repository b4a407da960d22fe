package circle

import (
	"context"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/clock"
)

// farthestRights is how many years ahead the day of full rights may lie. A later one was mistyped.
const farthestRights = 25

// changeRights records from which day only a student's own word counts: at 18, or by an order. It is a coordinator's who has just signed in, since
// the day ends what the family may say and read, and a correction gives that back. No day before today is taken: what was allowed until now was
// allowed, and a day of birth in its place would give a child full rights at once. An empty day takes a recorded one away.
func (r *Room) changeRights(ctx context.Context, tx core.App, student *core.Record, day string) error {
	seat := From(ctx)
	if err := Coordinator(tx, seat); err != nil {
		return err
	}
	if err := r.fresh(ctx); err != nil {
		return err
	}
	sits, err := HasSeat(tx, student.Id, "student")
	if err == nil && !sits {
		err = api.Invalid("fullRights")
	}
	if err != nil {
		return err
	}
	from, err := rightsFrom(tx, seat, day)
	if err != nil {
		return err
	}
	before := student.GetString("full_rights")
	now := clock.Stamp(tx)
	stand := before != "" && before <= now
	if from == before || stand && from == now {
		return nil
	}
	student.Set("full_rights", from)
	if err := tx.Save(student); err != nil {
		return err
	}
	// Whom the student lets read, they let read under the day that stood until now: a corrected day begins with nobody reading again.
	if err := shutOut(tx, student.Id); err != nil {
		return err
	}
	// The law of reading asks the chain what stood when something was released, so the change says what it took the place of.
	return audit.Write(tx, audit.Entry{
		School: seat.School, Actor: seat.Person, Act: "full_rights", Subject: student.Id, Students: []string{student.Id},
		Detail: map[string]string{"before": before, "from": from},
	})
}

// rightsFrom is when a day begins where the school is, and now for today. It refuses what is no day, has passed, or is too far off.
func rightsFrom(app core.App, seat Seat, day string) (string, error) {
	if day == "" {
		return "", nil
	}
	zone, err := ZoneOf(app, seat.School)
	if err != nil {
		return "", err
	}
	from, err := time.ParseInLocation(time.DateOnly, day, zone)
	now := clock.Now(app)
	if err != nil || !from.AddDate(0, 0, 1).After(now) || from.After(now.AddDate(farthestRights, 0, 0)) {
		return "", api.Invalid("fullRights")
	}
	if from.Before(now) {
		from = now
	}
	return clock.Text(from), nil
}
