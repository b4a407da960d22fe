package inbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/kithtest"
)

// tables are those in which an op may leave a row.
var tables = []string{
	"moments", "revisions", "authors", "shown", "quotes", "revision_media", "media", "renditions", "decisions", "answers", "consents",
	"orientations", "worries", "worry_told", "worry_clocks", "audit", "ledger", "feed", "uploads",
}

// counts says how many rows stand in each table.
func counts(s *kithtest.School) string {
	s.T.Helper()
	var found []string
	for _, table := range tables {
		from := table
		if table == "audit" { // a look is one row however often the same is read
			from += " WHERE act NOT IN ('read_online', 'pull', 'reconcile')"
		}
		found = append(found, fmt.Sprint(table, "=", s.Count(`SELECT count(*) FROM `+from)))
	}
	return strings.Join(found, " ")
}

// script is one op of every kind, in the order in which a story of Maya and Theo needs them.
type script struct {
	s                 *kithtest.School
	c                 kithtest.Circle
	maya, theo, ortiz *kithtest.Phone
	story, second     kithtest.Story
	acts              []act
	sent              map[string]api.Op
	results           map[string]api.OpResult
	uploaded          bool
}

// act is one op of somebody.
type act struct {
	what string
	by   *kithtest.Phone
	op   func() api.Op
}

func write(s *kithtest.School, c kithtest.Circle) *script {
	p := &script{
		s: s, c: c, maya: s.Phone(c.Maya), theo: s.Phone(c.Theo), ortiz: s.Phone(c.Ortiz), story: c.Drumming(), second: c.Alone("Mine alone"),
		sent: map[string]api.Op{}, results: map[string]api.OpResult{},
	}
	moment := p.story.Revision.Moment
	down := func(action api.TakeDownAction) func() api.Op {
		return func() api.Op { return p.theo.Op(api.OpKindTakeDown, api.TakeDown{Moment: moment, Action: action}) }
	}
	decide := func(kind api.DecideKind, audience api.Audience) func() api.Op {
		return func() api.Op { return p.ortiz.Op(api.OpKindDecide, p.ortiz.Decision(moment, kind, audience)) }
	}
	p.acts = []act{
		{"a consent", p.ortiz, func() api.Op {
			return p.ortiz.Op(api.OpKindRecordConsent, api.RecordConsent{Person: c.Theo.Person, Kind: "photo", Widest: "families", How: "paper"})
		}},
		{"an orientation", p.ortiz, func() api.Op {
			return p.ortiz.Op(api.OpKindRecordOrientation, map[string]any{"person": c.Theo.Person, "on": s.Now().Format(time.DateOnly)})
		}},
		{"a standing answer", p.theo, func() api.Op { return p.theo.Op(api.OpKindGiveAnswer, api.GiveAnswer{Answer: "ask"}) }},
		{"a moment", p.maya, func() api.Op { return p.maya.Op(api.OpKindKeepRevision, p.story.Revision) }},
		{"another moment", p.maya, func() api.Op { return p.maya.Op(api.OpKindKeepRevision, p.second.Revision) }},
		{"a take-back", p.maya, func() api.Op { return p.maya.Op(api.OpKindTakeBack, api.TakeBack{Moment: p.second.Revision.Moment}) }},
		{"a send-back", p.ortiz, decide("send_back", "")},
		{"an undo", p.ortiz, decide("undo", "")},
		{"a next revision", p.maya, func() api.Op {
			return p.maya.Op(api.OpKindKeepRevision, p.story.Edited("Louder, then quieter.").Revision)
		}},
		{"an approval", p.ortiz, decide("approve", "families")},
		{"an answer", p.theo, func() api.Op {
			p.theo.Sync()
			return p.theo.Op(api.OpKindGiveAnswer, api.GiveAnswer{Moment: moment, Answer: "yes"})
		}},
		{"a take-down", p.theo, func() api.Op {
			p.s.Later(11 * time.Minute)
			return down("ask")()
		}},
		{"a restore", p.ortiz, down("restore")},
		{"a second take-down", p.theo, down("ask")},
		{"its confirmation", p.ortiz, down("confirm")},
		{"a worry", p.maya, func() api.Op {
			return p.maya.Op(api.OpKindTellAdult, api.TellAdult{Words: "I am scared at lunch.", People: []string{c.Ana.Person}})
		}},
		{"a break", p.theo, func() api.Op { return p.theo.Op(api.OpKindStepOut, api.StepOut{Circle: c.ID, Wish: "break"}) }},
		{"a way", p.theo, func() api.Op { return p.theo.Op(api.OpKindChooseWay, api.ChooseWay{Way: "aloud", Chosen: true}) }},
	}
	return p
}

// perform does everything once.
func (p *script) perform() {
	p.s.T.Helper()
	for _, act := range p.acts {
		p.one(act)
	}
}

func (p *script) one(act act) {
	p.s.T.Helper()
	if act.what == "a send-back" && !p.uploaded {
		if got := p.maya.Upload(p.story.Photo); got != "kept" {
			p.s.T.Fatalf("the picture is %q", got)
		}
		p.uploaded = true
	}
	op := act.op()
	act.by.Return()
	p.sent[act.what], p.results[act.what] = op, act.by.Sync(op)[0]
	if result := p.results[act.what]; result.Status != api.OpResultStatusAccepted || result.Repeated {
		p.s.T.Fatalf("%s: %+v %+v", act.what, result, result.Problem)
	}
}

// again sends everything once more, in the order of `from`, and expects the stored results word for word.
func (p *script) again(t *testing.T, order []int) {
	t.Helper()
	for _, i := range order {
		act := p.acts[i]
		result := act.by.Return().Sync(p.sent[act.what])[0]
		want := p.results[act.what]
		want.Repeated = true
		if got, expected := told(t, result), told(t, want); got != expected {
			t.Errorf("%s once more is answered with %s instead of %s", act.what, got, expected)
		}
	}
}

func told(t *testing.T, result api.OpResult) string {
	t.Helper()
	body, err := json.Marshal(result)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func inOrder(n int) (order, backwards []int) {
	for i := range n {
		order, backwards = append(order, i), append([]int{i}, backwards...)
	}
	return order, backwards
}

func TestEveryKindOfOpHappensOnceHoweverOftenItIsSent(t *testing.T) {
	school := kithtest.Open(t)
	p := write(school, school.DrumRoom())
	p.perform()
	before := counts(school)
	order, backwards := inOrder(len(p.acts))
	p.again(t, order)
	p.again(t, backwards)
	if after := counts(school); after != before {
		t.Errorf("rows changed from\n%s\nto\n%s", before, after)
	}
	if kinds := school.Count(`SELECT count(*) FROM ledger`); kinds != len(p.acts) {
		t.Errorf("the ledger has %d lines for %d ops", kinds, len(p.acts))
	}
}

func TestARefusalIsFinalAndIsRepeatedWordForWord(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	ana := school.Phone(c.Ana)
	op := ana.Op(api.OpKindTakeBack, api.TakeBack{Moment: kithtest.ID()})
	first := ana.Sync(op)[0]
	school.Expect(first, "not_found")
	second := ana.Sync(op)[0]
	first.Repeated = true
	if told(t, first) != told(t, second) {
		t.Errorf("%s became %s", told(t, first), told(t, second))
	}
}

func TestOneOpTwiceInOneCallHappensOnce(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	op := maya.Op(api.OpKindKeepRevision, c.Alone("Twice").Revision)
	results := maya.Sync(op, op)
	maya.Must(results)
	if results[0].Repeated || !results[1].Repeated || school.Count(`SELECT count(*) FROM revisions`) != 1 {
		t.Errorf("%+v", results)
	}
}

func TestOpsThatComeOutOfOrderWaitForNothingAndLoseNothing(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	first := c.Alone("First")
	second := first.Edited("Second")
	// The second revision comes before the first: the school has no moment yet, so it is kept as its first revision.
	maya.Must(maya.Sync(maya.Op(api.OpKindKeepRevision, second.Revision)))
	school.Expect(maya.One(api.OpKindKeepRevision, first.Revision), "stale_base")
	if words := school.Count(`SELECT count(*) FROM revisions WHERE words = 'Second'`); words != 1 {
		t.Errorf("the second revision stands %d times", words)
	}
	// The picture comes before the words that it belongs to.
	story := c.Drumming()
	if got := maya.Upload(story.Photo); got != "kept" {
		t.Fatalf("a picture before its words is %q", got)
	}
	maya.Must(maya.Sync(maya.Op(api.OpKindKeepRevision, story.Revision)))
	maya.Sync()
	if !maya.Moment(story.Revision.Moment, api.MomentFormAuthor).Pictures[0].Kept {
		t.Error("the picture was not found")
	}
	// A take-back comes before what it takes back.
	school.Expect(maya.One(api.OpKindTakeBack, api.TakeBack{Moment: kithtest.ID()}), "not_found")
}

func TestTheSameIdWithOtherBytesIsReused(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	story := c.Alone("These words")
	op := maya.Op(api.OpKindKeepRevision, story.Revision)
	maya.Must(maya.Sync(op))
	for what, change := range map[string]func(*api.Op){
		"other words": func(op *api.Op) { op.Body = bytes.Replace(op.Body, []byte("These"), []byte("Those"), 1) },
		"other kind":  func(op *api.Op) { op.Kind = api.OpKindTakeBack },
		"other time":  func(op *api.Op) { op.At = op.At.Add(time.Second) },
	} {
		other := op
		other.Body = bytes.Clone(op.Body)
		change(&other)
		result := maya.Sync(other)[0]
		if result.Code != "op_reused" || result.Status != api.OpResultStatusRefused {
			t.Errorf("%s: %+v", what, result)
		}
	}
	maya.Sync()
	if words := maya.Moment(story.Revision.Moment, api.MomentFormAuthor).Words; words != "These words" {
		t.Errorf("the words are %q", words)
	}
	// A seat's ops are its own: another seat may by chance use the same id, and the two never meet in the ledger.
	theo := school.Phone(c.Theo)
	elsewhere := theo.Op(api.OpKindKeepRevision, c.Alone("Theo's").Revision)
	elsewhere.Op = op.Op
	if result := theo.Sync(elsewhere)[0]; result.Repeated || result.Status != api.OpResultStatusAccepted {
		t.Errorf("%+v", result)
	}
}

func TestARevisionIdIsUsedOnce(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, theo := school.Phone(c.Maya), school.Phone(c.Theo)
	story := maya.Keep(c.Alone("The first"))
	before := counts(school)
	again := story
	again.Revision.Base, again.Revision.Words = story.Revision.Revision, "Under the same name"
	school.Expect(maya.One(api.OpKindKeepRevision, again.Revision), "field_invalid")
	other := c.Alone("Theo's, under Maya's name")
	other.Revision.Revision = story.Revision.Revision
	school.Expect(theo.One(api.OpKindKeepRevision, other.Revision), "field_invalid")
	if after := counts(school); strings.SplitN(after, " ledger", 2)[0] != strings.SplitN(before, " ledger", 2)[0] {
		t.Errorf("rows changed from\n%s\nto\n%s", before, after)
	}
}

func TestTwoDevicesThatEditFromOneBaseBothKeepTheirWords(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	phone, tablet := school.Phone(c.Maya), school.Phone(c.Maya)
	story := phone.Keep(c.Alone("Before the bell"))
	phone.Keep(story.Edited("On the phone"))
	result := tablet.One(api.OpKindKeepRevision, story.Edited("On the tablet").Revision)
	school.Expect(result, "stale_base")
	if result.Status != api.OpResultStatusRefused || !strings.Contains(result.Problem.Detail, "Both are kept") {
		t.Errorf("the tablet is told %+v", result.Problem)
	}
}

func TestOnePoisonedOpDoesNotTouchTwentyGoodOnes(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	var ops []api.Op
	for i := range 21 {
		story := c.Alone(fmt.Sprint("Good number ", i))
		if i == 10 { // everything is written before the last part is found to be wrong
			story.Revision.Circle = kithtest.ID()
		}
		ops = append(ops, maya.Op(api.OpKindKeepRevision, story.Revision))
	}
	for i, result := range maya.Sync(ops...) {
		want := ""
		if i == 10 {
			want = "not_member"
		}
		school.Expect(result, want)
	}
	for _, table := range []string{"moments", "revisions", "authors", "shown"} {
		if rows := school.Count(`SELECT count(*) FROM ` + table); rows != 20 {
			t.Errorf("%s has %d rows", table, rows)
		}
	}
}

func TestAPanicInARoomIsAFaultOfThatOpAlone(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	broken := c.Alone("This one panics")
	armed := true
	school.App.OnRecordCreate("revisions").BindFunc(func(e *core.RecordEvent) error {
		if armed && e.Record.Id == broken.Revision.Revision {
			panic("a fault of ours")
		}
		return e.Next()
	})
	before, after := c.Alone("Before it"), c.Alone("After it")
	ops := []api.Op{}
	for _, story := range []kithtest.Story{before, broken, after} {
		ops = append(ops, maya.Op(api.OpKindKeepRevision, story.Revision))
	}
	results := maya.Sync(ops...)
	school.Expect(results[0], "")
	school.Expect(results[2], "")
	if results[1].Status != api.OpResultStatusRetry || strings.Contains(told(t, results[1]), "panic") || strings.Contains(told(t, results[1]), "fault of ours") {
		t.Errorf("the phone is told %s", told(t, results[1]))
	}
	if rows := school.Count(`SELECT count(*) FROM moments`); rows != 2 {
		t.Errorf("%d moments stand", rows)
	}
	armed = false
	if again := maya.Sync(ops...); again[1].Repeated || again[1].Status != api.OpResultStatusAccepted || !again[0].Repeated {
		t.Errorf("after the mend: %+v", again)
	}
}

func TestATransactionThatFailsLeavesNothingAndAsksAllToTryAgain(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	good, last := c.Alone("Good"), c.Alone("Last in line")
	ops := []api.Op{maya.Op(api.OpKindKeepRevision, good.Revision), maya.Op(api.OpKindKeepRevision, last.Revision)}
	before := counts(school)
	if err := school.Run(`CREATE TRIGGER full BEFORE INSERT ON ledger WHEN NEW.op = '` + ops[1].Op + `' BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`); err != nil {
		t.Fatal(err)
	}
	status, body := maya.JSON("POST", "/sync", api.SyncRequest{Device: maya.Device, Build: 1, Schema: 1, Ops: ops})
	if status != http.StatusServiceUnavailable || !strings.Contains(string(body), `"busy"`) || strings.Contains(string(body), "disk") {
		t.Fatalf("%d %s", status, body)
	}
	if after := counts(school); after != before {
		t.Fatalf("rows changed from\n%s\nto\n%s", before, after)
	}
	if err := school.Run(`DROP TRIGGER full`); err != nil {
		t.Fatal(err)
	}
	results := maya.Sync(ops...)
	maya.Must(results)
	if results[0].Repeated || results[1].Repeated {
		t.Error("the school says that it had them")
	}
}

func TestManyPhonesAtOnceAreEachAnsweredWithTheirOwn(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	seats := []circle.Seat{c.Maya, c.Theo, c.Ana}
	var phones []*kithtest.Phone
	for i := range 30 {
		phones = append(phones, school.Phone(seats[i%3]))
	}
	var all sync.WaitGroup
	answers := make([][]byte, len(phones))
	stories := make([]kithtest.Story, len(phones))
	for i, phone := range phones {
		stories[i] = c.Alone(fmt.Sprint("From phone ", i))
		request := api.SyncRequest{Device: phone.Device, Build: 1, Schema: 1, Ops: []api.Op{phone.Op(api.OpKindKeepRevision, stories[i].Revision)}}
		all.Go(func() {
			for range 3 { // three times each, as an impatient phone does
				_, answers[i] = phone.JSON("POST", "/sync", request)
			}
		})
	}
	all.Wait()
	for i, body := range answers {
		var answer api.SyncAnswer
		if err := json.Unmarshal(body, &answer); err != nil || len(answer.Results) != 1 || !answer.Results[0].Repeated {
			t.Fatalf("phone %d: %s %v", i, body, err)
		}
		writer := school.Record("revisions", stories[i].Revision.Revision).GetString("writer")
		if writer != phones[i].Seat.Person {
			t.Errorf("what phone %d kept is under another name", i)
		}
	}
	for _, table := range []string{"moments", "revisions", "ledger"} {
		if rows := school.Count(`SELECT count(*) FROM ` + table); rows != 30 {
			t.Errorf("%s has %d rows", table, rows)
		}
	}
}

func TestOnlyAsMuchAsTheContractAllowsIsTaken(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	kept := func(count int) []api.Op {
		ops := []api.Op{}
		for i := range count {
			ops = append(ops, maya.Op(api.OpKindKeepRevision, c.Alone(fmt.Sprint("Number ", i)).Revision))
		}
		return ops
	}
	long := func(bytes int) []byte {
		body, err := json.Marshal(api.SyncRequest{Device: maya.Device, Build: 1, Schema: 1, Cursor: strings.Repeat("a", bytes), Ops: []api.Op{}})
		if err != nil {
			t.Fatal(err)
		}
		return body
	}
	handler, err := school.Handler()
	if err != nil {
		t.Fatal(err)
	}
	// A body in chunks does not say how long it is. It goes to the handler itself: over a wire the answer may be lost with the connection.
	chunked := func(body []byte) (int, []byte) {
		request := httptest.NewRequest("POST", "/kith/v1/sync", struct{ io.Reader }{bytes.NewReader(body)})
		request.ContentLength = -1
		request.Header.Set("Authorization", "Bearer "+maya.Access)
		request.Header.Set("Content-Type", "application/json")
		response := httptest.NewRecorder()
		handler.ServeHTTP(response, request)
		return response.Code, response.Body.Bytes()
	}
	if status, body := maya.JSON("POST", "/sync", api.SyncRequest{Device: maya.Device, Build: 1, Schema: 1, Ops: kept(51)}); status != 413 || !strings.Contains(string(body), "too_many_ops") {
		t.Errorf("51 ops: %d %s", status, body)
	}
	response, body := maya.Do("POST", "/sync", map[string]string{"Content-Type": "application/json"}, long(256<<10))
	if response.StatusCode != 413 || !strings.Contains(string(body), "body_too_large") {
		t.Errorf("a body that says it is too long: %d %s", response.StatusCode, body)
	}
	if status, body := chunked(long(256 << 10)); status != 413 || !strings.Contains(string(body), "body_too_large") {
		t.Errorf("a body in chunks that is too long: %d %s", status, body)
	}
	if status, body := chunked(long(1000)); status != 200 {
		t.Errorf("a short body in chunks: %d %s", status, body)
	}
	if rows := school.Count(`SELECT count(*) FROM ledger`); rows != 0 {
		t.Errorf("%d ops of refused calls are written down", rows)
	}
	maya.Must(maya.Sync(kept(50)...))
}

func TestASchemaOfAnotherTimeIsAskedToReload(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	op := maya.Op(api.OpKindKeepRevision, c.Alone("Of another time").Revision)
	for _, schema := range []int{-1, 0, 2, 99} {
		status, body := maya.JSON("POST", "/sync", api.SyncRequest{Device: maya.Device, Build: 1, Schema: schema, Ops: []api.Op{op}})
		if status != http.StatusUpgradeRequired || !strings.Contains(string(body), "schema_unknown") {
			t.Errorf("schema %d: %d %s", schema, status, body)
		}
	}
	if school.Count(`SELECT count(*) FROM ledger`) != 0 {
		t.Error("an op of another time is written down, so it cannot be sent again after the reload")
	}
	maya.Must(maya.Sync(op))
}

func TestAPhoneWhoseClockIsFiveYearsOffIsHeldAgainstTheSchools(t *testing.T) {
	for what, off := range map[string]time.Duration{"ahead": 5 * 365 * 24 * time.Hour, "behind": -5 * 365 * 24 * time.Hour} {
		t.Run(what, func(t *testing.T) {
			school := kithtest.Open(t)
			c := school.DrumRoom()
			maya := school.Phone(c.Maya)
			story := c.Alone("When was it?")
			op := maya.Op(api.OpKindKeepRevision, story.Revision)
			op.At = school.Now().Add(off)
			maya.Must(maya.Sync(op))
			row := school.Record("revisions", story.Revision.Revision)
			if !row.GetDateTime("kept_at").Time().Equal(school.Now()) || !row.GetDateTime("received_at").Time().Equal(school.Now()) {
				t.Errorf("kept at %s, received at %s", row.GetDateTime("kept_at"), row.GetDateTime("received_at"))
			}
		})
	}
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	story := c.Alone("A month under the bed")
	op := maya.Op(api.OpKindKeepRevision, story.Revision)
	op.At = school.Now().Add(-30 * time.Minute)
	maya.Must(maya.Sync(op))
	if at := school.Record("revisions", story.Revision.Revision).GetDateTime("kept_at").Time(); !at.Equal(op.At) {
		t.Errorf("what was kept half an hour ago is said to be of %s", at)
	}
}

func TestThePhoneLearnsWhoIsThere(t *testing.T) {
	school := kithtest.Open(t)
	ask := func() api.Hello {
		response, err := http.Get(school.URL + "/kith/v1/hello")
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close() //nolint:errcheck // only read
		var hello api.Hello
		if err := json.NewDecoder(response.Body).Decode(&hello); err != nil {
			t.Fatal(err)
		}
		return hello
	}
	empty := ask()
	if empty.App != "kith" || !empty.Setup || empty.Epoch == "" || !empty.Now.Equal(school.Now()) || len(empty.Schemas) != 1 || empty.Schemas[0] != 1 {
		t.Errorf("an empty school says %+v", empty)
	}
	c := school.DrumRoom()
	if full := ask(); full.Setup || full.Epoch != empty.Epoch {
		t.Errorf("a school that has begun says %+v", full)
	}
	if answer := school.Phone(c.Maya).Send(); answer.Epoch != empty.Epoch || answer.Durable != 0 {
		t.Errorf("a sync says %+v", answer)
	}
	if err := school.Run(`INSERT INTO house (name, value) VALUES ('durable', '12')`); err != nil {
		t.Fatal(err)
	}
	if answer := school.Phone(c.Maya).Send(); answer.Durable != 12 {
		t.Errorf("after a backup a sync says that %d is safe", answer.Durable)
	}
}
