package account_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"kith/backend/account"
	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
	_ "kith/pb_migrations"
)

// monday is when these tests take place.
var monday = time.Date(2026, 9, 14, 9, 0, 0, 0, time.UTC)

// The devices of these tests.
var (
	phone  = api.Device{Id: "mayasphonemayas", Name: "Maya's phone"}
	tablet = api.Device{Id: "classtabletclas"}
	laptop = api.Device{Id: "ortizlaptoporti", Name: "Laptop"}
)

// door is the door of Westside. Ms. Ortiz leads Lunch table (Maya and Theo), Mr. Hale leads Garden crew (Leo), Ms. Okafor coordinates,
// Noor is Theo's family. Ms. Brandt coordinates Eastside, where Ivy learns.
type door struct {
	*account.Room
	t      testing.TB
	app    *tests.TestApp
	school *core.Record
	seats  map[string]circle.Seat
	noor   string // the link between Noor and Theo
	mu     sync.Mutex
	now    time.Time
	mails  []mail
}

type mail struct{ to, subject, text string }

func newDoor(t testing.TB) *door {
	t.Helper()
	d := &door{t: t, now: monday, seats: map[string]circle.Seat{}}
	app := openSchool(t)
	d.app = app
	d.Room = d.room(app)
	d.must(app.RunInTransaction(d.build))
	return d
}

// room is a room as after a start: the same data and secrets, nothing in memory.
func (d *door) room(app core.App) *account.Room {
	clock.Set(app, func() time.Time {
		d.mu.Lock()
		defer d.mu.Unlock()
		return d.now
	})
	return &account.Room{
		App: app, Key: []byte(strings.Repeat("k", 32)), Pepper: []byte(strings.Repeat("p", 32)), Origin: "https://kith.westside.example",
		PinCost: 4, Mail: func(to, subject, text string) error {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.mails = append(d.mails, mail{to, subject, text})
			return nil
		},
	}
}

func (d *door) build(tx core.App) error {
	var err error
	if d.school, err = circle.FoundSchool(tx, "Westside", "America/Chicago", time.Date(2027, 6, 11, 0, 0, 0, 0, time.UTC)); err != nil {
		return err
	}
	east, err := circle.FoundSchool(tx, "Eastside", "Europe/Berlin", time.Time{})
	if err != nil {
		return err
	}
	for name, kind := range map[string]string{
		"Ms. Okafor": "staff", "Ms. Ortiz": "staff", "Mr. Hale": "staff", "Maya": "student", "Theo": "student", "Leo": "student", "Noor": "family",
	} {
		d.enter(tx, d.school.Id, name, kind)
	}
	d.enter(tx, east.Id, "Ms. Brandt", "staff")
	d.enter(tx, east.Id, "Ivy", "student")
	for _, name := range []string{"Ms. Okafor", "Ms. Brandt"} {
		d.must(circle.MakeCoordinator(tx, d.seats[name], d.person(tx, name)))
	}
	link, err := circle.LinkFamily(tx, d.person(tx, "Noor"), d.person(tx, "Theo"), false)
	d.must(err)
	d.noor = link.Id
	d.circle(tx, "Lunch table", "Ms. Ortiz", "Maya", "Theo")
	d.circle(tx, "Garden crew", "Mr. Hale", "Leo")
	return nil
}

func (d *door) enter(tx core.App, school, name, kind string) {
	d.t.Helper()
	newcomer := circle.Newcomer{Name: name, Kind: kind}
	if kind == "staff" {
		newcomer.Mail = mailOf(name)
	}
	person, err := circle.Enter(tx, school, newcomer)
	d.must(err)
	d.seats[name] = d.seat(tx, person.Id, kind)
}

func mailOf(name string) string {
	_, last, _ := strings.Cut(strings.ToLower(name), ". ")
	return last + "@westside.example"
}

func (d *door) seat(app core.App, person, kind string) circle.Seat {
	d.t.Helper()
	seat, err := app.FindFirstRecordByFilter("seats", "person = '"+person+"' && kind = '"+kind+"'")
	d.must(err)
	return circle.Seat{ID: seat.Id, Person: person, School: seat.GetString("school"), Kind: kind}
}

// second gives a person another seat at Westside.
func (d *door) second(name, kind string) circle.Seat {
	d.t.Helper()
	d.save("seats", map[string]any{"person": d.id(name), "kind": kind, "school": d.school.Id})
	return d.seat(d.app, d.id(name), kind)
}

func (d *door) save(collection string, fields map[string]any) {
	d.t.Helper()
	found, err := d.app.FindCollectionByNameOrId(collection)
	d.must(err)
	record := core.NewRecord(found)
	record.Load(fields)
	d.must(d.app.Save(record))
}

func (d *door) circle(tx core.App, name, facilitator string, members ...string) {
	d.t.Helper()
	collection, err := tx.FindCollectionByNameOrId("circles")
	d.must(err)
	made := core.NewRecord(collection)
	made.Load(map[string]any{"school": d.school.Id, "name": name, "kind": "peer_network", "glaze": "moss"})
	d.must(tx.Save(made))
	_, err = circle.Grant(tx, d.seats["Ms. Okafor"], circle.GrantOf{Person: d.id(facilitator), Role: "facilitator", Circle: made.Id, From: monday})
	d.must(err)
	joining, err := tx.FindCollectionByNameOrId("members")
	d.must(err)
	for _, member := range members {
		row := core.NewRecord(joining)
		row.Load(map[string]any{"circle": made.Id, "person": d.id(member), "from": monday})
		d.must(tx.Save(row))
	}
}

func (d *door) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// refused checks the code of a refusal and gives it back.
func (d *door) refused(err error, code string) *api.Refusal {
	d.t.Helper()
	if err == nil {
		d.t.Fatalf("let through, want %s", code)
	}
	refusal := api.As(err)
	if refusal.Code != code {
		d.t.Fatalf("refused with %s, want %s: %v", refusal.Code, code, err)
	}
	return refusal
}

func (d *door) id(name string) string { return d.seats[name].Person }

func (d *door) as(name string) context.Context {
	d.mu.Lock()
	defer d.mu.Unlock()
	return account.With(context.Background(), &account.Session{Seat: d.seats[name], Began: d.now})
}

func (d *door) person(app core.App, name string) *core.Record {
	d.t.Helper()
	person, err := app.FindRecordById("people", d.id(name))
	d.must(err)
	return person
}

func (d *door) later(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(by)
}

// secretOf is what stands after the # of a link.
func secretOf(link string) string {
	_, secret, _ := strings.Cut(link, "#")
	return secret
}

// sits checks that a session works and whose it is.
func (d *door) sits(signed api.SignedIn, name string) *account.Session {
	d.t.Helper()
	session, err := d.Authenticate(context.Background(), signed.Access)
	d.must(err)
	if session.Seat != d.seats[name] {
		d.t.Fatalf("the session is of %+v, want %s", session.Seat, name)
	}
	return session
}

// signedOut checks that a session is over.
func (d *door) signedOut(signed api.SignedIn) {
	d.t.Helper()
	_, err := d.Authenticate(context.Background(), signed.Access)
	d.refused(err, "session_over")
}

// takenBack checks that a session is over because somebody at school ended it.
func (d *door) takenBack(signed api.SignedIn) {
	d.t.Helper()
	_, err := d.Authenticate(context.Background(), signed.Access)
	d.refused(err, "signed_out_by_school")
}

// signIn opens a session without any proof.
func (d *door) signIn(name string, device api.Device) api.SignedIn {
	d.t.Helper()
	signed, err := d.SignIn(d.seats[name].ID, device, "demo")
	d.must(err)
	return signed
}

// session is the context of a request of that session.
func (d *door) session(signed api.SignedIn) context.Context {
	d.t.Helper()
	session, err := d.Authenticate(context.Background(), signed.Access)
	d.must(err)
	return account.With(context.Background(), session)
}

func (d *door) lastAct() string {
	d.t.Helper()
	var act string
	d.must(d.app.DB().NewQuery(`SELECT act FROM audit ORDER BY seq DESC LIMIT 1`).Row(&act))
	return act
}

// everywhere are all text columns of the tables where a secret could have been left behind.
func (d *door) everywhere() string {
	d.t.Helper()
	var all strings.Builder
	for _, table := range []string{"people", "sessions", "invitations", "devices", "tries", "audit", "audit_details", "_otps", "house"} {
		rows, err := d.app.DB().NewQuery(`SELECT * FROM ` + table).Rows()
		d.must(err)
		columns, err := rows.Columns()
		d.must(err)
		for rows.Next() {
			cells, into := make([]*string, len(columns)), make([]any, len(columns))
			for i := range cells {
				into[i] = &cells[i]
			}
			d.must(rows.Scan(into...))
			for _, cell := range cells {
				if cell != nil {
					all.WriteString(*cell + "\n")
				}
			}
		}
		d.must(rows.Close())
	}
	return all.String()
}

// empty is a data folder with the schema and nothing else. It is made once and copied for each test.
var empty = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "kith-empty-*")
	if err != nil {
		return "", err
	}
	app, err := tests.NewTestApp(dir)
	if err != nil {
		return "", err
	}
	// The test app works on a copy of the folder it is given.
	return app.DataDir(), errors.Join(os.Remove(dir), app.ResetBootstrapState())
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := empty(); err == nil {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

func openSchool(t testing.TB) *tests.TestApp {
	t.Helper()
	dir, err := empty()
	if err != nil {
		t.Fatal(err)
	}
	app, err := tests.NewTestApp(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(app.Cleanup)
	return app
}
