package feed

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"kith/backend/api"
	"kith/backend/consent"
)

// batch is everything that the moments of one page are made from, read in a handful of queries however long the page is.
type batch struct {
	moments   map[string]momentLine
	revisions map[string]revisionLine
	versions  map[string][]revisionLine // every revision of a moment, oldest first
	authors   map[string][]string
	shown     map[string][]shownLine
	quotes    map[string][]quoteLine
	pictures  map[string][]pictureLine
	voice     map[string][]voiceLine
	covers    map[string]coverLine // renditions by media and decision
	faces     map[string][]api.Box // where faces were found, by media; for adults
	decisions map[string][]decisionLine
	live      map[string]liveLine
	asked     map[string][]string
	refused   map[string]bool
	gone      map[string][]string // pictures and voices that were destroyed, by moment
	people    map[string]personLine
	facts     consent.Facts
	verdicts  map[string]Verdict
}

type momentLine struct{ ID, Circle, Name, Glaze, Zone string }

type revisionLine struct {
	ID, Moment, Hash, KeptAt, ReceivedAt, Feeling, Turn, Words, Lang string
	Seq                                                              int64
	Number                                                           int
	Others                                                           bool
	Did                                                              types.JSONArray[string]
}

type shownLine struct{ Revision, Moment, Person, Kind, As string }

type quoteLine struct {
	Revision, Speaker, Words, Lang, Made, Support string
	Symbols                                       types.JSONArray[string]
}

type pictureLine struct {
	Revision, Media, Alt, KeptAt, Refused string
	Width, Height                         int
}

type coverLine struct {
	ID, Media, Audience, Decision, Hash string
	Width, Height                       int
}

type decisionLine struct {
	ID, Moment, Revision, Kind, Of, Audience, Note, By, At, HoldUntil string
	Seq                                                               int64
	Alts, Said                                                        types.JSONRaw
}

type liveLine struct{ Subject, Revision, Decision string }

type personLine struct{ ID, Name, Face string }

// load reads a batch. Only what the rows need is read: verdicts and older revisions for adults, consents to names for everybody else.
func (r *Room) load(app core.App, rows []row) (*batch, error) {
	b := &batch{}
	moments, revisions, staff := wanted(rows)
	if len(moments) == 0 {
		return b, nil
	}
	params := dbx.Params{"moments": list(moments), "revisions": list(revisions)}
	for _, step := range []func(core.App, dbx.Params) error{
		b.loadMoments, b.loadRevisions, b.loadAuthors, b.loadShown, b.loadQuotes, b.loadPictures, b.loadVoice, b.loadDecisions, b.loadReach, b.loadPeople,
		b.loadGone,
	} {
		if err := step(app, params); err != nil {
			return nil, fmt.Errorf("read a page of moments: %w", err)
		}
	}
	if len(staff) > 0 && r.Verdicts != nil {
		if err := b.loadFaces(app, params); err != nil {
			return nil, fmt.Errorf("read where faces are: %w", err)
		}
		verdicts, err := r.Verdicts(app, staff)
		b.verdicts = verdicts
		return b, err
	}
	return b, nil
}

func wanted(rows []row) (moments, revisions, staff []string) {
	for _, row := range rows {
		if row.Gone || row.Kind != "moment" && row.Kind != "ask" {
			continue
		}
		moments, revisions = append(moments, row.Subject), append(revisions, row.Revision)
		if formOf(row) == "staff" {
			staff = append(staff, row.Subject)
		}
	}
	return moments, revisions, staff
}

// list is any number of ids as one parameter.
func list(ids []string) string {
	body, err := json.Marshal(ids)
	if err != nil {
		return "[]" // a list of texts has no way to fail
	}
	return string(body)
}

func (b *batch) loadMoments(app core.App, params dbx.Params) error {
	return group(app, params, `SELECT m.id, m.circle, c.name, c.glaze, h.zone FROM (SELECT DISTINCT value FROM json_each({:moments})) w
		CROSS JOIN moments m ON m.id = w.value JOIN circles c ON c.id = m.circle JOIN schools h ON h.id = m.school`,
		func(line momentLine) { put(&b.moments, line.ID, line) })
}

func (b *batch) loadRevisions(app core.App, params dbx.Params) error {
	return group(app, params, `SELECT r.id, r.moment, r.hash, r.kept_at, r.received_at, r.feeling, r.turn, r.words, r.lang, r.seq, r.number,
			r.others, r.did FROM (SELECT DISTINCT value FROM json_each({:moments})) w
		CROSS JOIN revisions r ON r.moment = w.value ORDER BY r.moment, r.number`,
		func(line revisionLine) { put(&b.revisions, line.ID, line); add(&b.versions, line.Moment, line) })
}

func (b *batch) loadAuthors(app core.App, params dbx.Params) error {
	return group(app, params, `SELECT a.moment, a.person FROM (SELECT DISTINCT value FROM json_each({:moments})) w
		CROSS JOIN authors a ON a.moment = w.value ORDER BY a.created, a.id`,
		func(line struct{ Moment, Person string }) { add(&b.authors, line.Moment, line.Person) })
}

func (b *batch) loadShown(app core.App, params dbx.Params) error {
	return group(app, params, `SELECT s.revision, s.moment, s.person, s.kind, s."as" FROM (SELECT DISTINCT value FROM json_each({:revisions})) w
		CROSS JOIN shown s ON s.revision = w.value JOIN people p ON p.id = s.person ORDER BY p.name, p.id`,
		func(line shownLine) { add(&b.shown, line.Revision, line) })
}

func (b *batch) loadQuotes(app core.App, params dbx.Params) error {
	return group(app, params, `SELECT q.revision, q.speaker, q.words, q.lang, q.made, q.support, q.symbols
		FROM (SELECT DISTINCT value FROM json_each({:moments})) w CROSS JOIN revisions r ON r.moment = w.value
		CROSS JOIN quotes q ON q.revision = r.id ORDER BY q.revision, q."order"`,
		func(line quoteLine) { add(&b.quotes, line.Revision, line) })
}

func (b *batch) loadPictures(app core.App, params dbx.Params) error {
	err := group(app, params, `SELECT x.revision, x.media, x.alt, coalesce(m.kept_at, '') AS kept_at, coalesce(m.refused, '') AS refused,
			coalesce(m.width, 0) AS width, coalesce(m.height, 0) AS height
		FROM (SELECT DISTINCT value FROM json_each({:revisions})) w CROSS JOIN revision_media x ON x.revision = w.value
		LEFT JOIN media m ON m.id = x.media WHERE x.kind = '' ORDER BY x.revision, x."order"`,
		func(line pictureLine) { add(&b.pictures, line.Revision, line) })
	if err != nil {
		return err
	}
	return group(app, params, `SELECT DISTINCT n.id, n.media, n.audience, n.decision, n.hash, n.width, n.height
		FROM (SELECT DISTINCT value FROM json_each({:revisions})) w CROSS JOIN revision_media x ON x.revision = w.value
		CROSS JOIN renditions n ON n.media = x.media AND n.hash <> ''`,
		func(line coverLine) { put(&b.covers, line.Media+"/"+line.Decision, line) })
}

// loadFaces reads where faces were found. It is asked for adults alone.
func (b *batch) loadFaces(app core.App, params dbx.Params) error {
	return group(app, params, `SELECT DISTINCT f.media, f.boxes
		FROM (SELECT DISTINCT value FROM json_each({:revisions})) w CROSS JOIN revision_media x ON x.revision = w.value
		CROSS JOIN faces f ON f.media = x.media AND f.found_at <> ''`,
		func(line struct {
			Media string
			Boxes types.JSONArray[api.Box]
		},
		) {
			put(&b.faces, line.Media, []api.Box(line.Boxes))
		})
}

func (b *batch) loadDecisions(app core.App, params dbx.Params) error {
	return group(app, params, `SELECT d.id, d.moment, d.revision, d.kind, d.of, d.audience, d.note, d.by, d.at, d.hold_until, d.seq, d.alts, d.said
		FROM (SELECT DISTINCT value FROM json_each({:moments})) w CROSS JOIN decisions d ON d.moment = w.value ORDER BY d.moment, d.seq`,
		func(line decisionLine) { add(&b.decisions, line.Moment, line) })
}

// loadReach asks the feed itself what the circle sees, who is asked, and whether somebody shown said no: there is one law of reading.
func (b *batch) loadReach(app core.App, params dbx.Params) error {
	err := group(app, params, `SELECT f.subject, f.revision, f.decision FROM (SELECT DISTINCT value FROM json_each({:moments})) w
		CROSS JOIN moments m ON m.id = w.value
		CROSS JOIN feed f ON f.key = 'circle:' || m.circle AND f.kind = 'moment' AND f.subject = m.id WHERE NOT f.gone`,
		func(line liveLine) { put(&b.live, line.Subject, line) })
	if err != nil {
		return err
	}
	err = group(app, params, `SELECT f.subject, s.person FROM (SELECT DISTINCT value FROM json_each({:moments})) w
		CROSS JOIN feed f ON f.subject = w.value AND f.kind = 'ask' JOIN seats s ON s.id = substr(f.key, 6) WHERE NOT f.gone`,
		func(line struct{ Subject, Person string }) { add(&b.asked, line.Subject, line.Person) })
	if err != nil {
		return err
	}
	return group(app, params, `SELECT DISTINCT r.id FROM (SELECT DISTINCT value FROM json_each({:revisions})) w
		CROSS JOIN revisions r ON r.id = w.value JOIN shown s ON s.revision = r.id AND s."as" <> 'author'
		JOIN answers a ON a.person = s.person AND a.moment = r.moment WHERE a.answer = 'no' AND a.seq > r.seq`,
		func(line struct{ ID string }) { put(&b.refused, line.ID, true) })
}

func (b *batch) loadPeople(app core.App, _ dbx.Params) error {
	ids := map[string]bool{}
	for _, authors := range b.authors {
		for _, person := range authors {
			ids[person] = true
		}
	}
	for _, lines := range b.shown {
		for _, line := range lines {
			ids[line.Person] = true
		}
	}
	for _, lines := range b.quotes {
		for _, line := range lines {
			ids[line.Speaker] = true
			for _, part := range line.Symbols {
				if person, is := strings.CutPrefix(part, "person:"); is {
					ids[person] = true
				}
			}
		}
	}
	for _, lines := range b.decisions {
		for _, line := range lines {
			ids[line.By] = true
		}
	}
	people := make([]string, 0, len(ids))
	for id := range ids {
		people = append(people, id)
	}
	err := group(app, dbx.Params{"people": list(people)}, `SELECT p.id, p.name, p.face FROM json_each({:people}) w
		CROSS JOIN people p ON p.id = w.value`, func(line personLine) { put(&b.people, line.ID, line) })
	if err != nil {
		return err
	}
	b.facts, err = consent.FactsOf(app, people, "")
	return err
}

// group runs a query and hands out its lines one by one.
func group[T any](app core.App, params dbx.Params, query string, take func(T)) error {
	var lines []T
	if err := app.DB().NewQuery(query).Bind(params).All(&lines); err != nil {
		return err
	}
	for _, line := range lines {
		take(line)
	}
	return nil
}

func put[T any](m *map[string]T, key string, value T) {
	if *m == nil {
		*m = map[string]T{}
	}
	(*m)[key] = value
}

func add[T any](m *map[string][]T, key string, value T) {
	if *m == nil {
		*m = map[string][]T{}
	}
	(*m)[key] = append((*m)[key], value)
}
