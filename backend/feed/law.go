package feed

import (
	"fmt"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/consent"
)

// Breach is a live row that the law of reading does not allow, or a row that is due and missing.
type Breach struct{ Law, Key, Kind, Subject string }

func (b Breach) String() string {
	return fmt.Sprintf("%s: %s %s under %s", b.Law, b.Kind, b.Subject, b.Key)
}

// laws are queries for rows that must not be. They are written apart from the query that makes rows, and in other words, so that a
// mistake in one is seen by the other.
var laws = []struct{ name, query string }{
	{"an own row belongs to an accepted author", `SELECT f.key, f.kind, f.subject FROM feed f
		WHERE f.key LIKE 'seat:%' AND f.kind = 'moment' AND NOT f.gone AND NOT EXISTS (SELECT 1 FROM seats s JOIN authors a
			ON a.person = s.person AND a.accepted_at <> '' WHERE f.key = 'seat:' || s.id AND a.moment = f.subject)`},
	{"adults read what the school has, in its newest form", `SELECT f.key, f.kind, f.subject FROM feed f
		LEFT JOIN moments m ON m.id = f.subject LEFT JOIN revisions r ON r.id = f.revision AND r.moment = m.id
		WHERE f.kind = 'moment' AND NOT f.gone AND (f.key LIKE 'staff:%' AND f.key IS NOT 'staff:' || m.circle
			OR f.key LIKE 'coordinators:%' AND f.key IS NOT 'coordinators:' || m.school
			OR (f.key LIKE 'staff:%' OR f.key LIKE 'coordinators:%') AND (r.id IS NULL OR EXISTS
				(SELECT 1 FROM revisions n WHERE n.moment = m.id AND n.number > r.number)))`},
	{"beyond adults a row stands on a release that reaches its key", `SELECT f.key, f.kind, f.subject FROM feed f
		JOIN moments m ON m.id = f.subject
		WHERE f.kind = 'moment' AND NOT f.gone AND (f.key LIKE 'circle:%' OR f.key LIKE 'kin:%' OR f.key LIKE 'school:%')
		AND NOT EXISTS (SELECT 1 FROM decisions d JOIN decisions a ON a.id = d.of AND a.kind = 'approve' AND a.revision = d.revision
			WHERE d.kind = 'release' AND d.moment = m.id AND d.revision = f.revision AND d.of = f.decision
			AND (f.key = 'circle:' || m.circle
				OR f.key LIKE 'kin:%' AND d.audience IN ('families', 'school') AND EXISTS (SELECT 1 FROM shown s
					WHERE s.revision = d.revision AND f.key = 'kin:' || s.person)
				OR f.key = 'school:' || m.school AND d.audience = 'school')
			AND NOT EXISTS (SELECT 1 FROM decisions l WHERE l.moment = m.id AND l.seq > d.seq
				AND l.kind IN ('take_down', 'take_back', 'release')))`},
	{"a later no or a narrower consent has hidden it", `SELECT f.key, f.kind, f.subject FROM feed f JOIN moments m ON m.id = f.subject
		JOIN decisions d ON d.moment = m.id AND d.kind = 'release' AND d.revision = f.revision AND d.of = f.decision
		JOIN shown s ON s.revision = d.revision
		WHERE f.kind = 'moment' AND NOT f.gone AND (f.key LIKE 'circle:%' OR f.key LIKE 'kin:%' OR f.key LIKE 'school:%')
		AND d.seq = (SELECT max(x.seq) FROM decisions x WHERE x.moment = m.id AND x.kind = 'release')
		AND (EXISTS (SELECT 1 FROM answers a WHERE a.person = s.person AND a.seq > d.seq AND a.answer = 'no' AND s."as" <> 'author'
				AND (a.moment = m.id OR a.moment = ''))
			OR EXISTS (SELECT 1 FROM consents c WHERE c.person = s.person AND c.kind = s.kind AND c.seq > d.seq
				AND (c.widest = 'none' OR f.key LIKE 'kin:%' AND c.widest = 'circle'
					OR f.key LIKE 'school:%' AND c.widest IN ('circle', 'families'))))`},
	{"what a teacher covered is covered", `SELECT f.key, f.kind, f.subject FROM feed f JOIN decisions d ON d.id = f.decision
		JOIN json_each(d.covers) c JOIN revision_media x ON x.revision = f.revision AND x.media = c.value ->> 'media'
		WHERE NOT f.gone AND NOT EXISTS (SELECT 1 FROM renditions n JOIN renditions o ON o.media = n.media AND o.audience = 'master'
			WHERE n.decision = d.id AND n.media = x.media AND n.hash <> '' AND n.folder <> o.folder AND n.hash <> o.hash)`},
	{"only somebody shown is asked, while the hold runs", `SELECT f.key, f.kind, f.subject FROM feed f
		WHERE f.kind = 'ask' AND NOT f.gone AND NOT EXISTS (SELECT 1 FROM decisions d
			JOIN shown s ON s.revision = d.revision AND s."as" <> 'author' JOIN seats t ON t.person = s.person
			WHERE d.id = f.decision AND d.kind = 'approve' AND d.moment = f.subject AND d.revision = f.revision AND f.key = 'seat:' || t.id
			AND NOT EXISTS (SELECT 1 FROM decisions l WHERE l.moment = d.moment AND l.seq > d.seq))`},
	{"whoever is named in a worry, or told it, is not told of it", `SELECT 'person:' || t.person AS key, 'worry' AS kind, t.worry AS subject
		FROM worry_told t JOIN worries w ON w.id = t.worry
		WHERE t.person = w.person OR t.person IN (SELECT value FROM json_each(w.about))`},
	{"what waits for an adult is on the clock", `SELECT 'school:' || w.school AS key, 'worry' AS kind, w.id AS subject FROM worries w
		WHERE w.kind <> 'back' AND NOT EXISTS (SELECT 1 FROM worry_steps s WHERE s.worry = w.id AND s.kind IN ('seen', 'close'))
		AND NOT EXISTS (SELECT 1 FROM worry_clocks k WHERE k.worry = w.id)`},
}

// Law finds every breach of the law of reading. A sound school has none.
func Law(app core.App) ([]Breach, error) {
	var breaches []Breach
	for _, law := range laws {
		var found []Breach
		if err := app.DB().NewQuery(law.query).All(&found); err != nil {
			return nil, fmt.Errorf("ask whether %s: %w", law.name, err)
		}
		for _, breach := range found {
			breach.Law = law.name
			breaches = append(breaches, breach)
		}
	}
	late, err := outOfLine(app)
	if err != nil {
		return nil, err
	}
	unasked, err := releasedTooWide(app)
	if err != nil {
		return nil, err
	}
	early, err := readWhileClosed(app)
	return append(append(append(breaches, late...), unasked...), early...), err
}

// readWhileClosed holds what each seat of a closed school would pull against the one thing that it may: who its circles are.
func readWhileClosed(app core.App) ([]Breach, error) {
	var seats []circle.Seat
	err := app.DB().NewQuery(`SELECT s.id, s.person, s.school, s.kind FROM closures c JOIN seats s ON s.school = c.school`).All(&seats)
	if err != nil {
		return nil, err
	}
	var breaches []Breach
	for _, seat := range seats {
		keys, err := circle.Keys(app, seat)
		if err != nil {
			return nil, err
		}
		for _, key := range keys {
			if strings.HasPrefix(key.Name, "seat:") || strings.HasPrefix(key.Name, "staff:") {
				continue
			}
			rows, err := after(app, key, 0, Page)
			if err != nil {
				return nil, err
			}
			for _, row := range rows {
				if row.Kind != "circle" {
					breaches = append(breaches, Breach{"nobody but authors and adults reads before a coordinator has looked", row.Key, row.Kind, row.Subject})
				}
			}
		}
	}
	return breaches, nil
}

// outOfLine finds rows that a refresh would still change.
func outOfLine(app core.App) ([]Breach, error) {
	var moments []string
	if err := app.DB().NewQuery(`SELECT id FROM moments`).Column(&moments); err != nil {
		return nil, err
	}
	var found []Breach
	err := app.DB().NewQuery(`SELECT key, kind, subject FROM (` + differences + `)`).Bind(dbx.Params{"moments": list(moments)}).All(&found)
	for i := range found {
		found[i].Law = "the feed is in line with the facts"
	}
	return found, err
}

// releasedTooWide holds each release against what was allowed, and what was answered, when it happened.
func releasedTooWide(app core.App) ([]Breach, error) {
	var releases []struct {
		Moment, Revision, Audience, At, Person, Kind, As string
		Seq                                              int64
		Yes, Unseen                                      bool
	}
	err := app.DB().NewQuery(`SELECT d.moment, d.revision, d.audience, d.at, d.seq, s.person, s.kind, s."as",
			s.kind = 'photo' AND EXISTS (SELECT 1 FROM json_each(d.unseen) u WHERE u.value = s.person) AS unseen,
			coalesce((SELECT a.answer FROM answers a WHERE a.person = s.person AND a.moment = d.moment AND a.seq < d.seq
				ORDER BY a.seq DESC LIMIT 1), '') = 'yes'
			OR coalesce((SELECT a.answer FROM answers a WHERE a.person = s.person AND a.moment = '' AND a.seq < d.seq
				ORDER BY a.seq DESC LIMIT 1), '') = 'yes' AS yes
		FROM decisions d JOIN shown s ON s.revision = d.revision WHERE d.kind = 'release'`).All(&releases)
	if err != nil {
		return nil, err
	}
	var breaches []Breach
	for _, r := range releases {
		facts, err := consent.FactsOf(app, []string{r.Person}, "")
		if err != nil {
			return nil, err
		}
		rights, err := rightsThen(app, r.Person, r.At, facts.FullRights)
		if err != nil {
			return nil, err
		}
		then := consent.Facts{FullRights: rights, Rows: map[string][]consent.Row{}}
		for _, row := range facts.Rows[r.Person] {
			if row.Seq < r.Seq {
				row.Silent = false // whether a link was open then is not known any more
				then.Rows[r.Person] = append(then.Rows[r.Person], row)
			}
		}
		audience, _ := consent.Parse(r.Audience)
		if allowed, _ := consent.Allowed(then, r.Person, r.Kind, clock.Parse(r.At)); allowed < audience && !r.Unseen {
			breaches = append(breaches, Breach{"a release is within the ceiling of its time", r.Person, "release", r.Moment})
		}
		if r.As != "author" && !r.Yes {
			breaches = append(breaches, Breach{"everybody shown had said yes", r.Person, "release", r.Moment})
		}
	}
	return breaches, nil
}

// rightsThen are from when a student decides alone as it stood recorded at a time. A coordinator may correct it afterwards, and that makes nothing
// wrong that was right: the first correction since then says what it took the place of.
func rightsThen(app core.App, student, at string, now map[string]time.Time) (map[string]time.Time, error) {
	var before []string
	err := app.DB().NewQuery(`SELECT d.body ->> 'before' FROM audit a CROSS JOIN audit_details d ON d.hash = a.detail
		WHERE a.subject = {:student} AND a.act = 'full_rights' AND a.at >= {:at} ORDER BY a.seq LIMIT 1`).
		Bind(dbx.Params{"student": student, "at": at}).Column(&before)
	if err != nil || len(before) == 0 {
		return now, err
	}
	return map[string]time.Time{student: clock.Parse(before[0])}, nil
}
