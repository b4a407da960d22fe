package inbox_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/clock"
	"kith/backend/kithtest"
	"kith/backend/sealed"
)

// opened brings the box of a locked phone to the school, which answers with the key or the code of its refusal.
func opened(by *kithtest.Phone, box api.SealedKey) (secret []byte, code string) {
	by.School.T.Helper()
	status, body := by.JSON("POST", "/sealed/key", box)
	var answer struct {
		Secret []byte
		Code   string
	}
	if err := json.Unmarshal(body, &answer); err != nil || status != http.StatusOK && answer.Code == "" {
		by.School.T.Fatalf("a locked key: %d %s %v", status, body, err)
	}
	return answer.Secret, answer.Code
}

func TestTheKeyOfALockedPhoneIsGivenBackToItsOwnSeatAndToNobodyElse(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	secret := bytes.Repeat([]byte{7}, 32)
	box := maya.SealKey(secret)
	for range 2 { // the answer may be lost, and then it is asked for again
		if got, code := opened(school.Phone(c.Maya), box); !bytes.Equal(got, secret) {
			t.Errorf("Maya, who has signed in, is answered with %d bytes and %q", len(got), code)
		}
	}
	never := api.SealedKey{Key: "nosuchkey000001", Box: box.Box}
	_, unknown := maya.JSON("POST", "/sealed/key", never)
	for _, other := range []*kithtest.Phone{
		school.Phone(c.Theo), school.Phone(c.MayasFamily), school.Phone(c.Ortiz), school.Phone(c.Coordinator),
		school.Phone(school.Seat(c.Maya, "family")),
	} {
		status, body := other.JSON("POST", "/sealed/key", box)
		if status != http.StatusUnprocessableEntity || !bytes.Equal(body, unknown) {
			t.Errorf("another %s seat is told %d %s", other.Seat.Kind, status, body)
		}
	}
	over := school.Phone(c.Maya)
	if status, _ := over.JSON("DELETE", "/session", nil); status != http.StatusNoContent {
		t.Fatal("sign out")
	}
	if _, code := opened(over, box); code != "session_over" {
		t.Errorf("a session that is over is told %s", code)
	}
}

func TestAKeyThatCannotBeOpenedIsRefused(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	key := school.Hello().SealKey
	id, _, _ := strings.Cut(key, ".")
	whole := maya.SealKey(make([]byte, 32))
	sealedAs := func(purpose, text string) api.SealedKey {
		return api.SealedKey{Key: id, Box: kithtest.SealTo(t, key, purpose, []byte(text))}
	}
	torn := maya.SealKey(make([]byte, 32))
	torn.Box[len(torn.Box)-1] ^= 1
	for name, box := range map[string]api.SealedKey{
		"changed":                    torn,
		"cut short":                  {Key: id, Box: whole.Box[:len(whole.Box)-1]},
		"empty":                      {Key: id},
		"under another key":          {Key: "nosuchkey000001", Box: whole.Box},
		"sealed for another purpose": sealedAs("kith words 1", `{"seat":"`+c.Maya.ID+`","secret":"AAAA"}`),
		"no key":                     sealedAs("kith seat key 1", `"hello"`),
		"of nobody":                  sealedAs("kith seat key 1", `{"seat":"","secret":"`+strings.Repeat("A", 43)+`="}`),
		"too short a key":            sealedAs("kith seat key 1", `{"seat":"`+c.Maya.ID+`","secret":"AAAA"}`),
		"an envelope":                {Key: id, Box: maya.Seal(maya.Op(api.OpKindKeepRevision, c.Alone("Mine").Revision)).Box},
	} {
		if secret, code := opened(maya, box); code != "seal_unknown" || secret != nil {
			t.Errorf("a box that is %s is answered with %d bytes and %q", name, len(secret), code)
		}
	}
	asWords := api.Envelope{Id: kithtest.ID(), Key: whole.Key, Box: whole.Box}
	if status, code := bring(maya, asWords); status != api.SealedResultStatusRefused || code != "seal_unknown" {
		t.Errorf("a locked key that is brought as an envelope is %s %s", status, code)
	}
}

func TestAPhoneThatWasLockedBeforeTheSchoolsKeyTurnedIsStillOpened(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	secret := bytes.Repeat([]byte{9}, 32)
	box := school.Phone(c.Maya).SealKey(secret)
	if err := school.Run(`UPDATE sealing_keys SET made = {:a}`, clock.Text(school.Now())); err != nil {
		t.Fatal(err)
	}
	later := func(days int) {
		t.Helper()
		school.Later(time.Duration(days) * 24 * time.Hour)
		err := school.Run(`INSERT INTO backups (at, seq, bytes, name, why) VALUES ({:a}, 1, 1, 'b', '')`, clock.Text(school.Now()))
		if err != nil {
			t.Fatal(err)
		}
		if err := sealed.Turn(school.App); err != nil {
			t.Fatal(err)
		}
	}
	later(0)
	later(183)
	later(1)
	if id, _, _ := strings.Cut(school.Hello().SealKey, "."); id == box.Key {
		t.Fatal("the school's key has not turned")
	}
	if got, code := opened(school.Phone(c.Maya), box); !bytes.Equal(got, secret) {
		t.Errorf("after the key has turned: %d bytes and %q", len(got), code)
	}
	later(300)
	if got, code := opened(school.Phone(c.Maya), box); !bytes.Equal(got, secret) {
		t.Errorf("in the 400 days that follow: %d bytes and %q", len(got), code)
	}
	for range 3 {
		later(200)
	}
	if _, code := opened(school.Phone(c.Maya), box); code != "seal_unknown" {
		t.Errorf("when the key is gone: %q", code)
	}
}
