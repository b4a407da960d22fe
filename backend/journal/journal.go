// Package journal remembers what narrowed: a withdrawn consent, a no, a take-down, a restricted link, an ended session, an erasure. It is a
// file of ids outside the database and outside every backup, so that a backup from before such an act can be put back without undoing it.
// A line is on the disk before the transaction of its act commits. A line whose act then failed is narrower than it had to be, and harmless.
package journal

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/clock"
	"kith/backend/disk"
)

// fileName is the journal within its folder.
const fileName = "narrowing.jsonl"

const storeKey = "kith.journal"

// Journal is the file. Several processes of one school may write to it.
type Journal struct {
	folder string
	mu     sync.Mutex
}

// Open names the folder of the journal and makes it, if it is not there.
func Open(folder string) (*Journal, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("make the journal's folder: %w", err)
	}
	if err := disk.FlushName(folder); err != nil && !errors.Is(err, fs.ErrPermission) { // a mount whose parent is not ours
		return nil, err
	}
	return &Journal{folder: folder}, nil
}

// Give lets the rooms of a house write to its journal.
func Give(app core.App, journal *Journal) { app.Store().Set(storeKey, journal) }

// Of is the journal of a house.
func Of(app core.App) (*Journal, error) {
	journal, ok := app.Store().Get(storeKey).(*Journal)
	if !ok {
		return nil, errors.New("the house has no journal")
	}
	return journal, nil
}

// Append writes lines and returns when they are on the disk. What a crash left of a line before them is cut off first.
func (j *Journal) Append(lines ...Line) (err error) {
	if len(lines) == 0 {
		return nil
	}
	var text bytes.Buffer
	for _, line := range lines {
		body, err := line.text()
		if err != nil {
			return err
		}
		text.Write(body)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	file, made, err := j.locked()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }() // which lets go of the lock
	end, err := wholeEnd(file)
	if err != nil {
		return err
	}
	if err := file.Truncate(end); err != nil {
		return fmt.Errorf("cut off a torn line: %w", err)
	}
	if _, err = file.WriteAt(text.Bytes(), end); err == nil {
		err = file.Sync()
	}
	if err == nil && made {
		err = disk.FlushFolder(j.folder)
	}
	if err != nil {
		return fmt.Errorf("write to the journal: %w", errors.Join(err, j.takeBack(file, end, made)))
	}
	return nil
}

// takeBack cuts off lines that may not be on the disk. After a flush that failed the kernel says yes to the next one although they are
// nowhere, so the next attempt has to write them anew, and a name that is new has to be made anew.
func (j *Journal) takeBack(file *os.File, end int64, made bool) error {
	if made && end == 0 {
		return os.Remove(filepath.Join(j.folder, fileName))
	}
	return file.Truncate(end)
}

// locked is the file, for this process alone until it is closed. One that another process took away while this one waited is left alone.
func (j *Journal) locked() (file *os.File, made bool, err error) {
	for {
		if file, made, err = j.opened(); err != nil {
			return nil, false, fmt.Errorf("open the journal: %w", err)
		}
		if err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
			return nil, false, fmt.Errorf("lock the journal: %w", errors.Join(err, file.Close()))
		}
		ours, err := file.Stat()
		if err != nil {
			return nil, false, fmt.Errorf("look at the journal: %w", errors.Join(err, file.Close()))
		}
		named, err := os.Stat(filepath.Join(j.folder, fileName))
		if err == nil && os.SameFile(ours, named) {
			return file, made, nil
		}
		if err := file.Close(); err != nil {
			return nil, false, fmt.Errorf("let go of a journal that is gone: %w", err)
		}
	}
}

// opened is the file, and whether its name may be new: the name then has to be flushed as well.
func (j *Journal) opened() (file *os.File, made bool, err error) {
	place := filepath.Join(j.folder, fileName)
	file, err = os.OpenFile(place, os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		file, err = os.OpenFile(place, os.O_RDWR|os.O_CREATE, 0o600)
		made = true
	}
	return file, made, err
}

// longest is the most that a line can have, in bytes: an erasure names every revision and picture of a moment.
const longest = 1 << 20

// wholeEnd is where the last whole line ends.
func wholeEnd(file *os.File) (int64, error) {
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil || size == 0 {
		return 0, err
	}
	from := max(0, size-longest)
	tail := make([]byte, size-from)
	if _, err := file.ReadAt(tail[len(tail)-1:], size-1); err != nil {
		return 0, fmt.Errorf("look at the end of the journal: %w", err)
	}
	if tail[len(tail)-1] == lineEnd {
		return size, nil
	}
	if _, err := file.ReadAt(tail, from); err != nil {
		return 0, fmt.Errorf("look at the end of the journal: %w", err)
	}
	return from + int64(bytes.LastIndexByte(tail, lineEnd)) + 1, nil
}

// Read gives every line, oldest first; one that was changed since is of the kind Damaged. A torn last line is none: its act never happened.
// A journal that is not there has no lines.
func (j *Journal) Read() (lines []Line, err error) {
	file, err := os.Open(filepath.Join(j.folder, fileName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open the journal: %w", err)
	}
	defer file.Close() //nolint:errcheck // only read
	reading := bufio.NewReader(file)
	for {
		text, err := reading.ReadBytes(lineEnd)
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the journal: %w", err)
		}
		line, whole := parse(bytes.TrimSuffix(text, []byte{lineEnd}))
		if !whole {
			line = Line{Kind: Damaged}
		}
		lines = append(lines, line)
	}
}

// write puts lines into the journal of a house, and into the database how far the journal goes, so that a journal that lost its end is
// noticed.
func write(tx core.App, lines []Line) error {
	if len(lines) == 0 {
		return nil
	}
	journal, err := Of(tx)
	if err != nil {
		return err
	}
	newest := int64(0)
	for i := range lines {
		if lines[i].At == "" {
			lines[i].At = clock.Stamp(tx)
		}
		newest = max(newest, lines[i].Seq)
	}
	if err := journal.Append(lines...); err != nil {
		return err
	}
	_, err = tx.NonconcurrentDB().NewQuery(`INSERT INTO house (name, value) VALUES ('journal_seq', {:seq}) ON CONFLICT (name)
		DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))`).Bind(dbx.Params{"seq": newest}).Execute()
	if err != nil {
		return fmt.Errorf("note how far the journal goes: %w", err)
	}
	return nil
}
