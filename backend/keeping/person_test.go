package keeping_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/keeping"
	"kith/backend/kithtest"
	"kith/backend/server"
)

// What can be recognised of Theo wherever it stands, and what is of others.
const (
	theosName, theosWords, theosQuote, theosAside = "Theodorakis", "zebrafinch under the stairs", "quetzal louder", "wallaby in the cupboard"
	theosAsked, theosAnswered, theosStated, asked = "potoroo is his name", "pademelon it is", "bandicoot as ever", "numbat was never there"
	mayasWords, anasWords, mayasAsked             = "marmoset by the window", "axolotl in the rain", "Maja is her name"
)

// world is a school in which much is known of Theo.
type world struct {
	*kithtest.School
	c                                           kithtest.Circle
	theos, waiting, withTheo, alone, held, anas kithtest.Story
	folder                                      string
}

func pictured(c kithtest.Circle, words string, shade uint8, people ...circle.Seat) kithtest.Story {
	story := c.Alone(words)
	story.Photo = kithtest.Photograph(story.Revision.Moment, shade)
	story.Revision.Pictures = []api.NewPicture{{Media: story.Photo.Media, Alt: "A picture of " + words}}
	for _, person := range people {
		story.Revision.People = append(story.Revision.People, person.Person)
	}
	return story
}

func openWorld(t *testing.T) world {
	t.Helper()
	w := world{folder: t.TempDir()}
	journal := t.TempDir()
	w.School = kithtest.Open(t, kithtest.WithMail, func(config *server.Config) {
		config.Plan, config.Journal = keeping.Plan{Folder: w.folder, Every: 24 * time.Hour, Keep: 60}, journal
	})
	w.Eventually("the first backup", func() bool { return w.Count(`SELECT count(*) FROM backups WHERE why = ''`) == 1 })
	for _, name := range names(t, w.folder) {
		if err := errors.Join(os.Remove(filepath.Join(w.folder, name)), w.Run(`DELETE FROM backups`)); err != nil {
			t.Fatal(err)
		}
	}
	w.c = w.DrumRoom()
	record := w.Record("people", w.c.Theo.Person)
	record.Set("name", theosName)
	if err := w.App.Save(record); err != nil {
		t.Fatal(err)
	}
	theo, maya, ana, ortiz := w.Phone(w.c.Theo), w.Phone(w.c.Maya), w.Phone(w.c.Ana), w.Phone(w.c.Ortiz)
	for _, phone := range []*kithtest.Phone{theo, maya, ana} {
		w.Expect(phone.Say("", api.GiveAnswerAnswerYes), "")
	}
	share := func(phone *kithtest.Phone, story kithtest.Story) kithtest.Story {
		phone.Keep(story)
		ortiz.Approve(story.Revision.Moment, api.AudienceFamilies)
		return story
	}
	w.theos = share(theo, pictured(w.c, theosWords, 10, w.c.Theo, w.c.Maya))
	w.withTheo = pictured(w.c, mayasWords, 20, w.c.Theo, w.c.Ana)
	w.withTheo.Revision.Quotes = []api.NewQuote{
		{Speaker: w.c.Theo.Person, Words: theosQuote, Made: api.MadeOwn}, {Speaker: w.c.Ana.Person, Words: "Ana said this", Made: api.MadeOwn},
	}
	share(maya, w.withTheo)
	w.anas = share(ana, pictured(w.c, anasWords, 30, w.c.Ana))
	w.Later(11 * time.Minute)
	w.waiting = theo.Keep(w.c.Alone(theosWords + " waiting"))
	w.alone = maya.Keep(w.c.Alone("Nobody else is in this"))
	w.held = pictured(w.c, "held with him", 40, w.c.Theo)
	maya.Keep(w.held)
	ortiz.Approve(w.held.Revision.Moment, api.AudienceCircle)
	aside := w.c.Alone(theosAside)
	aside.Revision.Circle = "nosuchcircle001"
	theo.Deliver(theo.Seal(theo.Op(api.OpKindKeepRevision, aside.Revision)))
	w.amend()
	if w.Count(`SELECT count(*) FROM set_aside`) != 1 {
		t.Fatal("nothing of his is set aside")
	}
	return w
}

// amend is what his family says is not right, with all that follows, and what Maya's says of a moment that is his.
func (w world) amend() {
	w.T.Helper()
	post := func(seat circle.Seat, path string, body any) {
		if status, answer := w.Phone(seat).JSON("POST", path, body); status != 200 {
			w.T.Fatalf("%s: %d %s", path, status, answer)
		}
	}
	about := api.NewAmendment{Id: kithtest.ID(), Words: theosAsked}
	post(w.c.TheosFamily, "/people/"+w.c.Theo.Person+"/amendments", about)
	post(w.c.Ortiz, "/amendments/"+about.Id+"/answers", api.NewAmendmentAnswer{Id: kithtest.ID(), Kind: api.NewAmendmentAnswerKindRefused, Words: theosAnswered})
	post(w.c.TheosFamily, "/amendments/"+about.Id+"/statements", api.NewStatement{Id: kithtest.ID(), Words: theosStated})
	post(w.c.MayasFamily, "/people/"+w.c.Maya.Person+"/amendments", api.NewAmendment{Id: kithtest.ID(), Words: asked, Moment: w.theos.Revision.Moment})
	post(w.c.MayasFamily, "/people/"+w.c.Maya.Person+"/amendments", api.NewAmendment{Id: kithtest.ID(), Words: mayasAsked})
}

// files are the pictures of a story as they lie on the shelf.
func (w world) files(story kithtest.Story) (all []string) {
	w.T.Helper()
	for _, size := range []string{"1600", "800", "400"} {
		body, err := os.ReadFile(filepath.Join(w.Dir, "media", story.Photo.Media[:2], story.Photo.Media, size+".jpg"))
		if err != nil {
			w.T.Fatal(err)
		}
		all = append(all, string(body[len(body)/2:len(body)/2+200]))
	}
	return all
}

func (w world) erase(mode string) keeping.Certificate {
	w.T.Helper()
	certificate, err := keeping.ErasePerson(w.App, w.c.Theo.Person, mode, w.c.Coordinator.Person)
	if err != nil {
		w.T.Fatal(err)
	}
	return certificate
}

// Everything that can be recognised of him is searched for in every file, at once and in the backups 35 days later.
func TestNothingOfWhoWasErasedIsInAnyFileAtOnceAndInNoBackupAfter35Days(t *testing.T) {
	for _, mode := range []string{keeping.Destroy, keeping.Deidentify} {
		t.Run(mode, func(t *testing.T) {
			w := openWorld(t)
			of := append(slices.Concat(w.files(w.theos), w.files(w.withTheo), w.files(w.held)), theosName, theosWords, theosQuote, theosAside,
				theosAsked, theosAnswered, theosStated, asked)
			others := append(w.files(w.anas), mayasWords, anasWords, mayasAsked, "Ana said this")
			for _, canary := range append(slices.Clone(of), others...) {
				if onDisk(t, w.Dir, "", canary) == nil {
					t.Fatalf("%.40q is nowhere before", canary)
				}
			}
			w.BackUp(t.Context())
			w.erase(mode)
			for _, canary := range of {
				if found := onDisk(t, w.Dir, "", canary); found != nil {
					t.Errorf("%.40q", found)
				}
			}
			for _, story := range []kithtest.Story{w.theos, w.withTheo, w.held} {
				if found := onDisk(t, w.Dir, story.Photo.Media); found != nil {
					t.Errorf("files of a picture are left: %v", found)
				}
			}
			for _, canary := range others {
				if onDisk(t, w.Dir, "", canary) == nil {
					t.Errorf("%.40q of somebody else is gone", canary)
				}
			}
			if onDisk(t, w.folder, "", theosWords) == nil {
				t.Error("the backup of before does not hold it, so nothing is shown by its going")
			}
			w.Later(24 * time.Hour)
			w.BackUp(t.Context())
			later(w.School, 34*24*time.Hour)
			if found := onDisk(t, w.folder, "", of...); found != nil {
				t.Errorf("a backup holds it after 35 days: %.40q", found)
			}
			if onDisk(t, w.folder, "", mayasWords) == nil {
				t.Error("no backup is left that holds the others")
			}
		})
	}
}

func TestStoriesOfOthersStayWithoutWhoWasErasedUntilAFacilitatorHasLooked(t *testing.T) {
	w := openWorld(t)
	maya, ana, family := w.Phone(w.c.Maya), w.Phone(w.c.Ana), w.Phone(w.c.MayasFamily)
	w.Expect(maya.One(api.OpKindKeepRevision, w.alone.Edited("Changed").Revision), "")
	// Nobody ever decides about this one, and only its first version has him in it.
	quoted := w.c.Alone("Still waiting")
	quoted.Revision.Quotes = []api.NewQuote{{Speaker: w.c.Theo.Person, Words: theosQuote, Made: api.MadeOwn}}
	maya.Keep(quoted)
	alone := quoted.Edited("Still waiting, without him")
	alone.Revision.Quotes = nil
	w.Expect(maya.One(api.OpKindKeepRevision, alone.Revision), "")
	before := w.Phone(w.c.Ortiz)
	for _, phone := range []*kithtest.Phone{maya, ana, family, before} {
		phone.Sync()
	}
	moment := w.withTheo.Revision.Moment
	if ana.Moment(moment, api.MomentFormCircle) == nil || family.Moment(moment, api.MomentFormFamily) == nil || maya.Moment(w.theos.Revision.Moment, api.MomentFormCircle) == nil {
		t.Fatal("it was not shared")
	}
	w.erase(keeping.Destroy)
	if ana.Has(moment, api.MomentFormCircle) || family.Has(moment, api.MomentFormFamily) || maya.Has(w.theos.Revision.Moment, api.MomentFormCircle) {
		t.Error("phones hold on to it")
	}
	mine := maya.Moment(moment, api.MomentFormAuthor)
	if mine == nil || mine.Words != mayasWords || len(mine.Pictures) != 0 || len(mine.Quotes) != 1 || mine.Quotes[0].Words != "Ana said this" {
		t.Fatalf("her story is %+v", mine)
	}
	for _, person := range mine.People {
		if person.Id == w.c.Theo.Person {
			t.Error("he stands in it")
		}
	}
	before.Sync()
	for _, phone := range []*kithtest.Phone{maya, before} {
		for place, row := range phone.Rows {
			if text, err := json.Marshal(row); err != nil || strings.Contains(string(text), theosName) || strings.Contains(string(text), theosQuote) {
				t.Errorf("a phone tells of him in %s %v", place, err)
			}
		}
	}
	ortiz := w.Phone(w.c.Ortiz)
	ortiz.Sync()
	seen := ortiz.Moment(moment, api.MomentFormStaff)
	if seen == nil || seen.State != api.MomentStateTakenDown {
		t.Fatalf("her facilitator is told %+v", seen)
	}
	if held := ortiz.Moment(w.held.Revision.Moment, api.MomentFormStaff); held.State != api.MomentStateWithTeacher || held.Words != "held with him" {
		t.Errorf("what was held is %+v", held)
	}
	if strings.Contains(ortiz.Raw.String(), theosQuote) || strings.Contains(ortiz.Raw.String(), theosName) {
		t.Error("staff is told of him")
	}
	w.Later(time.Hour)
	if w.Reaches("circle:"+w.c.ID, w.held.Revision.Moment) {
		t.Error("what was held is shared although nobody looked")
	}
	w.Expect(ortiz.Return().One(api.OpKindTakeDown, api.TakeDown{Moment: moment, Action: api.TakeDownActionRestore}), "")
	if !ana.Return().Has(moment, api.MomentFormCircle) || !family.Return().Has(moment, api.MomentFormFamily) {
		t.Error("a facilitator who has looked cannot share it again")
	}
	if own := maya.Return().Has(w.alone.Revision.Moment, api.MomentFormAuthor); !own {
		t.Error("a story that he is not in is gone")
	}
}

// Whatever fails before it is written down has taken nothing from the disk.
func TestAnErasureThatFailsAtItsEndHasTakenNothing(t *testing.T) {
	w := openWorld(t)
	before := slices.Concat(w.files(w.theos), w.files(w.withTheo), w.files(w.held))
	if err := w.Run(`CREATE TRIGGER full BEFORE INSERT ON certificates BEGIN SELECT raise(ABORT, 'the disk is full'); END`); err != nil {
		t.Fatal(err)
	}
	if _, err := keeping.ErasePerson(w.App, w.c.Theo.Person, keeping.Destroy, w.c.Coordinator.Person); err == nil {
		t.Fatal("it was erased without a certificate")
	}
	if after := slices.Concat(w.files(w.theos), w.files(w.withTheo), w.files(w.held)); !slices.Equal(before, after) {
		t.Error("pictures are others than before")
	}
	if err := w.Run(`DROP TRIGGER full`); err != nil {
		t.Fatal(err)
	}
	if certificate := w.erase(keeping.Destroy); certificate.Gone["pictures"] == 0 {
		t.Errorf("once there is room: %+v", certificate.Gone)
	}
}

func TestAMomentOfTwoStaysWithTheOther(t *testing.T) {
	w := openWorld(t)
	together := pictured(w.c, "We both kept this", 50)
	together.Revision.Together = []string{w.c.Maya.Person}
	w.Phone(w.c.Theo).Keep(together)
	w.erase(keeping.Destroy)
	maya := w.Phone(w.c.Maya)
	maya.Sync()
	mine := maya.Moment(together.Revision.Moment, api.MomentFormAuthor)
	if mine == nil || mine.Words != "We both kept this" || len(mine.Authors) != 1 || len(mine.Pictures) != 0 {
		t.Fatalf("her story is %+v", mine)
	}
	next := together.Edited("I go on with it")
	next.Revision.Together, next.Revision.Pictures = nil, nil
	w.Expect(maya.One(api.OpKindKeepRevision, next.Revision), "")
}

func TestHisPhoneLetsGoAndNothingOfHisIsTakenInAgain(t *testing.T) {
	w := openWorld(t)
	theo, maya := w.Phone(w.c.Theo), w.Phone(w.c.Maya)
	unsent := pictured(w.c, "Kept offline with him", 60, w.c.Theo, w.c.Ana)
	unsent.Revision.Quotes = []api.NewQuote{{Speaker: w.c.Theo.Person, Words: theosQuote, Made: api.MadeOwn, Symbols: []string{"person:" + w.c.Theo.Person}}}
	early := pictured(w.c, "Its picture came first", 70, w.c.Theo)
	if maya.Upload(early.Photo) != "kept" {
		t.Fatal("a picture before its words")
	}
	envelope := theo.Seal(theo.Op(api.OpKindKeepRevision, w.c.Alone(theosWords).Revision))
	w.erase(keeping.Destroy)
	response, body := theo.Do("POST", "/sync", nil, []byte(`{}`))
	if response.StatusCode != 401 || !strings.Contains(string(body), "signed_out_by_school") {
		t.Errorf("his phone is told %d %s", response.StatusCode, body)
	}
	if got := maya.Deliver(envelope)[0]; got.Status != api.SealedResultStatusRefused {
		t.Errorf("an envelope of his is %+v", got)
	}
	for _, story := range []kithtest.Story{unsent, early} {
		w.Expect(maya.One(api.OpKindKeepRevision, story.Revision), "")
	}
	if response, body := maya.Do("POST", "/media", kithtest.UploadHeaders(unsent.Photo), unsent.Photo.Bytes); response.StatusCode != 410 {
		t.Errorf("a picture that shows him is answered %d %s", response.StatusCode, body)
	}
	maya.Sync()
	mine := maya.Moment(unsent.Revision.Moment, api.MomentFormAuthor)
	if mine == nil || mine.Words != "Kept offline with him" || len(mine.Quotes)+len(mine.Pictures) != 0 || len(mine.People) != 0 && mine.People[0].Id == w.c.Theo.Person {
		t.Errorf("her story is %+v", mine)
	}
	later(w.School, time.Hour)
	if found := onDisk(t, w.Dir, early.Photo.Media); found != nil {
		t.Errorf("a picture that came before its words stays: %v", found)
	}
	if onDisk(t, w.Dir, "", theosQuote) != nil {
		t.Error("his words came in again")
	}
}

func TestARestoreDoesNotBringWhoWasErasedBack(t *testing.T) {
	s := shared(t)
	archive := backup(s.School)
	if _, err := keeping.ErasePerson(s.App, s.c.Theo.Person, keeping.Destroy, ""); err != nil {
		t.Fatal(err)
	}
	again := s.back(t, archive)
	if n := again.Count(`SELECT count(*) FROM people WHERE id = {:a}`, s.c.Theo.Person); n != 0 {
		t.Error("he is back")
	}
	if found := onDisk(t, again.Dir, s.told.Photo.Media, "Louder!"); found != nil {
		t.Errorf("something of him is back: %v", found)
	}
	if again.Count(`SELECT count(*) FROM moments WHERE id = {:a}`, s.told.Revision.Moment) != 1 {
		t.Error("her story is lost")
	}
	if again.visible() {
		t.Error("her story is shared before a facilitator has looked")
	}
}

func TestWhoIsKnownNoMoreIsStillCounted(t *testing.T) {
	w := openWorld(t)
	before := w.Count(`SELECT count(*) FROM revisions WHERE writer = {:a}`, w.c.Theo.Person)
	w.erase(keeping.Deidentify)
	if n := w.Count(`SELECT count(*) FROM revisions WHERE writer = {:a} AND words = ''`, w.c.Theo.Person); n != before || n == 0 {
		t.Errorf("%d of %d versions are counted", n, before)
	}
	if n := w.Count(`SELECT count(*) FROM members WHERE person = {:a} AND until <> ''`, w.c.Theo.Person); n != 1 {
		t.Errorf("%d places in circles are counted", n)
	}
	if name := w.Text(`SELECT name FROM people WHERE id = {:a}`, w.c.Theo.Person); name != keeping.Nameless {
		t.Errorf("he is called %q", name)
	}
	if w.Phone(w.c.Maya).Has(w.theos.Revision.Moment, api.MomentFormCircle) {
		t.Error("an empty moment is shared")
	}
}

func TestACertificateSaysWhatWasErasedAndTheAuditKnowsIt(t *testing.T) {
	w := openWorld(t)
	certificate := w.erase(keeping.Destroy)
	if certificate.Gone["moments"] != 2 || certificate.Gone["pictures"] != 2 || certificate.Gone["quotes"] != 1 || certificate.Gone["taken_out"] != 2 || certificate.Gone["set_aside"] != 1 || certificate.Gone["amendments"] != 1 || certificate.Gone["relatives"] != 1 {
		t.Errorf("it counts %v", certificate.Gone)
	}
	if !slices.Contains(certificate.Moments, w.theos.Revision.Moment) || !slices.Contains(certificate.Media, w.withTheo.Photo.Media) || !slices.Contains(certificate.Stay, w.withTheo.Revision.Moment) {
		t.Errorf("it names %+v", certificate)
	}
	if !certificate.BackupsUntil.Equal(certificate.At.Add(35 * 24 * time.Hour)) {
		t.Errorf("backups end %s", certificate.BackupsUntil)
	}
	if err := keeping.Attest(w.App, certificate); err != nil {
		t.Error(err)
	}
	again, err := keeping.ErasePerson(w.App, w.c.Theo.Person, keeping.Destroy, "")
	if err != nil || again.Sum != certificate.Sum {
		t.Errorf("asked once more it gives %q: %v", again.Sum, err)
	}
	changed := certificate
	changed.Gone = map[string]int{"moments": 3}
	if err := keeping.Attest(w.App, changed); err != keeping.ErrChanged { //nolint:errorlint // it is that one
		t.Errorf("one that was changed: %v", err)
	}
	if found := w.Count(`SELECT count(*) FROM audit WHERE act = 'erase_person' AND actor = {:a} AND students = '[]'`, w.c.Coordinator.Person); found != 1 {
		t.Errorf("%d rows say so", found)
	}
	var page bytes.Buffer
	if err := certificate.Page(&page); err != nil || !strings.Contains(page.String(), certificate.Sum) || strings.Contains(page.String(), theosName) {
		t.Errorf("its page: %v", err)
	}
}
