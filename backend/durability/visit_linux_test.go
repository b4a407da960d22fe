package durability_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/kithtest"
)

// visit walks through every writing route once.
type visit struct {
	wire
	t       *testing.T
	known   map[string]string // secrets and ids by name, for paths and bodies
	letters <-chan string
	story   kithtest.Story
	second  kithtest.Story
	calls   []*route // in the order in which they were made
}

// prepare makes a school in the present, and closes it.
func (v *visit) prepare() (dir string) {
	v.t.Run("prepare", func(t *testing.T) {
		school := kithtest.Open(t)
		school.Later(time.Since(kithtest.Monday))
		c := school.DrumRoom()
		// As after a restore, so that a coordinator has something to confirm.
		if err := school.Run(`INSERT INTO closures (school, since, why) VALUES ({:a}, '2026-09-14 09:00:00.000Z', 'restored')`, c.School); err != nil {
			t.Fatal(err)
		}
		if err := school.Run(`INSERT INTO alarms (id, school, kind, person, count, at) VALUES ('alarm0000000001', {:a}, 'many_records', {:b}, 51, {:c})`,
			c.School, c.Ortiz.Person, school.Now().Format(time.DateTime)); err != nil {
			t.Fatal(err)
		}
		link, err := school.SetupLink()
		if err != nil {
			t.Fatal(err)
		}
		_, v.known["setup"], _ = strings.Cut(link, "#")
		maya := school.Phone(c.Maya)
		v.known["maya"], v.known["device"] = maya.Access, maya.Device
		v.known["ortiz"], v.known["reyes"] = school.Phone(c.Ortiz).Access, school.Phone(c.Coordinator).Access
		v.known["ben"] = school.Phone(c.TheosFamily).Access
		v.known["theo"], v.known["second"] = c.Theo.Person, school.Seat(c.Ortiz, "family").ID
		v.known["drums"], v.known["lost"] = c.ID, school.Phone(c.Theo).Session()
		v.story, v.second = c.Drumming(), c.Drumming()
		v.known["worry"] = maya.One(api.OpKindTellAdult, api.TellAdult{}).Op
		v.seal(school, maya)
		school.Shut()
		dir = v.t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(school.Dir)); err != nil {
			t.Fatal(err)
		}
	})
	if dir == "" {
		v.t.FailNow()
	}
	return dir
}

// seal puts two stories of a circle that is not Maya's into envelopes, so that they are set aside when they are brought: one to file, one to put
// away. The key of her phone goes into a box.
func (v *visit) seal(school *kithtest.School, maya *kithtest.Phone) {
	for _, name := range []string{"filed", "aside"} {
		op := maya.Op(api.OpKindKeepRevision, api.KeepRevision{Moment: kithtest.ID(), Revision: kithtest.ID(), Circle: kithtest.ID(), Words: "Mine"})
		envelope, err := json.Marshal(maya.Seal(op))
		if err != nil {
			school.T.Fatal(err)
		}
		v.known["sealed "+name], v.known[name] = string(envelope), op.Op
	}
	locked, err := json.Marshal(maya.SealKey(make([]byte, 32)))
	if err != nil {
		school.T.Fatal(err)
	}
	v.known["locked"], v.known["author"] = string(locked), maya.Seat.Person
}

// call makes the request, or the requests, of a route.
func (v *visit) call(r *route) {
	v.t.Helper()
	v.calls = append(v.calls, r)
	if r.special != nil {
		r.special(v)
		return
	}
	method, path, _ := strings.Cut(r.name, " ")
	for part, with := range places {
		path = strings.ReplaceAll(path, part, with)
	}
	v.ask(r, method, path, map[string]string{"Content-Type": "application/json"}, []byte(v.said(r.body)))
}

// said is a text with what is known in place of its <names>.
func (v *visit) said(text string) string {
	for name, is := range v.known {
		text = strings.ReplaceAll(text, "<"+name+">", is)
	}
	return text
}

// ask makes one request and learns from its answer.
func (v *visit) ask(r *route, method, path string, header map[string]string, body []byte) http.Header {
	v.t.Helper()
	told, answer, err := v.wire.ask(phone{access: v.known[r.by]}, method, v.said(path), header, body)
	if err != nil {
		v.t.Fatal(r.name, ": ", err)
	}
	for _, lesson := range strings.Fields(r.learn) {
		name, field, _ := strings.Cut(lesson, "=")
		var at any
		if err := json.Unmarshal(answer, &at); err != nil {
			v.t.Fatal(r.name, ": ", err)
		}
		for _, step := range strings.Split(strings.TrimSuffix(field, "#"), ".") {
			switch inside := at.(type) {
			case map[string]any:
				at = inside[step]
			case []any:
				at = inside[0]
			}
		}
		v.known[name] = fmt.Sprint(at)
		if strings.HasSuffix(field, "#") {
			_, v.known[name], _ = strings.Cut(v.known[name], "#")
		}
	}
	return told
}

// asMaya makes one more request for the route that is being called.
func (v *visit) asMaya(method, path string, header map[string]string, body []byte) http.Header {
	v.t.Helper()
	return v.ask(&route{name: method + " " + path, by: "maya"}, method, path, header, body)
}

// also counts one more request to the route that is being called.
func (v *visit) also() { v.calls = append(v.calls, v.calls[len(v.calls)-1]) }

// mailedCode reads the letter that came and types its code.
func (v *visit) mailedCode() {
	v.t.Helper()
	select {
	case letter := <-v.letters:
		code := regexp.MustCompile(`\b\d{8}\b`).FindString(letter)
		v.ask(&route{name: "POST /sign-in/mailed-code"}, "POST", "/sign-in/mailed-code", map[string]string{"Content-Type": "application/json"},
			[]byte(v.said(`{"challenge":"<challenge>","code":"`+code+`","device":{"id":"dreslaptopdresl"}}`)))
	case <-time.After(30 * time.Second):
		v.t.Fatal("no letter came")
	}
}

// keep keeps two moments and says no from now on, which goes to the journal of what narrows.
func (v *visit) keep() {
	v.t.Helper()
	var ops []api.Op
	op := func(kind api.OpKind, what any) {
		body, err := json.Marshal(what)
		if err != nil {
			v.t.Fatal(err)
		}
		ops = append(ops, api.Op{Op: kithtest.ID(), Kind: kind, At: time.Now(), Body: body})
	}
	op(api.OpKindKeepRevision, v.story.Revision)
	op(api.OpKindKeepRevision, v.second.Revision)
	op(api.OpKindGiveAnswer, api.GiveAnswer{Answer: api.GiveAnswerAnswerNo})
	body, err := json.Marshal(api.SyncRequest{Device: v.known["device"], Build: 1, Schema: 1, Ops: ops})
	if err != nil {
		v.t.Fatal(err)
	}
	v.asMaya("POST", "/sync", map[string]string{"Content-Type": "application/json"}, body)
}

func (v *visit) wholePicture() {
	v.t.Helper()
	v.kept(v.asMaya("POST", "/media", kithtest.UploadHeaders(v.story.Photo), v.story.Photo.Bytes))
}

// lastPiece begins an upload and sends it in two pieces: three requests.
func (v *visit) lastPiece() {
	v.t.Helper()
	photo := v.second.Photo
	header := kithtest.UploadHeaders(photo)
	kind := header["Content-Type"]
	delete(header, "Content-Type")
	v.asMaya("POST", "/media", header, nil)
	half := len(photo.Bytes) / 2
	patch := func(from, to int) http.Header {
		v.also()
		return v.asMaya("PATCH", "/media/"+photo.Media, map[string]string{
			"Tus-Resumable": "1.0.0", "Content-Type": kind, "Upload-Offset": strconv.Itoa(from),
		}, photo.Bytes[from:to])
	}
	patch(0, half)
	v.kept(patch(half, len(photo.Bytes)))
}

// file files one of the two things that were set aside. The other is put away.
func (v *visit) file() {
	v.t.Helper()
	v.ask(&route{name: "POST /set-aside/{op}", by: "ortiz"}, "POST", "/set-aside/<filed>?person=<author>", map[string]string{"Content-Type": "application/json"},
		[]byte(v.said(`{"circle":"<drums>"}`)))
}

// drop begins an upload and takes it back: two requests.
func (v *visit) drop() {
	v.t.Helper()
	photo := kithtest.Photograph(v.story.Revision.Moment, 90)
	header := kithtest.UploadHeaders(photo)
	delete(header, "Content-Type")
	v.asMaya("POST", "/media", header, nil)
	v.also()
	v.asMaya("DELETE", "/media/"+photo.Media, map[string]string{"Tus-Resumable": "1.0.0"}, nil)
}

func (v *visit) kept(told http.Header) {
	v.t.Helper()
	if told.Get("Kith-Media") != "kept" {
		v.t.Fatal("the picture is not kept: ", told)
	}
}
