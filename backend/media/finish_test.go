package media_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/media"
)

func Test_a_picture_that_cannot_be_kept_says_why_and_leaves_no_byte(t *testing.T) {
	for name, c := range map[string]struct {
		file []byte
		code string
	}{
		"half a photo": {jpegOf(t, photo(320, 240))[:5000], media.Unreadable},
		"a page":       {[]byte("<html>"), media.KindUnknown},
		"too many":     {handmade{width: 8000, height: 8000, sampling: sampled420}.file(), media.TooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			s, p := newSchool(t), pictureOf(garden, c.file)
			s.says(s.sendAll(maya, p), 204, "Kith-Media", "refused", "Kith-Refused", c.code, "Kith-Seq", "")
			s.says(s.ask(maya, garden), 200, "Kith-Media", "refused", "Kith-Refused", c.code)
			s.says(s.begin(maya, p), 201, "Kith-Media", "refused", "Kith-Refused", c.code)
			if got := s.onDisk(); got != "" {
				t.Errorf("left behind: %s", got)
			}
			record, err := s.app.FindRecordById("media", garden)
			if err != nil || record.GetString("refused") != c.code || !record.GetDateTime("kept_at").IsZero() {
				t.Errorf("the moment is not told: %v %v", record, err)
			}
		})
	}
}

func Test_a_refused_picture_may_be_dropped_and_replaced(t *testing.T) {
	s := newSchool(t)
	s.says(s.sendAll(maya, pictureOf(garden, []byte("not a photo"))), 204, "Kith-Media", "refused")
	s.says(s.drop(maya, garden), 204)
	s.says(s.sendAll(maya, gardenPhoto(t)), 204, "Kith-Media", "kept", "Kith-Seq", "2")
	s.hasRecords(gardenPhoto(t))
}

func Test_bytes_that_changed_on_their_way_are_asked_for_again(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	spoilt := append([]byte{}, p.file...)
	spoilt[len(spoilt)/2] ^= 1
	s.begin(maya, p)
	s.says(s.send(maya, garden, 0, spoilt), 204, "Kith-Media", "refused", "Kith-Refused", media.ChecksumCode)
	if n := s.count(`SELECT count(*) FROM media`, nil); n != 0 {
		t.Error("the moment is told of a refusal that sending again will cure")
	}
	s.says(s.begin(maya, p), 201, "Upload-Offset", "0", "Kith-Media", "")
	s.says(s.send(maya, garden, 0, p.file), 204, "Kith-Media", "kept")
}

func Test_a_picture_for_a_moment_of_somebody_else_is_refused_without_a_trace(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	s.app.OnRecordCreate("media").BindFunc(func(*core.RecordEvent) error { return api.NotFound() }) // as the moment's room answers
	s.says(s.sendAll(theo, p), 204, "Kith-Media", "refused", "Kith-Refused", "not_found")
	if got := s.onDisk(); got != "" {
		t.Errorf("left behind: %s", got)
	}
	if n := s.count(`SELECT (SELECT count(*) FROM media) + (SELECT count(*) FROM renditions)`, nil); n != 0 {
		t.Errorf("%d records", n)
	}
}

func Test_kept_is_not_said_while_anything_is_missing(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	broken := errors.New("the disk under the database is full")
	s.app.OnRecordCreate("media").BindFunc(func(e *core.RecordEvent) error {
		if broken != nil {
			return broken
		}
		return e.Next()
	})
	s.says(s.sendAll(maya, p), 204, "Kith-Media", "working", "Kith-Seq", "")
	if n := s.count(`SELECT count(*) FROM renditions`, nil); n != 0 {
		t.Error("half of the records stand")
	}
	if _, err := os.Stat(filepath.Join(s.data, "media", "parts", garden)); err != nil {
		t.Errorf("the only copy is gone: %v", err)
	}
	s.says(s.ask(maya, garden), 200, "Kith-Media", "working")
	broken = nil
	s.says(s.ask(maya, garden), 200, "Kith-Media", "kept", "Kith-Seq", "1")
	if got := s.onDisk(); got != gardenKept {
		t.Errorf("on the disk: %s", got)
	}
}

func Test_kept_is_not_said_when_the_shelf_cannot_be_written(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	inTheWay := filepath.Join(s.data, "media", garden[:2])
	if err := os.WriteFile(inTheWay, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s.says(s.sendAll(maya, p), 204, "Kith-Media", "working")
	if err := os.Remove(inTheWay); err != nil {
		t.Fatal(err)
	}
	s.says(s.ask(maya, garden), 200, "Kith-Media", "kept")
}

func Test_work_cut_off_by_a_stop_is_taken_up_at_the_start(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	s.begin(maya, p)
	s.room.Close()
	r := s.send(maya, garden, 0, p.file)
	if r.status != 500 || r.Get("Upload-Offset") != strconv.Itoa(len(p.file)) || r.Get("Kith-Media") != "" {
		t.Fatalf("a closed room says %d %v", r.status, r.Header)
	}
	s.restart()
	if err := s.room.Tidy(); err != nil {
		t.Fatal(err)
	}
	if got := s.onDisk(); got != gardenKept {
		t.Errorf("on the disk: %s", got)
	}
}

func Test_bytes_lost_with_the_disk_are_asked_for_again(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	s.begin(maya, p)
	s.send(maya, garden, 0, p.file[:1000])
	part := filepath.Join(s.data, "media", "parts", garden)
	if err := os.Truncate(part, 400); err != nil {
		t.Fatal(err)
	}
	s.says(s.ask(maya, garden), 200, "Upload-Offset", "400")
	s.refuses(s.send(maya, garden, 1000, p.file[1000:]), 409, "upload_offset")
	s.says(s.send(maya, garden, 400, p.file[400:1000]), 204, "Upload-Offset", "1000")
	if err := os.Remove(part); err != nil {
		t.Fatal(err)
	}
	s.says(s.ask(maya, garden), 200, "Upload-Offset", "0")
	s.says(s.send(maya, garden, 0, p.file), 204, "Kith-Media", "kept")
}

func Test_a_whole_upload_whose_bytes_were_lost_is_asked_for_again(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	s.begin(maya, p)
	s.run(`UPDATE uploads SET acked = length, state = 'working'`) // a database that is newer than the disk
	if err := s.room.Tidy(); err != nil {
		t.Fatal(err)
	}
	if n := s.count(`SELECT count(*) FROM uploads WHERE state = 'receiving' AND acked = 0`, nil); n != 1 {
		t.Error("the upload does not say that it waits for its bytes, so it would never end")
	}
	s.restart()
	s.says(s.ask(maya, garden), 200, "Upload-Offset", "0", "Kith-Media", "")
	s.says(s.send(maya, garden, 0, p.file), 204, "Kith-Media", "kept")
}

func Test_what_the_phone_left_behind_is_forgotten_after_thirty_days(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	s.begin(maya, p)
	s.send(maya, garden, 0, p.file[:1000])
	s.says(s.sendAll(maya, pictureOf(bakery, p.file)), 204, "Kith-Media", "kept")
	if err := os.WriteFile(filepath.Join(s.data, "media", "parts", "orphan000000001"), []byte("bytes without an upload"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.data, "media", "parts", bakery), []byte("bytes of a kept picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	tidied := func() string {
		if err := s.room.Tidy(); err != nil {
			t.Fatal(err)
		}
		return namesIn(t, filepath.Join(s.data, "media", "parts"))
	}
	s.now = s.now.Add(30*24*time.Hour - time.Second)
	if left := tidied(); left != garden {
		t.Errorf("a second too early: %q", left)
	}
	s.now = s.now.Add(time.Second)
	if left := tidied(); left != "" {
		t.Errorf("left behind: %q", left)
	}
	s.refuses(s.ask(maya, garden), 404, "not_found")
	s.says(s.ask(maya, bakery), 200, "Kith-Media", "kept")
}

func Test_a_phone_that_asks_ten_times_at_once_gets_one_picture(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	s.begin(maya, p)
	var all sync.WaitGroup
	replies := make([]reply, 10)
	for i := range replies {
		all.Go(func() { replies[i] = s.send(maya, garden, 0, p.file) })
	}
	all.Wait()
	taken := 0
	for _, r := range replies {
		if r.status == 204 {
			taken++
		}
		if r.Get("Kith-Media") != "kept" || r.Get("Kith-Seq") != "1" {
			t.Errorf("%d %s %v", r.status, r.code, r.Header)
		}
	}
	if taken != 1 {
		t.Errorf("the same bytes were taken %d times", taken)
	}
	if n := s.count(`SELECT (SELECT count(*) FROM media) * 10 + (SELECT count(*) FROM renditions)`, nil); n != 11 {
		t.Errorf("records: %d", n)
	}
}

func Test_a_picture_that_was_finished_meanwhile_is_not_done_again(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	s.says(s.sendAll(maya, p), 204, "Kith-Media", "kept", "Kith-Seq", "1")
	if err := s.room.Rework(maya, garden); err != nil {
		t.Fatal(err)
	}
	s.says(s.ask(maya, garden), 200, "Kith-Media", "kept", "Kith-Seq", "1")
}

func Test_thirty_phones_at_the_bell_are_all_told_kept(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	var all sync.WaitGroup
	seqs := make([]string, 30)
	for i := range seqs {
		all.Go(func() {
			mine, owner := p, fmt.Sprintf("student%08d", i)
			mine.id = fmt.Sprintf("picture%08d", i)
			s.begin(owner, mine)
			r := s.send(owner, mine.id, 0, mine.file)
			for r.Get("Kith-Media") == "working" { // told after a while; asking again waits again
				r = s.ask(owner, mine.id)
			}
			if r.Get("Kith-Media") == "kept" {
				seqs[i] = r.Get("Kith-Seq")
			}
		})
	}
	all.Wait()
	slices.Sort(seqs)
	if seqs[0] == "" || len(slices.Compact(seqs)) != 30 {
		t.Errorf("numbers told: %v", seqs)
	}
}

func Test_a_phone_that_leaves_is_told_later(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	s.begin(maya, p)
	left, leave := context.WithCancel(context.Background())
	leave()
	h := headers("Content-Type", "application/offset+octet-stream", "Upload-Offset", "0")
	r := heard(s.room.Continue(left, media.Request{Owner: maya, Media: garden, Header: h, Body: &breaking{p.file}, Length: int64(len(p.file))}))
	if said := r.Get("Kith-Media"); said != "working" && said != "kept" {
		t.Errorf("%d %s %q", r.status, r.code, said)
	}
	s.says(s.ask(maya, garden), 200, "Kith-Media", "kept")
}
