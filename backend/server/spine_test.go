package server_test

import (
	"net/http"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/kithtest"
)

// story is a moment that Maya keeps with a picture of Theo.
func story(c kithtest.Circle) (api.KeepRevision, kithtest.Photo) {
	moment := kithtest.ID()
	photo := kithtest.Photograph(moment, 200)
	return api.KeepRevision{
		Moment: moment, Revision: kithtest.ID(), Circle: c.ID, Did: []string{"music"}, Feeling: "funny", Turn: "they_showed",
		Words: "We drummed until the bell.", People: []string{c.Theo.Person},
		Quotes:   []api.NewQuote{{Speaker: c.Theo.Person, Words: "Louder!", Made: api.MadeOwn}},
		Pictures: []api.NewPicture{{Media: photo.Media, Alt: "Theo at the drums"}},
	}, photo
}

func TestAMomentGoesFromAPhonePastATeacherToAFamily(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, theo, ortiz := school.Phone(c.Maya), school.Phone(c.Theo), school.Phone(c.Ortiz)
	ana, family, aunt := school.Phone(c.Ana), school.Phone(c.TheosFamily), school.Phone(c.AnasAunt)
	revision, photo := story(c)

	maya.Must(maya.Sync(maya.Op(api.OpKindKeepRevision, revision)))
	if got := maya.Upload(photo); got != "kept" {
		t.Fatalf("the picture is %q instead of kept", got)
	}
	maya.Sync()
	own := maya.Moment(revision.Moment, api.MomentFormAuthor)
	if own == nil || own.State != api.MomentStateWithTeacher || !own.Pictures[0].Kept {
		t.Fatalf("Maya sees %+v", own)
	}

	school.Look(t.Context())
	ortiz.Sync()
	waiting := ortiz.Moment(revision.Moment, api.MomentFormStaff)
	if waiting == nil || len(waiting.Checks) != 0 || waiting.Ceiling != api.WidestFamilies {
		t.Fatalf("Ms. Ortiz sees %+v", waiting)
	}
	response, _ := ortiz.Do("GET", "/media/"+waiting.Pictures[0].Rendition+"/800", nil, nil)
	if response.StatusCode != http.StatusOK {
		t.Fatalf("Ms. Ortiz may not open the picture: %d", response.StatusCode)
	}
	for who, phone := range map[string]*kithtest.Phone{"Theo": theo, "Ana": ana, "Theo's family": family, "Ana's aunt": aunt} {
		phone.Sync()
		if phone.Moment(revision.Moment, api.MomentFormCircle) != nil {
			t.Errorf("%s reads a moment before a teacher said so", who)
		}
		if response, _ := phone.Do("GET", "/media/"+waiting.Pictures[0].Rendition+"/800", nil, nil); response.StatusCode != http.StatusNotFound {
			t.Errorf("%s may open an unapproved picture: %d", who, response.StatusCode)
		}
	}

	ortiz.Must(ortiz.Sync(ortiz.Op(api.OpKindDecide, api.Decide{
		Moment: waiting.Id, Revision: waiting.Revision, Kind: api.DecideKindApprove, Audience: api.AudienceFamilies, Seen: waiting.Hash,
	})))
	theo.Sync()
	ask := theo.Moment(revision.Moment, api.MomentFormAsk)
	if ask == nil {
		t.Fatal("Theo is not asked")
	}
	if response, _ := theo.Do("GET", "/media/"+ask.Pictures[0].Rendition+"/400", nil, nil); response.StatusCode != http.StatusOK {
		t.Fatalf("Theo may not open the picture that he is asked about: %d", response.StatusCode)
	}
	school.Later(11 * time.Minute)
	if family.Sync(); family.Moment(revision.Moment, api.MomentFormFamily) != nil {
		t.Fatal("silence was taken for a yes")
	}
	theo.Must(theo.Sync(theo.Op(api.OpKindGiveAnswer, api.GiveAnswer{Moment: revision.Moment, Answer: api.GiveAnswerAnswerYes})))
	school.Later(time.Second)
	family.Sync()
	highlight := family.Moment(revision.Moment, api.MomentFormFamily)
	if highlight == nil {
		t.Fatal("Theo's family does not see it after the hold")
	}
	if response, _ := family.Do("GET", "/media/"+highlight.Pictures[0].Rendition+"/1600", nil, nil); response.StatusCode != http.StatusOK {
		t.Fatalf("Theo's family may not open the picture: %d", response.StatusCode)
	}
	if aunt.Sync(); aunt.Moment(revision.Moment, api.MomentFormFamily) != nil {
		t.Fatal("a restricted family member reads a moment")
	}
	if ana.Sync(); ana.Moment(revision.Moment, api.MomentFormCircle) == nil {
		t.Fatal("the circle does not see it")
	}

	school.Consent(c.Ortiz, c.Theo, "photo", "none")
	family.Sync()
	if family.Moment(revision.Moment, api.MomentFormFamily) != nil {
		t.Fatal("a withdrawn photo is still on the family's phone")
	}
	if response, _ := family.Do("GET", "/media/"+highlight.Pictures[0].Rendition+"/1600", nil, nil); response.StatusCode != http.StatusNotFound {
		t.Fatalf("a withdrawn picture can still be opened: %d", response.StatusCode)
	}
}
