// Package kithtest opens a real school on an empty folder for a test, with named people in it.
package kithtest

import (
	"io"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/audit"
	"kith/backend/clock"
	"kith/backend/feed"
	"kith/backend/server"
)

// empty is a data folder with the schema and nothing else, made once per test program and copied for each school.
var empty = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "kith-empty-*")
	if err != nil {
		return "", err
	}
	house, err := server.Open(server.Config{Dir: dir, Origin: "http://kith.test"})
	if err != nil {
		return "", err
	}
	return dir, house.Close()
})

// WithMail lets letters leave, to nowhere: adults can sign in by password then, and are asked for a fresh sign-in.
func WithMail(config *server.Config) { config.MailLog = io.Discard }

// Looking lets the house look for faces by itself, as it does when it serves. Other tests ask it to where it matters.
func Looking(config *server.Config) { config.Blind = false }

// School is an open house with a clock that the test moves.
type School struct {
	*server.House
	T   testing.TB
	Dir string
	URL string
	// Shut closes the school before the test ends, as `kith serve` does when it is asked to stop. Nothing may be asked of it afterwards.
	Shut func()
	mu   sync.Mutex
	now  time.Time
}

// Monday is when every test begins: a school day, in the morning, in UTC.
var Monday = time.Date(2026, time.September, 14, 9, 0, 0, 0, time.UTC)

// Open opens a school on an empty folder and serves it. The test closes it, and the law of reading is checked then.
func Open(t testing.TB, change ...func(*server.Config)) *School {
	t.Helper()
	from, err := empty()
	if err != nil {
		t.Fatal("open an empty school:", err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal("copy the empty school:", err)
	}
	return Reopen(t, dir, change...)
}

// Reopen opens a school on a folder that has been a school before, as after a restart.
func Reopen(t testing.TB, dir string, change ...func(*server.Config)) *School {
	t.Helper()
	config := server.Config{Dir: dir, Origin: "http://kith.test", Blind: true}
	for _, c := range change {
		c(&config)
	}
	house, err := server.Open(config)
	if err != nil {
		t.Fatal("open the school:", err)
	}
	school := &School{House: house, T: t, Dir: dir, now: Monday}
	clock.Set(house.App, school.Now)
	handler, err := house.Handler()
	if err != nil {
		t.Fatal("build the handler:", err)
	}
	listening := httptest.NewServer(handler)
	school.URL = listening.URL
	school.Shut = sync.OnceFunc(func() {
		school.Lawful()
		listening.CloseClientConnections()
		listening.Close()
		if err := house.Close(); err != nil {
			t.Error("close the school:", err)
		}
	})
	t.Cleanup(school.Shut)
	return school
}

// Now is the school's time.
func (s *School) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// Later moves the school's time and lets the house do what is due.
func (s *School) Later(d time.Duration) {
	s.mu.Lock()
	s.now = s.now.Add(d)
	s.mu.Unlock()
	s.Work()
}

// Record finds a record or ends the test.
func (s *School) Record(collection, id string) *core.Record {
	s.T.Helper()
	record, err := s.App.FindRecordById(collection, id)
	if err != nil {
		s.T.Fatalf("find %s %s: %v", collection, id, err)
	}
	return record
}

// Lawful ends the test with an error for every breach of the law of reading, and for a broken audit chain.
func (s *School) Lawful() {
	s.T.Helper()
	breaches, err := feed.Law(s.App)
	if err != nil {
		s.T.Error("ask for the law:", err)
	}
	for _, breach := range breaches {
		s.T.Error("the law of reading is broken:", breach)
	}
	if _, err := audit.Verify(s.App); err != nil {
		s.T.Error("the audit chain is broken:", err)
	}
}
