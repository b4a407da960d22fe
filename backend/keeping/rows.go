package keeping

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/clock"
	"kith/backend/feed"
)

// rowsOf is what stands of a person outside of moments, from the leaves to the root: what it is called in a certificate, and the rows. `kept` says that
// they stay where somebody is only to be known no more.
var rowsOf = []struct {
	called, from string
	kept         bool
}{
	{"consents", `consents WHERE person = {:person}`, true},
	{"", `withdrawals WHERE person = {:person}`, false},
	{"answers", `answers WHERE person = {:person}`, true},
	{"orientations", `orientations WHERE person = {:person}`, true},
	{"circles", `members WHERE person = {:person}`, true},
	{"grants", `grants WHERE person = {:person}`, true},
	{"", `invitations WHERE person = {:person} OR link IN (SELECT id FROM family_links WHERE person = {:person} OR student = {:person})`, false},
	{"links", `family_links WHERE person = {:person} OR student = {:person}`, false},
	// What was asked about a student goes with all that followed. What somebody asked about their student stays with that student's record.
	{"", `amendment_steps WHERE amendment IN (SELECT id FROM amendments WHERE student = {:person})`, false},
	{"amendments", `amendments WHERE student = {:person}`, false},
	{"set_aside", `set_aside WHERE person = {:person}`, false},
	{"sent", `ledger WHERE seat IN (SELECT id FROM seats WHERE person = {:person})`, false},
	{"", `waiting WHERE person = {:person}`, false},
	{"sign_ins", `sessions WHERE person = {:person}`, false},
	{"devices", `devices WHERE person = {:person}`, false},
	{"", `tries WHERE subject = 'pin:' || {:person}`, false},
	{"", `notices WHERE "to" = {:person} OR subject = {:person}`, false},
	{"", `idle WHERE person = {:person}`, false},
	{"", `feed WHERE key IN (SELECT 'seat:' || id FROM seats WHERE person = {:person}) OR key = 'kin:' || {:person}`, false},
	{"", `audit_details WHERE hash IN (SELECT detail FROM audit WHERE detail <> '' AND (subject = {:person} OR students LIKE {:named}))`, false},
	{"", `seats WHERE person = {:person}`, true},
	{"", `people WHERE id = {:person}`, true},
}

// loseRows takes a person's rows away and counts them.
func (l *leaver) loseRows(tx core.App, person, mode string, gone map[string]int) error {
	params := dbx.Params{"person": person, "named": `%"` + person + `"%`, "at": clock.Stamp(tx)}
	// A phone of theirs that comes by is told that the school has signed it out, and lets go of what it holds.
	if err := unfrozen(tx, params, `INSERT INTO erased (id, moment, what, at) SELECT id, '', 'session', {:at} FROM sessions WHERE person = {:person} ON CONFLICT DO NOTHING`); err != nil {
		return err
	}
	if err := l.loseUploads(tx, params); err != nil {
		return err
	}
	circles, relatives, err := around(tx, params)
	if err != nil {
		return err
	}
	for _, rows := range rowsOf {
		if rows.kept && mode == Deidentify {
			continue
		}
		if rows.called != "" && gone != nil {
			n, err := counted(tx, `SELECT count(*) FROM `+rows.from, params)
			if err != nil {
				return err
			}
			gone[rows.called] += n
		}
		if err := unfrozen(tx, params, `DELETE FROM `+rows.from); err != nil {
			return err
		}
	}
	if mode == Deidentify {
		if err := nameless(tx, person); err != nil {
			return err
		}
	}
	return tellAround(tx, circles, relatives)
}

// around are the circles of a person, the members of their family, and the students whose family they are: what these are told names them.
func around(tx core.App, params dbx.Params) (circles, relatives []string, err error) {
	err = tx.DB().NewQuery(`SELECT DISTINCT circle FROM members WHERE person = {:person}`).Bind(params).Column(&circles)
	if err == nil {
		err = tx.DB().NewQuery(`SELECT person FROM family_links WHERE student = {:person} UNION SELECT student FROM family_links WHERE person = {:person}`).Bind(params).Column(&relatives)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("find who knows somebody: %w", err)
	}
	return circles, relatives, nil
}

func tellAround(tx core.App, circles, relatives []string) error {
	for _, circle := range circles {
		if err := feed.RefreshCircle(tx, circle); err != nil {
			return err
		}
	}
	for _, relative := range relatives {
		if err := feed.RefreshMe(tx, relative); err != nil {
			return err
		}
	}
	return nil
}

// loseUploads takes away pictures whose story never came.
func (l *leaver) loseUploads(tx core.App, params dbx.Params) error {
	var lone []string
	err := tx.DB().NewQuery(`SELECT media FROM uploads WHERE owner = {:person} UNION SELECT id FROM media WHERE owner = {:person} AND refused NOT IN ('withdrawn', 'destroyed')`).
		Bind(params).Column(&lone)
	if err != nil {
		return fmt.Errorf("find somebody's uploads: %w", err)
	}
	for _, picture := range lone {
		_, missing := tx.FindRecordById("media", picture)
		gone := files{uploads: []string{picture}}
		if missing == nil {
			gone, err = takeMedia(tx, picture, refusedDestroyed)
		} else {
			err = unfrozen(tx, dbx.Params{"media": picture}, `DELETE FROM uploads WHERE media = {:media}`)
		}
		if err != nil {
			return err
		}
		l.files.add(gone)
	}
	return nil
}

// nameless leaves of a person what counts them: that there was one, from when to when.
func nameless(tx core.App, person string) error {
	record, err := tx.FindRecordById("people", person)
	if err != nil {
		return fmt.Errorf("find who is known no more: %w", err)
	}
	record.Load(map[string]any{
		"name": Nameless, "face": "", "ways": []string{}, "lang": "", "email": "", "badge": "", "badge_until": nil, "pin": "", "pin_locked": nil,
	})
	record.SetRandomPassword()
	if err := tx.Save(record); err != nil {
		return fmt.Errorf("take a name away: %w", err)
	}
	for _, table := range []string{"seats", "members", "grants"} {
		open, err := tx.FindAllRecords(table, dbx.NewExp(`person = {:person} AND (until = '' OR until > {:now})`, dbx.Params{"person": person, "now": clock.Stamp(tx)}))
		if err != nil {
			return fmt.Errorf("find what somebody sat in: %w", err)
		}
		for _, row := range open {
			row.Set("until", clock.Now(tx))
			if err := tx.Save(row); err != nil {
				return fmt.Errorf("end what somebody sat in: %w", err)
			}
		}
	}
	return nil
}

// bury writes that a person was erased, so that nothing with them in it is taken in again, and which of their pictures never are.
func (l *leaver) bury(tx core.App) error {
	return unfrozen(tx, dbx.Params{"person": l.Person, "mode": l.Mode, "at": clock.Stamp(tx)},
		`INSERT INTO erased (id, moment, what, at) VALUES ({:person}, '', {:mode}, {:at}) ON CONFLICT DO NOTHING`)
}
