package account

import (
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/clock"
)

// fresh is how long after signing in an adult may do what nobody should do with a session that was left open.
const fresh = 5 * time.Minute

// Fresh refuses an adult at work who has not signed in within the last five minutes, with sign_in_fresh. Students and families, who have no
// password, and what they may do stays their own, are not asked.
func Fresh(app core.App, session *Session) error {
	if session == nil {
		return api.SignInAgain()
	}
	if session.Seat.Kind != "staff" || clock.Now(app).Sub(session.Began) < fresh {
		return nil
	}
	return api.Refuse(http.StatusForbidden, "sign_in_fresh", "This needs a fresh sign-in. Sign in again with your password, then do it within five minutes.")
}
