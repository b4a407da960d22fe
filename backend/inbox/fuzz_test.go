package inbox_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"kith/backend/api"
	"kith/backend/kithtest"
)

// Whatever a phone sends as a sync is answered, without a fault of the school's, and the law of reading holds in the end.
func FuzzSync(f *testing.F) {
	school := kithtest.Open(f)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	story := c.Drumming()
	for _, ops := range [][]api.Op{
		nil,
		{maya.Op(api.OpKindKeepRevision, story.Revision)},
		{maya.Op(api.OpKindTakeBack, api.TakeBack{Moment: story.Revision.Moment}), maya.Op(api.OpKindGiveAnswer, api.GiveAnswer{Answer: "no"})},
		{maya.Op(api.OpKindRecordConsent, api.RecordConsent{Person: c.Theo.Person, Kind: "photo", Widest: "none", How: "paper"})},
	} {
		body, err := json.Marshal(api.SyncRequest{Device: maya.Device, Build: 1, Schema: 1, Ops: ops})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Add([]byte(`{"device":"x","build":1,"schema":1,"ops":[{"op":"","kind":"keep_revision","at":"0001-01-01T00:00:00Z","body":null}],"cursor":"e30"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, school.URL+"/kith/v1/sync", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+maya.Access)
		request.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close() //nolint:errcheck // only read
		answer, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode >= 500 || !json.Valid(answer) {
			t.Fatalf("%d %s %v", response.StatusCode, answer, err)
		}
	})
}
