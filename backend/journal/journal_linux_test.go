package journal_test

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"kith/backend/journal"
)

// holders counts how often this process has a file open.
func holders(t *testing.T, place string) (n int) {
	t.Helper()
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	for _, fd := range open {
		if target, err := os.Readlink(fmt.Sprint("/proc/self/fd/", fd.Name())); err == nil && target == place {
			n++
		}
	}
	return n
}

func TestALineThatWaitedForAJournalWhichWasTakenBackStandsInTheNextOne(t *testing.T) {
	folder := t.TempDir()
	book, place := open(t, folder), filepath.Join(folder, "narrowing.jsonl")
	first, err := os.OpenFile(place, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Flock(int(first.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- book.Append(journal.Line{Seq: 1, Kind: journal.Restricted, Record: "theos-family"}) }()
	for end := time.Now().Add(10 * time.Second); holders(t, place) < 2; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("nobody waits for the journal")
		}
	}
	if err := os.Remove(place); err != nil { // as whoever could not flush its name does
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if lines := read(t, book); len(lines) != 1 || lines[0].Record != "theos-family" {
		t.Errorf("the journal has %+v", lines)
	}
}
