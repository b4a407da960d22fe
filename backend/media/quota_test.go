package media_test

import (
	"fmt"
	"testing"
	"time"
)

func Test_a_person_sends_forty_pictures_a_day_and_the_rest_later(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	for i := range 40 {
		p.id = fmt.Sprintf("picture%08d", i)
		s.says(s.begin(maya, p), 201)
		s.now = s.now.Add(time.Minute)
	}
	p.id = garden
	r := s.begin(maya, p)
	s.refuses(r, 429, "quota")
	if want := 23*time.Hour + 20*time.Minute; r.after != want {
		t.Errorf("wait %v, want %v", r.after, want)
	}
	s.says(s.ask(maya, "picture00000000"), 200)
	s.says(s.begin(theo, p), 201) // Theo's day is his own
	s.now = s.now.Add(r.after)
	p.id = bakery
	s.says(s.begin(maya, p), 201)
	p.id = "picture00000007"
	s.says(s.begin(maya, p), 201) // what was begun may always go on
}

func Test_a_person_keeps_two_hundred_megabytes(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	s.says(s.sendAll(maya, p), 204, "Kith-Media", "kept")
	s.run(`UPDATE media SET bytes = 199995000`)
	p.id = bakery
	s.refuses(s.begin(maya, p), 429, "quota")
	s.says(s.begin(theo, p), 201)
	s.run(`UPDATE media SET bytes = 1000`)
	p.id = "another00000001"
	s.says(s.begin(maya, p), 201)
	s.run(`UPDATE uploads SET length = 200000000 WHERE media = 'another00000001'`) // what is still coming in counts too
	p.id = "another00000002"
	s.refuses(s.begin(maya, p), 429, "quota")
}
