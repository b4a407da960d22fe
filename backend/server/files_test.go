package server_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"kith/backend/kithtest"
	"kith/backend/server"
)

// app is a small app as the build leaves it.
var app = fstest.MapFS{
	".gitkeep":              {},
	"index.html":            {Data: []byte("<!doctype html><title>Kith</title>")},
	"rescue.html":           {Data: []byte("<!doctype html><title>Rescue</title>")},
	"service-worker.js":     {Data: []byte("// the worker")},
	"manifest.webmanifest":  {Data: []byte(`{"name":"Kith"}`)},
	"assets/app-1a2b.js":    {Data: []byte("let drums = 1 // many bytes many bytes many bytes")},
	"assets/app-1a2b.js.br": {Data: []byte("fewer bytes")},
	"assets/hand.woff2":     {Data: []byte("a font")},
	"icons/kith.svg":        {Data: []byte("<svg/>")},
	"unknown.xyz":           {Data: []byte("?")},
}

func served(t *testing.T) *kithtest.School {
	t.Helper()
	return kithtest.Open(t, func(config *server.Config) { config.App = app })
}

func TestTheAppsFilesAreServedAsWhatTheyAre(t *testing.T) {
	school := served(t)
	for _, try := range []struct{ path, kind, cache, body string }{
		{"/index.html", "text/html; charset=utf-8", "no-cache", "<!doctype html><title>Kith</title>"},
		{"/service-worker.js", "text/javascript; charset=utf-8", "no-cache", "// the worker"},
		{"/manifest.webmanifest", "application/manifest+json", "no-cache", `{"name":"Kith"}`},
		{"/assets/app-1a2b.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", "let drums = 1 // many bytes many bytes many bytes"},
		{"/assets/hand.woff2", "font/woff2", "public, max-age=31536000, immutable", "a font"},
		{"/icons/kith.svg", "image/svg+xml", "no-cache", "<svg/>"},
		{"/unknown.xyz", "application/octet-stream", "no-cache", "?"},
	} {
		answer := send(t, school, "GET", try.path, map[string]string{"Accept-Encoding": "identity"})
		if answer.status != 200 || answer.body != try.body || answer.header.Get("Cache-Control") != try.cache {
			t.Errorf("%s: %d %q %q", try.path, answer.status, answer.body, answer.header.Get("Cache-Control"))
		}
		if kind := answer.header.Get("Content-Type"); kind != try.kind && try.path != "/unknown.xyz" {
			t.Errorf("%s comes as %q", try.path, kind)
		}
		head := send(t, school, "HEAD", try.path, map[string]string{"Accept-Encoding": "identity"})
		if head.status != 200 || head.body != "" || head.header.Get("Content-Length") != answer.header.Get("Content-Length") {
			t.Errorf("%s, only its headers: %d %q %v", try.path, head.status, head.body, head.header)
		}
	}
}

func TestAFileIsNotSentAgainToSomebodyWhoHasIt(t *testing.T) {
	school := served(t)
	tags := map[string]bool{}
	for _, path := range []string{"/index.html", "/service-worker.js", "/assets/app-1a2b.js"} {
		etag := send(t, school, "GET", path, nil).header.Get("ETag")
		if len(etag) < 10 || tags[etag] {
			t.Errorf("the tag of %s is %q", path, etag)
		}
		tags[etag] = true
		again := send(t, school, "GET", path, map[string]string{"If-None-Match": etag})
		if again.status != 304 || again.body != "" || again.header.Get("ETag") != etag {
			t.Errorf("%s once more: %d %q", path, again.status, again.body)
		}
		if other := send(t, school, "GET", path, map[string]string{"If-None-Match": `"of another build"`}); other.status != 200 {
			t.Errorf("%s of another build: %d", path, other.status)
		}
	}
}

func TestAFilesSmallerTwinGoesToWhoeverReadsIt(t *testing.T) {
	school := served(t)
	small := send(t, school, "GET", "/assets/app-1a2b.js", map[string]string{"Accept-Encoding": "gzip, br"})
	if small.body != "fewer bytes" || small.header.Get("Content-Encoding") != "br" || small.header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("%q %v", small.body, small.header)
	}
	if kind := small.header.Get("Content-Type"); !strings.HasPrefix(kind, "text/javascript") {
		t.Errorf("the twin comes as %q", kind)
	}
	for _, accept := range []string{"identity", "gzip", "deflate"} {
		if whole := send(t, school, "GET", "/assets/app-1a2b.js", map[string]string{"Accept-Encoding": accept}); whole.header.Get("Content-Encoding") != "" || len(whole.body) < 20 {
			t.Errorf("whoever reads %s gets %q", accept, whole.body)
		}
	}
	if alone := send(t, school, "GET", "/index.html", map[string]string{"Accept-Encoding": "br"}); alone.header.Get("Content-Encoding") != "" {
		t.Error("a file without a twin is said to be smaller")
	}
	if twin := send(t, school, "GET", "/assets/app-1a2b.js.br", nil); twin.status != 404 {
		t.Errorf("the twin has an address of its own: %d", twin.status)
	}
}

func TestAPageThatTheAppDrawsIsGivenToWhoeverNavigatesAndToNobodyElse(t *testing.T) {
	school := served(t)
	browsing, fetching := map[string]string{"Accept": "text/html,application/xhtml+xml"}, map[string]string{"Accept": "*/*"}
	for _, try := range []struct {
		path   string
		header map[string]string
		status int
	}{
		{"/", browsing, 200},
		{"/queue", browsing, 200},
		{"/moments/abc/edit", browsing, 200},
		{"/queue", fetching, 404},
		{"/queue", nil, 404},
		{"/assets/gone-9z.js", browsing, 404},
		{"/assets/gone-9z.js", fetching, 404},
		{"/old-service-worker.js", browsing, 404},
		{"/kith/v1/never", browsing, 401},
		{"/kith/never", browsing, 404},
		{"/api/never", browsing, 404},
		{"/.gitkeep", fetching, 404},
		{"/..%2f..%2fgo.mod", fetching, 404},
	} {
		answer := send(t, school, "GET", try.path, try.header)
		drawn := strings.Contains(answer.body, "<title>Kith</title>")
		if answer.status != try.status || drawn != (try.status == 200) {
			t.Errorf("%s with %v: %d, drawn: %v", try.path, try.header, answer.status, drawn)
		}
	}
}

func TestTheRescuePageIsAFileOfItsOwn(t *testing.T) {
	school := served(t)
	browsing := map[string]string{"Accept": "text/html,application/xhtml+xml"}
	for _, path := range []string{"/rescue", "/rescue.html"} {
		answer := send(t, school, "GET", path, browsing)
		if answer.status != 200 || answer.body != "<!doctype html><title>Rescue</title>" || answer.header.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: %d %q %v", path, answer.status, answer.body, answer.header)
		}
	}
	if answer := send(t, school, "GET", "/rescue", nil); answer.status != 404 {
		t.Errorf("a script asks for the rescue page and is answered %d", answer.status)
	}
}

// torn is an app of which a file cannot be read.
type torn struct{ fstest.MapFS }

func (t torn) Open(name string) (fs.File, error) {
	if name == "index.html" {
		return nil, fs.ErrPermission
	}
	return t.MapFS.Open(name)
}

func (t torn) ReadFile(name string) ([]byte, error) {
	if name == "index.html" {
		return nil, fs.ErrPermission
	}
	return t.MapFS.ReadFile(name)
}

func TestAnAppThatCannotBeReadIsAFaultAndNoEmptyPage(t *testing.T) {
	school := kithtest.Open(t, func(config *server.Config) { config.App = torn{app} })
	answer := send(t, school, "GET", "/", map[string]string{"Accept": "text/html"})
	if answer.status != 500 || answer.code() != "inner_fault" {
		t.Errorf("%d %s", answer.status, answer.body)
	}
}
