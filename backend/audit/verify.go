package audit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// BrokenError names the first row that is not as it was written.
type BrokenError struct {
	Seq int64
	Why string
}

func (b BrokenError) Error() string { return fmt.Sprintf("audit row %d %s", b.Seq, b.Why) }

// Verify reads the whole chain, from where Cut has left it, and says how many rows hold. It fails with BrokenError at the first row that was changed, removed or
// slipped in. An erased detail is no fault; a changed one is. The school may be running: all is read as it stood at one moment.
func Verify(app core.App) (held int64, err error) {
	reading, pooled := app.ConcurrentDB().(*dbx.DB)
	if !pooled { // inside a transaction everything stands still already
		return verify(app.DB())
	}
	err = reading.TransactionalContext(context.Background(), &sql.TxOptions{ReadOnly: true}, func(still *dbx.Tx) error {
		held, err = verify(still)
		return err
	})
	return held, err
}

func verify(db dbx.Builder) (int64, error) {
	from, err := anchorOf(db)
	if err != nil {
		return 0, err
	}
	last, err := verifyRows(db, from)
	if err != nil {
		return last.Seq - from.Seq, err
	}
	if err := errors.Join(verifyAnchor(db, from), verifyEnd(db, last)); err != nil {
		return last.Seq - from.Seq, err
	}
	return last.Seq - from.Seq, verifyDetails(db)
}

// verifyRows begins behind the last row that was cut off.
func verifyRows(db dbx.Builder, from anchor) (row, error) {
	last := row{Seq: from.Seq, Hash: from.Hash}
	rows, err := db.NewQuery(`SELECT * FROM audit ORDER BY seq`).Rows()
	if err != nil {
		return last, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var next row
		if err := rows.ScanStruct(&next); err != nil {
			return last, err
		}
		if next.Seq != last.Seq+1 {
			return last, BrokenError{last.Seq + 1, "is missing"}
		}
		hash, err := next.chain(last.Hash)
		if err != nil {
			return last, err
		}
		if hash != next.Hash {
			return last, BrokenError{next.Seq, "was changed"}
		}
		last = next
	}
	return last, rows.Err()
}

// verifyEnd compares the last row with the mark that stands apart from the chain.
func verifyEnd(db dbx.Builder, last row) error {
	var mark string
	err := db.NewQuery(`SELECT value FROM house WHERE name = 'audit_head'`).Row(&mark)
	if errors.Is(err, sql.ErrNoRows) && last.Seq == 0 {
		return nil
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if mark != last.mark() {
		return BrokenError{last.Seq, "is not the last one that was written"}
	}
	return nil
}

func verifyDetails(db dbx.Builder) error {
	rows, err := db.NewQuery(`SELECT hash, salt, body FROM audit_details`).Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var hash, salt, body string
		if err := rows.Scan(&hash, &salt, &body); err != nil {
			return err
		}
		if detailHash(salt, body) != hash {
			return changedDetail(db, hash)
		}
	}
	return rows.Err()
}

func changedDetail(db dbx.Builder, hash string) error {
	var seq int64
	err := db.NewQuery(`SELECT coalesce(min(seq), 0) FROM audit WHERE detail = {:hash}`).
		Bind(dbx.Params{"hash": hash}).Row(&seq)
	if err != nil {
		return err
	}
	return BrokenError{seq, "has a changed detail"}
}
