package inbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/feed"
	"kith/backend/moment"
)

// setAside keeps an op that a shared device brought and that was refused: its author cannot be asked there, so an adult looks.
// What was erased is not kept in any way. Doing it twice comes to the same. It gives a place in the order from which on a backup holds it.
func setAside(app core.App, author circle.Seat, op api.Op, code string) (seq int64, err error) {
	about, words := said(op)
	gone := moment.NotErased(app, about.ids()...)
	if no := new(api.Refusal); errors.As(gone, &no) {
		return 0, nil
	}
	if gone != nil {
		return 0, gone
	}
	err = app.RunInTransaction(func(tx core.App) error {
		if seq, err = feed.Next(tx); err != nil {
			return err
		}
		_, err := tx.NonconcurrentDB().NewQuery(`INSERT INTO set_aside (op, seat, person, school, moment, code, words, whole, at)
			VALUES ({:op}, {:seat}, {:person}, {:school}, {:moment}, {:code}, {:words}, {:whole}, {:at}) ON CONFLICT DO NOTHING`).Bind(dbx.Params{
			"op": op.Op, "seat": author.ID, "person": author.Person, "school": author.School, "moment": about.Moment, "code": code, "words": words, "whole": string(op.Body),
			"at": clock.Text(held(op.At, clock.Now(tx))),
		}).Execute()
		if err != nil {
			return fmt.Errorf("set an op aside: %w", err)
		}
		return nil
	})
	return seq, err
}

// story is what of an op's body concerns an adult who looks at it without its author.
type story struct {
	Moment, Revision, Words string
	Quotes                  []struct{ Words string }
	Pictures                []struct{ Media string }
}

func (s story) ids() []string {
	ids := []string{s.Moment, s.Revision}
	for _, picture := range s.Pictures {
		ids = append(ids, picture.Media)
	}
	return ids
}

// said is what an op is about, and the words in it, quotes on lines of their own.
func said(op api.Op) (about story, words string) {
	_ = json.Unmarshal(op.Body, &about) // what is no JSON has no words
	lines := []string{about.Words}
	for _, quote := range about.Quotes {
		lines = append(lines, quote.Words)
	}
	return about, strings.TrimSpace(strings.Join(lines, "\n"))
}

// ReadSetAside lists what was set aside of the people whom this adult looks after.
func (r *Room) ReadSetAside(ctx context.Context, _ api.ReadSetAsideRequestObject) (api.ReadSetAsideResponseObject, error) {
	seat := circle.From(ctx)
	var rows []struct{ Op, Person, Name, Code, Words, At string }
	err := r.App.DB().NewQuery(`SELECT a.op, a.person, p.name, a.code, a.words, a.at FROM set_aside a JOIN people p ON p.id = a.person
		WHERE a.school = {:school} AND a.seen = '' ORDER BY a.at, a.op`).Bind(dbx.Params{"school": seat.School}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("list what was set aside: %w", err)
	}
	items := []api.SetAside{}
	for _, row := range rows {
		looks, err := looksAfter(r.App, seat, row.Person)
		if err != nil {
			return nil, err
		}
		if looks {
			items = append(items, api.SetAside{
				Op: row.Op, Person: row.Person, Name: row.Name, Code: row.Code, Words: row.Words, At: clock.Parse(row.At),
			})
		}
	}
	return api.ReadSetAside200JSONResponse{Items: items}, nil
}

// ClearSetAside takes one thing off the list. The whole of it stays at school, as what it is a part of does: deeds, symbols and photos that no
// list shows would be lost with it. It is not listed again when it is brought again.
func (r *Room) ClearSetAside(ctx context.Context, request api.ClearSetAsideRequestObject) (api.ClearSetAsideResponseObject, error) {
	seat := circle.From(ctx)
	err := r.App.RunInTransaction(func(tx core.App) error {
		looks, err := looksAfter(tx, seat, request.Params.Person)
		if err != nil {
			return err
		}
		if !looks {
			return api.NotFound()
		}
		done, err := tx.NonconcurrentDB().NewQuery(`UPDATE set_aside SET seen = {:now}
			WHERE op = {:op} AND person = {:person} AND school = {:school} AND seen = ''`).Bind(dbx.Params{
			"now": clock.Stamp(tx), "op": request.Op, "person": request.Params.Person, "school": seat.School,
		}).Execute()
		if err != nil {
			return fmt.Errorf("clear what was set aside: %w", err)
		}
		if changed, err := done.RowsAffected(); err != nil || changed == 0 {
			return api.NotFound().Because(err)
		}
		return nil
	})
	return api.ClearSetAside204Response{}, err
}

func looksAfter(app core.App, seat circle.Seat, person string) (bool, error) {
	if seat.Kind != "staff" {
		return false, nil
	}
	return circle.LooksAfter(app, seat.Person, person)
}
