package keeping

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"

	"kith/backend/clock"
	"kith/backend/inbox"
	"kith/backend/journal"
)

// decisionAgain undoes an approval that is here, and bars one that is not: a teacher's phone may send it again. A decision about a revision
// that is not here waits for its sender, who says it once more behind that revision; what it ended for others is ended at once.
func decisionAgain(tx core.App, line journal.Line) error {
	approved, barred, err := approvalsOf(tx, line)
	if err != nil {
		return err
	}
	if line.Code == "take_down" {
		return takeDownAgain(tx, line, approved)
	}
	kept, err := isHere(tx, "revisions", line.Revision)
	if err != nil {
		return err
	}
	if approved != "" && kept {
		return settle(tx, line, decide(tx, line, line.Record, line.Code, line.Revision, line.Of))
	}
	if approved != "" && line.Code == "take_back" { // nobody reads any revision of it
		if err := decide(tx, line, "", "take_back", approved, ""); err != nil {
			return err
		}
	} else if approved != "" {
		if err := endHold(tx, line); err != nil {
			return err
		}
	}
	if line.Code == "undo" && barred {
		return inbox.Settle(tx, line.Record, inbox.Done)
	}
	return nil
}

// approvalsOf bars the approvals that are not here, and gives the revision of the newest that is.
func approvalsOf(tx core.App, line journal.Line) (approved string, barred bool, err error) {
	for _, approval := range line.Approvals {
		record, err := tx.FindRecordById("decisions", approval)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			barred = true
			err = inbox.Settle(tx, approval, inbox.Void)
		case err == nil:
			approved = record.GetString("revision")
		}
		if err != nil {
			return "", false, err
		}
	}
	return approved, barred, nil
}

// takeDownAgain hides whatever of a moment was released, and ends its hold where nothing was released yet. What is not here at all cannot
// be released again, since its approvals are barred.
func takeDownAgain(tx core.App, line journal.Line, approved string) error {
	var released []struct{ ID, Revision string }
	err := tx.DB().NewQuery(`SELECT id, revision FROM decisions WHERE moment = {:moment} AND kind = 'release' ORDER BY seq DESC LIMIT 1`).
		Bind(dbx.Params{"moment": line.Moment}).All(&released)
	switch {
	case err != nil:
		err = fmt.Errorf("look for what was released: %w", err)
	case len(released) > 0:
		err = decide(tx, line, line.Record, "take_down", released[0].Revision, released[0].ID)
	case approved != "":
		err = decide(tx, line, line.Record, "undo", approved, "")
	}
	return settle(tx, line, err)
}

// endHold undoes an approval that nobody has decided after.
func endHold(tx core.App, line journal.Line) error {
	var newest []struct{ Kind, Revision string }
	err := tx.DB().NewQuery(`SELECT kind, revision FROM decisions WHERE moment = {:moment} ORDER BY seq DESC LIMIT 1`).
		Bind(dbx.Params{"moment": line.Moment}).All(&newest)
	if err != nil || len(newest) == 0 || newest[0].Kind != "approve" {
		return err
	}
	return decide(tx, line, "", "undo", newest[0].Revision, "")
}

// decide writes a decision. One without an id of its own leaves the line's to the phone that will send it again.
func decide(tx core.App, line journal.Line, id, kind, revision, of string) error {
	if id == "" {
		id = security.RandomStringWithAlphabet(15, core.DefaultIdAlphabet)
	}
	by := line.By
	if here, err := isHere(tx, "people", by); err != nil {
		return err
	} else if !here {
		by = ""
	}
	return put(tx, "decisions", id, map[string]any{
		"moment": line.Moment, "revision": revision, "kind": kind, "of": of, "by": by, "at": clock.Parse(line.At),
	})
}
