package keeping

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// pack writes an archive as a stream: each file goes through once, and the manifest comes last, when every sum is known.
type pack struct {
	tar  *tar.Writer
	into Manifest
}

func newPack(out io.Writer, about Manifest) *pack {
	return &pack{tar: tar.NewWriter(out), into: about}
}

// add puts a file on the disk into the archive. A file that is not there is fs.ErrNotExist.
func (p *pack) add(name, place string) error {
	file, err := os.Open(place)
	if err != nil {
		return fmt.Errorf("add %s to the backup: %w", name, err)
	}
	err = p.copy(name, file)
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("add %s to the backup: %w", name, err)
	}
	return nil
}

func (p *pack) copy(name string, file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if err := p.tar.WriteHeader(header(name, info.Size(), p.into.At)); err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.Copy(p.tar, io.TeeReader(file, sum)); err != nil {
		return err
	}
	p.into.Files = append(p.into.Files, File{Name: name, Bytes: info.Size(), SHA256: hex.EncodeToString(sum.Sum(nil))})
	return nil
}

// close writes the manifest and ends the archive.
func (p *pack) close() error {
	body, err := json.MarshalIndent(p.into, "", " ")
	if err != nil {
		return err
	}
	if err := p.tar.WriteHeader(header(manifestName, int64(len(body)), p.into.At)); err != nil {
		return err
	}
	if _, err := p.tar.Write(body); err != nil {
		return err
	}
	return p.tar.Close()
}

func header(name string, bytes int64, at time.Time) *tar.Header {
	return &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: bytes, Mode: 0o600, ModTime: at.Truncate(time.Second)}
}
