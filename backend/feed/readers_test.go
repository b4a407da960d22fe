package feed_test

import (
	"strings"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/kithtest"
)

// reader is somebody with the forms in which they may hold Maya's story at each stage of its life. An empty form stands for nothing.
type reader struct {
	who  string
	seat circle.Seat
	// as it is kept, approved and held, shared with the circle, with families, with the school, and taken down
	forms [6]string
}

func readers(s *kithtest.School, c kithtest.Circle, n kithtest.Neighbours) []reader {
	left := s.Person(c.School, "student", "Jo")
	s.Save("members", map[string]any{"circle": c.ID, "person": left.Person, "role": "companion", "from": s.Now().AddDate(0, -1, 0), "until": s.Now()})
	return []reader{
		{"its author", c.Maya, [6]string{"author", "author", "author circle", "author circle", "author circle school", "author"}},
		{"somebody in it", c.Theo, [6]string{"", "ask", "circle", "circle", "circle school", ""}},
		{"another member", c.Ana, [6]string{"", "", "circle", "circle", "circle school", ""}},
		{"somebody who left the circle", left, [6]string{"", "", "", "", "school", ""}},
		{"a member of another circle", n.Leo, [6]string{"", "", "", "", "school", ""}},
		{"the facilitator", c.Ortiz, [6]string{"staff", "staff", "staff", "staff", "school staff", "staff"}},
		{"a supporting adult", n.Ivy, [6]string{"", "", "circle", "circle", "circle school", ""}},
		{"a cover before its dates", n.Noor, [6]string{"", "", "", "", "school", ""}},
		{"a facilitator of another circle", n.Dre, [6]string{"", "", "", "", "school", ""}},
		{"the coordinator, on a phone", c.Coordinator, [6]string{"", "", "", "", "school", ""}},
		{"the author's family", c.MayasFamily, [6]string{"", "", "", "family", "family school", ""}},
		{"the family of somebody in it", c.TheosFamily, [6]string{"", "", "", "family", "family school", ""}},
		{"a restricted family member", c.AnasAunt, [6]string{"", "", "", "", "", ""}},
		{"another student's family", n.LeosAunt, [6]string{"", "", "", "", "school", ""}},
		{"a student of another school", n.Sam, [6]string{"", "", "", "", "", ""}},
		{"the coordinator of another school", n.Okafor, [6]string{"", "", "", "", "", ""}},
	}
}

// holds lists the forms of a moment on a phone.
func holds(phone *kithtest.Phone, moment string) string {
	var forms []string
	for _, form := range []api.MomentForm{
		api.MomentFormAsk, api.MomentFormAuthor, api.MomentFormCircle, api.MomentFormFamily, api.MomentFormSchool, api.MomentFormStaff,
	} {
		if phone.Moment(moment, form) != nil {
			forms = append(forms, string(form))
		}
	}
	return strings.Join(forms, " ")
}

func TestEveryReaderHoldsWhatIsTheirsAtEachStageAndNothingElse(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	for _, student := range []circle.Seat{c.Maya, c.Theo} {
		for _, kind := range []string{"photo", "words"} {
			school.Consent(c.Ortiz, student, kind, "school")
		}
	}
	all := readers(school, c, n)
	phones := make([]*kithtest.Phone, len(all))
	for i, reader := range all {
		phones[i] = school.Phone(reader.seat)
	}
	maya, ortiz, theo := phones[0], phones[5], phones[1]
	look := func(stage int, what string, story kithtest.Story) {
		t.Helper()
		for i, reader := range all {
			phones[i].Return().Sync()
			if got := holds(phones[i], story.Revision.Moment); got != reader.forms[stage] {
				t.Errorf("%s: %s holds %q instead of %q", what, reader.who, got, reader.forms[stage])
			}
		}
	}
	stories := map[api.Audience]kithtest.Story{}
	for stage, audience := range map[int]api.Audience{2: api.AudienceCircle, 3: api.AudienceFamilies, 4: api.AudienceSchool} {
		story := maya.Keep(c.Drumming())
		stories[audience] = story
		if stage == 2 {
			look(0, "kept", story)
		}
		ortiz.Approve(story.Revision.Moment, audience)
		if stage == 2 {
			look(1, "held", story)
		}
		theo.Sync()
		school.Expect(theo.Say(story.Revision.Moment, api.GiveAnswerAnswerYes), "")
		maya.Return()
		school.Later(11 * time.Minute)
		look(stage, "shared with "+string(audience), story)
	}
	for _, story := range stories {
		school.Expect(theo.Return().One(api.OpKindTakeDown, api.TakeDown{Moment: story.Revision.Moment, Action: api.TakeDownActionAsk}), "")
		look(5, "taken down", story)
	}
}

func TestNobodyButStaffReceivesWhatOnlyStaffMayKnow(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	for _, student := range []circle.Seat{c.Maya, c.Theo} {
		for _, kind := range []string{"photo", "words"} {
			school.Consent(c.Ortiz, student, kind, "school")
		}
	}
	story := c.Drumming()
	story.Revision.Quotes[0].Support = "his aide held the switch"
	maya, ortiz, theo := school.Phone(c.Maya), school.Phone(c.Ortiz), school.Phone(c.Theo)
	maya.Keep(story)
	private := maya.Keep(c.Alone("Only for my teacher"))
	decision := ortiz.Decision(story.Revision.Moment, api.DecideKindApprove, api.AudienceSchool)
	decision.Why = "Everybody agreed at the meeting"
	school.Expect(ortiz.One(api.OpKindDecide, decision), "")
	sent := ortiz.Decision(private.Revision.Moment, api.DecideKindSendBack, "")
	school.Expect(ortiz.One(api.OpKindDecide, sent), "")
	theo.Sync()
	school.Expect(theo.Say(story.Revision.Moment, api.GiveAnswerAnswerYes), "")
	school.Later(11 * time.Minute)

	phones := map[string]*kithtest.Phone{"Ms. Ortiz": ortiz.Return()}
	for _, reader := range readers(school, c, n) {
		if reader.seat != c.Ortiz && reader.seat != n.Dre { // Mr. Dre receives the same of a circle of his own
			phones[reader.who] = school.Phone(reader.seat)
		}
	}
	forbidden := []string{`"focus"`, `"consents"`, `"ceiling"`, `"history"`, `"checks"`, `"waitingFor"`, `"standing":"yes"`, "held the switch", decision.Why}
	for who, phone := range phones {
		phone.Sync()
		bytes := phone.Raw.String()
		if who == "Ms. Ortiz" {
			for _, word := range forbidden[:4] {
				if !strings.Contains(bytes, word) {
					t.Errorf("%s is not found even where it has to be, so this test cannot fail", word)
				}
			}
			continue
		}
		for _, word := range forbidden {
			if word == "held the switch" && who == "its author" {
				continue // she wrote it herself
			}
			if strings.Contains(bytes, word) {
				t.Errorf("%s received %s", who, word)
			}
		}
		if who != "its author" && (strings.Contains(bytes, sent.Note) || strings.Contains(bytes, "Only for my teacher")) {
			t.Errorf("%s received what was sent back to Maya", who)
		}
	}
}

func TestAFamilyReadsNamesAsFarAsTheyMayGo(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	school.Consent(c.Ortiz, c.Theo, "name", "circle")
	school.Consent(c.Ortiz, c.Ana, "name", "none")
	story := c.Drumming()
	story.Revision.People = append(story.Revision.People, c.Ana.Person)
	maya, ortiz := school.Phone(c.Maya), school.Phone(c.Ortiz)
	maya.Keep(story)
	ortiz.Approve(story.Revision.Moment, api.AudienceFamilies)
	for _, seat := range []circle.Seat{c.Theo, c.Ana} {
		phone := school.Phone(seat)
		phone.Sync()
		school.Expect(phone.Say(story.Revision.Moment, api.GiveAnswerAnswerYes), "")
	}
	school.Later(11 * time.Minute)
	names := func(people []api.Named) string {
		told := make([]string, len(people))
		for i, person := range people {
			told[i] = person.Name + "/" + person.Face
			if person.Id != "" {
				told[i] += "!"
			}
		}
		return strings.Join(told, ", ")
	}
	for _, try := range []struct {
		who             string
		seat            circle.Seat
		form            api.MomentForm
		authors, people string
		speaker         string
	}{
		{"Maya's family", c.MayasFamily, api.MomentFormFamily, "Maya/maya!", "/, T./", "T."},
		{"Theo's family", c.TheosFamily, api.MomentFormFamily, "Maya/maya", "/, Theo/theo!", "Theo"},
		{"another member", c.Ana, api.MomentFormCircle, "Maya/maya!", "Ana/ana!, Theo/theo!", "Theo"},
	} {
		phone := school.Phone(try.seat)
		phone.Sync()
		moment := phone.Moment(story.Revision.Moment, try.form)
		if moment == nil {
			t.Fatalf("%s does not hold it", try.who)
		}
		if got := names(moment.Authors); got != try.authors {
			t.Errorf("%s reads the authors as %q instead of %q", try.who, got, try.authors)
		}
		if got := names(moment.People); got != try.people {
			t.Errorf("%s reads the people as %q instead of %q", try.who, got, try.people)
		}
		if got := moment.Quotes[0].Speaker.Name; got != try.speaker {
			t.Errorf("%s reads that %q spoke instead of %q", try.who, got, try.speaker)
		}
		if try.form == api.MomentFormFamily && (moment.Circle != "" || moment.Hash != "" || moment.Number != 0) {
			t.Errorf("%s learns the place of the moment: %q %q %d", try.who, moment.Circle, moment.Hash, moment.Number)
		}
		if strings.Contains(phone.Raw.String(), c.Ana.Person) && try.form == api.MomentFormFamily {
			t.Errorf("%s received Ana's id", try.who)
		}
	}
}

func TestAWiderConsentToANameReachesPhonesThatHoldTheMoment(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	school.Consent(c.Ortiz, c.Theo, "name", "none")
	story := school.Share(c, c.Drumming(), api.AudienceFamilies)
	family := school.Phone(c.MayasFamily)
	speaker := func() string {
		family.Sync()
		return family.Moment(story.Revision.Moment, api.MomentFormFamily).Quotes[0].Speaker.Name
	}
	if got := speaker(); got != "" {
		t.Fatalf("they read %q", got)
	}
	school.Consent(c.Ortiz, c.Theo, "name", "families")
	if got := speaker(); got != "Theo" {
		t.Errorf("after the consent they read %q", got)
	}
	theo := school.Record("people", c.Theo.Person)
	theo.Set("name", "Teo")
	if err := school.App.Save(theo); err != nil {
		t.Fatal(err)
	}
	if got := speaker(); got != "Teo" {
		t.Errorf("after he changed his name they read %q", got)
	}
}
