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

// besieged is a school whose badges somebody has photographed, and whose teachers' addresses they know.
type besieged struct {
	*kithtest.School
	t            *testing.T
	room         kithtest.Circle
	teacher      wire
	badges, pins map[string]string // of Maya and Theo, by person
	ana          string            // a badge without a PIN
}

func besiege(t *testing.T) besieged {
	t.Helper()
	school := kithtest.Open(t, func(config *server.Config) { config.PinCost, config.MailLog = 4, io.Discard })
	b := besieged{School: school, t: t, room: school.DrumRoom(), badges: map[string]string{}, pins: map[string]string{}}
	ortiz := school.Record("people", b.room.Ortiz.Person)
	ortiz.Set("email", "ortiz@riverside.example")
	ortiz.SetPassword(fourWords)
	if err := school.App.Save(ortiz); err != nil {
		t.Fatal(err)
	}
	if _, err := school.SignIn(b.room.Ortiz.ID, laptop, "password"); err != nil {
		t.Fatal(err)
	}
	b.teacher = wire{t: t, url: school.URL, access: school.Phone(b.room.Ortiz).Access}
	for _, student := range b.class() {
		b.badges[student] = secretOf(gives[api.Badge](t, b.teacher.ask("POST", "/people/"+student+"/badge", nil)).Link)
		b.pins[student] = gives[api.Pin](t, b.teacher.ask("POST", "/people/"+student+"/pin", nil)).Pin
	}
	b.ana = secretOf(gives[api.Badge](t, b.teacher.ask("POST", "/people/"+b.room.Ana.Person+"/badge", nil)).Link)
	return b
}

func (b besieged) class() []string { return []string{b.room.Maya.Person, b.room.Theo.Person} }

func (b besieged) badge(secret, pin string, device api.Device) answered {
	return b.ask("/sign-in/badge", api.BadgeSignIn{Badge: secret, Pin: pin, Device: device})
}

func (b besieged) ask(path string, body any) answered {
	return wire{t: b.t, url: b.URL}.ask("POST", path, body)
}

// Nobody is let in, at most a hundred guesses at one thing are looked at, and nobody who belongs there is kept out: a student whose PIN was
// guessed at comes in by a word of their teacher's.
func TestTenThousandTriesOpenNothingAndShutNobodyOut(t *testing.T) {
	b := besiege(t)
	t.Run("PINs", func(*testing.T) { b.guessPINs() })
	t.Run("passwords", func(*testing.T) { b.guessPasswords() })
	t.Run("codes", func(*testing.T) { b.guessCodes() })
}

func (b besieged) guessPINs() {
	t, class := b.t, b.class()
	told := storm(t, atPINs, func(i int, device api.Device) answered {
		student := class[i%len(class)]
		return b.badge(b.badges[student], guess(i, b.pins[student]), device)
	})
	if told["sign_in_failed"] != atPINs {
		t.Errorf("six thousand PINs were answered %v", told)
	}
	for _, student := range class {
		if tried := compared(t, b.School, "pin:"+student); tried < 10 || tried > 100 {
			t.Errorf("%d PINs of one student were compared", tried)
		}
		if answer := b.badge(b.badges[student], b.pins[student], phone); answer.status == 200 {
			t.Error("a PIN that ten strangers had guessed at still opens")
		}
	}
	if answer := b.badge(b.ana, "", tablet); answer.status != 200 {
		t.Errorf("who has no PIN is kept out: %s", answer.body)
	}
	code := gives[api.LetIn](t, b.teacher.ask("POST", "/people/"+b.room.Maya.Person+"/let-in", nil)).Code
	if answer := b.ask("/sign-in/code", api.CodeSignIn{Code: code, Device: phone}); answer.status != 200 {
		t.Errorf("a student whom their teacher lets in is kept out: %s", answer.body)
	}
}

func (b besieged) guessPasswords() {
	t, evaluated := b.t, 0
	try := func(password string, device api.Device) answered {
		return b.ask("/sign-in/password", api.PasswordSignIn{Mail: "ortiz@riverside.example", Password: password, Device: device})
	}
	for range 3 { // over an hour and a half
		told := storm(t, atPasswords/3, func(i int, device api.Device) answered { return try(fmt.Sprint("no password of hers ", i), device) })
		evaluated += told[""]
		if told["wait"]+told[""] != atPasswords/3 {
			t.Errorf("a thousand passwords were answered %v", told)
		}
		if answer := try(fourWords, api.Device{Id: "strangersstrang"}); answer.status != 429 {
			t.Errorf("the right password from a strange device, in the middle of it: %d", answer.status)
		}
		if answer := try(fourWords, laptop); answer.status != 200 {
			t.Errorf("a teacher at her own laptop is kept out: %s", answer.body)
		}
		b.Later(30 * time.Minute)
	}
	if evaluated == 0 || evaluated > 100 {
		t.Errorf("%d passwords were compared", evaluated)
	}
}

func (b besieged) guessCodes() {
	told := storm(b.t, atCodes, func(i int, device api.Device) answered {
		return b.ask("/sign-in/code", api.CodeSignIn{Code: fmt.Sprintf("GUESS%03d", i), Device: device})
	})
	if told[""] != 0 || told["sign_in_failed"] > 300 {
		b.t.Errorf("a thousand codes were answered %v", told)
	}
	if answer := b.badge(b.ana, "", tablet); answer.status != 200 {
		b.t.Errorf("a badge opens nothing while codes are guessed: %s", answer.body)
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
