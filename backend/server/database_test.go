package server_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/audit"
	"kith/backend/kithtest"
)

func TestTheDatabaseIsAsDurableOnEveryConnection(t *testing.T) {
	school := kithtest.Open(t)
	for pragma, want := range map[string]string{"synchronous": "2", "journal_mode": "wal", "secure_delete": "1", "foreign_keys": "1", "busy_timeout": "10000"} {
		for name, db := range map[string]interface{ Row(...any) error }{
			"the writer's": school.App.NonconcurrentDB().NewQuery("PRAGMA " + pragma), "a reader's": school.App.ConcurrentDB().NewQuery("PRAGMA " + pragma),
		} {
			var got string
			if err := db.Row(&got); err != nil || got != want {
				t.Errorf("%s %s is %s instead of %s: %v", name, pragma, got, want, err)
			}
		}
	}
}

// Otherwise what read first and writes now fails at once with "database is locked" where another process has written in between, and
// no patience helps: what it read is old.
func TestWhatWritesKeepsOthersOutFromItsFirstReadOn(t *testing.T) {
	school := kithtest.Open(t)
	other := beside(t, school.Dir, 0)
	write := `UPDATE counter SET seq = seq + 1`
	err := school.App.RunInTransaction(func(tx core.App) error {
		var seq int64
		if err := tx.DB().NewQuery(`SELECT seq FROM counter`).Row(&seq); err != nil {
			return err
		}
		if _, err := other.NewQuery(write).Execute(); err == nil || !strings.Contains(err.Error(), "locked") {
			t.Errorf("another process could write in between: %v", err)
		}
		_, err := tx.NonconcurrentDB().NewQuery(write).Execute()
		return err
	})
	if err != nil {
		t.Errorf("what read first could not write: %v", err)
	}
}

func TestTheAuditIsReadWithoutKeepingWritersOut(t *testing.T) {
	school := kithtest.Open(t)
	other := beside(t, school.Dir, 10*time.Second)
	if _, err := other.NewQuery(`BEGIN IMMEDIATE`).Execute(); err != nil {
		t.Fatal(err)
	}
	if _, err := audit.Verify(school.App); err != nil {
		t.Errorf("the audit waits for a writer: %v", err)
	}
}

// A command that had just closed the school crashed when another process began: PocketBase's watch looked into the closed database.
func TestASchoolDoesNotWatchForOtherProcesses(t *testing.T) {
	school := kithtest.Open(t)
	if _, err := os.Stat(filepath.Join(school.Dir, core.LocalNotifyDirName)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it watches a folder: %v", err)
	}
}

// beside is another process at the same database, as a command beside a running school, and how long it waits for others.
func beside(t *testing.T, dir string, patience time.Duration) *dbx.DB {
	t.Helper()
	db, err := dbx.Open("sqlite", fmt.Sprintf("%s?_pragma=busy_timeout(%d)", filepath.Join(dir, "data.db"), patience.Milliseconds()))
	if err != nil {
		t.Fatal(err)
	}
	db.DB().SetMaxOpenConns(1)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}
