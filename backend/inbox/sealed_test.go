package inbox_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/clock"
	"kith/backend/kithtest"
	"kith/backend/sealed"
)

// bring delivers one envelope and says how it fared.
func bring(by *kithtest.Phone, envelope api.Envelope) (status api.SealedResultStatus, code string) {
	by.School.T.Helper()
	results := by.Deliver(envelope)
	if len(results) != 1 || results[0].Id != envelope.Id {
		by.School.T.Fatalf("one envelope is answered with %+v", results)
	}
	return results[0].Status, results[0].Code
}

// isTaken ends the test unless the school says of an envelope that it has it, and nothing else.
func isTaken(by *kithtest.Phone, envelope api.Envelope) {
	by.School.T.Helper()
	if status, code := bring(by, envelope); status != api.SealedResultStatusTaken || code != "" {
		by.School.T.Fatalf("an envelope is %s %s", status, code)
	}
}

func setAside(t testing.TB, by *kithtest.Phone) []api.SetAside {
	t.Helper()
	status, body := by.JSON("GET", "/set-aside", nil)
	var list api.SetAsideList
	if err := json.Unmarshal(body, &list); err != nil || status != http.StatusOK {
		t.Fatalf("what was set aside: %d %s %v", status, body, err)
	}
	return list.Items
}

func TestASealedStoryIsItsAuthorsWhoeverBringsIt(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, theo := school.Phone(c.Maya), school.Phone(c.Theo)
	story := c.Drumming()
	op := maya.Op(api.OpKindKeepRevision, story.Revision)
	envelope := maya.Seal(op)
	head, box := maya.SealPhoto(story.Photo)
	if status, body := maya.JSON("DELETE", "/session", nil); status != http.StatusNoContent {
		t.Fatalf("sign out: %d %s", status, body)
	}
	for range 2 { // the answer may be lost, and then it comes again
		isTaken(theo, envelope)
		response, body := theo.Do("POST", "/media", kithtest.SealedHeaders(head, box), box)
		if response.StatusCode != http.StatusCreated || response.Header.Get("Kith-Media") != "kept" {
			t.Fatalf("a sealed picture: %d %s %s", response.StatusCode, response.Header.Get("Kith-Media"), body)
		}
	}
	theo.Sync()
	if bytes.Contains(theo.Raw.Bytes(), []byte("drummed")) {
		t.Error("who brings an envelope is told what is in it")
	}
	maya.Return().Sync()
	own := maya.Moment(story.Revision.Moment, api.MomentFormAuthor)
	if own == nil || own.Words != story.Revision.Words || len(own.Pictures) != 1 || !own.Pictures[0].Kept {
		t.Fatalf("its author has %+v", own)
	}
	if owner := school.Record("media", story.Photo.Media).GetString("owner"); owner != c.Maya.Person {
		t.Errorf("the picture is counted as of %s", owner)
	}
	if again := maya.Sync(op)[0]; again.Status != api.OpResultStatusAccepted || !again.Repeated {
		t.Errorf("the same op from its author's own phone is %+v", again)
	}
	if total, err := school.App.CountRecords("revisions"); err != nil || total != 1 {
		t.Errorf("%d revisions were kept, %v", total, err)
	}
}

func TestWhatASchoolCannotOpenStaysOnItsDevice(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, theo, ortiz := school.Phone(c.Maya), school.Phone(c.Theo), school.Phone(c.Ortiz)
	if ortiz.Says != "" || school.Phone(c.MayasFamily).Says != "" {
		t.Error("an adult has a token that delivers")
	}
	op := maya.Op(api.OpKindKeepRevision, c.Alone("Only mine").Revision)
	elsewhere := kithtest.Open(t)
	key := school.Hello().SealKey
	id, _, _ := strings.Cut(key, ".")
	letter := func(says string, schema int) []byte {
		text, err := json.Marshal(sealed.Letter{Deliver: says, Schema: schema, Op: op})
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	sealedAs := func(purpose string, text []byte) api.Envelope {
		return api.Envelope{Id: kithtest.ID(), Key: id, Box: kithtest.SealTo(t, key, purpose, text)}
	}
	changed := maya.Seal(op)
	changed.Box[len(changed.Box)-1] ^= 1
	other := elsewhere.Phone(elsewhere.DrumRoom().Maya)
	for name, envelope := range map[string]api.Envelope{
		"changed on its way":          changed,
		"sealed to another school":    other.Seal(op),
		"sealed for another purpose":  sealedAs("kith picture head 1", letter(maya.Says, 1)),
		"no letter":                   sealedAs("kith words 1", []byte(`"hello"`)),
		"an access token":             sealedAs("kith words 1", letter(maya.Access, 1)),
		"another school's author":     sealedAs("kith words 1", letter(other.Says, 1)),
		"of nobody":                   sealedAs("kith words 1", letter("", 1)),
		"of a time that is to come":   sealedAs("kith words 1", letter(maya.Says, 99)),
		"too short to be an envelope": {Id: kithtest.ID(), Key: id, Box: []byte("short")},
		"an act of adults":            maya.Seal(maya.Op(api.OpKindDecide, api.Decide{Moment: kithtest.ID(), Kind: api.DecideKindApprove})),
		"without a token of its own":  ortiz.Seal(op),
		"under an id that is none":    maya.Seal(api.Op{Op: "../circles", Kind: op.Kind, At: op.At, Body: op.Body}),
	} {
		want := "seal_unknown"
		if name == "of a time that is to come" {
			want = "schema_unknown"
		}
		if status, code := bring(theo, envelope); status != api.SealedResultStatusRefused || code != want {
			t.Errorf("an envelope that is %s is %s %s", name, status, code)
		}
	}
	if total, err := school.App.CountRecords("moments"); err != nil || total != 0 {
		t.Errorf("%d moments came of that, %v", total, err)
	}
	isTaken(theo, maya.Seal(op))
	if status, body := theo.JSON("POST", "/sealed", api.SealedRequest{Envelopes: make([]api.Envelope, 21)}); status != http.StatusRequestEntityTooLarge {
		t.Errorf("21 envelopes at once: %d %s", status, body)
	}
}

func TestAWorryThatCannotBeFiledStaysOnItsDevice(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, theo := school.Phone(c.Maya), school.Phone(c.Theo)
	op := maya.Op(api.OpKindTellAdult, map[string]any{"words": "I am scared", "nobody knows": "this field"})
	if status, code := bring(theo, maya.Seal(op)); status != api.SealedResultStatusRefused || code != "field_invalid" {
		t.Errorf("it is %s %s, and no adult has it", status, code)
	}
	never := maya.Op(api.OpKindStepOut, api.StepOut{Circle: kithtest.ID(), Wish: api.StepOutWishStop})
	isTaken(theo, maya.Seal(never))
}

func TestAYesIsSaidInASessionOfOnesOwnAndANoMayComeSealed(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, theo := school.Phone(c.Maya), school.Phone(c.Theo)
	for _, answer := range []api.GiveAnswerAnswer{api.GiveAnswerAnswerYes, api.GiveAnswerAnswerNo} {
		isTaken(theo, maya.Seal(maya.Op(api.OpKindGiveAnswer, api.GiveAnswer{Answer: answer})))
	}
	if yes, no := school.Count(`SELECT count(*) FROM answers WHERE answer = 'yes'`), school.Count(`SELECT count(*) FROM answers WHERE answer = 'no'`); yes != 0 || no != 1 {
		t.Errorf("%d yes and %d no came out of envelopes", yes, no)
	}
}

func TestADeliveryTokenOpensNothing(t *testing.T) {
	school := kithtest.Open(t)
	maya := school.Phone(school.DrumRoom().Maya)
	maya.Access = maya.Says
	for _, ask := range [][2]string{{"GET", "/session"}, {"GET", "/circles"}, {"POST", "/sync"}, {"POST", "/sealed"}} {
		if status, _ := maya.JSON(ask[0], ask[1], map[string]any{}); status != http.StatusUnauthorized {
			t.Errorf("%s %s with a delivery token: %d", ask[0], ask[1], status)
		}
	}
}

func TestAnEnvelopeToAnOldKeyStillOpensAndANewOneIsAnnouncedWhenABackupHoldsIt(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, theo := school.Phone(c.Maya), school.Phone(c.Theo)
	first, old := school.Hello().SealKey, maya.Seal(maya.Op(api.OpKindKeepRevision, c.Alone("From spring").Revision))
	if err := school.Run(`UPDATE sealing_keys SET made = {:a}`, clock.Text(school.Now())); err != nil {
		t.Fatal(err)
	}
	turn := func() {
		t.Helper()
		if err := sealed.Turn(school.App); err != nil {
			t.Fatal(err)
		}
	}
	backup := func() {
		t.Helper()
		err := school.Run(`INSERT INTO backups (at, seq, bytes, name, why) VALUES ({:a}, 1, 1, 'b', '')`, clock.Text(school.Now()))
		if err != nil {
			t.Fatal(err)
		}
	}
	turn()
	if school.Hello().SealKey != first {
		t.Fatal("a young key was replaced")
	}
	backup()
	school.Later(183 * 24 * time.Hour)
	turn()
	if school.Hello().SealKey != first {
		t.Error("a key that no backup holds is announced")
	}
	backup()
	if school.Hello().SealKey == first {
		t.Error("a key that a backup holds is not announced")
	}
	theo.Return()
	isTaken(theo, old)
	maya.Return().Sync()
	if len(maya.Rows) == 0 {
		t.Fatal("its author has nothing")
	}
	for range 3 {
		school.Later(200 * 24 * time.Hour)
		turn()
	}
	if status, code := bring(theo.Return(), old); status != api.SealedResultStatusRefused || code != "seal_unknown" {
		t.Errorf("an envelope of two years ago is %s %s", status, code)
	}
}

func TestWhatCannotBeFiledIsSetAsideForAnAdultAndForNobodyElse(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, theo, ortiz := school.Phone(c.Maya), school.Phone(c.Theo), school.Phone(c.Ortiz)
	away := c.Drumming().Revision
	away.Circle = "nosuchcircle001"
	op := maya.Op(api.OpKindKeepRevision, away)
	envelope := maya.Seal(op)
	if results := theo.Deliver(envelope, envelope); results[0].Seq == 0 || results[1].Seq <= results[0].Seq {
		t.Errorf("a device is told %+v, and cannot know when a backup holds it", results)
	}
	items := setAside(t, ortiz)
	if len(items) != 1 || items[0].Name != "Maya" || items[0].Words != "We drummed until the bell.\nLouder!" || items[0].Code == "" || items[0].Op != op.Op {
		t.Fatalf("her facilitator is told %+v", items)
	}
	clear := func(by *kithtest.Phone) int {
		status, _ := by.JSON("DELETE", "/set-aside/"+op.Op+"?person="+c.Maya.Person, nil)
		return status
	}
	stranger := school.Phone(school.Person(c.School, "staff", "Mr. Dre"))
	asFamily := school.Phone(school.Seat(c.Ortiz, "family"))
	if got := setAside(t, stranger); len(got) != 0 {
		t.Errorf("another adult is told %+v", got)
	}
	for _, other := range []*kithtest.Phone{theo, maya, school.Phone(c.MayasFamily), stranger, asFamily} {
		if status, body := other.JSON("GET", "/set-aside", nil); other != stranger && status != http.StatusNotFound {
			t.Errorf("%s is told %d %s", other.Seat.Kind, status, body)
		}
		if status := clear(other); status != http.StatusNotFound {
			t.Errorf("%s clears it: %d", other.Seat.Kind, status)
		}
	}
	if got := setAside(t, school.Phone(c.Coordinator)); len(got) != 1 {
		t.Errorf("a coordinator is told %+v", got)
	}
	if status := clear(ortiz); status != http.StatusNoContent {
		t.Errorf("her facilitator clears it: %d", status)
	}
	isTaken(theo, envelope)
	if got := setAside(t, ortiz); len(got) != 0 {
		t.Errorf("what was looked at is listed again: %+v", got)
	}
	if status := clear(ortiz); status != http.StatusNotFound {
		t.Errorf("it is cleared twice: %d", status)
	}
}

func TestWhatComesOfSomebodyWhoWasSignedOutOrHasLeftIsSetAsideUnlessItWasHereBefore(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	ortiz, theo := school.Phone(c.Ortiz), school.Phone(c.Theo)
	maya, ana := school.Phone(c.Maya), school.Phone(c.Ana)
	known := maya.Op(api.OpKindKeepRevision, c.Alone("Before").Revision)
	maya.Must(maya.Sync(known))
	before, lost := maya.Seal(known), maya.Seal(maya.Op(api.OpKindKeepRevision, c.Alone("On the lost tablet").Revision))
	summer := theo.Seal(theo.Op(api.OpKindKeepRevision, c.Alone("All summer in a cupboard").Revision))
	over := school.Phone(c.Maya)
	earlier := over.Seal(over.Op(api.OpKindKeepRevision, c.Alone("Signed out before").Revision))
	if status, _ := over.JSON("DELETE", "/session", nil); status != http.StatusNoContent {
		t.Fatal("sign out")
	}
	left := ana.Seal(ana.Op(api.OpKindKeepRevision, c.Alone("Last day").Revision))
	if status, body := ortiz.JSON("DELETE", "/people/"+c.Maya.Person+"/sessions", nil); status != http.StatusNoContent {
		t.Fatalf("sign Maya out: %d %s", status, body)
	}
	seat := school.Record("seats", c.Ana.ID)
	seat.Set("until", school.Now())
	if err := school.App.Save(seat); err != nil {
		t.Fatal(err)
	}
	for _, envelope := range []api.Envelope{before, lost, earlier, left} {
		isTaken(theo, envelope)
	}
	school.Later(300 * 24 * time.Hour)
	isTaken(theo.Return(), summer)
	codes := map[string]string{}
	for _, item := range setAside(t, ortiz.Return()) {
		codes[item.Words] = item.Code
	}
	want := map[string]string{
		"On the lost tablet": "author_signed_out", "Signed out before": "author_signed_out", "Last day": "author_left", "All summer in a cupboard": "author_left",
	}
	if !maps.Equal(codes, want) {
		t.Errorf("their facilitator is told %v", codes)
	}
}

func TestWhatWasErasedIsNotSetAsideWhoeverItWasOf(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, theo, ortiz := school.Phone(c.Maya), school.Phone(c.Theo), school.Phone(c.Ortiz)
	story := c.Alone("Please forget this")
	if err := school.Run(`INSERT INTO erased (id, moment, what, at) VALUES ({:a}, {:a}, 'moment', '')`, story.Revision.Moment); err != nil {
		t.Fatal(err)
	}
	edited := maya.Seal(maya.Op(api.OpKindKeepRevision, story.Revision))
	isTaken(theo, edited)
	if status, _ := ortiz.JSON("DELETE", "/people/"+c.Maya.Person+"/sessions", nil); status != http.StatusNoContent {
		t.Fatal("sign Maya out")
	}
	isTaken(theo, edited)
	if got := setAside(t, ortiz); len(got) != 0 {
		t.Errorf("her facilitator is told %+v", got)
	}
}
