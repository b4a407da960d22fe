package keeping_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"kith/backend/api"
	"kith/backend/keeping"
	"kith/backend/kithtest"
	"kith/backend/server"
)

// planned is a school that backs itself up once a day and keeps three.
func planned(t *testing.T, to ...age.Recipient) (school *kithtest.School, folder string) {
	t.Helper()
	folder = t.TempDir()
	school = kithtest.Open(t, func(config *server.Config) {
		config.Plan = keeping.Plan{Folder: folder, Every: 24 * time.Hour, Keep: 3, To: to}
	})
	// The house looks for itself at its start, by the clock on the wall: from here on only the test says when.
	school.Eventually("the first backup", func() bool { return school.Count(`SELECT count(*) FROM backups WHERE why = ''`) == 1 })
	for _, name := range names(t, folder) {
		if err := os.Remove(filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := school.Run(`DELETE FROM backups`); err != nil {
		t.Fatal(err)
	}
	return school, folder
}

func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	found := make([]string, len(entries))
	for i, entry := range entries {
		found[i] = entry.Name()
	}
	slices.Sort(found)
	return found
}

func TestASchoolBacksItselfUpOnceADayAndKeepsTheNewest(t *testing.T) {
	school, folder := planned(t)
	note := filepath.Join(folder, "what this folder is for.txt")
	if err := errors.Join(os.WriteFile(note, []byte("backups"), 0o600), os.Mkdir(filepath.Join(folder, ".kith-unfinished-1"), 0o700)); err != nil {
		t.Fatal(err)
	}
	for day := range 5 {
		for range 3 { // looking again writes nothing more
			school.BackUp(t.Context())
		}
		if made := school.Count(`SELECT count(*) FROM backups`); made != day+1 {
			t.Fatalf("on day %d there were %d backups", day+1, made)
		}
		school.Later(24 * time.Hour)
	}
	want := []string{"kith-20260916T090000Z.tar", "kith-20260917T090000Z.tar", "kith-20260918T090000Z.tar", "what this folder is for.txt"}
	if got := names(t, folder); !slices.Equal(got, want) {
		t.Errorf("the folder holds %v", got)
	}
	if again := restored(t, filepath.Join(folder, want[2])); again.Count(`SELECT count(*) FROM starts`) == 0 {
		t.Error("the newest cannot be put back")
	}
}

func TestAFailedBackupIsWrittenDownTriedAgainSoonAndThrowsNothingAway(t *testing.T) {
	school, folder := planned(t)
	c := school.DrumRoom()
	coordinator := school.Phone(c.Coordinator)
	school.BackUp(t.Context())
	kept := names(t, folder)
	if err := os.Remove(filepath.Join(school.Dir, "secrets.json")); err != nil {
		t.Fatal(err)
	}
	school.Later(25 * time.Hour)
	coordinator.Return()
	school.BackUp(t.Context())
	told := keepingOf(t, coordinator)
	if !told.Failed.Equal(school.Now()) || told.Newest == nil || !told.Newest.At.Equal(kithtest.Monday) || told.Kept != 1 || told.Late {
		t.Errorf("the coordinator is told %+v", told)
	}
	if got := names(t, folder); !slices.Equal(got, kept) {
		t.Errorf("the folder held %v and holds %v", kept, got)
	}
	if err := os.WriteFile(filepath.Join(school.Dir, "secrets.json"), []byte(`{}`), 0o600); err != nil {
		t.Fatal(err)
	}
	school.BackUp(t.Context())
	if made := school.Count(`SELECT count(*) FROM backups`); made != 2 {
		t.Errorf("it was tried again at once: %d", made)
	}
	school.Later(15 * time.Minute)
	coordinator.Return()
	school.BackUp(t.Context())
	if told := keepingOf(t, coordinator); !told.Failed.IsZero() || !told.Newest.At.Equal(school.Now()) || told.Kept != 2 {
		t.Errorf("after the mend the coordinator is told %+v", told)
	}
}

func keepingOf(t *testing.T, phone *kithtest.Phone) api.Keeping {
	t.Helper()
	status, body := phone.JSON("GET", "/keeping", nil)
	if status != 200 {
		t.Fatalf("it is answered with %d %s", status, body)
	}
	return decoded[api.Keeping](t, body)
}

func TestACoordinatorIsToldWhenNobodyBacksTheSchoolUp(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	if told := keepingOf(t, school.Phone(c.Coordinator)); told.Scheduled || !told.Late || told.Newest != nil || !told.ClosedSince.IsZero() {
		t.Errorf("before the first backup they are told %+v", told)
	}
	backup(school)
	if told := keepingOf(t, school.Phone(c.Coordinator)); told.Late || told.Newest == nil || told.Newest.Bytes == 0 {
		t.Errorf("after it they are told %+v", told)
	}
	school.Later(8 * 24 * time.Hour)
	if told := keepingOf(t, school.Phone(c.Coordinator)); !told.Late {
		t.Errorf("a week later they are told %+v", told)
	}
	for _, seat := range []*kithtest.Phone{school.Phone(c.Ortiz), school.Phone(c.Maya), school.Phone(c.MayasFamily)} {
		if status, _ := seat.JSON("GET", "/keeping", nil); status != 404 {
			t.Errorf("a %s seat is answered with %d", seat.Seat.Kind, status)
		}
	}
}

func TestBackupsOfTheSchoolsOwnAreEncryptedWhereSomebodyIsNamed(t *testing.T) {
	ours, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	school, folder := planned(t, ours.Recipient())
	school.BackUp(t.Context())
	made := names(t, folder)
	if len(made) != 1 || !strings.HasSuffix(made[0], ".tar.age") {
		t.Fatalf("the folder holds %v", made)
	}
	body, err := os.ReadFile(filepath.Join(folder, made[0]))
	if err != nil || !strings.HasPrefix(string(body), "age-encryption.org/") {
		t.Error("it is not encrypted", err)
	}
}

func TestAPlanThatCannotBeKeptIsRefusedAtTheStart(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for what, plan := range map[string]keeping.Plan{
		"no number that stays":      {Folder: folder, Every: time.Hour},
		"a pause of no time":        {Folder: folder, Keep: 1},
		"a folder that is missing":  {Folder: filepath.Join(folder, "nowhere"), Every: time.Hour, Keep: 1},
		"a file where a folder was": {Folder: file, Every: time.Hour, Keep: 1},
	} {
		if house, err := server.Open(server.Config{Dir: t.TempDir(), Origin: "http://kith.test", Plan: plan}); err == nil {
			t.Errorf("with %s it opens: %v", what, house.Close())
		}
	}
}
