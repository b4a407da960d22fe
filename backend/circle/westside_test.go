package circle_test

import (
	"context"
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
	_ "kith/pb_migrations"
)

// monday is when these tests take place.
var monday = time.Date(2026, 9, 14, 9, 0, 0, 0, time.UTC)

// westside is a school with two circles. Ms. Ortiz leads Lunch table (Maya, Theo and Sam), Mr. Hale leads Garden crew (Leo),
// Ms. Okafor coordinates. Noor is Theo's family. Eastside is another school, where Ms. Brandt coordinates and Ivy learns.
type westside struct {
	*circle.Room
	t             *testing.T
	now           time.Time
	school        *core.Record
	lunch, garden string
	seats         map[string]circle.Seat
	noorTheo      string
}

func newWestside(t *testing.T) *westside {
	t.Helper()
	app := openSchool(t)
	w := &westside{Room: &circle.Room{App: app}, t: t, now: monday, seats: map[string]circle.Seat{}}
	clock.Set(app, func() time.Time { return w.now })
	w.must(app.RunInTransaction(w.build))
	return w
}

func (w *westside) build(tx core.App) error {
	var err error
	if w.school, err = circle.FoundSchool(tx, "Westside", "America/Chicago", time.Date(2027, 6, 11, 0, 0, 0, 0, time.UTC)); err != nil {
		return err
	}
	east, err := circle.FoundSchool(tx, "Eastside", "Europe/Berlin", time.Time{})
	if err != nil {
		return err
	}
	for _, name := range []string{"Ms. Okafor", "Ms. Ortiz", "Mr. Hale", "Ms. Park"} {
		w.enter(tx, w.school.Id, name, "staff")
	}
	for _, name := range []string{"Maya", "Theo", "Sam", "Leo", "Ana"} {
		w.enter(tx, w.school.Id, name, "student")
	}
	w.enter(tx, w.school.Id, "Noor", "family")
	w.enter(tx, east.Id, "Ms. Brandt", "staff")
	w.enter(tx, east.Id, "Ivy", "student")
	w.must(circle.MakeCoordinator(tx, w.seats["Ms. Okafor"], w.person(tx, "Ms. Okafor")))
	w.must(circle.MakeCoordinator(tx, w.seats["Ms. Brandt"], w.person(tx, "Ms. Brandt")))
	link, err := circle.LinkFamily(tx, w.person(tx, "Noor"), w.person(tx, "Theo"), false)
	w.noorTheo = link.Id
	w.must(err)
	w.lunch = w.circle(tx, "Lunch table", "Ms. Ortiz", "Maya", "Theo", "Sam")
	w.garden = w.circle(tx, "Garden crew", "Mr. Hale", "Leo")
	return nil
}

func (w *westside) enter(tx core.App, school, name, kind string) {
	w.t.Helper()
	person, err := circle.Enter(tx, school, circle.Newcomer{Name: name, Kind: kind})
	w.must(err)
	seat, err := tx.FindFirstRecordByData("seats", "person", person.Id)
	w.must(err)
	w.seats[name] = circle.Seat{ID: seat.Id, Person: person.Id, School: school, Kind: kind}
}

func (w *westside) circle(tx core.App, name, facilitator string, members ...string) string {
	w.t.Helper()
	collection, err := tx.FindCollectionByNameOrId("circles")
	w.must(err)
	made := core.NewRecord(collection)
	made.Load(map[string]any{"school": w.school.Id, "name": name, "kind": "peer_network", "glaze": "moss"})
	w.must(tx.Save(made))
	_, err = circle.Grant(tx, w.seats["Ms. Okafor"], circle.GrantOf{
		Person: w.id(facilitator), Role: "facilitator", Circle: made.Id, From: clock.Now(tx),
	})
	w.must(err)
	for _, member := range members {
		collection, err := tx.FindCollectionByNameOrId("members")
		w.must(err)
		row := core.NewRecord(collection)
		row.Load(map[string]any{"circle": made.Id, "person": w.id(member)})
		row.Set("from", clock.Now(tx))
		w.must(tx.Save(row))
	}
	return made.Id
}

func (w *westside) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *westside) id(name string) string { return w.seats[name].Person }

func (w *westside) as(name string) context.Context {
	return circle.With(context.Background(), w.seats[name])
}

func (w *westside) person(app core.App, name string) *core.Record {
	w.t.Helper()
	person, err := app.FindRecordById("people", w.id(name))
	w.must(err)
	return person
}

// refused checks that an act was refused with that code.
func (w *westside) refused(err error, code string) {
	w.t.Helper()
	if err == nil {
		w.t.Fatalf("let through, want %s", code)
	}
	if got := api.As(err).Code; got != code {
		w.t.Fatalf("refused with %s, want %s: %v", got, code, err)
	}
}

// acts are the codes on record since the school was built.
func (w *westside) acts() []string {
	w.t.Helper()
	var acts []string
	w.must(w.App.DB().NewQuery(`SELECT act FROM audit WHERE seq > 2 ORDER BY seq`).Column(&acts))
	return acts
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

func openSchool(t *testing.T) *tests.TestApp {
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
