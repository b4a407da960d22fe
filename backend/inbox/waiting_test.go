package inbox_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/kithtest"
)

func TestAFacilitatorSeesWhichPhonesHoldSomethingAndNobodyElseDoes(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, ortiz := school.Phone(c.Maya), school.Phone(c.Ortiz)
	says := func(by *kithtest.Phone, waiting *api.Waiting) {
		t.Helper()
		status, body := by.JSON("POST", "/sync", api.SyncRequest{Device: by.Device, Build: 1, Schema: 1, Ops: []api.Op{}, Waiting: waiting})
		if status != http.StatusOK {
			t.Fatalf("sync: %d %s", status, body)
		}
	}
	phones := func(by *kithtest.Phone) []api.PhoneLine {
		t.Helper()
		status, body := by.JSON("GET", "/phones", nil)
		var list api.PhoneList
		if err := json.Unmarshal(body, &list); err != nil || status != http.StatusOK {
			t.Fatalf("phones: %d %s %v", status, body, err)
		}
		return list.Phones
	}
	since := school.Now().Add(-time.Hour)
	says(maya, &api.Waiting{Count: 2, Since: since})
	school.Later(time.Minute)
	says(maya, &api.Waiting{Count: 2, Since: school.Now()})
	says(maya, nil)
	got := phones(ortiz)
	if len(got) != 1 || got[0].Name != "Maya" || got[0].Count != 2 || !got[0].Since.Equal(since) || !got[0].Heard.Equal(kithtest.Monday) {
		t.Errorf("her facilitator sees %+v", got)
	}
	if got := phones(school.Phone(school.Person(c.School, "staff", "Mr. Dre"))); len(got) != 0 {
		t.Errorf("another adult sees %+v", got)
	}
	for _, other := range []*kithtest.Phone{maya, school.Phone(school.Seat(c.Ortiz, "family"))} {
		if status, body := other.JSON("GET", "/phones", nil); status != http.StatusNotFound {
			t.Errorf("%s sees %d %s", other.Seat.Kind, status, body)
		}
	}
	second := school.Phone(c.Maya)
	says(second, &api.Waiting{Count: 1, Since: school.Now().AddDate(3, 0, 0)})
	says(ortiz, &api.Waiting{Count: 9, Since: since})
	if got := phones(school.Phone(c.Coordinator)); len(got) != 2 || got[1].Count != 1 || !got[1].Since.Equal(school.Now()) {
		t.Errorf("with a second phone whose clock is off, a coordinator sees %+v", got)
	}
	says(maya, &api.Waiting{Count: 0})
	says(second, &api.Waiting{Count: 0})
	if got := phones(ortiz); len(got) != 0 {
		t.Errorf("after everything has come in she sees %+v", got)
	}
}
