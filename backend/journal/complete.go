package journal

import (
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"

	"kith/backend/feed"
)

// House names the school whose journal it is, through every restore. A database that has none yet gets its name here.
func House(tx core.App) (house string, err error) {
	_, err = tx.NonconcurrentDB().NewQuery(`INSERT INTO house (name, value) VALUES ('journal', {:house}) ON CONFLICT DO NOTHING`).
		Bind(dbx.Params{"house": security.RandomString(15)}).Execute()
	if err != nil {
		return "", fmt.Errorf("name the house: %w", err)
	}
	err = tx.DB().NewQuery(`SELECT value FROM house WHERE name = 'journal'`).Row(&house)
	return house, err
}

// ErrForeign is told of a journal that belongs to another school.
var ErrForeign = errors.New("the journal belongs to another school: name another folder for it")

// Ours refuses the journal of another school.
func Ours(lines []Line, house string) error {
	for _, line := range lines {
		if line.Kind == Begun && line.House != house {
			return ErrForeign
		}
	}
	return nil
}

// Newest is the last place in the order that a journal knows of.
func Newest(lines []Line) (seq int64) {
	for _, line := range lines {
		seq = max(seq, line.Seq)
	}
	return seq
}

// Covers says whether a journal has every act after a place in the order: it began before, and lost nothing since.
func Covers(lines []Line, seq int64) bool {
	began := false
	for _, line := range lines {
		switch line.Kind {
		case Begun:
			began = line.Seq <= seq
		case Damaged:
			began = false
		}
	}
	return began
}

// Complete makes sure that the journal of a running school knows every narrowing fact of its database. Where it is missing, or lost its
// end, it begins anew: a backup from before that is not covered any more, although all facts are in it.
func Complete(tx core.App, lines []Line) error {
	house, err := House(tx)
	if err != nil {
		return err
	}
	now, err := feed.Newest(tx)
	if err != nil {
		return err
	}
	var noted []int64
	if err := tx.DB().NewQuery(`SELECT CAST(value AS INTEGER) FROM house WHERE name = 'journal_seq'`).Column(&noted); err != nil {
		return err
	}
	if Covers(lines, now) && (len(noted) == 0 || Newest(lines) >= noted[0]) {
		return nil
	}
	known, err := facts(tx, now)
	if err != nil {
		return err
	}
	return write(tx, append([]Line{{Seq: now, Kind: Begun, House: house}}, known...))
}

// facts are all narrowing acts that a database knows of. Those without a place in the order could have happened at any time until now.
func facts(tx core.App, now int64) ([]Line, error) {
	var known []Line
	for _, fact := range []struct{ kind, query string }{
		{ConsentNarrowed, `SELECT * FROM (SELECT seq, id AS record, person, kind AS about, widest AS code, giver, how, by, "from", until,
				lag(` + rank + `) OVER w AS before, lag(until) OVER w AS ended, ` + rank + ` AS rank
			FROM consents WINDOW w AS (PARTITION BY person, kind ORDER BY seq))
			WHERE rank = 0 OR rank < before OR until < ended`},
		{Answered, `SELECT seq, id AS record, person, moment, answer AS code, how, by FROM answers WHERE answer <> 'yes'`},
		{DecidedAgainst, `SELECT seq, id AS record, moment, revision, kind AS code, of, by FROM decisions d
			WHERE kind IN ('undo', 'keep_private', 'take_back', 'take_down')`},
		{Restricted, `SELECT id AS record, person, student, until FROM family_links WHERE restricted`},
		{LinkEnded, `SELECT id AS record, person, student, until FROM family_links WHERE until <> ''`},
		{ReadsNoMore, `SELECT id AS record, person, student FROM family_links WHERE reads_from = ''`},
		{Left, `SELECT id AS record, person, until FROM members WHERE until <> ''`},
		{GrantEnded, `SELECT id AS record, person, until FROM grants WHERE until <> ''`},
		{FullRights, `SELECT id AS person, full_rights AS "from" FROM people WHERE full_rights <> ''`},
		{FamiliesOff, `SELECT id AS record, families_off AS "from" FROM schools WHERE families_off <> ''`},
		{SessionRevoked, `SELECT id AS record, person, why AS code FROM sessions WHERE revoked_at <> ''`},
		{InvitationOver, `SELECT id AS record FROM invitations WHERE used_at <> ''`},
		{Erased, `SELECT id AS moment FROM erased WHERE what = 'moment'`},
		{PersonErased, `SELECT id AS person, what AS code FROM erased WHERE what IN ('destroy', 'deidentify')`},
	} {
		var lines []Line
		if err := tx.DB().NewQuery(fact.query).All(&lines); err != nil {
			return nil, fmt.Errorf("find every %s: %w", fact.kind, err)
		}
		for _, line := range lines {
			line.Kind = fact.kind
			if line.Seq == 0 {
				line.Seq = now
			}
			line, err := full(tx, line)
			if err != nil {
				return nil, err
			}
			known = append(known, line)
		}
	}
	return known, nil
}

const rank = `(CASE widest WHEN 'circle' THEN 1 WHEN 'families' THEN 2 WHEN 'school' THEN 3 ELSE 0 END)`

// full adds the lists of ids to a line.
func full(tx core.App, line Line) (Line, error) {
	var parts map[*[]string]string
	switch line.Kind {
	case DecidedAgainst, Answered:
		return withApprovals(tx, line)
	case Erased:
		parts = map[*[]string]string{
			&line.Revisions: `SELECT id FROM erased WHERE moment = {:moment} AND what = 'revision'`,
			&line.Media:     `SELECT id FROM erased WHERE moment = {:moment} AND what = 'media'`,
		}
	}
	for into, query := range parts {
		if err := tx.DB().NewQuery(query).Bind(dbx.Params{"moment": line.Moment, "seq": line.Seq}).Column(into); err != nil {
			return line, fmt.Errorf("find what belongs to an act: %w", err)
		}
	}
	return line, nil
}
