package server_test

import (
	"os"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/kithtest"
	"kith/backend/server"
)

// Who asks, in the matrix.
var principals = []string{
	"anonymous", "author", "co-author", "other member", "member of another circle", "ex-member", "person shown", "supporting adult",
	"facilitator", "other facilitator", "cover out of dates", "family", "restricted family", "family not let read", "coordinator",
	// The same two in a seat as somebody's family: what they may at work they may not there.
	"facilitator at home", "coordinator at home",
}

// Where that lies about which somebody asks, seen from the Drum Room.
const (
	here       = "own circle"
	garden     = "other circle"
	hillside   = "other school"
	unknown    = "unknown id"
	deleted    = "deleted"
	unreadable = "not in a readable state"
	nowhere    = "about nothing"
)

var relations = []string{here, garden, hillside, unknown, deleted, unreadable, nowhere}

// thing is something to ask about: an id, and what else a question about it has to name.
type thing struct{ id, in, revision, seen, into string }

// matrix is a school with somebody in each of the seats, and something of each kind at each distance. It is closed: questions are asked of copies.
type matrix struct {
	dir    string
	age    time.Duration
	circle kithtest.Circle
	access map[string]string           // a session of each principal
	device map[string]string           // and its device
	things map[string]map[string]thing // by kind and relation
}

// Words that only few may ever be sent.
const (
	gardenWords   = "canary of the garden"
	hillsideWords = "canary of hillside"
	waitingWords  = "canary that waits"
	worryWords    = "canary of a worry"
	namingWords   = "canary that names"
	amendWords    = "canary that is not right"
	grownWords    = "canary of full rights"
	grownStory    = "canary of who decides alone"
)

// allowed says who may be sent such words.
var allowed = map[string][]string{
	gardenWords:   {"member of another circle", "other facilitator", "coordinator"},
	hillsideWords: {},
	waitingWords:  {"author", "co-author", "facilitator", "coordinator"},
	worryWords:    {"author", "facilitator", "coordinator"},
	namingWords:   {"author"},
	amendWords:    {"family", "facilitator", "coordinator"},
	grownWords:    {"co-author", "facilitator", "coordinator"},
	grownStory:    {"author", "co-author", "other member", "person shown", "supporting adult", "facilitator", "coordinator"},
}

// built is the school while it is made.
type built struct {
	*kithtest.School
	kithtest.Circle
	kithtest.Neighbours
	m *matrix
}

func openMatrix(t *testing.T) *matrix {
	t.Helper()
	school := kithtest.Open(t)
	b := built{School: school, Circle: school.DrumRoom(), m: &matrix{
		dir: school.Dir, access: map[string]string{}, device: map[string]string{}, things: map[string]map[string]thing{"": {nowhere: {}}},
	}}
	b.Neighbours = school.Next(b.Circle)
	b.m.circle = b.Circle
	pia, uma, kai := b.student("Pia", b.ID, time.Time{}), b.student("Uma", b.ID, time.Time{}), b.student("Kai", b.ID, b.Now())
	lia := b.student("Lia", b.Garden, time.Time{})
	b.ready(b.Leo)
	band, hill := b.band()
	b.people(band, uma, lia, kai)
	b.moments(band, hill, pia)
	b.setAside()
	mother := b.grown(pia)
	b.worries()
	b.amendments(pia)
	for relation, student := range map[string]circle.Seat{here: b.Maya, garden: b.Leo, hillside: b.Sam} {
		b.m.put("student", relation, thing{id: student.Person})
	}
	for who, seat := range map[string]circle.Seat{
		"author": b.Maya, "co-author": pia, "other member": uma, "member of another circle": b.Leo, "ex-member": kai, "person shown": b.Theo,
		"supporting adult": b.Ivy, "facilitator": b.Ortiz, "other facilitator": b.Dre, "cover out of dates": b.Noor, "family": b.MayasFamily,
		"restricted family": b.AnasAunt, "family not let read": mother, "coordinator": b.Coordinator,
		"facilitator at home": b.Seat(b.Ortiz, "family"), "coordinator at home": b.Seat(b.Coordinator, "family"),
	} {
		phone := school.Phone(seat)
		b.m.access[who], b.m.device[who] = phone.Access, phone.Device
	}
	b.m.age = school.Now().Sub(kithtest.Monday)
	school.Shut()
	return b.m
}

// again opens a copy of the school.
func (m *matrix) again(t *testing.T) *kithtest.School {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(m.dir)); err != nil {
		t.Fatal(err)
	}
	// What a PIN costs, and what time brings, is asked elsewhere.
	school := kithtest.Reopen(t, dir, func(config *server.Config) { config.PinCost, config.Idle = 4, true })
	school.Later(m.age)
	return school
}

func (m *matrix) put(kind, relation string, about thing) {
	if m.things[kind] == nil {
		m.things[kind] = map[string]thing{unknown: {id: kithtest.ID(), in: kithtest.ID(), revision: kithtest.ID(), seen: "seen"}}
	}
	m.things[kind][relation] = about
}

// student is a member of a circle, until a time if that is named, of whom everything may be shown.
func (b built) student(name, in string, until time.Time) circle.Seat {
	b.T.Helper()
	seat := b.Person(b.Circle.School, "student", name)
	member := map[string]any{"circle": in, "person": seat.Person, "role": "companion", "from": b.Now().Add(-time.Hour)}
	if !until.IsZero() {
		member["until"] = until
	}
	b.Save("members", member)
	b.ready(seat)
	return seat
}

// grown gives a student full rights, a story that is shared with families, and a mother, who neither decides nor reads any more. The student allows
// words.
func (b built) grown(student circle.Seat) (mother circle.Seat) {
	b.T.Helper()
	b.Save("consents", map[string]any{
		"person": student.Person, "kind": "words", "widest": "families", "how": "account", "giver": student.Person, "by": student.Person,
		"from": b.Now(), "until": b.Now().AddDate(0, 6, 0),
	})
	mother = b.Person(student.School, "family", "Petra")
	link := b.Save("family_links", map[string]any{"person": mother.Person, "student": student.Person})
	b.Grow(student)
	story := b.Alone(grownStory)
	b.Phone(student).Keep(story)
	b.Phone(b.Ortiz).Approve(story.Revision.Moment, api.AudienceFamilies)
	b.Later(11 * time.Minute)
	if !b.Reaches("kin:"+student.Person, story.Revision.Moment) {
		b.T.Fatal("no family can be sent the story of who decides alone")
	}
	b.m.put("grown", here, thing{id: student.Person})
	b.m.put("reader", here, thing{id: link.Id})
	return mother
}

func (b built) ready(student circle.Seat) {
	b.T.Helper()
	b.Orient(b.Ortiz, student)
	for _, kind := range []string{"photo", "words", "voice", "name"} {
		b.Consent(b.Ortiz, student, kind, "families")
	}
}

// band is a circle of the other school, with Sam in it and Ms. Hill at its head.
func (b built) band() (id string, hill circle.Seat) {
	b.T.Helper()
	id = b.Save("circles", map[string]any{"school": b.Elsewhere, "name": hillsideWords, "kind": "peer_network", "glaze": "sea"}).Id
	hill = b.Person(b.Elsewhere, "staff", "Ms. Hill")
	b.Save("grants", map[string]any{"person": hill.Person, "school": b.Elsewhere, "role": "facilitator", "circle": id})
	b.Save("members", map[string]any{"circle": id, "person": b.Sam.Person, "role": "companion", "from": b.Now().Add(-time.Hour)})
	b.ready(b.Sam)
	return id, hill
}

// people are what the roster is asked about.
func (b built) people(band string, uma, lia, kai circle.Seat) {
	b.T.Helper()
	for relation, of := range map[string]struct {
		student circle.Seat
		circle  string
	}{here: {uma, b.ID}, garden: {lia, b.Garden}, hillside: {b.Sam, band}, unreadable: {kai, b.ID}} {
		b.m.put("person", relation, thing{id: of.student.Person})
		b.m.put("session", relation, thing{id: b.Phone(of.student).Session(), in: of.student.Person})
		b.m.put("member", relation, thing{id: of.student.Person, in: of.circle})
		family := b.Person(of.student.School, "family", "Aunt of "+of.student.Person)
		link := map[string]any{"person": family.Person, "student": of.student.Person}
		if relation == unreadable {
			link["until"] = b.Now() // it is over, as the student's time in the circle
		}
		b.m.put("link", relation, thing{id: b.Save("family_links", link).Id})
		if relation == unreadable {
			continue
		}
		b.m.put("circle", relation, thing{id: of.circle})
		helper := b.Person(of.student.School, "staff", "Helper")
		grant := b.Save("grants", map[string]any{"person": helper.Person, "school": of.student.School, "role": "supporting_adult", "circle": of.circle})
		b.m.put("grant", relation, thing{id: grant.Id, in: of.circle})
	}
}
