package keeping

import (
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/account"
	"kith/backend/clock"
	"kith/backend/feed"
	"kith/backend/journal"
)

// Healed says what became of a database that is older than its journal.
type Healed struct {
	Did    int  // acts that were done again
	Closed bool // the journal does not go back far enough, so circles and families wait for a coordinator
}

// Begin makes a restored database one of its own, before anybody is let in: what the journal knows is done again; where the journal is
// missing or too young, circles, families and the whole school read nothing until a coordinator has looked. Phones that spoke to the
// database that is lost see that this one knows less than they do, send again what they hold and read everything anew, and stay signed in.
func Begin(app core.App) (healed Healed, err error) {
	err = app.RunInTransaction(func(tx core.App) error {
		_, healed, err = heal(tx, true)
		return err
	})
	return healed, err
}

// Open brings a database and its journal together at each start: an older copy of the folder that somebody put back by hand is healed as a
// backup is, and a journal that is missing gets every narrowing fact of the database.
func Open(app core.App) (healed Healed, err error) {
	// Its name is in the database before a journal begins with it: a start that is cut off between the two must not leave a journal of
	// a house that never was.
	err = app.RunInTransaction(func(tx core.App) error {
		_, err := journal.House(tx)
		return err
	})
	if err != nil {
		return healed, err
	}
	err = app.RunInTransaction(func(tx core.App) error {
		var lines []journal.Line
		if lines, healed, err = heal(tx, false); err != nil {
			return err
		}
		return journal.Complete(tx, lines)
	})
	return healed, err
}

func heal(tx core.App, restored bool) (lines []journal.Line, healed Healed, err error) {
	if lines, err = ours(tx); err != nil {
		return nil, healed, err
	}
	known, err := feed.Newest(tx)
	if err != nil {
		return nil, healed, err
	}
	err = journal.Quietly(tx, func() error {
		healed.Did, err = replay(tx, lines, known)
		return err
	})
	if err != nil || !restored && journal.Newest(lines) <= known {
		return lines, healed, err
	}
	if !journal.Covers(lines, known) {
		healed.Closed = true
		if err := closeAll(tx); err != nil {
			return nil, healed, err
		}
	}
	return lines, healed, errors.Join(account.LoseTrack(tx), feed.Renew(tx))
}

// ours reads the journal, and refuses that of another school.
func ours(tx core.App) ([]journal.Line, error) {
	book, err := journal.Of(tx)
	if err != nil {
		return nil, err
	}
	lines, err := book.Read()
	if err != nil {
		return nil, err
	}
	house, err := journal.House(tx)
	if err != nil {
		return nil, err
	}
	return lines, journal.Ours(lines, house)
}

// closeAll closes the reading of circles, families and the school, for every school of the database.
func closeAll(tx core.App) error {
	_, err := tx.NonconcurrentDB().NewQuery(`INSERT INTO closures (school, since, why) SELECT id, {:now}, 'restored' FROM schools WHERE true
		ON CONFLICT (school) DO UPDATE SET since = excluded.since`).Bind(dbx.Params{"now": clock.Stamp(tx)}).Execute()
	if err != nil {
		return fmt.Errorf("close what circles and families read: %w", err)
	}
	return nil
}
