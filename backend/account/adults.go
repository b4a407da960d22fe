package account

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"
	"golang.org/x/crypto/bcrypt"
	"golang.org/x/text/unicode/norm"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
)

const (
	mailedLength = 8 // digits
	mailedLife   = 10 * time.Minute
	mailedTries  = 5
	mailedCost   = 8 // the bcrypt cost of PocketBase's own one-time codes
)

// SignInWithPassword is the first half: a right password sends a code by mail. Everybody gets the same answer after the same work,
// whether the address is known or the password right. It answers wait, and mail_off in a house that cannot send mail.
func (r *Room) SignInWithPassword(_ context.Context, request api.SignInWithPasswordRequestObject) (api.SignInWithPasswordResponseObject, error) {
	device := request.Body.Device.Id
	if err := checkDevice(device); err != nil {
		return nil, err
	}
	if r.Mail == nil {
		return nil, api.Refuse(http.StatusServiceUnavailable, "mail_off", "This school cannot send mail yet. Ask whoever runs Kith to set it up.")
	}
	to := address(request.Body.Mail)
	colleague, err := colleagueAt(r.App, to)
	if err != nil {
		return nil, err
	}
	if err := r.countPassword(colleague, to, device); err != nil {
		return nil, err
	}
	if colleague, err = r.knows(colleague, request.Body.Password); err != nil {
		return nil, err
	}
	challenge, code, err := r.challenge(colleague, to, device)
	if err != nil {
		return nil, err
	}
	if colleague != nil {
		r.post(colleague.Email(), "Your code for Kith", "Your code for Kith is "+code+". It is good for ten minutes and one use.\n\n"+
			"If you did not just sign in, somebody knows your password: tell your coordinator.\n")
	}
	return api.SignInWithPassword200JSONResponse{Challenge: challenge}, nil
}

// address is a mail address as it is kept: without spaces around it, in small letters.
func address(typed string) string { return strings.ToLower(strings.TrimSpace(typed)) }

func mailSubject(mail string) string { return "mail:" + fingerprint(mail)[:32] }

// countPassword counts one try at an address. Over all devices there is a longer leash, and no lock; a device that the colleague has signed in
// from waits for its own tries alone. So a stranger who goes on guessing shuts no teacher out.
func (r *Room) countPassword(colleague *core.Record, mail, device string) error {
	return r.commit(func(tx core.App) error {
		total, err := readTries(tx, mailSubject(mail), everyDevice)
		if err != nil {
			return err
		}
		met, err := hasMet(tx, colleague, device)
		if err != nil {
			return err
		}
		now := clock.Now(tx)
		if err := total.wait(now); err != nil && !met {
			return err
		}
		if total, err = count(tx, mailSubject(mail), device); err != nil {
			return err
		}
		total.Until = clock.Text(now.Add(backOff(total.Wrong - wrongInARow + freeTries)))
		return total.save(tx)
	})
}

// hasMet says whether a colleague has signed in from that device before. An id of a device is random, and leaves it only to come here.
func hasMet(tx core.App, colleague *core.Record, device string) (met bool, err error) {
	person := ""
	if colleague != nil {
		person = colleague.Id
	}
	err = tx.DB().NewQuery(`SELECT EXISTS (SELECT 1 FROM devices WHERE person = {:person} AND device = {:device})`).
		Bind(dbx.Params{"person": person, "device": device}).Row(&met)
	return met, err
}

// knows is the colleague if that is their password, or nil after the same work.
func (r *Room) knows(person *core.Record, password string) (*core.Record, error) {
	password = norm.NFC.String(password)
	if person == nil || !strings.HasPrefix(person.GetString("password:hash"), "$2") {
		return nil, compareInVain(password, bcrypt.DefaultCost)
	}
	if !person.ValidatePassword(password) {
		return nil, nil
	}
	return person, nil
}

// colleagueAt is whoever has that address and a staff seat, or nil.
func colleagueAt(app core.App, mail string) (*core.Record, error) {
	person := &core.Record{}
	// The index on addresses leaves out people without one, so the query has to say that it wants none of them.
	err := app.RecordQuery("people").AndWhere(dbx.NewExp("email != '' AND email = {:mail}", dbx.Params{"mail": mail})).Limit(1).One(person)
	if errors.Is(err, sql.ErrNoRows) { // nobody is asked about as somebody is, so that the time says nothing either
		_, err = circle.HasSeat(app, "", "staff")
		return nil, err
	}
	if err != nil {
		return nil, err
	}
	sits, err := circle.HasSeat(app, person.Id, "staff")
	if err != nil || !sits {
		return nil, err
	}
	return person, nil
}

// challenge makes a one-time code for a colleague. For nobody it does the same work, writes the same rows of tries and leaves no code.
func (r *Room) challenge(colleague *core.Record, mail, device string) (id, code string, err error) {
	if code, err = newCode(digits, mailedLength); err != nil {
		return "", "", err
	}
	otp := core.NewOTP(r.App)
	otp.Id = security.RandomStringWithAlphabet(15, core.DefaultIdAlphabet)
	otp.SetPassword(code)
	return otp.Id, code, r.App.RunInTransaction(func(tx core.App) error {
		if colleague != nil {
			otp.SetRecordRef(colleague.Id)
			otp.SetCollectionRef(colleague.Collection().Id)
			otp.SetSentTo(colleague.Email())
			if err := errors.Join(tx.Save(otp), right(tx, mailSubject(mail), device)); err != nil {
				return err
			}
		}
		return tries{Subject: codeSubject(otp.Id), Device: device, Until: clock.Text(clock.Now(tx).Add(mailedLife))}.save(tx)
	})
}

func codeSubject(challenge string) string { return "code:" + challenge }

// SignInWithMailedCode is the second half. A code is good for ten minutes, five tries, one use, and on the device that asked for it.
func (r *Room) SignInWithMailedCode(_ context.Context, request api.SignInWithMailedCodeRequestObject) (api.SignInWithMailedCodeResponseObject, error) {
	if err := checkDevice(request.Body.Device.Id); err != nil {
		return nil, err
	}
	challenge := request.Body.Challenge
	if err := r.countMailed(challenge, request.Body.Device.Id); err != nil {
		return nil, err
	}
	if err := r.checkMailed(challenge, strings.ReplaceAll(request.Body.Code, " ", "")); err != nil {
		return nil, err
	}
	var signed api.SignedIn
	err := r.App.RunInTransaction(func(tx core.App) error {
		seat, err := useUp(tx, challenge)
		if err != nil {
			return err
		}
		if err := forgetAll(tx, codeSubject(challenge)); err != nil {
			return err
		}
		signed, err = r.open(tx, seat, request.Body.Device, "password")
		return err
	})
	if err != nil {
		return nil, err
	}
	return api.SignInWithMailedCode200JSONResponse{SignedInJSONResponse: api.SignedInJSONResponse(signed)}, nil
}

// countMailed counts one typed code. The row of the challenge says when the code ends.
func (r *Room) countMailed(challenge, device string) error {
	return r.commit(func(tx core.App) error {
		row, err := readTries(tx, codeSubject(challenge), device)
		if err != nil {
			return err
		}
		if row.Until <= clock.Stamp(tx) || row.Wrong >= mailedTries {
			return failed()
		}
		row.Wrong++
		return row.save(tx)
	})
}

func (r *Room) checkMailed(challenge, code string) error {
	otp, err := r.App.FindOTPById(challenge)
	if errors.Is(err, sql.ErrNoRows) {
		if err := compareInVain(code, mailedCost); err != nil {
			return err
		}
		return failed()
	}
	if err != nil {
		return err
	}
	if !otp.ValidatePassword(code) {
		return failed()
	}
	return nil
}

// useUp takes the code away and finds the staff seat of whom it was sent to. Of two at the same time, one finds it gone.
func useUp(tx core.App, challenge string) (circle.Seat, error) {
	otp, err := tx.FindOTPById(challenge)
	if errors.Is(err, sql.ErrNoRows) {
		return circle.Seat{}, failed()
	}
	if err != nil {
		return circle.Seat{}, err
	}
	person, err := tx.FindRecordById("people", otp.RecordRef())
	if err != nil {
		return circle.Seat{}, err
	}
	if person.Email() != otp.SentTo() {
		return circle.Seat{}, failed()
	}
	if err := tx.Delete(otp); err != nil {
		return circle.Seat{}, err
	}
	seat, err := seatAs(tx, person.Id, "staff")
	if err != nil {
		return seat, failed().Because(err)
	}
	return seat, nil
}
