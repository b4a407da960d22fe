package demo_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"kith/backend/audit"
	"kith/backend/cmd/kith/demo"
	"kith/backend/feed"
	"kith/backend/server"
)

// open opens the fictional school and serves it.
func open(t *testing.T) (*demo.School, string) {
	t.Helper()
	school, err := demo.Open(context.Background(), server.Config{Dir: t.TempDir(), Origin: "http://kith.test"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	handler, err := school.House.Handler()
	if err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewServer(handler)
	t.Cleanup(func() {
		listening.Close()
		if err := school.House.Close(); err != nil {
			t.Error(err)
		}
	})
	return school, listening.URL
}

// forbidden are words that no screen and no story of ours uses.
var forbidden = regexp.MustCompile(`(?i)\b(kids?|child|children|helper|helped|special|normal|typical|non-?verbal|severe|low-functioning|high-functioning|suffers?|` +
	`mental age|inspiring|rejected|points?|streaks?|post(s|ed)?|content)\b`)

func TestTheFictionalSchoolKeepsTheLawAndTheWords(t *testing.T) {
	school, url := open(t)
	app := school.House.App
	breaches, err := feed.Law(app)
	if err != nil || len(breaches) > 0 {
		t.Errorf("%v %v", breaches, err)
	}
	if _, err := audit.Verify(app); err != nil {
		t.Error(err)
	}
	for question, column := range map[string]string{
		"what was written": `SELECT words FROM revisions`, "what was said": `SELECT words FROM quotes`, "what is seen": `SELECT alt FROM revision_media`,
		"what teachers wrote": `SELECT note FROM decisions`, "the circles": `SELECT name FROM circles`, "the support lines": `SELECT support FROM quotes`,
	} {
		var lines []string
		if err := app.DB().NewQuery(column).Column(&lines); err != nil {
			t.Fatal(err)
		}
		if len(lines) == 0 {
			t.Errorf("%s: there is nothing", question)
		}
		for _, line := range lines {
			if word := forbidden.FindString(line); word != "" {
				t.Errorf("%s: %q has the word %q", question, line, word)
			}
		}
	}
	if len(school.People) < 4 {
		t.Fatalf("only %d people can sign in", len(school.People))
	}
	for _, person := range school.People {
		_, token, found := strings.Cut(person.Link, "#")
		if !found || token == "" {
			t.Errorf("%s has the link %s", person.Name, person.Link)
		}
	}
	enter := func(token string) (int, string) {
		body, err := json.Marshal(map[string]any{"token": token, "device": map[string]string{"id": "adeviceofatest1", "name": "phone"}})
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.Post(url+"/kith/v1/demo/enter", "application/json", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close() //nolint:errcheck // only read
		answer, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, string(answer)
	}
	if status, body := enter("a guess"); status != http.StatusNotFound {
		t.Errorf("a guess opens the door: %d %s", status, body)
	}
	if status, body := enter(""); status != http.StatusNotFound {
		t.Errorf("nothing opens the door: %d %s", status, body)
	}
}
