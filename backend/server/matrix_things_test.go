package server_test

import (
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/keeping"
	"kith/backend/kithtest"
)

// moments are told, shared, left waiting and erased, each with a picture.
func (b built) moments(band string, hill, pia circle.Seat) {
	b.T.Helper()
	var erased string
	for _, one := range []struct {
		relation, words, in string
		author, teacher     circle.Seat
		shown               []circle.Seat
	}{
		{here, "We drummed", b.ID, b.Maya, b.Ortiz, []circle.Seat{b.Theo, b.Ana}},
		{garden, gardenWords, b.Garden, b.Leo, b.Dre, nil},
		{hillside, hillsideWords, band, b.Sam, hill, nil},
		{deleted, "We drummed again", b.ID, b.Maya, b.Ortiz, []circle.Seat{b.Theo}},
		{unreadable, waitingWords, b.ID, b.Maya, b.Ortiz, []circle.Seat{b.Theo, b.Ana}},
	} {
		moment := kithtest.ID()
		photo := kithtest.Photograph(moment, uint8(len(one.words)))
		story := kithtest.Story{Photo: photo, Revision: api.KeepRevision{
			Moment: moment, Revision: kithtest.ID(), Circle: one.in, Words: one.words, People: []string{one.author.Person},
			Pictures: []api.NewPicture{{Media: photo.Media, Alt: "Drums"}},
		}}
		for _, person := range one.shown {
			story.Revision.People = append(story.Revision.People, person.Person)
		}
		if one.author == b.Maya {
			story.Revision.Together = []string{pia.Person}
		}
		author, teacher := b.Phone(one.author), b.Phone(one.teacher)
		recorded := kithtest.Recorded(moment, uint8(len(one.words)))
		story.Revision.Voice = []api.NewVoiceNote{{Media: recorded.Media, Words: "Drums, drums", Heard: []string{one.author.Person}}}
		author.Keep(story)
		if got := author.Upload(recorded); got != "kept" {
			b.T.Fatalf("a voice note is %s", got)
		}
		if one.relation != unreadable {
			teacher.Approve(moment, api.AudienceFamilies)
			for _, person := range one.shown {
				phone := b.Phone(person)
				phone.Sync()
				phone.Must([]api.OpResult{phone.Say(moment, api.GiveAnswerAnswerYes)})
			}
			b.Later(11 * time.Minute)
		}
		teacher.Sync()
		told := teacher.Moment(moment, api.MomentFormStaff)
		b.m.put("moment", one.relation, thing{id: moment, in: one.in, revision: told.Revision, seen: told.Hash})
		b.m.put("master", one.relation, thing{id: told.Pictures[0].Rendition})
		b.m.put("master sound", one.relation, thing{id: told.Voice[0].Rendition})
		if one.relation != unreadable {
			author.Sync()
			shared := author.Moment(moment, api.MomentFormCircle)
			b.m.put("picture", one.relation, thing{id: shared.Pictures[0].Rendition})
			b.m.put("sound", one.relation, thing{id: shared.Voice[0].Rendition})
		}
		if one.relation == deleted {
			erased = moment
			continue
		}
		begun := kithtest.Photograph(moment, 7)
		if response, body := author.Do("POST", "/media", kithtest.UploadHeaders(begun), nil); response.StatusCode != 201 {
			b.T.Fatalf("begin an upload: %d %s", response.StatusCode, body)
		}
		b.m.put("upload", one.relation, thing{id: begun.Media, in: moment})
	}
	if err := keeping.Erase(b.App, erased); err != nil {
		b.T.Fatal(err)
	}
}

// setAside are stories that were sealed for a circle that is nobody's, one of which was put away since.
func (b built) setAside() {
	b.T.Helper()
	for _, one := range []struct {
		relation, words, circle string
		author                  circle.Seat
	}{
		{here, "We danced", b.ID, b.Maya},
		{garden, gardenWords, b.Garden, b.Leo},
		{hillside, hillsideWords, "", b.Sam},
		{deleted, "We sang", b.ID, b.Maya},
	} {
		author, bringer := b.Phone(one.author), b.Phone(one.author)
		op := author.Op(api.OpKindKeepRevision, api.KeepRevision{
			Moment: kithtest.ID(), Revision: kithtest.ID(), Circle: "nosuchcircle001", Words: one.words,
		})
		if got := bringer.Deliver(author.Seal(op)); got[0].Status != api.SealedResultStatusTaken {
			b.T.Fatalf("a sealed story: %+v", got)
		}
		b.m.put("aside", one.relation, thing{id: op.Op, in: one.author.Person, into: one.circle})
	}
	cleared := b.m.things["aside"][deleted]
	if status, body := b.Phone(b.Ortiz).JSON("DELETE", "/set-aside/"+cleared.id+"?person="+cleared.in, nil); status != 204 {
		b.T.Fatalf("put away: %d %s", status, body)
	}
}

// worries are told here, in the garden and at Hillside. The one that is not to be read names every adult who could.
func (b built) worries() {
	b.T.Helper()
	for _, one := range []struct {
		relation, words string
		author          circle.Seat
		about           []string
	}{
		{here, worryWords, b.Maya, []string{b.Theo.Person}},
		{garden, gardenWords, b.Leo, nil},
		{hillside, hillsideWords, b.Sam, nil},
		{unreadable, namingWords, b.Maya, []string{b.Ortiz.Person, b.Coordinator.Person, b.Theo.Person}},
	} {
		phone := b.Phone(one.author)
		op := phone.Op(api.OpKindTellAdult, api.TellAdult{Words: one.words, People: one.about})
		phone.Must(phone.Sync(op))
		b.m.put("worry", one.relation, thing{id: op.Op})
	}
}

// amendments are asked and refused here, in the garden and at Hillside, and by a student with full rights. Moments are those that Maya is in, and Pia.
func (b built) amendments(pia circle.Seat) {
	b.T.Helper()
	for _, one := range []struct {
		relation, words, as  string
		student, by, refuses circle.Seat
	}{
		{here, amendWords, "family", b.Maya, b.MayasFamily, b.Ortiz},
		{garden, gardenWords, "family", b.Leo, b.LeosAunt, b.Dre},
		{hillside, hillsideWords, "student", b.Sam, b.Sam, b.Okafor},
		{unreadable, grownWords, "student", pia, pia, b.Ortiz},
	} {
		asked := b.Save("amendments", map[string]any{
			"school": one.student.School, "student": one.student.Person, "person": one.by.Person, "as": one.as, "words": one.words, "at": b.Now(),
		})
		b.Save("amendment_steps", map[string]any{
			"amendment": asked.Id, "kind": "refused", "by": one.refuses.Person, "as": "coordinator", "words": one.words, "at": b.Now(),
		})
		b.m.put("amendment", one.relation, thing{id: asked.Id})
	}
	for relation, moment := range b.m.things["moment"] {
		b.m.put("moment of Maya", relation, thing{id: moment.id, in: b.Maya.Person})
		b.m.put("moment of Pia", relation, thing{id: moment.id, in: pia.Person})
	}
}
