package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/consent"
)

// RefreshCircle brings the two rows of a circle in line: the one for its members and the one for its adults.
func RefreshCircle(tx core.App, circle string) error {
	for _, form := range []api.CircleForm{api.CircleFormCircle, api.CircleFormStaff} {
		shape, err := circleForm(tx, circle, form)
		if err != nil {
			return err
		}
		if err := refreshOne(tx, string(form)+":"+circle, "circle", circle, shape); err != nil {
			return err
		}
	}
	return nil
}

// refreshOne writes one row whose mark is the hash of its whole form.
func refreshOne(tx core.App, key, kind, subject string, form any) error {
	body, err := json.Marshal(form)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	return write(tx, `SELECT {:key} AS key, {:kind} AS kind, {:subject} AS subject, 0 AS gone, '' AS revision, '' AS decision, {:mark} AS mark
		WHERE NOT EXISTS (SELECT 1 FROM feed f WHERE f.key = {:key} AND f.kind = {:kind} AND f.subject = {:subject}
			AND f.mark = {:mark} AND NOT f.gone)`,
		dbx.Params{"key": key, "kind": kind, "subject": subject, "mark": hex.EncodeToString(sum[:])})
}

type memberLine struct {
	ID, Name, Face, Role, Standing, Oriented string
	Focus                                    bool
}

// circleForm is a circle as its members or its adults see it. Members get names and faces; who is a focus student, what was consented
// and what was answered is in the staff form only.
func circleForm(app core.App, id string, form api.CircleForm) (*api.Circle, error) {
	record, err := app.FindRecordById("circles", id)
	if err != nil {
		return nil, fmt.Errorf("find circle %s: %w", id, err)
	}
	shape := &api.Circle{
		Id: id, Form: form, Name: record.GetString("name"), Kind: api.CircleKind(record.GetString("kind")),
		Glaze: record.GetString("glaze"), Place: record.GetString("place"), Members: []api.CircleMember{},
	}
	if shape.Staff, err = adultsOf(app, id); err != nil {
		return nil, err
	}
	lines, err := membersOf(app, id)
	if err != nil {
		return nil, err
	}
	var facts consent.Facts
	if form == api.CircleFormStaff {
		people := make([]string, len(lines))
		for i, line := range lines {
			people[i] = line.ID
		}
		if facts, err = consent.FactsOf(app, people, ""); err != nil {
			return nil, err
		}
	}
	for _, line := range lines {
		member := api.CircleMember{Id: line.ID, Name: line.Name, Face: line.Face}
		if form == api.CircleFormStaff {
			member.Role, member.Focus, member.Standing = line.Role, line.Focus, line.Standing
			member.OrientedUntil = clock.Parse(line.Oriented)
			member.Consents = consentCells(app, facts, line.ID)
		}
		shape.Members = append(shape.Members, member)
	}
	return shape, nil
}

// Members tells of the members of a circle what its adults may know of them.
func Members(app core.App, circle string) ([]api.CircleMember, error) {
	shape, err := circleForm(app, circle, api.CircleFormStaff)
	if err != nil {
		return nil, err
	}
	return shape.Members, nil
}

func membersOf(app core.App, id string) (lines []memberLine, err error) {
	err = app.DB().NewQuery(`SELECT p.id, p.name, p.face, m.role, m.focus,
			coalesce((SELECT a.answer FROM answers a WHERE a.person = p.id AND a.moment = '' ORDER BY a.seq DESC LIMIT 1), 'ask') AS standing,
			coalesce((SELECT o.until FROM orientations o WHERE o.person = p.id ORDER BY o.seq DESC LIMIT 1), '') AS oriented
		FROM members m CROSS JOIN people p ON p.id = m.person
		WHERE m.circle = {:circle} AND ` + circle.Running("m") + `
		ORDER BY p.name, p.id`).Bind(dbx.Params{"circle": id, "now": clock.Stamp(app)}).All(&lines)
	return lines, err
}

func adultsOf(app core.App, circle string) ([]api.Named, error) {
	var adults []api.Named
	err := app.DB().NewQuery(`SELECT DISTINCT p.id, p.name, p.face FROM grants g CROSS JOIN people p ON p.id = g.person
		WHERE g.circle = {:circle} AND g.role IN ('facilitator', 'cover') AND (g."from" = '' OR g."from" <= {:now})
		AND (g.until = '' OR g.until > {:now}) ORDER BY p.name, p.id`).
		Bind(dbx.Params{"circle": circle, "now": clock.Stamp(app)}).All(&adults)
	return adults, err
}

// RefreshCircleItself answers a change of a circle's own record.
func RefreshCircleItself(tx core.App, record *core.Record) error { return RefreshCircle(tx, record.Id) }

// RefreshCircleOf answers a record that belongs to a circle, such as a member.
func RefreshCircleOf(tx core.App, record *core.Record) error {
	if circle := record.GetString("circle"); circle != "" {
		return RefreshCircle(tx, circle)
	}
	return nil
}
