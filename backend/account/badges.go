package account

import (
	"context"
	"database/sql"
	"errors"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/circle"
	"kith/backend/clock"
)

// A badge is a link with 128 random bits after the #, which no server ever sees in an address. It is good for one school year.

// IssueBadge makes a badge for a student this adult looks after and ends the one before. Its secret is shown this once.
func (r *Room) IssueBadge(ctx context.Context, request api.IssueBadgeRequestObject) (api.IssueBadgeResponseObject, error) {
	seat, secret := circle.From(ctx), newSecret()
	badge := api.IssueBadge200JSONResponse{Person: request.Id, Link: r.link("b", secret)}
	var err error
	if badge.Qr, err = drawQR(badge.Link); err != nil {
		return nil, err
	}
	err = r.onStudent(seat, request.Id, "issue_badge", func(tx core.App, student *core.Record) error {
		school, err := tx.FindRecordById("schools", seat.School)
		if err != nil {
			return err
		}
		badge.Name = student.GetString("name")
		student.Set("badge", fingerprint(secret))
		student.Set("badge_until", circle.YearEnd(tx, school))
		return tx.Save(student)
	})
	return badge, err
}

// RevokeBadge ends a student's badge and the sessions that it opened.
func (r *Room) RevokeBadge(ctx context.Context, request api.RevokeBadgeRequestObject) (api.RevokeBadgeResponseObject, error) {
	err := r.onStudent(circle.From(ctx), request.Id, "revoke_badge", func(tx core.App, student *core.Record) error {
		student.Set("badge", "")
		student.Set("badge_until", nil)
		if err := tx.Save(student); err != nil {
			return err
		}
		return end(tx, student.Id, "badge", badgeRevoked)
	})
	return api.RevokeBadge204Response{}, err
}

// onStudent does something to a student this adult looks after, with its row in the audit.
func (r *Room) onStudent(seat circle.Seat, id, act string, do func(tx core.App, student *core.Record) error) error {
	return r.App.RunInTransaction(func(tx core.App) error {
		student, err := circle.StudentOf(tx, seat, id)
		if err != nil {
			return err
		}
		if err := do(tx, student); err != nil {
			return err
		}
		return audit.Write(tx, audit.Entry{School: seat.School, Actor: seat.Person, Act: act, Subject: id, Students: []string{id}})
	})
}

// SignInWithBadge lets a student in by their badge, and by their PIN where they have one. It answers pin_needed, wait, or sign_in_failed
// for everything else that is wrong, at the same cost.
func (r *Room) SignInWithBadge(_ context.Context, request api.SignInWithBadgeRequestObject) (api.SignInWithBadgeResponseObject, error) {
	if err := checkDevice(request.Body.Device.Id); err != nil {
		return nil, err
	}
	badge := fingerprint(request.Body.Badge)
	student, err := badgeHolder(r.App, badge)
	if err != nil {
		return nil, err
	}
	if student == nil {
		return nil, r.inVain(request.Body.Pin)
	}
	// Before anything is counted: a right PIN that is not let in is no wrong one.
	at, err := seatAs(r.App, student.Id, "student")
	if err != nil {
		return nil, failed().Because(err)
	}
	if err := letsIn(r.App, at); err != nil {
		return nil, err
	}
	pin := student.GetString("pin")
	if err := r.checkPIN(student, request.Body.Pin, request.Body.Device.Id); err != nil {
		return nil, err
	}
	var signed api.SignedIn
	err = r.App.RunInTransaction(func(tx core.App) error {
		// The badge or the PIN may have been taken away while the PIN was compared.
		still, err := badgeHolder(tx, badge)
		if err != nil {
			return err
		}
		if still == nil || still.GetString("pin") != pin || !still.GetDateTime("pin_locked").IsZero() {
			return failed()
		}
		if pin != "" {
			if err := right(tx, pinSubject(student.Id), request.Body.Device.Id); err != nil {
				return err
			}
		}
		seat, err := seatAs(tx, student.Id, "student")
		if err != nil {
			return err
		}
		signed, err = r.open(tx, seat, request.Body.Device, "badge")
		return err
	})
	if err != nil {
		return nil, err
	}
	return api.SignInWithBadge200JSONResponse{SignedInJSONResponse: api.SignedInJSONResponse(signed)}, nil
}

// badgeHolder is the student whose badge this is, nil for a badge that is unknown, over, or of somebody who has no seat any more.
func badgeHolder(app core.App, badge string) (*core.Record, error) {
	person := &core.Record{}
	err := app.RecordQuery("people").AndWhere(dbx.NewExp("badge != '' AND badge = {:badge}", dbx.Params{"badge": badge})).Limit(1).One(person)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	sits, err := circle.HasSeat(app, person.Id, "student")
	if err != nil || !sits || !person.GetDateTime("badge_until").Time().After(clock.Now(app)) {
		return nil, err
	}
	return person, nil
}
