package server_test

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kith/backend/api"
	"kith/backend/kithtest"
)

// outcome is how a question was answered: "yes" or the code of the refusal; the refusal as it was told; and every byte that came.
type outcome struct{ code, refusal, body string }

// asked puts a question as one principal.
func (m *matrix) asked(t *testing.T, school *kithtest.School, q question, who string, about thing) outcome {
	t.Helper()
	header, body := map[string]string{"Content-Type": "application/json"}, ""
	if q.header != nil {
		header = q.header(about)
	}
	if token := m.access[who]; token != "" {
		header["Authorization"] = "Bearer " + token
	}
	if q.body != nil {
		encoded, err := json.Marshal(q.body(m, about))
		if err != nil {
			t.Fatal(err)
		}
		body = string(encoded)
	}
	answer := send(t, school, q.method(), "/kith/v1"+q.path(about), header, body)
	answer.mustNotBeKept(t, q.name+" by "+who)
	answer.body = unpacked(t, answer.body)
	switch {
	case answer.status/100 == 2 && strings.HasPrefix(q.name, "op "):
		return ofOp(t, answer.body)
	case answer.status/100 == 2 && q.tells && !strings.Contains(answer.body, `"`+about.id+`"`):
		return outcome{code: "not_found", body: answer.body}
	case answer.status/100 == 2:
		return outcome{code: "yes", body: answer.body}
	}
	code := answer.code()
	if q.method() == http.MethodHead {
		code = map[int]string{http.StatusNotFound: "not_found", http.StatusUnauthorized: "session_over"}[answer.status]
	}
	answer.header.Del("Date")
	return outcome{code: code, refusal: fmt.Sprint(answer.status, answer.header, answer.body), body: answer.body}
}

// unpacked is every text in a zip, so that words in it are overheard; whatever is none is left as it is.
func unpacked(t *testing.T, body string) string {
	t.Helper()
	packed, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		return body
	}
	var texts strings.Builder
	for _, file := range packed.File {
		opened, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&texts, opened); err != nil {
			t.Fatal(err)
		}
	}
	return texts.String()
}

func ofOp(t *testing.T, body string) outcome {
	t.Helper()
	var synced api.SyncAnswer
	if err := json.Unmarshal([]byte(body), &synced); err != nil || len(synced.Results) != 1 {
		t.Fatalf("a sync of one op: %v %s", err, body)
	}
	result := synced.Results[0]
	if result.Status == api.OpResultStatusAccepted {
		return outcome{code: "yes", body: body}
	}
	return outcome{code: result.Code, refusal: fmt.Sprintf("%s %+v", result.Status, *result.Problem), body: body}
}

// method is the method of the contract. Ops go up with a sync.
func (q question) method() string {
	method, _, _ := strings.Cut(q.name, " ")
	if method == "op" {
		return http.MethodPost
	}
	return method
}

// expected is the code that a line promises somebody.
func (a answers) expected(relation, who string) string {
	if who == "anonymous" {
		return "session_over"
	}
	code := "not_found"
	for part := range strings.SplitSeq(a[relation], ", ") {
		name, as, coded := strings.Cut(part, ":")
		if !coded {
			as = "yes"
		}
		if name == who || slices.Contains(groups[name], who) {
			code = as
		}
	}
	return code
}

// Every operation of the contract, from each of seventeen seats, about what is near, far, unknown, gone and not to be read: the answer is
// the one in the table. Whoever may not know that something is there gets the same bytes as for what is not there, and nobody is ever
// sent words that are not for them.
func TestWhoMayDoWhatToWhom(t *testing.T) {
	m := openMatrix(t)
	for lane := range lanes {
		t.Run(fmt.Sprint("lane ", lane), func(t *testing.T) {
			t.Parallel()
			for at, q := range questions() {
				if at%lanes == lane {
					t.Run(q.name+" about a "+q.of, func(t *testing.T) { m.putToAll(t, q) })
				}
			}
		})
	}
}

// lanes is how many questions are put at once, each to a school of its own: most of the time goes into opening schools anew.
const lanes = 2

// putToAll puts a question as everybody, about whatever of its kind there is.
func (m *matrix) putToAll(t *testing.T, q question) {
	t.Helper()
	school, cells, refusals := m.again(t), 0, map[string]string{}
	for _, relation := range relations {
		about, there := m.things[q.of][relation]
		if !there {
			continue
		}
		for _, who := range principals {
			cell := fmt.Sprintf("%s about a %s (%s) by %s", q.name, q.of, relation, who)
			got := m.asked(t, school, q, who, about)
			if want := q.may.expected(relation, who); got.code != want {
				t.Errorf("%s: %s instead of %s %s", cell, got.code, want, got.refusal)
			}
			overheard(t, cell, who, got.body)
			cells++
			if got.code == "not_found" && got.refusal != "" {
				if refusals[who] == "" {
					refusals[who] = got.refusal
				}
				if got.refusal != refusals[who] {
					t.Errorf("%s is told in other bytes: %s and not %s", cell, got.refusal, refusals[who])
				}
			}
			if got.code == "yes" && q.method() != http.MethodGet {
				school.Shut()
				school = m.again(t)
			}
		}
	}
	t.Logf("%d cells", cells)
}

// overheard fails when somebody was sent words that are not for them.
func overheard(t *testing.T, cell, who, body string) {
	t.Helper()
	for words, for_ := range allowed {
		if strings.Contains(body, words) && !slices.Contains(for_, who) {
			t.Errorf("%s: is sent %q", cell, words)
		}
	}
}

// elsewhere are the operations that the table does not ask about, and the tests that do, with their files.
var elsewhere = map[string][2]string{
	"GET /pokes": {"../feed/marks_test.go", "TestAStreamSaysThatSomethingChangedAndNothingElse"},
}

func TestTheTableAsksAboutEveryOperationOfTheContract(t *testing.T) {
	asked := map[string]bool{}
	for _, q := range questions() {
		name, _, _ := strings.Cut(q.name, ":")
		asked[name] = true
	}
	for _, one := range operations(t) {
		name := one.method + " " + one.path
		if other, known := elsewhere[name]; known {
			tests, err := os.ReadFile(other[0])
			asked[name] = err == nil && strings.Contains(string(tests), "func "+other[1]+"(")
		}
		if !one.open && !asked[name] {
			t.Errorf("nothing asks who may %s", name)
		}
	}
	contract, err := os.ReadFile("../api/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	kinds := regexp.MustCompile(`OpKind:\n +type: string\n +enum: \[(.+)\]`).FindSubmatch(contract)
	if kinds == nil {
		t.Fatal("the contract names no kinds of ops")
	}
	for kind := range strings.SplitSeq(string(kinds[1]), ", ") {
		if !asked["op "+kind] {
			t.Errorf("nothing asks who may send an op of the kind %s", kind)
		}
	}
}
