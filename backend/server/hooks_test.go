package server_test

import (
	"slices"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/journal"
	"kith/backend/kithtest"
	"kith/backend/server"
)

func newRecord(collection *core.Collection, values map[string]any) *core.Record {
	record := core.NewRecord(collection)
	record.Load(values)
	return record
}

// promises holds for each event of the lifecycle one small thing that is true only because somebody answers it. Whatever is done, is done
// to records alone: no room is asked to bring anything in line.
var promises = map[string]func(*kithtest.School, kithtest.Circle) bool{
	"RevisionKept": func(s *kithtest.School, c kithtest.Circle) bool {
		maya := s.Phone(c.Maya)
		story := c.Alone("Kept")
		return maya.One(api.OpKindKeepRevision, story.Revision).Code == "" && maya.Has(story.Revision.Moment, api.MomentFormAuthor)
	},
	"MediaKept": func(s *kithtest.School, c kithtest.Circle) bool {
		maya, story := s.Phone(c.Maya), c.Drumming()
		maya.Must(maya.Sync(maya.Op(api.OpKindKeepRevision, story.Revision)))
		maya.Sync()
		maya.Upload(story.Photo)
		maya.Sync()
		own := maya.Moment(story.Revision.Moment, api.MomentFormAuthor)
		return own != nil && own.Pictures[0].Kept
	},
	"DecisionMade": func(s *kithtest.School, c kithtest.Circle) bool {
		story := s.Phone(c.Maya).Keep(c.Drumming())
		ortiz := s.Phone(c.Ortiz)
		beyond := ortiz.Decide(story.Revision.Moment, api.DecideKindApprove, api.AudienceSchool)
		ortiz.Decide(story.Revision.Moment, api.DecideKindApprove, api.AudienceFamilies)
		return beyond.Code == "not_ready" && s.Phone(c.Theo).Has(story.Revision.Moment, api.MomentFormAsk)
	},
	"FacesFound": func(s *kithtest.School, c kithtest.Circle) bool {
		story, ortiz := s.Phone(c.Maya).Keep(c.Drumming()), s.Phone(c.Ortiz)
		ortiz.Sync()
		faces, err := s.App.FindFirstRecordByData("faces", "media", story.Photo.Media)
		if err != nil {
			s.T.Fatal(err)
		}
		faces.Load(map[string]any{"found_at": s.Now(), "boxes": []api.Box{{X: 1, Y: 1, Width: 20, Height: 20}}})
		if err := s.App.Save(faces); err != nil {
			s.T.Fatal(err)
		}
		ortiz.Sync()
		found := ortiz.Moment(story.Revision.Moment, api.MomentFormStaff).Pictures[0].Faces
		return found != nil && len(found.Boxes) == 1
	},
	"CoverMade": func(s *kithtest.School, c kithtest.Circle) bool {
		story, ortiz, theo := s.Phone(c.Maya).Keep(c.Drumming()), s.Phone(c.Ortiz), s.Phone(c.Theo)
		decision := ortiz.Decision(story.Revision.Moment, api.DecideKindApprove, api.AudienceFamilies)
		decision.Covers = []api.Cover{{
			Media: story.Photo.Media, Boxes: []api.Box{{X: 1, Y: 1, Width: 20, Height: 20}},
			Master: ortiz.Moment(story.Revision.Moment, api.MomentFormStaff).Pictures[0].Master,
		}}
		s.Expect(ortiz.One(api.OpKindDecide, decision), "")
		s.Work()
		return theo.Has(story.Revision.Moment, api.MomentFormAsk)
	},
	"ShownAnswered": func(s *kithtest.School, c kithtest.Circle) bool {
		story := s.Phone(c.Maya).Keep(c.Drumming())
		s.Phone(c.Ortiz).Decide(story.Revision.Moment, api.DecideKindApprove, api.AudienceFamilies)
		theo := s.Phone(c.Theo)
		theo.Sync()
		theo.Say(story.Revision.Moment, api.GiveAnswerAnswerNo)
		return !theo.Has(story.Revision.Moment, api.MomentFormAsk)
	},
	"ConsentRecorded": func(s *kithtest.School, c kithtest.Circle) bool {
		story := s.Share(c, c.Alone("Shared"), api.AudienceFamilies)
		s.Consent(c.Ortiz, c.Maya, "words", "none")
		return !s.Phone(c.Ana).Has(story.Revision.Moment, api.MomentFormCircle)
	},
	"Oriented": func(s *kithtest.School, c kithtest.Circle) bool {
		maya := s.Phone(c.Maya)
		maya.Sync()
		before := maya.Rows["seat:"+c.Maya.ID+" me "+c.Maya.ID]
		s.Save("orientations", map[string]any{"person": c.Maya.Person, "how": "deck", "on": s.Now(), "until": s.Now().AddDate(0, 7, 0), "by": c.Ortiz.Person})
		maya.Sync()
		return maya.Rows["seat:"+c.Maya.ID+" me "+c.Maya.ID].Mark != before.Mark
	},
	"AdultTold": func(s *kithtest.School, c kithtest.Circle) bool {
		return len(s.Phone(c.Maya).Sync(s.Phone(c.Maya).Op(api.OpKindTellAdult, api.TellAdult{}))) == 1 && s.Count(`SELECT count(*) FROM worry_told`) == 2
	},
	"WorryAnswered": func(s *kithtest.School, c kithtest.Circle) bool {
		told := s.Phone(c.Maya).One(api.OpKindTellAdult, api.TellAdult{})
		seen := api.NewWorryStep{Id: kithtest.ID(), Kind: api.NewWorryStepKindSeen}
		status, _ := s.Phone(c.Ortiz).JSON("POST", "/worries/"+told.Op+"/steps", seen)
		return status == 200 && s.Count(`SELECT count(*) FROM worry_clocks`) == 0
	},
	"PersonChanged": func(s *kithtest.School, c kithtest.Circle) bool {
		story := s.Phone(c.Maya).Keep(c.Drumming())
		ortiz := s.Phone(c.Ortiz)
		ortiz.Sync()
		theo := s.Record("people", c.Theo.Person)
		theo.Set("name", "Teo")
		if err := s.App.Save(theo); err != nil {
			s.T.Fatal(err)
		}
		return ortiz.Has(story.Revision.Moment, api.MomentFormStaff) && ortiz.Moment(story.Revision.Moment, api.MomentFormStaff).People[0].Name == "Teo"
	},
	"SchoolChanged": func(s *kithtest.School, c kithtest.Circle) bool {
		maya := s.Phone(c.Maya)
		maya.Sync()
		school := s.Record("schools", c.School)
		school.Set("name", "Riverbend")
		if err := s.App.Save(school); err != nil {
			s.T.Fatal(err)
		}
		maya.Sync()
		return maya.Rows["seat:"+c.Maya.ID+" me "+c.Maya.ID].Me.School.Name == "Riverbend"
	},
	"SeatGiven": func(s *kithtest.School, c kithtest.Circle) bool {
		seat := s.Person(c.School, "student", "Sam")
		phone := s.Phone(seat)
		phone.Sync()
		return phone.Rows["seat:"+seat.ID+" me "+seat.ID].Me != nil
	},
	"CircleChanged": func(s *kithtest.School, c kithtest.Circle) bool {
		maya := s.Phone(c.Maya)
		maya.Sync()
		circle := s.Record("circles", c.ID)
		circle.Set("name", "The Bell Room")
		if err := s.App.Save(circle); err != nil {
			s.T.Fatal(err)
		}
		maya.Sync()
		return maya.Rows["circle:"+c.ID+" circle "+c.ID].Circle.Name == "The Bell Room"
	},
	"MemberCameOrLeft": func(s *kithtest.School, c kithtest.Circle) bool {
		maya, leo := s.Phone(c.Maya), s.Person(c.School, "student", "Leo")
		maya.Sync()
		s.Save("members", map[string]any{"circle": c.ID, "person": leo.Person, "role": "companion", "from": s.Now()})
		maya.Sync()
		return len(maya.Rows["circle:"+c.ID+" circle "+c.ID].Circle.Members) == 4
	},
	"GrantGivenOrEnded": func(s *kithtest.School, c kithtest.Circle) bool {
		maya, dre := s.Phone(c.Maya), s.Person(c.School, "staff", "Mr. Dre")
		maya.Sync()
		s.Save("grants", map[string]any{"person": dre.Person, "school": c.School, "role": "facilitator", "circle": c.ID})
		maya.Sync()
		return len(maya.Rows["circle:"+c.ID+" circle "+c.ID].Circle.Staff) == 2
	},
	"SessionChanged": func(s *kithtest.School, c kithtest.Circle) bool {
		status, _ := s.Phone(c.Maya).JSON("DELETE", "/session", nil)
		return status < 300 && wrote(s, journal.SessionRevoked)
	},
	"InvitationChanged": func(s *kithtest.School, c kithtest.Circle) bool {
		for range 2 { // the second link takes the place of the first
			status, _ := s.Phone(c.Ortiz).JSON("POST", "/people/"+c.Maya.Person+"/let-in", nil)
			if status >= 300 {
				return false
			}
		}
		return wrote(s, journal.InvitationOver)
	},
	"FamilyLinked": func(s *kithtest.School, c kithtest.Circle) bool {
		rosa := s.Phone(c.MayasFamily)
		rosa.Sync()
		s.Save("family_links", map[string]any{"person": c.MayasFamily.Person, "student": c.Theo.Person})
		rosa.Sync()
		return len(rosa.Rows["seat:"+c.MayasFamily.ID+" me "+c.MayasFamily.ID].Me.Students) == 2
	},
}

// wrote says whether the journal has a line of a kind.
func wrote(s *kithtest.School, kind string) bool {
	book, err := journal.Of(s.App)
	if err != nil {
		s.T.Fatal(err)
	}
	lines, err := book.Read()
	if err != nil {
		s.T.Fatal(err)
	}
	return slices.ContainsFunc(lines, func(line journal.Line) bool { return line.Kind == kind })
}

func TestEachEventOfTheLifecycleIsWhatKeepsAPromise(t *testing.T) {
	for _, event := range server.Lifecycle() {
		t.Run(event.Name, func(t *testing.T) {
			promise, known := promises[event.Name]
			if !known {
				t.Fatal("nobody says what this event is good for")
			}
			school := kithtest.Open(t)
			if !promise(school, school.DrumRoom()) {
				t.Error("the promise does not hold")
			}
			// Without it the promise breaks, and whatever else that does to the school is not counted against this test.
			quiet := &kithtest.Quiet{TB: t}
			without := kithtest.Open(quiet, func(config *server.Config) { config.Without = event.Name })
			if kept(without, promise) {
				t.Error("the promise holds without the event too: it is decoration, or the promise is too small")
			}
		})
	}
	if len(promises) != len(server.Lifecycle()) {
		t.Errorf("there are %d promises for %d events", len(promises), len(server.Lifecycle()))
	}
}

// kept asks a promise of a school that lacks what keeps it: a step that cannot even be taken breaks it as well.
func kept(school *kithtest.School, promise func(*kithtest.School, kithtest.Circle) bool) (holds bool) {
	defer func() {
		if recover() != nil {
			holds = false
		}
	}()
	return promise(school, school.DrumRoom())
}

func TestASaveOutsideATransactionIsPutIntoOne(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Alone("Shared"), api.AudienceFamilies)
	if err := school.Run(`CREATE TRIGGER full BEFORE UPDATE ON feed BEGIN SELECT RAISE(ABORT, 'no more room'); END`); err != nil {
		t.Fatal(err)
	}
	collection, err := school.App.FindCachedCollectionByNameOrId("consents")
	if err != nil {
		t.Fatal(err)
	}
	none := map[string]any{
		"person": c.Maya.Person, "kind": "words", "widest": "none", "how": "paper", "by": c.Ortiz.Person, "from": school.Now(), "until": school.Now().Add(time.Hour),
	}
	if err := school.App.Save(newRecord(collection, none)); err == nil {
		t.Error("a consent was written although the feed could not be brought in line")
	}
	if err := school.Run(`DROP TRIGGER full`); err != nil {
		t.Fatal(err)
	}
	if rows := school.Count(`SELECT count(*) FROM consents WHERE widest = 'none'`); rows != 0 {
		t.Errorf("%d rows stand", rows)
	}
	school.Save("consents", none)
	if school.Reaches("circle:"+c.ID, story.Revision.Moment) {
		t.Error("after the mend the withdrawal did not hide it")
	}
}
