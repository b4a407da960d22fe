package disk_test

import (
	"os"
	"path/filepath"
	"testing"

	"kith/backend/disk"
)

func TestAFileIsTheNewOneOrTheOneBeforeAndNeverHalf(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	for _, body := range []string{"the first", "another"} {
		if err := disk.WriteWhole(path, []byte(body)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != body {
			t.Fatalf("%q %v", got, err)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v %v", info.Mode(), err)
	}
	if err := os.Mkdir(path+".draft", 0o700); err != nil { // nothing can be written now
		t.Fatal(err)
	}
	if err := disk.WriteWhole(path, []byte("a third")); err == nil {
		t.Error("it was not written and said yes")
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "another" {
		t.Errorf("the one before became %q %v", got, err)
	}
}

func TestAFolderThatCannotBeMadeOrFlushedIsSaid(t *testing.T) {
	root := t.TempDir()
	inner := filepath.Join(root, "media", "parts")
	if err := disk.MakeFolder(inner); err == nil {
		t.Error("a folder was made in one that is not there")
	}
	for range 2 {
		if err := disk.MakeFolder(filepath.Dir(inner), inner); err != nil {
			t.Errorf("from the outside in: %v", err)
		}
	}
	if err := disk.FlushName(inner); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(inner); err != nil {
		t.Errorf("a folder that was flushed is gone: %v", err)
	}
	if err := disk.FlushName(filepath.Join(root, "nowhere", "parts")); err == nil {
		t.Error("the name of what is not there was flushed")
	}
}
