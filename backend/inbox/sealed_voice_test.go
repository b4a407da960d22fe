package inbox_test

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/kithtest"
	"kith/backend/voice"
)

// sound asks for a voice note.
func sound(phone *kithtest.Phone, rendition string) (status int, body []byte) {
	response, body := phone.Do("GET", "/media/"+rendition+"/sound", nil, nil)
	return response.StatusCode, body
}

// rebuilt is what the school keeps of a recording.
func rebuilt(t *testing.T, recorded kithtest.Photo) []byte {
	t.Helper()
	ours, err := voice.Rebuild(recorded.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return ours.Bytes
}

func TestASealedVoiceNoteIsItsAuthorsWhoeverBringsItAndNothingOfItsFileIsKept(t *testing.T) {
	a := openAside(t)
	story := a.Spoken(a.Maya)
	isTaken(a.theo, a.maya.Seal(a.maya.Op(api.OpKindKeepRevision, story.Revision)))
	a.bringPhoto(story.Photo)
	a.maya.Sync()
	own := a.maya.Moment(story.Revision.Moment, api.MomentFormAuthor)
	if own == nil || len(own.Voice) != 1 || !own.Voice[0].Kept || own.Voice[0].Form != voice.WebM || own.Voice[0].Heard[0].Name != "Maya" {
		t.Fatalf("its author has %+v", own)
	}
	if owner := a.Record("media", story.Photo.Media).GetString("owner"); owner != a.Maya.Person {
		t.Errorf("it is counted as of %s", owner)
	}
	note := own.Voice[0].Rendition
	for name, phone := range map[string]*kithtest.Phone{"its author": a.maya, "her facilitator": a.ortiz} {
		if status, body := sound(phone, note); status != http.StatusOK || !bytes.Equal(body, rebuilt(t, story.Photo)) {
			t.Errorf("%s hears %d, %d bytes", name, status, len(body))
		}
	}
	if status, _ := sound(a.theo, note); status != http.StatusNotFound {
		t.Errorf("who brought it hears it: %d", status)
	}
	err := filepath.WalkDir(a.App.DataDir(), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		file, err := os.ReadFile(path)
		if bytes.Contains(file, []byte(kithtest.Recorder)) {
			t.Errorf("%s holds what stood around the sound", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if again := a.maya.Upload(story.Photo); again != "kept" || a.Count(`SELECT count(*) FROM renditions WHERE media = {:a}`, story.Photo.Media) != 1 {
		t.Errorf("the same note from her own phone is %q", again)
	}
}

func TestASealedFileThatIsNoRecordingIsRefusedLikeAnyAndLeavesNothing(t *testing.T) {
	a := openAside(t)
	picture := kithtest.Photograph(kithtest.ID(), 3)
	picture.Kind = "voice"
	head, box := a.maya.SealPhoto(picture)
	response, body := a.theo.Do("POST", "/media", kithtest.SealedHeaders(head, box), box)
	if got := response.Header.Get("Kith-Refused"); got != "media_kind_unknown" {
		t.Errorf("a picture that is said to be a voice note: %d %q %s", response.StatusCode, got, body)
	}
	if kept := a.Count(`SELECT count(*) FROM renditions WHERE media = {:a}`, picture.Media); kept != 0 {
		t.Error("it is kept")
	}
}

func TestAnAdultHearsTheVoiceNoteOfWhatIsSetAsideAndNobodyElseDoes(t *testing.T) {
	a := openAside(t)
	n := a.Next(a.Circle)
	story := a.Spoken(a.Maya)
	lost := kithtest.ID()
	story.Revision.Voice = append(story.Revision.Voice, api.NewVoiceNote{Media: lost, Heard: []string{a.Maya.Person}})
	story.Revision.Voice[0].Words = "Boom"
	op := a.elsewhere(story)
	a.bringPhoto(story.Photo)
	item := a.only(a.ortiz)
	if len(item.Voice) != 2 || !item.Voice[0].Kept || item.Voice[0].Millis < 900 || item.Voice[1].Kept || item.Words != "Boom" {
		t.Fatalf("her facilitator is told %+v", item)
	}
	note := item.Voice[0].Rendition
	for name, phone := range map[string]*kithtest.Phone{"her facilitator": a.ortiz, "the coordinator": a.Phone(a.Coordinator)} {
		if status, body := sound(phone, note); status != http.StatusOK || !bytes.Equal(body, rebuilt(t, story.Photo)) {
			t.Errorf("%s hears %d, %d bytes", name, status, len(body))
		}
	}
	for name, seat := range map[string]circle.Seat{
		"its author": a.Maya, "who brought it": a.Theo, "her family": a.MayasFamily, "a teacher of another circle": n.Dre,
		"a supporting adult": n.Ivy, "a coordinator elsewhere": n.Okafor, "her facilitator as somebody's family": a.Seat(a.Ortiz, "family"),
	} {
		if status, _ := sound(a.Phone(seat), note); status != http.StatusNotFound {
			t.Errorf("%s hears it: %d", name, status)
		}
	}
	a.isFiled(a.ortiz, op.Op, a.ID, story.Revision.Moment)
	a.maya.Sync()
	if own := a.maya.Moment(story.Revision.Moment, api.MomentFormAuthor); own == nil || len(own.Voice) != 2 || !own.Voice[0].Kept {
		t.Errorf("once it is filed its author has %+v", own)
	}
}
