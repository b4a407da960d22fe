package server_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"kith/backend/api"
	"kith/backend/kithtest"
	"kith/backend/server"
)

// answered is what came back.
type answered struct {
	status int
	header http.Header
	body   string
}

// send asks without following redirects.
func send(t *testing.T, school *kithtest.School, method, path string, header map[string]string, body ...string) answered {
	t.Helper()
	request, err := http.NewRequest(method, school.URL+path, strings.NewReader(strings.Join(body, "")))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		if value != "" {
			request.Header.Set(name, value)
		}
	}
	client := &http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(method, path, err)
	}
	defer response.Body.Close() //nolint:errcheck // only read
	got, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answered{response.StatusCode, response.Header, string(got)}
}

// code is the stable word of a problem.
func (a answered) code() string {
	var problem api.Problem
	if json.Unmarshal([]byte(a.body), &problem) != nil {
		return ""
	}
	return problem.Code
}

// mustBeAProblem holds an answer to RFC 9457, and to saying nothing of its cause.
func (a answered) mustBeAProblem(t *testing.T, what string) {
	t.Helper()
	var problem api.Problem
	decoder := json.NewDecoder(strings.NewReader(a.body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&problem); err != nil {
		t.Errorf("%s is no problem: %v %s", what, err, a.body)
		return
	}
	if a.header.Get("Content-Type") != "application/problem+json" || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s comes as %q, %q", what, a.header.Get("Content-Type"), a.header.Get("Cache-Control"))
	}
	if problem.Status != a.status || problem.Code == "" || problem.Type != "urn:kith:problem:"+problem.Code || !strings.HasSuffix(problem.Detail, ".") {
		t.Errorf("%s says %+v with %d", what, problem, a.status)
	}
	for _, word := range []string{"sql", "panic", "goroutine", ".go:", "x.go", "nil pointer", "unmarshal", "cause"} {
		if strings.Contains(strings.ToLower(a.body), word) {
			t.Errorf("%s tells its cause: %s", what, a.body)
		}
	}
}

// broken adds routes that fail in every way.
func broken(config *server.Config) {
	config.Doors = func(_ *server.House, group *echo.Group) {
		group.GET("/demo/panic", func(echo.Context) error { panic("a secret cause at x.go:3") })
		group.GET("/demo/fault", func(echo.Context) error { return io.ErrUnexpectedEOF })
		group.GET("/demo/teapot", func(echo.Context) error { return echo.NewHTTPError(418, "sql: a secret cause") })
		group.GET("/demo/late", func(c echo.Context) error {
			if err := c.String(200, "half an answer"); err != nil {
				return err
			}
			return io.ErrUnexpectedEOF
		})
	}
}

func TestWhateverGoesWrongIsToldAsOneProblemWithoutItsCause(t *testing.T) {
	school := kithtest.Open(t, broken)
	c := school.DrumRoom()
	maya := map[string]string{"Authorization": "Bearer " + school.Phone(c.Maya).Access, "Content-Type": "application/json"}
	with := func(name, value string) map[string]string {
		header := map[string]string{name: value}
		for name, value := range maya {
			if _, given := header[name]; !given {
				header[name] = value
			}
		}
		return header
	}
	for _, try := range []struct {
		what, method, path string
		header             map[string]string
		body, code         string
		status             int
	}{
		{"a panic", "GET", "/kith/v1/demo/panic", nil, "", "inner_fault", 500},
		{"a fault", "GET", "/kith/v1/demo/fault", nil, "", "inner_fault", 500},
		{"a refusal of echo's", "GET", "/kith/v1/demo/teapot", nil, "", "request_invalid", 418},
		{"no such operation", "GET", "/kith/v1/never", maya, "", "not_found", 404},
		{"no such operation, without a session", "GET", "/kith/v1/never", nil, "", "session_over", 401},
		{"a method that an operation does not have", "PUT", "/kith/v1/sync", maya, "", "not_found", 404},
		{"a method that nobody has", "PROPFIND", "/kith/v1/sync", maya, "", "not_found", 404},
		{"another version", "GET", "/kith/v2/hello", nil, "", "not_found", 404},
		{"no JSON", "POST", "/kith/v1/sync", maya, "{", "body_invalid", 400},
		{"another kind of body", "POST", "/kith/v1/sync", with("Content-Type", "application/xml"), "<a/>", "request_invalid", 415},
		{"a size that is no number", "GET", "/kith/v1/media/x/huge", maya, "", "request_invalid", 400},
		{"too much for the smallest body", "POST", "/kith/v1/sign-in/badge", with("Authorization", ""), strings.Repeat("x", 33<<10), "body_too_large", 413},
		{"too much for any body", "POST", "/kith/v1/sync", maya, strings.Repeat("x", 300<<10), "body_too_large", 413},
		{"an upload without its headers", "POST", "/kith/v1/media", maya, "", "request_invalid", 400},
		{"a file that is not there", "GET", "/assets/never.js", nil, "", "not_found", 404},
		{"a write to the app's files", "POST", "/index.html", nil, "", "not_found", 404},
		{"PocketBase's own API", "GET", "/api/health", nil, "", "not_found", 404},
	} {
		t.Run(try.what, func(t *testing.T) {
			answer := send(t, school, try.method, try.path, try.header, try.body)
			if answer.status != try.status || answer.code() != try.code {
				t.Fatalf("%d %s", answer.status, answer.body)
			}
			answer.mustBeAProblem(t, try.what)
		})
	}
	if late := send(t, school, "GET", "/kith/v1/demo/late", nil); late.status != 200 || late.body != "half an answer" {
		t.Errorf("after the answer has begun nothing is added to it: %d %s", late.status, late.body)
	}
}

func TestEveryKindOfAnswerCarriesTheHeaders(t *testing.T) {
	secure := func(config *server.Config) { config.Origin = "https://kith.school.example"; broken(config) }
	school := kithtest.Open(t, secure)
	c := school.DrumRoom()
	story := school.Share(c, c.Drumming(), api.AudienceCircle)
	maya := school.Phone(c.Maya)
	maya.Sync()
	picture := maya.Moment(story.Revision.Moment, api.MomentFormCircle).Pictures[0].Rendition
	bearer := map[string]string{"Authorization": "Bearer " + maya.Access}
	for _, try := range []struct {
		what, method, path string
		header             map[string]string
		status             int
	}{
		{"an operation", "GET", "/kith/v1/hello", nil, 200},
		{"a picture", "GET", "/kith/v1/media/" + picture + "/400", bearer, 200},
		{"a refusal", "GET", "/kith/v1/session", nil, 401},
		{"a panic", "GET", "/kith/v1/demo/panic", nil, 500},
		{"a page that the app draws", "GET", "/queue", map[string]string{"Accept": "text/html"}, 200},
		{"a missing file", "GET", "/never.js", nil, 404},
		{"a path that the mux tidies", "GET", "/kith//v1/hello", nil, 301},
		{"PocketBase's own API", "GET", "/api/collections", nil, 404},
		{"its dashboard", "GET", "/_/", nil, 404},
		{"a question for other methods", "OPTIONS", "/kith/v1/sync", nil, 401},
	} {
		t.Run(try.what, func(t *testing.T) {
			answer := send(t, school, try.method, try.path, try.header)
			if answer.status != try.status && (try.status != 301 || answer.status/100 != 3) && try.path != "/queue" {
				t.Errorf("%d %s", answer.status, answer.body)
			}
			for name, part := range map[string]string{
				"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
				"Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
				"Cross-Origin-Embedder-Policy": "require-corp", "Permissions-Policy": "geolocation=()",
				"Strict-Transport-Security": "max-age=31536000",
			} {
				if values := answer.header.Values(name); len(values) != 1 || !strings.Contains(values[0], part) {
					t.Errorf("%s is %q", name, values)
				}
			}
			if answer.header.Get("Access-Control-Allow-Origin") != "" || answer.header.Get("Set-Cookie") != "" {
				t.Errorf("other origins are let in, or a cookie is set: %v", answer.header)
			}
		})
	}
	policy := send(t, school, "GET", "/kith/v1/hello", nil).header.Get("Content-Security-Policy")
	for _, loose := range []string{"unsafe-inline", "unsafe-eval", "http:", "https:", "data:", "*"} {
		if strings.Contains(policy, loose) {
			t.Errorf("the policy has %s in it: %s", loose, policy)
		}
	}
	plain := kithtest.Open(t)
	if got := send(t, plain, "GET", "/kith/v1/hello", nil).header.Get("Strict-Transport-Security"); got != "" {
		t.Errorf("a school without https promises it: %q", got)
	}
}

func TestTheDoorOfTheDemoIsInNoOtherHouse(t *testing.T) {
	school := kithtest.Open(t)
	never := send(t, school, "POST", "/kith/v1/never", nil, "{}")
	for _, path := range []string{"/kith/v1/demo/enter", "/kith/v1/demo", "/kith/v1/demo/"} {
		if door := send(t, school, "POST", path, nil, "{}"); door.status != never.status || door.body != never.body {
			t.Errorf("%s is answered with %d %s", path, door.status, door.body)
		}
	}
}
