package family

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/clock"
	"kith/backend/consent"
)

// Record is everything of one student that one reader may have. It is data.json, and what the page is made from. It has no place for who is a
// focus student, for a role, for what adults wrote among themselves, or for anybody else.
type Record struct {
	Kith    string    `json:"kith"`   // always "record"
	Format  int       `json:"format"` // of this file; 1
	Made    time.Time `json:"made"`
	School  string    `json:"school"`
	Student Student   `json:"student"`
	Circles []Span    `json:"circles"`
	// Moments are those that the student kept or is in, the newest first, as this reader may see them.
	Moments []api.Moment `json:"moments"`
	// Versions are what the student wrote, also where it was changed later. Only they themselves get them.
	Versions []Version `json:"versions,omitempty"`
	// Allowed is what may be shown of the student now, each kind as far as it goes; Consents is all that was ever said about it.
	Allowed      []Allowed     `json:"allowed"`
	Consents     []Consent     `json:"consents"`
	Orientations []Orientation `json:"orientations"`
	Answers      []Answer      `json:"answers,omitempty"`
	// Asides are stories of the student that could not be filed, and Devices where they signed in. Only they themselves get them.
	Asides  []Aside  `json:"asides,omitempty"`
	Devices []Device `json:"devices,omitempty"`
	// Amendments are what was said to be not right in it, the newest first, with what the school answered and what was added.
	Amendments []api.Amendment `json:"amendments,omitempty"`
	// Looks say which adult did or saw what of the student, the oldest first.
	Looks []Look `json:"looks"`
	own   bool
	zone  *time.Location
}

// Student is what the school keeps of the person.
type Student struct {
	ID   string   `json:"id"`
	Name string   `json:"name"`
	Face string   `json:"face,omitempty"`
	Ways []string `json:"ways"`
	Lang string   `json:"lang,omitempty"`
}

// Span is a circle that the student is or was in.
type Span struct {
	Name  string    `json:"name"`
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
}

// Version is one revision of a moment in the student's own words.
type Version struct {
	Moment string    `json:"moment"`
	Number int       `json:"number"`
	Kept   time.Time `json:"kept"`
	Words  string    `json:"words"`
	Quotes []string  `json:"quotes,omitempty"` // what the student said in it
	Voice  []string  `json:"voice,omitempty"`  // what was written down of its voice notes
}

// Consent is what may be shown of the student. Who gave it is left out: it may be somebody else's secret.
type Consent struct {
	Kind   string    `json:"kind"`
	Widest string    `json:"widest"`
	How    string    `json:"how"`
	Text   string    `json:"text,omitempty"`
	Lang   string    `json:"lang,omitempty"`
	From   time.Time `json:"from,omitzero"`
	Until  time.Time `json:"until,omitzero"`
}

// Allowed is how far one kind of thing may be shown now.
type Allowed struct {
	Kind   string `json:"kind"`
	Widest string `json:"widest"`
}

// Aside is what came in and could not be filed as it was meant.
type Aside struct {
	Made  time.Time `json:"made,omitzero"`
	Words string    `json:"words"`
}

// Device is where somebody has signed in.
type Device struct {
	Name string    `json:"name"`
	Seen time.Time `json:"seen,omitzero"`
}

// Orientation is when the student was told how a circle works.
type Orientation struct {
	How   string    `json:"how"`
	On    time.Time `json:"on,omitzero"`
	Until time.Time `json:"until,omitzero"`
}

// Answer is what the student said when they were asked: about a moment, or for always.
type Answer struct {
	Moment string    `json:"moment,omitempty"`
	Answer string    `json:"answer"`
	How    string    `json:"how"`
	At     time.Time `json:"at"`
}

func (r *Room) gather(to reading) (Record, error) {
	record := Record{Kith: "record", Format: 1, Made: clock.Now(r.App).UTC(), Student: Student{
		ID: to.student.Id, Name: to.student.GetString("name"), Face: to.student.GetString("face"),
		Ways: append([]string{}, to.student.GetStringSlice("ways")...), Lang: to.student.GetString("lang"),
	}}
	school, err := r.App.FindRecordById("schools", to.student.GetString("school"))
	if err != nil {
		return record, err
	}
	record.School = school.GetString("name")
	if record.zone, err = time.LoadLocation(school.GetString("zone")); err != nil {
		record.zone = time.UTC
	}
	if record.Moments, err = r.moments(to); err != nil {
		return record, err
	}
	if record.Amendments, err = r.amendments(to); err != nil {
		return record, err
	}
	record.own = to.own
	for _, load := range []func(core.App, *Record) error{spans, allowed, consents, orientations, looks} {
		if err := load(r.App, &record); err != nil {
			return record, fmt.Errorf("gather the record of a student: %w", err)
		}
	}
	if !to.own {
		return record, nil
	}
	for _, load := range []func(core.App, *Record) error{versions, answers, asides, devices} {
		if err := load(r.App, &record); err != nil {
			return record, fmt.Errorf("gather what a student wrote: %w", err)
		}
	}
	return record, nil
}

// moments are what the keys give and the student is in, each in the form that says the most. What somebody is only asked about is not shared yet,
// and in no record. A later row of a key about the same moment takes the place of an earlier one, or takes it away.
func (r *Room) moments(to reading) ([]api.Moment, error) {
	changes, err := r.Feed.Held(r.App, to.keys)
	if err != nil {
		return nil, err
	}
	held := map[string]map[string]*api.Moment{} // by moment and key
	for _, change := range changes {
		if change.Kind != api.ChangeKindMoment {
			continue
		}
		if held[change.Id] == nil {
			held[change.Id] = map[string]*api.Moment{}
		}
		delete(held[change.Id], change.Key)
		if !change.Gone && isIn(change.Moment, to.student.Id) {
			held[change.Id][change.Key] = change.Moment
		}
	}
	moments := []api.Moment{}
	for _, forms := range held {
		if len(forms) > 0 {
			moments = append(moments, *slices.MinFunc(slices.Collect(maps.Values(forms)), func(a, b *api.Moment) int { return tells(a) - tells(b) }))
		}
	}
	slices.SortFunc(moments, func(a, b api.Moment) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Id, b.Id)) })
	return moments, nil
}

// tells is the place of a form among those that say the most.
func tells(m *api.Moment) int {
	return slices.Index([]api.MomentForm{api.MomentFormAuthor, api.MomentFormCircle, api.MomentFormFamily}, m.Form)
}

// isIn says whether a student kept a moment, is shown or heard in it, or is quoted.
func isIn(m *api.Moment, student string) bool {
	is := func(named api.Named) bool { return named.Id == student }
	return slices.ContainsFunc(m.Authors, is) || slices.ContainsFunc(m.People, is) ||
		slices.ContainsFunc(m.Voice, func(note api.VoiceNote) bool { return slices.ContainsFunc(note.Heard, is) }) ||
		slices.ContainsFunc(m.Quotes, func(quote api.Quote) bool { return quote.Speaker != nil && is(*quote.Speaker) })
}

func spans(app core.App, record *Record) error {
	var rows []struct{ Name, From, Until string }
	err := app.DB().NewQuery("SELECT c.name, m.`from`, m.until FROM members m JOIN circles c ON c.id = m.circle WHERE m.person = {:student} ORDER BY m.`from`, c.name").
		Bind(record.of()).All(&rows)
	record.Circles = []Span{}
	for _, row := range rows {
		record.Circles = append(record.Circles, Span{Name: row.Name, From: clock.Parse(row.From), Until: clock.Parse(row.Until)})
	}
	return err
}

func consents(app core.App, record *Record) error {
	var rows []struct{ Kind, Widest, How, Text, Lang, From, Until string }
	err := app.DB().NewQuery("SELECT kind, widest, how, text, lang, `from`, until FROM consents WHERE person = {:student} ORDER BY seq").
		Bind(record.of()).All(&rows)
	record.Consents = []Consent{}
	for _, row := range rows {
		record.Consents = append(record.Consents, Consent{
			Kind: row.Kind, Widest: row.Widest, How: row.How, Text: row.Text, Lang: row.Lang, From: clock.Parse(row.From), Until: clock.Parse(row.Until),
		})
	}
	return err
}

func orientations(app core.App, record *Record) error {
	var rows []struct{ How, On, Until string }
	err := app.DB().NewQuery("SELECT how, `on`, until FROM orientations WHERE person = {:student} ORDER BY seq").Bind(record.of()).All(&rows)
	record.Orientations = []Orientation{}
	for _, row := range rows {
		record.Orientations = append(record.Orientations, Orientation{How: row.How, On: clock.Parse(row.On), Until: clock.Parse(row.Until)})
	}
	return err
}

func answers(app core.App, record *Record) error {
	var rows []struct{ Moment, Answer, How, Created string }
	err := app.DB().NewQuery("SELECT moment, answer, how, created FROM answers WHERE person = {:student} ORDER BY seq").Bind(record.of()).All(&rows)
	for _, row := range rows {
		record.Answers = append(record.Answers, Answer{Moment: row.Moment, Answer: row.Answer, How: row.How, At: clock.Parse(row.Created)})
	}
	return err
}

func versions(app core.App, record *Record) error {
	var rows []struct {
		Moment, Kept, Words, Quotes, Voice string
		Number                             int
	}
	err := app.DB().NewQuery(`SELECT r.moment, r.number, r.kept_at AS kept, r.words,
			(SELECT json_group_array(q.words) FROM (SELECT words FROM quotes WHERE revision = r.id AND speaker = {:student} ORDER BY "order") q) AS quotes,
			(SELECT json_group_array(x.words) FROM (SELECT words FROM revision_media WHERE revision = r.id AND words <> '' ORDER BY "order") x) AS voice
		FROM authors a CROSS JOIN revisions r ON r.moment = a.moment WHERE a.person = {:student} ORDER BY r.moment, r.number`).Bind(record.of()).All(&rows)
	for _, row := range rows {
		version := Version{Moment: row.Moment, Number: row.Number, Kept: clock.Parse(row.Kept), Words: row.Words}
		if err := errors.Join(json.Unmarshal([]byte(row.Quotes), &version.Quotes), json.Unmarshal([]byte(row.Voice), &version.Voice)); err != nil {
			return err
		}
		record.Versions = append(record.Versions, version)
	}
	return err
}

func asides(app core.App, record *Record) error {
	var rows []struct{ Said, Words string }
	err := app.DB().NewQuery(`SELECT said, words FROM set_aside WHERE person = {:student} AND filed = '' ORDER BY came, op`).Bind(record.of()).All(&rows)
	for _, row := range rows {
		record.Asides = append(record.Asides, Aside{Made: clock.Parse(row.Said), Words: row.Words})
	}
	return err
}

func devices(app core.App, record *Record) error {
	var rows []struct{ Name, Seen string }
	err := app.DB().NewQuery(`SELECT name, seen_at AS seen FROM devices WHERE person = {:student} ORDER BY seen_at`).Bind(record.of()).All(&rows)
	for _, row := range rows {
		record.Devices = append(record.Devices, Device{Name: row.Name, Seen: clock.Parse(row.Seen)})
	}
	return err
}

func allowed(app core.App, record *Record) error {
	facts, err := consent.FactsOf(app, []string{record.Student.ID}, "")
	if err != nil {
		return err
	}
	for _, kind := range consent.Kinds {
		widest, _ := consent.Allowed(facts, record.Student.ID, kind, record.Made)
		record.Allowed = append(record.Allowed, Allowed{Kind: kind, Widest: widest.String()})
	}
	return nil
}

func (record *Record) of() dbx.Params { return dbx.Params{"student": record.Student.ID} }
