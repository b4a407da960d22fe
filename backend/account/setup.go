package account

import (
	"context"
	"errors"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/circle"
	"kith/backend/rows"
)

// SetupLink makes the one-time link with which a school begins. It is good for a day; making another ends the one before.
func (r *Room) SetupLink() (string, error) {
	secret := newSecret()
	err := r.App.RunInTransaction(func(tx core.App) error {
		_, err := invite(tx, invitation{Kind: "setup", Life: setupLife}, fingerprint(secret))
		return err
	})
	return r.link("s", secret), err
}

// StaffLink makes a link with which a colleague who is known by that address chooses a new password, for the operator of a house that
// cannot send mail, or when nobody who coordinates can get in any more. It is on record. An unknown address is refused.
func (r *Room) StaffLink(mail string) (string, error) {
	secret := newSecret()
	err := r.App.RunInTransaction(func(tx core.App) error {
		person, err := colleagueAt(tx, address(mail))
		if err != nil {
			return err
		}
		if person == nil {
			return errors.New("account: no colleague has this mail address")
		}
		school := person.GetString("school")
		if _, err := invite(tx, invitation{Kind: "staff", School: school, Person: person.Id, Life: letterLife}, fingerprint(secret)); err != nil {
			return err
		}
		return audit.Write(tx, audit.Entry{School: school, Act: "staff_link", Subject: person.Id})
	})
	return r.link("i", secret), err
}

// SetUp uses the setup link up: it founds the school and signs its first coordinator in. It refuses an unusable field by its name and
// leaves the link good then; a link that opens nothing is invitation_over.
func (r *Room) SetUp(_ context.Context, request api.SetUpRequestObject) (api.SetUpResponseObject, error) {
	wanted := *request.Body
	if err := checkDevice(wanted.Device.Id); err != nil {
		return nil, err
	}
	secret := fingerprint(wanted.Token)
	if _, err := findInvitation(r.App, secret, "setup"); err != nil {
		return nil, err
	}
	hash, err := r.firstPassword(wanted)
	if err != nil {
		return nil, err
	}
	var signed api.SignedIn
	err = r.App.RunInTransaction(func(tx core.App) error {
		found, err := findInvitation(tx, secret, "setup")
		if err != nil {
			return err
		}
		if err := consume(tx, found); err != nil {
			return err
		}
		seat, err := begin(tx, wanted, hash)
		if err != nil {
			return err
		}
		signed, err = r.open(tx, seat, wanted.Device, "setup")
		return err
	})
	if err != nil {
		return nil, err
	}
	return api.SetUp200JSONResponse{SignedInJSONResponse: api.SignedInJSONResponse(signed)}, nil
}

// begin founds the school with its first coordinator.
func begin(tx core.App, wanted api.SetUp, hash *core.PasswordFieldValue) (circle.Seat, error) {
	school, err := circle.FoundSchool(tx, wanted.School.Name, wanted.School.Zone, wanted.School.YearEnds.Time)
	if err != nil {
		return circle.Seat{}, err
	}
	person, err := circle.Enter(tx, school.Id, circle.Newcomer{
		Name: wanted.Coordinator.Name, Kind: "staff", Mail: address(wanted.Coordinator.Mail),
	})
	if err != nil {
		return circle.Seat{}, err
	}
	person.SetRaw("password", hash)
	if err := tx.Save(person); err != nil {
		return circle.Seat{}, err
	}
	seat, err := seatAs(tx, person.Id, "staff")
	if err != nil {
		return seat, err
	}
	if err := circle.MakeCoordinator(tx, seat, person); err != nil {
		return seat, err
	}
	return seat, audit.Write(tx, audit.Entry{School: school.Id, Actor: person.Id, Act: "set_up", Subject: school.Id})
}

// firstPassword hashes the coordinator's password before there is a coordinator, outside of any transaction.
func (r *Room) firstPassword(wanted api.SetUp) (*core.PasswordFieldValue, error) {
	mail := address(wanted.Coordinator.Mail)
	if mail == "" {
		return nil, api.Invalid("mail")
	}
	coordinator, err := rows.New(r.App, "people", nil)
	if err != nil {
		return nil, err
	}
	coordinator.SetEmail(mail)
	return hashPassword(coordinator, wanted.Coordinator.Password)
}
