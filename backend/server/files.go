package server

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/pwa"
)

// file is one of the app's own files, read once at start.
type file struct {
	body, brotli []byte
	kind, etag   string
	forever      bool // its name holds a hash of its bytes
}

// files serves the app. Hashed files may be kept for ever; everything else is asked for again with its ETag. A page that the app draws
// itself is answered with index.html, and the rescue page with its own, but only to somebody who navigates: a missing file stays missing,
// unless the release before had it.
func (h *House) files() func(*core.RequestEvent) error {
	dist := h.config.App
	if dist == nil {
		dist = pwa.Dist()
	}
	shelf, err := load(dist)
	before := h.before(shelf)
	return func(event *core.RequestEvent) error {
		if err != nil {
			return api.Tell(event.Response, err)
		}
		name := strings.TrimPrefix(path.Clean(event.Request.URL.Path), "/")
		found, ok := shelf[name]
		if !ok {
			found, ok = before[name]
		}
		if !ok && navigates(event.Request) {
			found, ok = shelf[pageAt(name)]
		}
		if !ok {
			return api.Tell(event.Response, api.NotFound())
		}
		found.serve(event.Response, event.Request)
		return nil
	}
}

// pageAt is the file that draws a page. The rescue page stands apart: it is there for when the app does not open.
func pageAt(name string) string {
	if name == "rescue" {
		return "rescue.html"
	}
	return "index.html"
}

func navigates(request *http.Request) bool {
	return strings.Contains(request.Header.Get("Accept"), "text/html") && path.Ext(request.URL.Path) == ""
}

func (f file) serve(w http.ResponseWriter, request *http.Request) {
	header := w.Header()
	header.Set("Content-Type", f.kind)
	header.Set("ETag", f.etag)
	header.Set("Vary", "Accept-Encoding")
	header.Set("Cache-Control", "no-cache")
	if f.forever {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if request.Header.Get("If-None-Match") == f.etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := f.body
	if len(f.brotli) > 0 && strings.Contains(request.Header.Get("Accept-Encoding"), "br") {
		header.Set("Content-Encoding", "br")
		body = f.brotli
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if request.Method != http.MethodHead {
		w.Write(body) //nolint:errcheck // the reader may leave; there is nobody to tell
	}
}

// load reads every file of the built app, with its smaller twin where the build made one.
func load(dist fs.FS) (map[string]file, error) {
	shelf := map[string]file{}
	err := fs.WalkDir(dist, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(name, ".br") || path.Base(name) == ".gitkeep" {
			return err
		}
		body, err := fs.ReadFile(dist, name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		loaded := file{
			body: body, kind: kindOf(name), etag: `"` + hex.EncodeToString(sum[:12]) + `"`, forever: strings.HasPrefix(name, "assets/"),
		}
		if small, err := fs.ReadFile(dist, name+".br"); err == nil {
			loaded.brotli = small
		}
		shelf[name] = loaded
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the app's files: %w", err)
	}
	return shelf, nil
}

func kindOf(name string) string {
	switch path.Ext(name) {
	case ".webmanifest":
		return "application/manifest+json"
	case ".woff2":
		return "font/woff2"
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}
