package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"time"

	"kith/backend/api"
)

// guest is a student whose phone is a real browser.
type guest struct {
	Signed api.SignedIn `json:"signed"`
	Device string       `json:"device"`
	Circle string       `json:"circle"`
	Mate   string       `json:"mate"`
}

// visit is what a program in bench/browser is given.
type visit struct {
	Measure string  `json:"measure"`
	School  string  `json:"school"` // where the phones find it
	Guests  []guest `json:"guests"` // one for each time that everything is sent or heard
	Moments int     `json:"moments"`
	Photos  int     `json:"photos"`
	Bits    float64 `json:"bits"` // of the way up, a second; 0 for a clean link
}

// browse lets phones in Chromium visit the school, and takes the rows that the program prints.
func browse(v visit) ([]measurement, error) {
	given, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	program := exec.Command("node", "bench/browser/measure.js")
	program.Stdin, program.Stderr = bytes.NewReader(given), os.Stderr
	out, err := program.Output()
	if err != nil {
		return nil, fmt.Errorf("measure %s in the browser: %w", v.Measure, err)
	}
	var rows []measurement
	return rows, json.Unmarshal(out, &rows)
}

// guests signs in the next students, each on a browser of their own.
func (s *school) guests(number int) ([]guest, error) {
	all := make([]guest, number)
	for i := range all {
		device := id()
		signed, err := s.house.SignIn(s.seats[i], api.Device{Id: device}, "bench")
		if err != nil {
			return nil, err
		}
		all[i] = guest{Signed: signed, Device: device, Circle: s.circles[i/perCircle], Mate: s.mate(i)}
	}
	return all, nil
}

// inBrowser opens a school for so many guests, and the way that they take to it.
func inBrowser(v visit, guests int, before func(*school, string) error) ([]measurement, error) {
	s, err := open()
	if err != nil {
		return nil, err
	}
	defer s.close() //nolint:errcheck // a folder of this run
	listening, err := s.serve()
	if err != nil {
		return nil, err
	}
	defer listening.Close()
	defer listening.CloseClientConnections()
	v.School = listening.URL
	if before != nil {
		if err := before(s, v.School); err != nil {
			return nil, err
		}
	}
	if v.Bits > 0 {
		slow, err := openLine(listening.Listener.Addr().String())
		if err != nil {
			return nil, err
		}
		defer slow.Close() //nolint:errcheck // nobody uses it any more
		v.School = slow.url()
	}
	if v.Guests, err = s.guests(guests); err != nil {
		return nil, err
	}
	return browse(v)
}

// drain3G measures how long a phone that was away takes to bring everything over emulated 3G, held against the bytes that have to go up.
func drain3G(size sizes) ([]measurement, error) {
	return inBrowser(visit{Measure: "slow", Moments: size.of(100), Photos: size.of(50), Bits: upBits}, size.rounds, anyNumberOfPhotos)
}

// drainClean is the same over a link that costs nothing, beside PouchDB, and once more without photos, to tell words from pictures.
func drainClean(size sizes) ([]measurement, error) {
	return inBrowser(visit{Measure: "clean", Moments: size.of(100), Photos: size.of(50)}, 2*size.rounds, anyNumberOfPhotos)
}

// anyNumberOfPhotos dates each upload back, since one student may send forty photos a day and here fifty come at once.
func anyNumberOfPhotos(s *school, _ string) error {
	_, err := s.house.App.NonconcurrentDB().NewQuery(`CREATE TRIGGER bench_any_number AFTER INSERT ON uploads BEGIN
		UPDATE uploads SET created = '2026-01-01 00:00:00.000Z' WHERE media = new.media; END`).Execute()
	return err
}

// saves measures from the tap on Save until what was kept is on the disk of the phone, on a processor a quarter as fast.
func saves(size sizes) ([]measurement, error) {
	return inBrowser(visit{Measure: "save", Moments: size.of(20)}, size.rounds, nil)
}

// firstPull measures how long a new phone takes to hear of everything that a student has kept, beside PouchDB.
func firstPull(size sizes) ([]measurement, error) {
	moments := size.of(1000)
	return inBrowser(visit{Measure: "pull", Moments: moments}, size.rounds, func(s *school, url string) error {
		for _, phone := range s.senders()[:size.rounds] {
			for kept := 0; kept < moments; kept += 50 {
				if err := phone.keepMany(url, min(50, moments-kept)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// keepMany keeps so many moments in one call.
func (p *sender) keepMany(url string, moments int) error {
	ops := make([]api.Op, moments)
	for i := range ops {
		body, err := json.Marshal(p.aMoment())
		if err != nil {
			return err
		}
		ops[i] = api.Op{Op: id(), Kind: api.OpKindKeepRevision, At: time.Now(), Body: body}
	}
	return p.sync(url, ops...)
}
