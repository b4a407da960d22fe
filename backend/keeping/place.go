package keeping

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"kith/backend/disk"
)

// Ground is where a school is put back: a folder that is missing or empty, and a work folder in which everything is made ready first.
type Ground struct {
	Dir     string
	work    work
	missing bool
}

// Work is the folder in which the school is made ready.
func (g Ground) Work() string { return g.work.path }

// restoring begins the name of a work folder.
const restoring = ".kith-restoring-"

// Clear makes the work folder: beside a data folder that is missing, and within one that is empty, since that may be a disk of its own.
// It refuses a folder in which anything stands, and sweeps away what a restore left that was cut off before it put anything there.
func Clear(dir string) (Ground, error) {
	ground := Ground{Dir: filepath.Clean(dir)}
	entries, err := os.ReadDir(dir)
	ground.missing = errors.Is(err, fs.ErrNotExist)
	where, name := ground.Dir, restoring
	switch {
	case ground.missing:
		where, name = filepath.Dir(ground.Dir), restoring+filepath.Base(ground.Dir)+"-"
		if err := os.MkdirAll(where, 0o700); err != nil {
			return ground, fmt.Errorf("make the folder around the data folder: %w", err)
		}
	case err != nil:
		return ground, fmt.Errorf("look into the data folder: %w", err)
	case slices.ContainsFunc(entries, func(entry os.DirEntry) bool { return !isWork(entry, name) }):
		return ground, fmt.Errorf("%s is not empty: a school is put back only into a new folder", dir)
	}
	if ground.work, err = begin(where, name); err != nil {
		return ground, fmt.Errorf("make room for the school: %w", err)
	}
	return ground, nil
}

// Whole refuses a data folder in which a restore was cut off after it had begun to put the school there. Opening it would begin a new school
// among the pieces of the old one.
func Whole(dir string) error {
	if _, err := os.Lstat(filepath.Join(dir, database)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if slices.ContainsFunc(entries, func(entry os.DirEntry) bool { return isWork(entry, restoring) }) {
		return fmt.Errorf("a school was being put back into %s, and that was cut off: empty the folder and put it back again", dir)
	}
	return err
}

// Settle puts the school that is ready in the work folder into its data folder, all of it on the disk. The database comes last: without it
// there is no school, and the work folder that is still there says why (Whole).
func (g Ground) Settle() error {
	if err := flush(g.work.path); err != nil {
		return err
	}
	if g.missing {
		if err := os.Rename(g.work.path, g.Dir); err != nil {
			return fmt.Errorf("put the school in place: %w", err)
		}
		return disk.FlushFolder(filepath.Dir(g.Dir))
	}
	entries, err := os.ReadDir(g.work.path)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if name := entry.Name(); name != database {
			if err := g.put(name); err != nil {
				return err
			}
		}
	}
	// A power cut must not keep the database's new name and lose another's.
	if err := errors.Join(disk.FlushFolder(g.Dir), g.put(database)); err != nil {
		return err
	}
	return errors.Join(os.Remove(g.work.path), disk.FlushFolder(g.Dir))
}

func (g Ground) put(name string) error {
	if err := os.Rename(filepath.Join(g.work.path, name), filepath.Join(g.Dir, name)); err != nil {
		return fmt.Errorf("put %s in place: %w", name, err)
	}
	return nil
}

// flush makes the names in a folder and in all below it durable. The files in them are already.
func flush(root string) error {
	return filepath.WalkDir(root, func(place string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		return disk.FlushFolder(place)
	})
}

// Abandon leaves nothing behind of a school that could not be made ready.
func (g Ground) Abandon() error { return g.work.end() }
