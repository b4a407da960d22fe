package media_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kith/backend/media"
)

func newParts(t *testing.T) (*media.Parts, string) {
	t.Helper()
	data := t.TempDir()
	p, err := media.NewParts(data)
	if err != nil {
		t.Fatal(err)
	}
	return p, filepath.Join(data, "media", "parts")
}

func partOf(t *testing.T, p *media.Parts, id string) string {
	t.Helper()
	file, err := p.Open(id)
	if err != nil {
		t.Fatal(err)
	}
	return allOf(t, file)
}

func Test_an_upload_grows_piece_by_piece(t *testing.T) {
	p, _ := newParts(t)
	for offset, piece := range []string{"a", "b", "c"} {
		if err := p.Append(garden, int64(offset), []byte(piece)); err != nil {
			t.Fatal(err)
		}
	}
	if got := partOf(t, p, garden); got != "abc" {
		t.Errorf("%q", got)
	}
}

func Test_what_a_broken_attempt_left_is_cut_off(t *testing.T) {
	p, folder := newParts(t)
	if err := p.Append(garden, 0, []byte("kept")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, garden), []byte("keptthen the power went and this was never acknowledged"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := p.Append(garden, 4, []byte(" on")); err != nil {
		t.Fatal(err)
	}
	if got := partOf(t, p, garden); got != "kept on" {
		t.Errorf("%q", got)
	}
}

func Test_no_gap_is_left_in_an_upload(t *testing.T) {
	p, _ := newParts(t)
	if err := p.Append(garden, 0, []byte("abc")); err != nil {
		t.Fatal(err)
	}
	if err := p.Append(garden, 5, []byte("f")); err == nil {
		t.Error("a gap was written")
	}
	if got := partOf(t, p, garden); got != "abc" {
		t.Errorf("%q", got)
	}
}

func Test_a_forgotten_upload_is_gone(t *testing.T) {
	p, _ := newParts(t)
	for _, id := range []string{garden, bakery} {
		if err := p.Append(id, 0, []byte("abc")); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := p.Remove(garden); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := p.Length(garden); n != 0 || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
	if n, err := p.Length(bakery); n != 3 || err != nil {
		t.Errorf("the neighbour: %d bytes, %v", n, err)
	}
	if all, err := p.All(); strings.Join(all, " ") != bakery || err != nil {
		t.Errorf("%v, %v", all, err)
	}
}

func Test_no_name_leads_out_of_the_uploads(t *testing.T) {
	p, folder := newParts(t)
	for _, name := range []string{"", "..", "../" + garden, "../../data.db", "GARDEN000000001"} {
		if err := p.Append(name, 0, []byte("abc")); err == nil {
			t.Errorf("append to %q was allowed", name)
		}
		if err := p.Remove(name); err == nil {
			t.Errorf("remove %q was allowed", name)
		}
		if _, err := p.Open(name); err == nil {
			t.Errorf("open %q was allowed", name)
		}
	}
	if names := namesIn(t, folder) + namesIn(t, filepath.Dir(filepath.Dir(folder))); names != "media" {
		t.Errorf("made on the way: %s", names)
	}
}

func Test_a_full_or_broken_disk_is_told_and_nothing_counts_as_written(t *testing.T) {
	p, folder := newParts(t)
	if err := os.Mkdir(filepath.Join(folder, garden), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := p.Append(garden, 0, []byte("abc")); err == nil {
		t.Error("wrote into a folder")
	}
}
