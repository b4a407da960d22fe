package api_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"kith/backend/api"
)

// tell writes an error as an answer.
func tell(t *testing.T, err error) *httptest.ResponseRecorder {
	t.Helper()
	answer := httptest.NewRecorder()
	if failed := api.Tell(answer, err); failed != nil {
		t.Fatal(failed)
	}
	return answer
}

func TestEachRefusalIsToldWithItsCodeAndItsSentence(t *testing.T) {
	for _, c := range []struct {
		err            error
		status         int
		code, sentence string
	}{
		{api.NotFound(), 404, "not_found", "not yours to see"},
		{api.Invalid("words"), 422, "field_invalid", "in words cannot be used"},
		{api.SignInAgain(), 401, "session_over", "Everything on this phone is safe"},
		{api.Refuse(409, "stale_base", "Both are kept."), 409, "stale_base", "Both are kept."},
		{&http.MaxBytesError{Limit: 7}, 413, "body_too_large", "in smaller parts"},
		{io.ErrUnexpectedEOF, 500, "inner_fault", "Nothing is lost"},
		{errors.New("sql: the password is drums"), 500, "inner_fault", "Nothing is lost"},
	} {
		for how, err := range map[string]error{
			"as it is": c.err, "wrapped": fmt.Errorf("while reading: %w", c.err), "joined": errors.Join(errors.New("and more"), c.err),
		} {
			answer := tell(t, err)
			var problem api.Problem
			if failed := json.Unmarshal(answer.Body.Bytes(), &problem); failed != nil {
				t.Fatal(failed)
			}
			if answer.Code != c.status || problem.Status != c.status || problem.Code != c.code || !strings.Contains(problem.Detail, c.sentence) {
				t.Errorf("%s %s: %d %+v", c.code, how, answer.Code, problem)
			}
			if problem.Title != http.StatusText(c.status) || problem.Type != "urn:kith:problem:"+c.code {
				t.Errorf("%s %s: %+v", c.code, how, problem)
			}
			if header := answer.Header(); header.Get("Content-Type") != "application/problem+json" || header.Get("Cache-Control") != "no-store" ||
				header.Get("Content-Length") != fmt.Sprint(answer.Body.Len()) || header.Get("Retry-After") != "" {
				t.Errorf("%s %s: %v", c.code, how, header)
			}
			if strings.Contains(answer.Body.String(), "drums") || strings.Contains(answer.Body.String(), "while reading") {
				t.Errorf("%s %s tells its cause: %s", c.code, how, answer.Body)
			}
		}
	}
}

func TestACauseIsForTheLogAndForNobodyElse(t *testing.T) {
	cause := errors.New("the disk is full")
	refusal := api.NotFound().Because(cause)
	if !errors.Is(refusal, cause) || refusal.Error() != "not_found: the disk is full" {
		t.Errorf("the log reads %q", refusal.Error())
	}
	if answer := tell(t, refusal); strings.Contains(answer.Body.String(), "disk") {
		t.Errorf("the phone reads %s", answer.Body)
	}
	if with, without := tell(t, refusal).Body.String(), tell(t, api.NotFound()).Body.String(); with != without {
		t.Errorf("a refusal with a cause is told as %s and without as %s", with, without)
	}
	if plain := api.Invalid("words"); plain.Error() != "field_invalid: "+plain.Detail || plain.Unwrap() != nil {
		t.Errorf("without a cause the log reads %q", plain.Error())
	}
}

func TestAWaitIsToldInWholeSecondsAndNeverTooShort(t *testing.T) {
	for wait, want := range map[time.Duration]string{
		0: "", time.Millisecond: "1", time.Second: "1", time.Second + time.Millisecond: "2", 15 * time.Minute: "900",
	} {
		answer := tell(t, api.Refuse(429, "wait", "Wait a little.").Wait(wait))
		if got := answer.Header().Get("Retry-After"); got != want {
			t.Errorf("a wait of %s is told as %q instead of %q", wait, got, want)
		}
	}
}

func TestReasonsAndNamesGoWithARefusal(t *testing.T) {
	refusal := api.Refuse(409, "not_ready", "Open it to see why.")
	refusal.Who, refusal.Reasons = "Ms. Ortiz", []api.Reason{{Code: "link", Text: "www.example.org", Blocks: true}}
	body := tell(t, refusal).Body.String()
	for _, part := range []string{`"who":"Ms. Ortiz"`, `"code":"link"`, `"blocks":true`} {
		if !strings.Contains(body, part) {
			t.Errorf("%s is not told: %s", part, body)
		}
	}
}

// gone is a phone that has left.
type gone struct{ http.ResponseWriter }

func (gone) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestThatAPhoneHasLeftIsSaid(t *testing.T) {
	if err := api.Tell(gone{httptest.NewRecorder()}, api.NotFound()); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("it is said as %v", err)
	}
}
