// Package disk puts files and folders down so that a power cut does not take them back. Whatever the school acknowledges outside of its
// database goes through here.
package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// WriteWhole puts a file in place so that a reader sees all of it or the one before, and so that its bytes are on the disk. Its name is on
// the disk when its folder has been flushed. The file is readable by the school's own process alone.
func WriteWhole(path string, body []byte) error {
	draft := path + ".draft"
	file, err := os.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	_, err = file.Write(body)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	if err := os.Rename(draft, path); err != nil {
		return fmt.Errorf("put %s in place: %w", filepath.Base(path), err)
	}
	return nil
}

// MakeFolder makes folders from the outside in, for the school's own process alone. The levels above the first must exist.
func MakeFolder(levels ...string) error {
	for _, level := range levels {
		if err := os.Mkdir(level, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("make a folder: %w", err)
		}
	}
	return nil
}

// FlushFolder makes the names in a folder as durable as the files.
func FlushFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("flush a folder: %w", err)
	}
	if err := errors.Join(folder.Sync(), folder.Close()); err != nil {
		return fmt.Errorf("flush a folder: %w", err)
	}
	return nil
}

// FlushName makes the name of a folder durable. If that fails an empty folder is taken away: after a flush that failed the kernel says yes
// to the next one although the name is nowhere, so the next attempt has to make it anew.
func FlushName(folder string) error {
	err := FlushFolder(filepath.Dir(folder))
	if err != nil {
		_ = syscall.Rmdir(folder) // it stays if something stands in it, and then its name was flushed before
	}
	return err
}
