package server

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/labstack/echo/v4"

	"kith/backend/disk"
	"kith/backend/keeping"
	"kith/hooks"
)

// Config is what a school is started with. It is read from flags and environment by the command and nowhere else.
type Config struct {
	Dir string // the data folder
	// Journal is the folder of the journal of narrowing acts. Empty: journal within the data folder.
	Journal string
	Addr    string // where to listen
	Origin  string // how phones reach the school, such as https://kith.school.example
	Key     string // hex, at least 32 bytes; signs sessions. Empty: one is made and kept in the data folder
	Pepper  string // hex, at least 32 bytes; mixed into PINs and badges. Empty: as Key
	Mail    Mail
	Plan    keeping.Plan // how the school backs itself up
	// Operators are the addresses from which a superuser may reach PocketBase's own API. Empty: nobody.
	Operators []string
	// Doors adds routes that only one command has, such as the demo's.
	Doors func(h *House, group *echo.Group)
	// MailLog takes letters where no mail host is configured. Only the demo has one: whoever reads it can sign in as anybody.
	MailLog io.Writer
	// Still opens the house without jobs and without a writer, for commands that look at a school that may be running.
	Still bool
	// Blind keeps the house from looking for faces by itself. Only tests of something else do.
	Blind bool
	// Idle keeps the house from doing anything by itself that time brings. Only tests that open a thousand houses do.
	Idle bool
	// PinCost is the bcrypt cost of PINs, 0 for the usual one. Only tests lower it.
	PinCost int
	// App is the app's own files, nil for those that were built in. Only tests bring others.
	App fs.FS
	// KeepApp keeps the app's hashed files in the data folder, for pages that the next release finds open.
	KeepApp bool
	// Without leaves out one event of the lifecycle. Only tests do, to see that its absence is noticed.
	Without string
}

// Mail is how letters leave the school. Without a host none do.
type Mail struct {
	Host, User, Password, From string
	Port                       int
	TLS                        bool
}

// Secrets are the two keys of a school.
type Secrets struct{ Key, Pepper []byte }

// secretBytes is the least that a key may have.
const secretBytes = 32

// secrets takes the keys from the configuration, and otherwise from a file in the data folder that is made at the first start.
func (c Config) secrets() (Secrets, error) {
	if err := makeRoot(c.Dir); err != nil {
		return Secrets{}, fmt.Errorf("make the data folder: %w", err)
	}
	kept, err := keptSecrets(filepath.Join(c.Dir, "secrets.json"))
	if err != nil {
		return Secrets{}, err
	}
	if c.Key != "" {
		kept["key"] = c.Key
	}
	if c.Pepper != "" {
		kept["pepper"] = c.Pepper
	}
	key, keyErr := strong("key", kept["key"])
	pepper, pepperErr := strong("pepper", kept["pepper"])
	return Secrets{Key: key, Pepper: pepper}, errors.Join(keyErr, pepperErr)
}

// journal is the folder of the journal of narrowing acts.
func (c Config) journal() string {
	if c.Journal != "" {
		return c.Journal
	}
	return filepath.Join(c.Dir, "journal")
}

// makeRoot makes the data folder, if it is not there, and its name durable, where the folder above may be opened at all.
func makeRoot(dir string) error {
	root, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(root, 0o700); err != nil {
		return err
	}
	if err := disk.FlushName(root); !errors.Is(err, fs.ErrPermission) {
		return err
	}
	return nil
}

// keptSecrets reads the keys, and makes them where there are none. They are on the disk before anything is signed with them: without
// them no badge opens anything any more.
func keptSecrets(path string) (map[string]string, error) {
	body, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		made := map[string]string{"key": random(), "pepper": random()}
		body, err = json.Marshal(made)
		if err != nil {
			return nil, err
		}
		if err := disk.WriteWhole(path, body); err != nil {
			return nil, err
		}
		return made, disk.FlushFolder(filepath.Dir(path))
	}
	if err != nil {
		return nil, fmt.Errorf("read the school's keys: %w", err)
	}
	kept := map[string]string{}
	if err := json.Unmarshal(body, &kept); err != nil {
		return nil, fmt.Errorf("the school's keys in %s cannot be read: %w", path, err)
	}
	return kept, nil
}

func strong(name, text string) ([]byte, error) {
	key, err := hex.DecodeString(text)
	if err != nil || len(key) < secretBytes {
		return nil, fmt.Errorf("the %s is missing or weak: it has to be %d bytes or more, in hex", name, secretBytes)
	}
	return key, nil
}

func random() string {
	key := make([]byte, secretBytes)
	rand.Read(key) // it ends the program rather than fail
	return hex.EncodeToString(key)
}

func without(events []hooks.Event, name string) []hooks.Event {
	return slices.DeleteFunc(events, func(event hooks.Event) bool { return event.Name == name })
}
