package circle_test

import (
	"context"
	"strings"
	"testing"

	"kith/backend/api"
	"kith/backend/circle"
)

// reach is one operation of the roster on something of Westside's Lunch table: who may do it, and what it is done to.
type reach struct {
	name string
	may  []string
	do   func(w *westside, ctx context.Context) error
}

// The readers of the table: each stands for a relation to Lunch table and its students.
var readers = []string{
	"Ms. Okafor", // coordinates the school
	"Ms. Ortiz",  // leads the circle
	"Mr. Hale",   // leads another one
	"Ms. Park",   // works here and leads none
	"Ms. Brandt", // coordinates another school
	"Maya",       // a member
	"Ana",        // a student of no circle
	"Noor",       // a member's family
	"Ivy",        // a student of another school
	"nobody",
}

var reaches = []reach{
	{"read a student", []string{"Ms. Okafor", "Ms. Ortiz"}, func(w *westside, ctx context.Context) error {
		_, err := w.ReadPerson(ctx, api.ReadPersonRequestObject{Id: w.id("Theo")})
		return err
	}},
	{"read a family member", []string{"Ms. Okafor", "Ms. Ortiz"}, func(w *westside, ctx context.Context) error {
		_, err := w.ReadPerson(ctx, api.ReadPersonRequestObject{Id: w.id("Noor")})
		return err
	}},
	{"read a colleague of the circle", []string{"Ms. Okafor", "Ms. Ortiz"}, func(w *westside, ctx context.Context) error {
		_, err := w.ReadPerson(ctx, api.ReadPersonRequestObject{Id: w.id("Ms. Ortiz")})
		return err
	}},
	{"change a student", []string{"Ms. Okafor", "Ms. Ortiz"}, func(w *westside, ctx context.Context) error {
		face := "theo"
		_, err := w.ChangePerson(ctx, api.ChangePersonRequestObject{Id: w.id("Theo"), Body: &api.PersonChange{Face: &face}})
		return err
	}},
	{"change a colleague", []string{"Ms. Okafor"}, func(w *westside, ctx context.Context) error {
		face := "hale"
		_, err := w.ChangePerson(ctx, api.ChangePersonRequestObject{Id: w.id("Mr. Hale"), Body: &api.PersonChange{Face: &face}})
		return err
	}},
	{"make a coordinator", []string{"Ms. Okafor"}, func(w *westside, ctx context.Context) error {
		yes := true
		_, err := w.ChangePerson(ctx, api.ChangePersonRequestObject{Id: w.id("Ms. Ortiz"), Body: &api.PersonChange{Coordinator: &yes}})
		return err
	}},
	{"add a circle", []string{"Ms. Okafor", "Ms. Brandt"}, func(w *westside, ctx context.Context) error {
		_, err := w.AddCircle(ctx, api.AddCircleRequestObject{Body: &api.NewCircle{Name: "Chess", Kind: "peer_network"}})
		return err
	}},
	{"change the circle", []string{"Ms. Okafor", "Ms. Ortiz"}, func(w *westside, ctx context.Context) error {
		place := "Cafeteria"
		_, err := w.ChangeCircle(ctx, api.ChangeCircleRequestObject{Id: w.lunch, Body: &api.CircleChange{Place: &place}})
		return err
	}},
	{"add a member who is one of theirs", []string{"Ms. Okafor", "Ms. Ortiz"}, func(w *westside, ctx context.Context) error {
		_, err := w.addMemberAs(ctx, w.lunch, w.id("Maya"))
		return err
	}},
	{"add a member from the whole school", []string{"Ms. Okafor"}, func(w *westside, ctx context.Context) error {
		_, err := w.addMemberAs(ctx, w.lunch, w.id("Ana"))
		return err
	}},
	{"end a member", []string{"Ms. Okafor", "Ms. Ortiz"}, func(w *westside, ctx context.Context) error {
		_, err := w.EndMember(ctx, api.EndMemberRequestObject{Id: w.lunch, Person: w.id("Maya")})
		return err
	}},
	{"add a facilitator", []string{"Ms. Okafor"}, func(w *westside, ctx context.Context) error {
		_, err := w.AddStaff(ctx, api.AddStaffRequestObject{Id: w.lunch, Body: &api.NewStaff{Person: w.id("Ms. Park"), Role: "facilitator"}})
		return err
	}},
	{"end a facilitator", []string{"Ms. Okafor"}, func(w *westside, ctx context.Context) error {
		grant, err := w.App.FindFirstRecordByFilter("grants", "circle = '"+w.lunch+"'")
		w.must(err)
		_, err = w.EndStaff(ctx, api.EndStaffRequestObject{Id: w.lunch, Grant: grant.Id})
		return err
	}},
	{"restrict a family", []string{"Ms. Okafor", "Ms. Ortiz"}, func(w *westside, ctx context.Context) error {
		yes := true
		_, err := w.ChangeFamilyLink(ctx, api.ChangeFamilyLinkRequestObject{Id: w.noorTheo, Body: &api.FamilyLinkChange{Restricted: &yes}})
		return err
	}},
	{"read the school", []string{"Ms. Okafor", "Ms. Ortiz", "Mr. Hale", "Ms. Park", "Ms. Brandt"}, func(w *westside, ctx context.Context) error {
		_, err := w.ReadSchool(ctx, api.ReadSchoolRequestObject{})
		return err
	}},
	{"change the school", []string{"Ms. Okafor", "Ms. Brandt"}, func(w *westside, ctx context.Context) error {
		name := "The school"
		_, err := w.ChangeSchool(ctx, api.ChangeSchoolRequestObject{Body: &api.SchoolChange{Name: &name}})
		return err
	}},
}

func (w *westside) addMemberAs(ctx context.Context, circleID, person string) (api.AddMemberResponseObject, error) {
	return w.AddMember(ctx, api.AddMemberRequestObject{Id: circleID, Body: &api.NewMember{Person: person}})
}

// Everybody tries everything. Whoever may not is told what they would be told of something that does not exist, and nothing has
// changed; whoever may leaves a row in the audit unless they only read.
func TestWhoMayDoWhatInTheRoster(t *testing.T) {
	for _, reach := range reaches {
		t.Run(reach.name, func(t *testing.T) {
			w := newWestside(t)
			for _, reader := range readers {
				may := false
				for _, name := range reach.may {
					may = may || name == reader
				}
				if may {
					continue
				}
				before := w.snapshot()
				w.refused(reach.do(w, w.as(reader)), "not_found")
				if w.snapshot() != before {
					t.Errorf("%s was refused and something changed", reader)
				}
			}
			for _, reader := range reach.may {
				w := newWestside(t)
				before := len(w.acts())
				w.must(reach.do(w, w.as(reader)))
				if strings.HasPrefix(reach.name, "read the school") {
					continue
				}
				if len(w.acts()) == before {
					t.Errorf("what %s did is not on record", reader)
				}
			}
		})
	}
}

// snapshot is everything that the roster and the audit hold.
func (w *westside) snapshot() string {
	w.t.Helper()
	var all strings.Builder
	for _, table := range []string{"schools", "people", "seats", "circles", "members", "grants", "family_links", "audit"} {
		var rows int
		var last string
		w.must(w.App.DB().NewQuery(`SELECT count(*) FROM ` + table).Row(&rows))
		column := "id"
		if table == "audit" {
			column = "hash"
		}
		w.must(w.App.DB().NewQuery(`SELECT coalesce(group_concat(row), '') FROM (SELECT ` + column + ` || coalesce(json(` + columnsOf(table) + `), '') AS row FROM ` + table + ` ORDER BY 1)`).Row(&last))
		all.WriteString(table + last)
	}
	return all.String()
}

func columnsOf(table string) string {
	switch table {
	case "schools":
		return `json_array(name, zone, hold_seconds, year_ends, role_labels)`
	case "people":
		return `json_array(name, face, ways, badge, pin)`
	case "circles":
		return `json_array(name, glaze, place)`
	case "members", "grants":
		return "json_array(person, circle, role, `from`, `until`)"
	case "family_links":
		return "json_array(person, student, restricted, `until`)"
	case "seats":
		return "json_array(person, kind, `until`)"
	}
	return `json_array(act)`
}

func TestNobodyReachesAnythingWithoutASeat(t *testing.T) {
	w := newWestside(t)
	for _, seat := range []circle.Seat{{}, {Kind: "staff"}, {Kind: "staff", School: w.school.Id}, {Kind: "coordinator", School: w.school.Id, Person: w.id("Ms. Okafor")}} {
		if _, err := circle.PersonOf(w.App, seat, w.id("Maya")); err == nil {
			t.Errorf("%+v reads Maya", seat)
		}
		if _, err := circle.CircleOf(w.App, seat, w.lunch); err == nil {
			t.Errorf("%+v reads the circle", seat)
		}
		if _, err := circle.LinkOf(w.App, seat, w.noorTheo); err == nil {
			t.Errorf("%+v reads the family link", seat)
		}
	}
}
