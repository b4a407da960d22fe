package keeping

import (
	"archive/tar"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"filippo.io/age"
)

// ageMark is how every file that age has encrypted begins.
const ageMark = "age-encryption.org/"

// Unpack reads an archive into an empty folder and holds every file against the manifest, and the database against itself. It refuses with
// DamagedError, which names the file, and leaves it to the caller to throw the folder away.
func Unpack(archive, folder string, with []age.Identity) (Manifest, error) {
	file, err := os.Open(archive)
	if err != nil {
		return Manifest{}, fmt.Errorf("open the backup: %w", err)
	}
	defer file.Close() //nolint:errcheck // only read
	stream, err := opened(file, with)
	if err != nil {
		return Manifest{}, err
	}
	manifest, found, err := unpack(stream, folder)
	if err != nil {
		return Manifest{}, err
	}
	if err := manifest.check(); err != nil {
		return Manifest{}, err
	}
	if err := manifest.compare(found); err != nil {
		return Manifest{}, err
	}
	return manifest, manifest.whole(folder)
}

// opened is the archive as it was before it was encrypted.
func opened(file io.Reader, with []age.Identity) (io.Reader, error) {
	stream := bufio.NewReader(file)
	start, err := stream.Peek(len(ageMark))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the backup: %w", err)
	}
	if string(start) != ageMark {
		return stream, nil
	}
	if len(with) == 0 {
		return nil, errors.New("the backup is encrypted: name the file with its key by --identity")
	}
	plain, err := age.Decrypt(stream, with...)
	if err != nil {
		return nil, fmt.Errorf("the backup cannot be opened with this key: %w", err)
	}
	return plain, nil
}

// unpack writes each file of the archive below the folder and says what was found.
func unpack(stream io.Reader, folder string) (manifest Manifest, found map[string]File, err error) {
	found = map[string]File{}
	reading := tar.NewReader(stream)
	last := "its first file"
	for {
		entry, err := reading.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return manifest, nil, DamagedError{last, fmt.Sprintf("cannot be read to its end (%v)", err)}
		}
		last = entry.Name
		if _, twice := found[entry.Name]; twice || entry.Typeflag != tar.TypeReg || !belongs(entry.Name) {
			return manifest, nil, DamagedError{entry.Name, "has no place in a backup"}
		}
		if found[entry.Name], err = keep(reading, entry.Name, folder); err != nil {
			return manifest, nil, err
		}
	}
	// Whatever follows the end of the tar belongs to the stream too: age tells only at its end whether all of it was there.
	if _, err := io.Copy(io.Discard, stream); err != nil {
		return manifest, nil, DamagedError{last, fmt.Sprintf("cannot be read to its end (%v)", err)}
	}
	manifest, err = readManifest(folder, found)
	return manifest, found, err
}

func keep(reading io.Reader, name, folder string) (File, error) {
	place := filepath.Join(folder, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(place), 0o700); err != nil {
		return File{}, fmt.Errorf("unpack %s: %w", name, err)
	}
	file, err := os.OpenFile(place, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return File{}, fmt.Errorf("unpack %s: %w", name, err)
	}
	sum := sha256.New()
	damage := &remembered{from: reading}
	size, err := io.Copy(io.MultiWriter(file, sum), damage)
	if damage.err != nil {
		err = DamagedError{name, fmt.Sprintf("cannot be read to its end (%v)", damage.err)}
	}
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return File{}, fmt.Errorf("unpack %s: %w", name, err)
	}
	return File{Name: name, Bytes: size, SHA256: hex.EncodeToString(sum.Sum(nil))}, nil
}

// remembered tells an archive that cannot be read from a disk that cannot be written.
type remembered struct {
	from io.Reader
	err  error
}

func (r *remembered) Read(into []byte) (int, error) {
	n, err := r.from.Read(into)
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, err
}

// readManifest takes the manifest out of the folder: it is about the archive and no part of a school.
func readManifest(folder string, found map[string]File) (manifest Manifest, err error) {
	if _, there := found[manifestName]; !there {
		return manifest, DamagedError{manifestName, "is missing: the backup ends too early, or is none"}
	}
	delete(found, manifestName)
	place := filepath.Join(folder, manifestName)
	body, err := os.ReadFile(place)
	if err != nil {
		return manifest, err
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	if err := decoder.Decode(&manifest); err != nil {
		return manifest, DamagedError{manifestName, fmt.Sprintf("cannot be read (%v)", err)}
	}
	return manifest, os.Remove(place)
}

// compare holds what was found against what has to be there, file by file in the order of their names.
func (m Manifest) compare(found map[string]File) error {
	wanted := slices.SortedFunc(slices.Values(m.Files), func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	for _, file := range wanted {
		got, there := found[file.Name]
		switch {
		case !there:
			return DamagedError{file.Name, "is missing"}
		case got != file:
			return DamagedError{file.Name, "is not what was backed up"}
		}
		delete(found, file.Name)
	}
	for name := range found {
		return DamagedError{name, "is not in the manifest"}
	}
	return nil
}

// whole asks the database whether it is sound, and whether the archive has every picture that it names.
func (m Manifest) whole(folder string) (err error) {
	for _, name := range []string{database, logs} {
		if err := sound(filepath.Join(folder, name)); err != nil {
			return DamagedError{name, fmt.Sprintf("is not sound (%v)", err)}
		}
	}
	db, err := look(filepath.Join(folder, database))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	named, err := pictures(db)
	if err != nil {
		return err
	}
	for _, folder := range named {
		if name := m.missing(folder); name != "" {
			return DamagedError{name, "is missing"}
		}
	}
	return nil
}

// sound runs SQLite's own check over a database file.
func sound(place string) (err error) {
	db, err := look(place)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var said []string
	if err := db.NewQuery(`PRAGMA integrity_check(1)`).Column(&said); err != nil {
		return err
	}
	if len(said) != 1 || said[0] != "ok" {
		return errors.New(strings.Join(said, "; "))
	}
	return nil
}
