package account_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"kith/backend/api"
)

func (d *door) letIn(who string) api.LetIn {
	d.t.Helper()
	answer, err := d.LetIn(d.as("Ms. Ortiz"), api.LetInRequestObject{Id: d.id(who)})
	d.must(err)
	return api.LetIn(answer.(api.LetIn200JSONResponse))
}

func (d *door) withCode(code string, device api.Device) (api.SignedIn, error) {
	answer, err := d.SignInWithCode(context.Background(), api.SignInWithCodeRequestObject{Body: &api.CodeSignIn{Code: code, Device: device}})
	if err != nil {
		return api.SignedIn{}, err
	}
	return api.SignedIn(answer.(api.SignInWithCode200JSONResponse).SignedInJSONResponse), nil
}

func TestAFacilitatorLetsAStudentInWithACodeReadAloud(t *testing.T) {
	d := newDoor(t)
	let := d.letIn("Maya")
	if !regexp.MustCompile(`^[2-9A-HJ-NP-Z]{8}$`).MatchString(let.Code) || !let.Until.Equal(monday.Add(10*time.Minute)) {
		t.Errorf("the code is %+v", let)
	}
	if d.lastAct() != "let_in" || strings.Contains(d.everywhere(), let.Code) {
		t.Error("the act is not on record, or the code is stored as it is")
	}
	typed := " " + strings.ToLower(let.Code[:4]) + "-" + let.Code[4:]
	signed, err := d.withCode(typed, phone)
	d.must(err)
	if session := d.sits(signed, "Maya"); session.Way != "code" {
		t.Errorf("the session is %+v", session)
	}
}

func TestACodeLetsInOnceAndForTenMinutesOnly(t *testing.T) {
	d := newDoor(t)
	used := d.letIn("Maya")
	_, err := d.withCode(used.Code, phone)
	d.must(err)
	_, err = d.withCode(used.Code, phone)
	d.refused(err, "sign_in_failed")

	late := d.letIn("Maya")
	d.later(10 * time.Minute)
	_, err = d.withCode(late.Code, phone)
	d.refused(err, "sign_in_failed")
}

func TestANewCodeEndsTheOneBefore(t *testing.T) {
	d := newDoor(t)
	old, fresh := d.letIn("Maya"), d.letIn("Maya")
	other := d.letIn("Theo")
	_, err := d.withCode(old.Code, phone)
	d.refused(err, "sign_in_failed")
	_, err = d.withCode(fresh.Code, phone)
	d.must(err)
	signed, err := d.withCode(other.Code, tablet)
	d.must(err)
	d.sits(signed, "Theo")
}

func TestGuessingCodesMakesADeviceWait(t *testing.T) {
	d := newDoor(t)
	let := d.letIn("Maya")
	for range 5 {
		_, err := d.withCode("22222222", phone)
		d.refused(err, "sign_in_failed")
	}
	_, err := d.withCode(let.Code, phone)
	if refusal := d.refused(err, "wait"); refusal.After != time.Minute {
		t.Errorf("wait %v", refusal.After)
	}
	_, err = d.withCode(let.Code, tablet)
	d.must(err)
	d.later(time.Minute)
	_, err = d.withCode(d.letIn("Maya").Code, phone)
	d.must(err)
	_, err = d.withCode("22222222", phone)
	d.refused(err, "sign_in_failed")
}

func TestGuessingCodesOnEverNewDevicesMakesTheHouseWait(t *testing.T) {
	d := newDoor(t)
	for i := range 300 {
		_, err := d.withCode("22222222", api.Device{Id: fmt.Sprintf("strangerstra%03d", i)})
		d.refused(err, "sign_in_failed")
	}
	_, err := d.withCode(d.letIn("Maya").Code, phone)
	if refusal := d.refused(err, "wait"); refusal.After != 10*time.Minute {
		t.Errorf("wait %v", refusal.After)
	}
	d.later(10 * time.Minute)
	_, err = d.withCode(d.letIn("Maya").Code, phone)
	d.must(err)
}

func TestABadgeOrALetterIsNoCode(t *testing.T) {
	d := newDoor(t)
	badge := d.badge("Ms. Ortiz", "Maya")
	letter := d.letter("Ms. Ortiz")
	for _, secret := range []string{secretOf(badge.Link), secretOf(letter.Url), ""} {
		_, err := d.withCode(secret, tablet)
		d.refused(err, "sign_in_failed")
	}
}
