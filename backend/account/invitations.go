package account

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/clock"
	"kith/backend/rows"
)

// An invitation opens once. Its link only shows a page with a button; the POST behind the button uses it up, so that a mail filter that
// follows links opens nothing.

const (
	letterLife = 7 * 24 * time.Hour // family letters and the links of colleagues
	setupLife  = 24 * time.Hour
)

// invitation is what one opens, and for whom. By is empty for the house's own setup link.
type invitation struct {
	Kind, School, Person, Link, By string
	Life                           time.Duration
}

// invite writes an invitation whose secret has that fingerprint and ends the ones before it of the same kind: for the same family link,
// or else for the same person.
func invite(tx core.App, of invitation, secret string) (time.Time, error) {
	if err := withdraw(tx, of); err != nil {
		return time.Time{}, err
	}
	until := clock.Now(tx).Add(of.Life)
	return until, rows.Save(tx, "invitations", "", map[string]any{
		"kind": of.Kind, "secret": secret, "school": of.School, "person": of.Person, "link": of.Link, "by": of.By, "until": until,
	})
}

func withdraw(tx core.App, of invitation) error {
	var open []*core.Record
	err := tx.RecordQuery("invitations").AndWhere(dbx.HashExp{"kind": of.Kind, "person": of.Person, "link": of.Link, "used_at": ""}).
		AndWhere(dbx.NewExp("`until` > {:now}", dbx.Params{"now": clock.Stamp(tx)})).All(&open)
	if err != nil {
		return err
	}
	for _, record := range open {
		record.Set("until", clock.Now(tx))
		if err := tx.Save(record); err != nil {
			return err
		}
	}
	return nil
}

// findInvitation is an invitation that is still good. Unknown, used and too old are one answer.
func findInvitation(app core.App, secret string, kinds ...any) (*core.Record, error) {
	record := &core.Record{}
	err := app.RecordQuery("invitations").AndWhere(dbx.HashExp{"secret": secret, "used_at": ""}).AndWhere(dbx.In("kind", kinds...)).
		AndWhere(dbx.NewExp("`until` > {:now}", dbx.Params{"now": clock.Stamp(app)})).Limit(1).One(record)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, invitationOver()
	}
	return record, err
}

func invitationOver() *api.Refusal {
	return api.Refuse(http.StatusGone, "invitation_over", "This link was used before or is too old. Ask the school for a new one.")
}

func consume(tx core.App, record *core.Record) error {
	record.Set("used_at", clock.Now(tx))
	return tx.Save(record)
}

// AcceptInvitation opens a family's letter, or lets a colleague choose a password. It answers password_needed before it uses a
// colleague's link up, password_refused for one that is too easy, and invitation_over for all that opens nothing.
func (r *Room) AcceptInvitation(_ context.Context, request api.AcceptInvitationRequestObject) (api.AcceptInvitationResponseObject, error) {
	if err := checkDevice(request.Body.Device.Id); err != nil {
		return nil, err
	}
	secret := fingerprint(request.Body.Invitation)
	found, err := findInvitation(r.App, secret, "family", "staff")
	if err != nil {
		return nil, err
	}
	var hash *core.PasswordFieldValue
	if found.GetString("kind") == "staff" {
		if hash, err = r.newPassword(found.GetString("person"), request.Body.Password); err != nil {
			return nil, err
		}
	}
	var signed api.SignedIn
	err = r.App.RunInTransaction(func(tx core.App) error {
		found, err := findInvitation(tx, secret, "family", "staff")
		if err != nil {
			return err
		}
		if err := consume(tx, found); err != nil {
			return err
		}
		if hash == nil {
			signed, err = r.openLetter(tx, found, request.Body.Device)
		} else {
			signed, err = r.takeUpWork(tx, found, hash, request.Body.Device)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return api.AcceptInvitation200JSONResponse{SignedInJSONResponse: api.SignedInJSONResponse(signed)}, nil
}

// openLetter signs a family member in, as long as the link that the letter was printed for runs.
func (r *Room) openLetter(tx core.App, found *core.Record, device api.Device) (api.SignedIn, error) {
	link, err := tx.FindRecordById("family_links", found.GetString("link"))
	if errors.Is(err, sql.ErrNoRows) || (err == nil && over(link, clock.Now(tx))) {
		return api.SignedIn{}, invitationOver()
	}
	if err != nil {
		return api.SignedIn{}, err
	}
	link.Set("opened", clock.Now(tx))
	if err := tx.Save(link); err != nil {
		return api.SignedIn{}, err
	}
	seat, err := seatAs(tx, found.GetString("person"), "family")
	if err != nil {
		return api.SignedIn{}, err
	}
	return r.open(tx, seat, device, "letter")
}

// takeUpWork sets a colleague's password. Whoever knew the one before is signed out.
func (r *Room) takeUpWork(tx core.App, found *core.Record, hash *core.PasswordFieldValue, device api.Device) (api.SignedIn, error) {
	person, err := tx.FindRecordById("people", found.GetString("person"))
	if err != nil {
		return api.SignedIn{}, err
	}
	person.SetRaw("password", hash)
	person.RefreshTokenKey()
	if err := tx.Save(person); err != nil {
		return api.SignedIn{}, err
	}
	if err := end(tx, person.Id, "", "password_changed"); err != nil {
		return api.SignedIn{}, err
	}
	seat, err := seatAs(tx, person.Id, "staff")
	if err != nil {
		return api.SignedIn{}, err
	}
	return r.open(tx, seat, device, "invitation")
}

func over(record *core.Record, now time.Time) bool {
	until := record.GetDateTime("until").Time()
	return !until.IsZero() && !until.After(now)
}
