package keeping

import (
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/clock"
	"kith/backend/feed"
	"kith/backend/journal"
)

// How somebody is erased.
const (
	Destroy    = "destroy"    // nothing of them stays
	Deidentify = "deidentify" // their name, face, words and pictures go; what counts them stays
)

// Nameless stands where the name of somebody was who was taken out of what counts them.
const Nameless = "—"

// BackupsEnd is how long a backup that the school makes by itself holds what was erased. Source: design 4, "withdrawal".
const BackupsEnd = 35 * 24 * time.Hour

// leaver is somebody who is being erased, and what was found of them.
type leaver struct {
	Certificate
	kinds        []string // of their seats
	alone, joint []string // moments that are theirs alone, and those that they kept together with others
	others       []string // moments of others that they are in
	relatives    []string // members of their family who have no other student here
	files        files    // what goes from the disk when everything else is done and written down
	again        bool     // the journal does it once more: nobody is told anew
}

// ErasePerson erases a student or a family member for good, and gives the certificate of it. What was destroyed of them is never taken in again, from
// whatever phone or backup. Stories of others stay, without them, and nobody but their authors and adults reads those until a facilitator has looked:
// only a person can tell whether their words still name somebody. An adult who works at the school is only ever taken out of what counts them. `by` is
// the adult who asked; empty: the house itself. It refuses `not_found`. Asked once more it gives the same certificate.
func ErasePerson(app core.App, person, mode, by string) (certificate Certificate, err error) {
	return ErasePersonIf(app, person, mode, by, func(core.App) (bool, error) { return true, nil })
}

// ErasePersonIf does so if something holds in the transaction that erases. Otherwise there is no certificate, and nothing happens.
func ErasePersonIf(app core.App, person, mode, by string, holds func(tx core.App) (bool, error)) (certificate Certificate, err error) {
	if mode != Destroy && mode != Deidentify {
		return certificate, api.Invalid("mode")
	}
	err = app.RunInTransaction(func(tx core.App) error {
		if yes, err := holds(tx); err != nil || !yes {
			return err
		}
		var gone files
		err := journal.Gather(tx, func() (err error) {
			certificate, gone, err = erasePerson(tx, person, mode, by)
			return err
		})
		if err != nil {
			return err
		}
		return gone.remove(tx.DataDir())
	})
	if err != nil || certificate.Sum == "" {
		return certificate, err
	}
	return certificate, Overwrite(app)
}

// erasePerson does so but for the files, which it names: they go last, so that whatever fails before has taken nothing.
func erasePerson(tx core.App, person, mode, by string) (Certificate, files, error) {
	if known, err := CertificateOf(tx, person); err != nil || known.Sum != "" {
		return known, files{}, err
	}
	l, err := find(tx, person, mode)
	if err != nil {
		return l.Certificate, l.files, err
	}
	if l.School == "" {
		return l.Certificate, l.files, api.NotFound()
	}
	l.By = by
	if err := l.erase(tx); err != nil {
		return l.Certificate, l.files, err
	}
	if err := l.issue(tx); err != nil {
		return l.Certificate, l.files, err
	}
	seq, err := feed.Next(tx)
	if err != nil {
		return l.Certificate, l.files, err
	}
	return l.Certificate, l.files, journal.Note(tx, journal.Line{Seq: seq, Kind: journal.PersonErased, Person: person, Code: l.Mode})
}

// erasedAgain does it once more in a database that is older than the erasure. Whoever is not there needs nothing.
func erasedAgain(tx core.App, line journal.Line) error {
	l, err := find(tx, line.Person, line.Code)
	if err != nil {
		return err
	}
	l.again = true
	if l.School == "" {
		return l.bury(tx)
	}
	if err := l.erase(tx); err != nil {
		return err
	}
	return l.files.remove(tx.DataDir())
}

// find looks for everything that has somebody in it. Without a school there is no such person.
func find(tx core.App, person, mode string) (l leaver, err error) {
	l.Certificate = blank(tx, person, mode)
	record, err := tx.FindRecordById("people", person)
	if errors.Is(err, sql.ErrNoRows) {
		return l, nil
	}
	if err != nil {
		return l, fmt.Errorf("find who is erased: %w", err)
	}
	l.School = record.GetString("school")
	params := dbx.Params{"person": person}
	for _, part := range []struct {
		into  *[]string
		query string
	}{
		{&l.kinds, `SELECT kind FROM seats WHERE person = {:person} ORDER BY kind`},
		{&l.alone, `SELECT moment FROM authors a WHERE person = {:person}
			AND NOT EXISTS (SELECT 1 FROM authors o WHERE o.moment = a.moment AND o.person <> {:person}) ORDER BY moment`},
		{&l.joint, `SELECT moment FROM authors a WHERE person = {:person}
			AND EXISTS (SELECT 1 FROM authors o WHERE o.moment = a.moment AND o.person <> {:person}) ORDER BY moment`},
		{&l.others, `SELECT DISTINCT moment FROM shown s WHERE person = {:person}
			AND NOT EXISTS (SELECT 1 FROM authors a WHERE a.moment = s.moment AND a.person = {:person}) ORDER BY moment`},
		{&l.relatives, `SELECT l.person FROM family_links l WHERE l.student = {:person}
			AND NOT EXISTS (SELECT 1 FROM family_links o WHERE o.person = l.person AND o.student <> {:person})
			AND NOT EXISTS (SELECT 1 FROM seats s WHERE s.person = l.person AND s.kind <> 'family') ORDER BY 1`},
	} {
		if err := tx.DB().NewQuery(part.query).Bind(params).Column(part.into); err != nil {
			return l, fmt.Errorf("find what somebody is in: %w", err)
		}
	}
	if slices.Contains(l.kinds, "staff") { // their decisions are the school's record
		l.Mode = Deidentify
	}
	return l, nil
}

// erase does it: what is theirs alone, then what they are in with others, then themselves.
func (l *leaver) erase(tx core.App) error {
	for _, moment := range l.alone {
		if err := l.loseOwn(tx, moment); err != nil {
			return err
		}
	}
	for _, moment := range slices.Concat(l.joint, l.others) {
		if err := l.leaveStory(tx, moment); err != nil {
			return err
		}
	}
	for _, relative := range l.relatives {
		if err := l.loseRows(tx, relative, Destroy, nil); err != nil {
			return err
		}
	}
	l.Gone["relatives"] = len(l.relatives)
	if err := l.loseRows(tx, l.Person, l.Mode, l.Gone); err != nil {
		return err
	}
	if err := l.bury(tx); err != nil {
		return err
	}
	for _, moment := range slices.Concat(l.alone, l.joint, l.others) {
		if err := renew(tx, moment); err != nil {
			return err
		}
	}
	return nil
}

// renew brings a moment in line and lets every phone that holds it pull it anew: what was taken out of it shows in no mark.
func renew(tx core.App, moment string) error {
	_, err := tx.NonconcurrentDB().NewQuery(`UPDATE feed SET mark = '' WHERE subject = {:moment} AND NOT gone`).Bind(dbx.Params{"moment": moment}).Execute()
	if err != nil {
		return fmt.Errorf("let phones pull a moment anew: %w", err)
	}
	return feed.Refresh(tx, moment)
}

// MayErase refuses whoever may not be erased this way: somebody of another school as if there were nobody, and an adult who works here.
func MayErase(app core.App, school, person string) (name string, err error) {
	record, err := app.FindRecordById("people", person)
	if errors.Is(err, sql.ErrNoRows) || err == nil && record.GetString("school") != school {
		return "", api.NotFound()
	}
	if err != nil {
		return "", fmt.Errorf("find who is to be erased: %w", err)
	}
	var works []int
	err = app.DB().NewQuery(`SELECT 1 FROM seats WHERE person = {:person} AND kind = 'staff' LIMIT 1`).Bind(dbx.Params{"person": person}).Column(&works)
	if err != nil {
		return "", fmt.Errorf("look whether somebody works here: %w", err)
	}
	if len(works) > 0 {
		return "", api.Refuse(http.StatusConflict, "works_here",
			"This person works at the school, and what they decided is the school's record. End their roles instead.")
	}
	return record.GetString("name"), nil
}

// issue writes the certificate and the line of the audit that names its sum, and nobody's name.
func (l *leaver) issue(tx core.App) error {
	l.Sum = l.sum()
	if err := l.save(tx); err != nil {
		return err
	}
	return audit.Write(tx, audit.Entry{School: l.School, Actor: l.By, Act: "erase_person", Subject: l.Sum})
}

func blank(tx core.App, person, mode string) Certificate {
	now := clock.Now(tx).UTC().Truncate(time.Second)
	return Certificate{
		Kith: "certificate", Format: 1, Person: person, Mode: mode, At: now, BackupsUntil: now.Add(BackupsEnd),
		Gone: map[string]int{}, Moments: []string{}, Revisions: []string{}, Media: []string{}, Stay: []string{},
	}
}
