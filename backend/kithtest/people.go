package kithtest

import (
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"

	"kith/backend/circle"
	"kith/backend/rows"
)

// ID makes an id as a phone does.
func ID() string {
	return security.RandomStringWithAlphabet(15, "abcdefghijklmnopqrstuvwxyz0123456789")
}

// Save writes one record, or ends the test.
func (s *School) Save(collection string, values map[string]any) *core.Record {
	s.T.Helper()
	record, err := rows.New(s.App, collection, values)
	if err != nil {
		s.T.Fatal(err)
	}
	if collection == "people" {
		record.SetRandomPassword()
	}
	if err := s.App.Save(record); err != nil {
		s.T.Fatalf("save %s %v: %v", collection, values, err)
	}
	return record
}

// NewSchool makes a school with a hold of ten minutes.
func (s *School) NewSchool(name string) string {
	s.T.Helper()
	return s.Save("schools", map[string]any{
		"name": name, "zone": "America/Chicago", "hold_seconds": 600, "year_ends": s.Now().AddDate(0, 9, 0),
	}).Id
}

// Person makes somebody with one seat of a kind.
func (s *School) Person(school, kind, name string) circle.Seat {
	s.T.Helper()
	person := s.Save("people", map[string]any{"school": school, "name": name, "face": strings.ToLower(name)})
	seat := s.Save("seats", map[string]any{"person": person.Id, "school": school, "kind": kind})
	return circle.Seat{ID: seat.Id, Person: person.Id, School: school, Kind: kind}
}

// Seat gives somebody a second seat, such as a teacher who has a student at the school too.
func (s *School) Seat(somebody circle.Seat, kind string) circle.Seat {
	s.T.Helper()
	seat := s.Save("seats", map[string]any{"person": somebody.Person, "school": somebody.School, "kind": kind})
	return circle.Seat{ID: seat.Id, Person: somebody.Person, School: somebody.School, Kind: kind}
}

// Circle is a circle of named people that tests of moments begin with: Maya, Theo and Ana are members, Ms. Ortiz is its facilitator, and
// each student has a family. Everybody may be shown to families, everybody's orientation is done, and nobody has been asked yet.
type Circle struct {
	School, ID                         string
	Maya, Theo, Ana                    circle.Seat
	Ortiz, Coordinator                 circle.Seat
	MayasFamily, TheosFamily, AnasAunt circle.Seat // Ana's aunt is restricted
}

// DrumRoom makes such a circle.
func (s *School) DrumRoom() Circle {
	s.T.Helper()
	school := s.NewSchool("Riverside")
	c := Circle{
		School: school,
		Maya:   s.Person(school, "student", "Maya"), Theo: s.Person(school, "student", "Theo"), Ana: s.Person(school, "student", "Ana"),
		Ortiz: s.Person(school, "staff", "Ms. Ortiz"), Coordinator: s.Person(school, "staff", "Mr. Reyes"),
		MayasFamily: s.Person(school, "family", "Rosa"), TheosFamily: s.Person(school, "family", "Ben"),
		AnasAunt: s.Person(school, "family", "Vera"),
	}
	c.ID = s.Save("circles", map[string]any{"school": school, "name": "The Drum Room", "kind": "peer_network", "glaze": "clay"}).Id
	for i, student := range []circle.Seat{c.Maya, c.Theo, c.Ana} {
		s.Save("members", map[string]any{
			"circle": c.ID, "person": student.Person, "role": "companion", "focus": i == 2, "from": s.Now().Add(-time.Hour),
		})
		s.Orient(c.Ortiz, student)
		for _, kind := range []string{"photo", "words", "voice", "name"} {
			s.Consent(c.Ortiz, student, kind, "families")
		}
	}
	s.Save("grants", map[string]any{"person": c.Ortiz.Person, "school": school, "role": "facilitator", "circle": c.ID})
	s.Save("grants", map[string]any{"person": c.Coordinator.Person, "school": school, "role": "coordinator"})
	s.Save("family_links", map[string]any{"person": c.MayasFamily.Person, "student": c.Maya.Person})
	s.Save("family_links", map[string]any{"person": c.TheosFamily.Person, "student": c.Theo.Person})
	s.Save("family_links", map[string]any{"person": c.AnasAunt.Person, "student": c.Ana.Person, "restricted": true})
	return c
}

// Consent records what may be shown of a student, as of now and for a year.
func (s *School) Consent(by, student circle.Seat, kind, widest string) {
	s.T.Helper()
	s.Save("consents", map[string]any{
		"person": student.Person, "kind": kind, "widest": widest, "how": "paper", "by": by.Person,
		"from": s.Now(), "until": s.Now().AddDate(1, 0, 0),
	})
}

// Grow gives a student full rights, and lets the second pass in which they begin.
func (s *School) Grow(student circle.Seat) {
	s.T.Helper()
	record := s.Record("people", student.Person)
	record.Set("full_rights", s.Now().Add(time.Second))
	if err := s.App.Save(record); err != nil {
		s.T.Fatal(err)
	}
	s.Later(time.Second)
}

// Orient records that a student's orientation is done, for half a year.
func (s *School) Orient(by, student circle.Seat) {
	s.T.Helper()
	s.Save("orientations", map[string]any{
		"person": student.Person, "how": "paper", "on": s.Now(), "until": s.Now().AddDate(0, 6, 0), "by": by.Person,
	})
}
