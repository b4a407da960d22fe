package consent

import (
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
)

// weighed is one answer of a sheet, held against what the same giver said before.
type weighed struct {
	writes api.RecordConsent
	row    Row // as it would be written
	own    Row // what counts of this giver now
	says   bool
	newest Row // what they said last, whether it counts or not
	widest Widest
	change api.ConsentSheetAnswerChange // "" where it stands already
}

// was is what this giver allows until now, and "" where nothing of theirs counts.
func (w weighed) was() api.Widest {
	if !w.says {
		return ""
	}
	return api.Widest(w.own.Widest.String())
}

// weigh holds each answer of a line against what its giver said. A line that would give more than it may is refused as a whole.
func (r reader) weigh(app core.App, school string, facts Facts, s *said) ([]weighed, error) {
	if s.wrong != nil {
		return nil, nil
	}
	var all []weighed
	for _, kind := range s.kinds() {
		w := r.against(facts, s, kind)
		from, until, err := span(app, school, s.signed, w.writes.Until)
		if err != nil {
			return nil, err
		}
		w.row.From, w.row.Until = from, until
		if w.change != "" && w.row.ended(r.now) {
			r.wrong(s, colSigned, api.ConsentSheetWhyDayOver)
		}
		r.guard(s, w)
		all = append(all, w)
	}
	return all, nil
}

// against finds what one answer of a line changes.
func (r reader) against(facts Facts, s *said, kind string) weighed {
	w := weighed{widest: s.answers[kind], writes: api.RecordConsent{
		Person: s.student.ID, Kind: api.ConsentKind(kind), Widest: api.Widest(s.answers[kind].String()), How: api.RecordConsentHowPaper,
		Giver: s.giver.id, From: s.signed, Until: s.endOf(s.answers[kind]), Lang: s.lang,
	}}
	if w.widest > None { // a no is no answer to a text, and has no end of its own
		w.writes.Text = s.texts[kind]
	}
	w.row = Row{Person: s.student.ID, Kind: kind, Giver: s.giver.id, Widest: w.widest, Text: w.writes.Text}
	for _, row := range facts.Rows[s.student.ID] {
		if row.Kind == kind && row.Giver == s.giver.id {
			w.newest = row
		}
	}
	w.own, w.says = counted(facts, s.student.ID, kind, r.now)[s.giver.id]
	w.says = w.says && !w.own.ended(r.now)
	switch {
	case !w.says:
		w.change = api.ConsentSheetAnswerChangeFirst
	case w.widest > w.own.Widest:
		w.change = api.ConsentSheetAnswerChangeWider
	case w.widest < w.own.Widest:
		w.change = api.ConsentSheetAnswerChangeNarrower
	case w.widest > None && r.anew(s, w):
		w.change = api.ConsentSheetAnswerChangeAgain
	}
	return w
}

// endOf is until when an answer counts by the line; a no has no end of its own.
func (s *said) endOf(widest Widest) time.Time {
	if widest == None {
		return time.Time{}
	}
	return s.until
}

// anew says whether a line that says what stands already is a newer paper, or names another end or another text.
func (r reader) anew(s *said, w weighed) bool {
	return !s.signed.IsZero() && s.signed.After(startOf(w.own.From, r.zone)) ||
		!s.until.IsZero() && !s.until.Equal(w.own.Until) ||
		w.writes.Text != "" && w.writes.Text != w.own.Text
}

// guard lets nobody be taken at a word that they have changed since. Whatever is as narrow as what stands, or narrower, is taken always. More, or
// for longer, over something that the same giver said has to say when it was signed, or as of when the sheet was made, and to be newer.
func (r reader) guard(s *said, w weighed) {
	narrower := w.change == api.ConsentSheetAnswerChangeNarrower || w.widest == None
	if w.change == "" || narrower || w.newest.ID == "" {
		return
	}
	key := string(w.writes.Kind)
	if s.asOf >= 0 && w.newest.Seq > s.asOf {
		r.wrong(s, key, api.ConsentSheetWhyChangedSince)
	}
	if s.signed.IsZero() {
		if s.asOf < 0 {
			r.wrong(s, key, api.ConsentSheetWhyUndated)
		}
		return
	}
	last := startOf(w.newest.From, r.zone)
	if s.signed.Before(last) || s.signed.Equal(last) && s.asOf < 0 {
		r.wrong(s, key, api.ConsentSheetWhySaidLater)
	}
}
