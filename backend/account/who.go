package account

import (
	"context"
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
)

// WhoAmI tells whose session this is, and which other seats the same person has.
func (r *Room) WhoAmI(ctx context.Context, _ api.WhoAmIRequestObject) (api.WhoAmIResponseObject, error) {
	session := From(ctx)
	if session == nil {
		return nil, api.SignInAgain()
	}
	who, err := tellWho(r.App, session.Seat)
	return api.WhoAmI200JSONResponse(who), err
}

// ChangeSeat opens a session of another seat of the same person on the same device. A staff seat is entered by password only: from
// any other seat it is refused with password_needed. The first session stays as it is, and what opened it opened the second: it ends with
// the same badge. The seat that one sits in already is refused, since a session that copies itself would never end.
func (r *Room) ChangeSeat(ctx context.Context, request api.ChangeSeatRequestObject) (api.ChangeSeatResponseObject, error) {
	session := From(ctx)
	if session == nil {
		return nil, api.SignInAgain()
	}
	var signed api.SignedIn
	err := r.App.RunInTransaction(func(tx core.App) error {
		seat, err := seatOf(tx, session.Seat.Person, request.Body.Seat)
		if err != nil {
			return err
		}
		if seat.ID == session.Seat.ID {
			return api.Invalid("seat")
		}
		if seat.Kind == "staff" && session.Seat.Kind != "staff" {
			return api.Refuse(http.StatusForbidden, "password_needed", "Sign in with your mail address and password to work as staff.")
		}
		signed, err = r.open(tx, seat, api.Device{Id: session.Device}, session.Way)
		return err
	})
	if err != nil {
		return nil, err
	}
	return api.ChangeSeat200JSONResponse{SignedInJSONResponse: api.SignedInJSONResponse(signed)}, nil
}

// SignIn opens a session without any proof. The demo's door and tests use it; no operation of openapi.yaml leads here.
func (r *Room) SignIn(seat string, device api.Device, way string) (api.SignedIn, error) {
	var signed api.SignedIn
	if err := checkDevice(device.Id); err != nil {
		return signed, err
	}
	err := r.App.RunInTransaction(func(tx core.App) error {
		record, err := tx.FindRecordById("seats", seat)
		if err != nil {
			return err
		}
		signed, err = r.open(tx, circle.Seat{
			ID: record.Id, Person: record.GetString("person"), School: record.GetString("school"), Kind: record.GetString("kind"),
		}, device, way)
		return err
	})
	return signed, err
}

// seats are the seats that a person has now, always in the same order.
func seats(app core.App, person string) ([]circle.Seat, error) {
	var rows []struct {
		ID     string `db:"id"`
		School string `db:"school"`
		Kind   string `db:"kind"`
	}
	err := app.DB().NewQuery("SELECT id, school, kind FROM seats WHERE person = {:person} AND (`until` = '' OR `until` > {:now}) ORDER BY kind DESC, id").
		Bind(dbx.Params{"person": person, "now": clock.Stamp(app)}).All(&rows)
	seats := make([]circle.Seat, len(rows))
	for i, row := range rows {
		seats[i] = circle.Seat{ID: row.ID, Person: person, School: row.School, Kind: row.Kind}
	}
	return seats, err
}

// seatOf is one seat of a person that runs.
func seatOf(app core.App, person, id string) (circle.Seat, error) {
	return pick(app, person, func(seat circle.Seat) bool { return seat.ID == id })
}

// seatAs is the seat of that kind that a person has.
func seatAs(app core.App, person, kind string) (circle.Seat, error) {
	return pick(app, person, func(seat circle.Seat) bool { return seat.Kind == kind })
}

func pick(app core.App, person string, wanted func(circle.Seat) bool) (circle.Seat, error) {
	all, err := seats(app, person)
	if err != nil {
		return circle.Seat{}, err
	}
	for _, seat := range all {
		if wanted(seat) {
			return seat, nil
		}
	}
	return circle.Seat{}, api.NotFound()
}

func (r *Room) signedIn(app core.App, record *core.Record, seat circle.Seat, secret string) (api.SignedIn, error) {
	access, err := r.mint(accessType, record.Id, "", clock.Now(app).Add(AccessLife))
	if err != nil {
		return api.SignedIn{}, err
	}
	deliver, err := r.deliverToken(app, record.Id, seat)
	if err != nil {
		return api.SignedIn{}, err
	}
	who, err := tellWho(app, seat)
	return api.SignedIn{
		Access: access, Deliver: deliver, Refresh: r.refreshToken(record.Id, secret), Until: record.GetDateTime("until").Time(), Who: who,
	}, err
}

func tellWho(app core.App, seat circle.Seat) (api.Who, error) {
	person, err := app.FindRecordById("people", seat.Person)
	if err != nil {
		return api.Who{}, err
	}
	school, err := app.FindRecordById("schools", seat.School)
	if err != nil {
		return api.Who{}, err
	}
	who := api.Who{
		Seat: seat.ID, Kind: api.SeatKind(seat.Kind), Person: person.Id, Name: person.GetString("name"), Face: person.GetString("face"),
		School: school.Id, SchoolName: school.GetString("name"), Seats: []api.SeatLine{},
	}
	if seat.Kind == "staff" {
		if who.Coordinator, err = circle.Coordinates(app, seat.Person, seat.School); err != nil {
			return who, err
		}
	}
	all, err := seats(app, person.Id)
	for _, seat := range all {
		who.Seats = append(who.Seats, api.SeatLine{Seat: seat.ID, Kind: api.SeatKind(seat.Kind)})
	}
	return who, err
}

// signedOut clears the browser's copies of answers and nothing that a person has kept.
type signedOut struct{}

// VisitSignOutResponse writes the answer of SignOut.
func (signedOut) VisitSignOutResponse(w http.ResponseWriter) error {
	w.Header().Set("Clear-Site-Data", `"cache"`)
	w.WriteHeader(http.StatusNoContent)
	return nil
}
