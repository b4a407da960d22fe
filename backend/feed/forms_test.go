package feed_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/kithtest"
)

// What most forms are made of: a moment with names alone, its pictures, its sounds, and who these people are; somebody's own seat, and what a text
// for a consent says.
const (
	aMoment = "at authors authors.name circle did feeling form glaze hash id number others people people.name quotes quotes.made " +
		"quotes.speaker quotes.speaker.name quotes.words revision state turn words "
	aPicture = "pictures pictures.alt pictures.height pictures.kept pictures.media pictures.rendition pictures.width "
	aVoice   = "voice voice.form voice.heard voice.heard.name voice.kept voice.lang voice.media voice.millis voice.rendition voice.words "
	people   = "authors.face authors.id people.face people.id quotes.speaker.face quotes.speaker.id voice.heard.face voice.heard.id "
	aSeat    = "face name person school school.name school.zone seat seatKind "
	aText    = "texts texts.hash texts.kind texts.lang texts.version texts.words "
)

// forms are all keys that a reader's form may hold. Whoever adds a key to a form decides here who reads it.
var forms = map[string]string{
	"moment ask":    "circleName " + aMoment + aPicture + people + aVoice,
	"moment circle": "circleName " + aMoment + aPicture + people + aVoice + "audience",
	"moment school": aMoment + aPicture + aVoice,
	"moment family": aMoment + aPicture + people + aVoice + "authors.own people.own quotes.speaker.own voice.heard.own",
	"moment author": "circleName " + aMoment + aPicture + people + aVoice + "audience by heldUntil note quotes.support shared shared.audience shared.revision shared.since",
	"moment staff": "circleName " + aMoment + aPicture + people + aVoice + "audience by ceiling checks checks.blocks checks.code heldUntil history history.at history.audience " +
		"history.by history.kind history.note history.number history.quotes history.quotes.made history.quotes.speaker history.quotes.speaker.face " +
		"history.quotes.speaker.id history.quotes.speaker.name history.quotes.support history.quotes.words history.revision history.words note " +
		"pictures.master quotes.support received shared shared.audience shared.revision shared.since waitingFor waitingFor.face waitingFor.id waitingFor.name",
	"circle circle": "form glaze id kind members members.face members.id members.name name staff staff.face staff.id staff.name",
	"circle staff": "form glaze id kind members members.consents members.consents.due members.consents.kind members.consents.until " +
		"members.consents.widest members.face members.focus members.id members.name members.orientedUntil members.role members.standing name staff " +
		"staff.face staff.id staff.name",
	"me student": aSeat + "orientedUntil standing",
	"me family": aSeat + aText + "allowed allowed.cells allowed.cells.due allowed.cells.kind allowed.cells.widest allowed.decides allowed.face allowed.name " +
		"allowed.person students students.face students.id students.name",
	"me staff": aSeat + aText + "roles roles.circle roles.role",
	"answer": "changes changes.gone changes.id changes.key changes.kind changes.left changes.mark changes.seq cursor durable epoch more now results " +
		"results.op results.seq results.status",
}

// keysOf collects every key of a value, each with the keys above it.
func keysOf(above string, value any, into map[string]bool) {
	switch value := value.(type) {
	case map[string]any:
		for name, inner := range value {
			into[above+name] = true
			keysOf(above+name+".", inner, into)
		}
	case []any:
		for _, inner := range value {
			keysOf(above, inner, into)
		}
	}
}

// received sorts every key of every answer that a phone ever got by the form in which it came.
func received(t *testing.T, phone *kithtest.Phone, into map[string]map[string]bool) {
	t.Helper()
	take := func(form string, value any) {
		if into[form] == nil {
			into[form] = map[string]bool{}
		}
		keysOf("", value, into[form])
	}
	for decoder := json.NewDecoder(bytes.NewReader(phone.Raw.Bytes())); ; {
		var answer map[string]any
		if err := decoder.Decode(&answer); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		changes, _ := answer["changes"].([]any)
		for _, change := range changes {
			change := change.(map[string]any)
			for kind, named := range map[string]string{"moment": "form", "circle": "form", "me": "seatKind"} {
				if thing, there := change[kind].(map[string]any); there {
					form, _ := thing[named].(string)
					take(kind+" "+form, thing)
					delete(change, kind)
				}
			}
		}
		take("answer", answer)
	}
}

func TestAFormHoldsTheKeysOfItsReaderAndNoOther(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	for _, student := range []circle.Seat{c.Maya, c.Theo} {
		for _, kind := range []string{"photo", "words", "voice"} {
			school.Consent(c.Ortiz, student, kind, "school")
		}
	}
	all := readers(school, c, n)
	phones := make([]*kithtest.Phone, len(all))
	for i, reader := range all {
		phones[i] = school.Phone(reader.seat)
	}
	look := func() {
		for _, phone := range phones {
			phone.Return().Sync()
		}
	}
	maya, ortiz, theo := phones[0], phones[5], phones[1]
	for _, audience := range []api.Audience{api.AudienceCircle, api.AudienceFamilies, api.AudienceSchool} {
		drummed, said := c.Drumming(), c.Spoken(c.Theo)
		drummed.Revision.Quotes[0].Support = "his aide held the switch"
		said.Revision.Voice[0].Words, said.Revision.Voice[0].Lang = "Boom.", "en"
		for _, story := range []kithtest.Story{drummed, said} {
			maya.Keep(story)
			look()
			ortiz.Approve(story.Revision.Moment, audience)
			look()
			school.Expect(theo.Say(story.Revision.Moment, api.GiveAnswerAnswerYes), "")
			look()
		}
		school.Later(11 * time.Minute)
		look()
		maya.Keep(drummed.Edited("A second thought"))
		look()
		sent := ortiz.Decision(drummed.Revision.Moment, api.DecideKindSendBack, "")
		school.Expect(ortiz.One(api.OpKindDecide, sent), "")
		look()
	}
	leaving := school.Record("members", school.Text(`SELECT id FROM members WHERE person = {:a}`, c.Ana.Person))
	leaving.Set("until", school.Now())
	if err := school.App.Save(leaving); err != nil {
		t.Fatal(err)
	}
	look()

	seen := map[string]map[string]bool{}
	for _, phone := range phones {
		received(t, phone, seen)
	}
	for form, keys := range seen {
		allowed, known := forms[form]
		if !known {
			t.Errorf("nobody has said what the form %s may hold", form)
		}
		for key := range keys {
			if !slices.Contains(strings.Fields(allowed), key) {
				t.Errorf("%s holds %s, which is not on the list", form, key)
			}
		}
	}
	for form, allowed := range forms {
		for _, key := range strings.Fields(allowed) {
			if !seen[form][key] {
				t.Errorf("%s is on the list of %s and has not come, so that this test says nothing of it", key, form)
			}
		}
	}
}
