package media

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"kith/backend/disk"
	"kith/backend/voice"
)

// Shelf holds the pictures and voice notes we keep, on the disk: <data>/media/<two letters>/<folder>/<long side>.jpg, or sound.webm or
// sound.mp4 in such a folder. A folder is named by an id of ours, never by anybody's words. Files and folders are readable by the school's own process alone.
type Shelf struct{ root string }

// NewShelf opens the shelf under a data folder and makes it, if it is not there.
func NewShelf(data string) (*Shelf, error) {
	root := filepath.Join(data, "media")
	if err := disk.MakeFolder(data, root); err != nil {
		return nil, err
	}
	return &Shelf{root}, disk.FlushName(root)
}

// Put stores three sizes. When it returns without an error they are on the disk, together with every folder that leads to them: a
// power cut loses none. Putting the same folder again replaces it, file by file and never halfway, so a Put that was cut off is
// simply done once more. A Put that fails leaves nothing: after a flush that failed the kernel says yes to the next one, although the
// names are not on the disk, so the next Put has to make them anew.
func (s *Shelf) Put(folder string, sizes Sizes) error { return s.putFiles(folder, sizes.files()) }

func (s *Shelf) putFiles(folder string, files map[string][]byte) error {
	if !sound(folder) {
		return fmt.Errorf("put a picture away: %q is not an id", folder)
	}
	if err := s.put(folder, files); err != nil {
		shard, home := s.places(folder)
		err = errors.Join(err, os.RemoveAll(home))
		_ = syscall.Rmdir(shard) // it stays where other pictures stand in it: one of them has flushed its name
		return err
	}
	return nil
}

func (s *Shelf) put(folder string, files map[string][]byte) error {
	shard, home := s.places(folder)
	if err := disk.MakeFolder(shard, home); err != nil {
		return err
	}
	for name, file := range files {
		if err := disk.WriteWhole(filepath.Join(home, name), file); err != nil {
			return err
		}
	}
	// Every level, even one that stood before: another picture may have made it a moment ago and not flushed it yet.
	for _, level := range []string{home, shard, s.root} {
		if err := disk.FlushFolder(level); err != nil {
			return err
		}
	}
	return nil
}

// Open gives one size (1600, 800 or 400) of a folder. What is not there, and what could never be, is fs.ErrNotExist.
func (s *Shelf) Open(folder string, long int) (*os.File, error) {
	if !sound(folder) || long != Large && long != Medium && long != Small {
		return nil, fs.ErrNotExist
	}
	_, home := s.places(folder)
	return os.Open(filepath.Join(home, fileName(long)))
}

// OpenSound gives the voice note of a folder, and its form as it is served. A folder without one is fs.ErrNotExist.
func (s *Shelf) OpenSound(folder string) (file *os.File, form string, err error) {
	if !sound(folder) {
		return nil, "", fs.ErrNotExist
	}
	_, home := s.places(folder)
	for form, name := range soundNames {
		if file, err = os.Open(filepath.Join(home, name)); err == nil {
			return file, form, nil
		}
	}
	return nil, "", err
}

// Remove takes a folder off the shelf for good. Removing what is not there is no error.
func (s *Shelf) Remove(folder string) error {
	if !sound(folder) {
		return fmt.Errorf("remove a picture: %q is not an id", folder)
	}
	shard, home := s.places(folder)
	if err := os.RemoveAll(home); err != nil {
		return fmt.Errorf("remove a picture: %w", err)
	}
	if err := disk.FlushFolder(shard); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (s *Shelf) places(folder string) (shard, home string) {
	shard = filepath.Join(s.root, folder[:2])
	return shard, filepath.Join(shard, folder)
}

// AllSizes are the long sides, in pixels, in which each picture stands on the shelf.
var AllSizes = []int{Large, Medium, Small}

func fileName(long int) string { return strconv.Itoa(long) + ".jpg" }

// soundNames are the files of voice notes, by form. A folder has one of them or pictures.
var soundNames = map[string]string{voice.WebM: "sound.webm", voice.MP4: "sound.mp4"}

// Forms are what a folder may hold: pictures, which have no form, and the two of voice notes.
var Forms = []string{"", voice.WebM, voice.MP4}

// FileNames are the names that a file in a folder of a form may have: those of a voice note's form, and of pictures where there is none. All
// of them stand there.
func FileNames(form string) []string {
	if name, is := soundNames[form]; is {
		return []string{name}
	}
	names := make([]string, 0, len(AllSizes))
	for _, long := range AllSizes {
		names = append(names, fileName(long))
	}
	return names
}

// files are the three sizes by the names of their files.
func (s Sizes) files() map[string][]byte {
	return map[string][]byte{fileName(Large): s.Large, fileName(Medium): s.Medium, fileName(Small): s.Small}
}
