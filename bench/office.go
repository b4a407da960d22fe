package main

import (
	"errors"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
)

// openOffice makes an adult who coordinates the school and leads its first circle, and returns their phone. The first student is ready to be
// shown to the whole school.
func (s *school) openOffice() (*sender, error) {
	var seat, adult string
	err := s.house.App.RunInTransaction(func(tx core.App) error {
		person, err := save(tx, "people", map[string]any{"school": s.id, "name": "Ms. Reyes"})
		if err != nil {
			return err
		}
		taken, err := save(tx, "seats", map[string]any{"person": person.Id, "school": s.id, "kind": "staff"})
		if err != nil {
			return err
		}
		seat, adult = taken.Id, person.Id
		now, year := time.Now(), time.Now().AddDate(0, 6, 0)
		for _, record := range []record{
			{"grants", map[string]any{"person": adult, "school": s.id, "role": "coordinator"}},
			{"grants", map[string]any{"person": adult, "school": s.id, "role": "facilitator", "circle": s.circles[0]}},
			{"orientations", map[string]any{"person": s.people[0], "how": "paper", "on": now, "until": year, "by": adult}},
			{"consents", map[string]any{
				"person": s.people[0], "kind": "words", "widest": "school", "how": "paper", "by": adult, "from": now, "until": year,
			}},
		} {
			if _, err := save(tx, record.collection, record.values); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	token, err := s.signIn(seat)
	return &sender{Token: token, Person: adult}, err
}

// approve lets a student keep a moment about nobody else, and an adult approve it for the whole school. Its hold runs for a day.
func (s *school) approve(url string, student, adult *sender) (string, error) {
	kept := api.KeepRevision{Moment: id(), Revision: id(), Circle: s.circles[0], Words: "We drummed until the bell."}
	if err := student.send(url, api.OpKindKeepRevision, kept); err != nil {
		return "", err
	}
	var hash string
	err := s.house.App.DB().NewQuery(`SELECT hash FROM revisions WHERE id = {:id}`).Bind(dbx.Params{"id": kept.Revision}).Row(&hash)
	if err != nil {
		return "", err
	}
	return kept.Moment, adult.send(url, api.OpKindDecide, api.Decide{
		Moment: kept.Moment, Revision: kept.Revision, Kind: api.DecideKindApprove, Audience: api.AudienceSchool, Seen: hash,
	})
}

// endHold lets the hold of a moment be over now, and has the house do what is due. It fails unless the moment is released then.
func (s *school) endHold(moment string) error {
	_, err := s.house.App.NonconcurrentDB().NewQuery(`UPDATE holds SET until = '2026-01-01 00:00:00.000Z' WHERE moment = {:moment}`).
		Bind(dbx.Params{"moment": moment}).Execute()
	if err != nil {
		return err
	}
	s.house.Work()
	var released int
	err = s.house.App.DB().NewQuery(`SELECT count(*) FROM decisions WHERE moment = {:moment} AND kind = 'release'`).
		Bind(dbx.Params{"moment": moment}).Row(&released)
	if err == nil && released != 1 {
		err = errors.New("an approved moment was not released when its hold was over")
	}
	return err
}
