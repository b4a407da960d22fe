package main

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/pocketbase/dbx"

	"kith/backend/clock"
	"kith/backend/feed"
)

// rollOver ends every membership of so many more students at once, as the last day of a school year does, and says how long the day took to
// turn and how long another student waited for an acknowledgement meanwhile.
func (s *sharedSchool) rollOver(students, rounds int) ([]measurement, error) {
	turned := measurement{What: fmt.Sprintf("roll-over: the memberships of %d students end on one day", students), Unit: "ms"}
	waited := measurement{What: "roll-over: another student's save meanwhile, 99th percentile", Unit: "ms", Must: must{Cap: 100}}
	if err := s.enrol(students); err != nil {
		return nil, err
	}
	token, err := s.signIn(s.seats[0])
	if err != nil {
		return nil, err
	}
	writer := s.senders()[0]
	writer.Token = token
	for range rounds {
		if err := s.datesCome("from"); err != nil {
			return nil, err
		}
		if err := feed.TurnDay(s.house.App); err != nil {
			return nil, err
		}
		if err := s.datesCome("until"); err != nil {
			return nil, err
		}
		took, saves, err := s.whileWriting(&writer, func() error { return feed.TurnDay(s.house.App) })
		if err != nil {
			return nil, err
		}
		turned.Kith, waited.Kith = append(turned.Kith, took), append(waited.Kith, saves.at(0.99))
	}
	return []measurement{turned, waited}, nil
}

// whileWriting does something while a phone keeps one moment after the other, and says what both took.
func (s *sharedSchool) whileWriting(phone *sender, act func() error) (took float64, saves spread, err error) {
	over := make(chan struct{})
	var writing sync.WaitGroup
	var failed error
	writing.Go(func() {
		for failed == nil {
			var waited float64
			waited, failed = timed(func() error { return phone.keepMoment(s.url) })
			saves = append(saves, waited)
			select {
			case <-over:
				return
			default:
			}
		}
	})
	took, err = timed(act)
	close(over)
	writing.Wait()
	return took, saves, errors.Join(err, failed)
}

// enrol adds students in circles of five by plain SQL, each a copy of one who is there.
func (s *sharedSchool) enrol(students int) error {
	numbers := ` FROM (WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n + 1 < {:students}) SELECT n FROM c)`
	for _, statement := range []string{
		`INSERT INTO people (id, tokenKey, password, email, school, name) SELECT printf('p%014d', n), printf('bench-%044d', n), '', '', {:school},
			'Student ' || n` + numbers,
		`INSERT INTO seats (id, person, school, kind) SELECT printf('p%014d', n), printf('p%014d', n), {:school}, 'student'` + numbers,
		`INSERT INTO circles (id, school, name, kind, glaze) SELECT printf('c%014d', n), {:school}, 'Circle ' || n, 'peer_network', 'sea'` +
			numbers + ` WHERE n < {:students} / {:each}`,
		`INSERT INTO members (id, circle, person, "from") SELECT printf('p%014d', n), printf('c%014d', n / {:each}), printf('p%014d', n),
			'2026-01-01 00:00:00.000Z'` + numbers,
	} {
		_, err := s.house.App.NonconcurrentDB().NewQuery(statement).
			Bind(dbx.Params{"students": students, "school": s.id, "each": perCircle}).Execute()
		if err != nil {
			return err
		}
	}
	return nil
}

// datesCome lets the memberships of all who were enrolled begin or end now.
func (s *sharedSchool) datesCome(what string) error {
	dates := map[string]string{"from": `"from" = {:now}, until = ''`, "until": `until = {:now}`}[what]
	_, err := s.house.App.NonconcurrentDB().NewQuery(`UPDATE members SET ` + dates + ` WHERE circle LIKE 'c00000000%'`).
		Bind(dbx.Params{"now": clock.Text(time.Now())}).Execute()
	return err
}
