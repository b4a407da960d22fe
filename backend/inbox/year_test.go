package inbox_test

import (
	"net/http"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/kithtest"
)

func TestWhatWasKeptBeforeTheSchoolYearTurnedComesInAfterIt(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, story := school.Phone(c.Maya), c.Drumming()
	op, kept := maya.Op(api.OpKindKeepRevision, story.Revision), school.Now()
	school.Later(300 * 24 * time.Hour)
	if status, body := maya.JSON("POST", "/sync", api.SyncRequest{Device: maya.Device, Build: 1, Schema: 1, Ops: []api.Op{op}}); status != http.StatusUnauthorized {
		t.Fatalf("a session of last year: %d %s", status, body)
	}
	maya.Return().Must(maya.Sync(op))
	if got := maya.Upload(story.Photo); got != "kept" {
		t.Errorf("its picture is %q", got)
	}
	if at := school.Record("revisions", story.Revision.Revision).GetDateTime("kept_at").Time(); !at.Equal(kept) {
		t.Errorf("it is said to be of %s", at)
	}
}
