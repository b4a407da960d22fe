package durability_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

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
	{name: "DELETE /people/{id}/sessions/{session}", by: "ortiz"},
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
	{name: "POST /consent-sheet/preview", by: "reyes", body: `{"file":"U3R1ZGVudCxXb3JkcwpUaGVvLE5vYm9keQo="}`, learn: "digest=digest"}, // Theo, Words: Nobody
	{name: "POST /consent-sheet", by: "reyes", body: `{"file":"U3R1ZGVudCxXb3JkcwpUaGVvLE5vYm9keQo=","digest":"<digest>"}`},
	{name: "POST /sync", special: (*visit).keep},
	{name: "POST /sealed", by: "maya", body: `{"device":"<device>","envelopes":[<sealed filed>,<sealed aside>]}`},
	{name: "POST /set-aside/{op}", special: (*visit).file},
	{name: "POST /sealed/key", by: "maya", body: "<locked>", nothing: "it gives a key back, which nobody at school keeps"},
	{name: "DELETE /set-aside/{op}", by: "ortiz"},
	{name: "POST /media", special: (*visit).wholePicture, picture: true},
	{name: "PATCH /media/{id}", special: (*visit).lastPiece, picture: true},
	{name: "DELETE /media/{id}", special: (*visit).drop},
	{name: "POST /reconcile", by: "maya", body: `{"device":"<device>","rows":[]}`, nothing: "it compares, and a student's look at what is theirs is not put on record"},
	{name: "POST /keeping/confirm", by: "reyes"},
	{name: "POST /incidents", by: "reyes", body: `{"id":"incident0000001","what":"A tablet was stolen"}`},
	{name: "POST /incidents/{id}/steps", by: "reyes", body: `{"step":"families"}`},
	{name: "POST /alarms/{id}/seen", by: "reyes"},
	{name: "POST /worries/{id}/steps", by: "ortiz", body: `{"id":"worrystep000001","kind":"seen"}`},
	{name: "POST /people/{id}/amendments", by: "ben", body: `{"id":"amendment000001","words":"He is called Theodor"}`},
	{name: "POST /amendments/{id}/answers", by: "reyes", body: `{"id":"amendmentstep01","kind":"refused","words":"He is not"}`},
	{name: "POST /amendments/{id}/statements", by: "ben", body: `{"id":"amendmentstep02","words":"He is"}`},
	{name: "POST /people/{id}/erasure", by: "reyes", body: `{"mode":"destroy","name":"Theo"}`},
	{name: "POST /session/seat", by: "ortiz", body: `{"seat":"<second>"}`},
	{name: "DELETE /session", by: "maya"},
}

// places are what stands in a path for an operation.
var places = map[string]string{
	"people/{id}": "people/<theo>", "{session}": "<lost>", "family-links/{id}": "family-links/<link>", "circles/{id}": "circles/<garden>", "{person}": "<theo>",
	"alarms/{id}": "alarms/alarm0000000001", "incidents/{id}": "incidents/incident0000001", "worries/{id}": "worries/<worry>",
	"amendments/{id}": "amendments/amendment000001", "{grant}": "<grant>",
	"media/{id}": "media/<media>", "set-aside/{op}": "set-aside/<aside>?person=<author>",
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
		case (r.name == "POST /sync" || r.name == "POST /consent-sheet") && x.flushed(dir, "journal/*.jsonl") == 0:
			t.Error("a no is accepted before it stands in the journal")
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
