package family

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/clock"
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
	Versions     []Version     `json:"versions,omitempty"`
	Consents     []Consent     `json:"consents"`
	Orientations []Orientation `json:"orientations"`
	Answers      []Answer      `json:"answers,omitempty"`
	// Looks say which adult did or saw what of the student, the oldest first.
	Looks []Look `json:"looks"`
	own   bool
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
	if record.Moments, err = r.moments(to); err != nil {
		return record, err
	}
	record.own = to.own
	for _, load := range []func(core.App, *Record) error{spans, consents, orientations, looks} {
		if err := load(r.App, &record); err != nil {
			return record, fmt.Errorf("gather the record of a student: %w", err)
		}
	}
	if !to.own {
		return record, nil
	}
	for _, load := range []func(core.App, *Record) error{versions, answers} {
		if err := load(r.App, &record); err != nil {
			return record, fmt.Errorf("gather what a student wrote: %w", err)
		}
	}
	return record, nil
}

// moments are what the keys give and the student is in. Of a moment that comes by two keys the author's form stays: it says the most.
func (r *Room) moments(to reading) ([]api.Moment, error) {
	changes, err := r.Feed.Held(r.App, to.keys)
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	moments := []api.Moment{}
	for _, change := range changes {
		if change.Moment == nil || !isIn(change.Moment, to.student.Id) {
			continue
		}
		place, known := at[change.Id]
		switch {
		case !known:
			at[change.Id] = len(moments)
			moments = append(moments, *change.Moment)
		case change.Moment.Form == api.MomentFormAuthor:
			moments[place] = *change.Moment
		}
	}
	slices.SortStableFunc(moments, func(a, b api.Moment) int { return b.At.Compare(a.At) })
	return moments, nil
}

// isIn says whether a student kept a moment, is shown in it, or is quoted.
func isIn(m *api.Moment, student string) bool {
	is := func(named api.Named) bool { return named.Id == student }
	return slices.ContainsFunc(m.Authors, is) || slices.ContainsFunc(m.People, is) ||
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
		Moment, Kept, Words, Quotes string
		Number                      int
	}
	err := app.DB().NewQuery(`SELECT r.moment, r.number, r.kept_at AS kept, r.words,
			(SELECT json_group_array(q.words) FROM (SELECT words FROM quotes WHERE revision = r.id AND speaker = {:student} ORDER BY "order") q) AS quotes
		FROM authors a CROSS JOIN revisions r ON r.moment = a.moment WHERE a.person = {:student} ORDER BY r.moment, r.number`).Bind(record.of()).All(&rows)
	for _, row := range rows {
		version := Version{Moment: row.Moment, Number: row.Number, Kept: clock.Parse(row.Kept), Words: row.Words}
		if err := json.Unmarshal([]byte(row.Quotes), &version.Quotes); err != nil {
			return err
		}
		record.Versions = append(record.Versions, version)
	}
	return err
}

func (record *Record) of() dbx.Params { return dbx.Params{"student": record.Student.ID} }
