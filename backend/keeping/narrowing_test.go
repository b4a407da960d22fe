package keeping_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/keeping"
	"kith/backend/kithtest"
	"kith/backend/server"
)

// story is a school in which Maya's afternoon with Theo is shared with families, and whose journal lies on another disk.
type story struct {
	*kithtest.School
	c       kithtest.Circle
	told    kithtest.Story
	journal func(*server.Config)
}

func shared(t *testing.T) story {
	t.Helper()
	place := t.TempDir()
	journal := func(config *server.Config) { config.Journal = place }
	school := kithtest.Open(t, journal)
	c := school.DrumRoom()
	return story{school, c, school.Share(c, c.Drumming(), api.AudienceFamilies), journal}
}

// back is the story's school after its disk was lost and a backup was put back, at the same time of day.
func (s story) back(t *testing.T, archive string) story {
	t.Helper()
	lost(s.School)
	again := restored(t, archive, s.journal)
	again.Later(s.Now().Sub(again.Now()) + 20*time.Minute)
	return story{again, s.c, s.told, s.journal}
}

// visible says whether circle and families read the moment, on their phones and by its picture.
func (s story) visible() bool {
	s.T.Helper()
	ana, rosa := s.Phone(s.c.Ana), s.Phone(s.c.MayasFamily)
	return ana.Has(s.told.Revision.Moment, api.MomentFormCircle) || rosa.Has(s.told.Revision.Moment, api.MomentFormFamily)
}

func (s story) must(phone *kithtest.Phone, kind api.OpKind, body any) {
	s.T.Helper()
	phone.Must([]api.OpResult{phone.One(kind, body)})
}

func (s story) asks(phone *kithtest.Phone, method, path string, body any) []byte {
	s.T.Helper()
	status, answer := phone.JSON(method, path, body)
	if status >= 300 {
		s.T.Fatalf("%s %s: %d %s", method, path, status, answer)
	}
	return answer
}

// coordinator is a phone of Mr. Reyes.
func (s story) coordinator() *kithtest.Phone { return s.Phone(s.c.Coordinator) }

func (s story) link(family string) string {
	s.T.Helper()
	record, err := s.App.FindFirstRecordByData("family_links", "person", family)
	if err != nil {
		s.T.Fatal(err)
	}
	return record.Id
}

// letsRead lets Maya's family read, or not any more, as she says once she has full rights.
func (s story) letsRead(reads bool) {
	s.T.Helper()
	s.asks(s.Phone(s.c.Maya), "PATCH", "/family-links/"+s.link(s.c.MayasFamily.Person), map[string]bool{"reads": reads})
}

func TestWhatWasSharedBeforeTheBackupIsSharedAfterIt(t *testing.T) {
	s := shared(t)
	if again := s.back(t, backup(s.School)); !again.visible() {
		t.Error("nobody may read any more what nobody withdrew")
	}
}

func TestWhatHidAMomentAfterTheBackupHidesItAfterTheRestore(t *testing.T) {
	for what, act := range map[string]func(s story){
		"a consent that was withdrawn": func(s story) {
			s.must(s.Phone(s.c.Ortiz), api.OpKindRecordConsent, api.RecordConsent{
				Person: s.c.Theo.Person, Kind: api.ConsentKindPhoto, Widest: api.WidestNone, How: api.RecordConsentHowPaper,
			})
		},
		"a no": func(s story) {
			theo := s.Phone(s.c.Theo)
			theo.Sync()
			theo.Must([]api.OpResult{theo.Say(s.told.Revision.Moment, api.GiveAnswerAnswerNo)})
		},
		"a no to everything": func(s story) {
			theo := s.Phone(s.c.Theo)
			theo.Must([]api.OpResult{theo.Say("", api.GiveAnswerAnswerNo)})
		},
		"a family that asked to take it down": func(s story) {
			rosa := s.Phone(s.c.MayasFamily)
			rosa.Sync()
			s.must(rosa, api.OpKindTakeDown, api.TakeDown{Moment: s.told.Revision.Moment, Action: api.TakeDownActionAsk})
		},
		"a teacher who keeps it private after all": func(s story) {
			ortiz := s.Phone(s.c.Ortiz)
			ortiz.Must([]api.OpResult{ortiz.Decide(s.told.Revision.Moment, api.DecideKindKeepPrivate, "")})
		},
		"an erasure": func(s story) {
			if err := keeping.Erase(s.App, s.told.Revision.Moment); err != nil {
				s.T.Fatal(err)
			}
		},
	} {
		t.Run(what, func(t *testing.T) {
			s := shared(t)
			archive := backup(s.School)
			act(s)
			if s.visible() {
				t.Fatal("it hides nothing before the restore either")
			}
			again := s.back(t, archive)
			if again.visible() {
				t.Error("it can be read again")
			}
			again.Shut()
			if twice := kithtest.Reopen(t, again.Dir, again.journal); (story{twice, s.c, s.told, s.journal}).visible() {
				t.Error("after another start it can be read again")
			}
		})
	}
}

func TestWhoWasShutOutAfterTheBackupStaysOutAfterTheRestore(t *testing.T) {
	reads := func(s story, phone *kithtest.Phone, form api.MomentForm) bool {
		return phone.Has(s.told.Revision.Moment, form)
	}
	for what, shut := range map[string]struct {
		act func(s story)
		in  func(s story) bool
	}{
		"a family link that was restricted": {
			func(s story) {
				s.asks(s.Phone(s.c.Ortiz), "PATCH", "/family-links/"+s.link(s.c.MayasFamily.Person), map[string]any{"restricted": true})
			},
			func(s story) bool { return reads(s, s.Phone(s.c.MayasFamily), api.MomentFormFamily) },
		},
		"a family link that came restricted, and hides a student from another's family": {
			func(s story) {
				s.Save("family_links", map[string]any{"person": s.c.TheosFamily.Person, "student": s.c.Maya.Person, "restricted": true})
			},
			func(s story) bool { return reads(s, s.Phone(s.c.TheosFamily), api.MomentFormFamily) },
		},
		"a family link that has ended": {
			func(s story) {
				s.asks(s.Phone(s.c.Ortiz), "PATCH", "/family-links/"+s.link(s.c.MayasFamily.Person), map[string]any{"ended": true})
			},
			func(s story) bool { return reads(s, s.Phone(s.c.MayasFamily), api.MomentFormFamily) },
		},
		"a student whose own word alone counts now": {
			func(s story) {
				s.Later(time.Minute)
				s.asks(s.coordinator(), "PATCH", "/people/"+s.c.Maya.Person, map[string]string{"fullRights": "2026-09-14"})
			},
			func(s story) bool { return reads(s, s.Phone(s.c.MayasFamily), api.MomentFormFamily) },
		},
		"a student whose day of full rights was recorded, and has come since": {
			func(s story) {
				s.asks(s.coordinator(), "PATCH", "/people/"+s.c.Maya.Person, map[string]string{"fullRights": "2026-09-15"})
				s.Later(24 * time.Hour)
			},
			func(s story) bool { return reads(s, s.Phone(s.c.MayasFamily), api.MomentFormFamily) },
		},
		"a family whom a student with full rights lets read no more": {
			func(s story) { s.letsRead(false) },
			func(s story) bool {
				if s.Count(`SELECT count(*) FROM people WHERE full_rights <> ''`) == 0 {
					s.Grow(s.c.Maya)
					s.letsRead(true)
				}
				return reads(s, s.Phone(s.c.MayasFamily), api.MomentFormFamily)
			},
		},
		"families, for whom a coordinator has closed the school": {
			func(s story) { s.asks(s.coordinator(), "PATCH", "/school", map[string]bool{"familiesOff": true}) },
			func(s story) bool { return reads(s, s.Phone(s.c.MayasFamily), api.MomentFormFamily) },
		},
		"a student who left the circle": {
			func(s story) {
				s.asks(s.Phone(s.c.Ortiz), "DELETE", "/circles/"+s.c.ID+"/members/"+s.c.Ana.Person, nil)
			},
			func(s story) bool { return reads(s, s.Phone(s.c.Ana), api.MomentFormCircle) },
		},
		"a teacher who leads the circle no more": {
			func(s story) {
				grant, err := s.App.FindFirstRecordByData("grants", "person", s.c.Ortiz.Person)
				if err != nil {
					s.T.Fatal(err)
				}
				s.asks(s.coordinator(), "DELETE", "/circles/"+s.c.ID+"/staff/"+grant.Id, nil)
			},
			func(s story) bool { return reads(s, s.Phone(s.c.Ortiz), api.MomentFormStaff) },
		},
	} {
		t.Run(what, func(t *testing.T) {
			s := shared(t)
			if !shut.in(s) {
				t.Fatal("nobody is in, so nobody can be shut out")
			}
			archive := backup(s.School)
			shut.act(s)
			if shut.in(s) {
				t.Fatal("it shuts nobody out before the restore either")
			}
			if shut.in(s.back(t, archive)) {
				t.Error("who was shut out is in again")
			}
		})
	}
}

func TestWhatOpenedADoorBeforeTheBackupAndNoMoreAfterItOpensNone(t *testing.T) {
	s := shared(t)
	ortiz := s.Phone(s.c.Ortiz)
	badge := decoded[api.Badge](t, s.asks(ortiz, "POST", "/people/"+s.c.Maya.Person+"/badge", nil))
	letter := decoded[api.FamilyLetter](t, s.asks(ortiz, "POST", "/family-links/"+s.link(s.c.MayasFamily.Person)+"/letter", nil))
	theo := s.Phone(s.c.Theo)
	archive := backup(s.School)
	device := api.Device{Id: kithtest.ID(), Name: "a phone that was lost"}
	opens := func(s story) map[string]int {
		stranger := &kithtest.Phone{School: s.School}
		statuses := map[string]int{}
		statuses["the badge"], _ = stranger.JSON("POST", "/sign-in/badge", api.BadgeSignIn{Badge: secret(badge.Link), Device: device})
		statuses["the letter"], _ = stranger.JSON("POST", "/sign-in/invitation", map[string]any{"invitation": secret(letter.Url), "device": device})
		theo.School = s.School
		statuses["the session"], _ = theo.JSON("GET", "/session", nil)
		return statuses
	}
	s.asks(s.Phone(s.c.Ortiz), "DELETE", "/people/"+s.c.Theo.Person+"/sessions", nil)
	if status := opens(s)["the badge"]; status != http.StatusOK {
		t.Fatal("the badge did not open anything before either:", status)
	}
	s.asks(s.Phone(s.c.Ortiz), "DELETE", "/people/"+s.c.Maya.Person+"/badge", nil)
	again := s.back(t, archive)
	again.Later(-20 * time.Minute) // within the life of an access token
	for what, status := range opens(again) {
		if status < 400 {
			t.Errorf("%s opens a door again: %d", what, status)
		}
	}
}

func TestWhoWasSignedInStaysSignedIn(t *testing.T) {
	s := shared(t)
	device := api.Device{Id: kithtest.ID(), Name: "phone"}
	signed, err := s.SignIn(s.c.MayasFamily.ID, device, "letter")
	if err != nil {
		t.Fatal(err)
	}
	refresh := func(s story, token string) (int, string) {
		status, body := (&kithtest.Phone{School: s.School}).JSON("POST", "/session/refresh", map[string]any{"refresh": token, "device": device.Id})
		if status != http.StatusOK {
			return status, ""
		}
		return status, decoded[api.SignedIn](t, body).Refresh
	}
	_, older := refresh(s, signed.Refresh)
	archive := backup(s.School)
	_, newer := refresh(s, older)
	_, newest := refresh(s, newer)
	again := s.back(t, archive)
	if status, _ := refresh(again, newest[:len(newest)-1]); status != http.StatusUnauthorized {
		t.Errorf("a token that we never gave out is answered with %d", status)
	}
	status, next := refresh(again, newest)
	if status != http.StatusOK {
		t.Fatalf("the family is answered with %d and needs a new letter", status)
	}
	if status, _ := refresh(again, next); status != http.StatusOK {
		t.Errorf("and then with %d", status)
	}
	if status, _ := refresh(again, newer); status != http.StatusUnauthorized {
		t.Errorf("an old copy of a token is answered with %d", status)
	}
}

func secret(link string) string { return link[strings.LastIndex(link, "#")+1:] }

// TestWhatWasLiftedAfterARestoreStaysLiftedAfterTheNext: the old life of the school had come further than the new one when it ended.
func TestWhatWasLiftedAfterARestoreStaysLiftedAfterTheNext(t *testing.T) {
	s := shared(t)
	archive := backup(s.School)
	for range 20 {
		s.Phone(s.c.Maya).Keep(s.c.Alone("Kept in the old life"))
	}
	restrict := func(s story, by *kithtest.Phone, yes bool) {
		s.asks(by, "PATCH", "/family-links/"+s.link(s.c.MayasFamily.Person), map[string]any{"restricted": yes})
	}
	restrict(s, s.Phone(s.c.Ortiz), true)
	again := s.back(t, archive)
	if again.visible() && again.Phone(s.c.MayasFamily).Has(s.told.Revision.Moment, api.MomentFormFamily) {
		t.Fatal("the restriction is forgotten")
	}
	restrict(again, again.coordinator(), false)
	if twice := again.back(t, backup(again.School)); !twice.Phone(s.c.MayasFamily).Has(s.told.Revision.Moment, api.MomentFormFamily) {
		t.Error("the link is restricted again")
	}
}

func TestAnApprovalThatWasUndoneStaysUndone(t *testing.T) {
	s := shared(t)
	maya, ortiz := s.Phone(s.c.Maya), s.Phone(s.c.Ortiz)
	held := maya.Keep(s.c.Alone("Held when the backup was made"))
	ortiz.Approve(held.Revision.Moment, api.AudienceFamilies)
	archive := backup(s.School)
	ortiz.Must([]api.OpResult{ortiz.Decide(held.Revision.Moment, api.DecideKindUndo, "")})
	again := s.back(t, archive)
	again.Later(time.Hour)
	if again.Reaches("circle:"+s.c.ID, held.Revision.Moment) {
		t.Error("the hold ended in a release")
	}
	again.Phone(s.c.Ortiz).Approve(held.Revision.Moment, api.AudienceFamilies)
}

func TestWhatIsErasedIsNeverTakenInAgain(t *testing.T) {
	s := shared(t)
	archive := backup(s.School)
	maya := s.Phone(s.c.Maya)
	maya.Sync()
	if err := keeping.Erase(s.App, s.told.Revision.Moment); err != nil {
		t.Fatal(err)
	}
	if maya.Has(s.told.Revision.Moment, api.MomentFormAuthor) {
		t.Error("its author's phone still holds it")
	}
	for _, come := range []func() story{func() story { return s }, func() story { return s.back(t, archive) }} {
		school := come()
		maya := school.Phone(s.c.Maya)
		school.Expect(maya.One(api.OpKindKeepRevision, s.told.Revision), "erased")
		school.Expect(maya.One(api.OpKindKeepRevision, s.told.Edited("Once more").Revision), "erased")
		other := s.c.Alone("Another one with its picture")
		other.Revision.Pictures = s.told.Revision.Pictures
		school.Expect(maya.One(api.OpKindKeepRevision, other.Revision), "erased")
		response, body := maya.Do("POST", "/media", kithtest.UploadHeaders(s.told.Photo), s.told.Photo.Bytes)
		if response.StatusCode != http.StatusGone || !strings.Contains(string(body), `"erased"`) {
			t.Errorf("its picture is answered with %d %s", response.StatusCode, body)
		}
	}
}
