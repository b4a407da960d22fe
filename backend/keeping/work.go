package keeping

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// work is a folder in which something is made ready. It is claimed for as long as the process lives that made it, so that what a stop left
// behind can be told from what another process is making just now: such a folder holds a whole school, and nobody would look for it there.
type work struct {
	path  string
	claim *os.File
}

// begin sweeps away what earlier stops left under that name, and makes a folder of its own.
func begin(where, name string) (w work, err error) {
	if err := sweep(where, name); err != nil {
		return w, fmt.Errorf("sweep away what was cut off: %w", err)
	}
	if w.path, err = os.MkdirTemp(where, name); err != nil {
		return w, err
	}
	if w.claim, err = os.Open(w.path); err != nil {
		return w, errors.Join(err, os.Remove(w.path))
	}
	if err := syscall.Flock(int(w.claim.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return w, fmt.Errorf("claim %s: %w", w.path, errors.Join(err, w.claim.Close(), os.Remove(w.path)))
	}
	return w, nil
}

// end leaves nothing behind of the folder.
func (w work) end() error { return errors.Join(os.RemoveAll(w.path), w.claim.Close()) }

// isWork says whether this is such a folder of that name. Others may have a longer one.
func isWork(entry os.DirEntry, name string) bool {
	number, is := strings.CutPrefix(entry.Name(), name)
	return is && entry.IsDir() && strings.Trim(number, "0123456789") == ""
}

func sweep(where, name string) error {
	entries, err := os.ReadDir(where)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if isWork(entry, name) {
			err = errors.Join(err, sweepOne(filepath.Join(where, entry.Name())))
		}
	}
	return err
}

func sweepOne(path string) error {
	claim, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer claim.Close() //nolint:errcheck // only its lock was of use
	if syscall.Flock(int(claim.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		return nil // another process is at it
	}
	return os.RemoveAll(path)
}
