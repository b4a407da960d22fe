package keeping_test

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"kith/backend/keeping"
	"kith/backend/kithtest"
	"kith/backend/server"
)

// part is one file of an archive in a test's hands.
type part struct {
	name string
	body []byte
}

func parts(t *testing.T, archive string) []part {
	t.Helper()
	body, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	var found []part
	for reading := tar.NewReader(bytes.NewReader(body)); ; {
		entry, err := reading.Next()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(reading)
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, part{entry.Name, body})
	}
}

func rewritten(t *testing.T, parts []part) string {
	t.Helper()
	var body bytes.Buffer
	writing := tar.NewWriter(&body)
	for _, p := range parts {
		if err := writing.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: p.name, Size: int64(len(p.body)), Mode: 0o600}); err != nil {
			t.Fatal(err)
		}
		if _, err := writing.Write(p.body); err != nil {
			t.Fatal(err)
		}
	}
	if err := writing.Close(); err != nil {
		t.Fatal(err)
	}
	return written(t, body.Bytes())
}

func written(t *testing.T, body []byte) string {
	t.Helper()
	place := filepath.Join(t.TempDir(), "changed.tar")
	if err := os.WriteFile(place, body, 0o600); err != nil {
		t.Fatal(err)
	}
	return place
}

// refusedRestore puts an archive back into a folder that may be there or not, and ends the test unless it is refused and leaves nothing.
func refusedRestore(t *testing.T, archive string, with ...age.Identity) error {
	t.Helper()
	around := t.TempDir()
	err := server.Restore(server.Config{Dir: filepath.Join(around, "again"), Origin: "http://kith.test"}, archive, with, io.Discard)
	if err == nil {
		t.Fatal("it was put back")
	}
	if left, failed := os.ReadDir(around); failed != nil || len(left) > 0 {
		t.Errorf("it leaves %v behind %v", left, failed)
	}
	return err
}

func TestADamagedBackupIsRefusedByTheNameOfItsFileAndLeavesNothingBehind(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Phone(c.Maya).Keep(c.Drumming())
	sound := parts(t, backup(school))
	picture := "media/" + story.Photo.Media[:2] + "/" + story.Photo.Media + "/800.jpg"
	at := func(name string) int {
		i := slices.IndexFunc(sound, func(p part) bool { return p.name == name })
		if i < 0 {
			t.Fatalf("the backup has no %s", name)
		}
		return i
	}
	for what, damage := range map[string]struct {
		file string
		do   func() string
	}{
		"a bit that has turned in the database": {"data.db", func() string {
			changed := slices.Clone(sound)
			body := slices.Clone(changed[at("data.db")].body)
			body[len(body)/2] ^= 1
			changed[at("data.db")].body = body
			return rewritten(t, changed)
		}},
		"a bit that has turned in a picture": {picture, func() string {
			changed := slices.Clone(sound)
			body := slices.Clone(changed[at(picture)].body)
			body[100] ^= 1
			changed[at(picture)].body = body
			return rewritten(t, changed)
		}},
		"a picture that is missing": {picture, func() string { return rewritten(t, slices.Delete(slices.Clone(sound), at(picture), at(picture)+1)) }},
		"a picture that the manifest forgot as well": {picture, func() string {
			return rewritten(t, forgetting(t, sound, picture))
		}},
		"a picture that nobody knows": {"media/zz/zzzzzzzzzzzzzzz/800.jpg", func() string {
			return rewritten(t, append([]part{{"media/zz/zzzzzzzzzzzzzzz/800.jpg", []byte("who?")}}, sound...))
		}},
		"a file that would be written elsewhere": {"../escaped.txt", func() string {
			return rewritten(t, append([]part{{"../escaped.txt", []byte("me")}}, sound...))
		}},
		"the same file twice": {"secrets.json", func() string { return rewritten(t, append([]part{sound[at("secrets.json")]}, sound...)) }},
		"no manifest":         {"manifest.json", func() string { return rewritten(t, sound[:len(sound)-1]) }},
		"an end that came too early": {picture, func() string {
			body, err := os.ReadFile(rewritten(t, sound))
			if err != nil {
				t.Fatal(err)
			}
			return written(t, body[:bytes.Index(body, []byte(picture))+512+1000])
		}},
		"a database that was broken before it was backed up": {"data.db", func() string {
			changed := slices.Clone(sound)
			body := slices.Clone(changed[at("data.db")].body)
			clear(body[5*4096 : 8*4096])
			changed[at("data.db")].body = body
			return rewritten(t, saying(t, changed, keeping.File{Name: "data.db", Bytes: int64(len(body)), SHA256: sumOf(body)}))
		}},
		"nothing in it":  {"manifest.json", func() string { return written(t, nil) }},
		"something else": {"its first file", func() string { return written(t, bytes.Repeat([]byte("drums "), 1000)) }},
	} {
		t.Run(what, func(t *testing.T) {
			err := refusedRestore(t, damage.do())
			var damaged keeping.DamagedError
			if !errors.As(err, &damaged) || damaged.File != damage.file || !strings.Contains(err.Error(), damage.file) {
				t.Errorf("it is refused with %v, and not by the name of %s", err, damage.file)
			}
		})
	}
}

func sumOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// saying changes what the manifest of an archive says of a file.
func saying(t *testing.T, parts []part, file keeping.File) []part {
	t.Helper()
	last := len(parts) - 1
	manifest := decoded[keeping.Manifest](t, parts[last].body)
	manifest.Files = append(slices.DeleteFunc(manifest.Files, func(f keeping.File) bool { return f.Name == file.Name }), file)
	body, err := json.Marshal(manifest)
	if err != nil {
		t.Fatal(err)
	}
	changed := slices.Clone(parts)
	changed[last].body = body
	return changed
}

// forgetting leaves a file out of an archive and out of its manifest.
func forgetting(t *testing.T, sound []part, name string) []part {
	t.Helper()
	var manifest keeping.Manifest
	if err := json.Unmarshal(sound[len(sound)-1].body, &manifest); err != nil {
		t.Fatal(err)
	}
	manifest.Files = slices.DeleteFunc(manifest.Files, func(f keeping.File) bool { return f.Name == name })
	body, err := json.Marshal(manifest)
	if err != nil {
		t.Fatal(err)
	}
	changed := slices.DeleteFunc(slices.Clone(sound), func(p part) bool { return p.name == name })
	changed[len(changed)-1].body = body
	return changed
}

func TestABackupOfANewerKithIsLeftToThatOne(t *testing.T) {
	school := kithtest.Open(t)
	sound := parts(t, backup(school))
	last := &sound[len(sound)-1]
	last.body = bytes.Replace(last.body, []byte(`"schema": "00`), []byte(`"schema": "99`), 1)
	if err := refusedRestore(t, rewritten(t, sound)); !strings.Contains(err.Error(), "a newer Kith") {
		t.Error("it is refused with", err)
	}
}

func TestAnEncryptedBackupOpensWithItsKeyAlone(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Phone(c.Maya).Keep(c.Drumming())
	ours, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	place := filepath.Join(t.TempDir(), "monday.tar.age")
	if _, err := school.Backup(t.Context(), place, []age.Recipient{ours.Recipient()}); err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile(place)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{story.Revision.Words, story.Photo.Media, "data.db", "Maya"} {
		if bytes.Contains(body, []byte(word)) {
			t.Errorf("%q can be read in it", word)
		}
	}
	if err := refusedRestore(t, place); !strings.Contains(err.Error(), "--identity") {
		t.Error("without a key:", err)
	}
	if err := refusedRestore(t, place, theirs); !strings.Contains(err.Error(), "this key") {
		t.Error("with a stranger's key:", err)
	}
	var damaged keeping.DamagedError
	if err := refusedRestore(t, written(t, body[:len(body)-100]), ours); !errors.As(err, &damaged) {
		t.Error("cut short:", err)
	}
	dir := filepath.Join(t.TempDir(), "again")
	if err := server.Restore(server.Config{Dir: dir, Origin: "http://kith.test"}, place, []age.Identity{ours}, io.Discard); err != nil {
		t.Fatal(err)
	}
	if again := kithtest.Reopen(t, dir); again.Count(`SELECT count(*) FROM revisions WHERE id = {:a}`, story.Revision.Revision) != 1 {
		t.Error("the moment is not in it")
	}
}

func TestASchoolIsPutBackOnlyWhereNothingStands(t *testing.T) {
	school := kithtest.Open(t)
	school.DrumRoom()
	archive := backup(school)
	full := t.TempDir()
	note := filepath.Join(full, "a note")
	if err := os.WriteFile(note, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := server.Restore(server.Config{Dir: full, Origin: "http://kith.test"}, archive, nil, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Error("into a folder with something in it:", err)
	}
	if left, err := os.ReadDir(full); err != nil || len(left) != 1 {
		t.Errorf("the folder now holds %v %v", left, err)
	}
	empty := t.TempDir()
	if err := server.Restore(server.Config{Dir: empty, Origin: "http://kith.test"}, archive, nil, io.Discard); err != nil {
		t.Fatal("into an empty folder:", err)
	}
	if again := kithtest.Reopen(t, empty); again.Count(`SELECT count(*) FROM circles`) != 1 {
		t.Error("the school is not there")
	}
}

func TestABackupIsWholeOrNotThere(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Phone(c.Maya).Keep(c.Drumming())
	if err := os.Remove(filepath.Join(school.Dir, "media", story.Photo.Media[:2], story.Photo.Media, "800.jpg")); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if _, err := school.Backup(t.Context(), filepath.Join(folder, "monday.tar"), nil); err == nil || !strings.Contains(err.Error(), "800.jpg") {
		t.Error("a picture that is gone from the shelf is not missed:", err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("there is %v %v", left, err)
	}
	if answer := school.Phone(c.Maya).Send(); answer.Durable != 0 {
		t.Error("phones are told that everything up to", answer.Durable, "is safe")
	}
}

func TestABackupNeverWritesOverAnother(t *testing.T) {
	school := kithtest.Open(t)
	archive := backup(school)
	before, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := school.Backup(t.Context(), archive, nil); err == nil {
		t.Error("the older one was written over")
	}
	if after, err := os.ReadFile(archive); err != nil || !bytes.Equal(before, after) {
		t.Error("the older one was changed", err)
	}
}

func TestPhonesLearnUpToWhereABackupHoldsWhatTheySent(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	maya.Keep(c.Alone("Before the backup"))
	seq := int64(school.Count(`SELECT seq FROM counter`))
	backup(school)
	kept := maya.Keep(c.Alone("After the backup"))
	if answer := maya.Send(); answer.Durable != seq {
		t.Errorf("everything up to %d is said to be safe, and %d is", answer.Durable, seq)
	}
	if after := school.Count(`SELECT seq FROM revisions WHERE id = {:a}`, kept.Revision.Revision); int64(after) <= seq {
		t.Error("what came after the backup is taken for safe")
	}
	seq = int64(school.Count(`SELECT seq FROM counter`))
	backup(school)
	if answer := maya.Send(); answer.Durable != seq {
		t.Errorf("after the next backup everything up to %d is said to be safe, and %d is", answer.Durable, seq)
	}
}
