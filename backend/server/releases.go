package server

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kith/backend/disk"
)

// before is what a page of the release before may still ask for: a phone that has the old app open asks for the old names, until somebody
// accepts the new one. That release cannot be in this binary, so each release leaves its hashed files in the data folder for the next. A
// folder in which nothing can be kept is no reason to stay closed.
func (h *House) before(shelf map[string]file) map[string]file {
	if !h.config.KeepApp {
		return nil
	}
	found, err := keepRelease(filepath.Join(h.config.Dir, "app"), shelf)
	if err != nil {
		h.App.Logger().Error("the app's files are not kept for the next release", "error", err)
	}
	return found
}

// keepRelease puts this release's hashed files beside those of the one before, which it returns, and lets older ones go. A release is one
// file, whose name says its place in the row and what is in it: 0003-5f2a91c07d13.zip.
func keepRelease(folder string, shelf map[string]file) (map[string]file, error) {
	if err := disk.MakeFolder(folder); err != nil {
		return nil, err
	}
	names, err := filepath.Glob(filepath.Join(folder, "*.zip")) // in order
	if err != nil {
		return nil, err
	}
	mark := printOf(shelf)
	mine := func(name string) bool { return strings.HasSuffix(name, "-"+mark+".zip") }
	others := slices.DeleteFunc(slices.Clone(names), mine)
	if len(names) == 0 || !mine(names[len(names)-1]) {
		name := filepath.Join(folder, next(names)+"-"+mark+".zip")
		if err := writeRelease(name, shelf); err != nil {
			return readNewest(others), err
		}
		names = append(names, name)
	}
	stays := names[len(names)-1:]
	if len(others) > 0 {
		stays = append(stays, others[len(others)-1])
	}
	for _, name := range names {
		if !slices.Contains(stays, name) {
			err = errors.Join(err, os.Remove(name))
		}
	}
	return readNewest(others), err
}

// next is the place behind the newest release.
func next(names []string) string {
	place := 0
	if len(names) > 0 {
		fmt.Sscanf(filepath.Base(names[len(names)-1]), "%d-", &place) //nolint:errcheck // what is not ours counts as the first
	}
	return fmt.Sprintf("%04d", place+1)
}

// printOf names a release by what is in it: the names of its files hold the hashes of their bytes.
func printOf(shelf map[string]file) string {
	sum := sha256.Sum256([]byte(strings.Join(hashed(shelf), "\n")))
	return hex.EncodeToString(sum[:6])
}

func hashed(shelf map[string]file) []string {
	names := slices.Sorted(maps.Keys(shelf))
	return slices.DeleteFunc(names, func(name string) bool { return !shelf[name].forever })
}

func writeRelease(path string, shelf map[string]file) error {
	var packed bytes.Buffer
	archive := zip.NewWriter(&packed)
	put := func(name string, body []byte) error {
		into, err := archive.Create(name)
		if err == nil {
			_, err = into.Write(body)
		}
		return err
	}
	for _, name := range hashed(shelf) {
		err := put(name, shelf[name].body)
		if small := shelf[name].brotli; len(small) > 0 {
			err = errors.Join(err, put(name+".br", small))
		}
		if err != nil {
			return fmt.Errorf("pack the app's files: %w", err)
		}
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("pack the app's files: %w", err)
	}
	return errors.Join(disk.WriteWhole(path, packed.Bytes()), disk.FlushFolder(filepath.Dir(path)))
}

// readNewest reads the last of these releases. One that cannot be read is as good as none: the page is then loaded anew.
func readNewest(names []string) map[string]file {
	if len(names) == 0 {
		return nil
	}
	archive, err := zip.OpenReader(names[len(names)-1])
	if err != nil {
		return nil
	}
	shelf, err := load(archive)
	if err := errors.Join(err, archive.Close()); err != nil {
		return nil
	}
	return shelf
}
