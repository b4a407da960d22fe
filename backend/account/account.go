// Package account knows who is signed in. People come in by a badge, a code that their facilitator reads out, a printed letter or a
// password with a mailed code; each way ends in a session of one seat on one device, and a session is looked up again at every request.
// Nothing that could open a door is stored as it is: badges and refresh secrets as SHA-256, codes and PINs under the house's pepper.
package account

import (
	"errors"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"github.com/pocketbase/pocketbase/core"
	"golang.org/x/crypto/bcrypt"

	"kith/backend/api"
)

// Room is the door of the school. Its methods are operations of openapi.yaml.
type Room struct {
	App    core.App
	Key    []byte // signs access and refresh tokens, 32 bytes or more
	Pepper []byte // mixed into PINs and short codes before they are hashed, 32 bytes or more
	Origin string // where the app is reached, for instance https://kith.school.example
	Mail   Post   // nil when this house cannot send mail: adults cannot sign in by password then

	// PinCost is the bcrypt cost of PINs, 10 when it is 0. Only tests lower it.
	PinCost int

	posting sync.WaitGroup
}

// Check refuses to open a door with weak secrets or without a public address.
func (r *Room) Check() error {
	if len(r.Key) < 32 || len(r.Pepper) < 32 {
		return errors.New("account: the token key and the pepper need 32 bytes each")
	}
	origin, err := url.Parse(r.Origin)
	if err != nil || origin.Host == "" || (origin.Scheme != "https" && origin.Scheme != "http") || origin.Path != "" {
		return errors.New("account: the public address must be like https://kith.school.example")
	}
	return nil
}

// Wait returns when every letter on its way has left, for a clean stop.
func (r *Room) Wait() { r.posting.Wait() }

func (r *Room) pinCost() int {
	if r.PinCost == 0 {
		return bcrypt.DefaultCost
	}
	return r.PinCost
}

// commit runs an act in one transaction. A refusal is an answer here and not a failure: what was written before it, such as a counted
// try, stays. Any other error rolls back.
func (r *Room) commit(act func(tx core.App) error) error {
	var refusal *api.Refusal
	err := r.App.RunInTransaction(func(tx core.App) error {
		refusal = nil
		err := act(tx)
		if errors.As(err, &refusal) {
			return nil
		}
		return err
	})
	if err == nil && refusal != nil {
		return refusal
	}
	return err
}

var deviceShape = regexp.MustCompile(`^[a-z0-9]{15}$`)

// checkDevice refuses a device that did not make itself an id of 15 characters of a-z and 0-9.
func checkDevice(id string) error {
	if !deviceShape.MatchString(id) {
		return api.Invalid("device")
	}
	return nil
}

// failed is the one answer for every sign-in that did not work, so that nobody learns which half was right.
func failed() *api.Refusal {
	return api.Refuse(401, "sign_in_failed", "That did not work. Check what you typed, or ask your teacher to let you in.")
}

func (r *Room) link(path, secret string) string {
	return strings.TrimSuffix(r.Origin, "/") + "/" + path + "#" + secret
}
