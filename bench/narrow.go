package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/feed"
)

// starsOf is how many students are each shown in one moment of ten, beside its author.
const starsOf = 10

// narrow measures how long it takes to take something away from many at a school of 10,000 shared moments: somebody who is in a tenth of them
// withdraws consent, a member leaves, and every membership of 10,000 students ends on one day. Another student goes on keeping
// moments meanwhile; for the last it is they who must not wait.
func narrow(size sizes) ([]measurement, error) {
	moments := size.of(10_000)
	s, err := openShared(moments)
	if err != nil {
		return nil, err
	}
	defer s.close() //nolint:errcheck // a folder of this run
	if s.office, err = s.openOffice(); err != nil {
		return nil, err
	}
	withdrawn := measurement{
		What: fmt.Sprintf("consent withdrawn by somebody in %d of %d shared moments", moments/starsOf, moments), Unit: "ms", Must: must{Cap: 200},
	}
	left := measurement{What: fmt.Sprintf("a member leaves at a school of %d shared moments", moments), Unit: "ms", Must: must{Cap: 20}}
	for round := range min(size.rounds, starsOf) { // there are no more who could withdraw
		took, err := timed(func() error { return s.withdraw(round) })
		if err != nil {
			return nil, err
		}
		withdrawn.Kith = append(withdrawn.Kith, took)
		if took, err = timed(func() error { return s.leave(phones - 1 - round*perCircle) }); err != nil {
			return nil, err
		}
		left.Kith = append(left.Kith, took)
	}
	turned, err := s.rollOver(size.of(10_000), size.rounds)
	return append([]measurement{withdrawn, left}, turned...), err
}

// timed says how many milliseconds something took.
func timed(act func() error) (float64, error) {
	begun := time.Now()
	err := act()
	return time.Since(begun).Seconds() * 1000, err
}

// sharedSchool is a school behind real HTTP, whose moments have all been released to families.
type sharedSchool struct {
	*school
	listening *httptest.Server
	url       string
	office    *sender // the coordinator
}

func (s *sharedSchool) close() error {
	s.listening.Close()
	return s.school.close()
}

func openShared(moments int) (*sharedSchool, error) {
	filled, err := grown(moments)
	if err != nil {
		return nil, err
	}
	s := &sharedSchool{school: filled}
	if err := s.house.App.RunInTransaction(func(tx core.App) error { return share(tx, s.people, moments) }); err != nil {
		return nil, errors.Join(err, filled.close())
	}
	if s.listening, err = s.serve(); err != nil {
		return nil, errors.Join(err, filled.close())
	}
	s.url = s.listening.URL
	return s, nil
}

// share releases all moments to families by plain SQL, with one student of ten in each besides its author, and lets the feed say who
// reads them.
func share(tx core.App, people []string, moments int) error {
	for _, statement := range []string{
		`INSERT INTO shown (id, revision, moment, person, kind, "as") SELECT 't' || substr(id, 2), 'r' || substr(id, 2), id,
			json_extract({:people}, '$[' || (CAST(substr(id, 2) AS INTEGER) % {:stars}) || ']'), 'words', 'named' FROM moments
			WHERE CAST(substr(id, 2) AS INTEGER) % 100 >= {:stars}`,
		`INSERT INTO decisions (id, seq, moment, revision, kind, audience, at) SELECT 'd' || substr(id, 2),
			(SELECT seq FROM counter) + row_number() OVER (), id, 'r' || substr(id, 2), 'approve', 'families', '2026-01-01 00:00:00.000Z' FROM moments`,
		`UPDATE counter SET seq = seq + {:moments}`,
		`INSERT INTO decisions (id, seq, moment, revision, kind, "of", audience, at) SELECT 'e' || substr(id, 2),
			(SELECT seq FROM counter) + row_number() OVER (), id, 'r' || substr(id, 2), 'release', 'd' || substr(id, 2), 'families',
			'2026-01-01 00:00:00.000Z' FROM moments`,
		`UPDATE counter SET seq = seq + {:moments}`,
	} {
		_, err := tx.NonconcurrentDB().NewQuery(statement).
			Bind(dbx.Params{"people": list(people), "stars": starsOf, "moments": moments}).Execute()
		if err != nil {
			return err
		}
	}
	const slice = 500
	ids := make([]string, 0, slice)
	for n := range moments {
		if ids = append(ids, fmt.Sprintf("m%014d", n)); len(ids) == slice || n == moments-1 {
			if err := feed.Refresh(tx, ids...); err != nil {
				return err
			}
			ids = ids[:0]
		}
	}
	return nil
}

// withdraw lets the coordinator write down that a student's words may not be shown any more.
func (s *sharedSchool) withdraw(star int) error {
	key := "kin:" + s.people[star]
	before, err := s.reads(key)
	if err != nil {
		return err
	}
	err = s.office.send(s.url, api.OpKindRecordConsent, api.RecordConsent{
		Person: s.people[star], Kind: api.ConsentKindWords, Widest: api.WidestNone, How: api.RecordConsentHowPaper,
	})
	if err != nil {
		return err
	}
	if after, err := s.reads(key); err != nil || after != 0 || before == 0 {
		return errors.Join(err, fmt.Errorf("%s read %d moments before and %d after", key, before, after))
	}
	return nil
}

func (s *sharedSchool) reads(key string) (rows int, err error) {
	err = s.house.App.DB().NewQuery(`SELECT count(*) FROM feed WHERE key = {:key} AND kind = 'moment' AND NOT gone`).
		Bind(dbx.Params{"key": key}).Row(&rows)
	return rows, err
}

// leave lets the coordinator end a student's membership.
func (s *sharedSchool) leave(student int) error {
	path := s.url + "/kith/v1/circles/" + s.circles[student/perCircle] + "/members/" + s.people[student]
	request, err := http.NewRequest(http.MethodDelete, path, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+s.office.Token)
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	if err := response.Body.Close(); err != nil || response.StatusCode != http.StatusOK {
		return errors.Join(err, fmt.Errorf("%s answered %d", path, response.StatusCode))
	}
	return nil
}
