package review_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/kithtest"
)

// heardBy asks for the sound of a note and says whether it was given.
func heardBy(phone *kithtest.Phone, note api.VoiceNote) bool {
	response, _ := phone.Do("GET", "/media/"+note.Rendition+"/sound", nil, nil)
	return response.StatusCode == http.StatusOK
}

// codesOf are the reasons of a refusal, or of a check.
func codesOf(reasons []api.Reason) (found []string) {
	for _, reason := range reasons {
		found = append(found, reason.Code)
	}
	return found
}

func TestAVoiceNoteIsSharedOnlyWithWordsThatSomebodyWrote(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Phone(c.Maya).Keep(c.Spoken(c.Maya))
	ortiz, maya, family := school.Phone(c.Ortiz), school.Phone(c.Maya), school.Phone(c.MayasFamily)
	moment, media := story.Revision.Moment, story.Photo.Media
	decision := ortiz.Decision(moment, api.DecideKindApprove, api.AudienceFamilies)
	waiting := ortiz.Moment(moment, "staff")
	if waiting.Voice[0].Words != "" || !slices.Contains(codesOf(waiting.Checks), "voice_words_missing") {
		t.Fatalf("Ms. Ortiz sees %+v %+v", waiting.Voice, waiting.Checks)
	}
	for what, said := range map[string][]api.VoiceWords{
		"nothing": nil, "blanks": {{Media: media, Words: " \u202e "}}, "words for another note": {{Media: kithtest.ID(), Words: "Boom"}},
	} {
		decision.Said = said
		if result := ortiz.One(api.OpKindDecide, decision); result.Code != "not_ready" || !slices.Contains(codesOf(result.Problem.Reasons), "voice_words_missing") {
			t.Errorf("approved with %s: %s %+v", what, result.Code, result.Problem)
		}
	}
	decision.Said, decision.Bulk = []api.VoiceWords{{Media: media, Words: "Boom."}}, true
	if result := ortiz.One(api.OpKindDecide, decision); result.Code != "not_ready" || !slices.Contains(codesOf(result.Problem.Reasons), "voice_to_hear") {
		t.Errorf("approved in passing: %s %+v", result.Code, result.Problem)
	}
	decision.Bulk = false
	decision.Said = []api.VoiceWords{{Media: media, Words: "Boom, boom, \u202eboom.", Lang: "en"}}
	school.Expect(ortiz.One(api.OpKindDecide, decision), "")
	school.Later(11 * time.Minute)
	for form, phone := range map[api.MomentForm]*kithtest.Phone{"author": maya, "staff": ortiz, "family": family, "circle": school.Phone(c.Theo)} {
		phone.Sync()
		told := phone.Moment(moment, form)
		if told == nil || told.Voice[0].Words != "Boom, boom, boom." || told.Voice[0].Lang != "en" || !heardBy(phone, told.Voice[0]) {
			t.Errorf("%s has %+v", form, told)
		}
	}
}

func TestBeforeItIsSharedAVoiceNoteIsHeardByItsAuthorAndAdultsAlone(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := c.Spoken(c.Theo)
	story.Revision.Voice[0].Words = "Louder!"
	school.Phone(c.Maya).Keep(story)
	maya, theo, ortiz, family := school.Phone(c.Maya), school.Phone(c.Theo), school.Phone(c.Ortiz), school.Phone(c.TheosFamily)
	moment := story.Revision.Moment
	maya.Sync()
	ortiz.Sync()
	own, staff := maya.Moment(moment, "author").Voice[0], ortiz.Moment(moment, "staff").Voice[0]
	if !heardBy(maya, own) || !heardBy(ortiz, staff) {
		t.Fatal("author or teacher cannot hear it")
	}
	for name, phone := range map[string]*kithtest.Phone{"Theo": theo, "Theo's family": family, "Ana": school.Phone(c.Ana)} {
		if heardBy(phone, own) || phone.Has(moment, "circle") || phone.Has(moment, "family") {
			t.Errorf("%s has it before anybody approved", name)
		}
	}
	ortiz.Approve(moment, api.AudienceFamilies)
	if theo.Sync(); theo.Moment(moment, "ask") == nil {
		t.Fatal("Theo is heard and is not asked")
	}
	asked := theo.Moment(moment, "ask").Voice[0]
	if !heardBy(theo, asked) || heardBy(theo, own) {
		t.Error("Theo hears what he is asked about, under the name of this decision and no other")
	}
	if school.Later(11 * time.Minute); family.Has(moment, "family") {
		t.Fatal("silence was a yes")
	}
	theo.Say(moment, api.GiveAnswerAnswerYes)
	school.Later(time.Minute)
	if !family.Has(moment, "family") || !heardBy(family, family.Moment(moment, "family").Voice[0]) {
		t.Fatal("Theo said yes and his family does not hear it")
	}
	gone := family.Moment(moment, "family").Voice[0]
	theo.Say(moment, api.GiveAnswerAnswerNo)
	if family.Has(moment, "family") || heardBy(family, gone) {
		t.Error("a no did not hide it at once")
	}
}

func TestConsentToTheVoiceIsTheCeilingOfAVoiceNote(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := c.Spoken(c.Maya)
	story.Revision.Voice[0].Words = "Mine"
	school.Consent(c.Ortiz, c.Maya, "voice", "circle")
	school.Phone(c.Maya).Keep(story)
	ortiz := school.Phone(c.Ortiz)
	moment := story.Revision.Moment
	if result := ortiz.Decide(moment, api.DecideKindApprove, api.AudienceFamilies); result.Code != "not_ready" || result.Problem.Reasons[0].Kind != api.ConsentKindVoice {
		t.Fatalf("beyond the consent: %s %+v", result.Code, result.Problem)
	}
	ortiz.Approve(moment, api.AudienceCircle)
	school.Later(11 * time.Minute)
	theo := school.Phone(c.Theo)
	if !theo.Has(moment, "circle") {
		t.Fatal("within the consent it is not shared")
	}
	note := theo.Moment(moment, "circle").Voice[0]
	school.Consent(c.Ortiz, c.Maya, "voice", "none")
	if heardBy(theo, note) || theo.Has(moment, "circle") {
		t.Error("the voice is withdrawn and Theo hears it")
	}
}

func TestAVoiceOfSomeoneNotOnTheListGoesNowhere(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := c.Spoken()
	story.Revision.Voice[0].Words = "Who is that?"
	maya := school.Phone(c.Maya)
	school.Expect(maya.One(api.OpKindKeepRevision, story.Revision), "field_invalid")
	story.Revision.Others = true
	maya.Keep(story)
	result := school.Phone(c.Ortiz).Decide(story.Revision.Moment, api.DecideKindApprove, api.AudienceCircle)
	if result.Code != "not_ready" || !slices.Contains(codesOf(result.Problem.Reasons), "someone_not_on_the_list") {
		t.Errorf("%s %+v", result.Code, result.Problem)
	}
}
