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

	"filippo.io/age"
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/clock"
	"kith/backend/disk"
)

// Kept says what a finished backup is.
type Kept struct {
	At    time.Time
	Seq   int64 // everything up to this place in the order is in it
	Bytes int64 // of the archive, encrypted or not
	Name  string
}

// Backup writes an archive of the school at `out`, encrypted to whoever may open it if anybody is named. The school may be running, in
// this process or another, and is not kept waiting: the database is read as it stood at one moment, and pictures never change. When it
// returns without an error the archive is whole and on the disk, and phones are told up to where they may let go. A file that stands at
// `out` already is refused.
func Backup(ctx context.Context, app core.App, out string, to []age.Recipient) (Kept, error) {
	kept := Kept{At: clock.Now(app), Name: filepath.Base(out)}
	if _, err := os.Lstat(out); !errors.Is(err, fs.ErrNotExist) {
		return kept, fmt.Errorf("there is a file at %s already: choose another name", out)
	}
	work, err := begin(filepath.Dir(out), unfinished)
	if err != nil {
		return kept, fmt.Errorf("make room for the backup: %w", err)
	}
	err = errors.Join(kept.write(ctx, app, work.path, out, to), work.end())
	if err == nil {
		err = finished(app, kept)
	}
	return kept, err
}

// unfinished begins the name of the folder in which a backup is made.
const unfinished = ".kith-unfinished-"

// write tries again when a picture was erased between the look at the database and the look at the shelf.
func (k *Kept) write(ctx context.Context, app core.App, work, out string, to []age.Recipient) error {
	for tries := 0; ; tries++ {
		err := k.once(ctx, app, work, to)
		if errors.Is(err, fs.ErrNotExist) && tries < 2 {
			continue
		}
		if err != nil {
			return err
		}
		return k.place(work, out)
	}
}

func (k *Kept) once(ctx context.Context, app core.App, work string, to []age.Recipient) error {
	snap, err := snapshot(app, work)
	if err != nil {
		return err
	}
	draft, err := os.OpenFile(filepath.Join(work, "archive"), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("begin the backup: %w", err)
	}
	err = sealed(draft, to, func(stream io.Writer) error { return snap.pack(ctx, app.DataDir(), k.At, stream) })
	if err := errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	k.Seq = snap.seq
	return nil
}

// sealed writes through age where somebody is named who may open it.
func sealed(out io.Writer, to []age.Recipient, write func(io.Writer) error) error {
	if len(to) == 0 {
		return write(out)
	}
	stream, err := age.Encrypt(out, to...)
	if err != nil {
		return err
	}
	if err := write(stream); err != nil {
		return err // the stream stays open: what is there so far must never look whole
	}
	return stream.Close()
}

// place gives the archive its name. Until here there is nothing at that name; after it the archive is whole, whatever happens.
func (k *Kept) place(work, out string) error {
	draft := filepath.Join(work, "archive")
	info, err := os.Stat(draft)
	if err != nil {
		return err
	}
	k.Bytes = info.Size()
	if err := os.Rename(draft, out); err != nil {
		return fmt.Errorf("put the backup in place: %w", err)
	}
	return disk.FlushFolder(filepath.Dir(out))
}

// finished writes down that a backup holds everything up to its place in the order, so that phones may let go of it.
func finished(app core.App, kept Kept) error {
	return app.RunInTransaction(func(tx core.App) error {
		if err := note(tx, kept, ""); err != nil {
			return err
		}
		_, err := tx.NonconcurrentDB().NewQuery(`INSERT INTO house (name, value) VALUES ('durable', {:seq}) ON CONFLICT (name)
			DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))`).Bind(dbx.Params{"seq": kept.Seq}).Execute()
		if err != nil {
			return fmt.Errorf("tell what is safe: %w", err)
		}
		return nil
	})
}

// note writes the row of a backup, with the reason if it failed.
func note(tx core.App, kept Kept, why string) error {
	_, err := tx.NonconcurrentDB().NewQuery(`INSERT OR REPLACE INTO backups (at, seq, bytes, name, why)
		VALUES ({:at}, {:seq}, {:bytes}, {:name}, {:why})`).Bind(dbx.Params{
		"at": clock.Text(kept.At), "seq": kept.Seq, "bytes": kept.Bytes, "name": kept.Name, "why": why,
	}).Execute()
	if err != nil {
		return fmt.Errorf("write down a backup: %w", err)
	}
	return nil
}
