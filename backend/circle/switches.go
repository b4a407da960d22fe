package circle

import (
	"net/http"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/clock"
)

// Switch is something that a coordinator can switch off for the whole school, and on again: a field of the school's record that says since
// when it is off. What is off is refused from the next request on. Nothing that anybody keeps is lost by it.
type Switch string

// The switches.
const (
	Uploads  Switch = "uploads_off"  // new pictures stay on the phones
	Families Switch = "families_off" // families read no moment
	SignIns  Switch = "sign_in_off"  // nobody signs in but coordinators; whoever is in stays in
)

// Off says whether a school has something switched off.
func Off(app core.App, school string, what Switch) (bool, error) {
	return exists(app, `SELECT 1 FROM schools WHERE id = {:school} AND `+string(what)+` <> ''`, dbx.Params{"school": school})
}

// ClosedToFamilies says whether families read no moment just now: they are switched off, or a restore waits for a coordinator's word.
func ClosedToFamilies(app core.App, school string) (bool, error) {
	closed, err := IsClosed(app, school)
	if err != nil || closed {
		return closed, err
	}
	return Off(app, school, Families)
}

// offAgain is how long a phone leaves it that met a switch.
const offAgain = 10 * time.Minute

// SwitchedOff refuses what a school has switched off. The sentence says that nothing is lost.
func SwitchedOff(what Switch, sentence string) *api.Refusal {
	return api.Refuse(http.StatusLocked, string(what), sentence).Wait(offAgain)
}

func turn(app core.App, school *core.Record, what Switch, off *bool) {
	switch {
	case off == nil || *off == !school.GetDateTime(string(what)).IsZero():
	case *off:
		school.Set(string(what), clock.Now(app))
	default:
		school.Set(string(what), nil)
	}
}
