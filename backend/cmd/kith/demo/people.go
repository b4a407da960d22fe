package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/rows"
)

// password is what every adult of the fictional school signs in with.
const password = "paper ink and clay"

// somebody is one line of the cast.
type somebody struct {
	name, kind, role, face string
	ways                   []string
	ready                  bool // gets a sign-in on the printed list
}

// cast is who is at the school. The order is that of the printed sign-ins.
var cast = []somebody{
	{name: "Maya", kind: "student", role: "student", face: "maya", ways: []string{"photo", "write"}, ready: true},
	{name: "Sam", kind: "student", role: "focus student", face: "sam", ways: []string{"symbols", "photo"}, ready: true},
	{name: "Ms. Ortiz", kind: "staff", role: "facilitator", face: "ortiz", ready: true},
	{name: "Mr. Bell", kind: "staff", role: "supporting adult", ready: true},
	{name: "Ms. Reyes", kind: "staff", role: "coordinator", ready: true},
	{name: "Rosa", kind: "family", role: "family", ready: true},
	{name: "Joan", kind: "family", role: "family", ready: true},
	{name: "Vera", kind: "family", role: "restricted family", ready: true},
	{name: "Ana", kind: "student", role: "student", face: "ana"},
	{name: "Leo", kind: "student", role: "student", face: "leo"},
	{name: "Ivy", kind: "student", role: "student", face: "ivy"},
	{name: "Dre", kind: "student", role: "student", face: "dre"},
	{name: "Theo", kind: "student", role: "student", face: "theo"},
	{name: "Noor", kind: "student", role: "student", face: "noor"},
}

// families says whose family each is.
var families = map[string]string{"Rosa": "Maya", "Joan": "Sam", "Vera": "Ana"}

// enter makes the people with their seats and sign-ins.
func (s *School) enter(ctx context.Context, tx core.App, school string) error {
	for _, one := range cast {
		seat, err := s.seat(tx, school, one)
		if err != nil {
			return fmt.Errorf("enter %s: %w", one.name, err)
		}
		s.seats[one.name] = seat
	}
	for family, student := range families {
		_, err := save(tx, "family_links", map[string]any{
			"person": s.seats[family].Person, "student": s.seats[student].Person, "restricted": family == "Vera", "from": clock.Now(tx),
		})
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (s *School) seat(tx core.App, school string, one somebody) (circle.Seat, error) {
	person, err := rows.New(tx, "people", map[string]any{"school": school, "name": one.name, "face": one.face, "ways": one.ways, "lang": "en"})
	if err != nil {
		return circle.Seat{}, err
	}
	person.SetRandomPassword()
	if one.kind == "staff" {
		person.SetEmail(mail(one.name))
		person.SetVerified(true)
		person.SetPassword(password)
	}
	if err := tx.Save(person); err != nil {
		return circle.Seat{}, err
	}
	seat, err := save(tx, "seats", map[string]any{"person": person.Id, "school": school, "kind": one.kind})
	if err != nil {
		return circle.Seat{}, err
	}
	return circle.Seat{ID: seat.Id, Person: person.Id, School: school, Kind: one.kind}, nil
}

func mail(name string) string {
	last := strings.ToLower(name[strings.LastIndex(name, " ")+1:])
	return last + "@riverside.example"
}

// signIns makes the printed list: a link for everybody on it, a badge for students and a password for adults.
func (s *School) signIns(ctx context.Context) error {
	for _, one := range cast {
		if !one.ready {
			continue
		}
		token := security.RandomString(32)
		s.mu.Lock()
		s.doors[token] = s.seats[one.name].ID
		s.mu.Unlock()
		person := Person{Name: one.name, Role: one.role, Circle: s.circleOf(one.name), Link: s.origin + "/d#" + token}
		switch one.kind {
		case "staff":
			person.Mail, person.Password = mail(one.name), password
		case "student":
			if err := s.badge(ctx, &person); err != nil {
				return err
			}
		}
		s.People = append(s.People, person)
	}
	return nil
}

// badge issues a badge, and a PIN for Sam, as a coordinator would.
func (s *School) badge(ctx context.Context, person *Person) error {
	ctx, id := circle.With(ctx, s.seats["Ms. Reyes"]), s.seats[person.Name].Person
	issued, err := s.House.Rooms().IssueBadge(ctx, api.IssueBadgeRequestObject{Id: id})
	if err != nil {
		return err
	}
	if badge, ok := issued.(api.IssueBadge200JSONResponse); ok {
		person.Badge = badge.Link
	}
	if person.Name != "Sam" {
		return nil
	}
	pin, err := s.House.Rooms().IssuePin(ctx, api.IssuePinRequestObject{Id: id})
	if given, ok := pin.(api.IssuePin200JSONResponse); ok {
		person.Pin = given.Pin
	}
	return err
}

func save(tx core.App, collection string, values map[string]any) (*core.Record, error) {
	record, err := rows.New(tx, collection, values)
	if err != nil {
		return nil, err
	}
	return record, tx.Save(record)
}

// yearEnds is the next end of June.
func yearEnds(now time.Time) time.Time {
	end := time.Date(now.Year(), time.June, 30, 0, 0, 0, 0, time.UTC)
	if !end.After(now.AddDate(0, 1, 0)) {
		end = end.AddDate(1, 0, 0)
	}
	return end
}
