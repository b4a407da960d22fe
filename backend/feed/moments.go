package feed

import (
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/clock"
)

// Refresh brings the rows of moments in line with what is true now, in the transaction of whatever changed. It writes differences only.
func Refresh(tx core.App, moments ...string) error {
	if len(moments) == 0 {
		return nil
	}
	return write(tx, differences, dbx.Params{"moments": list(moments)})
}

// differences yields the rows that are due and do not stand there yet, and those that stand there and are due no more.
var differences = `WITH due AS (` + dueRows + `)
	SELECT u.key, u.kind, u.subject, 0 AS gone, u.revision, u.decision, u.mark FROM due u
		LEFT JOIN feed f ON f.key = u.key AND f.kind = u.kind AND f.subject = u.subject
		WHERE f.key IS NULL OR f.gone OR f.mark <> u.mark
	UNION ALL
	SELECT f.key, f.kind, f.subject, 1, f.revision, f.decision, '' FROM json_each({:moments}) w
		CROSS JOIN feed f ON f.subject = w.value AND f.kind IN ('moment', 'ask')
		WHERE NOT f.gone AND NOT EXISTS (SELECT 1 FROM due u WHERE u.key = f.key AND u.kind = f.kind AND u.subject = f.subject)`

// dueRows is the law of reading, from the facts. Read it from below: `place` knows the newest revision of each moment and its newest
// release, `reach` how far that release goes after every later narrowing, and each SELECT one kind of reader.
// A mark names everything that a form is made from, and nothing that its reader must not notice: that a newer revision waits changes
// the rows of author and staff, and not those of circle and families.
var dueRows = strings.NewReplacer(
	"RANK(audience)", rank("audience"), "RANK(c.widest)", rank("c.widest"),
	"NAMES(released)", names("o.released"), "NAMES(newest)", names("o.revision"), "UNMADE", unmade,
).Replace(`WITH place AS (
	SELECT m.id, m.circle, m.school, h.id AS revision, h.seq AS kept,
		d.id AS release, d.revision AS released, d.seq AS since, d.audience, d.of AS approval
	FROM json_each({:moments}) w CROSS JOIN moments m ON m.id = w.value
	CROSS JOIN revisions h ON h.id = (SELECT r.id FROM revisions r WHERE r.moment = m.id ORDER BY r.number DESC LIMIT 1)
	LEFT JOIN decisions d ON d.id = (SELECT x.id FROM decisions x WHERE x.moment = m.id AND x.kind = 'release' ORDER BY x.seq DESC LIMIT 1)
), reach AS (
	SELECT place.*, CASE
		WHEN release IS NULL THEN 0
		WHEN EXISTS (SELECT 1 FROM decisions d WHERE d.moment = place.id AND d.seq > since
			AND (d.kind IN ('take_down', 'take_back') OR d.kind = 'keep_private' AND d.revision = released)) THEN 0
		WHEN EXISTS (SELECT 1 FROM shown s JOIN answers a ON a.person = s.person AND a.moment IN ('', place.id)
			WHERE s.revision = released AND s."as" <> 'author' AND a.answer = 'no' AND a.seq > since) THEN 0
		ELSE min(RANK(audience), coalesce((SELECT min(RANK(c.widest)) FROM shown s
			JOIN consents c ON c.person = s.person AND c.kind = s.kind WHERE s.revision = released AND c.seq > since), 3))
	END AS wide,
	(SELECT d.id FROM decisions d WHERE d.moment = place.id AND d.kind = 'approve' AND d.revision = place.revision
		AND d.seq = (SELECT max(x.seq) FROM decisions x WHERE x.moment = place.id)) AS held,
	EXISTS (SELECT 1 FROM shown s JOIN answers a ON a.person = s.person AND a.moment = place.id
		WHERE s.revision = place.revision AND s."as" <> 'author' AND a.answer = 'no' AND a.seq > kept) AS refused
	FROM place
), own AS (
	SELECT o.*, o.revision || '|' || o.wide || '|' || o.refused
		|| '|' || coalesce((SELECT max(d.seq) FROM decisions d WHERE d.moment = o.id), 0)
		|| '|' || coalesce((SELECT max(x.seq) FROM media x WHERE x.moment = o.id), 0) || '|' || NAMES(newest) AS mark
	FROM reach o
), seen AS (
	SELECT o.*, o.released || '|' || o.release || '|' || NAMES(released)
		|| '|' || coalesce((SELECT max(c.seq) FROM shown s JOIN consents c ON c.person = s.person AND c.kind = 'name'
			WHERE s.revision = o.released), 0)
		|| coalesce((SELECT '|' || max(v.seq) FROM revision_media x JOIN media v ON v.id = x.media AND v.over_at <> ''
			WHERE x.revision = o.released), '') AS mark
	FROM reach o WHERE o.wide > 0
)
SELECT 'seat:' || s.id AS key, 'moment' AS kind, o.id AS subject, o.revision, '' AS decision, o.mark
	FROM own o JOIN authors a ON a.moment = o.id JOIN seats s ON s.person = a.person AND s.kind = 'student'
UNION ALL
SELECT k.prefix || CASE k.prefix WHEN 'staff:' THEN o.circle ELSE o.school END, 'moment', o.id, o.revision, '', o.mark
		|| '|' || coalesce((SELECT max(a.seq) FROM answers a WHERE a.moment = o.id), 0)
		|| '|' || coalesce((SELECT max(c.seq) FROM shown s JOIN consents c ON c.person = s.person WHERE s.revision = o.revision), 0)
		|| '|' || coalesce((SELECT max(a.seq) FROM shown s JOIN answers a ON a.person = s.person AND a.moment = ''
			WHERE s.revision = o.revision), 0)
		|| '|' || coalesce((SELECT max(n.seq) FROM authors a JOIN orientations n ON n.person = a.person WHERE a.moment = o.id), 0)
		|| '|' || (SELECT group_concat(a.person) FROM authors a WHERE a.moment = o.id)
		|| '|' || coalesce((SELECT max(f.seq) FROM revision_media x CROSS JOIN faces f ON f.media = x.media
			WHERE x.revision = o.revision), 0) || '|' || coalesce(UNMADE, 0)
	FROM own o CROSS JOIN (SELECT 'staff:' AS prefix UNION ALL SELECT 'coordinators:') k
UNION ALL
SELECT 'circle:' || o.circle, 'moment', o.id, o.released, o.approval, o.mark FROM seen o
UNION ALL
SELECT DISTINCT 'kin:' || p.person, 'moment', o.id, o.released, o.approval, o.mark FROM seen o
	CROSS JOIN shown p ON p.revision = o.released WHERE o.wide >= 2
UNION ALL
SELECT 'school:' || o.school, 'moment', o.id, o.released, o.approval, o.mark FROM seen o WHERE o.wide >= 3
UNION ALL
SELECT DISTINCT 'seat:' || t.id, 'ask', o.id, o.revision, o.held, o.revision || '|' || o.held || '|' || NAMES(newest)
	FROM reach o CROSS JOIN shown s ON s.revision = o.revision AND s."as" <> 'author'
	JOIN seats t ON t.person = s.person AND t.kind = 'student'
	WHERE o.held IS NOT NULL AND NOT o.refused AND NOT UNMADE
	AND NOT EXISTS (SELECT 1 FROM answers a WHERE a.person = s.person AND a.moment = o.id AND a.answer = 'yes' AND a.seq > o.kept)
	AND coalesce((SELECT a.answer FROM answers a WHERE a.person = s.person AND a.moment = '' ORDER BY a.seq DESC LIMIT 1), 'ask') = 'ask'`)

// rank is a rung of the ladder of consent as a number, so that the narrower of two can be taken.
func rank(column string) string {
	return `(CASE ` + column + ` WHEN 'circle' THEN 1 WHEN 'families' THEN 2 WHEN 'school' THEN 3 ELSE 0 END)`
}

// unmade holds while a covered picture of the approval is not on the shelf: nobody is asked about what cannot be shown yet.
const unmade = `EXISTS (SELECT 1 FROM renditions n WHERE n.decision = o.held AND n.hash = '')`

// names joins what the people in a revision are called, so that a changed name changes the mark.
func names(revision string) string {
	return `coalesce((SELECT group_concat(p.name || p.face) FROM people p WHERE p.id IN
		(SELECT s.person FROM shown s WHERE s.revision = ` + revision + `)), '')`
}

// RefreshMomentOf answers a record that belongs to one moment.
func RefreshMomentOf(tx core.App, record *core.Record) error {
	return soon(tx, record.GetString("moment"))
}

// RefreshPictureOf answers a record about a picture: every moment that shows it.
func RefreshPictureOf(tx core.App, record *core.Record) error {
	var moments []string
	err := tx.DB().NewQuery(`SELECT DISTINCT r.moment FROM revision_media x CROSS JOIN revisions r ON r.id = x.revision WHERE x.media = {:media}`).
		Bind(dbx.Params{"media": record.GetString("media")}).Column(&moments)
	if err != nil {
		return fmt.Errorf("find the moments of a picture: %w", err)
	}
	return Refresh(tx, moments...)
}

// RefreshAnswer answers a word of a person: about one moment, or as a standing answer about all that they are in.
func RefreshAnswer(tx core.App, record *core.Record) error {
	if moment := record.GetString("moment"); moment != "" {
		return soon(tx, moment)
	}
	return RefreshPersonOf(tx, record)
}

// RefreshPersonOf answers a record about a person: what it may narrow or widen, the circles that show it to their adults, and the
// person's own rows.
func RefreshPersonOf(tx core.App, record *core.Record) error {
	return around(tx, record.GetString("person"))
}

// RefreshPersonItself answers a change of the person's own record.
func RefreshPersonItself(tx core.App, record *core.Record) error {
	return around(tx, record.Id)
}

// refreshPeople brings in line whatever tells of people: the moments that they are in, with some more; their circles; and their own rows and those
// of their families.
func refreshPeople(tx core.App, people []string, moments ...string) error {
	if len(people) > 0 {
		in, err := momentsWith(tx, people)
		if err != nil {
			return err
		}
		moments = append(moments, in...)
	}
	if err := Refresh(tx, moments...); err != nil || len(people) == 0 {
		return err
	}
	if err := refreshCircles(tx, people...); err != nil {
		return err
	}
	for _, person := range people {
		if err := RefreshMe(tx, person); err != nil {
			return err
		}
	}
	return refreshFamilies(tx, people...)
}

// momentsWith are the moments that people are in or have made.
func momentsWith(tx core.App, people []string) (moments []string, err error) {
	err = tx.DB().NewQuery(`SELECT s.moment FROM json_each({:people}) w CROSS JOIN shown s ON s.person = w.value
		UNION SELECT a.moment FROM json_each({:people}) w CROSS JOIN authors a ON a.person = w.value`).
		Bind(dbx.Params{"people": list(people)}).Column(&moments)
	if err != nil {
		return nil, fmt.Errorf("find the moments of people: %w", err)
	}
	return moments, nil
}

func refreshCircles(tx core.App, people ...string) error {
	var circles []string
	err := tx.DB().NewQuery(`SELECT m.circle FROM json_each({:people}) w CROSS JOIN members m ON m.person = w.value AND (m.until = '' OR m.until > {:now})
		UNION SELECT g.circle FROM json_each({:people}) w CROSS JOIN grants g ON g.person = w.value AND g.circle <> '' AND (g.until = '' OR g.until > {:now})`).
		Bind(dbx.Params{"people": list(people), "now": clock.Stamp(tx)}).Column(&circles)
	if err != nil {
		return err
	}
	for _, circle := range circles {
		if err := RefreshCircle(tx, circle); err != nil {
			return err
		}
	}
	return nil
}
