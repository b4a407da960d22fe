package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"

	"kith/backend/audit"
	"kith/backend/feed"
	"kith/backend/keeping"
)

// Backup writes an archive of the school, encrypted if anybody is named. The school may be running in another process.
func (h *House) Backup(ctx context.Context, out string, to []age.Recipient) (keeping.Kept, error) {
	return keeping.Backup(ctx, h.App, out, to)
}

// Erase takes a moment away for good. The school may be running in another process.
func (h *House) Erase(moment string) error { return keeping.Erase(h.App, moment) }

// ErasePerson erases somebody, and writes the certificate as JSON. The school may be running in another process.
func (h *House) ErasePerson(person, mode string, certificate io.Writer) error {
	written, err := keeping.ErasePerson(h.App, person, mode, "")
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(certificate)
	encoder.SetIndent("", "  ")
	return encoder.Encode(written)
}

// Attest holds a certificate against the audit, and tells what it says.
func (h *House) Attest(certificate io.Reader, out io.Writer) error {
	var told keeping.Certificate
	if err := json.NewDecoder(certificate).Decode(&told); err != nil {
		return fmt.Errorf("%w: %w", keeping.ErrChanged, err)
	}
	if err := keeping.Attest(h.App, told); err != nil {
		return err
	}
	fmt.Fprintf(out, "The certificate holds: %s was erased on %s.\n", told.Person, told.At.Format("2 January 2006 at 15:04 UTC"))
	return nil
}

// Restore puts a backup back into a folder that is missing or empty. Everything is held against the archive's manifest, and the school
// against its own laws, before anything is put in place; when it fails nothing is left behind.
func Restore(config Config, archive string, with []age.Identity, out io.Writer) error {
	ground, err := keeping.Clear(config.Dir)
	if err != nil {
		return err
	}
	manifest, healed, err := makeReady(config, ground, archive, with, out)
	if err != nil {
		return errors.Join(err, ground.Abandon())
	}
	if err := ground.Settle(); err != nil {
		return err
	}
	fmt.Fprintf(out, "The school is back as it was on %s. %d acts of the journal were done again.\n", manifest.At.Format("2 January 2006 at 15:04 UTC"), healed.Did)
	if healed.Closed {
		fmt.Fprintln(out, "There was no journal that goes back to then (--journal): circles and families read nothing until a coordinator has looked and said so in the app.")
	}
	return nil
}

// makeReady unpacks a school into the work folder, and does there what has to be done before anybody reads it.
func makeReady(
	config Config, ground keeping.Ground, archive string, with []age.Identity, out io.Writer,
) (manifest keeping.Manifest, healed keeping.Healed, err error) {
	if manifest, err = keeping.Unpack(archive, ground.Work(), with); err != nil {
		return manifest, healed, err
	}
	config.Dir, config.Still = ground.Work(), true
	house, err := Open(config)
	if err != nil {
		return manifest, healed, err
	}
	healed, err = keeping.Begin(house.App)
	if err == nil {
		err = house.Hold(out)
	}
	return manifest, healed, errors.Join(err, house.Close())
}

// Hold holds the data against the law of reading and the audit chain, and tells what breaks them.
func (h *House) Hold(out io.Writer) error {
	if err := Sound(h.App); err != nil {
		return err
	}
	breaches, err := feed.Law(h.App)
	if err != nil {
		return err
	}
	for _, breach := range breaches {
		fmt.Fprintln(out, "broken:", breach)
	}
	rows, err := audit.Verify(h.App)
	if err != nil {
		return err
	}
	if len(breaches) > 0 {
		return fmt.Errorf("%d rows break the law of reading", len(breaches))
	}
	fmt.Fprintf(out, "The law of reading holds. %d audit rows hold.\n", rows)
	return nil
}
