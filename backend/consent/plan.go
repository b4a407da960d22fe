package consent

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/consent/sheet"
)

// plan is what a sheet would do to a school as it is now: the same file, held against the same school, is the same plan.
type plan struct {
	tells    api.ConsentSheetPreview
	writes   []api.RecordConsent
	students []string // whose answers stand in it
}

// planOf holds a file against the school of whoever brings it. Nothing is written.
func planOf(app core.App, seat circle.Seat, file []byte) (plan, error) {
	read, err := sheet.Read(file, columns)
	if err != nil {
		return plan{}, err
	}
	if err := usable(read.Called); err != nil {
		return plan{}, err
	}
	r, err := readerOf(app, seat.School, read.Called)
	if err != nil {
		return plan{}, err
	}
	lines := make([]*said, len(read.Lines))
	for i, line := range read.Lines {
		lines[i] = r.read(line)
	}
	doubt(r, lines)
	return r.hold(app, seat.School, file, lines)
}

// readerOf knows the school's roll, its days and its order.
func readerOf(app core.App, school string, called map[string]string) (reader, error) {
	r := reader{called: called, now: clock.Now(app)}
	var err error
	if r.zone, err = circle.ZoneOf(app, school); err != nil {
		return r, err
	}
	if r.newest, err = newest(app); err != nil {
		return r, err
	}
	r.students, err = circle.Students(app, school, "")
	return r, err
}

// newest is the newest place in the one order of all that narrows or widens.
func newest(app core.App) (seq int64, err error) {
	err = app.DB().NewQuery(`SELECT seq FROM counter`).Row(&seq)
	return seq, err
}

// spoken is one answer that somebody gives for a student.
type spoken struct{ student, giver, kind string }

// doubt takes nothing of lines that say two things about one answer, nor of those that share their student and giver with a line that cannot be
// read: that one may have taken back what the other gives.
func doubt(r reader, lines []*said) {
	unread := slices.DeleteFunc(slices.Clone(lines), func(s *said) bool { return s.wrong == nil || s.student == nil })
	for _, s := range lines {
		for _, other := range unread {
			if s == other || s.student != other.student || s.wrong != nil || other.giver != nil && s.giver.id != other.giver.id {
				continue
			}
			s.refuse(r.anyCalled(colStudent, colID), api.ConsentSheetWhyOtherLineUnread, "")
			s.wrong.Other = other.line.Number
			break
		}
	}
	answers := map[spoken][]*said{}
	for _, s := range lines {
		if s.wrong != nil {
			continue
		}
		for _, kind := range s.kinds() {
			who := spoken{s.student.ID, s.giver.id, kind}
			answers[who] = append(answers[who], s)
		}
	}
	for who, about := range answers {
		r.disagree(about, who.kind)
	}
}

// disagree refuses all lines about one answer where any two of them differ, those too that say the same.
func (r reader) disagree(about []*said, kind string) {
	at := slices.IndexFunc(about, func(s *said) bool { return !s.agrees(about[0], kind) })
	if at < 0 {
		return
	}
	for _, s := range about {
		other := about[0]
		if s.agrees(other, kind) {
			other = about[at]
		}
		r.wrong(s, kind, api.ConsentSheetWhyLinesDisagree)
		s.wrong.Other = cmp.Or(s.wrong.Other, other.line.Number)
	}
}

// kinds are those that a line says something about, in their order.
func (s *said) kinds() []string {
	return slices.DeleteFunc(slices.Clone(Kinds), func(kind string) bool { _, says := s.answers[kind]; return !says })
}

// agrees says whether two lines say one thing about a kind, by the same paper.
func (s *said) agrees(other *said, kind string) bool {
	return s.answers[kind] == other.answers[kind] && s.signed.Equal(other.signed) && s.until.Equal(other.until) &&
		s.texts[kind] == other.texts[kind] && s.lang == other.lang
}

// hold says what each line would change, answer by answer, and what counts after all of them.
func (r reader) hold(app core.App, school string, file []byte, lines []*said) (plan, error) {
	named := map[string]bool{}
	for _, s := range lines {
		if s.student != nil {
			named[s.student.ID] = true
		}
	}
	p := plan{students: slices.Sorted(maps.Keys(named)), tells: api.ConsentSheetPreview{
		Lines: len(lines), Unread: []api.ConsentSheetUnread{}, Changes: []api.ConsentSheetLine{},
	}}
	facts, err := FactsOf(app, p.students, "")
	if err != nil {
		return p, err
	}
	after := Facts{Rows: map[string][]Row{}, FullRights: facts.FullRights}
	for person, rows := range facts.Rows {
		after.Rows[person] = slices.Clone(rows)
	}
	var against []string
	for _, s := range lines {
		stands, err := r.weigh(app, school, facts, s)
		if err != nil {
			return p, err
		}
		if s.wrong != nil {
			p.unread(s)
			continue
		}
		against = append(against, p.take(s, stands, after)...)
	}
	p.count(facts, after, r.now)
	return p, p.sign(file, against)
}

func (p *plan) unread(s *said) {
	s.wrong.Student = s.line.Cells[colStudent]
	if s.student != nil {
		s.wrong.Student = s.student.Name
	}
	p.tells.Unread = append(p.tells.Unread, *s.wrong)
}

// take adds what one line changes, and gives back the rows that it was held against.
func (p *plan) take(s *said, found []weighed, after Facts) (against []string) {
	line := api.ConsentSheetLine{Line: s.line.Number, Person: s.student.ID, Student: s.student.Name, Giver: s.giver.name}
	for _, w := range found {
		against = append(against, w.newest.ID)
		if w.change == "" || says(after, w) {
			p.tells.Same++
			continue
		}
		line.Answers = append(line.Answers, api.ConsentSheetAnswer{
			Kind: w.writes.Kind, Was: w.was(), Says: w.writes.Widest, Change: w.change, Until: s.endOf(w.widest),
		})
		p.writes = append(p.writes, w.writes)
		w.row.Seq = int64(1)<<62 + int64(len(p.writes))
		after.Rows[s.student.ID] = append(after.Rows[s.student.ID], w.row)
	}
	if len(line.Answers) > 0 {
		p.tells.Changes = append(p.tells.Changes, line)
	}
	return against
}

// says tells whether an earlier line of the sheet says the same already. Two that differ are taken out before.
func says(after Facts, w weighed) bool {
	return slices.ContainsFunc(after.Rows[w.row.Person], func(row Row) bool {
		return row.Seq > 1<<62 && row.Kind == w.row.Kind && row.Giver == w.row.Giver
	})
}

// count adds what counts of each student before the sheet and after all of it.
func (p *plan) count(facts, after Facts, at time.Time) {
	p.tells.Answers = len(p.writes)
	for _, line := range p.tells.Changes {
		for i := range line.Answers {
			answer := &line.Answers[i]
			stood, _ := Allowed(facts, line.Person, string(answer.Kind), at)
			stands, _ := Allowed(after, line.Person, string(answer.Kind), at)
			answer.Stood, answer.Stands = api.Widest(stood.String()), api.Widest(stands.String())
			if answer.Change == api.ConsentSheetAnswerChangeNarrower || stands < stood {
				p.tells.Narrower++
			}
		}
	}
}

// sign names the file, all that is told of it and the rows that it was held against.
func (p *plan) sign(file []byte, against []string) error {
	told, err := json.Marshal([]any{p.tells, against})
	if err != nil {
		return fmt.Errorf("write a plan down: %w", err)
	}
	sum := sha256.New()
	sum.Write(file)
	sum.Write(told)
	p.tells.Digest = hex.EncodeToString(sum.Sum(nil))
	return nil
}
