package main

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"

	"kith/backend/api"
	"kith/backend/rows"
	"kith/backend/server"
)

// phones is how many phones send at once, five to a circle.
const (
	phones    = 100
	perCircle = 5
)

// school is a house with students who can send.
type school struct {
	house   *server.House
	dir     string
	id      string
	seats   []string // seats and people of students, five to a circle
	people  []string
	circles []string
	tokens  []string
}

// open makes a school with a hundred students in a folder of its own.
func open() (*school, error) {
	dir, err := os.MkdirTemp("", "kith-bench-*")
	if err != nil {
		return nil, err
	}
	house, err := server.Open(server.Config{Dir: dir, Origin: "http://127.0.0.1"})
	if err != nil {
		return nil, err
	}
	s := &school{house: house, dir: dir}
	if err := house.App.RunInTransaction(s.enter); err != nil {
		return nil, errors.Join(err, s.close())
	}
	for _, seat := range s.seats {
		token, err := s.signIn(seat)
		if err != nil {
			return nil, errors.Join(err, s.close())
		}
		s.tokens = append(s.tokens, token)
	}
	return s, nil
}

func (s *school) enter(tx core.App) error {
	record, err := save(tx, "schools", map[string]any{"name": "Bench", "zone": "UTC", "year_ends": time.Now().AddDate(0, 9, 0), "hold_seconds": 24 * 60 * 60})
	if err != nil {
		return err
	}
	s.id = record.Id
	for i := range phones {
		if i%perCircle == 0 {
			circle, err := save(tx, "circles", map[string]any{
				"school": s.id, "name": fmt.Sprint("Circle ", i/perCircle), "kind": "peer_network", "glaze": "sea",
			})
			if err != nil {
				return err
			}
			s.circles = append(s.circles, circle.Id)
		}
		person, err := save(tx, "people", map[string]any{"school": s.id, "name": fmt.Sprint("Student ", i)})
		if err != nil {
			return err
		}
		seat, err := save(tx, "seats", map[string]any{"person": person.Id, "school": s.id, "kind": "student"})
		if err != nil {
			return err
		}
		if _, err := save(tx, "members", map[string]any{"circle": s.circles[i/perCircle], "person": person.Id}); err != nil {
			return err
		}
		s.people, s.seats = append(s.people, person.Id), append(s.seats, seat.Id)
	}
	return nil
}

// signIn opens a session on a phone of its own, and returns its access token.
func (s *school) signIn(seat string) (string, error) {
	signed, err := s.house.SignIn(seat, api.Device{Id: id()}, "bench")
	return signed.Access, err
}

// serve puts the school behind real HTTP on this machine.
func (s *school) serve() (*httptest.Server, error) {
	handler, err := s.house.Handler()
	if err != nil {
		return nil, err
	}
	return httptest.NewServer(handler), nil
}

func (s *school) close() error { return errors.Join(s.house.Close(), os.RemoveAll(s.dir)) }

func save(tx core.App, collection string, values map[string]any) (*core.Record, error) {
	record, err := rows.New(tx, collection, values)
	if err != nil {
		return nil, err
	}
	if record.Collection().IsAuth() {
		record.SetRandomPassword()
	}
	return record, tx.Save(record)
}

func id() string {
	return security.RandomStringWithAlphabet(15, "abcdefghijklmnopqrstuvwxyz0123456789")
}
