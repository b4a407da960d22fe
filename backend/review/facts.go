package review

import (
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/clock"
	"kith/backend/consent"
	"kith/backend/feed"
)

// factsOf reads what the rules look at for the newest revision of a moment.
func factsOf(app core.App, moment string) (Facts, error) {
	h, err := headOf(app, moment)
	if err != nil {
		return Facts{}, err
	}
	facts := Facts{Moment: moment, Revision: h.Revision}
	params := dbx.Params{"moment": moment, "revision": h.Revision, "now": clock.Stamp(app)}
	err = app.DB().NewQuery(`SELECT r.words, r.others, NOT EXISTS (SELECT 1 FROM authors a WHERE a.moment = r.moment
			AND coalesce((SELECT o.until FROM orientations o WHERE o.person = a.person ORDER BY o.seq DESC LIMIT 1), '') <= {:now})
			AS authors_oriented
		FROM revisions r WHERE r.id = {:revision}`).Bind(params).One(&facts)
	if err != nil {
		return Facts{}, fmt.Errorf("read revision %s: %w", h.Revision, err)
	}
	for _, part := range []struct {
		into  any
		query string
	}{
		{&facts.Quotes, `SELECT speaker, words, made FROM quotes WHERE revision = {:revision} ORDER BY "order"`},
		{&facts.Pictures, `SELECT x.media, x.alt, coalesce(m.kept_at, '') <> '' AS kept, coalesce(m.refused, '') <> '' AS refused,
				coalesce(n.hash, '') AS hash, coalesce(n.width, 0) AS width, coalesce(n.height, 0) AS height,
				coalesce(f.found_at, '') <> '' AS looked, f.boxes AS faces
			FROM revision_media x LEFT JOIN media m ON m.id = x.media
			LEFT JOIN renditions n ON n.media = x.media AND n.audience = 'master' LEFT JOIN faces f ON f.media = x.media
			WHERE x.revision = {:revision} AND x.kind = '' ORDER BY x."order"`},
		{&facts.Voice, `SELECT x.media, x.words, coalesce(m.kept_at, '') <> '' AS kept, coalesce(m.refused, '') <> '' AS refused
			FROM revision_media x LEFT JOIN media m ON m.id = x.media WHERE x.revision = {:revision} AND x.kind = 'voice' ORDER BY x."order"`},
		{&facts.People, `SELECT p.id, p.name, max(s.kind = 'photo') AS pictured FROM shown s JOIN people p ON p.id = s.person
			WHERE s.revision = {:revision} GROUP BY p.id ORDER BY p.name`},
	} {
		if err := app.DB().NewQuery(part.query).Bind(params).All(part.into); err != nil {
			return Facts{}, fmt.Errorf("read the parts of revision %s: %w", h.Revision, err)
		}
	}
	return facts, nil
}

// weigh finds how wide the revision may go now. Whoever cannot be recognised any more in what is covered is in it all the same: only the consent
// to the photo is not needed for them.
func (facts *Facts) weigh(app core.App) (err error) {
	seen := len(facts.Pictures) > 0 && !slices.Contains(facts.Unseen, Others)
	others := facts.Others && (seen || len(facts.Voice) > 0)
	facts.Ceiling, facts.Narrowings, err = ceiling(app, facts.Moment, facts.Revision, others, facts.Unseen)
	return err
}

// ceiling is how wide a revision may go now.
func ceiling(app core.App, moment, revision string, others bool, unseen []string) (consent.Widest, []consent.Reason, error) {
	var rows []struct{ Person, Kind, As string }
	err := app.DB().NewQuery(`SELECT person, kind, "as" FROM shown WHERE revision = {:revision} ORDER BY person, kind`).
		Bind(dbx.Params{"revision": revision}).All(&rows)
	if err != nil {
		return consent.None, nil, fmt.Errorf("read who is shown: %w", err)
	}
	shown := make([]consent.Shown, len(rows))
	people := make([]string, len(rows))
	for i, row := range rows {
		shown[i] = consent.Shown{
			Person: row.Person, Kind: row.Kind, Author: row.As == "author", Unseen: row.Kind == "photo" && slices.Contains(unseen, row.Person),
		}
		people[i] = row.Person
	}
	facts, err := consent.FactsOf(app, people, moment)
	if err != nil {
		return consent.None, nil, err
	}
	widest, reasons := consent.Ceiling(shown, others, facts, clock.Now(app))
	return widest, reasons, nil
}

// Verdicts says of each moment what a teacher has to know before deciding.
func Verdicts(app core.App, moments []string) (map[string]feed.Verdict, error) {
	verdicts := make(map[string]feed.Verdict, len(moments))
	for _, moment := range moments {
		facts, err := factsOf(app, moment)
		if err == nil {
			err = facts.weigh(app)
		}
		if err != nil {
			return nil, err
		}
		verdicts[moment] = feed.Verdict{Ceiling: api.Widest(facts.Ceiling.String()), Checks: reasons(facts)}
	}
	return verdicts, nil
}
