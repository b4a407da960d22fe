package keeping

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/clock"
	"kith/backend/feed"
	"kith/backend/journal"
)

// Erase takes a moment away for good: its words, its pictures, what was decided and answered about it. Phones purge it at their next
// contact. What stays is that its ids are never taken in again, a line in the audit and one in the journal. It refuses a moment that is not
// there with `not_found`. Older backups still hold it until they are thrown away.
func Erase(app core.App, moment string) error {
	err := app.RunInTransaction(func(tx core.App) error { return EraseFor(tx, "erase_moment", moment) })
	if err != nil {
		return err
	}
	return Overwrite(app)
}

// EraseFor takes a moment away within a transaction, and says in the audit by which act. Overwrite has to follow when it has committed.
func EraseFor(tx core.App, act, moment string) error {
	gone, err := everythingOf(tx, moment)
	if err != nil {
		return err
	}
	if gone.school == "" {
		return api.NotFound()
	}
	if err := gone.remember(tx, act); err != nil {
		return err
	}
	return gone.erase(tx)
}

// Overwrite takes what was erased out of the log of the last writes as well, and the log's end to the disk. In the database itself it is overwritten
// as it is deleted. It fails while somebody reads on from before, as a backup does: whoever asks has to ask again, and every round of sweeping does.
func Overwrite(app core.App) error {
	var busy, pages, moved int
	if err := app.NonconcurrentDB().NewQuery(`PRAGMA wal_checkpoint(TRUNCATE)`).Row(&busy, &pages, &moved); err != nil {
		return fmt.Errorf("overwrite what was erased: %w", err)
	}
	if busy != 0 {
		return errors.New("overwrite what was erased: somebody still reads what was there before")
	}
	log, err := os.OpenFile(filepath.Join(app.DataDir(), database+"-wal"), os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("overwrite what was erased: %w", err)
	}
	if err := errors.Join(log.Sync(), log.Close()); err != nil {
		return fmt.Errorf("overwrite what was erased: %w", err)
	}
	return nil
}

// gone is everything of a moment that has an id.
type gone struct {
	moment, school            string
	revisions, media, folders []string
}

func everythingOf(tx core.App, moment string) (gone, error) {
	g := gone{moment: moment}
	params := dbx.Params{"moment": moment}
	var schools []string
	for _, part := range []struct {
		into  *[]string
		query string
	}{
		{&schools, `SELECT school FROM moments WHERE id = {:moment}`},
		{&g.revisions, `SELECT id FROM revisions WHERE moment = {:moment} ORDER BY number`},
		{&g.media, `SELECT id FROM media WHERE moment = {:moment} UNION SELECT media FROM uploads WHERE moment = {:moment}
			UNION SELECT x.media FROM revisions r JOIN revision_media x ON x.revision = r.id WHERE r.moment = {:moment} ORDER BY 1`},
	} {
		if err := tx.DB().NewQuery(part.query).Bind(params).Column(part.into); err != nil {
			return g, fmt.Errorf("find what belongs to a moment: %w", err)
		}
	}
	covered := `SELECT n.folder FROM json_each({:media}) w CROSS JOIN renditions n ON n.media = w.value AND n.folder <> n.media`
	list, err := json.Marshal(append([]string{}, g.media...))
	if err == nil {
		err = tx.DB().NewQuery(covered).Bind(dbx.Params{"media": string(list)}).Column(&g.folders)
	}
	if err != nil {
		return g, fmt.Errorf("find the covered pictures of a moment: %w", err)
	}
	if len(schools) > 0 {
		g.school = schools[0]
	}
	return g, nil
}

// remember writes who may ask later that it was erased, and nothing of what it was.
func (g gone) remember(tx core.App, act string) error {
	if err := audit.Write(tx, audit.Entry{School: g.school, Act: act, Subject: g.moment}); err != nil {
		return err
	}
	seq, err := feed.Next(tx)
	if err != nil {
		return err
	}
	return journal.Note(tx, journal.Line{Seq: seq, Kind: journal.Erased, Moment: g.moment, Revisions: g.revisions, Media: g.media})
}

// parted are the tables in which a moment stands, from the leaves to the root. No event is about a deletion, so they are emptied at once.
var parted = []string{
	`DELETE FROM quotes WHERE revision IN (SELECT value FROM json_each({:revisions}))`,
	`DELETE FROM revision_media WHERE revision IN (SELECT value FROM json_each({:revisions}))`,
	`DELETE FROM shown WHERE moment = {:moment}`,
	`DELETE FROM answers WHERE moment = {:moment}`,
	`DELETE FROM faces WHERE media IN (SELECT value FROM json_each({:media}))`,
	`DELETE FROM renditions WHERE media IN (SELECT value FROM json_each({:media}))`,
	`DELETE FROM decisions WHERE moment = {:moment}`,
	`DELETE FROM holds WHERE moment = {:moment}`,
	`DELETE FROM set_aside WHERE moment = {:moment}`,
	`DELETE FROM amendment_steps WHERE amendment IN (SELECT id FROM amendments WHERE moment = {:moment})`,
	`DELETE FROM amendments WHERE moment = {:moment}`,
	`DELETE FROM media WHERE id IN (SELECT value FROM json_each({:media}))`,
	`DELETE FROM uploads WHERE media IN (SELECT value FROM json_each({:media}))`,
	`DELETE FROM revisions WHERE moment = {:moment}`,
	`DELETE FROM authors WHERE moment = {:moment}`,
	`DELETE FROM moments WHERE id = {:moment}`,
	`INSERT INTO erased (id, moment, what, at) SELECT {:moment}, {:moment}, 'moment', {:at}
		UNION ALL SELECT value, {:moment}, 'revision', {:at} FROM json_each({:revisions})
		UNION ALL SELECT value, {:moment}, 'media', {:at} FROM json_each({:media}) WHERE true ON CONFLICT DO NOTHING`,
}

// erase empties the tables, tells the phones, and takes the pictures off the shelf before the transaction commits: if it is cut off here,
// the journal has it, and it is done again at the next start.
func (g gone) erase(tx core.App) error {
	if err := g.leave(tx); err != nil {
		return err
	}
	return g.files().remove(tx.DataDir())
}

func (g gone) files() files { return files{slices.Concat(g.media, g.folders), g.media} }

// leave empties the tables and tells the phones.
func (g gone) leave(tx core.App) error {
	params := dbx.Params{"moment": g.moment, "at": clock.Stamp(tx)}
	for name, ids := range map[string][]string{"revisions": g.revisions, "media": g.media} {
		list, err := json.Marshal(append([]string{}, ids...))
		if err != nil {
			return err
		}
		params[name] = string(list)
	}
	run := func(statement string) error {
		if _, err := tx.NonconcurrentDB().NewQuery(statement).Bind(params).Execute(); err != nil {
			return fmt.Errorf("erase a moment: %w", err)
		}
		return nil
	}
	if err := run(`INSERT INTO erasing (why) VALUES ({:moment})`); err != nil {
		return err
	}
	for _, statement := range parted {
		if err := run(statement); err != nil {
			return err
		}
	}
	return errors.Join(run(`DELETE FROM erasing`), feed.Refresh(tx, g.moment))
}
