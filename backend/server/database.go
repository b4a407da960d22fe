package server

import (
	"fmt"
	"path/filepath"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// connect opens a database file. What people kept is made durable at each commit (FULL) and what is erased is overwritten; the log
// beside it may lose its last lines in a power cut. Without recursive triggers a REPLACE would delete a frozen row past its trigger.
// A transaction takes the writer's place when it begins: one that reads first and writes later cannot wait for another process, it fails.
func connect(path string) (*dbx.DB, error) {
	synchronous := "FULL"
	if filepath.Base(path) == "auxiliary.db" {
		synchronous = "NORMAL"
	}
	return dbx.Open("sqlite", path+"?_pragma=busy_timeout(10000)&_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=journal_size_limit(200000000)"+
		"&_pragma=recursive_triggers(ON)&_pragma=synchronous("+synchronous+")&_pragma=secure_delete(ON)&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)"+
		"&_pragma=cache_size(-32000)")
}

// Sound refuses a database that is not kept as a school's has to be: with open rules, or with less than full durability.
func Sound(app core.App) error {
	for pragma, want := range map[string]int{"synchronous": 2, "secure_delete": 1, "recursive_triggers": 1} {
		var got int
		if err := app.NonconcurrentDB().NewQuery("PRAGMA " + pragma).Row(&got); err != nil {
			return fmt.Errorf("ask for %s: %w", pragma, err)
		}
		if got != want {
			return fmt.Errorf("the database runs with %s %d instead of %d", pragma, got, want)
		}
	}
	collections, err := app.FindAllCollections()
	if err != nil {
		return err
	}
	for _, collection := range collections {
		if collection.System {
			continue
		}
		for _, rule := range []*string{
			collection.ListRule, collection.ViewRule, collection.CreateRule, collection.UpdateRule, collection.DeleteRule,
		} {
			if rule != nil {
				return fmt.Errorf("collection %s has an open rule", collection.Name)
			}
		}
	}
	return nil
}

// Bare is the database of a folder with nothing of ours around it. Measurements hold the house against it.
func Bare(dir string) core.App {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: connect, DataMaxOpenConns: 20, DataMaxIdleConns: 6})
	// PocketBase watches for other processes that change settings or collections, and looks into the database some time after: a command that had
	// just closed it crashed. Nobody changes either beside a running school.
	app.OnBootstrap().Unbind("__pbNotifyWatcherSystemHook__")
	return app
}
