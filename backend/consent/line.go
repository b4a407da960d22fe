package consent

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/consent/sheet"
)

// said is one line of a sheet, as far as it could be read.
type said struct {
	line    sheet.Line
	student *circle.Student // nil if nobody knows whom it is about
	giver   *giver          // nil if nobody knows who says it
	answers map[string]Widest
	signed  time.Time // the beginning of that day at school; zero if the line does not say
	until   time.Time // the end of that day
	texts   map[string]string
	lang    string
	asOf    int64 // up to which place in the order the answers are known that the sheet was made from; -1 if it does not say
	wrong   *api.ConsentSheetUnread
}

// giver is who said something: nobody by name for the school's form.
type giver struct{ id, name string }

// reader reads lines against the school's roll.
type reader struct {
	students []circle.Student
	called   map[string]string // what each column is called in this file
	zone     *time.Location
	now      time.Time
	newest   int64 // the newest place in the order
}

// read takes in one line. Whatever is wrong with it, the first of its columns that cannot be read is told, and nothing of it is taken.
func (r reader) read(line sheet.Line) *said {
	s := &said{line: line, answers: map[string]Widest{}, texts: map[string]string{}, asOf: -1}
	r.readStudent(s)
	if s.student != nil {
		r.readGiver(s)
	}
	r.readAnswers(s)
	r.readDays(s)
	r.readTexts(s)
	r.readAsOf(s)
	if line.Stray != "" {
		s.refuse("", api.ConsentSheetWhyNoColumn, line.Stray)
	}
	return s
}

// refuse takes nothing of a line. The first reason stands.
func (s *said) refuse(column string, why api.ConsentSheetWhy, value string) {
	if s.wrong != nil {
		return
	}
	if runes := []rune(value); len(runes) > 60 {
		value = string(runes[:60])
	}
	s.wrong = &api.ConsentSheetUnread{Line: s.line.Number, Column: column, Why: why, Value: value}
}

func (r reader) wrong(s *said, key string, why api.ConsentSheetWhy) {
	s.refuse(r.called[key], why, s.line.Cells[key])
}

// readStudent finds whom a line is about: by the id, which has to fit the name beside it, or by a name that only one student of those circles has.
func (r reader) readStudent(s *said) {
	id, name := s.line.Cells[colID], s.line.Cells[colStudent]
	if id != "" {
		at := slices.IndexFunc(r.students, func(each circle.Student) bool { return each.ID == id })
		switch {
		case at < 0:
			r.wrong(s, colID, api.ConsentSheetWhyStudentUnknown)
		case name != "" && !strings.EqualFold(name, r.students[at].Name):
			r.wrong(s, colStudent, api.ConsentSheetWhyStudentDiffers)
		default:
			s.student = &r.students[at]
		}
		return
	}
	if name == "" {
		s.refuse(r.anyCalled(colStudent, colID), api.ConsentSheetWhyStudentMissing, "")
		return
	}
	for i := range r.students {
		if !strings.EqualFold(name, r.students[i].Name) || !isIn(r.students[i], s.line.Cells[colCircles]) {
			continue
		}
		if s.student != nil {
			s.student = nil
			r.wrong(s, colStudent, api.ConsentSheetWhyStudentSeveral)
			return
		}
		s.student = &r.students[i]
	}
	if s.student == nil {
		r.wrong(s, colStudent, api.ConsentSheetWhyStudentUnknown)
	}
}

func (r reader) anyCalled(keys ...string) string {
	for _, key := range keys {
		if called := r.called[key]; called != "" {
			return called
		}
	}
	return ""
}

// isIn says whether a student is in each of the circles that a cell names.
func isIn(student circle.Student, named string) bool {
	for _, name := range strings.Split(named, ";") {
		name = strings.TrimSpace(name)
		if name != "" && !slices.ContainsFunc(student.Circles, func(each string) bool { return strings.EqualFold(each, name) }) {
			return false
		}
	}
	return true
}

// readGiver finds who signed. A line that names nobody is the school's form.
func (r reader) readGiver(s *said) {
	id, name := s.line.Cells[colGiverID], s.line.Cells[colGiver]
	key := colGiver
	if name == "" {
		key = colGiverID
	}
	var found []circle.Relative
	switch {
	case id == "" && (name == "" || strings.EqualFold(name, theForm)):
		found = []circle.Relative{{}}
	case strings.EqualFold(name, themselves) && (id == "" || id == s.student.ID):
		found = []circle.Relative{{ID: s.student.ID, Name: s.student.Name}}
	default:
		for _, each := range append([]circle.Relative{{ID: s.student.ID, Name: s.student.Name}}, s.student.Family...) {
			if (id == "" || id == each.ID) && (name == "" || strings.EqualFold(name, each.Name)) {
				found = append(found, each)
			}
		}
	}
	switch {
	case len(found) == 0:
		r.wrong(s, key, api.ConsentSheetWhyGiverUnknown)
	case len(found) > 1:
		r.wrong(s, key, api.ConsentSheetWhyGiverSeveral)
	default:
		s.giver = &giver{found[0].ID, found[0].Name}
		if found[0].Silent {
			r.wrong(s, key, api.ConsentSheetWhyGiverSilent)
		} else if s.student.Decides(r.now) && s.giver.id != s.student.ID {
			r.wrong(s, key, api.ConsentSheetWhyStudentDecides)
		}
	}
}

// readAnswers takes in the cells of the kinds. An empty one says nothing: neither yes nor no.
func (r reader) readAnswers(s *said) {
	for _, kind := range Kinds {
		word := s.line.Cells[kind]
		if word == "" {
			continue
		}
		widest, known := rungs[strings.ToLower(word)]
		if !known {
			r.wrong(s, kind, api.ConsentSheetWhyAnswerUnknown)
			continue
		}
		s.answers[kind] = widest
	}
}

// readTexts takes in the versions of the texts that were signed, each for its own kind, in one language.
func (r reader) readTexts(s *said) {
	s.lang = strings.ToLower(s.line.Cells[colLang])
	if len(s.lang) > 10 {
		r.wrong(s, colLang, api.ConsentSheetWhyTextUnknown)
	}
	versions := strings.FieldsFunc(strings.ToLower(s.line.Cells[colText]), func(sign rune) bool { return strings.ContainsRune(" ;,", sign) })
	for _, version := range versions {
		at := slices.IndexFunc(texts.list, func(text Text) bool { return text.Version == version && text.Lang == s.lang })
		if at < 0 {
			r.wrong(s, colText, api.ConsentSheetWhyTextUnknown)
			continue
		}
		kind := texts.list[at].Kind
		if other := s.texts[kind]; other != "" && other != version {
			r.wrong(s, colText, api.ConsentSheetWhyTextUnknown)
		}
		s.texts[kind] = version
	}
}

func (r reader) readAsOf(s *said) {
	cell := s.line.Cells[colAsOf]
	if cell == "" {
		return
	}
	asOf, err := strconv.ParseInt(cell, 10, 64)
	if err != nil || asOf < 0 || asOf > r.newest {
		r.wrong(s, colAsOf, api.ConsentSheetWhyAsOfUnreadable)
		return
	}
	s.asOf = asOf
}
