package audit

import (
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

// Verify reads the whole chain and says how many rows hold. It fails with BrokenError at the first row that was changed, removed or
// slipped in. An erased detail is no fault; a changed one is.
func Verify(app core.App) (int64, error) {
	last, err := verifyRows(app)
	if err != nil {
		return last.Seq, err
	}
	if err := verifyEnd(app, last); err != nil {
		return last.Seq, err
	}
	return last.Seq, verifyDetails(app)
}

func verifyRows(app core.App) (row, error) {
	var last row
	rows, err := app.DB().NewQuery(`SELECT * FROM audit ORDER BY seq`).Rows()
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
func verifyEnd(app core.App, last row) error {
	var mark string
	err := app.DB().NewQuery(`SELECT value FROM house WHERE name = 'audit_head'`).Row(&mark)
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

func verifyDetails(app core.App) error {
	rows, err := app.DB().NewQuery(`SELECT hash, salt, body FROM audit_details`).Rows()
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
			return changedDetail(app, hash)
		}
	}
	return rows.Err()
}

func changedDetail(app core.App, hash string) error {
	var seq int64
	err := app.DB().NewQuery(`SELECT coalesce(min(seq), 0) FROM audit WHERE detail = {:hash}`).
		Bind(dbx.Params{"hash": hash}).Row(&seq)
	if err != nil {
		return err
	}
	return BrokenError{seq, "has a changed detail"}
}
