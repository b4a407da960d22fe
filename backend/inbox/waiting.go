package inbox

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/account"
	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
)

// noteWaiting writes down how much a phone says it still has. A phone that says the same again costs no write.
func noteWaiting(app core.App, session *account.Session, says *api.Waiting) error {
	if says == nil || session == nil || session.Seat.Kind != "student" {
		return nil
	}
	now := clock.Now(app)
	params := dbx.Params{
		"person": session.Seat.Person, "device": session.Device, "count": says.Count, "since": clock.Text(held(says.Since, now)), "at": clock.Text(now),
	}
	var counts []int
	err := app.DB().NewQuery(`SELECT count FROM waiting WHERE person = {:person} AND device = {:device}`).Bind(params).Column(&counts)
	if err != nil {
		return fmt.Errorf("look how much waits: %w", err)
	}
	statement := `INSERT INTO waiting (person, device, count, since, at) VALUES ({:person}, {:device}, {:count}, {:since}, {:at})
		ON CONFLICT DO UPDATE SET count = {:count}, since = {:since}, at = {:at}`
	switch had := len(counts) > 0; {
	case says.Count == 0 && !had, had && counts[0] == says.Count:
		return nil
	case says.Count == 0:
		statement = `DELETE FROM waiting WHERE person = {:person} AND device = {:device}`
	}
	if _, err := app.NonconcurrentDB().NewQuery(statement).Bind(params).Execute(); err != nil {
		return fmt.Errorf("note how much waits: %w", err)
	}
	return nil
}

// ReadPhones lists the phones that hold something, of the students whom this adult looks after. For whoever is no adult of the school there is
// no such list.
func (r *Room) ReadPhones(ctx context.Context, _ api.ReadPhonesRequestObject) (api.ReadPhonesResponseObject, error) {
	seat := circle.From(ctx)
	if err := circle.Staff(seat); err != nil {
		return nil, err
	}
	var rows []struct {
		Person, Name, Since, At string
		Count                   int
	}
	err := r.App.DB().NewQuery(`SELECT w.person, p.name, w.count, w.since, w.at FROM waiting w JOIN people p ON p.id = w.person
		WHERE p.school = {:school} ORDER BY w.since, w.person`).Bind(dbx.Params{"school": seat.School}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("list the phones on which something waits: %w", err)
	}
	phones := []api.PhoneLine{}
	for _, row := range rows {
		looks, err := circle.LooksAfter(r.App, seat.Person, row.Person)
		if err != nil {
			return nil, err
		}
		if looks {
			phones = append(phones, api.PhoneLine{
				Person: row.Person, Name: row.Name, Count: row.Count, Since: clock.Parse(row.Since), Heard: clock.Parse(row.At),
			})
		}
	}
	return api.ReadPhones200JSONResponse{Phones: phones}, nil
}
