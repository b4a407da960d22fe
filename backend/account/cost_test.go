package account_test

import (
	"fmt"
	"testing"
	"time"

	"kith/backend/api"
)

// slowPIN is a bcrypt cost at which one comparison takes far longer than everything else at the door together.
const slowPIN = 12

// A look at the clock must not tell an unknown badge or a locked PIN from a wrong PIN.
func TestEveryFailureWithABadgeCostsAComparison(t *testing.T) {
	d := newDoor(t)
	d.PinCost = slowPIN
	badge, pin := d.badge("Ms. Ortiz", "Maya"), d.pin("Maya")
	unknown := api.Badge{Link: "#unknown"}
	_, _ = d.withBadge(unknown, pin, phone) // the dummy is hashed once
	took := func(what string, badge api.Badge, typed string) {
		t.Helper()
		began := time.Now()
		_, err := d.withBadge(badge, typed, tablet)
		d.refused(err, "sign_in_failed")
		if spent := time.Since(began); spent < 50*time.Millisecond {
			t.Errorf("%s was answered after %v", what, spent)
		}
	}
	took("an unknown badge", unknown, pin)
	took("an unknown badge without a PIN", unknown, "")
	took("a wrong PIN", badge, wrong(pin))
	person := d.person(d.app, "Maya")
	person.Set("pin_locked", monday)
	d.must(d.app.Save(person))
	took("a locked PIN", badge, pin)
}

// The quickest of some tries is what a patient stranger would compare.
func TestAnUnknownAddressCostsWhatAWrongPasswordCosts(t *testing.T) {
	d := newDoor(t)
	d.ortiz()
	quickest := func(address string) time.Duration {
		best := time.Hour
		for i := range 4 {
			began := time.Now()
			_, err := d.withPassword(address, "not the password", api.Device{Id: fmt.Sprintf("strangerstran%02d", i)})
			d.must(err)
			best = min(best, time.Since(began))
		}
		return best
	}
	quickest("warmup@westside.example")
	known, unknown, unset := quickest("ortiz@westside.example"), quickest("nobody@westside.example"), quickest("hale@westside.example")
	for what, spent := range map[string]time.Duration{"an unknown address": unknown, "a colleague without a password": unset} {
		if spent < known/2 || spent > known*2 {
			t.Errorf("%s took %v, a wrong password %v", what, spent, known)
		}
	}
}
