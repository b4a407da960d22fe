package account

import (
	"context"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
)

// A code to be let in is eight characters, good for letInLife.
const (
	letInLength = 8
	letInLife   = 10 * time.Minute
)

// LetIn gives an adult eight characters to read out to a student they look after: good for ten minutes and one use.
func (r *Room) LetIn(ctx context.Context, request api.LetInRequestObject) (api.LetInResponseObject, error) {
	seat := circle.From(ctx)
	code, err := newCode(readable, letInLength)
	if err != nil {
		return nil, err
	}
	var until time.Time
	err = r.onStudent(seat, request.Id, "let_in", func(tx core.App, _ *core.Record) error {
		until, err = invite(tx, invitation{
			Kind: "let_in", School: seat.School, Person: request.Id, By: seat.Person, Life: letInLife,
		}, r.peppered("let_in", code))
		return err
	})
	return api.LetIn200JSONResponse{Code: code, Until: until}, err
}

// SignInWithCode lets in whoever types the code that a facilitator has just read out. Spaces, dashes and small letters do not matter.
func (r *Room) SignInWithCode(_ context.Context, request api.SignInWithCodeRequestObject) (api.SignInWithCodeResponseObject, error) {
	device := request.Body.Device
	if err := checkDevice(device.Id); err != nil {
		return nil, err
	}
	code := strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(request.Body.Code))
	var signed api.SignedIn
	err := r.commit(func(tx core.App) error {
		if err := countCode(tx, device.Id); err != nil {
			return err
		}
		found, err := findInvitation(tx, r.peppered("let_in", code), "let_in")
		if err != nil {
			if api.As(err).Code == "invitation_over" {
				return failed()
			}
			return err
		}
		seat, err := seatAs(tx, found.GetString("person"), "student")
		if err != nil {
			return failed().Because(err)
		}
		if err := rightCode(tx, device.Id); err != nil {
			return err
		}
		if err := letsIn(tx, seat); err != nil { // the code is good still when the doors open again
			return err
		}
		if err := consume(tx, found); err != nil {
			return err
		}
		signed, err = r.open(tx, seat, device, "code")
		return err
	})
	if err != nil {
		return nil, err
	}
	return api.SignInWithCode200JSONResponse{SignedInJSONResponse: api.SignedInJSONResponse(signed)}, nil
}
