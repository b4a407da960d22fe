package media

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"kith/backend/disk"
)

// Parts are uploads that are still coming in: <data>/media/parts/<media id>, the uploaded bytes as they are, for as long as it takes to
// rebuild the picture and no longer.
type Parts struct{ root string }

// NewParts opens the place for unfinished uploads under a data folder and makes it, if it is not there.
func NewParts(data string) (*Parts, error) {
	root := filepath.Join(data, "media", "parts")
	if err := disk.MakeFolder(data, filepath.Dir(root), root); err != nil {
		return nil, err
	}
	return &Parts{root}, errors.Join(disk.FlushName(root), disk.FlushName(filepath.Dir(root)))
}

// Append writes a piece at an offset and cuts off whatever a broken attempt left behind it. When it returns without an error the piece
// is on the disk. It refuses to leave a gap. A first piece that fails leaves no name behind: after a flush that failed the kernel says
// yes to the next one, so the next attempt has to make the name anew.
func (p *Parts) Append(id string, offset int64, piece []byte) error {
	if !sound(id) {
		return fmt.Errorf("append to an upload: %q is not an id", id)
	}
	flags := os.O_WRONLY
	if offset == 0 {
		flags |= os.O_CREATE
	}
	file, err := os.OpenFile(filepath.Join(p.root, id), flags, 0o600)
	if err != nil {
		return fmt.Errorf("append to an upload: %w", err)
	}
	err = errors.Join(writeAt(file, offset, piece), file.Close())
	if offset == 0 {
		if err == nil {
			err = disk.FlushFolder(p.root)
		}
		if err != nil {
			err = errors.Join(err, os.Remove(filepath.Join(p.root, id)))
		}
	}
	if err != nil {
		return fmt.Errorf("append to an upload: %w", err)
	}
	return nil
}

func writeAt(file *os.File, offset int64, piece []byte) error {
	now, err := file.Stat()
	if err != nil {
		return err
	}
	if now.Size() < offset {
		return fmt.Errorf("%d bytes are here, so none can stand at %d", now.Size(), offset)
	}
	if err := file.Truncate(offset); err != nil {
		return err
	}
	if _, err := file.WriteAt(piece, offset); err != nil {
		return err
	}
	return file.Sync()
}

// Length is how many bytes of an upload are here: 0 for one that is not.
func (p *Parts) Length(id string) (int64, error) {
	if !sound(id) {
		return 0, nil
	}
	now, err := os.Stat(filepath.Join(p.root, id))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("measure an upload: %w", err)
	}
	return now.Size(), nil
}

// Open reads an upload from its beginning.
func (p *Parts) Open(id string) (*os.File, error) {
	if !sound(id) {
		return nil, fs.ErrNotExist
	}
	return os.Open(filepath.Join(p.root, id))
}

// Remove forgets the uploaded bytes. Removing what is not there is no error.
func (p *Parts) Remove(id string) error {
	if !sound(id) {
		return fmt.Errorf("forget an upload: %q is not an id", id)
	}
	err := os.Remove(filepath.Join(p.root, id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("forget an upload: %w", err)
	}
	return disk.FlushFolder(p.root)
}

// All lists the ids of which bytes are here.
func (p *Parts) All() ([]string, error) {
	entries, err := os.ReadDir(p.root)
	if err != nil {
		return nil, fmt.Errorf("list uploads: %w", err)
	}
	ids := make([]string, 0, len(entries))
	for _, entry := range entries {
		if sound(entry.Name()) {
			ids = append(ids, entry.Name())
		}
	}
	return ids, nil
}
