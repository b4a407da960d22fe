package keeping

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/inbox"
	"kith/backend/journal"
	"kith/backend/rows"
)

// again says for each kind of line how its act is done once more. Each writes the record that the act itself wrote, so that whoever answers
// that record brings the feed in line. Each may run as often as one likes, and none widens anything.
var again = map[string]func(tx core.App, line journal.Line) error{
	journal.ConsentNarrowed: consentAgain,
	journal.Answered:        answerAgain,
	journal.DecidedAgainst:  decisionAgain,
	journal.Restricted:      restrictAgain,
	journal.LinkEnded:       endAgain("family_links"),
	journal.ReadsNoMore: change("family_links", itself, func(_ core.App, record *core.Record, _ journal.Line) {
		record.Set("reads_from", nil)
	}),
	journal.Left:       endAgain("members"),
	journal.GrantEnded: endAgain("grants"),
	journal.BadgeRevoked: change("people", person, func(_ core.App, record *core.Record, _ journal.Line) {
		record.Set("badge", "")
		record.Set("badge_until", nil)
	}),
	journal.FullRights: change("people", person, func(_ core.App, record *core.Record, line journal.Line) {
		earlier(record, "full_rights", line.From)
	}),
	journal.FamiliesOff: change("schools", itself, func(_ core.App, record *core.Record, line journal.Line) {
		earlier(record, "families_off", line.From)
	}),
	journal.SessionRevoked: change("sessions", itself, func(_ core.App, record *core.Record, line journal.Line) {
		record.Set("why", line.Code)
		record.Set("successor", "")
		earlier(record, "revoked_at", line.At)
	}),
	journal.InvitationOver: change("invitations", itself, func(_ core.App, record *core.Record, line journal.Line) {
		earlier(record, "used_at", line.At)
	}),
	journal.Erased: func(tx core.App, line journal.Line) error {
		return gone{moment: line.Moment, revisions: line.Revisions, media: line.Media}.erase(tx)
	},
	journal.PersonErased: erasedAgain,
}

// replay does every act of the journal again that the database does not know: those after its place in the order, and every erasure, which
// is never to be undone. Afterwards its order goes on behind the journal's. It says how many acts it did.
func replay(tx core.App, lines []journal.Line, known int64) (int, error) {
	unknown := []journal.Line{}
	for _, line := range lines {
		is, err := isUnknown(tx, line, known)
		if err != nil {
			return 0, err
		}
		if is {
			unknown = append(unknown, line)
		}
	}
	if newest := journal.Newest(lines); newest > known { // what is written now comes after everything that ever happened
		_, err := tx.NonconcurrentDB().NewQuery(`UPDATE counter SET seq = {:seq}`).Bind(dbx.Params{"seq": newest}).Execute()
		if err != nil {
			return 0, fmt.Errorf("go on behind the journal: %w", err)
		}
	}
	for _, line := range unknown {
		if err := again[line.Kind](tx, line); err != nil {
			return 0, fmt.Errorf("do %s of %s again: %w", line.Kind, line.At, err)
		}
	}
	return len(unknown), nil
}

// isUnknown says whether the database lacks an act. An erasure is asked for by its id, however old it is.
func isUnknown(tx core.App, line journal.Line, known int64) (bool, error) {
	if line.Kind == journal.Erased || line.Kind == journal.PersonErased {
		var gone []string
		err := tx.DB().NewQuery(`SELECT id FROM erased WHERE id = {:id}`).Bind(dbx.Params{"id": line.Moment + line.Person}).Column(&gone)
		return len(gone) == 0, err
	}
	_, is := again[line.Kind]
	return is && line.Seq > known, nil
}

func person(line journal.Line) string { return line.Person }

func itself(line journal.Line) string { return line.Record }

// change changes a record that is here. Where it is not there is nothing to narrow.
func change(collection string, of func(journal.Line) string, do func(core.App, *core.Record, journal.Line)) func(core.App, journal.Line) error {
	return func(tx core.App, line journal.Line) error {
		record, err := tx.FindRecordById(collection, of(line))
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		do(tx, record, line)
		return tx.Save(record)
	}
}

func endAgain(collection string) func(core.App, journal.Line) error {
	return change(collection, itself, func(_ core.App, record *core.Record, line journal.Line) { earlier(record, "until", line.Until) })
}

// earlier sets a date, unless an earlier one stands there.
func earlier(record *core.Record, field, to string) {
	if now := record.GetString(field); now == "" || to < now {
		record.Set(field, to)
	}
}

// restrictAgain restricts a link, or makes it where it came after the backup: a restriction hides a student in other students' moments too.
func restrictAgain(tx core.App, line journal.Line) error {
	link, err := tx.FindRecordById("family_links", line.Record)
	if errors.Is(err, sql.ErrNoRows) {
		return put(tx, "family_links", line.Record, map[string]any{
			"person": line.Person, "student": line.Student, "restricted": true, "from": line.At, "until": line.Until,
		}, line.Person, line.Student)
	}
	if err != nil {
		return err
	}
	link.Set("restricted", true)
	return tx.Save(link)
}

func consentAgain(tx core.App, line journal.Line) error {
	return settle(tx, line, put(tx, "consents", line.Record, map[string]any{
		"person": line.Person, "kind": line.About, "widest": line.Code, "giver": line.Giver, "how": line.How, "by": line.By,
		"from": line.From, "until": line.Until, "text": line.Text, "lang": line.Lang, "text_hash": line.Hash,
	}, line.Person))
}

// answerAgain also speaks of a moment that is not here: it comes again from its author's phone, and then the answer stands. A no bars the approvals
// that came before it and are not here: one that comes after a later yes must not share what the no has hidden.
func answerAgain(tx core.App, line journal.Line) error {
	if _, _, err := approvalsOf(tx, line); err != nil {
		return err
	}
	return settle(tx, line, put(tx, "answers", line.Record, map[string]any{
		"person": line.Person, "moment": line.Moment, "answer": line.Code, "how": line.How, "by": line.By,
	}, line.Person))
}

// settle lets the phone that sent the act send it again, without its being done twice.
func settle(tx core.App, line journal.Line, err error) error {
	if err != nil {
		return err
	}
	return inbox.Settle(tx, line.Record, inbox.Done)
}

// put writes a record that is not here yet, if everybody it names is.
func put(tx core.App, collection, id string, values map[string]any, people ...string) error {
	here, err := isHere(tx, collection, id)
	if err != nil || here {
		return err
	}
	for _, person := range people {
		if known, err := isHere(tx, "people", person); err != nil || !known {
			return err
		}
	}
	return rows.Save(tx, collection, id, values)
}

func isHere(tx core.App, collection, id string) (bool, error) {
	_, err := tx.FindRecordById(collection, id)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}
