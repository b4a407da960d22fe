package family

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/clock"
)

// Look is what an adult of the school did or saw on one day, as a student and their family are told it. Not the hour: when a teacher's phone hears
// of the student says that something waits.
type Look struct {
	Day   string `json:"day"`             // such as 2026-09-14, where the school is
	Adult string `json:"adult,omitempty"` // empty for what the school did by itself
	What  string `json:"what"`
	Times int    `json:"times"`
}

// told are the acts that a student and their family read of, in words.
var told = map[string]string{
	"pull": "received the circle's moments on their device", "reconcile": "compared their device with the school",
	"read_online": "read the school's moments", "look_people": "looked at the list of people",
	"look_person": "looked at the page about the student", "look_circles": "looked at the list of circles",
	"look_sessions": "looked at where the student is signed in",
	"read_affected": "looked at the list of students and families", "look_consents": "looked at what a sheet of consents changes",
	"export_consents": "took the list of what students and families allow",
	"export_record":   "took this record", "add_person": "added the student", "add_member": "took the student into a circle",
	"end_member": "ended the student's time in a circle", "issue_badge": "printed a badge", "revoke_badge": "ended a badge",
	"issue_pin": "gave a new PIN", "drop_pin": "took the PIN away", "let_in": "let the student in",
	"record_consent": "wrote down a consent", "record_orientation": "wrote down an orientation",
	"destroy_withdrawn": "destroyed what may not be kept any more",
}

// toldThemselves are the acts that only the student reads of: they are about what nobody else may know to be there.
var toldThemselves = map[string]string{
	"record_answer": "wrote down what the student said", "read_set_aside": "looked at what was set aside",
	"file_set_aside": "filed a story that was set aside", "put_set_aside_away": "put away what was set aside",
	"forget_set_aside": "let go of what was set aside a year ago",
	"full_rights":      "wrote down from when the student decides alone",
}

// toldOfMoments are decisions about moments that are in the record: that there are others is not told.
var toldOfMoments = map[string]string{"decision_approve": "approved a moment", "decision_release": "shared a moment"}

// toldAuthors are the other decisions about a moment. Its author reads of them.
var toldAuthors = map[string]string{
	"decision_send_back": "sent a moment back", "decision_keep_private": "kept a moment private", "decision_undo": "undid an approval",
	"decision_lapse": "did not share a moment, since something was missing", "decision_restore": "shared a moment again",
	"decision_confirm_take_down": "left a moment hidden",
}

// toldOfAmendments are acts about what was said to be not right. Whoever is told of it reads of them.
var toldOfAmendments = map[string]string{
	"amendment_corrected": "corrected what was said to be not right", "amendment_refused": "answered that something stays as it is",
}

// withheld are the acts that are told to nobody: they are about somebody else, such as another of the student's family, or about nobody.
var withheld = []string{
	"decision_take_back", "decision_take_down", // whoever is in a moment hides it, and nobody is told who
	"add_family", "change_family_link", "reprint_letter", "take_record", "change_person", "end_sessions", "end_session", "add_staff", "end_staff",
	"staff_link", "set_up", "add_circle", "change_circle", "change_school", "confirm_restore", "erase_moment",
	"open_incident", "step_incident", "raise_alarm", "see_alarm", "cut_audit", "erase_person", "tell_year_over", "erase_old", "switch_off_idle",
	"ask_amendment", "add_statement", // a family's own acts: what they said stands in the record
	"look_amendments", // that there is one is told to those who may ask
	"give_consent",    // a guardian's own act: what was said stands in the record, and who said it may be somebody's secret
	// That somebody told an adult is in no record, and so is that an adult looked.
	"look_worries", "read_worry", "tell_adult", "worry_seen", "worry_hand_on", "worry_note", "worry_close", "worry_escalate", "worry_doubt",
}

// looks reads the chain for the lines that name a student. It is read from its beginning: a record is asked for seldom.
func looks(app core.App, record *Record) error {
	var rows []struct{ At, Act, Subject, Adult, Moment string }
	err := app.DB().NewQuery(`SELECT a.at, a.act, a.subject, coalesce(d.moment, '') AS moment,
			coalesce((SELECT p.name FROM people p JOIN seats s ON s.person = p.id AND s.kind = 'staff' WHERE p.id = a.actor), '') AS adult
		FROM audit a LEFT JOIN decisions d ON d.id = a.subject WHERE a.students LIKE {:named} ORDER BY a.seq`).
		Bind(dbx.Params{"named": `%"` + record.Student.ID + `"%`}).All(&rows)
	if err != nil {
		return fmt.Errorf("read who looked: %w", err)
	}
	record.Looks = []Look{}
	at := map[Look]int{}
	for _, row := range rows {
		words := record.tell(row.Act, row.Subject, row.Moment)
		if words == "" {
			continue
		}
		look := Look{Day: clock.Parse(row.At).In(record.zone).Format(time.DateOnly), Adult: row.Adult, What: words}
		place, known := at[look]
		if !known {
			place = len(record.Looks)
			at[look] = place
			record.Looks = append(record.Looks, look)
		}
		record.Looks[place].Times++
	}
	return nil
}

// tell is an act in words, and "" where this reader is not told.
func (record *Record) tell(act, subject, moment string) string {
	if words := toldOfAmendments[act]; words != "" {
		if slices.ContainsFunc(record.Amendments, func(one api.Amendment) bool { return one.Id == subject }) {
			return words
		}
		return ""
	}
	if !strings.HasPrefix(act, "decision_") {
		if words := told[act]; words != "" || !record.own {
			return words
		}
		return toldThemselves[act]
	}
	at := slices.IndexFunc(record.Moments, func(m api.Moment) bool { return m.Id == moment })
	if at < 0 {
		return ""
	}
	if words := toldOfMoments[act]; words != "" || record.Moments[at].Form != api.MomentFormAuthor {
		return words
	}
	return toldAuthors[act]
}
