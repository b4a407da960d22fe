package keeping_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/kithtest"
)

// onDisk says whether any file of the school's folder is named after something or holds some bytes.
func onDisk(t *testing.T, dir, name string, canaries ...string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(place string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name != "" && bytes.Contains([]byte(entry.Name()), []byte(name)) {
			found = append(found, place)
		}
		if entry.IsDir() {
			return nil
		}
		body, err := os.ReadFile(place)
		for _, canary := range canaries {
			if bytes.Contains(body, []byte(canary)) {
				found = append(found, canary+" in "+place)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// later moves a school's time and lets it sweep.
func later(school *kithtest.School, d time.Duration) {
	school.Later(d)
	school.Tidy()
}

func withdraw(school *kithtest.School, by, student circle.Seat, kind api.ConsentKind) {
	school.T.Helper()
	school.Expect(school.Phone(by).One(api.OpKindRecordConsent, api.RecordConsent{
		Person: student.Person, Kind: kind, Widest: api.WidestNone, How: api.RecordConsentHowPaper,
	}), "")
}

func kept(school *kithtest.School, story kithtest.Story) bool {
	return school.Count(`SELECT count(*) FROM renditions WHERE media = {:a}`, story.Photo.Media) > 0
}

func TestAPictureOfSomebodyWhoWithdrewIsDestroyedWithinADayAndItsWordsStay(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	shared, other := school.Share(c, c.Drumming(), api.AudienceFamilies), c.Drumming()
	other.Revision.People, other.Revision.Quotes = []string{c.Ana.Person}, nil
	maya := school.Phone(c.Maya)
	maya.Keep(other)
	withdraw(school, c.Ortiz, c.Theo, "photo")
	if school.Reaches("circle:"+c.ID, shared.Revision.Moment) {
		t.Fatal("it is not hidden at once")
	}
	later(school, 11*time.Hour)
	if !kept(school, shared) {
		t.Fatal("it was destroyed before the time in which a slip can be mended")
	}
	later(school, time.Hour)
	if found := onDisk(t, school.Dir, shared.Photo.Media); found != nil || kept(school, shared) {
		t.Fatalf("it is here still: %v", found)
	}
	if !kept(school, other) || onDisk(t, school.Dir, other.Photo.Media) == nil {
		t.Error("a picture without him is gone")
	}
	if why := school.Text(`SELECT refused FROM media WHERE id = {:a}`, shared.Photo.Media); why != "withdrawn" {
		t.Errorf("the row says %q", why)
	}
	maya.Return().Sync()
	mine := maya.Moment(shared.Revision.Moment, api.MomentFormAuthor)
	if mine == nil || mine.Words != shared.Revision.Words || len(mine.Pictures) != 0 || len(mine.Gone) != 1 || mine.Gone[0] != shared.Photo.Media {
		t.Errorf("its author is told %+v", mine)
	}
	if n := school.Count(`SELECT count(*) FROM audit WHERE act = 'destroy_withdrawn' AND students LIKE {:a}`, "%"+c.Theo.Person+"%"); n != 1 {
		t.Errorf("%d rows say so", n)
	}
}

func TestAConsentThatIsGivenAgainBringsNothingBackAndNeitherDoesAPhone(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	shared := school.Share(c, c.Drumming(), api.AudienceFamilies)
	withdraw(school, c.Ortiz, c.Theo, "photo")
	later(school, 12*time.Hour)
	school.Consent(c.Ortiz, c.Theo, "photo", "families")
	maya := school.Phone(c.Maya)
	response, body := maya.Do("POST", "/media", kithtest.UploadHeaders(shared.Photo), shared.Photo.Bytes)
	if response.StatusCode != 410 {
		t.Errorf("its author's phone sends it again: %d %s", response.StatusCode, body)
	}
	school.Expect(maya.One(api.OpKindKeepRevision, shared.Edited("With the picture still in it").Revision), "")
	maya.Sync()
	if mine := maya.Moment(shared.Revision.Moment, api.MomentFormAuthor); mine.Words != "With the picture still in it" || len(mine.Pictures) != 0 {
		t.Errorf("the words of a change are lost, or the picture is back: %+v", mine)
	}
	alone := shared.Edited("")
	alone.Revision.Did, alone.Revision.Feeling, alone.Revision.Quotes, alone.Revision.Base = nil, "", nil, maya.Moment(shared.Revision.Moment, api.MomentFormAuthor).Revision
	school.Expect(maya.One(api.OpKindKeepRevision, alone.Revision), "erased")
	if found := onDisk(t, school.Dir, shared.Photo.Media); found != nil || kept(school, shared) {
		t.Errorf("it is back: %v", found)
	}
	if school.Reaches("circle:"+c.ID, shared.Revision.Moment) {
		t.Error("the moment is shared again without a teacher")
	}
}

func TestAWithdrawalThatIsTakenBackInTimeDestroysNothing(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	shared := school.Share(c, c.Drumming(), api.AudienceFamilies)
	withdraw(school, c.Ortiz, c.Theo, "photo")
	later(school, time.Hour)
	school.Consent(c.Ortiz, c.Theo, "photo", "circle")
	later(school, 48*time.Hour)
	if !kept(school, shared) {
		t.Error("a slip of the finger has destroyed a picture")
	}
	withdraw(school, c.Ortiz, c.Theo, "words")
	later(school, 48*time.Hour)
	if !kept(school, shared) {
		t.Error("whoever took their words back has destroyed a picture")
	}
}

func TestAConsentThatEndsDestroysNothingAndAPictureThatCameLaterWaits(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	shared := school.Share(c, c.Drumming(), api.AudienceFamilies)
	later(school, 366*24*time.Hour)
	if !kept(school, shared) {
		t.Error("a consent that ran out destroyed a picture")
	}
	withdraw(school, c.Ortiz, c.Ana, "photo")
	after := c.Drumming()
	after.Revision.People, after.Revision.Quotes = []string{c.Ana.Person}, nil
	school.Phone(c.Maya).Keep(after)
	later(school, 24*time.Hour)
	if !kept(school, after) {
		t.Error("what a teacher has not looked at is destroyed")
	}
}

func TestARestoreFromBeforeTheWithdrawalDestroysThePictureAgain(t *testing.T) {
	s := shared(t)
	archive := backup(s.School)
	withdraw(s.School, s.c.Ortiz, s.c.Theo, "photo")
	later(s.School, 12*time.Hour)
	again := s.back(t, archive)
	if !kept(again.School, s.told) {
		t.Fatal("the backup does not hold it")
	}
	later(again.School, 120*24*time.Hour) // the journal is replayed before the test has its clock
	if found := onDisk(t, again.Dir, s.told.Photo.Media); found != nil {
		t.Errorf("it came back with the backup: %v", found)
	}
}

func TestTheSoundOfSomebodyWhoWithdrewIsDestroyedAndWhatWasWrittenDownStays(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := c.Spoken(c.Theo)
	story.Revision.Voice[0].Words = "We drummed until the bell."
	author := school.Phone(c.Maya)
	author.Keep(story)
	withdraw(school, c.Ortiz, c.Theo, api.ConsentKindVoice)
	later(school, 13*time.Hour)
	if kept(school, story) {
		t.Error("the sound is there still")
	}
	if found := onDisk(t, school.Dir, ".webm"); len(found) > 0 {
		t.Errorf("files of it are there still: %v", found)
	}
	author.Return().Sync()
	note := author.Moment(story.Revision.Moment, api.MomentFormAuthor).Voice[0]
	if !note.Over || note.Rendition != "" || note.Words != "We drummed until the bell." {
		t.Errorf("its author reads %+v", note)
	}
}
