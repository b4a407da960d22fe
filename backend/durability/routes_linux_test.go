package durability_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
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

// route is one writing operation of the contract.
type route struct {
	name    string // METHOD /path as the contract has it
	by      string // whose session: a key of visit.known
	body    string // JSON with <names> in it; empty: none
	learn   string // what the answer teaches: name=field.field or name=field# for a secret behind a link's #
	nothing string // why it writes nothing
	special func(v *visit)
	picture bool // its answer says that a picture is kept
}

// routes are in an order in which each finds what it needs. A writing operation of the contract that is missing here is an error.
var routes = []route{
	{name: "POST /setup", body: `{"token":"<setup>","school":{"name":"Northside","zone":"Europe/London"},"coordinator":{"name":"Ms. Lind","mail":"lind@north.example","password":"<password>"},"device":{"id":"lindslaptoplind"}}`},
	{name: "PATCH /school", by: "reyes", body: `{"name":"Riverside High"}`},
	{name: "POST /people", by: "reyes", body: `{"name":"Mr. Dre","kind":"staff","mail":"dre@riverside.example"}`, learn: "dre=person.id invitation=link#"},
	{name: "PATCH /people/{id}", by: "reyes", body: `{"face":"sun"}`},
	{name: "POST /sign-in/invitation", body: `{"invitation":"<invitation>","password":"<password>","device":{"id":"dreslaptopdresl"}}`, learn: "refresh=refresh"},
	{name: "POST /session/refresh", body: `{"refresh":"<refresh>","device":"dreslaptopdresl"}`},
	{name: "POST /sign-in/password", body: `{"mail":"dre@riverside.example","password":"<password>","device":{"id":"dreslaptopdresl"}}`, learn: "challenge=challenge"},
	{name: "POST /sign-in/mailed-code", special: (*visit).mailedCode},
	{name: "POST /people/{id}/badge", by: "ortiz", learn: "badge=link#"},
	{name: "POST /people/{id}/pin", by: "ortiz", learn: "pin=pin"},
	{name: "POST /sign-in/badge", body: `{"badge":"<badge>","pin":"<pin>","device":{"id":"theosphonetheos"}}`},
	{name: "DELETE /people/{id}/pin", by: "ortiz"},
	{name: "DELETE /people/{id}/badge", by: "ortiz"},
	{name: "POST /people/{id}/let-in", by: "ortiz", learn: "code=code"},
	{name: "POST /sign-in/code", body: `{"code":"<code>","device":{"id":"theosphonetheos"}}`},
	{name: "DELETE /people/{id}/sessions", by: "ortiz"},
	{name: "POST /people/{id}/families", by: "ortiz", body: `{"name":"June"}`, learn: "link=link.id"},
	{name: "PATCH /family-links/{id}", by: "ortiz", body: `{"restricted":true}`},
	{name: "POST /family-links/{id}/letter", by: "ortiz"},
	{name: "POST /circles", by: "reyes", body: `{"name":"The Garden","kind":"peer_network"}`, learn: "garden=id"},
	{name: "PATCH /circles/{id}", by: "reyes", body: `{"place":"Behind the gym"}`},
	{name: "POST /circles/{id}/members", by: "reyes", body: `{"person":"<theo>"}`},
	{name: "DELETE /circles/{id}/members/{person}", by: "reyes"},
	{name: "POST /circles/{id}/staff", by: "reyes", body: `{"person":"<dre>","role":"facilitator"}`, learn: "grant=staff.0.grant"},
	{name: "DELETE /circles/{id}/staff/{grant}", by: "reyes"},
	{name: "POST /sync", special: (*visit).keep},
	{name: "POST /media", special: (*visit).wholePicture, picture: true},
	{name: "PATCH /media/{id}", special: (*visit).lastPiece, picture: true},
	{name: "DELETE /media/{id}", special: (*visit).drop},
	{name: "POST /reconcile", by: "maya", body: `{"device":"<device>","rows":[]}`, nothing: "it compares, and a student's look at what is theirs is not put on record"},
	{name: "POST /session/seat", by: "ortiz", body: `{"seat":"<second>"}`},
	{name: "DELETE /session", by: "maya"},
}

// places are what stands in a path for an operation.
var places = map[string]string{
	"people/{id}": "people/<theo>", "family-links/{id}": "family-links/<link>", "circles/{id}": "circles/<garden>", "{person}": "<theo>",
	"{grant}": "<grant>", "media/{id}": "media/<media>",
}

func TestBetweenARequestAndItsAnswerEverythingItWroteIsOnTheDisk(t *testing.T) {
	v := &visit{t: t, known: map[string]string{"password": "four words for a drum"}}
	dir := v.prepare()
	port, letters := letterbox(t)
	v.letters = letters
	s := strace(t, dir, "KITH_MAIL_HOST=127.0.0.1", "KITH_MAIL_PORT="+port, "KITH_MAIL_TLS=off")
	v.wire = newWire(s.url)
	for i := range routes {
		v.call(&routes[i])
	}
	all := s.events()
	if !named(all, dir) {
		t.Error("the database's log was made, and its name not flushed before the first answer")
	}
	seen := map[*route]int{}
	made := slices.DeleteFunc(exchanges(all), func(x exchange) bool { return x.request == "GET /hello" })
	if len(made) != len(v.calls) {
		t.Fatalf("%d requests were made and %d seen: %v", len(v.calls), len(made), made)
	}
	for i, x := range made {
		r := v.calls[i]
		method, _, _ := strings.Cut(r.name, " ")
		if !strings.HasPrefix(x.request, method) && r.special == nil || x.until == 0 {
			t.Fatalf("%s was seen as %s until %f", r.name, x, x.until)
		}
		seen[r]++
		for _, left := range x.waiting(dir) {
			t.Errorf("%s is answered while %s wait to be flushed", r.name, left)
		}
		flushed := x.flushed(dir, "data.db-wal")
		switch last := i == len(made)-1 || v.calls[i+1] != r; {
		case r.nothing == "" && flushed == 0:
			t.Errorf("%s is answered before anything is on the disk: %s", r.name, x)
		case r.nothing != "" && flushed > 0:
			t.Errorf("%s writes after all, so it is not true that %s", r.name, r.nothing)
		case r.picture && last:
			if files, folders := x.flushed(dir, "media/??/*/*.jpg.draft"), x.flushed(dir, "media/??/*"); files != 3 || folders == 0 {
				t.Errorf("%s says kept after %d files and %d folders were flushed", r.name, files, folders)
			}
		}
	}
	for i := range routes {
		if seen[&routes[i]] == 0 {
			t.Errorf("%s was not seen", routes[i].name)
		}
	}
}

// named says whether the name of the database's log was flushed, after it was made and before the first answer to a phone.
func named(all []event, dir string) bool {
	made := slices.IndexFunc(all, func(e event) bool {
		return strings.HasPrefix(e.name, "open") && !e.failed && slices.Contains(e.named(), dir+"/data.db-wal") && strings.Contains(e.args, "O_CREAT")
	})
	first := slices.IndexFunc(all, func(e event) bool { return e.name == "write" && strings.Contains(e.args, `"HTTP/1.1 `) })
	return made >= 0 && made < first && slices.ContainsFunc(all[made:first], func(e event) bool {
		return e.name == "fsync" && !e.failed && e.on() == dir
	})
}

func TestEveryWritingRouteOfTheContractIsWatched(t *testing.T) {
	contract, err := os.ReadFile("../api/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	path, method := regexp.MustCompile(`^  (/\S+):$`), regexp.MustCompile(`^    (post|put|patch|delete):$`)
	at, writing := "", 0
	for line := range strings.Lines(string(contract)) {
		line = strings.TrimRight(line, "\n")
		if line == "components:" {
			break
		}
		if m := path.FindStringSubmatch(line); m != nil {
			at = m[1]
		}
		if m := method.FindStringSubmatch(line); m != nil {
			writing++
			name := strings.ToUpper(m[1]) + " " + at
			if !slices.ContainsFunc(routes, func(r route) bool { return r.name == name }) {
				t.Errorf("%s writes, and nobody watches whether it is on the disk before its answer: give it a row in `routes`", name)
			}
		}
	}
	if writing < 30 {
		t.Errorf("only %d writing operations were read", writing)
	}
}

// prepare makes a school in the present, and closes it.
func (v *visit) prepare() (dir string) {
	v.t.Run("prepare", func(t *testing.T) {
		school := kithtest.Open(t)
		school.Later(time.Since(kithtest.Monday))
		c := school.DrumRoom()
		link, err := school.SetupLink()
		if err != nil {
			t.Fatal(err)
		}
		_, v.known["setup"], _ = strings.Cut(link, "#")
		maya := school.Phone(c.Maya)
		v.known["maya"], v.known["device"] = maya.Access, maya.Device
		v.known["ortiz"], v.known["reyes"] = school.Phone(c.Ortiz).Access, school.Phone(c.Coordinator).Access
		v.known["theo"], v.known["second"] = c.Theo.Person, school.Seat(c.Ortiz, "family").ID
		v.story, v.second = c.Drumming(), c.Drumming()
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

func (v *visit) keep() {
	v.t.Helper()
	var ops []api.Op
	for _, story := range []kithtest.Story{v.story, v.second} {
		body, err := json.Marshal(story.Revision)
		if err != nil {
			v.t.Fatal(err)
		}
		ops = append(ops, api.Op{Op: kithtest.ID(), Kind: api.OpKindKeepRevision, At: time.Now(), Body: body})
	}
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
