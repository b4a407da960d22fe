package consent_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/consent"
	"kith/backend/kithtest"
)

// desk is Mr. Reyes with a sheet in his hand.
type desk struct {
	*kithtest.Phone
	c kithtest.Circle
}

func atTheDesk(school *kithtest.School) desk {
	c := school.DrumRoom()
	return desk{school.Phone(c.Coordinator), c}
}

// sheetOf is a table as a spreadsheet saves it.
func sheetOf(rows ...string) []byte { return []byte(strings.Join(rows, "\r\n") + "\r\n") }

func (d desk) preview(file []byte) api.ConsentSheetPreview {
	d.School.T.Helper()
	status, body := d.JSON("POST", "/consent-sheet/preview", api.ConsentSheetFile{File: file})
	var told api.ConsentSheetPreview
	if err := json.Unmarshal(body, &told); status != http.StatusOK || err != nil {
		d.School.T.Fatalf("preview: %d %s", status, body)
	}
	return told
}

// bring brings in what was shown, and says how many answers that were.
func (d desk) bring(file []byte, digest string) int {
	d.School.T.Helper()
	status, body := d.JSON("POST", "/consent-sheet", api.ConsentSheet{File: file, Digest: digest})
	var done api.ConsentSheetDone
	if err := json.Unmarshal(body, &done); status != http.StatusOK || err != nil {
		d.School.T.Fatalf("bring in: %d %s", status, body)
	}
	return done.Answers
}

func (d desk) template(query string) []byte {
	d.School.T.Helper()
	response, body := d.Do("GET", "/consent-sheet"+query, nil, nil)
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "text/csv; charset=utf-8" {
		d.School.T.Fatalf("template: %d %s", response.StatusCode, body)
	}
	return body
}

func (d desk) rows() int { return d.School.Count(`SELECT count(*) FROM consents`) }

func (d desk) allowed(person, kind string) consent.Widest {
	d.School.T.Helper()
	facts, err := consent.FactsOf(d.School.App, []string{person}, "")
	if err != nil {
		d.School.T.Fatal(err)
	}
	widest, _ := consent.Allowed(facts, person, kind, d.School.Now())
	return widest
}

func TestASheetIsShownFirstAndThenBroughtInExactlyAsShownAndOnce(t *testing.T) {
	school := kithtest.Open(t)
	d := atTheDesk(school)
	file := sheetOf(
		"Student,Signed by,Photos,Words,Voice,Name,Signed on,Until",
		"Maya,,Circle,,,,2026-09-14,",
		"Theo,Ben,school,Nobody,,,2026-09-10,2027-01-31",
		"Ana,School form,,,,,,",
	)
	before := d.rows()
	told := d.preview(file)
	if told.Lines != 3 || told.Answers != 3 || told.Narrower != 2 || told.Same != 0 || len(told.Unread) != 0 || len(told.Changes) != 2 {
		t.Fatalf("%+v", told)
	}
	theo := told.Changes[1]
	if theo.Line != 3 || theo.Person != d.c.Theo.Person || theo.Giver != "Ben" || len(theo.Answers) != 2 {
		t.Errorf("%+v", theo)
	}
	// The school's form says families for Theo, so that his photos go no further, whatever Ben says.
	photo := theo.Answers[0]
	if photo.Change != "first" || photo.Was != "" || photo.Says != "school" || photo.Stood != "families" || photo.Stands != "families" || photo.Until.IsZero() {
		t.Errorf("%+v", photo)
	}
	if words := theo.Answers[1]; words.Says != "none" || words.Stands != "none" || !words.Until.IsZero() {
		t.Errorf("%+v", words)
	}
	if d.rows() != before {
		t.Fatal("looking at a sheet wrote something")
	}
	if n := d.bring(file, told.Digest); n != 3 || d.rows() != before+3 {
		t.Errorf("%d answers were brought in, and %d rows written", n, d.rows()-before)
	}
	if d.allowed(d.c.Maya.Person, "photo") != consent.Circle || d.allowed(d.c.Theo.Person, "words") != consent.None {
		t.Error("what the sheet says does not hold")
	}
	if n := school.Count(`SELECT count(*) FROM audit a JOIN consents c ON c.id = a.subject WHERE a.act = 'record_consent' AND a.actor = {:a}
		AND c.how = 'paper' AND c.by = {:a} AND a.students = '["' || c.person || '"]'`, d.c.Coordinator.Person); n != 3 {
		t.Errorf("%d of three answers are on record", n)
	}
	if n := d.bring(file, told.Digest); n != 0 || d.rows() != before+3 {
		t.Errorf("sent again, it brings in %d answers", n)
	}
	again := d.preview(file)
	if again.Answers != 0 || again.Same != 3 || len(again.Changes)+len(again.Unread) != 0 {
		t.Errorf("looked at again: %+v", again)
	}
}

func TestWhatChangedMeanwhileIsLookedAtOnceMore(t *testing.T) {
	school := kithtest.Open(t)
	d := atTheDesk(school)
	school.Later(24 * time.Hour)
	d.Return()
	file := sheetOf("Student,Photos,Words,Signed on", "Maya,School,,2026-09-15", "Theo,,Nobody,")
	told := d.preview(file)
	for what, ask := range map[string]api.ConsentSheet{
		"another sheet": {File: append(file, "Ana,School,,2026-09-15\r\n"...), Digest: told.Digest},
		"no digest":     {File: file},
	} {
		if status, body := d.JSON("POST", "/consent-sheet", ask); status != http.StatusConflict || !strings.Contains(string(body), `"sheet_changed"`) {
			t.Errorf("%s: %d %s", what, status, body)
		}
	}
	before := d.rows()
	school.Consent(d.c.Ortiz, d.c.Maya, "photo", "circle")
	if status, body := d.JSON("POST", "/consent-sheet", api.ConsentSheet{File: file, Digest: told.Digest}); status != http.StatusConflict {
		t.Errorf("somebody narrowed it meanwhile: %d %s", status, body)
	}
	if d.rows() != before+1 || d.allowed(d.c.Maya.Person, "photo") != consent.Circle {
		t.Error("a sheet was brought in over what changed")
	}
}

func TestTheTemplateBroughtBackAsItIsChangesNothing(t *testing.T) {
	school := kithtest.Open(t)
	d := atTheDesk(school)
	school.Save("consents", map[string]any{
		"person": d.c.Theo.Person, "kind": "photo", "widest": "circle", "giver": d.c.TheosFamily.Person, "how": "account", "by": d.c.TheosFamily.Person,
		"from": school.Now(), "until": school.Now().AddDate(0, 1, 0),
	})
	file := d.template("")
	told := d.preview(file)
	if told.Lines != 5 || told.Answers != 0 || told.Same != 13 || len(told.Unread) != 0 {
		t.Errorf("%s\n%+v", file, told)
	}
	if n := school.Count(`SELECT count(*) FROM audit WHERE act = 'export_consents' AND actor = {:a} AND students LIKE '%' || {:b} || '%'`,
		d.c.Coordinator.Person, d.c.Ana.Person); n != 1 {
		t.Errorf("that it was taken is %d times on record", n)
	}
}

// unread is why one line is not taken, or "".
func (d desk) unread(rows ...string) (why string, told api.ConsentSheetPreview) {
	d.School.T.Helper()
	told = d.preview(sheetOf(rows...))
	for _, line := range told.Unread {
		why = strings.TrimSpace(why + " " + string(line.Why))
	}
	return why, told
}

func TestALineThatCannotBeReadIsRefusedAsAWholeWithItsReason(t *testing.T) {
	school := kithtest.Open(t)
	d := atTheDesk(school)
	n := school.Next(d.c)
	twin := school.Person(d.c.School, "student", "Ana")
	school.Save("family_links", map[string]any{"person": school.Person(d.c.School, "family", "Ben").Person, "student": d.c.Theo.Person})
	grown := school.Record("people", n.Leo.Person)
	grown.Set("full_rights", school.Now().Add(-time.Hour))
	if err := school.App.Save(grown); err != nil {
		t.Fatal(err)
	}
	const header = "Student ID,Student,Circles,Signed by,Photos,Words,Signed on,Until,Text,Language,As of"
	for _, try := range []struct{ what, row, why string }{
		{"nobody is named", ",,,,Circle,,,,,,", "student_missing"},
		{"a student whom nobody knows", ",Zoe,,,Circle,,,,,,", "student_unknown"},
		{"an adult", ",Ms. Ortiz,,,Circle,,,,,,", "student_unknown"},
		{"a student of another school", n.Sam.Person + ",,,,Circle,,,,,,", "student_unknown"},
		{"two of that name", ",Ana,,,Circle,,,,,,", "student_several"},
		{"one of two by a circle", ",ana,the drum room,,Circle,,,,,,", ""},
		{"one of two by a circle of neither", ",Ana,The Garden,,Circle,,,,,,", "student_unknown"},
		{"one of two by the id", twin.Person + ",Ana,,,Circle,,,,,,", ""},
		{"an id with another's name", twin.Person + ",Maya,,,Circle,,,,,,", "student_differs"},
		{"a name that hides something", ",M\u200ba\u202eya,,,Circle,,,,,,", ""},
		{"a giver whom nobody knows", ",Maya,,Vera,Circle,,,,,,", "giver_unknown"},
		{"two givers of that name", ",Theo,,Ben,Circle,,,,,,", "giver_several"},
		{"a restricted giver", ",Ana,The Drum Room,Vera,Nobody,,,,,,", "giver_silent"},
		{"the student", ",Maya,,Student,Circle,,,,,,", ""},
		{"the student by name", ",Maya,,Maya,Circle,,,,,,", ""},
		{"a form about somebody who decides alone", ",Leo,,,Circle,,,,,,", "student_decides"},
		{"somebody who decides alone", ",Leo,,Student,Circle,,,,,,", ""},
		{"yes is no answer", ",Maya,,,yes,,,,,,", "answer_unknown"},
		{"a date is no answer", ",Maya,,,Circle,2026-09-14,,,,,", "answer_unknown"},
		{"30 February", ",Maya,,,Circle,,2026-02-30,,,,", "day_unreadable"},
		{"a day that is two", ",Maya,,,Circle,,9/10/2026,,,,", "day_unreadable"},
		{"a day as others write it", ",Maya,,,Circle,,14.9.2026,31 Jan 2027,,,", ""},
		{"tomorrow", ",Maya,,,Circle,,2026-09-15,,,,", "day_to_come"},
		{"more than a year ago", ",Maya,,,Circle,,2025-09-13,,,,", "day_over"},
		{"an end that has passed", ",Maya,,,Circle,,,2026-09-13,,,", "day_over"},
		{"an end too far off", ",Maya,,,Circle,,,2027-09-20,,,", "day_over"},
		{"a text without its language", ",Maya,,,Circle,,,,photo-1,,", "text_unknown"},
		{"a text that was never shown", ",Maya,,,Circle,,,,photo-9,es,", "text_unknown"},
		{"the texts of two kinds", ",Maya,,,Circle,Circle,,,photo-1; words-1,ES,", ""},
		{"a mark from elsewhere", ",Maya,,,Circle,,,,,,999999999", "as_of_unreadable"},
		{"a mark that is no number", ",Maya,,,Circle,,,,,,-1", "as_of_unreadable"},
		{"something where no column is", ",Maya,,,Circle,,,,,,,,,really?", "no_column"},
		{"nothing said", ",Maya,,,,,,,,,", ""},
		{"more than before, undated", ",Maya,,,School,,,,,,", "undated"},
		{"more than before, signed on the day of what was said", ",Maya,,,School,,2026-09-14,,,,", "said_later"},
		{"more than before, signed earlier", ",Maya,,,School,,2026-09-01,,,,999999", "as_of_unreadable"},
		{"for longer than before, undated", ",Maya,,,Families,,,2026-12-01,,,", "undated"},
		{"what was before, signed earlier", ",Maya,,,Families,,2026-09-01,,,,", ""},
		{"less than before, signed earlier", ",Maya,,,Circle,,2026-09-01,,,,", ""},
		{"more than before, from a sheet that is older than it", ",Maya,,,School,,,,,,0", "changed_since"},
	} {
		t.Run(try.what, func(t *testing.T) {
			why, told := d.unread(header, try.row)
			if why != try.why {
				t.Errorf("%q instead of %q: %+v", why, try.why, told)
			}
			if why != "" && told.Answers > 0 {
				t.Errorf("%d answers of it would be taken", told.Answers)
			}
		})
	}
}

func TestLinesAboutOneAnswerAgreeOrNoneOfThemIsTaken(t *testing.T) {
	school := kithtest.Open(t)
	d := atTheDesk(school)
	for _, try := range []struct {
		what, why string
		answers   int
		rows      []string
	}{
		{"two that disagree", "lines_disagree lines_disagree", 0, []string{"Maya,,Circle,,", "Maya,,Nobody,,"}},
		{"three of which two agree", "lines_disagree lines_disagree lines_disagree", 0, []string{"Maya,,Circle,,", "Maya,,Circle,,", "Maya,,Nobody,,"}},
		{"two of two days", "lines_disagree lines_disagree", 0, []string{"Maya,,Circle,,2026-09-14", "Maya,,Circle,,2026-09-13"}},
		{"two that agree", "", 1, []string{"Maya,,Circle,,", "maya,School form,circle,,"}},
		{"two that say two things", "", 2, []string{"Maya,,Circle,,", "Maya,,,Nobody,"}},
		{"two givers", "", 2, []string{"Maya,,Circle,,", "Maya,Rosa,Nobody,,"}},
		{"one that cannot be read", "answer_unknown other_line_unread", 0, []string{"Maya,,Nobody,perhaps,", "Maya,,Circle,,"}},
		{"one of another giver that cannot be read", "answer_unknown", 1, []string{"Maya,Rosa,Nobody,perhaps,", "Maya,,Circle,,"}},
		{"one of a giver whom nobody knows", "giver_unknown other_line_unread", 0, []string{"Maya,Mother,Nobody,,", "Maya,,Circle,,"}},
	} {
		t.Run(try.what, func(t *testing.T) {
			why, told := d.unread(append([]string{"Student,Signed by,Photos,Words,Signed on"}, try.rows...)...)
			if why != try.why || told.Answers != try.answers {
				t.Errorf("%q and %d answers: %+v", why, told.Answers, told)
			}
		})
	}
}

func TestAnOldSheetNeverUndoesAWithdrawal(t *testing.T) {
	school := kithtest.Open(t)
	d := atTheDesk(school)
	// Everybody's photo may go to families; the sheet that is taken now says so.
	old := d.template("")
	school.Later(24 * time.Hour)
	d.Return()
	school.Consent(d.c.Ortiz, d.c.Maya, "photo", "none")
	told := d.preview(old)
	if told.Answers != 0 || len(told.Unread) != 1 || told.Unread[0].Why != "changed_since" || told.Unread[0].Student != "Maya" {
		t.Fatalf("%+v", told)
	}
	if n := d.bring(old, told.Digest); n != 0 || d.allowed(d.c.Maya.Person, "photo") != consent.None {
		t.Errorf("%d answers of an old sheet were brought in", n)
	}
	if told = d.preview(d.template("")); told.Answers != 0 || len(told.Unread) != 0 {
		t.Errorf("a fresh sheet: %+v", told)
	}
}

func TestANarrowerAnswerOfASheetHidesAtOnce(t *testing.T) {
	school := kithtest.Open(t)
	d := atTheDesk(school)
	story := school.Share(d.c, d.c.Drumming(), api.AudienceFamilies)
	d.Return()
	file := sheetOf("Student,Photos", "Theo,Nobody")
	told := d.preview(file)
	if d.bring(file, told.Digest) != 1 {
		t.Fatal("it was not brought in")
	}
	if n := school.Count(`SELECT count(*) FROM withdrawals WHERE person = {:a} AND kind = 'photo'`, d.c.Theo.Person); n != 1 {
		t.Errorf("%d withdrawals wait for the sweep", n)
	}
	if school.Reaches("circle:"+d.c.ID, story.Revision.Moment) {
		t.Error("the circle reads on what a sheet took back")
	}
}

func TestAFileThatIsNoSheetIsRefusedInASentence(t *testing.T) {
	school := kithtest.Open(t)
	d := atTheDesk(school)
	for _, try := range []struct {
		what   string
		file   []byte
		status int
		code   string
	}{
		{"ten megabytes", []byte(strings.Repeat("Maya,Circle\n", 10<<20/12)), http.StatusRequestEntityTooLarge, "body_too_large"},
		{"longer than a sheet", []byte(strings.Repeat("Maya,Circle\n", 256<<10/12+1)), http.StatusRequestEntityTooLarge, "sheet_too_long"},
		{"a quotation mark that never ends", sheetOf("Student,Photos", `"Maya,Circle`), http.StatusUnprocessableEntity, "sheet_unreadable"},
		{"no column for a student", sheetOf("Signed by,Photos", "Rosa,Circle"), http.StatusUnprocessableEntity, "sheet_unreadable"},
		{"no column for an answer", sheetOf("Student,Signed by", "Maya,Rosa"), http.StatusUnprocessableEntity, "sheet_unreadable"},
		{"nothing", nil, http.StatusUnprocessableEntity, "sheet_unreadable"},
	} {
		for _, path := range []string{"/consent-sheet/preview", "/consent-sheet"} {
			body := map[string]any{"file": try.file}
			if path == "/consent-sheet" {
				body["digest"] = "d"
			}
			if status, answer := d.JSON("POST", path, body); status != try.status || !strings.Contains(string(answer), `"`+try.code+`"`) {
				t.Errorf("%s to %s: %d %s", try.what, path, status, answer)
			}
		}
	}
}

func TestTheSheetOfACircleHoldsItsStudentsAndNoFormula(t *testing.T) {
	school := kithtest.Open(t)
	d := atTheDesk(school)
	n := school.Next(d.c)
	risky := school.Record("people", d.c.Theo.Person)
	risky.Set("name", "=cmd|' /C calc'!A0")
	if err := school.App.Save(risky); err != nil {
		t.Fatal(err)
	}
	text := string(d.template("?circle=" + n.Garden))
	if !strings.Contains(text, ",Leo,") || strings.Contains(text, ",Maya,") {
		t.Errorf("of the garden: %s", text)
	}
	text = string(d.template("?circle=" + d.c.ID))
	if !strings.Contains(text, ",'=cmd|' /C calc'!A0,") || strings.Contains(text, "Vera") || !strings.Contains(text, "Rosa") {
		t.Errorf("of the drum room: %s", text)
	}
	for _, of := range []string{kithtest.ID(), school.Save("circles", map[string]any{"school": n.Elsewhere, "name": "Hill", "kind": "peer_network", "glaze": "sea"}).Id} {
		if response, body := d.Do("GET", "/consent-sheet?circle="+of, nil, nil); response.StatusCode != http.StatusNotFound {
			t.Errorf("a circle of nobody's: %d %s", response.StatusCode, body)
		}
	}
	if told := d.preview([]byte(text)); len(told.Unread)+told.Answers != 0 {
		t.Errorf("%+v", told)
	}
}
