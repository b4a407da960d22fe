package feed

import (
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/clock"
	"kith/backend/consent"
)

// TurnDay brings in line what began or ended by itself since it last ran: members and adults of circles whose dates came, students who decide
// alone from today, and consents that begin, end, or are asked for again since they soon will. Who may read is
// asked at every request and needs no job; this is about what phones are told. It may run as often as one likes. Each circle and each person
// is a transaction of its own, so that nobody's save waits for a whole school, and one that cannot be turned holds back no other: then the
// day counts as not turned, and the next run begins where this one did.
func TurnDay(app core.App) error {
	now := clock.Stamp(app)
	var last []string
	if err := app.DB().NewQuery(`SELECT value FROM house WHERE name = 'day'`).Column(&last); err != nil {
		return fmt.Errorf("look when the day turned last: %w", err)
	}
	params := dbx.Params{"since": "", "soon": "", "now": now, "coming": clock.Text(clock.Now(app).Add(consent.Renewal))}
	if len(last) > 0 {
		params["since"], params["soon"] = last[0], clock.Text(clock.Parse(last[0]).Add(consent.Renewal))
	}
	if err := errors.Join(
		turn(app, RefreshCircle, circlesCame, params), turn(app, RefreshMe, peopleCame, params), turn(app, refreshAsked, studentsCame, params),
	); err != nil {
		return fmt.Errorf("turn the day: %w", err)
	}
	if err := turnTexts(app); err != nil {
		return fmt.Errorf("turn the texts of consents: %w", err)
	}
	_, err := app.NonconcurrentDB().NewQuery(`INSERT INTO house (name, value) VALUES ('day', {:now})
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`).Bind(dbx.Params{"now": now}).Execute()
	return err
}

// turnTexts tells everybody who is asked, and the adults of every circle, that a release shows other texts of consents than the one before it.
func turnTexts(app core.App) error {
	var before []string
	if err := app.DB().NewQuery(`SELECT value FROM house WHERE name = 'texts'`).Column(&before); err != nil {
		return err
	}
	now := dbx.Params{"edition": consent.Edition()}
	if len(before) > 0 && before[0] == now["edition"] {
		return nil
	}
	if len(before) > 0 {
		if err := errors.Join(turn(app, RefreshMe, peopleAsked, nil), turn(app, RefreshCircle, allCircles, nil)); err != nil {
			return err
		}
	}
	_, err := app.NonconcurrentDB().NewQuery(`INSERT INTO house (name, value) VALUES ('texts', {:edition})
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`).Bind(now).Execute()
	return err
}

const (
	peopleAsked = `SELECT DISTINCT s.person FROM schools h CROSS JOIN seats s ON s.school = h.id`
	allCircles  = `SELECT c.id FROM schools h CROSS JOIN circles c ON c.school = h.id`

	came        = `("from" > {:since} AND "from" <= {:now} OR until > {:since} AND until <= {:now})`
	circlesCame = `SELECT circle FROM members WHERE ` + came + ` UNION SELECT circle FROM grants WHERE circle <> '' AND ` + came
	// A student who decides alone from now, or whose consents have begun, ended, or will end soon.
	studentsCame = `SELECT id FROM people WHERE full_rights > {:since} AND full_rights <= {:now}
		UNION SELECT person FROM consents WHERE ` + came + ` UNION SELECT person FROM consents WHERE until > {:soon} AND until <= {:coming}`
	peopleCame = `SELECT person FROM grants WHERE ` + came + ` UNION SELECT person FROM family_links WHERE ` + came
)

// refreshAsked brings in line what a student's circles, families and the student are told of what is allowed.
func refreshAsked(tx core.App, student string) error {
	return errors.Join(refreshCircles(tx, student), RefreshMe(tx, student), refreshFamilies(tx, student))
}

func turn(app core.App, refresh func(core.App, string) error, came string, params dbx.Params) error {
	var found []string
	if err := app.DB().NewQuery(came).Bind(params).Column(&found); err != nil {
		return fmt.Errorf("find what changed by date: %w", err)
	}
	var failed []error
	for _, id := range found {
		failed = append(failed, app.RunInTransaction(func(tx core.App) error { return refresh(tx, id) }))
	}
	return errors.Join(failed...)
}
