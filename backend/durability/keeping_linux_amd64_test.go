package durability_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
)

// TestWhateverFailsAtWhicheverCallOfABackupThereIsAWholeOneOrNone: also the school itself is none the worse, phones are not told to let go
// of what no backup holds, and the next backup clears up.
func TestWhateverFailsAtWhicheverCallOfABackupThereIsAWholeOneOrNone(t *testing.T) {
	usual := evening(t)
	made := func(t *testing.T, way plan) (home string, s *traced) {
		home = keptAt(t, usual)
		return home, traceCommand(t, home, way, "backup", "--dir", filepath.Join(home, "data"), "--out", filepath.Join(home, "one.kith"))
	}
	sweepCommand(t, made, func(t *testing.T, home string) {
		data, archive := filepath.Join(home, "data"), filepath.Join(home, "one.kith")
		safe := durable(t, data)
		if _, err := os.Stat(archive); err == nil {
			mustRun(t, "restore", "--dir", filepath.Join(home, "again"), "--from", archive)
			opensWhole(t, filepath.Join(home, "again"), usual)
		} else if !errors.Is(err, fs.ErrNotExist) || safe != "" {
			t.Errorf("there is no backup (%v), and phones are told that everything up to %q is safe", err, safe)
		}
		mustRun(t, "backup", "--dir", data, "--out", filepath.Join(home, "two.kith"))
		opensWhole(t, data, usual)
		leavesOnly(t, home, "data", "again", "one.kith", "two.kith")
	})
}

// TestWhateverFailsAtWhicheverCallOfARestoreThereIsAWholeSchoolOrNone: none means that no school opens there, also no new one, and that the
// restore can be done again.
func TestWhateverFailsAtWhicheverCallOfARestoreThereIsAWholeSchoolOrNone(t *testing.T) {
	usual := evening(t)
	home := keptAt(t, usual)
	archive := filepath.Join(home, "one.kith")
	mustRun(t, "backup", "--dir", filepath.Join(home, "data"), "--out", archive)
	for _, folder := range []string{"missing", "empty"} {
		made := func(t *testing.T, way plan) (string, *traced) {
			around := t.TempDir()
			dir := filepath.Join(around, "data")
			if folder == "empty" {
				if err := os.Mkdir(dir, 0o700); err != nil {
					t.Fatal(err)
				}
			}
			return dir, traceCommand(t, around, way, "restore", "--dir", dir, "--from", archive)
		}
		t.Run("into a folder that is "+folder, func(t *testing.T) {
			sweepCommand(t, made, func(t *testing.T, dir string) {
				if _, err := os.Stat(filepath.Join(dir, "data.db")); errors.Is(err, fs.ErrNotExist) {
					if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
						neverOpens(t, dir)
					}
					mustRun(t, "restore", "--dir", dir, "--from", archive)
				}
				opensWhole(t, dir, usual)
				leavesOnly(t, filepath.Dir(dir), "data")
			})
		})
	}
}

// kept is a school that was ended, and the rows in it.
type kept struct {
	dir  string
	rows map[string]int
}

// evening is a school after a whole day.
func evening(t *testing.T) kept {
	t.Helper()
	today, dir := morning(t).begin(t)
	h := open(t, dir)
	today.url = h.url
	if err := today.pass(); err != nil {
		t.Fatal(err)
	}
	h.kill()
	return kept{dir, count(t, dir)}
}

// keptAt is a folder with a copy of a school in it, and room for what is made of that.
func keptAt(t *testing.T, usual kept) (home string) {
	t.Helper()
	home = t.TempDir()
	if err := os.CopyFS(filepath.Join(home, "data"), os.DirFS(usual.dir)); err != nil {
		t.Fatal(err)
	}
	return home
}

// sweepCommand lets a command meet every fault at each call, or at some, and looks at what it left. A command that met none has to be well.
func sweepCommand(t *testing.T, made func(*testing.T, plan) (string, *traced), holds func(*testing.T, string)) {
	t.Helper()
	place, s := made(t, plan{Start: true})
	holds(t, place)
	calls := s.told("call ")
	t.Logf("it has %d calls that count; the sample is -seed=%d", len(calls), *seed)
	for i, way := range ways {
		way.Start = true
		for _, way.At = range chosen(calls, way, *sample, rand.New(rand.NewPCG(*seed, uint64(i)))) {
			t.Run(way.String(), func(t *testing.T) {
				place, s := made(t, way)
				t.Log(s.told("met "))
				holds(t, place)
			})
		}
	}
}

// run runs a command to its end, and gives what it said.
func run(t *testing.T, command ...string) (string, error) {
	t.Helper()
	binary, err := kith()
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithTimeout(t.Context(), time.Minute)
	defer end()
	said, err := exec.CommandContext(ctx, binary, command...).CombinedOutput()
	return string(said), err
}

func mustRun(t *testing.T, command ...string) {
	t.Helper()
	if said, err := run(t, command...); err != nil {
		t.Fatalf("%v: %v %s", command, err, said)
	}
}

// opensWhole opens a school and finds every row and every picture in it.
func opensWhole(t *testing.T, dir string, usual kept) {
	t.Helper()
	open(t, dir).kill()
	mustRun(t, "verify", "--dir", dir)
	rows := count(t, dir)
	rows["decisions"] = min(rows["decisions"], usual.rows["decisions"]) // in a long sweep the pause after the approval ends with a release
	if !maps.Equal(rows, usual.rows) {
		t.Errorf("it has %v instead of %v", rows, usual.rows)
	}
	if pictures := picturesIn(t, dir); !slices.Equal(pictures, picturesIn(t, usual.dir)) {
		t.Errorf("it has the pictures %v", pictures)
	}
}

// picturesIn are the names of all pictures with their sizes in bytes.
func picturesIn(t *testing.T, dir string) (found []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(filepath.Join(dir, "media")), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".jpg" {
			return err
		}
		info, err := entry.Info()
		found = append(found, fmt.Sprint(name, " ", info.Size()))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// durable is up to where phones are told that a backup holds everything, empty as long as none does.
func durable(t *testing.T, dir string) string {
	t.Helper()
	db, err := dbx.Open("sqlite", filepath.Join(dir, "data.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var found []string
	if err := db.NewQuery(`SELECT value FROM house WHERE name = 'durable'`).Column(&found); err != nil {
		t.Fatal(err)
	}
	return strings.Join(found, ", ")
}

// neverOpens wants no school to open among the pieces of one, and empties the folder as it is told to.
func neverOpens(t *testing.T, dir string) {
	t.Helper()
	if said, err := run(t, "serve", "--dir", dir, "--addr", free(t)); err == nil || !strings.Contains(said, "empty the folder") {
		t.Errorf("a school opens where half of one lies: %v %s", err, said)
	}
	if err := errors.Join(os.RemoveAll(dir), os.Mkdir(dir, 0o700)); err != nil {
		t.Fatal(err)
	}
}

// leavesOnly wants nothing beside what has a name here.
func leavesOnly(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !slices.Contains(names, entry.Name()) {
			t.Errorf("%s is left behind", entry.Name())
		}
	}
}
