package media_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kith/backend/media"
)

const (
	garden = "garden000000001" // ids of pictures and of the folders they stand in
	bakery = "bakery000000002"
)

func three(of string) media.Sizes {
	return media.Sizes{Large: []byte("large " + of), Medium: []byte("medium " + of), Small: []byte("small " + of)}
}

func onShelf(t *testing.T, s *media.Shelf, folder string, long int) string {
	t.Helper()
	file, err := s.Open(folder, long)
	if err != nil {
		t.Fatal(err)
	}
	return allOf(t, file)
}

func allOf(t *testing.T, file io.ReadCloser) string {
	t.Helper()
	body, err := io.ReadAll(file)
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func newShelf(t *testing.T) (*media.Shelf, string) {
	t.Helper()
	data := t.TempDir()
	s, err := media.NewShelf(data)
	if err != nil {
		t.Fatal(err)
	}
	return s, data
}

func Test_a_picture_put_away_is_there_in_three_sizes(t *testing.T) {
	s, _ := newShelf(t)
	if err := s.Put(garden, three("garden")); err != nil {
		t.Fatal(err)
	}
	for long, want := range map[int]string{1600: "large garden", 800: "medium garden", 400: "small garden"} {
		if got := onShelf(t, s, garden, long); got != want {
			t.Errorf("%d: %q", long, got)
		}
	}
}

func Test_putting_a_picture_away_again_replaces_it_whole(t *testing.T) {
	s, data := newShelf(t)
	home := filepath.Join(data, "media", garden[:2], garden)
	if err := os.MkdirAll(home, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, "1600.jpg.draft"), []byte("a draft that was cut off, longer than the picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, of := range []string{"garden in spring", "garden"} {
		if err := s.Put(garden, three(of)); err != nil {
			t.Fatal(err)
		}
		if got := onShelf(t, s, garden, 1600); got != "large "+of {
			t.Errorf("%q", got)
		}
	}
	if names := namesIn(t, home); names != "1600.jpg 400.jpg 800.jpg" {
		t.Errorf("left over: %s", names)
	}
}

func namesIn(t *testing.T, folder string) string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(entries))
	for i, entry := range entries {
		names[i] = entry.Name()
	}
	return strings.Join(names, " ")
}

func Test_a_removed_picture_is_gone_and_its_neighbour_is_not(t *testing.T) {
	s, _ := newShelf(t)
	next := garden[:2] + bakery[2:]
	for _, folder := range []string{garden, next} {
		if err := s.Put(folder, three(folder)); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // the second time there is nothing left to remove
		if err := s.Remove(garden); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Remove(bakery); err != nil {
		t.Errorf("removing what never was: %v", err)
	}
	if _, err := s.Open(garden, 400); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("still there: %v", err)
	}
	onShelf(t, s, next, 400)
}

func Test_no_name_leads_out_of_the_shelf(t *testing.T) {
	s, data := newShelf(t)
	if err := os.WriteFile(filepath.Join(data, "data.db"), []byte("everything"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "..", "../../data.db", "ga", "GARDEN000000001", "garden00000000/", "garden000000001\n", "garden000000001.", "gärden00000001"} {
		if _, err := s.Open(name, 1600); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("open %q: %v", name, err)
		}
		if err := s.Put(name, three("")); err == nil {
			t.Errorf("put %q was allowed", name)
		}
		if err := s.Remove(name); err == nil {
			t.Errorf("remove %q was allowed", name)
		}
	}
	for _, long := range []int{0, -1, 1601, 399} {
		if _, err := s.Open(garden, long); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("open size %d: %v", long, err)
		}
	}
	if names := namesIn(t, filepath.Join(data, "media")); names != "" {
		t.Errorf("made on the way: %s", names)
	}
}

func Test_only_the_school_reads_the_files(t *testing.T) {
	s, data := newShelf(t)
	if err := s.Put(garden, three("garden")); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(filepath.Join(data, "media"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func Test_a_shelf_that_cannot_be_written_says_so(t *testing.T) {
	s, data := newShelf(t)
	if err := os.WriteFile(filepath.Join(data, "media", garden[:2]), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Put(garden, three("garden")); err == nil {
		t.Error("a file stands where the folder should be, and Put said yes")
	}
	if _, err := media.NewShelf(filepath.Join(data, "media", garden[:2])); err == nil {
		t.Error("a shelf inside a file")
	}
}

func Test_a_picture_that_could_not_be_put_away_leaves_no_name_behind(t *testing.T) {
	s, data := newShelf(t)
	home := filepath.Join(data, "media", garden[:2], garden)
	if err := os.MkdirAll(filepath.Join(home, "400.jpg.draft"), 0o700); err != nil { // nothing can be written there
		t.Fatal(err)
	}
	if err := s.Put(garden, three("garden")); err == nil {
		t.Fatal("Put said yes")
	}
	if _, err := os.Stat(filepath.Dir(home)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a name is left whose flush may have failed: %v", err)
	}
	if err := s.Put(garden, three("garden")); err != nil {
		t.Errorf("the next attempt: %v", err)
	}
}
