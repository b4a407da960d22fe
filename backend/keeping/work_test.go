package keeping_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestWhatAnotherProcessIsMakingIsLeftToIt(t *testing.T) {
	s := shared(t)
	folder := t.TempDir()
	busy := filepath.Join(folder, ".kith-unfinished-1")
	if err := os.Mkdir(busy, 0o700); err != nil {
		t.Fatal(err)
	}
	other, err := os.Open(busy)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Flock(int(other.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	backUp := func(name string) {
		t.Helper()
		if _, err := s.Backup(t.Context(), filepath.Join(folder, name), nil); err != nil {
			t.Fatal(err)
		}
	}
	backUp("one")
	if _, err := os.Stat(busy); err != nil {
		t.Error("a backup that somebody is making was swept away: ", err)
	}
	if err := other.Close(); err != nil { // as when that process dies
		t.Fatal(err)
	}
	backUp("two")
	if _, err := os.Stat(busy); !errors.Is(err, fs.ErrNotExist) {
		t.Error("what nobody makes any more is left behind: ", err)
	}
}
