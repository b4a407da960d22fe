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
