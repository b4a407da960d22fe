package main

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/audit"
)

// verify measures how long `kith verify` reads a chain of a hundred thousand rows, each of which tells of a look at a student's record.
func verify(size sizes) ([]measurement, error) {
	s, err := open()
	if err != nil {
		return nil, err
	}
	defer s.close() //nolint:errcheck // a folder of this run
	full := size.of(100_000)
	if err := s.look(full); err != nil {
		return nil, err
	}
	row := measurement{What: fmt.Sprintf("kith verify of an audit of %d rows", full), Unit: "ms", Must: must{Cap: 5000}}
	for range size.rounds {
		took, err := timed(func() error {
			held, err := audit.Verify(s.house.App)
			if err == nil && held < int64(full) {
				err = fmt.Errorf("only %d of %d rows were read", held, full)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		row.Kith = append(row.Kith, took)
	}
	return []measurement{row}, nil
}

// look writes so many looks, some thousand to a transaction.
func (s *school) look(many int) error {
	const together = 5000
	for from := 0; from < many; from += together {
		err := s.house.App.RunInTransaction(func(tx core.App) error {
			for n := from; n < min(from+together, many); n++ {
				student := s.people[n%len(s.people)]
				if err := audit.Write(tx, audit.Entry{
					School: s.id, Actor: s.people[0], Act: "look_person", Subject: student, Students: []string{student}, Detail: "lunch",
				}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
