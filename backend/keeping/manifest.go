// Package keeping is for the day on which something is lost: the disk, a backup's owner, or somebody's wish to be in it. It writes
// backups of a running school, puts one back, and takes away for good what somebody wants gone.
//
// A backup is one tar: the database as it stood at one moment, the two keys, every picture that the database names, and a manifest of what
// each file has to be. The narrowing acts after it stand in the journal, which is never in the archive.
package keeping

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/media"
)

// Names of the files in an archive. Pictures and voice notes stand below media/, as in the data folder.
const (
	database     = "data.db"
	logs         = "auxiliary.db"
	secrets      = "secrets.json"
	manifestName = "manifest.json"
)

// format is the shape of the archive. A Kith that does not know a shape refuses it.
const format = 1

// Manifest says what an archive holds and what each file in it has to be.
type Manifest struct {
	Format int       `json:"kithBackup"`
	At     time.Time `json:"at"`
	Seq    int64     `json:"seq"`    // the newest place in the order of things that the database holds
	Epoch  string    `json:"epoch"`  // of the database; a restore gives it a new one
	Schema string    `json:"schema"` // the newest migration of the database
	Files  []File    `json:"files"`
}

// File is one file of an archive.
type File struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// DamagedError names the first file of an archive that is not as the manifest says, or that nobody expects there.
type DamagedError struct{ File, Why string }

func (d DamagedError) Error() string {
	return fmt.Sprintf("the backup is damaged: %s %s. Nothing was put back; take another backup", d.File, d.Why)
}

var shelfShape = regexp.MustCompile(`^media/([a-z0-9]{2})/([a-z0-9]{15})/([a-z0-9.]+)$`)

// belongs says whether a name may stand in an archive. Nothing else is ever written to the disk.
func belongs(name string) bool {
	switch name {
	case database, logs, secrets, manifestName:
		return true
	}
	parts := shelfShape.FindStringSubmatch(name)
	return parts != nil && strings.HasPrefix(parts[2], parts[1]) &&
		slices.ContainsFunc(media.Forms, func(form string) bool { return slices.Contains(media.FileNames(form), parts[3]) })
}

// shelfName is where a picture or a voice note stands in an archive and in the data folder.
func shelfName(folder, file string) string { return path.Join("media", folder[:2], folder, file) }

// missing is the first file that a folder on the shelf lacks here, and "" where it is whole. The database of an older Kith does not say what is
// in a folder, so whichever form stands there has to be whole.
func (m Manifest) missing(folder string) (name string) {
	for _, form := range media.Forms {
		var lacks []string
		for _, file := range media.FileNames(form) {
			name := shelfName(folder, file)
			if !slices.ContainsFunc(m.Files, func(file File) bool { return file.Name == name }) {
				lacks = append(lacks, name)
			}
		}
		if len(lacks) == 0 {
			return ""
		}
		if form == "" {
			name = lacks[0]
		}
	}
	return name
}

// check refuses a manifest that this Kith cannot put back.
func (m Manifest) check() error {
	if m.Format != format {
		return fmt.Errorf("the backup is of a shape that this Kith does not know (%d): restore it with a newer one", m.Format)
	}
	for _, migration := range core.AppMigrations.Items() {
		if migration.File == m.Schema {
			return nil
		}
	}
	return errors.New("the backup is of a newer Kith than this one (" + m.Schema + "): restore it with that one")
}
