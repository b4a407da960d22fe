package account

import (
	"net/http"
	"time"

	"kith/backend/api"
	"kith/backend/clock"
)

// fresh is how long after signing in an adult may do what nobody should do with a session that was left open.
const fresh = 5 * time.Minute

// Fresh refuses an adult at work who has not signed in within the last five minutes, with sign_in_fresh. Students and families, who have no
// password, and what they may do stays their own, are not asked. Nor is anybody where nobody could do it: in a house that sends no mail adults do
// not sign in by password, and in the demo there are none.
func (r *Room) Fresh(session *Session) error {
	switch {
	case session == nil:
		return api.SignInAgain()
	case session.Seat.Kind != "staff", r.Mail == nil, session.Way == demoWay, clock.Now(r.App).Sub(session.Began) < fresh:
		return nil
	}
	return api.Refuse(http.StatusForbidden, "sign_in_fresh", "This needs a fresh sign-in. Sign in again with your password, then do it within five minutes.")
}

// demoWay is how somebody came in through the demo's door.
const demoWay = "demo"
