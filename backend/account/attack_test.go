package account_test

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"kith/backend/api"
	"kith/backend/kithtest"
	"kith/backend/server"
)

// tries of the attack: ten thousand in all.
const (
	atPINs      = 6000
	atPasswords = 3000
	atCodes     = 1000
)

// storm asks many times from ever new devices, four at once, and counts the answers by their code; "" is a way in.
func storm(t *testing.T, times int, try func(i int, device api.Device) answered) map[string]int {
	t.Helper()
	var next atomic.Int64
	var all sync.WaitGroup
	var mu sync.Mutex
	told := map[string]int{}
	for range 4 {
		all.Go(func() {
			for i := int(next.Add(1)); i <= times; i = int(next.Add(1)) {
				answer := try(i, api.Device{Id: fmt.Sprintf("stranger%07d", i)})
				code := ""
				if answer.status != 200 {
					code = answer.problem(t).Code
				}
				mu.Lock()
				told[code]++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return told
}

// guess is one of a million PINs, but not this one.
func guess(i int, pin string) string {
	if made := fmt.Sprintf("%06d", i); made != pin {
		return made
	}
	return "999999"
}

// Somebody has photographed the badges of a class and knows the addresses of its teachers. Nobody is let in, and nobody who belongs there is
// kept out.
func TestTenThousandTriesOpenNothingAndShutNobodyOut(t *testing.T) {
	school := kithtest.Open(t, func(config *server.Config) { config.PinCost, config.MailLog = 4, io.Discard })
	room := school.DrumRoom()
	password := func(mail, device string) answered {
		return wire{t: t, url: school.URL}.ask("POST", "/sign-in/password", api.PasswordSignIn{Mail: mail, Password: fourWords, Device: api.Device{Id: device}})
	}
	ortiz := school.Record("people", room.Ortiz.Person)
	ortiz.Set("email", "ortiz@riverside.example")
	ortiz.SetPassword(fourWords)
	if err := school.App.Save(ortiz); err != nil {
		t.Fatal(err)
	}
	if _, err := school.SignIn(room.Ortiz.ID, laptop, "password"); err != nil {
		t.Fatal(err)
	}
	teacher := wire{t: t, url: school.URL, access: school.Phone(room.Ortiz).Access}
	class := []string{room.Maya.Person, room.Theo.Person}
	badges, pins := map[string]string{}, map[string]string{}
	for _, student := range class {
		badges[student] = secretOf(gives[api.Badge](t, teacher.ask("POST", "/people/"+student+"/badge", nil)).Link)
		pins[student] = gives[api.Pin](t, teacher.ask("POST", "/people/"+student+"/pin", nil)).Pin
	}
	ana := secretOf(gives[api.Badge](t, teacher.ask("POST", "/people/"+room.Ana.Person+"/badge", nil)).Link)
	badge := func(secret, pin string, device api.Device) answered {
		return wire{t: t, url: school.URL}.ask("POST", "/sign-in/badge", api.BadgeSignIn{Badge: secret, Pin: pin, Device: device})
	}

	told := storm(t, atPINs, func(i int, device api.Device) answered {
		student := class[i%len(class)]
		return badge(badges[student], guess(i, pins[student]), device)
	})
	if told["sign_in_failed"] != atPINs {
		t.Errorf("six thousand PINs were answered %v", told)
	}
	for _, student := range class {
		if tried := compared(t, school, "pin:"+student); tried < 10 || tried > 100 {
			t.Errorf("%d PINs of one student were compared", tried)
		}
		if answer := badge(badges[student], pins[student], phone); answer.status == 200 {
			t.Error("a PIN that ten strangers had guessed at still opens")
		}
	}
	if answer := badge(ana, "", tablet); answer.status != 200 {
		t.Errorf("who has no PIN is kept out: %s", answer.body)
	}
	if code := gives[api.LetIn](t, teacher.ask("POST", "/people/"+room.Maya.Person+"/let-in", nil)).Code; code == "" {
		t.Error("no code was given")
	} else if answer := (wire{t: t, url: school.URL}).ask("POST", "/sign-in/code", api.CodeSignIn{Code: code, Device: phone}); answer.status != 200 {
		t.Errorf("a student whom their teacher lets in is kept out: %s", answer.body)
	}

	evaluated := 0
	for range 3 { // over an hour and a half
		told = storm(t, atPasswords/3, func(i int, device api.Device) answered {
			return wire{t: t, url: school.URL}.ask("POST", "/sign-in/password", api.PasswordSignIn{Mail: "ortiz@riverside.example", Password: fmt.Sprint("no password of hers ", i), Device: device})
		})
		evaluated += told[""]
		if told["wait"]+told[""] != atPasswords/3 {
			t.Errorf("a thousand passwords were answered %v", told)
		}
		if answer := password("ortiz@riverside.example", "strangersstrang"); answer.status != 429 {
			t.Errorf("the right password from a strange device, in the middle of it: %d", answer.status)
		}
		if answer := password("ortiz@riverside.example", laptop.Id); answer.status != 200 {
			t.Errorf("a teacher at her own laptop is kept out: %s", answer.body)
		}
		school.Later(30 * time.Minute)
	}
	if evaluated == 0 || evaluated > 100 {
		t.Errorf("%d passwords were compared", evaluated)
	}

	told = storm(t, atCodes, func(i int, device api.Device) answered {
		return wire{t: t, url: school.URL}.ask("POST", "/sign-in/code", api.CodeSignIn{Code: fmt.Sprintf("GUESS%03d", i), Device: device})
	})
	if told[""] != 0 || told["sign_in_failed"] > 300 {
		t.Errorf("a thousand codes were answered %v", told)
	}
	if answer := badge(ana, "", tablet); answer.status != 200 {
		t.Errorf("a badge opens nothing while codes are guessed: %s", answer.body)
	}
}

// compared is how many tries at one subject were counted over all devices: no other is compared.
func compared(t *testing.T, school *kithtest.School, subject string) (n int) {
	t.Helper()
	err := school.App.DB().NewQuery(`SELECT ever FROM tries WHERE subject = {:subject} AND device = ''`).
		Bind(dbx.Params{"subject": subject}).Row(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
