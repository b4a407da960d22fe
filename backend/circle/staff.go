package circle

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/clock"
	"kith/backend/rows"
)

// coverDays is how many school days one cover may run. Source: the threat model's row of a teacher who browses.
const coverDays = 5

// AddStaff is a coordinator's who has just signed in: a facilitator, a supporting adult, or a cover, who must have a last day. The same role again,
// while it runs, adds nothing.
func (r *Room) AddStaff(ctx context.Context, request api.AddStaffRequestObject) (api.AddStaffResponseObject, error) {
	seat := From(ctx)
	told, err := r.inCircle(func(tx core.App) (string, error) {
		circle, adult, err := circleAndAdult(tx, seat, request.Id, request.Body.Person)
		if err != nil {
			return "", err
		}
		if err := r.fresh(ctx); err != nil {
			return "", err
		}
		zone, err := ZoneOf(tx, seat.School)
		if err != nil {
			return "", err
		}
		wanted, err := checkStaff(clock.Now(tx).In(zone), *request.Body)
		if err != nil {
			return "", err
		}
		grant, err := addGrant(tx, seat, wanted, circle.Id, adult.Id)
		if err != nil || grant == nil {
			return circle.Id, err
		}
		return circle.Id, audit.Write(tx, audit.Entry{
			School: seat.School, Actor: seat.Person, Act: "add_staff", Subject: grant.Id, Detail: map[string]string{"role": string(wanted.Role)},
		})
	})
	return api.AddStaff200JSONResponse(told), err
}

// EndStaff ends a grant now. Its holder's next request finds the circle closed.
func (r *Room) EndStaff(ctx context.Context, request api.EndStaffRequestObject) (api.EndStaffResponseObject, error) {
	seat := From(ctx)
	told, err := r.inCircle(func(tx core.App) (string, error) {
		if err := Coordinator(tx, seat); err != nil {
			return "", err
		}
		grant, err := tx.FindRecordById("grants", request.Grant)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return "", err
		}
		if err != nil || grant.GetString("circle") != request.Id || grant.GetString("school") != seat.School || ended(grant, clock.Now(tx)) {
			return "", api.NotFound()
		}
		return request.Id, endGrant(tx, seat, grant)
	})
	return api.EndStaff200JSONResponse(told), err
}

func endGrant(tx core.App, seat Seat, grant *core.Record) error {
	grant.Set("until", clock.Now(tx))
	if err := tx.Save(grant); err != nil {
		return err
	}
	return audit.Write(tx, audit.Entry{
		School: seat.School, Actor: seat.Person, Act: "end_staff", Subject: grant.Id, Detail: map[string]string{"role": grant.GetString("role")},
	})
}

func circleAndAdult(tx core.App, seat Seat, circle, person string) (*core.Record, *core.Record, error) {
	if err := Coordinator(tx, seat); err != nil {
		return nil, nil, err
	}
	found, err := CircleOf(tx, seat, circle)
	if err != nil {
		return nil, nil, err
	}
	adult, err := PersonOf(tx, seat, person)
	if err != nil {
		return nil, nil, err
	}
	sits, err := HasSeat(tx, adult.Id, "staff")
	if err == nil && !sits {
		err = api.Invalid("person")
	}
	return found, adult, err
}

// checkStaff fills in from and refuses dates that cannot be: a cover without an end, or one that runs for long, and an end before its beginning. The
// days are those of the place whose time it is.
func checkStaff(now time.Time, wanted api.NewStaff) (api.NewStaff, error) {
	switch wanted.Role {
	case "facilitator", "supporting_adult", "cover":
	default:
		return wanted, api.Invalid("role")
	}
	if wanted.From.Before(now) {
		wanted.From = now
	}
	if wanted.Until.IsZero() && wanted.Role != "cover" {
		return wanted, nil
	}
	if !wanted.Until.After(wanted.From) {
		return wanted, api.Invalid("until")
	}
	if wanted.Role == "cover" && clock.SchoolDays(wanted.From.In(now.Location()), wanted.Until) > coverDays {
		return wanted, api.Refuse(http.StatusUnprocessableEntity, "cover_too_long",
			"A cover runs for five school days at most. Name an earlier last day, or let them be a facilitator of this circle.")
	}
	return wanted, nil
}

// addGrant gives no grant where an endless one of that role runs already.
func addGrant(tx core.App, seat Seat, wanted api.NewStaff, circle, person string) (*core.Record, error) {
	if wanted.Role != "cover" {
		runs, err := exists(tx, `SELECT 1 FROM grants WHERE person = {:person} AND role = {:role} AND circle = {:circle} AND `+current,
			dbx.Params{"person": person, "role": string(wanted.Role), "circle": circle, "now": clock.Stamp(tx)})
		if err != nil || runs {
			return nil, err
		}
	}
	return Grant(tx, seat, GrantOf{
		Person: person, Role: string(wanted.Role), Circle: circle, From: wanted.From, Until: wanted.Until,
	})
}

// GrantOf is what an adult may do, where and for how long. Circle is empty for a coordinator, Until for no end.
type GrantOf struct {
	Person, Role, Circle string
	From, Until          time.Time
}

// Grant writes a grant of the seat's school, given by the seat's person.
func Grant(tx core.App, by Seat, of GrantOf) (*core.Record, error) {
	values := map[string]any{"person": of.Person, "school": by.School, "role": of.Role, "circle": of.Circle, "by": by.Person, "from": of.From}
	if !of.Until.IsZero() {
		values["until"] = of.Until
	}
	grant, err := rows.New(tx, "grants", values)
	if err != nil {
		return nil, err
	}
	return grant, tx.Save(grant)
}

// changeCoordinator gives or ends the right to see the whole school.
func (r *Room) changeCoordinator(ctx context.Context, tx core.App, person *core.Record, yes bool) error {
	seat := From(ctx)
	if err := Coordinator(tx, seat); err != nil {
		return err
	}
	if err := r.fresh(ctx); err != nil {
		return err
	}
	grants, err := coordinatorGrants(tx, person.Id, seat.School)
	if err != nil || yes == (len(grants) > 0) {
		return err
	}
	if yes {
		return MakeCoordinator(tx, seat, person)
	}
	others, err := OthersCoordinate(tx, person.Id, seat.School)
	if err != nil {
		return err
	}
	if !others {
		return api.Refuse(409, "last_coordinator", "A school needs a coordinator. Name another one first.")
	}
	for _, grant := range grants {
		if err := endGrant(tx, seat, grant); err != nil {
			return err
		}
	}
	return nil
}

// MakeCoordinator lets a colleague see and keep the whole school. It refuses whoever has no staff seat.
func MakeCoordinator(tx core.App, by Seat, person *core.Record) error {
	sits, err := HasSeat(tx, person.Id, "staff")
	if err != nil {
		return err
	}
	if !sits {
		return api.Invalid("coordinator")
	}
	grant, err := Grant(tx, by, GrantOf{Person: person.Id, Role: "coordinator", From: clock.Now(tx)})
	if err != nil {
		return err
	}
	return audit.Write(tx, audit.Entry{
		School: by.School, Actor: by.Person, Act: "add_staff", Subject: grant.Id, Detail: map[string]string{"role": "coordinator"},
	})
}

func coordinatorGrants(app core.App, person, school string) ([]*core.Record, error) {
	var grants []*core.Record
	err := app.RecordQuery("grants").AndWhere(dbx.HashExp{"person": person, "role": "coordinator", "school": school}).
		AndWhere(dbx.NewExp(current, dbx.Params{"now": clock.Stamp(app)})).All(&grants)
	return grants, err
}

// tellStaff lists the grants of a circle that run or are still to come.
func tellStaff(app core.App, circle string) ([]api.StaffLine, error) {
	var rows []struct {
		Grant  string `db:"id"`
		Person string `db:"person"`
		Name   string `db:"name"`
		Role   string `db:"role"`
		From   string `db:"from"`
		Until  string `db:"until"`
	}
	err := app.DB().NewQuery("SELECT g.id, g.person, p.name, g.role, g.`from`, g.`until` FROM grants g JOIN people p ON p.id = g.person " +
		"WHERE g.circle = {:circle} AND (g.`until` = '' OR g.`until` > {:now}) ORDER BY p.name, g.`from`, g.id").
		Bind(dbx.Params{"circle": circle, "now": clock.Stamp(app)}).All(&rows)
	lines := make([]api.StaffLine, len(rows))
	for i, row := range rows {
		lines[i] = api.StaffLine{
			Grant: row.Grant, Person: row.Person, Name: row.Name, Role: api.StaffRole(row.Role),
			From: clock.Parse(row.From), Until: clock.Parse(row.Until),
		}
	}
	return lines, err
}
