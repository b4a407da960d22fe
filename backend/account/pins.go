package account

import (
	"context"
	"net/http"
	"sync"

	"github.com/pocketbase/pocketbase/core"
	"golang.org/x/crypto/bcrypt"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
)

const pinLength = 6

// IssuePin gives a student six digits, shown this once, and forgets all wrong tries. Nobody chooses a PIN.
func (r *Room) IssuePin(ctx context.Context, request api.IssuePinRequestObject) (api.IssuePinResponseObject, error) {
	pin, err := newCode(digits, pinLength)
	if err != nil {
		return nil, err
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(r.pepperedPIN(request.Id, pin)), r.pinCost())
	if err != nil {
		return nil, err
	}
	err = r.onStudent(circle.From(ctx), request.Id, "issue_pin", func(tx core.App, student *core.Record) error {
		return setPIN(tx, student, string(hash))
	})
	return api.IssuePin200JSONResponse{Pin: pin}, err
}

// DropPin makes the badge alone enough again.
func (r *Room) DropPin(ctx context.Context, request api.DropPinRequestObject) (api.DropPinResponseObject, error) {
	err := r.onStudent(circle.From(ctx), request.Id, "drop_pin", func(tx core.App, student *core.Record) error {
		return setPIN(tx, student, "")
	})
	return api.DropPin204Response{}, err
}

func setPIN(tx core.App, student *core.Record, hash string) error {
	student.Set("pin", hash)
	student.Set("pin_locked", nil)
	if err := tx.Save(student); err != nil {
		return err
	}
	return forgetAll(tx, pinSubject(student.Id))
}

func pinSubject(student string) string { return "pin:" + student }

// pepperedPIN is what is hashed: six digits alone are a million guesses, with the pepper they are none.
func (r *Room) pepperedPIN(student, pin string) string { return r.peppered("pin "+student, pin) }

// checkPIN compares the PIN of a student who has one. After wrongInARow or wrongEver wrong ones it locks, until an adult gives a new PIN.
func (r *Room) checkPIN(student *core.Record, pin, device string) error {
	hash := student.GetString("pin")
	switch {
	case hash == "":
		return nil
	case pin == "":
		return api.Refuse(http.StatusUnauthorized, "pin_needed", "Type your PIN.")
	case !student.GetDateTime("pin_locked").IsZero():
		return r.inVain(pin)
	}
	total, err := r.countPIN(student.Id, device)
	if err != nil {
		return err
	}
	if total.Wrong > wrongInARow || total.Ever > wrongEver {
		return r.inVain(pin)
	}
	if bcrypt.CompareHashAndPassword([]byte(hash), []byte(r.pepperedPIN(student.Id, pin))) == nil {
		return nil
	}
	if total.Wrong >= wrongInARow || total.Ever >= wrongEver {
		if err := r.lockPIN(student.Id, hash); err != nil {
			return err
		}
	}
	return failed()
}

func (r *Room) countPIN(student, device string) (total tries, err error) {
	err = r.commit(func(tx core.App) error {
		total, err = count(tx, pinSubject(student), device)
		return err
	})
	return total, err
}

// lockPIN leaves a PIN alone that was issued anew in the meantime.
func (r *Room) lockPIN(id, hash string) error {
	return r.App.RunInTransaction(func(tx core.App) error {
		student, err := tx.FindRecordById("people", id)
		if err != nil || student.GetString("pin") != hash {
			return err
		}
		student.Set("pin_locked", clock.Now(tx))
		return tx.Save(student)
	})
}

var dummies sync.Map

// inVain takes as long as a comparison and fails: an unknown badge, a locked PIN and a wrong PIN look and cost the same.
func (r *Room) inVain(secret string) error {
	if err := compareInVain(secret, r.pinCost()); err != nil {
		return err
	}
	return failed()
}

func compareInVain(secret string, cost int) error {
	known, ok := dummies.Load(cost)
	if !ok {
		made, err := bcrypt.GenerateFromPassword([]byte("nobody"), cost)
		if err != nil {
			return err
		}
		known, _ = dummies.LoadOrStore(cost, made)
	}
	if hash, ok := known.([]byte); ok {
		// The answer does not matter, only the time that it takes.
		_ = bcrypt.CompareHashAndPassword(hash, []byte(secret))
	}
	return nil
}
