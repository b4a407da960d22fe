package media_test

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/kithtest"
	"kith/backend/media"
	"kith/backend/voice"
)

// sound asks for a voice note, and for a part of it where one is named.
func sound(phone *kithtest.Phone, rendition, part string) (*http.Response, []byte) {
	header := map[string]string{}
	if part != "" {
		header["Range"] = part
	}
	return phone.Do("GET", "/media/"+rendition+"/sound", header, nil)
}

func TestARecordingIsKeptAsItsSoundAloneAndPlaysForItsAuthor(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	story := maya.Keep(c.Spoken(c.Maya))
	maya.Sync()
	own := maya.Moment(story.Revision.Moment, "author")
	if len(own.Voice) != 1 || !own.Voice[0].Kept || own.Voice[0].Form != voice.WebM || own.Voice[0].Millis < 900 || own.Voice[0].Heard[0].Name != "Maya" {
		t.Fatalf("Maya's own: %+v", own.Voice)
	}
	note := own.Voice[0].Rendition
	response, body := sound(maya, note, "")
	for name, want := range map[string]string{
		"Content-Type": "audio/webm", "Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff", "Content-Disposition": "inline",
		"Content-Length": strconv.Itoa(len(body)), "Accept-Ranges": "bytes", "Last-Modified": "", "Etag": "",
	} {
		if got := response.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	ours, err := voice.Rebuild(story.Photo.Bytes)
	if err != nil || response.StatusCode != 200 || !bytes.Equal(body, ours.Bytes) {
		t.Fatalf("%d, %d bytes, %v", response.StatusCode, len(body), err)
	}
	if part, some := sound(maya, note, "bytes=4-9"); part.StatusCode != 206 || !bytes.Equal(some, body[4:10]) || part.Header.Get("Content-Type") != "audio/webm" {
		t.Errorf("a part: %d %v", part.StatusCode, part.Header)
	}
	everyFile(t, school, func(path string, file []byte) {
		if bytes.Contains(file, []byte(kithtest.Recorder)) {
			t.Errorf("%s holds what stood around the sound", path)
		}
	})
	for _, path := range []string{"/400", "/1600", "/0"} {
		if picture, _ := maya.Do("GET", "/media/"+note+path, nil, nil); picture.StatusCode == 200 {
			t.Errorf("a voice note is a picture at %s", path)
		}
	}
}

// everyFile looks at every file of the data folder.
func everyFile(t *testing.T, school *kithtest.School, look func(path string, file []byte)) {
	t.Helper()
	err := filepath.WalkDir(school.App.DataDir(), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		file, err := os.ReadFile(path)
		look(path, file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestRecordingsOfRealRecordersAreKept(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	for name, form := range map[string]string{"chromium_slices.webm": "audio/webm", "chromium.mp4": "audio/mp4", "aac_fragments.mp4": "audio/mp4"} {
		story := c.Spoken(c.Maya)
		story.Photo.Bytes = recorded(t, name)
		maya.Keep(story)
		maya.Sync()
		note := maya.Moment(story.Revision.Moment, "author").Voice[0]
		if response, _ := sound(maya, note.Rendition, ""); response.Header.Get("Content-Type") != form {
			t.Errorf("%s plays as %s", name, response.Header.Get("Content-Type"))
		}
	}
}

func recorded(t *testing.T, name string) []byte {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("..", "voice", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestWhatIsNoRecordingOfAMinuteIsRefusedByACodeAndLeavesNothing(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	good := kithtest.Recorded(kithtest.ID(), 3).Bytes
	twice := func(file []byte, piece string) []byte {
		return bytes.ReplaceAll(file, []byte(piece), []byte(piece+piece))
	}
	for what, one := range map[string]struct {
		file []byte
		code string
	}{
		"a page":                 {[]byte("<!doctype html><script>alert(1)</script>"), media.KindUnknown},
		"a picture":              {kithtest.Photograph(kithtest.ID(), 3).Bytes, media.KindUnknown},
		"another codec":          {bytes.ReplaceAll(good, []byte("A_OPUS"), []byte("A_FLAC")), media.KindUnknown},
		"a film":                 {bytes.ReplaceAll(good, []byte("\x83\x01\x00\x00\x00\x00\x00\x00\x01\x02"), []byte("\x83\x01\x00\x00\x00\x00\x00\x00\x01\x01")), media.KindUnknown},
		"half of its head":       {good[:40], media.Unreadable},
		"a size that is not so":  {twice(good, "OpusHead"), media.Unreadable},
		"nothing but its head":   {kithtest.Recording(3, 0), media.VoiceEmpty},
		"a minute and a quarter": {kithtest.Recording(3, 75), media.VoiceTooLong},
	} {
		note := kithtest.Recorded(kithtest.ID(), 3)
		note.Bytes = one.file
		response, body := maya.Do("POST", "/media", kithtest.UploadHeaders(note), note.Bytes)
		if got := response.Header.Get("Kith-Refused"); response.StatusCode != 201 || got != one.code {
			t.Errorf("%s: %d %q instead of %q %s", what, response.StatusCode, got, one.code, body)
		}
		if kept := school.Count(`SELECT count(*) FROM renditions WHERE media = {:a}`, note.Media); kept != 0 {
			t.Errorf("%s is kept", what)
		}
	}
	if left, err := filepath.Glob(filepath.Join(school.App.DataDir(), "media", "*", "*", "*")); err != nil || len(left) != 0 {
		t.Errorf("on the shelf: %v %v", left, err)
	}
	large := kithtest.Recorded(kithtest.ID(), 3)
	large.Bytes = make([]byte, voice.MaxBytes+1)
	if response, body := maya.Do("POST", "/media", kithtest.UploadHeaders(large), nil); response.StatusCode != 413 || !strings.Contains(string(body), media.TooLarge) {
		t.Errorf("a byte over a mebibyte: %d %s", response.StatusCode, body)
	}
}

func TestAVoiceNoteIsNeverAPictureWhicheverComesFirst(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	hidden := func(note kithtest.Photo) api.KeepRevision {
		return api.KeepRevision{
			Moment: note.Moment, Revision: kithtest.ID(), Circle: c.ID, Words: "A picture",
			Pictures: []api.NewPicture{{Media: note.Media, Alt: "Nobody is heard"}},
		}
	}
	first := kithtest.Recorded(kithtest.ID(), 3)
	if got := maya.Upload(first); got != "kept" {
		t.Fatal(got)
	}
	school.Expect(maya.One(api.OpKindKeepRevision, hidden(first)), "media_not_yours")
	later := kithtest.Recorded(kithtest.ID(), 3)
	maya.Must(maya.Sync(maya.Op(api.OpKindKeepRevision, hidden(later))))
	if got := maya.Upload(later); got != "refused" {
		t.Errorf("a voice note that came after its picture is %s", got)
	}
	spoken := c.Spoken(c.Maya)
	maya.Keep(spoken)
	both := spoken.Revision
	both.Base, both.Revision, both.Voice = both.Revision, kithtest.ID(), nil
	both.Pictures = []api.NewPicture{{Media: spoken.Photo.Media, Alt: "Nobody is heard"}}
	school.Expect(maya.One(api.OpKindKeepRevision, both), "media_not_yours")
}

func TestASoundIsKeptFor180DaysAndItsWordsStay(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := c.Spoken(c.Maya)
	story.Revision.Voice[0].Words = "We drummed until the bell."
	school.Share(c, story, api.AudienceFamilies)
	phones := map[api.MomentForm]*kithtest.Phone{
		"author": school.Phone(c.Maya), "staff": school.Phone(c.Ortiz), "circle": school.Phone(c.Theo), "family": school.Phone(c.MayasFamily),
	}
	heard := map[api.MomentForm]string{}
	for form, phone := range phones {
		phone.Sync()
		note := phone.Moment(story.Revision.Moment, form).Voice[0]
		if response, _ := sound(phone, note.Rendition, ""); response.StatusCode != 200 {
			t.Fatalf("%s cannot hear it: %+v", form, note)
		}
		heard[form] = note.Rendition
	}
	school.Later(media.VoiceStays - time.Hour)
	school.Tidy()
	if response, _ := sound(phones["author"].Return(), heard["author"], ""); response.StatusCode != 200 {
		t.Fatal("it went before its time")
	}
	school.Later(time.Hour)
	school.Tidy()
	for form, phone := range phones {
		phone.Return().Sync()
		note := phone.Moment(story.Revision.Moment, form).Voice[0]
		if !note.Over || note.Rendition != "" || note.Words != "We drummed until the bell." || note.Heard[0].Name != "Maya" {
			t.Errorf("%s reads %+v", form, note)
		}
		if response, _ := sound(phone, heard[form], ""); response.StatusCode != 404 {
			t.Errorf("%s still hears it: %d", form, response.StatusCode)
		}
	}
	everyFile(t, school, func(path string, _ []byte) {
		if strings.HasSuffix(path, ".webm") {
			t.Errorf("%s is there still", path)
		}
	})
	if bytes := school.Count(`SELECT sum(bytes) FROM media`); bytes != 0 {
		t.Errorf("%d bytes count still", bytes)
	}
	if again := phones["author"].Upload(story.Photo); again != "kept" {
		t.Errorf("sent again it is %s", again)
	}
	everyFile(t, school, func(path string, _ []byte) {
		if strings.HasSuffix(path, ".webm") || strings.Contains(path, "parts/") {
			t.Errorf("%s came back", path)
		}
	})
}
