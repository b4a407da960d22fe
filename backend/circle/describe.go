package circle

import (
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/clock"
)

// Describe tells of people as staff sees them, in the order asked for. Mail addresses are for coordinators. Whoever calls it has
// looked the people up through the adult who asks.
func Describe(app core.App, seat Seat, ids ...string) ([]api.Person, error) {
	people := make([]api.Person, 0, len(ids))
	if len(ids) == 0 {
		return people, nil
	}
	records, err := app.FindRecordsByIds("people", ids)
	if err != nil {
		return nil, err
	}
	byID := map[string]*core.Record{}
	for _, record := range records {
		byID[record.Id] = record
	}
	around, err := surroundings(app, ids)
	if err != nil {
		return nil, err
	}
	if around.zone, err = ZoneOf(app, seat.School); err != nil {
		return nil, err
	}
	showMail := Coordinator(app, seat) == nil
	for _, id := range ids {
		if record := byID[id]; record != nil {
			people = append(people, around.describe(app, record, showMail))
		}
	}
	return people, nil
}

// near is what stands in other tables about a page of people, by person.
type near struct {
	kind        map[string]string
	circles     map[string][]string
	coordinator map[string]bool
	families    map[string][]api.FamilyLink
	zone        *time.Location
}

func (n near) describe(app core.App, person *core.Record, showMail bool) api.Person {
	var ways []string
	// A list that cannot be read shows the ways in their usual order.
	_ = person.UnmarshalJSONField("ways", &ways)
	told := api.Person{
		Id: person.Id, Name: person.GetString("name"), Kind: api.SeatKind(n.kind[person.Id]), Face: person.GetString("face"),
		Coordinator: n.coordinator[person.Id],
		Badge:       person.GetString("badge") != "" && person.GetDateTime("badge_until").Time().After(clock.Now(app)),
		Pin:         person.GetString("pin") != "", PinLocked: !person.GetDateTime("pin_locked").IsZero(),
		Circles: n.circles[person.Id], Families: n.families[person.Id], Ways: ways,
	}
	if told.Families == nil {
		told.Families = []api.FamilyLink{}
	}
	if rights := person.GetDateTime("full_rights").Time(); !rights.IsZero() {
		told.FullRights, told.DecidesAlone = rights.In(n.zone).Format(time.DateOnly), !rights.After(clock.Now(app))
	}
	if showMail {
		told.Mail = person.Email()
	}
	return told
}

func surroundings(app core.App, ids []string) (near, error) {
	n := near{kind: map[string]string{}, circles: map[string][]string{}, coordinator: map[string]bool{}, families: map[string][]api.FamilyLink{}}
	if err := n.readSeats(app, ids); err != nil {
		return n, err
	}
	if err := n.readCircles(app, ids); err != nil {
		return n, err
	}
	links, err := linksOf(app, ids)
	for _, link := range links {
		n.families[link.Student] = append(n.families[link.Student], link)
		n.families[link.Person] = append(n.families[link.Person], link)
	}
	return n, err
}

// readSeats picks the kind a roster files a person under: somebody who works here and has a student here is staff.
func (n near) readSeats(app core.App, ids []string) error {
	var rows []struct {
		Person string `db:"person"`
		Kind   string `db:"kind"`
	}
	err := app.DB().NewQuery("SELECT person, min(CASE kind WHEN 'staff' THEN '1staff' WHEN 'student' THEN '2student' ELSE '3family' END) AS kind " +
		"FROM seats WHERE person IN (" + marks(ids) + ") AND (`until` = '' OR `until` > {:now}) GROUP BY person").
		Bind(listed(app, ids)).All(&rows)
	for _, row := range rows {
		n.kind[row.Person] = row.Kind[1:]
	}
	return err
}

func (n near) readCircles(app core.App, ids []string) error {
	var rows []struct {
		Person string `db:"person"`
		Circle string `db:"circle"`
		Role   string `db:"role"`
	}
	err := app.DB().NewQuery(`SELECT m.person, m.circle, 'member' AS role FROM members m WHERE m.person IN (` + marks(ids) + `) AND ` + Running("m") + `
		UNION SELECT g.person, g.circle, g.role FROM grants g WHERE g.person IN (` + marks(ids) + `) AND ` + Running("g") + ` ORDER BY 2`).
		Bind(listed(app, ids)).All(&rows)
	for _, row := range rows {
		if row.Role == "coordinator" {
			n.coordinator[row.Person] = true
		} else if known := n.circles[row.Person]; len(known) == 0 || known[len(known)-1] != row.Circle {
			n.circles[row.Person] = append(known, row.Circle)
		}
	}
	return err
}

// linksOf are the family links that run, of these students and of these family members.
func linksOf(app core.App, ids []string) ([]api.FamilyLink, error) {
	var rows []linkRow
	err := app.DB().NewQuery(linkColumns + ` WHERE (f.student IN (` + marks(ids) + `) OR f.person IN (` + marks(ids) + `)) AND ` + Running("f") + `
		ORDER BY p.name, f.id`).Bind(listed(app, ids)).All(&rows)
	links := make([]api.FamilyLink, len(rows))
	for i, row := range rows {
		links[i] = row.tell()
	}
	return links, err
}

// marks are the placeholders of listed.
func marks(ids []string) string {
	named := make([]string, len(ids))
	for i := range ids {
		named[i] = "{:" + mark(i) + "}"
	}
	return strings.Join(named, ", ")
}

func mark(i int) string { return "p" + string(rune('a'+i/26)) + string(rune('a'+i%26)) }

func listed(app core.App, ids []string) dbx.Params {
	params := dbx.Params{"now": clock.Stamp(app)}
	for i, id := range ids {
		params[mark(i)] = id
	}
	return params
}
