package kithtest

import (
	"image"
	"net/http"

	"kith/backend/api"
	"kith/backend/circle"
)

// Story is a moment that a test follows: what Maya wrote of an afternoon with Theo, and the picture that goes with it.
type Story struct {
	Revision api.KeepRevision
	Photo    Photo
}

// Drumming is a story that Maya can keep: Theo is in the picture and is quoted.
func (c Circle) Drumming() Story {
	moment := ID()
	photo := Photograph(moment, 200)
	return Story{Photo: photo, Revision: api.KeepRevision{
		Moment: moment, Revision: ID(), Circle: c.ID, Did: []string{"music"}, Feeling: "funny", Turn: "they_showed",
		Words: "We drummed until the bell.", People: []string{c.Theo.Person},
		Quotes:   []api.NewQuote{{Speaker: c.Theo.Person, Words: "Louder!", Made: api.MadeOwn}},
		Pictures: []api.NewPicture{{Media: photo.Media, Alt: "Theo at the drums"}},
	}}
}

// Showing is the story of the drums with another picture.
func (c Circle) Showing(painted image.Image) Story {
	story := c.Drumming()
	story.Photo = Picture(story.Revision.Moment, painted)
	story.Revision.Pictures[0].Media = story.Photo.Media
	return story
}

// Alone is a story in words about nobody but its author.
func (c Circle) Alone(words string) Story {
	return Story{Revision: api.KeepRevision{Moment: ID(), Revision: ID(), Circle: c.ID, Words: words}}
}

// Edited is the next revision of a story, with other words.
func (s Story) Edited(words string) Story {
	next := s
	next.Revision.Base, next.Revision.Revision, next.Revision.Words = s.Revision.Revision, ID(), words
	return next
}

// Keep sends a story with its picture, and ends the test unless the school has both.
func (p *Phone) Keep(story Story) Story {
	p.School.T.Helper()
	p.Must(p.Sync(p.Op(api.OpKindKeepRevision, story.Revision)))
	if story.Photo.Media != "" && story.Revision.Base == "" {
		if got := p.Upload(story.Photo); got != "kept" {
			p.School.T.Fatalf("the picture is %q instead of kept", got)
		}
	}
	return story
}

// Decision is what a teacher says of the revision that is on this phone's screen.
func (p *Phone) Decision(moment string, kind api.DecideKind, audience api.Audience) api.Decide {
	p.School.T.Helper()
	p.Sync()
	seen := p.Moment(moment, api.MomentFormStaff)
	if seen == nil {
		p.School.T.Fatalf("moment %s is not on this teacher's phone", moment)
	}
	decision := api.Decide{Moment: moment, Revision: seen.Revision, Kind: kind, Audience: audience, Seen: seen.Hash}
	if kind == api.DecideKindSendBack {
		decision.Note = "Tell us who drummed."
	}
	return decision
}

// Decide makes a decision about what is on the screen and returns its result.
func (p *Phone) Decide(moment string, kind api.DecideKind, audience api.Audience) api.OpResult {
	p.School.T.Helper()
	return p.One(api.OpKindDecide, p.Decision(moment, kind, audience))
}

// One sends one op and returns its result.
func (p *Phone) One(kind api.OpKind, body any) api.OpResult {
	p.School.T.Helper()
	return p.Sync(p.Op(kind, body))[0]
}

// Approve approves for an audience, and ends the test unless that is accepted.
func (p *Phone) Approve(moment string, audience api.Audience) {
	p.School.T.Helper()
	p.Must([]api.OpResult{p.Decide(moment, api.DecideKindApprove, audience)})
}

// Say answers for oneself about a moment, or with no moment as a standing answer.
func (p *Phone) Say(moment string, answer api.GiveAnswerAnswer) api.OpResult {
	p.School.T.Helper()
	return p.One(api.OpKindGiveAnswer, api.GiveAnswer{Moment: moment, Answer: answer})
}

// Has says whether the phone, after asking once more, holds a moment in a form.
func (p *Phone) Has(moment string, form api.MomentForm) bool {
	p.School.T.Helper()
	p.Sync()
	return p.Moment(moment, form) != nil
}

// Opens says whether the phone may open a rendition now.
func (p *Phone) Opens(rendition string) bool {
	p.School.T.Helper()
	response, _ := p.Do("GET", "/media/"+rendition+"/400", nil, nil)
	return response.StatusCode == http.StatusOK
}

// Share takes a story the whole way: Maya keeps it, Ms. Ortiz approves it, Theo says yes and the hold ends.
func (s *School) Share(c Circle, story Story, audience api.Audience) Story {
	s.T.Helper()
	maya, ortiz := s.Phone(c.Maya), s.Phone(c.Ortiz)
	maya.Keep(story)
	ortiz.Approve(story.Revision.Moment, audience)
	if len(story.Revision.People) > 0 {
		theo := s.Phone(c.Theo)
		theo.Sync()
		theo.Must([]api.OpResult{theo.Say(story.Revision.Moment, api.GiveAnswerAnswerYes)})
	}
	s.Later(11 * 60 * 1e9)
	if !s.Reaches("circle:"+c.ID, story.Revision.Moment) {
		s.T.Fatal("the story was not shared")
	}
	return story
}

// Reaches says whether a live row under a key gives a moment.
func (s *School) Reaches(key, moment string) bool {
	s.T.Helper()
	return s.Count(`SELECT count(*) FROM feed WHERE key = {:a} AND subject = {:b} AND kind = 'moment' AND NOT gone`, key, moment) == 1
}

// Count runs a query for one number, with its parameters in the order of a, b, c.
func (s *School) Count(query string, values ...any) int {
	s.T.Helper()
	params := map[string]any{}
	for i, value := range values {
		params[string(rune('a'+i))] = value
	}
	var n int
	if err := s.App.DB().NewQuery(query).Bind(params).Row(&n); err != nil {
		s.T.Fatalf("%s: %v", query, err)
	}
	return n
}

// Text runs a query for one text, with its parameters in the order of a, b, c.
func (s *School) Text(query string, values ...any) (text string) {
	s.T.Helper()
	params := map[string]any{}
	for i, value := range values {
		params[string(rune('a'+i))] = value
	}
	if err := s.App.DB().NewQuery(query).Bind(params).Row(&text); err != nil {
		s.T.Fatalf("%s: %v", query, err)
	}
	return text
}

// Run runs a statement past every hook, as somebody with the database file in hand could.
func (s *School) Run(statement string, values ...any) error {
	params := map[string]any{}
	for i, value := range values {
		params[string(rune('a'+i))] = value
	}
	_, err := s.App.NonconcurrentDB().NewQuery(statement).Bind(params).Execute()
	return err
}

// Expect ends the test unless an op was answered with a code. An empty code stands for an accepted op.
func (s *School) Expect(result api.OpResult, code string) {
	s.T.Helper()
	if result.Code != code || (code == "") != (result.Status == api.OpResultStatusAccepted) {
		s.T.Fatalf("op %s: %s %q instead of %q %+v", result.Op, result.Status, result.Code, code, result.Problem)
	}
}

// Neighbours are people of the same school who have nothing to do with the Drum Room, and one of another school.
type Neighbours struct {
	Garden                string      // their circle
	Leo, Dre, Ivy, Noor   circle.Seat // Leo gardens; Mr. Dre leads the garden; Ivy lends hands in the Drum Room; Noor covers there
	Elsewhere             string      // another school
	Sam, Okafor, LeosAunt circle.Seat // Sam learns and Ms. Okafor coordinates elsewhere
}

// Next makes the neighbours. Noor's cover of the Drum Room begins tomorrow and ends two days later.
func (s *School) Next(c Circle) Neighbours {
	s.T.Helper()
	n := Neighbours{
		Leo: s.Person(c.School, "student", "Leo"), Dre: s.Person(c.School, "staff", "Mr. Dre"),
		Ivy: s.Person(c.School, "staff", "Ivy"), Noor: s.Person(c.School, "staff", "Noor"),
		LeosAunt: s.Person(c.School, "family", "June"), Elsewhere: s.NewSchool("Hillside"),
	}
	n.Sam, n.Okafor = s.Person(n.Elsewhere, "student", "Sam"), s.Person(n.Elsewhere, "staff", "Ms. Okafor")
	n.Garden = s.Save("circles", map[string]any{"school": c.School, "name": "The Garden", "kind": "peer_network", "glaze": "moss"}).Id
	s.Save("members", map[string]any{"circle": n.Garden, "person": n.Leo.Person, "role": "companion", "from": s.Now()})
	s.Save("family_links", map[string]any{"person": n.LeosAunt.Person, "student": n.Leo.Person})
	s.Save("grants", map[string]any{"person": n.Dre.Person, "school": c.School, "role": "facilitator", "circle": n.Garden})
	s.Save("grants", map[string]any{"person": n.Ivy.Person, "school": c.School, "role": "supporting_adult", "circle": c.ID})
	s.Save("grants", map[string]any{
		"person": n.Noor.Person, "school": c.School, "role": "cover", "circle": c.ID,
		"from": s.Now().AddDate(0, 0, 1), "until": s.Now().AddDate(0, 0, 3),
	})
	s.Save("grants", map[string]any{"person": n.Okafor.Person, "school": n.Elsewhere, "role": "coordinator"})
	return n
}
