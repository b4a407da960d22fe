package media_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"kith/backend/api"
	"kith/backend/clock"
	"kith/backend/media"
	_ "kith/pb_migrations"
)

// People of these tests, by id.
const (
	maya = "maya00000000001"
	theo = "theo00000000001"

	lunch = "lunch0000000001" // a moment of Maya's
)

// school is a real PocketBase on an empty folder, with a room for pictures. Its clock stands still unless moved.
type school struct {
	t    *testing.T
	app  core.App
	room *media.Room
	data string
	now  time.Time
}

func newSchool(t *testing.T) *school {
	t.Helper()
	app, err := tests.NewTestApp(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &school{t: t, app: app, data: t.TempDir(), now: time.Date(2026, 9, 14, 9, 0, 0, 0, time.UTC)}
	clock.Set(app, func() time.Time { return s.now })
	app.OnRecordCreate("media").BindFunc(number)
	app.OnRecordUpdate("media").BindFunc(number)
	s.open()
	t.Cleanup(func() {
		s.room.Close()
		app.Cleanup()
	})
	return s
}

// number gives a picture its place in the order, as the house does for every record of a moment's life.
func number(e *core.RecordEvent) error {
	if _, err := e.App.NonconcurrentDB().NewQuery(`UPDATE counter SET seq = seq + 1`).Execute(); err != nil {
		return err
	}
	var seq int64
	if err := e.App.NonconcurrentDB().NewQuery(`SELECT seq FROM counter`).Row(&seq); err != nil {
		return err
	}
	e.Record.Set("seq", seq)
	return e.Next()
}

func (s *school) open() {
	s.t.Helper()
	room, err := media.Open(s.app, s.data, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	s.room = room
}

// restart is the school's server going down and coming up again on the same disk.
func (s *school) restart() {
	s.t.Helper()
	s.room.Close()
	s.open()
}

// picture is a file on a phone, with what the phone says about it.
type picture struct {
	id, moment, kind string
	file             []byte
	sum              string // of the file; another one if the phone is wrong about it
}

func gardenPhoto(t *testing.T) picture { return pictureOf(garden, jpegOf(t, photo(320, 240))) }

func pictureOf(id string, file []byte) picture {
	sum := sha256.Sum256(file)
	return picture{id, lunch, "photo", file, hex.EncodeToString(sum[:])}
}

func (p picture) metadata() string {
	return metadata("id", p.id, "moment", p.moment, "sha256", p.sum, "kind", p.kind, "filename", "../IMG_1234 Maya.jpg")
}

func metadata(pairs ...string) string {
	var out []string
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, pairs[i]+" "+base64.StdEncoding.EncodeToString([]byte(pairs[i+1])))
	}
	return strings.Join(out, ",")
}

func headers(pairs ...string) http.Header {
	h := http.Header{"Tus-Resumable": {"1.0.0"}}
	for i := 0; i < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return h
}

// reply is what a phone hears: a status, headers, and a code if the answer is a no.
type reply struct {
	status int
	http.Header
	code  string
	after time.Duration
}

func heard(a media.Answer, err error) reply {
	if err == nil {
		return reply{status: a.Status, Header: a.Header}
	}
	var no *api.Refusal
	if errors.As(err, &no) {
		return reply{no.Status, a.Header, no.Code, no.After}
	}
	return reply{500, a.Header, err.Error(), 0}
}

func (s *school) begin(owner string, p picture, more ...string) reply {
	h := headers(append([]string{"Upload-Length", strconv.Itoa(len(p.file)), "Upload-Metadata", p.metadata()}, more...)...)
	return heard(s.room.Begin(context.Background(), media.Request{Owner: owner, Header: h}))
}

func (s *school) send(owner, id string, offset int, piece []byte, more ...string) reply {
	return s.stream(owner, id, offset, bytes.NewReader(piece), int64(len(piece)), more...)
}

func (s *school) stream(owner, id string, offset int, body io.Reader, length int64, more ...string) reply {
	h := headers(append([]string{"Content-Type", "application/offset+octet-stream", "Upload-Offset", strconv.Itoa(offset)}, more...)...)
	return heard(s.room.Continue(context.Background(), media.Request{Owner: owner, Media: id, Header: h, Body: body, Length: length}))
}

func (s *school) ask(owner, id string) reply {
	return heard(s.room.Offset(context.Background(), media.Request{Owner: owner, Media: id, Header: headers()}))
}

func (s *school) drop(owner, id string) reply {
	return heard(s.room.Drop(context.Background(), media.Request{Owner: owner, Media: id, Header: headers()}))
}

// sendAll begins an upload and sends all of it in one piece.
func (s *school) sendAll(owner string, p picture) reply {
	s.t.Helper()
	if r := s.begin(owner, p); r.status != 201 {
		s.t.Fatalf("begin: %d %s", r.status, r.code)
	}
	return s.send(owner, p.id, 0, p.file)
}

// says fails unless a reply has this status and these headers.
func (s *school) says(r reply, status int, pairs ...string) {
	s.t.Helper()
	if r.status != status {
		s.t.Fatalf("want %d, heard %d %s %v", status, r.status, r.code, r.Header)
	}
	for i := 0; i < len(pairs); i += 2 {
		if got := r.Get(pairs[i]); got != pairs[i+1] {
			s.t.Errorf("%s: want %q, heard %q", pairs[i], pairs[i+1], got)
		}
	}
}

func (s *school) refuses(r reply, status int, code string) {
	s.t.Helper()
	if r.status != status || r.code != code {
		s.t.Fatalf("want %d %s, heard %d %s", status, code, r.status, r.code)
	}
}

// onDisk lists every file under the data folder.
func (s *school) onDisk() string {
	s.t.Helper()
	var names []string
	err := filepath.WalkDir(s.data, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			name, _ := filepath.Rel(s.data, path)
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return strings.Join(names, " ")
}

const gardenKept = "media/ga/garden000000001/1600.jpg media/ga/garden000000001/400.jpg media/ga/garden000000001/800.jpg"

func (s *school) run(statement string) {
	s.t.Helper()
	if _, err := s.app.NonconcurrentDB().NewQuery(statement).Execute(); err != nil {
		s.t.Fatal(err)
	}
}

func (s *school) count(query string, params dbx.Params) (n int) {
	s.t.Helper()
	if err := s.app.DB().NewQuery(query).Bind(params).Row(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}
