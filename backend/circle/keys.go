package circle

import (
	"context"
	"math"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/clock"
)

// Seat is a person in one of their places at school: a student, a member of staff, or somebody's family. A session has one seat.
type Seat struct {
	ID, Person, School string
	Kind               string // student, staff or family
}

type seatKey struct{}

// With puts the seat that acts into the context of a request.
func With(ctx context.Context, seat Seat) context.Context {
	return context.WithValue(ctx, seatKey{}, seat)
}

// From is the seat that acts. It is the zero Seat when nobody is signed in.
func From(ctx context.Context) Seat {
	seat, _ := ctx.Value(seatKey{}).(Seat)
	return seat
}

// Key is a reader key: whoever holds it may read the feed rows under its name, except those in which one of Except is.
type Key struct {
	Name   string
	Except []string // students whose moments this reader may not see: a link to them is restricted, or they decide alone and do not let them read
	Closed bool     // moments stay hidden: a coordinator has not yet looked at what a restore brought back, or has switched families off
}

// String is the key as the cursor and the phone know it. The exceptions are part of it, and whether it is closed, so that a new restriction
// makes a new key: the phone is told that the old one is gone, and purges what it gave.
func (k Key) String() string {
	name := k.Name
	if k.Closed {
		name += "!closed"
	}
	if len(k.Except) == 0 {
		return name
	}
	return name + "!" + strings.Join(k.Except, "!")
}

// Keys are the reader keys that a seat holds now, by its grants. The seat's own key always stands first, so a reader without any
// grant still has one; an error is an error and never an empty answer, since an empty answer would purge a phone.
func Keys(app core.App, seat Seat) ([]Key, error) {
	keys := []Key{{Name: "seat:" + seat.ID}}
	var more []Key
	var err error
	switch seat.Kind {
	case "student":
		more, err = named(app, seat, `SELECT DISTINCT 'circle:' || circle FROM members
			WHERE person = {:person} AND `+current+` ORDER BY 1`)
		more = append(more, Key{Name: "school:" + seat.School})
	case "staff":
		more, err = named(app, seat, `SELECT DISTINCT CASE role WHEN 'supporting_adult' THEN 'circle:' ELSE 'staff:' END || circle
			FROM grants WHERE person = {:person} AND role IN ('facilitator', 'cover', 'supporting_adult') AND `+current+` ORDER BY 1`)
		more = append(more, Key{Name: "school:" + seat.School})
	case "family":
		more, err = familyKeys(app, seat)
	}
	if err != nil {
		return nil, err
	}
	asks := IsClosed
	if seat.Kind == "family" {
		asks = ClosedToFamilies
	}
	closed, err := asks(app, seat.School)
	for i := range more {
		more[i].Closed = closed && !strings.HasPrefix(more[i].Name, "staff:")
	}
	return append(keys, more...), err
}

// IsClosed says whether circles, families and the whole school wait for a coordinator's word before they read any moment again.
func IsClosed(app core.App, school string) (bool, error) {
	return exists(app, `SELECT 1 FROM closures WHERE school = {:school}`, dbx.Params{"school": school})
}

// current holds for a grant of whatever kind that has begun and has not ended.
const current = "(`from` = '' OR `from` <= {:now}) AND (`until` = '' OR `until` > {:now})"

func named(app core.App, seat Seat, query string) ([]Key, error) {
	var names []string
	err := app.DB().NewQuery(query).Bind(dbx.Params{"person": seat.Person, "now": clock.Stamp(app)}).Column(&names)
	keys := make([]Key, len(names))
	for i, name := range names {
		keys[i] = Key{Name: name}
	}
	return keys, err
}

// familyKeys leaves out students with full rights of their own who do not let this reader, also where a brother or sister is in the moment, and gives
// nothing at all where every link is closed.
func familyKeys(app core.App, seat Seat) ([]Key, error) {
	var links []struct {
		Student    string `db:"student"`
		Restricted bool   `db:"restricted"`
		Reads      bool   `db:"reads"`
	}
	err := app.DB().NewQuery(`SELECT l.student, max(l.restricted) AS restricted, max(` + Reads("l", "p") + `) AS reads
		FROM family_links l JOIN people p ON p.id = l.student
		WHERE l.person = {:person} AND ` + Running("l") + `
		GROUP BY l.student ORDER BY l.student`).
		Bind(dbx.Params{"person": seat.Person, "now": clock.Stamp(app)}).All(&links)
	if err != nil {
		return nil, err
	}
	var open, except []string
	for _, link := range links {
		if link.Restricted || !link.Reads {
			except = append(except, link.Student)
		} else {
			open = append(open, link.Student)
		}
	}
	var keys []Key
	for _, student := range open {
		keys = append(keys, Key{Name: "kin:" + student, Except: except})
	}
	if len(open) > 0 {
		keys = append(keys, Key{Name: "school:" + seat.School, Except: except})
	}
	return keys, nil
}

// Leads says whether a person decides for a circle at that time: its facilitator, or a cover within its dates.
func Leads(app core.App, person, circle string, at time.Time) (bool, error) {
	return exists(app, `SELECT 1 FROM grants WHERE person = {:person} AND circle = {:circle}
		AND role IN ('facilitator', 'cover') AND `+current, dbx.Params{"person": person, "circle": circle, "now": clock.Text(at)})
}

// Coordinates says whether a person is a coordinator of a school now.
func Coordinates(app core.App, person, school string) (bool, error) {
	return exists(app, `SELECT 1 FROM grants WHERE person = {:person} AND school = {:school} AND role = 'coordinator' AND `+current,
		dbx.Params{"person": person, "school": school, "now": clock.Stamp(app)})
}

// OthersCoordinate says whether anybody but a person is a coordinator of a school now.
func OthersCoordinate(app core.App, person, school string) (bool, error) {
	return exists(app, `SELECT 1 FROM grants WHERE school = {:school} AND role = 'coordinator' AND person != {:person} AND `+current,
		dbx.Params{"person": person, "school": school, "now": clock.Stamp(app)})
}

// Belongs says whether a person was a member of a circle at that time.
func Belongs(app core.App, person, circle string, at time.Time) (bool, error) {
	return exists(app, `SELECT 1 FROM members WHERE person = {:person} AND circle = {:circle} AND `+current,
		dbx.Params{"person": person, "circle": circle, "now": clock.Text(at)})
}

// Within is the time nearest to `at` at which a person was a member of a circle, and `at` itself where they are a member then or now, or were
// never one.
func Within(app core.App, person, circle string, at time.Time) (time.Time, error) {
	now := clock.Now(app)
	for _, when := range []time.Time{at, now} {
		if belongs, err := Belongs(app, person, circle, when); err != nil || belongs {
			return at, err
		}
	}
	var spans []struct{ From, Until string }
	err := app.DB().NewQuery("SELECT `from`, `until` FROM members WHERE person = {:person} AND circle = {:circle} AND `from` <= {:now}").
		Bind(dbx.Params{"person": person, "circle": circle, "now": clock.Text(now)}).All(&spans)
	nearest, distance := at, time.Duration(math.MaxInt64)
	for _, span := range spans {
		bound := clock.Parse(span.Until).Add(-time.Millisecond)
		if from := clock.Parse(span.From); from.After(at) {
			bound = from
		}
		if off := at.Sub(bound).Abs(); off < distance {
			nearest, distance = bound, off
		}
	}
	return nearest, err
}

// LooksAfter says whether a person decides for any circle of a student now, or coordinates the student's school.
func LooksAfter(app core.App, person, student string) (bool, error) {
	return exists(app, `SELECT 1 FROM members m JOIN grants g ON g.circle = m.circle
		WHERE m.person = {:student} AND g.person = {:person} AND g.role IN ('facilitator', 'cover')
			AND (g.`+"`from`"+` = '' OR g.`+"`from`"+` <= {:now}) AND (g.until = '' OR g.until > {:now})
			AND (m.until = '' OR m.until > {:now})
		UNION ALL SELECT 1 FROM grants g JOIN people p ON p.school = g.school
		WHERE p.id = {:student} AND g.person = {:person} AND g.role = 'coordinator'
			AND (g.`+"`from`"+` = '' OR g.`+"`from`"+` <= {:now}) AND (g.until = '' OR g.until > {:now})`,
		dbx.Params{"person": person, "student": student, "now": clock.Stamp(app)})
}

// Speaks says whether a family member's word counts for a student now: their link is open, and none of theirs to the student is restricted.
func Speaks(app core.App, person, student string) (bool, error) {
	return exists(app, `SELECT 1 WHERE EXISTS (SELECT 1 FROM family_links l WHERE l.student = {:student} AND l.person = {:person}
			AND NOT l.restricted AND `+Running("l")+`)
		AND NOT EXISTS (SELECT 1 FROM family_links l WHERE l.student = {:student} AND l.person = {:person}
			AND l.restricted AND `+Running("l")+`)`,
		dbx.Params{"person": person, "student": student, "now": clock.Stamp(app)})
}

func exists(app core.App, query string, params dbx.Params) (bool, error) {
	var found []int
	err := app.DB().NewQuery(query + " LIMIT 1").Bind(params).Column(&found)
	return len(found) > 0, err
}
