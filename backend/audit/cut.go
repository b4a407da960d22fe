package audit

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/clock"
)

// slice is how many rows one transaction cuts off at most, so that nobody's act waits long for it.
const slice = 2000

// anchor is the last row that was cut off the front. What is left begins behind it, and a row of the chain says so.
type anchor struct {
	Seq  int64
	Hash string
}

func (a anchor) mark() string { return row{Seq: a.Seq, Hash: a.Hash}.mark() }

// Cut takes the rows from before a time off the front of the chain, with their details. Each slice is a transaction of its own, which adds a row that
// names the last one that went: Verify begins there. It may run as often as one likes.
func Cut(app core.App, before time.Time) error {
	for {
		more := false
		err := app.RunInTransaction(func(tx core.App) (err error) {
			more, err = cutSlice(tx, clock.Text(before))
			return err
		})
		if err != nil || !more {
			return err
		}
	}
}

func cutSlice(tx core.App, before string) (more bool, err error) {
	from, err := anchorOf(tx.DB())
	if err != nil {
		return false, err
	}
	var rows []row
	err = tx.DB().NewQuery(`SELECT * FROM audit WHERE seq > {:from} ORDER BY seq LIMIT {:n}`).
		Bind(dbx.Params{"from": from.Seq, "n": slice}).All(&rows)
	if err != nil {
		return false, fmt.Errorf("audit: read the oldest rows: %w", err)
	}
	old := 0
	for old < len(rows) && rows[old].At < before {
		old++
	}
	if old == 0 {
		return false, nil
	}
	to := anchor{Seq: rows[old-1].Seq, Hash: rows[old-1].Hash}
	// The row comes first: a chain whose last row were cut off would have no end to hang on.
	if err := Write(tx, Entry{Act: "cut_audit", Subject: to.mark()}); err != nil {
		return false, err
	}
	return old == slice, drop(tx, to)
}

func drop(tx core.App, to anchor) error {
	params := dbx.Params{"to": to.Seq, "mark": to.mark()}
	for _, statement := range []string{
		`INSERT INTO erasing (why) VALUES ('audit')`,
		`DELETE FROM audit_details WHERE hash IN (SELECT detail FROM audit WHERE seq <= {:to})`,
		`DELETE FROM audit WHERE seq <= {:to}`,
		`DELETE FROM erasing`,
		`INSERT INTO house (name, value) VALUES ('audit_anchor', {:mark}) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
	} {
		if _, err := tx.NonconcurrentDB().NewQuery(statement).Bind(params).Execute(); err != nil {
			return fmt.Errorf("audit: cut: %w", err)
		}
	}
	return nil
}

// anchorOf is the last row that was cut off, or the zero anchor of a chain that is whole.
func anchorOf(db dbx.Builder) (a anchor, err error) {
	var mark string
	err = db.NewQuery(`SELECT value FROM house WHERE name = 'audit_anchor'`).Row(&mark)
	if errors.Is(err, sql.ErrNoRows) {
		return a, nil
	}
	if err != nil {
		return a, err
	}
	if _, err := fmt.Sscanf(mark, "%d %64s", &a.Seq, &a.Hash); err != nil {
		return a, BrokenError{1, "has an anchor that cannot be read"}
	}
	return a, nil
}

// verifyAnchor refuses a front that was cut off by anybody but Cut: the chain itself has to tell of the last row that went.
func verifyAnchor(db dbx.Builder, a anchor) error {
	if a.Seq == 0 {
		return nil
	}
	var told []int64
	err := db.NewQuery(`SELECT seq FROM audit WHERE subject = {:mark} AND act = 'cut_audit' LIMIT 1`).Bind(dbx.Params{"mark": a.mark()}).Column(&told)
	if err == nil && len(told) == 0 {
		err = BrokenError{a.Seq, "is missing, and no row says that it was cut off"}
	}
	return err
}

// Oldest is the number of the first row that the chain still has; the ones before it were cut off.
func Oldest(app core.App) (int64, error) {
	a, err := anchorOf(app.DB())
	return a.Seq + 1, err
}
