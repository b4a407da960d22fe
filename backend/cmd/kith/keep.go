package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"filippo.io/age"

	"kith/backend/server"
)

// planned adds the flags of the backups that a running school makes by itself.
func planned(flags *flag.FlagSet) func(config *server.Config) error {
	folder := flags.String("backups", env("KITH_BACKUPS", ""), "the folder for the school's own backups, best on another disk; without one it makes none")
	every := flags.String("backup-every", env("KITH_BACKUP_EVERY", "24h"), "how often, such as 24h")
	kept := flags.Int("keep-backups", envNumber("KITH_KEEP_BACKUPS", 14), "how many stay")
	to := flags.String("backup-to", env("KITH_BACKUP_TO", ""), "who may open them: age recipients (age1...), parted by commas; without any they are not encrypted")
	return func(config *server.Config) (err error) {
		config.Plan.Folder, config.Plan.Keep = *folder, *kept
		if config.Plan.Every, err = time.ParseDuration(*every); err != nil {
			return fmt.Errorf("how often to back up: %w", err)
		}
		config.Plan.To, err = recipients(*to)
		return err
	}
}

// erase takes one moment, or somebody, away for good. The school may be running.
func erase(_ context.Context, args []string, out io.Writer) error {
	flags, config := settings("erase", out)
	moment := flags.String("moment", "", "the id of the moment")
	person := flags.String("person", "", "the id of the person")
	mode := flags.String("mode", "destroy", "what becomes of the person: destroy, or deidentify (what counts them stays, without a name)")
	place := flags.String("certificate", "", "the file to write the person's certificate to; it must not be there yet")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if (*moment == "") == (*person == "") {
		return errors.New("say what to erase: --moment ID, or --person ID with --certificate FILE")
	}
	house, err := openStill(config)
	if err != nil {
		return err
	}
	if *person != "" {
		err = erasePerson(house, *person, *mode, *place)
	} else {
		err = house.Erase(*moment)
	}
	if err == nil {
		fmt.Fprintln(out, "It is gone. Phones drop it at their next contact; backups from before hold it until they are thrown away.")
	}
	return errors.Join(err, house.Close())
}

// erasePerson writes the certificate into a file that is made first, so that nothing is erased without one.
func erasePerson(house *server.House, person, mode, place string) error {
	file, err := os.OpenFile(place, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("say where to write the certificate, --certificate FILE: %w", err)
	}
	if err = errors.Join(house.ErasePerson(person, mode, file), file.Sync(), file.Close()); err != nil {
		return errors.Join(err, os.Remove(place))
	}
	return nil
}

// backup writes the whole school into one file. The school may be running.
func backup(ctx context.Context, args []string, out io.Writer) error {
	flags, config := settings("backup", out)
	place := flags.String("out", "", "the file to write; it must not be there yet")
	to := flags.String("to", env("KITH_BACKUP_TO", ""), "who may open it: age recipients (age1...), parted by commas; without any it is not encrypted")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *place == "" {
		return errors.New("say where to write the backup: --out FILE")
	}
	recipients, err := recipients(*to)
	if err != nil {
		return err
	}
	house, err := openStill(config)
	if err != nil {
		return err
	}
	kept, err := house.Backup(ctx, *place, recipients)
	if err == nil {
		fmt.Fprintf(out, "%s holds the school as it is now: %d bytes.\n", *place, kept.Bytes)
	}
	return errors.Join(err, house.Close())
}

// restore puts a backup back into a folder that is missing or empty. The school must not be running there.
func restore(_ context.Context, args []string, out io.Writer) error {
	flags, config := settings("restore", out)
	from := flags.String("from", "", "the backup")
	identity := flags.String("identity", "", "the file with the age key that opens an encrypted backup")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *from == "" {
		return errors.New("say which backup to put back: --from FILE")
	}
	if err := complete(config); err != nil {
		return err
	}
	identities, err := identities(*identity)
	if err != nil {
		return err
	}
	return server.Restore(*config, *from, identities, out)
}

// openStill opens the school that is there without beginning any work in it: another process may be serving it.
func openStill(config *server.Config) (*server.House, error) {
	if err := complete(config); err != nil {
		return nil, err
	}
	if err := there(config.Dir); err != nil {
		return nil, err
	}
	config.Still = true
	return server.Open(*config)
}

// there refuses a folder without a school, which opening would make one.
func there(dir string) error {
	if _, err := os.Stat(dir + "/data.db"); err != nil {
		return fmt.Errorf("there is no school in %s: name its data folder by --dir", dir)
	}
	return nil
}

func recipients(text string) ([]age.Recipient, error) {
	if text == "" {
		return nil, nil
	}
	list, err := age.ParseRecipients(strings.NewReader(strings.ReplaceAll(text, ",", "\n")))
	if err != nil {
		return nil, fmt.Errorf("who may open the backup: %w", err)
	}
	return list, nil
}

func identities(place string) ([]age.Identity, error) {
	if place == "" {
		return nil, nil
	}
	file, err := os.Open(place)
	if err != nil {
		return nil, fmt.Errorf("the key of the backup: %w", err)
	}
	list, err := age.ParseIdentities(file)
	return list, errors.Join(err, file.Close())
}
