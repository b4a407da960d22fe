package review_test

import (
	"testing"

	"kith/backend/api"
	"kith/backend/kithtest"
)

func TestWhoCannotBeRecognisedNeedsNoConsentToThePhotoAndAllElseOfThemCounts(t *testing.T) {
	for _, try := range []struct {
		what, code string
		before     func(*kithtest.School, kithtest.Circle)
		change     func(*api.Decide, kithtest.Circle)
	}{
		{"without the teacher's word the consent is missing", "not_ready", nil, func(d *api.Decide, _ kithtest.Circle) { d.Unseen = nil }},
		{"with it nothing is", "", nil, nil},
		{"his words need their own", "not_ready", func(s *kithtest.School, c kithtest.Circle) { s.Consent(c.Ortiz, c.Theo, "words", "none") }, nil},
		{"his standing no counts", "not_ready", func(s *kithtest.School, c kithtest.Circle) {
			s.Save("answers", map[string]any{"person": c.Theo.Person, "answer": "no", "how": "own_phone", "by": c.Theo.Person})
		}, nil},
		{"it goes no further than the others allow", "not_ready", nil, func(d *api.Decide, _ kithtest.Circle) { d.Audience = api.AudienceSchool }},
	} {
		t.Run(try.what, func(t *testing.T) {
			school := kithtest.Open(t)
			c := school.DrumRoom()
			school.Consent(c.Ortiz, c.Theo, "photo", "none")
			if try.before != nil {
				try.before(school, c)
			}
			story, ortiz := school.Phone(c.Maya).Keep(c.Showing(busy())), school.Phone(c.Ortiz)
			decision := covering(ortiz, story, nil, one)
			decision.Unseen = []string{c.Theo.Person}
			if try.change != nil {
				try.change(&decision, c)
			}
			school.Expect(ortiz.One(api.OpKindDecide, decision), try.code)
			if try.code == "" {
				release(school, c, story)
				if !school.Phone(c.TheosFamily).Has(story.Revision.Moment, api.MomentFormFamily) {
					t.Error("it did not go out")
				}
			}
		})
	}
}
