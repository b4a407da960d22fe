package account_test

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kith/backend/account"
	"kith/backend/api"
)

// ortiz gives Ms. Ortiz a password.
func (d *door) ortiz() {
	d.t.Helper()
	person := d.person(d.app, "Ms. Ortiz")
	person.SetPassword(fourWords)
	d.must(d.app.Save(person))
}

func (d *door) withPassword(address, password string, device api.Device) (string, error) {
	answer, err := d.SignInWithPassword(context.Background(), api.SignInWithPasswordRequestObject{
		Body: &api.PasswordSignIn{Mail: address, Password: password, Device: device},
	})
	if err != nil {
		return "", err
	}
	return answer.(api.SignInWithPassword200JSONResponse).Challenge, nil
}

func (d *door) withMailed(challenge, code string, device api.Device) (api.SignedIn, error) {
	answer, err := d.SignInWithMailedCode(context.Background(), api.SignInWithMailedCodeRequestObject{
		Body: &api.MailedCodeSignIn{Challenge: challenge, Code: code, Device: device},
	})
	if err != nil {
		return api.SignedIn{}, err
	}
	return api.SignedIn(answer.(api.SignInWithMailedCode200JSONResponse).SignedInJSONResponse), nil
}

// mailed is the code of the newest letter.
func (d *door) mailed() string {
	d.t.Helper()
	d.Wait()
	if len(d.mails) == 0 {
		d.t.Fatal("no letter was sent")
	}
	return regexp.MustCompile(`[0-9]{8}`).FindString(d.mails[len(d.mails)-1].text)
}

// asked is a challenge for Ms. Ortiz with its code.
func (d *door) asked() (challenge, code string) {
	d.t.Helper()
	challenge, err := d.withPassword("ortiz@westside.example", fourWords, laptop)
	d.must(err)
	return challenge, d.mailed()
}

func TestAnAdultSignsInByPasswordAndMailedCode(t *testing.T) {
	d := newDoor(t)
	d.ortiz()
	challenge, err := d.withPassword("  Ortiz@Westside.example", fourWords, laptop)
	d.must(err)
	code := d.mailed()
	if len(d.mails) != 1 || d.mails[0].to != "ortiz@westside.example" || len(code) != 8 {
		t.Errorf("mails: %+v", d.mails)
	}
	if regexp.MustCompile(`(?m)^` + code + `$`).MatchString(d.everywhere()) {
		t.Error("the code is stored as it is")
	}
	signed, err := d.withMailed(challenge, code[:4]+" "+code[4:], laptop)
	d.must(err)
	if session := d.sits(signed, "Ms. Ortiz"); session.Way != "password" {
		t.Errorf("the session is %+v", session)
	}
}

func TestAMailedCodeIsGoodOnce(t *testing.T) {
	d := newDoor(t)
	d.ortiz()
	challenge, code := d.asked()
	_, err := d.withMailed(challenge, code, laptop)
	d.must(err)
	_, err = d.withMailed(challenge, code, laptop)
	d.refused(err, "sign_in_failed")
}

func TestAMailedCodeUsedTwiceAtOnceOpensOneSession(t *testing.T) {
	d := newDoor(t)
	d.ortiz()
	challenge, code := d.asked()
	var opened atomic.Int32
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, err := d.withMailed(challenge, code, laptop); err == nil {
				opened.Add(1)
			}
		})
	}
	all.Wait()
	if opened.Load() != 1 {
		t.Errorf("%d sessions were opened", opened.Load())
	}
}

func TestAMailedCodeIsGoodForTenMinutesAndFiveTriesOnItsOwnDevice(t *testing.T) {
	d := newDoor(t)
	d.ortiz()
	challenge, code := d.asked()
	_, err := d.withMailed(challenge, code, tablet)
	d.refused(err, "sign_in_failed")
	for range 5 {
		_, err := d.withMailed(challenge, "00000000", laptop)
		d.refused(err, "sign_in_failed")
	}
	_, err = d.withMailed(challenge, code, laptop)
	d.refused(err, "sign_in_failed")

	challenge, code = d.asked()
	d.later(10*time.Minute - time.Millisecond)
	_, err = d.withMailed(challenge, code, laptop)
	d.must(err)
	challenge, code = d.asked()
	d.later(10 * time.Minute)
	_, err = d.withMailed(challenge, code, laptop)
	d.refused(err, "sign_in_failed")
}

func TestACodeOfOneChallengeIsNoneOfAnother(t *testing.T) {
	d := newDoor(t)
	d.ortiz()
	first, _ := d.asked()
	_, code := d.asked()
	_, err := d.withMailed(first, code, laptop)
	d.refused(err, "sign_in_failed")
	_, err = d.withMailed("nobodynobodynob", code, laptop)
	d.refused(err, "sign_in_failed")
}

func TestACodeIsWorthNothingAfterThePasswordOrTheAddressChanged(t *testing.T) {
	d := newDoor(t)
	d.ortiz()
	challenge, code := d.asked()
	d.ortiz()
	_, err := d.withMailed(challenge, code, laptop)
	d.refused(err, "sign_in_failed")
	challenge, code = d.asked()
	_, err = d.app.DB().NewQuery(`UPDATE people SET email = 'stranger@example.org' WHERE email = 'ortiz@westside.example'`).Execute()
	d.must(err)
	_, err = d.withMailed(challenge, code, laptop)
	d.refused(err, "sign_in_failed")
}

// An unknown address, a wrong password, a student's empty one and a right one: each answer is a challenge of the same shape.
func TestTheFirstHalfTellsNobodyWhoIsKnown(t *testing.T) {
	d := newDoor(t)
	d.ortiz()
	shape := regexp.MustCompile(`^[a-z0-9]{15}$`)
	for i, try := range []struct{ address, password string }{
		{"ortiz@westside.example", fourWords},
		{"ortiz@westside.example", "not her password"},
		{"nobody@westside.example", fourWords},
		{"hale@westside.example", "none"},
		{"", ""},
		{"ortiz@westside.example' OR 1=1", fourWords},
	} {
		device := api.Device{Id: fmt.Sprintf("strangerstran%02d", i)}
		challenge, err := d.withPassword(try.address, try.password, device)
		d.must(err)
		if !shape.MatchString(challenge) {
			t.Errorf("%q: the challenge is %q", try.address, challenge)
		}
		var rows int
		d.must(d.app.DB().NewQuery(`SELECT count(*) FROM tries WHERE subject = 'code:` + challenge + `'`).Row(&rows))
		if rows != 1 {
			t.Errorf("%q: %d rows for the challenge", try.address, rows)
		}
		if i > 0 {
			_, err = d.withMailed(challenge, "12345678", device)
			d.refused(err, "sign_in_failed")
		}
	}
	d.Wait()
	if len(d.mails) != 1 {
		t.Errorf("%d letters were sent", len(d.mails))
	}
}

func TestAFamilyAddressOrAnEndedSeatGetsNoCode(t *testing.T) {
	d := newDoor(t)
	d.ortiz()
	seat, err := d.app.FindRecordById("seats", d.seats["Ms. Ortiz"].ID)
	d.must(err)
	seat.Set("until", monday)
	d.must(d.app.Save(seat))
	_, err = d.withPassword("ortiz@westside.example", fourWords, laptop)
	d.must(err)
	d.Wait()
	if len(d.mails) != 0 {
		t.Errorf("letters: %+v", d.mails)
	}
}

func TestWrongPasswordsMakeADeviceWaitAndThenTheAddress(t *testing.T) {
	d := newDoor(t)
	d.ortiz()
	for range 5 {
		_, err := d.withPassword("ortiz@westside.example", "not her password", laptop)
		d.must(err)
	}
	_, err := d.withPassword("ortiz@westside.example", fourWords, laptop)
	if refusal := d.refused(err, "wait"); refusal.After != time.Minute {
		t.Errorf("wait %v", refusal.After)
	}
	for i := range 5 {
		_, err := d.withPassword("ortiz@westside.example", "not her password", api.Device{Id: fmt.Sprintf("strangerstran%02d", i)})
		d.must(err)
	}
	_, err = d.withPassword("ortiz@westside.example", fourWords, tablet)
	d.refused(err, "wait")
	_, err = d.withPassword("hale@westside.example", fourWords, tablet)
	d.must(err)
	d.later(time.Minute)
	challenge, err := d.withPassword("ortiz@westside.example", fourWords, tablet)
	d.must(err)
	_, err = d.withMailed(challenge, d.mailed(), tablet)
	d.must(err)
}

func TestAnUnknownAddressIsMadeToWaitLikeAKnownOne(t *testing.T) {
	d := newDoor(t)
	for range 5 {
		_, err := d.withPassword("nobody@westside.example", fourWords, laptop)
		d.must(err)
	}
	_, err := d.withPassword("nobody@westside.example", fourWords, laptop)
	d.refused(err, "wait")
}

func TestAHouseThatCannotSendMailSaysSoToEverybody(t *testing.T) {
	d := newDoor(t)
	d.ortiz()
	d.Mail = nil
	for _, address := range []string{"ortiz@westside.example", "nobody@westside.example"} {
		_, err := d.withPassword(address, fourWords, laptop)
		d.refused(err, "mail_off")
	}
}

func TestALetterThatCannotBeSentLeavesTheAnswerAsItIs(t *testing.T) {
	d := newDoor(t)
	d.ortiz()
	d.Mail = func(string, string, string) error { return fmt.Errorf("the post office is closed") }
	_, err := d.withPassword("ortiz@westside.example", fourWords, laptop)
	d.must(err)
	d.Wait()
}

func TestLettersGoThroughTheMailerOfTheHouse(t *testing.T) {
	d := newDoor(t)
	d.must(account.ByMail(d.app)("ortiz@westside.example", "Your code", "12345678"))
	sent := d.app.TestMailer.LastMessage()
	if sent.To[0].Address != "ortiz@westside.example" || sent.Subject != "Your code" || sent.Text != "12345678" || sent.From.Address == "" {
		t.Errorf("sent: %+v", sent)
	}
	var log bytes.Buffer
	d.must(account.ToLog(&log)("ortiz@westside.example", "Your code", "12345678"))
	if !strings.Contains(log.String(), "12345678") {
		t.Errorf("logged: %s", log.String())
	}
}

func TestOldCountsAreSweptAwayButNotThoseOfPINs(t *testing.T) {
	d := newDoor(t)
	badge, pin := d.badge("Ms. Ortiz", "Maya"), d.pin("Maya")
	_, err := d.withBadge(badge, wrong(pin), phone)
	d.refused(err, "sign_in_failed")
	_, err = d.withPassword("nobody@westside.example", fourWords, laptop)
	d.must(err)
	_, err = d.withCode("22222222", phone)
	d.refused(err, "sign_in_failed")
	d.later(25 * time.Hour)
	d.must(d.Sweep())
	var left []string
	d.must(d.app.DB().NewQuery(`SELECT subject FROM tries`).Column(&left))
	// One row for the device and one over all of them.
	if maya := "pin:" + d.id("Maya"); !slices.Equal(left, []string{maya, maya}) {
		t.Errorf("left: %v", left)
	}
}
