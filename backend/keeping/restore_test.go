package keeping_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/kithtest"
	"kith/backend/server"
)

const tomorrow = 25 * time.Hour

// backup writes one of a school that goes on, and gives its place.
func backup(school *kithtest.School) string {
	school.T.Helper()
	place := filepath.Join(school.T.TempDir(), "monday.tar")
	if _, err := school.Backup(school.T.Context(), place, nil); err != nil {
		school.T.Fatal("back the school up:", err)
	}
	return place
}

// lost closes a school and loses its disk.
func lost(school *kithtest.School) {
	school.T.Helper()
	school.Shut()
	if err := os.RemoveAll(school.Dir); err != nil {
		school.T.Fatal(err)
	}
}

// restored puts a backup back into a new folder and opens the school there.
func restored(t *testing.T, archive string, change ...func(*server.Config)) *kithtest.School {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "again")
	config := server.Config{Dir: dir, Origin: "http://kith.test"}
	for _, c := range change {
		c(&config)
	}
	var said bytes.Buffer
	if err := server.Restore(config, archive, nil, &said); err != nil {
		t.Fatal("put the backup back:", err, said.String())
	}
	return kithtest.Reopen(t, dir, change...)
}

func TestFortyMomentsAfterTheBackupAreAllBackOnce(t *testing.T) {
	place := t.TempDir()
	journal := func(config *server.Config) { config.Journal = place }
	school := kithtest.Open(t, journal)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	first := maya.Keep(c.Drumming())
	maya.Sync()
	archive := backup(school)
	school.Later(tomorrow) // forty pictures are a day's
	maya.Return()
	var ops []api.Op
	var stories []kithtest.Story
	for range 40 {
		story := c.Drumming()
		op := maya.Op(api.OpKindKeepRevision, story.Revision)
		maya.Must(maya.Sync(op))
		if got := maya.Upload(story.Photo); got != "kept" {
			t.Fatal("a picture is", got)
		}
		ops, stories = append(ops, op), append(stories, story)
	}
	// The journal takes the order further than Maya's phone has read: her cursor alone would not show that anything is missing.
	school.Save("answers", map[string]any{"person": c.Ana.Person, "answer": "ask", "how": "own_phone", "by": c.Ana.Person})
	lost(school)
	again := restored(t, archive, journal)
	again.Later(school.Now().Sub(again.Now()))
	maya.School = again
	maya.Return()
	answer := maya.Send(ops...)
	if !answer.Rewound {
		t.Fatal("the phone does not learn that the school has lost something")
	}
	for _, result := range answer.Results {
		if result.Status != api.OpResultStatusRetry {
			t.Fatalf("an op was applied before the phone has sent again what the school lost: %+v", result)
		}
	}
	for range 2 { // once more, as a phone does whose answer was lost
		maya.Must(maya.Sync(ops...))
		for _, story := range stories {
			if got := maya.Upload(story.Photo); got != "kept" {
				t.Fatal("a picture that comes again is", got)
			}
		}
	}
	ortiz := again.Phone(c.Ortiz)
	ortiz.Sync()
	for _, story := range append(stories, first) {
		moment := ortiz.Moment(story.Revision.Moment, api.MomentFormStaff)
		if moment == nil || !moment.Pictures[0].Kept {
			t.Fatalf("%s is not with the teacher", story.Revision.Moment)
		}
		if !ortiz.Opens(moment.Pictures[0].Rendition) {
			t.Error("its picture cannot be opened")
		}
	}
	for table, want := range map[string]int{"moments": 41, "revisions": 41, "media": 41, "renditions": 41} {
		if rows := again.Count(`SELECT count(*) FROM ` + table); rows != want {
			t.Errorf("%s has %d rows for 41 moments", table, rows)
		}
	}
}

func decoded[T any](t *testing.T, body []byte) (value T) {
	t.Helper()
	if err := json.Unmarshal(body, &value); err != nil {
		t.Fatal(err)
	}
	return value
}
