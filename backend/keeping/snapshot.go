package keeping

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/media"
)

// snap is the databases of a school as they stood at one moment, in a folder of their own, and what the school's one says.
type snap struct {
	folder, epoch, schema string
	seq                   int64
	files                 []string // on the shelf, by their names in an archive
}

// snapshot copies the databases. It reads through the pool that never writes, so that nobody who saves waits for it.
func snapshot(app core.App, folder string) (snap, error) {
	s := snap{folder: folder}
	for name, db := range map[string]dbx.Builder{database: app.ConcurrentDB(), logs: app.AuxConcurrentDB()} {
		place := filepath.Join(folder, name)
		if err := os.Remove(place); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return s, err
		}
		if _, err := db.NewQuery(`VACUUM INTO {:place}`).Bind(dbx.Params{"place": place}).Execute(); err != nil {
			return s, fmt.Errorf("copy %s as it stands: %w", name, err)
		}
	}
	return s, s.read()
}

// read asks the copy, and not the school that has gone on.
func (s *snap) read() (err error) {
	db, err := look(filepath.Join(s.folder, database))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.NewQuery(`SELECT seq FROM counter`).Row(&s.seq); err != nil {
		return fmt.Errorf("read how far the copy goes: %w", err)
	}
	if err := db.NewQuery(`SELECT value FROM house WHERE name = 'epoch'`).Row(&s.epoch); err != nil {
		return fmt.Errorf("read the epoch of the copy: %w", err)
	}
	if err := db.NewQuery(`SELECT max(file) FROM _migrations WHERE file GLOB '[0-9][0-9][0-9][0-9]_*'`).Row(&s.schema); err != nil {
		return fmt.Errorf("read the shape of the copy: %w", err)
	}
	if s.files, err = shelved(db); err != nil {
		return err
	}
	return nil
}

// look opens a database file that nobody else has open, only to read.
func look(place string) (*dbx.DB, error) {
	db, err := dbx.Open("sqlite", place+"?_pragma=query_only(ON)")
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", filepath.Base(place), err)
	}
	return db, nil
}

// pictures are the folders on the shelf that a database names.
func pictures(db dbx.Builder) (folders []string, err error) {
	if err = db.NewQuery(`SELECT DISTINCT folder FROM renditions WHERE hash <> '' ORDER BY folder`).Column(&folders); err != nil {
		return nil, fmt.Errorf("list the pictures: %w", err)
	}
	return folders, nil
}

// shelved are the files on the shelf that a database of this Kith names: three sizes of a picture, or one sound.
func shelved(db dbx.Builder) (names []string, err error) {
	var folders []struct{ Folder, Form string }
	if err = db.NewQuery(`SELECT DISTINCT n.folder, m.form FROM renditions n JOIN media m ON m.id = n.media WHERE n.hash <> '' ORDER BY n.folder`).All(&folders); err != nil {
		return nil, fmt.Errorf("list the pictures and voice notes: %w", err)
	}
	for _, one := range folders {
		for _, file := range media.FileNames(one.Form) {
			names = append(names, shelfName(one.Folder, file))
		}
	}
	return names, nil
}

// pack writes the archive of the copy with the keys and the shelf of the data folder.
func (s snap) pack(ctx context.Context, data string, at time.Time, out io.Writer) error {
	p := newPack(out, Manifest{Format: format, At: at, Seq: s.seq, Epoch: s.epoch, Schema: s.schema})
	for _, name := range []string{database, logs} {
		if err := p.add(name, filepath.Join(s.folder, name)); err != nil {
			return err
		}
	}
	if err := p.add(secrets, filepath.Join(data, secrets)); err != nil {
		return err
	}
	for _, name := range s.files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := p.add(name, filepath.Join(data, filepath.FromSlash(name))); err != nil {
			return err
		}
	}
	return p.close()
}
