package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"

	"kith/backend/circle"
	"kith/backend/feed"
)

// pull measures how long one student's pull of one page takes in schools of 10,000, 100,000 and a million moments. It must not grow
// with the school. To be fair to a machine that others use, the small school is asked in turn with each larger one.
func pull(size sizes) ([]measurement, error) {
	const base = 10_000 // in a small run too: a page has to be full
	small, err := grown(base)
	if err != nil {
		return nil, err
	}
	defer small.close() //nolint:errcheck // a folder of this run
	large, err := open()
	if err != nil {
		return nil, err
	}
	defer large.close() //nolint:errcheck // the same
	var rows []measurement
	have := 0
	for _, full := range []int{100_000, 1_000_000} {
		if err := large.grow(have, size.of(full)); err != nil {
			return nil, err
		}
		have = size.of(full)
		row := measurement{
			What: fmt.Sprintf("pull of %d changes at %d moments", feed.Page, have), Unit: "ms", Name: fmt.Sprintf("itself at %d", base),
			Must: must{Most: 1.3},
		}
		for range size.rounds {
			here, there, err := pullInTurn(large, small)
			if err != nil {
				return nil, err
			}
			row.Kith, row.Peer = append(row.Kith, here), append(row.Peer, there)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// pullInTurn asks two schools in turn, fifty times each, and returns the medians in milliseconds. The first answers only warm what is warm
// in every school of a day.
func pullInTurn(one, other *school) (float64, float64, error) {
	const times = 50
	var took [2]spread
	for n := -times / 5; n < times; n++ {
		for side, school := range []*school{one, other} {
			milliseconds, err := timed(school.pullOnce)
			if err != nil {
				return 0, 0, err
			}
			if n >= 0 {
				took[side] = append(took[side], milliseconds)
			}
		}
	}
	return took[0].median(), took[1].median(), nil
}

// grown is a school of so many moments.
func grown(moments int) (*school, error) {
	s, err := open()
	if err != nil {
		return nil, err
	}
	if err := s.grow(0, moments); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// pullOnce pulls one page, the first rows of the first student.
func (s *school) pullOnce() error {
	room := &feed.Room{App: s.house.App, Streams: feed.NewStreams()}
	seat := circle.Seat{ID: s.seats[0], Person: s.people[0], School: s.id, Kind: "student"}
	pulled, err := room.Pull(s.house.App, seat, "", false)
	if err == nil && len(pulled.Changes) != feed.Page {
		err = fmt.Errorf("a page has %d changes", len(pulled.Changes))
	}
	return err
}

// grow fills the school with moments by plain SQL, spread over its students, with the rows that their authors and adults read.
func (s *school) grow(from, to int) error {
	for _, statement := range []string{
		`INSERT INTO moments (id, circle, school, created) SELECT printf('m%014d', n), json_extract({:circles}, '$[' || (n % 100 / 5) || ']'), {:school}, '' FROM numbers`,
		`INSERT INTO authors (id, moment, person, accepted_at, how) SELECT printf('a%014d', n), printf('m%014d', n),
			json_extract({:people}, '$[' || (n % 100) || ']'), '2026-01-01 00:00:00.000Z', 'kept' FROM numbers`,
		`INSERT INTO shown (id, revision, moment, person, kind, "as") SELECT printf('s%014d', n), printf('r%014d', n), printf('m%014d', n),
			json_extract({:people}, '$[' || (n % 100) || ']'), 'words', 'author' FROM numbers`,
		`INSERT INTO quotes (id, revision, "order", speaker, words, made) SELECT printf('q%014d', n), printf('r%014d', n), 0,
			json_extract({:people}, '$[' || (n % 100) || ']'), 'Louder!', 'own' FROM numbers`,
		`INSERT INTO revisions (id, moment, number, seq, writer, kept_at, received_at, did, words, hash, schema)
			SELECT printf('r%014d', n), printf('m%014d', n), 1, n, json_extract({:people}, '$[' || (n % 100) || ']'),
			'2026-01-01 00:00:00.000Z', '2026-01-01 00:00:00.000Z', '["music"]', 'We drummed until the bell.', '0', 1 FROM numbers`,
		`INSERT INTO feed (key, kind, subject, seq, revision, mark) SELECT 'seat:' || json_extract({:seats}, '$[' || (n % 100) || ']'), 'moment',
			printf('m%014d', n), (SELECT seq FROM counter) + n - {:from}, printf('r%014d', n), '1' FROM numbers`,
		`INSERT INTO feed (key, kind, subject, seq, revision, mark) SELECT 'staff:' || json_extract({:circles}, '$[' || (n % 100 / 5) || ']'), 'moment',
			printf('m%014d', n), (SELECT seq FROM counter) + {:to} - {:from} + n, printf('r%014d', n), '1' FROM numbers`,
		`UPDATE counter SET seq = seq + 2 * ({:to} - {:from}) + {:to}`,
	} {
		// A recursive table of numbers stands in front of each statement, behind its first word.
		numbers := ` FROM (WITH RECURSIVE c(n) AS (SELECT {:from} UNION ALL SELECT n + 1 FROM c WHERE n + 1 < {:to}) SELECT n FROM c)`
		statement = replaceNumbers(statement, numbers)
		_, err := s.house.App.NonconcurrentDB().NewQuery(statement).Bind(dbx.Params{
			"from": from, "to": to, "school": s.id, "people": list(s.people), "seats": list(s.seats), "circles": list(s.circles),
		}).Execute()
		if err != nil {
			return err
		}
	}
	return nil
}

func replaceNumbers(statement, numbers string) string {
	return strings.Replace(statement, " FROM numbers", numbers, 1)
}

func list(ids []string) string {
	body, err := json.Marshal(ids)
	if err != nil {
		panic(err) // a list of texts has no way to fail
	}
	return string(body)
}
