package feed

import (
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/consent"
)

// tellConsents puts into a reader's own row what they may allow, with the texts to read before: a guardian's of their students, and of a student
// with full rights their own. Adults at school get the texts alone, for forms to sign.
func tellConsents(app core.App, me *api.Me) error {
	if me.SeatKind == api.SeatKindStaff {
		me.Texts = consentTexts()
		return nil
	}
	students, err := consentsAsked(app, me)
	if err != nil || len(students) == 0 {
		return err
	}
	people := make([]string, len(students))
	for i, student := range students {
		people[i] = student.ID
	}
	facts, err := consent.FactsOf(app, people, "")
	if err != nil {
		return err
	}
	for _, student := range students {
		of := api.ConsentsOf{
			Person: student.ID, Name: student.Name, Face: student.Face, Decides: student.Decides == me.Person, Cells: []api.OwnConsent{},
		}
		if of.Decides {
			of.Cells = ownCells(app, facts, student.ID, me.Person)
			me.Texts = consentTexts()
		}
		if me.SeatKind == api.SeatKindStudent {
			if of.Family, err = readersOf(app, student.ID); err != nil {
				return err
			}
		}
		me.Allowed = append(me.Allowed, of)
	}
	return nil
}

// asked is a student whose consents this reader is told of, and who decides: the student alone, or each guardian.
type asked struct {
	ID, Name, Face, Decides string
}

func consentsAsked(app core.App, me *api.Me) (students []asked, err error) {
	params := dbx.Params{"person": me.Person, "now": clock.Stamp(app)}
	switch me.SeatKind {
	case api.SeatKindStudent:
		err = app.DB().NewQuery(`SELECT id, name, face, id AS decides FROM people
			WHERE id = {:person} AND full_rights <> '' AND full_rights <= {:now}`).Bind(params).All(&students)
	case api.SeatKindFamily:
		err = app.DB().NewQuery(`SELECT p.id, p.name, p.face,
				CASE WHEN p.full_rights <> '' AND p.full_rights <= {:now} THEN p.id ELSE {:person} END AS decides
			FROM family_links l CROSS JOIN people p ON p.id = l.student
			WHERE l.person = {:person} AND ` + circle.Running("l") + `
			GROUP BY p.id HAVING max(l.restricted) = 0 ORDER BY p.name, p.id`).Bind(params).All(&students)
	}
	if err != nil {
		return nil, fmt.Errorf("find whose consents are told: %w", err)
	}
	return students, nil
}

// readersOf is who of a student's family reads what is shared of them, while the student decides alone.
func readersOf(app core.App, student string) (family []api.FamilyReader, err error) {
	err = app.DB().NewQuery(`SELECT min(l.id) AS link, f.name, max(l.reads_from <> '') AS reads
		FROM family_links l CROSS JOIN people f ON f.id = l.person
		WHERE l.student = {:student} AND ` + circle.Running("l") + `
		GROUP BY f.id HAVING max(l.restricted) = 0 ORDER BY f.name, f.id`).
		Bind(dbx.Params{"student": student, "now": clock.Stamp(app)}).All(&family)
	return family, err
}

func ownCells(app core.App, facts consent.Facts, student, giver string) []api.OwnConsent {
	now := clock.Now(app)
	cells := make([]api.OwnConsent, len(consent.Kinds))
	for i, kind := range consent.Kinds {
		own := consent.OwnOf(facts, student, kind, giver, now)
		widest, _ := consent.Allowed(facts, student, kind, now)
		cells[i] = api.OwnConsent{
			Kind: api.ConsentKind(kind), Widest: api.Widest(widest.String()), Last: own.Row.ID, Until: own.Row.Until,
			Due: api.ConsentDue(own.Due), Less: api.OwnConsentLess(own.Less),
		}
		if own.Said {
			cells[i].Mine = api.Widest(own.Row.Widest.String())
		}
	}
	return cells
}

func consentTexts() []api.ConsentText {
	var told []api.ConsentText
	for _, text := range consent.Current() {
		told = append(told, api.ConsentText{
			Kind: api.ConsentKind(text.Kind), Version: text.Version, Lang: text.Lang, Words: text.Words, Hash: text.Hash,
		})
	}
	return told
}

func consentCells(app core.App, facts consent.Facts, person string) []api.ConsentCell {
	cells := make([]api.ConsentCell, len(consent.Kinds))
	for i, kind := range consent.Kinds {
		stands := consent.Stands(facts, person, kind, clock.Now(app))
		cells[i] = api.ConsentCell{
			Kind: api.ConsentKind(kind), Widest: api.Widest(stands.Widest.String()), Until: stands.Until, Due: api.ConsentDue(stands.Due),
		}
	}
	return cells
}

// refreshFamilies brings the own rows of people's families in line, and of the students whose family they are: a family is told what all of them
// together allow, and a student who of them reads.
func refreshFamilies(tx core.App, people ...string) error {
	var relatives []string
	err := tx.DB().NewQuery(`SELECT l.person FROM json_each({:people}) w
			CROSS JOIN family_links l ON l.student = w.value AND (l.until = '' OR l.until > {:now})
		UNION SELECT l.student FROM json_each({:people}) w
			CROSS JOIN family_links l ON l.person = w.value AND (l.until = '' OR l.until > {:now})`).
		Bind(dbx.Params{"people": list(people), "now": clock.Stamp(tx)}).Column(&relatives)
	if err != nil {
		return fmt.Errorf("find people's families: %w", err)
	}
	for _, relative := range relatives {
		if err := RefreshMe(tx, relative); err != nil {
			return err
		}
	}
	return nil
}

// RefreshLink answers a family link that was made, restricted or ended, or lets somebody read: whose word counts for the student is told to
// their circles' adults and to their families, and who reads to the student.
func RefreshLink(tx core.App, link *core.Record) error {
	return errors.Join(RefreshMeOf(tx, link), refreshAsked(tx, link.GetString("student")))
}
