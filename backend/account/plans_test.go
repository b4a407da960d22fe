package account_test

import (
	"context"
	"database/sql"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"kith/backend/api"
	"kith/backend/circle"
)

// listen collects every statement that the database is asked while the school works.
func (d *door) listen() func() []string {
	d.t.Helper()
	var mu sync.Mutex
	var heard []string
	for _, builder := range []dbx.Builder{d.app.ConcurrentDB(), d.app.NonconcurrentDB()} {
		db, ok := builder.(*dbx.DB)
		if !ok {
			d.t.Fatalf("the database is a %T", builder)
		}
		note := func(statement string) {
			mu.Lock()
			defer mu.Unlock()
			heard = append(heard, statement)
		}
		db.QueryLogFunc = func(_ context.Context, _ time.Duration, statement string, _ *sql.Rows, _ error) { note(statement) }
		db.ExecLogFunc = func(_ context.Context, _ time.Duration, statement string, _ sql.Result, _ error) { note(statement) }
	}
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return append([]string{}, heard...)
	}
}

var growing = regexp.MustCompile(`SCAN (people|seats|circles|members|grants|family_links|sessions|devices|invitations|audit|audit_details|_otps|tries|[a-z]|led)\b`)

// scans are the statements that read a whole table that grows.
func (d *door) scans(statements []string) []string {
	d.t.Helper()
	var found []string
	seen := map[string]bool{}
	for _, statement := range statements {
		if seen[statement] || !regexp.MustCompile(`^\s*(SELECT|UPDATE|DELETE|INSERT)`).MatchString(statement) {
			continue
		}
		seen[statement] = true
		var plan []struct {
			Detail string `db:"detail"`
		}
		d.must(d.app.ConcurrentDB().NewQuery("EXPLAIN QUERY PLAN " + statement).All(&plan))
		for _, step := range plan {
			// A covering index read to its end is as long as the table.
			if growing.MatchString(step.Detail) {
				found = append(found, step.Detail+"\n\t"+statement)
			}
		}
	}
	return found
}

func TestNoRequestReadsAWholeTableThatGrows(t *testing.T) {
	d := newDoor(t)
	d.ortiz()
	heard := d.listen()
	d.day()
	statements := heard()
	if len(statements) < 100 {
		t.Fatalf("only %d statements were heard", len(statements))
	}
	for _, scan := range d.scans(statements) {
		// The newest row of the chain is the first one found from its end.
		if !strings.HasSuffix(scan, "SELECT * FROM audit ORDER BY seq DESC LIMIT 1") {
			t.Errorf("%s", scan)
		}
	}
}

func TestAScanWouldBeSeen(t *testing.T) {
	d := newDoor(t)
	if len(d.scans([]string{`SELECT id FROM people WHERE face = 'maya'`, `SELECT p.id FROM people p WHERE p.name LIKE '%a'`})) != 2 {
		t.Error("two scans were not seen")
	}
	if scans := d.scans([]string{`SELECT id FROM people WHERE id = 'maya'`}); len(scans) != 0 {
		t.Errorf("a look-up was taken for a scan: %v", scans)
	}
}

// day is one of everything that people do at the door and adults at the roster.
func (d *door) day() {
	d.t.Helper()
	roster := &circle.Room{App: d.app}
	badge, pin := d.badge("Ms. Ortiz", "Maya"), d.pin("Maya")
	_, err := d.withBadge(badge, wrong(pin), phone)
	d.refused(err, "sign_in_failed")
	maya, err := d.withBadge(badge, pin, phone)
	d.must(err)
	maya, err = d.refresh(maya.Refresh, phone.Id)
	d.must(err)
	d.later(10 * time.Minute)
	_, err = d.WhoAmI(d.session(maya), api.WhoAmIRequestObject{})
	d.must(err)
	_, err = d.SignOut(d.session(maya), api.SignOutRequestObject{})
	d.must(err)
	_, err = d.withCode(d.letIn("Theo").Code, tablet)
	d.must(err)
	_, err = d.accept(d.letter("Ms. Ortiz").Url, "", phone)
	d.must(err)
	_, err = d.accept(d.colleague().Link, fourWords, laptop)
	d.must(err)
	challenge, code := d.asked()
	_, err = d.withMailed(challenge, code, laptop)
	d.must(err)
	_, err = d.AddFamily(d.as("Ms. Ortiz"), api.AddFamilyRequestObject{Id: d.id("Maya"), Body: &api.NewFamily{Name: "Dana"}})
	d.must(err)
	_, err = d.EndSessions(d.as("Ms. Ortiz"), api.EndSessionsRequestObject{Id: d.id("Theo")})
	d.must(err)
	_, err = d.RevokeBadge(d.as("Ms. Ortiz"), api.RevokeBadgeRequestObject{Id: d.id("Maya")})
	d.must(err)
	for _, reader := range []string{"Ms. Okafor", "Ms. Ortiz"} {
		d.rosterOf(roster, reader)
	}
}

func (d *door) rosterOf(roster *circle.Room, reader string) {
	d.t.Helper()
	for _, kind := range []api.SeatKind{"", "student", "family"} {
		_, err := roster.ListPeople(d.as(reader), api.ListPeopleRequestObject{Params: api.ListPeopleParams{Kind: kind}})
		d.must(err)
	}
	_, err := roster.ReadPerson(d.as(reader), api.ReadPersonRequestObject{Id: d.id("Noor")})
	d.must(err)
	circles, err := roster.ListCircles(d.as(reader), api.ListCirclesRequestObject{})
	d.must(err)
	lunch := circles.(api.ListCircles200JSONResponse).Circles
	_, err = roster.AddMember(d.as(reader), api.AddMemberRequestObject{Id: lunch[len(lunch)-1].Id, Body: &api.NewMember{Person: d.id("Maya")}})
	d.must(err)
	if reader != "Ms. Okafor" {
		return
	}
	_, err = roster.AddStaff(d.as(reader), api.AddStaffRequestObject{Id: lunch[0].Id, Body: &api.NewStaff{Person: d.id("Mr. Hale"), Role: "facilitator"}})
	d.must(err)
	no := false
	_, err = roster.ChangePerson(d.as(reader), api.ChangePersonRequestObject{Id: d.id("Ms. Okafor"), Body: &api.PersonChange{Coordinator: &no}})
	d.refused(err, "last_coordinator")
}
