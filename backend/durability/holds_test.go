package durability_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"kith/backend/media"
)

// breach is one way in which a school did not keep its word.
type breach struct{ kind, what string }

// What a breach can be: acknowledged and gone, there twice, not whole, or anything else that a phone would not expect.
const (
	lost    = "lost"
	doubled = "doubled"
	half    = "half"
	other   = "other"
)

// facts are the tables in which an op or a picture leaves a row, each exactly as often as on a day when nothing goes wrong.
var facts = []string{
	"moments", "revisions", "authors", "shown", "media", "renditions", "revision_media", "uploads", "decisions", "answers", "consents", "ledger",
}

// house is a school in a process of its own, without a tracer.
type house struct {
	url  string
	said *bytes.Buffer
	cmd  *exec.Cmd
}

// open serves a data folder with the real binary.
func open(t *testing.T, dir string) *house {
	t.Helper()
	binary, err := kith()
	if err != nil {
		t.Fatal(err)
	}
	addr := free(t)
	h := &house{url: "http://" + addr, said: &bytes.Buffer{}, cmd: exec.Command(binary, "serve", "--dir", dir, "--addr", addr)}
	h.cmd.Stdout, h.cmd.Stderr = h.said, h.said
	if err := h.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.kill)
	if !answers(h.url, nil) {
		h.kill()
		t.Fatal("the school does not open again: ", h.said)
	}
	return h
}

func (h *house) kill() {
	if h.cmd.ProcessState == nil {
		_ = h.cmd.Process.Kill() // it may have ended
		_ = h.cmd.Wait()         // it says that it was killed
	}
}

// holds opens a school again and holds it to everything that it acknowledged, lets the phones finish their day, and counts.
func (d *day) holds(t *testing.T, dir string, usual map[string]int) (found []breach) {
	t.Helper()
	complain := func(kind, what string, of ...any) { found = append(found, breach{kind, fmt.Sprintf(what, of...)}) }
	h := open(t, dir)
	defer h.kill()
	d.url = h.url
	d.stands(complain)
	if err := d.pass(); err != nil {
		complain(other, "the day does not go on: %v", err)
		return found
	}
	d.stands(complain)
	if left := d.untidy(dir); left != "" {
		complain(half, "files are left: %s", left)
	}
	h.kill()
	binary, err := kith()
	if err != nil {
		t.Fatal(err)
	}
	if said, err := exec.Command(binary, "verify", "--dir", dir).CombinedOutput(); err != nil {
		complain(other, "it is not sound: %v %s", err, said)
	}
	counted := count(t, dir)
	for _, table := range slices.Sorted(maps.Keys(usual)) {
		switch got, want := counted[table], usual[table]; {
		case got > want:
			complain(doubled, "%s has %d rows instead of %d", table, got, want)
		case got < want:
			complain(lost, "%s has %d rows instead of %d", table, got, want)
		}
	}
	return found
}

// stands asks for everything that was acknowledged, once more, and reads every picture that is shown.
func (d *day) stands(complain func(kind, what string, of ...any)) {
	for _, s := range d.ops {
		if s.result == nil {
			continue
		}
		result, err := d.post(*s.by, s.op)
		if err != nil || !result.Repeated || result.Seq != s.result.Seq {
			complain(lost, "%s was acknowledged as %+v and is now %+v %v", s.what, *s.result, result, err)
		}
	}
	for id, seq := range d.pictures {
		told, _, err := d.ask(d.maya, "HEAD", "/media/"+id, map[string]string{"Tus-Resumable": "1.0.0"}, nil)
		if err != nil || told.Get("Kith-Media") != "kept" || told.Get("Kith-Seq") != seq {
			complain(lost, "a picture was kept as %s and is now %v %v", seq, told, err)
		}
	}
	rows, err := d.pull(d.maya)
	if err != nil {
		complain(other, "Maya cannot read: %v", err)
		return
	}
	for _, story := range d.stories {
		id := story.Photo.Media
		_, kept := d.pictures[id]
		row := rows[story.Revision.Moment]
		if row == nil || len(row.Pictures) != 1 || !row.Pictures[0].Kept {
			if kept {
				complain(lost, "a kept picture is not shown: %+v", row)
			}
			continue
		}
		d.whole(story.Photo.Bytes, row.Pictures[0].Rendition, complain)
	}
}

// whole reads a picture in its three sizes: each is byte for byte what the school makes of the uploaded one.
func (d *day) whole(uploaded []byte, rendition string, complain func(kind, what string, of ...any)) {
	want, err := media.Rebuild(context.Background(), bytes.NewReader(uploaded))
	if err != nil {
		complain(other, "the picture itself: %v", err)
		return
	}
	for size, file := range map[string][]byte{"1600": want.Large, "800": want.Medium, "400": want.Small} {
		_, got, err := d.ask(d.maya, "GET", "/media/"+rendition+"/"+size, nil, nil)
		if err != nil || !bytes.Equal(got, file) {
			complain(half, "a picture at %s has %d bytes instead of %d: %v", size, len(got), len(file), err)
		}
	}
}

// untidy waits for the tidying beside the start and tells what it leaves: uploaded bytes, drafts, and folders without their three sizes.
func (d *day) untidy(dir string) (left string) {
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		var names []string
		err := filepath.WalkDir(filepath.Join(dir, "media"), func(name string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() {
				names = append(names, name)
			}
			return err
		})
		var odd []string
		for _, name := range names {
			if filepath.Ext(name) != ".jpg" {
				odd = append(odd, strings.TrimPrefix(name, dir))
			}
		}
		if err == nil && len(odd) == 0 && len(names) == 3*len(d.stories) {
			return ""
		}
		if time.Now().After(end) {
			return fmt.Sprint(odd, " of ", len(names), err)
		}
	}
}

// count reads the database of a school that is closed, and asks SQLite whether it is sound.
func count(t *testing.T, dir string) map[string]int {
	t.Helper()
	db, err := dbx.Open("sqlite", filepath.Join(dir, "data.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	counted := map[string]int{}
	for _, table := range facts {
		var rows int
		if err := db.NewQuery("SELECT count(*) FROM " + table).Row(&rows); err != nil {
			t.Fatal(table, err)
		}
		counted[table] = rows
	}
	var sound string
	if err := db.NewQuery("PRAGMA integrity_check").Row(&sound); err != nil || sound != "ok" {
		t.Errorf("the database is not sound: %s %v", sound, err)
	}
	return counted
}

// endure lets a day pass in front of a disk that fails, as a phone does: what is told to try again is tried again.
func (d *day) endure(tries int) error {
	err := errAgain
	for range tries {
		if err = d.pass(); !errors.Is(err, errAgain) {
			return err
		}
	}
	return err
}
