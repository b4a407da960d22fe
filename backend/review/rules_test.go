package review_test

import (
	"slices"
	"testing"

	"kith/backend/api"
	"kith/backend/consent"
	"kith/backend/review"
)

// ready are the facts of a moment that every rule lets pass.
func ready() review.Facts {
	return review.Facts{
		Moment: "a moment", Revision: "its revision", Words: "We drummed until the bell.",
		Quotes:   []review.Quote{{Speaker: "theo", Words: "Louder!", Made: "own"}},
		Pictures: []review.Picture{{Media: "drums", Alt: "Theo at the drums", Kept: true, Looked: true}},
		People:   []review.Person{{ID: "maya", Name: "Maya"}, {ID: "theo", Name: "Theo", Pictured: true}},
		Ceiling:  consent.School, AuthorsOriented: true,
	}
}

// Two faces, side by side.
var (
	left  = api.Box{X: 40, Y: 50, Width: 60, Height: 70}
	right = api.Box{X: 240, Y: 50, Width: 60, Height: 70}
)

// codes are what a rule of the table finds, in short: "code" for what only asks for a look, "code!" for what blocks.
func codes(t *testing.T, name string, facts review.Facts) []string {
	t.Helper()
	at := slices.IndexFunc(review.Rules, func(rule review.Rule) bool { return rule.Name == name })
	if at < 0 {
		t.Fatalf("there is no rule %s", name)
	}
	found := []string{}
	for _, reason := range review.Rules[at].Of(facts) {
		code := reason.Code
		if reason.Blocks {
			code += "!"
		}
		found = append(found, code)
	}
	return found
}

func TestEachRuleFindsItsOwnReasonAndNoOther(t *testing.T) {
	narrow := func(code, person string, widest consent.Widest) []consent.Reason {
		return []consent.Reason{{Code: code, Person: person, Kind: "photo", Widest: widest}}
	}
	for _, c := range []struct {
		what, rule string
		change     func(*review.Facts)
		found      []string
	}{
		{"a picture is on its way", "complete", func(f *review.Facts) { f.Pictures[0].Kept = false }, []string{"picture_missing!"}},
		{"a picture was refused", "complete", func(f *review.Facts) { f.Pictures[0].Kept, f.Pictures[0].Refused = false, true }, []string{"picture_missing!"}},
		{"no picture at all", "complete", func(f *review.Facts) { f.Pictures = nil }, nil},

		{"nobody in the picture is named", "tagged", func(f *review.Facts) { f.People[1].Pictured = false }, []string{"nobody_named!"}},
		{"the teacher says why nobody is", "tagged", func(f *review.Facts) { f.People[1].Pictured, f.Why = false, "only the drums" }, nil},
		{"as many faces as people are named", "tagged", func(f *review.Facts) { f.Pictures[0].Faces = []api.Box{left} }, nil},
		{"a face more than people are named", "tagged", func(f *review.Facts) { f.Pictures[0].Faces = []api.Box{left, right} }, []string{"faces_unnamed!"}},
		{"a face more, and the teacher says why", "tagged", func(f *review.Facts) {
			f.Pictures[0].Faces, f.Why = []api.Box{left, right}, "the other is on a poster"
		}, nil},
		{"the picture with the most faces counts", "tagged", func(f *review.Facts) {
			f.Pictures = append(f.Pictures, review.Picture{Media: "bell", Alt: "The bell", Kept: true, Looked: true, Faces: []api.Box{left, right}})
		}, []string{"faces_unnamed!"}},
		{"one face in each of two pictures is one person", "tagged", func(f *review.Facts) {
			f.Pictures[0].Faces = []api.Box{left}
			f.Pictures = append(f.Pictures, review.Picture{Media: "bell", Alt: "The bell", Kept: true, Looked: true, Faces: []api.Box{right}})
		}, nil},
		{"nobody has looked for faces", "tagged", func(f *review.Facts) { f.Pictures[0].Looked = false }, []string{"faces_unknown"}},
		{"a face that is covered does not count", "tagged", func(f *review.Facts) {
			f.Pictures[0].Faces, f.Pictures[0].Cover = []api.Box{left, right}, &api.Cover{Boxes: []api.Box{right}}
		}, nil},
		{"a face that is covered by half counts", "tagged", func(f *review.Facts) {
			half := right
			half.Width /= 2
			f.Pictures[0].Faces, f.Pictures[0].Cover = []api.Box{left, right}, &api.Cover{Boxes: []api.Box{half}}
		}, []string{"faces_unnamed!"}},
		{"a face that is cut off does not count", "tagged", func(f *review.Facts) {
			f.Pictures[0].Faces, f.Pictures[0].Cover = []api.Box{left, right}, &api.Cover{Crop: &api.Box{X: 0, Y: 0, Width: 200, Height: 300}}
		}, nil},
		{"a face at the edge of the crop counts", "tagged", func(f *review.Facts) {
			f.Pictures[0].Faces, f.Pictures[0].Cover = []api.Box{left, right}, &api.Cover{Crop: &api.Box{X: 0, Y: 0, Width: right.X + 1, Height: 300}}
		}, []string{"faces_unnamed!"}},
		{"who cannot be recognised any more is not one of the named", "tagged", func(f *review.Facts) {
			f.People = append(f.People, review.Person{ID: "ana", Name: "Ana", Pictured: true})
			f.Pictures[0].Faces, f.Unseen = []api.Box{left, right}, []string{"ana"}
		}, []string{"faces_unnamed!"}},
		{"without a picture nobody has to be", "tagged", func(f *review.Facts) { f.People, f.Pictures = nil, nil }, nil},

		{"a picture has no description", "described", func(f *review.Facts) { f.Pictures[0].Alt = "" }, []string{"description_missing!"}},
		{"a description of blanks is none", "described", func(f *review.Facts) { f.Pictures[0].Alt = " \n" }, []string{"description_missing!"}},
		{"one of two has none", "described", func(f *review.Facts) {
			f.Pictures = append(f.Pictures, review.Picture{Media: "bell", Kept: true, Looked: true})
		}, []string{"description_missing!"}},

		{"a quote of nobody", "quoted", func(f *review.Facts) { f.Quotes[0].Speaker = "" }, []string{"speaker_missing!"}},
		{"what somebody wrote about another needs no speaker", "quoted", func(f *review.Facts) {
			f.Quotes[0].Speaker, f.Quotes[0].Made = "", "about"
		}, nil},

		{"an author is not oriented", "oriented", func(f *review.Facts) { f.AuthorsOriented = false }, []string{"orientation_missing!"}},

		{"a link in the words", "clean", func(f *review.Facts) { f.Words = "See https://example.org/drums now" }, []string{"link!"}},
		{"a link without its scheme", "clean", func(f *review.Facts) { f.Words = "WWW.example.org" }, []string{"link!"}},
		{"a link in a quote", "clean", func(f *review.Facts) { f.Quotes[0].Words = "http://example.org" }, []string{"link!"}},
		{"a link in a description", "clean", func(f *review.Facts) { f.Pictures[0].Alt = "The drum of www.example.org" }, []string{"link!"}},
		{"a word that may be a worry", "clean", func(f *review.Facts) { f.Words = "It HURTS." }, []string{"possible_worry"}},
		{"a worry in a quote", "clean", func(f *review.Facts) { f.Quotes[0].Words = "I am scared" }, []string{"possible_worry"}},
		{"words of the body are not a worry", "clean", func(f *review.Facts) { f.Words = "My stomach and my hands were tired." }, nil},
		{"a part of a word is no worry", "clean", func(f *review.Facts) { f.Words = "A hitting set, and hateless." }, nil},

		{"nothing narrows", "consented", func(*review.Facts) {}, nil},
		{"for the circle only, and no audience is chosen yet", "consented", func(f *review.Facts) {
			f.Narrowings = narrow(consent.Narrow, "theo", consent.Circle)
		}, []string{"consent_narrow"}},
		{"for the circle only, and the circle is chosen", "consented", func(f *review.Facts) {
			f.Narrowings, f.Audience = narrow(consent.Narrow, "theo", consent.Circle), consent.Circle
		}, []string{"consent_narrow"}},
		{"for the circle only, and families are chosen", "consented", func(f *review.Facts) {
			f.Narrowings, f.Audience = narrow(consent.Narrow, "theo", consent.Circle), consent.Families
		}, []string{"consent_narrow!"}},
		{"for families, and nothing is chosen yet", "consented", func(f *review.Facts) {
			f.Narrowings = narrow(consent.Narrow, "theo", consent.Families)
		}, nil},
		{"for families, and the school is chosen", "consented", func(f *review.Facts) {
			f.Narrowings, f.Audience = narrow(consent.Narrow, "theo", consent.Families), consent.School
		}, []string{"consent_narrow!"}},
		{"no consent blocks whatever is chosen", "consented", func(f *review.Facts) {
			f.Narrowings = narrow(consent.Missing, "theo", consent.None)
		}, []string{"consent_missing!"}},
		{"a consent that has ended", "consented", func(f *review.Facts) {
			f.Narrowings, f.Audience = narrow(consent.Expired, "theo", consent.None), consent.Circle
		}, []string{"consent_expired!"}},
		{"somebody said no", "consented", func(f *review.Facts) {
			f.Narrowings, f.Audience = narrow(consent.SaidNo, "theo", consent.None), consent.Circle
		}, []string{"said_no!"}},
	} {
		t.Run(c.rule+": "+c.what, func(t *testing.T) {
			facts := ready()
			c.change(&facts)
			if found := codes(t, c.rule, facts); !slices.Equal(found, c.found) {
				t.Errorf("found %v instead of %v", found, c.found)
			}
			for _, rule := range review.Rules {
				if rule.Name != c.rule && len(codes(t, rule.Name, facts)) > 0 && c.what != "a picture was refused" {
					t.Errorf("%s finds something too: %v", rule.Name, codes(t, rule.Name, facts))
				}
			}
		})
	}
}

func TestAReadyMomentPassesEveryRule(t *testing.T) {
	for _, rule := range review.Rules {
		if found := codes(t, rule.Name, ready()); len(found) > 0 {
			t.Errorf("%s finds %v", rule.Name, found)
		}
	}
}

func TestAReasonNamesWhomItIsAbout(t *testing.T) {
	facts := ready()
	facts.Audience = consent.Families
	facts.Narrowings = []consent.Reason{{Code: consent.Narrow, Person: "theo", Kind: "photo", Widest: consent.Circle}}
	at := slices.IndexFunc(review.Rules, func(rule review.Rule) bool { return rule.Name == "consented" })
	reason := review.Rules[at].Of(facts)[0]
	if reason.Person == nil || reason.Person.Name != "Theo" || reason.Kind != api.ConsentKindPhoto || reason.Widest != api.WidestCircle {
		t.Errorf("the reason says %+v", reason)
	}
}

func TestTooManyFacesAreToldInNumbers(t *testing.T) {
	facts := ready()
	facts.Pictures[0].Faces = []api.Box{left, right}
	at := slices.IndexFunc(review.Rules, func(rule review.Rule) bool { return rule.Name == "tagged" })
	if reason := review.Rules[at].Of(facts)[0]; reason.Faces != 2 || reason.Named != 1 {
		t.Errorf("the reason says %d faces and %d people", reason.Faces, reason.Named)
	}
}
