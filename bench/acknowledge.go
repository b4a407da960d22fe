package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"kith/backend/api"
	"kith/backend/server"
)

// each is how many moments each phone sends in one round.
const each = 10

// acknowledge measures how many moments a hundred phones get acknowledged in a second, each op on its own, with synchronous=FULL. The
// peer is PocketBase's own record API: the same records, one call each, a signed-in rule on each collection, the same durability.
func acknowledge(size sizes) ([]measurement, error) {
	ours, err := open()
	if err != nil {
		return nil, err
	}
	defer ours.close() //nolint:errcheck // a folder of this run
	kith, err := ours.serve()
	if err != nil {
		return nil, err
	}
	defer kith.Close()
	peer, err := openPeer()
	if err != nil {
		return nil, err
	}
	defer peer.close() //nolint:errcheck // the same
	var here, there spread
	senders := ours.senders()
	for range size.rounds {
		rate, err := race(func(phone int) error { return senders[phone].keepMoment(kith.URL) })
		if err != nil {
			return nil, err
		}
		here = append(here, rate)
		if rate, err = race(func(phone int) error { return peer.sendMoment(phone) }); err != nil {
			return nil, err
		}
		there = append(there, rate)
	}
	return []measurement{{
		What: "acknowledged moments/s from 100 phones, `synchronous=FULL`", Unit: "/s", Kith: here, Peer: there, Name: "PocketBase's record API",
		Must: must{Least: 5, Rate: true},
	}}, nil
}

// race lets every phone send its moments, and says how many a second were acknowledged.
func race(send func(phone int) error) (float64, error) {
	begun := time.Now()
	err := together(phones, func(phone int) error {
		for range each {
			if err := send(phone); err != nil {
				return err
			}
		}
		return nil
	})
	return phones * each / time.Since(begun).Seconds(), err
}

var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 2 * phones}}

func post(url, token string, body any) ([]byte, error) {
	encoded, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(encoded))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", token)
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	answer, err := io.ReadAll(response.Body)
	err = errors.Join(err, response.Body.Close())
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answered %d: %s", url, response.StatusCode, answer)
	}
	return answer, err
}

// senders are the phones of all students.
func (s *school) senders() []sender {
	all := make([]sender, phones)
	for i := range all {
		all[i] = sender{Token: s.tokens[i], Person: s.people[i], Mate: s.mate(i), Circle: s.circles[i/perCircle]}
	}
	return all
}

// mate is somebody of the same circle.
func (s *school) mate(phone int) string {
	return s.people[phone/perCircle*perCircle+(phone+1)%perCircle]
}

// keepMoment keeps one moment with a quote, as the app does.
func (p *sender) keepMoment(url string) error {
	return p.send(url, api.OpKindKeepRevision, p.aMoment())
}

func (p *sender) aMoment() api.KeepRevision {
	return api.KeepRevision{
		Moment: id(), Revision: id(), Circle: p.Circle, Did: []string{"music"}, Words: "We drummed until the bell.",
		Quotes: []api.NewQuote{{Speaker: p.Mate, Words: "Louder!", Made: api.MadeOwn}},
	}
}

// send sends one op, and fails unless it is accepted.
func (p *sender) send(url string, kind api.OpKind, body any) error {
	encoded, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return p.sync(url, api.Op{Op: id(), Kind: kind, At: time.Now(), Body: encoded})
}

// sync sends ops, and fails unless all are accepted.
func (p *sender) sync(url string, ops ...api.Op) error {
	answer, err := post(url+"/kith/v1/sync", "Bearer "+p.Token, api.SyncRequest{
		Device: "000000000000000", Build: 1, Schema: 1, Cursor: p.Cursor, Ops: ops,
	})
	if err != nil {
		return err
	}
	var synced api.SyncAnswer
	if err := json.Unmarshal(answer, &synced); err != nil {
		return err
	}
	for _, result := range synced.Results {
		if result.Status != api.OpResultStatusAccepted {
			return fmt.Errorf("an op was refused with %s", result.Code)
		}
	}
	p.Cursor = synced.Cursor
	return nil
}

// peer is a school of the same shape behind PocketBase's own record API, without any room of ours.
type peer struct {
	*school
	url    string
	server *httptest.Server
}

func openPeer() (*peer, error) {
	filled, err := open()
	if err != nil {
		return nil, err
	}
	if err := filled.house.Close(); err != nil {
		return nil, err
	}
	app := server.Bare(filled.dir)
	if err := app.Bootstrap(); err != nil {
		return nil, err
	}
	p := &peer{school: filled}
	filled.tokens = nil
	for _, name := range []string{"moments", "authors", "quotes", "shown", "revisions"} {
		collection, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			return nil, err
		}
		collection.CreateRule = types.Pointer(`@request.auth.id != ""`)
		if err := app.Save(collection); err != nil {
			return nil, err
		}
	}
	for _, person := range filled.people {
		record, err := app.FindRecordById("people", person)
		if err != nil {
			return nil, err
		}
		token, err := record.NewAuthToken()
		if err != nil {
			return nil, err
		}
		filled.tokens = append(filled.tokens, token)
	}
	return p, p.listen(app)
}

func (p *peer) listen(app core.App) error {
	router, err := apis.NewRouter(app)
	if err != nil {
		return err
	}
	mux, err := router.BuildMux()
	if err != nil {
		return err
	}
	p.server = httptest.NewServer(mux)
	p.url = p.server.URL + "/api/collections/"
	return nil
}

func (p *peer) close() error {
	p.server.Close()
	return os.RemoveAll(p.dir)
}

// sendMoment writes the records of one moment, one call each.
func (p *peer) sendMoment(phone int) error {
	for _, record := range p.recordsOf(phone, id(), id()) {
		if _, err := post(p.url+record.collection+"/records", p.tokens[phone], record.values); err != nil {
			return err
		}
	}
	return nil
}

// record is one record of a moment.
type record struct {
	collection string
	values     map[string]any
}

// recordsOf are the records that one acknowledged moment with a quote is made of.
func (s *school) recordsOf(phone int, moment, revision string) []record {
	me, mate := s.people[phone], s.mate(phone)
	return []record{
		{"moments", map[string]any{"id": moment, "circle": s.circles[phone/perCircle], "school": s.id}},
		{"authors", map[string]any{"moment": moment, "person": me, "accepted_at": time.Now(), "how": "kept"}},
		{"quotes", map[string]any{"revision": revision, "speaker": mate, "words": "Louder!", "made": "own"}},
		{"shown", map[string]any{"revision": revision, "moment": moment, "person": me, "kind": "words", "as": "author"}},
		{"shown", map[string]any{"revision": revision, "moment": moment, "person": mate, "kind": "words", "as": "quoted"}},
		{"revisions", map[string]any{
			"id": revision, "moment": moment, "number": 1, "writer": me, "kept_at": time.Now(), "received_at": time.Now(),
			"did": []string{"music"}, "words": "We drummed until the bell.", "hash": "0", "schema": 1,
		}},
	}
}
