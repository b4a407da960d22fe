package keeping

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"filippo.io/age"
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/clock"
)

// Plan is how a school backs itself up while it runs. Without a folder it does not.
type Plan struct {
	Folder string
	Every  time.Duration
	Keep   int // how many backups stay; the newest always does
	To     []age.Recipient
}

// retry is how long after a failed backup the next is tried.
const retry = 15 * time.Minute

// rowsKept is how many tries the database remembers.
const rowsKept = 100

var ownName = regexp.MustCompile(`^kith-[0-9]{8}T[0-9]{6}Z\.tar(\.age)?$`)

// Check refuses a plan that cannot be kept.
func (p Plan) Check() error {
	switch {
	case p.Folder == "":
		return nil
	case p.Every < time.Minute:
		return errors.New("backups need a minute between them or more: --backup-every 24h")
	case p.Keep < 1:
		return errors.New("at least one backup has to stay: --keep-backups 14")
	}
	info, err := os.Stat(p.Folder)
	if err != nil {
		return fmt.Errorf("the folder for backups: %w", err)
	}
	if !info.IsDir() {
		return fmt.Errorf("the folder for backups: %s is none", p.Folder)
	}
	return nil
}

// Follow writes a backup if one is due, and then throws away the oldest beyond the number that stays. A failure is written down and tried
// again soon; nothing is thrown away then.
func (p Plan) Follow(ctx context.Context, app core.App) error {
	due, err := p.due(app)
	if err != nil || !due {
		return err
	}
	now := clock.Now(app)
	name := "kith-" + now.Format("20060102T150405Z") + ".tar"
	if len(p.To) > 0 {
		name += ".age"
	}
	if _, err := Backup(ctx, app, filepath.Join(p.Folder, name), p.To); err != nil {
		if ctx.Err() != nil {
			return nil //nolint:nilerr // the house is closing: this is no failure, and the next start tries again
		}
		return errors.Join(err, app.RunInTransaction(func(tx core.App) error {
			return note(tx, Kept{At: now, Name: name}, err.Error())
		}))
	}
	return p.prune(app)
}

// due holds the newest try of the school's own against the clock. One that an operator made elsewhere moves nothing.
func (p Plan) due(app core.App) (bool, error) {
	if p.Folder == "" {
		return false, nil
	}
	var rows []struct{ At, Why string }
	err := app.DB().NewQuery(`SELECT at, why FROM backups WHERE name GLOB 'kith-*' ORDER BY at DESC LIMIT 1`).All(&rows)
	if err != nil || len(rows) == 0 {
		return err == nil, err
	}
	pause := p.Every
	if rows[0].Why != "" {
		pause = min(pause, retry)
	}
	since := clock.Now(app).Sub(clock.Parse(rows[0].At))
	return since >= pause || since < 0, nil
}

// own are the backups that the school has made in its folder, oldest first.
func (p Plan) own() ([]string, error) {
	entries, err := os.ReadDir(p.Folder)
	if err != nil {
		return nil, fmt.Errorf("look for backups: %w", err)
	}
	names := []string{}
	for _, entry := range entries {
		if ownName.MatchString(entry.Name()) {
			names = append(names, entry.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

// Age throws the school's own backups away that are as old as a backup may become, so that what was destroyed is gone from them too. The newest stays
// whatever its age: without it a broken disk would be the end of every story.
func (p Plan) Age(app core.App) error {
	if p.Folder == "" {
		return nil
	}
	names, err := p.own()
	if err != nil || len(names) == 0 {
		return err
	}
	before := clock.Now(app).Add(-BackupsEnd)
	var failed []error
	for _, name := range names[:len(names)-1] {
		made, err := time.Parse("20060102T150405Z", name[len("kith-"):len("kith-20060102T150405Z")])
		if err == nil && !made.After(before) {
			err = os.Remove(filepath.Join(p.Folder, name))
		}
		failed = append(failed, err)
	}
	if err := errors.Join(failed...); err != nil {
		return fmt.Errorf("throw a backup away that is too old: %w", err)
	}
	return nil
}

func (p Plan) prune(app core.App) error {
	names, err := p.own()
	if err != nil {
		return err
	}
	for _, name := range names[:max(0, len(names)-p.Keep)] {
		if err := os.Remove(filepath.Join(p.Folder, name)); err != nil {
			return fmt.Errorf("throw an old backup away: %w", err)
		}
	}
	_, err = app.NonconcurrentDB().NewQuery(`DELETE FROM backups WHERE at NOT IN (SELECT at FROM backups ORDER BY at DESC LIMIT {:n})`).
		Bind(dbx.Params{"n": rowsKept}).Execute()
	return err
}
