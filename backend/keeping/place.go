package keeping

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"kith/backend/disk"
)

// Ground is where a school is put back: a folder that is missing or empty, and a work folder in which everything is made ready first.
type Ground struct {
	Dir, Work string
	missing   bool
}

// Clear makes the work folder: beside a data folder that is missing, and within one that is empty, since that may be a disk of its own.
// It refuses a folder in which anything stands.
func Clear(dir string) (Ground, error) {
	entries, err := os.ReadDir(dir)
	ground := Ground{Dir: filepath.Clean(dir), missing: errors.Is(err, fs.ErrNotExist)}
	switch {
	case err != nil && !ground.missing:
		return ground, fmt.Errorf("look into the data folder: %w", err)
	case len(entries) > 0:
		return ground, fmt.Errorf("%s is not empty: a school is put back only into a new folder", dir)
	}
	where := ground.Dir
	if ground.missing {
		where = filepath.Dir(ground.Dir)
		if err := os.MkdirAll(where, 0o700); err != nil {
			return ground, fmt.Errorf("make the folder around the data folder: %w", err)
		}
	}
	ground.Work, err = os.MkdirTemp(where, ".kith-restoring-")
	if err != nil {
		return ground, fmt.Errorf("make room for the school: %w", err)
	}
	return ground, nil
}

// Settle puts the school that is ready in the work folder into its data folder, all of it on the disk. The database comes last: without it
// there is no school.
func (g Ground) Settle() error {
	if err := flush(g.Work); err != nil {
		return err
	}
	if g.missing {
		if err := os.Rename(g.Work, g.Dir); err != nil {
			return fmt.Errorf("put the school in place: %w", err)
		}
		return disk.FlushFolder(filepath.Dir(g.Dir))
	}
	entries, err := os.ReadDir(g.Work)
	if err != nil {
		return err
	}
	names := []string{}
	for _, entry := range entries {
		if entry.Name() != database {
			names = append(names, entry.Name())
		}
	}
	for _, name := range append(names, database) {
		if err := os.Rename(filepath.Join(g.Work, name), filepath.Join(g.Dir, name)); err != nil {
			return fmt.Errorf("put %s in place: %w", name, err)
		}
	}
	return errors.Join(os.Remove(g.Work), disk.FlushFolder(g.Dir))
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

// Abandon leaves nothing behind of a school that could not be put back.
func (g Ground) Abandon() error { return os.RemoveAll(g.Work) }
