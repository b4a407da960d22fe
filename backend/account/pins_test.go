package account_test

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
)

func (d *door) pin(who string) string {
	d.t.Helper()
	answer, err := d.IssuePin(d.as("Ms. Ortiz"), api.IssuePinRequestObject{Id: d.id(who)})
	d.must(err)
	return answer.(api.IssuePin200JSONResponse).Pin
}

// wrong is a PIN that is not this one.
func wrong(pin string) string {
	if pin == "000000" {
		return "000001"
	}
	return "000000"
}

func (d *door) locked(who string) bool {
	d.t.Helper()
	people, err := circle.Describe(d.app, d.seats["Ms. Ortiz"], d.id(who))
	d.must(err)
	return people[0].PinLocked
}

func TestABadgeAsksForThePINOfWhoHasOne(t *testing.T) {
	d := newDoor(t)
	badge, pin := d.badge("Ms. Ortiz", "Maya"), d.pin("Maya")
	if !regexp.MustCompile(`^[0-9]{6}$`).MatchString(pin) {
		t.Errorf("the PIN is %q", pin)
	}
	_, err := d.withBadge(badge, "", phone)
	d.refused(err, "pin_needed")
	_, err = d.withBadge(badge, wrong(pin), phone)
	d.refused(err, "sign_in_failed")
	signed, err := d.withBadge(badge, pin, phone)
	d.must(err)
	d.sits(signed, "Maya")
}

func TestWithoutAPINTheBadgeIsEnoughAgain(t *testing.T) {
	d := newDoor(t)
	badge := d.badge("Ms. Ortiz", "Maya")
	d.pin("Maya")
	_, err := d.DropPin(d.as("Ms. Ortiz"), api.DropPinRequestObject{Id: d.id("Maya")})
	d.must(err)
	if d.lastAct() != "drop_pin" {
		t.Errorf("on record: %s", d.lastAct())
	}
	_, err = d.withBadge(badge, "", phone)
	d.must(err)
}

func TestAPINIsNowhereInTheDatabaseAndIsNoUseWithoutThePepper(t *testing.T) {
	d := newDoor(t)
	badge, pin := d.badge("Ms. Ortiz", "Maya"), d.pin("Maya")
	if regexp.MustCompile(`(?m)^` + pin + `$`).MatchString(d.everywhere()) {
		t.Error("the PIN is stored as it is")
	}
	if hash := d.person(d.app, "Maya").GetString("pin"); !strings.HasPrefix(hash, "$2") {
		t.Errorf("the PIN is kept as %q", hash)
	}
	d.Pepper = []byte(strings.Repeat("q", 32))
	_, err := d.withBadge(badge, pin, phone)
	d.refused(err, "sign_in_failed")
}

func TestAPINOfOneStudentIsNoneOfAnother(t *testing.T) {
	d := newDoor(t)
	badge, pin := d.badge("Ms. Ortiz", "Maya"), d.pin("Maya")
	d.pin("Theo")
	theo, maya := d.person(d.app, "Theo"), d.person(d.app, "Maya")
	maya.Set("pin", theo.GetString("pin"))
	theo.Set("pin", d.person(d.app, "Maya").GetString("pin"))
	d.must(d.app.Save(maya))
	d.must(d.app.Save(theo))
	_, err := d.withBadge(badge, pin, phone)
	d.refused(err, "sign_in_failed")
	_, err = d.withBadge(d.badge("Ms. Ortiz", "Theo"), pin, phone)
	d.refused(err, "sign_in_failed")
}

// After five wrong tries a device waits one minute, then two, four, eight and at most fifteen.
func TestWrongPINsMakeADeviceWaitLongerEachTime(t *testing.T) {
	d := newDoor(t)
	badge, pin := d.badge("Ms. Ortiz", "Maya"), d.pin("Maya")
	for range 5 {
		_, err := d.withBadge(badge, wrong(pin), phone)
		d.refused(err, "sign_in_failed")
	}
	for _, minutes := range []time.Duration{1, 2, 4, 8} {
		_, err := d.withBadge(badge, pin, phone)
		if refusal := d.refused(err, "wait"); refusal.After != minutes*time.Minute || refusal.Status != 429 {
			t.Errorf("wait %v with status %d, want %d minutes", refusal.After, refusal.Status, minutes)
		}
		d.later(minutes*time.Minute - time.Millisecond)
		_, err = d.withBadge(badge, pin, phone)
		d.refused(err, "wait")
		d.later(time.Millisecond)
		_, err = d.withBadge(badge, wrong(pin), phone)
		d.refused(err, "sign_in_failed")
	}
	_, err := d.withBadge(badge, pin, phone)
	if refusal := d.refused(err, "wait"); refusal.After != 15*time.Minute {
		t.Errorf("the longest wait is %v", refusal.After)
	}
}

func TestTheWaitSurvivesARestart(t *testing.T) {
	d := newDoor(t)
	badge, pin := d.badge("Ms. Ortiz", "Maya"), d.pin("Maya")
	for range 5 {
		_, err := d.withBadge(badge, wrong(pin), phone)
		d.refused(err, "sign_in_failed")
	}
	d.must(d.app.ResetBootstrapState())
	d.must(d.app.Bootstrap())
	d.Room = d.room(d.app)
	_, err := d.withBadge(badge, pin, phone)
	d.refused(err, "wait")
}

func TestAWaitOnOneDeviceLeavesTheOthersAlone(t *testing.T) {
	d := newDoor(t)
	badge, pin := d.badge("Ms. Ortiz", "Maya"), d.pin("Maya")
	for range 5 {
		_, err := d.withBadge(badge, wrong(pin), tablet)
		d.refused(err, "sign_in_failed")
	}
	signed, err := d.withBadge(badge, pin, phone)
	d.must(err)
	d.sits(signed, "Maya")
}

func TestTenWrongPINsInARowLockUntilAnAdultHelps(t *testing.T) {
	d := newDoor(t)
	badge, pin := d.badge("Ms. Ortiz", "Maya"), d.pin("Maya")
	for i := range 10 {
		if d.locked("Maya") {
			t.Fatalf("locked after %d", i)
		}
		_, err := d.withBadge(badge, wrong(pin), api.Device{Id: fmt.Sprintf("strangerstran%02d", i)})
		d.refused(err, "sign_in_failed")
	}
	if !d.locked("Maya") {
		t.Fatal("not locked after ten")
	}
	_, err := d.withBadge(badge, pin, phone)
	d.refused(err, "sign_in_failed")
	d.later(24 * time.Hour)
	_, err = d.withBadge(badge, pin, phone)
	d.refused(err, "sign_in_failed")
	fresh := d.pin("Maya")
	if d.locked("Maya") {
		t.Error("still locked with a new PIN")
	}
	_, err = d.withBadge(badge, fresh, phone)
	d.must(err)
}

func TestARightPINBeginsTheRowAnew(t *testing.T) {
	d := newDoor(t)
	badge, pin := d.badge("Ms. Ortiz", "Maya"), d.pin("Maya")
	for range 4 {
		for range 4 {
			_, err := d.withBadge(badge, wrong(pin), phone)
			d.refused(err, "sign_in_failed")
		}
		_, err := d.withBadge(badge, pin, phone)
		d.must(err)
	}
	if d.locked("Maya") {
		t.Error("sixteen wrong PINs with right ones between them locked Maya out")
	}
}

func TestAHundredWrongPINsEverLockEvenWithRightOnesBetween(t *testing.T) {
	d := newDoor(t)
	badge, pin := d.badge("Ms. Ortiz", "Maya"), d.pin("Maya")
	wrongOnes := 0
	for !d.locked("Maya") {
		for i := 0; i < 4 && !d.locked("Maya"); i++ {
			_, err := d.withBadge(badge, wrong(pin), phone)
			d.refused(err, "sign_in_failed")
			wrongOnes++
		}
		if !d.locked("Maya") {
			_, err := d.withBadge(badge, pin, phone)
			d.must(err)
		}
		if wrongOnes > 100 {
			t.Fatal("more than a hundred wrong PINs were compared")
		}
	}
	if wrongOnes != 100 {
		t.Errorf("locked after %d wrong PINs", wrongOnes)
	}
}

func TestManyWrongPINsAtOnceAreNoWayAroundTheCount(t *testing.T) {
	d := newDoor(t)
	badge, pin := d.badge("Ms. Ortiz", "Maya"), d.pin("Maya")
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			_, _ = d.withBadge(badge, wrong(pin), api.Device{Id: fmt.Sprintf("strangerstran%02d", i)})
		})
	}
	all.Wait()
	if !d.locked("Maya") {
		t.Error("forty strangers at once did not lock the PIN")
	}
	_, err := d.withBadge(badge, pin, phone)
	d.refused(err, "sign_in_failed")
}

func TestALockedPINAnUnknownBadgeAndAWrongPINAreTheSameAnswer(t *testing.T) {
	d := newDoor(t)
	badge, pin := d.badge("Ms. Ortiz", "Maya"), d.pin("Maya")
	_, wrongPIN := d.withBadge(badge, wrong(pin), phone)
	_, unknown := d.withBadge(api.Badge{Link: "#unknown"}, pin, phone)
	for i := range 10 {
		_, err := d.withBadge(badge, wrong(pin), api.Device{Id: fmt.Sprintf("strangerstran%02d", i)})
		d.refused(err, "sign_in_failed")
	}
	_, lockedOut := d.withBadge(badge, pin, phone)
	if wrongPIN.Error() != unknown.Error() || unknown.Error() != lockedOut.Error() {
		t.Errorf("%v, %v and %v can be told apart", wrongPIN, unknown, lockedOut)
	}
}

func (d *door) triesOf(who string) (ever int) {
	d.t.Helper()
	d.must(d.app.DB().NewQuery(`SELECT coalesce(sum(ever), 0) FROM tries WHERE subject = 'pin:` + d.id(who) + `' AND device = ''`).Row(&ever))
	return ever
}

func TestALockedPINIsNotComparedAnyMore(t *testing.T) {
	d := newDoor(t)
	badge, pin := d.badge("Ms. Ortiz", "Maya"), d.pin("Maya")
	person := d.person(d.app, "Maya")
	person.Set("pin_locked", monday)
	d.must(d.app.Save(person))
	_, err := d.withBadge(badge, pin, phone)
	d.refused(err, "sign_in_failed")
	if tries := d.triesOf("Maya"); tries != 0 {
		t.Errorf("%d tries were compared", tries)
	}
}

// Ten tries are being compared at this moment and none is judged yet: the eleventh is not compared, even if it is right.
func TestTriesThatAreStillBeingComparedCount(t *testing.T) {
	d := newDoor(t)
	badge, pin := d.badge("Ms. Ortiz", "Maya"), d.pin("Maya")
	_, err := d.app.NonconcurrentDB().NewQuery(`INSERT INTO tries VALUES ('pin:` + d.id("Maya") + `', '', 10, 10, '')`).Execute()
	d.must(err)
	_, err = d.withBadge(badge, pin, phone)
	d.refused(err, "sign_in_failed")
}

// The comparison takes long enough here for a teacher to act while it runs.
func TestWhatIsTakenAwayDuringTheComparisonDoesNotOpen(t *testing.T) {
	for what, taken := range map[string]map[string]any{
		"the PIN is locked": {"pin_locked": monday}, "a new PIN is given": {"pin": "$2a$04$another"}, "the badge is revoked": {"badge": ""},
	} {
		t.Run(what, func(t *testing.T) {
			d := newDoor(t)
			d.PinCost = slowPIN
			badge, pin := d.badge("Ms. Ortiz", "Maya"), d.pin("Maya")
			over := make(chan error, 1)
			go func() {
				_, err := d.withBadge(badge, pin, phone)
				over <- err
			}()
			for d.triesOf("Maya") == 0 {
				select {
				case err := <-over:
					t.Fatalf("the try was over before it was counted: %v", err)
				default:
				}
			}
			person := d.person(d.app, "Maya")
			for field, value := range taken {
				person.Set(field, value)
			}
			d.must(d.app.Save(person))
			d.refused(<-over, "sign_in_failed")
		})
	}
}

func TestATenthWrongPINLeavesANewOneAlone(t *testing.T) {
	d := newDoor(t)
	d.PinCost = slowPIN
	badge, pin := d.badge("Ms. Ortiz", "Maya"), d.pin("Maya")
	_, err := d.app.NonconcurrentDB().NewQuery(`INSERT INTO tries VALUES ('pin:` + d.id("Maya") + `', '', 9, 9, '')`).Execute()
	d.must(err)
	over := make(chan error, 1)
	go func() {
		_, err := d.withBadge(badge, wrong(pin), phone)
		over <- err
	}()
	for d.triesOf("Maya") == 9 {
		select {
		case err := <-over:
			t.Fatalf("the try was over before it was counted: %v", err)
		default:
		}
	}
	person := d.person(d.app, "Maya")
	person.Set("pin", "$2a$04$another")
	d.must(d.app.Save(person))
	d.refused(<-over, "sign_in_failed")
	if d.locked("Maya") {
		t.Error("the new PIN is locked by a try at the old one")
	}
}
