package consent

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/clock"
)

// FactsOf loads what the ladder needs about people, with their standing answers and, if a moment is named, their answers to it.
func FactsOf(app core.App, people []string, moment string) (Facts, error) {
	facts := Facts{Rows: map[string][]Row{}}
	ids, err := json.Marshal(people)
	if err != nil {
		return facts, err
	}
	params := dbx.Params{"people": string(ids), "moment": moment, "now": clock.Stamp(app)}
	if err := loadRows(app, params, &facts); err != nil {
		return facts, fmt.Errorf("load consents: %w", err)
	}
	if err := loadRights(app, params, &facts); err != nil {
		return facts, fmt.Errorf("load full rights: %w", err)
	}
	facts.Answers, err = answers(app, params)
	return facts, err
}

func loadRows(app core.App, params dbx.Params, facts *Facts) error {
	var rows []struct {
		ID                                             string `db:"id"`
		Person, Kind, Giver, Widest, From, Until, Text string
		Seq                                            int64
		Silent                                         bool
	}
	err := app.DB().NewQuery("SELECT c.id, c.person, c.kind, c.giver, c.widest, c.`from`, c.until, c.text, c.seq, " + silent + ` AS silent
		FROM json_each({:people}) p CROSS JOIN consents c ON c.person = p.value ORDER BY c.seq`).Bind(params).All(&rows)
	for _, row := range rows {
		widest, known := Parse(row.Widest)
		if !known {
			return fmt.Errorf("a consent of %s says %q", row.Person, row.Widest)
		}
		facts.Rows[row.Person] = append(facts.Rows[row.Person], Row{
			ID: row.ID, Person: row.Person, Kind: row.Kind, Giver: row.Giver, Widest: widest, Seq: row.Seq, Silent: row.Silent,
			From: clock.Parse(row.From), Until: clock.Parse(row.Until), Text: row.Text,
		})
	}
	return err
}

// silent holds for a row whose giver is a family member without an open link to the person now, or with a restricted one.
const silent = `(c.giver != '' AND c.giver != c.person AND (
	NOT EXISTS (SELECT 1 FROM family_links l WHERE l.student = c.person AND l.person = c.giver AND NOT l.restricted
		AND (l.until = '' OR l.until > {:now}))
	OR EXISTS (SELECT 1 FROM family_links l WHERE l.student = c.person AND l.person = c.giver AND l.restricted
		AND (l.until = '' OR l.until > {:now}))))`

func loadRights(app core.App, params dbx.Params, facts *Facts) error {
	var rows []struct {
		ID     string `db:"id"`
		Rights string `db:"full_rights"`
	}
	err := app.DB().NewQuery(`SELECT p.id, p.full_rights FROM json_each({:people}) j CROSS JOIN people p ON p.id = j.value
		WHERE p.full_rights != ''`).Bind(params).All(&rows)
	for _, row := range rows {
		if facts.FullRights == nil {
			facts.FullRights = map[string]time.Time{}
		}
		facts.FullRights[row.ID] = clock.Parse(row.Rights)
	}
	return err
}

// answers takes the newest row per person: one for standing answers, one for the moment.
func answers(app core.App, params dbx.Params) (map[string]Answer, error) {
	var rows []struct{ Person, Moment, Answer string }
	err := app.DB().NewQuery(`SELECT a.person, a.moment, a.answer FROM json_each({:people}) j
		CROSS JOIN answers a ON a.person = j.value AND (a.moment = '' OR a.moment = {:moment})
		ORDER BY a.seq`).Bind(params).All(&rows)
	found := map[string]Answer{}
	for _, row := range rows {
		answer := found[row.Person]
		if row.Moment == "" {
			answer.Standing = row.Answer
		} else {
			answer.Moment = row.Answer
		}
		found[row.Person] = answer
	}
	return found, err
}
