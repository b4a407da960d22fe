package server_test

import (
	"bufio"
	"net/http"
	"strings"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/kithtest"
)

// switchTo turns one switch, as the coordinator does.
func switchTo(t *testing.T, school *kithtest.School, c kithtest.Circle, what string, off bool) {
	t.Helper()
	status, body := school.Phone(c.Coordinator).JSON("PATCH", "/school", map[string]bool{what: off})
	if status != 200 || strings.Contains(string(body), `"`+what+`"`) != off {
		t.Fatalf("switch %s to %v: %d %s", what, off, status, body)
	}
}

// effect is how soon a switch has to be felt. Source: design 4, "incidents".
const effect = 5 * time.Second

// listen opens a stream of pokes, until the test ends.
func listen(t *testing.T, school *kithtest.School, phone *kithtest.Phone) <-chan string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, school.URL+"/kith/v1/pokes", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+phone.Access)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	pokes := make(chan string, 16)
	go func() {
		for lines := bufio.NewScanner(response.Body); lines.Scan(); {
			if lines.Text() == "event: poke" {
				pokes <- lines.Text()
			}
		}
	}()
	return pokes
}

func TestWhatFamiliesSeeIsSwitchedOffAtOnceAndComesBack(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Drumming(), api.AudienceFamilies)
	family, theo := school.Phone(c.TheosFamily), school.Phone(c.Theo)
	theo.Sync()
	if !family.Has(story.Revision.Moment, api.MomentFormFamily) {
		t.Fatal("the family does not see the moment")
	}
	picture := family.Moment(story.Revision.Moment, api.MomentFormFamily).Pictures[0].Rendition
	pokes := listen(t, school, family)
	<-pokes // the one that each stream begins with
	switchTo(t, school, c, "familiesOff", true)
	select {
	case <-pokes:
	case <-time.After(effect):
		t.Errorf("the phone of a family was not poked within %v", effect)
	}
	if family.Opens(picture) || family.Has(story.Revision.Moment, api.MomentFormFamily) {
		t.Error("the family still sees the moment")
	}
	if !theo.Has(story.Revision.Moment, api.MomentFormCircle) {
		t.Error("a member of the circle lost the moment, too")
	}
	switchTo(t, school, c, "familiesOff", false)
	if !family.Has(story.Revision.Moment, api.MomentFormFamily) || !family.Opens(picture) {
		t.Error("the moment did not come back")
	}
}

func TestWhileUploadsAreOffPhotosStayOnThePhoneAndWordsComeIn(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, story := school.Phone(c.Maya), c.Drumming()
	switchTo(t, school, c, "uploadsOff", true)
	maya.Must(maya.Sync(maya.Op(api.OpKindKeepRevision, story.Revision)))
	response, body := maya.Do("POST", "/media", kithtest.UploadHeaders(story.Photo), story.Photo.Bytes)
	if response.StatusCode != 423 || response.Header.Get("Retry-After") != "600" || !strings.Contains(string(body), `"uploads_off"`) {
		t.Errorf("a photo is answered %d after %s: %s", response.StatusCode, response.Header.Get("Retry-After"), body)
	}
	switchTo(t, school, c, "uploadsOff", false)
	if got := maya.Upload(story.Photo); got != "kept" {
		t.Errorf("afterwards the photo is %q", got)
	}
}

func TestWhileSigningInIsOffOnlyACoordinatorComesInAndWhoIsInStays(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	switchTo(t, school, c, "signInOff", true)
	for who, seat := range map[string]circle.Seat{"a student": c.Theo, "a family": c.MayasFamily, "a facilitator": c.Ortiz} {
		if _, err := school.SignIn(seat.ID, api.Device{Id: kithtest.ID()}, "badge"); api.As(err).Code != "sign_in_off" || api.As(err).Status != 423 {
			t.Errorf("%s: %v", who, err)
		}
	}
	maya.Sync()
	switchTo(t, school, c, "signInOff", false) // a coordinator signs in to do so
	if _, err := school.SignIn(c.Theo.ID, api.Device{Id: kithtest.ID()}, "badge"); err != nil {
		t.Error("afterwards nobody comes in either:", err)
	}
}

func TestOnlyACoordinatorTurnsASwitch(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	for who, seat := range map[string]circle.Seat{"a facilitator": c.Ortiz, "a student": c.Maya, "a family": c.MayasFamily} {
		if status, body := school.Phone(seat).JSON("PATCH", "/school", map[string]bool{"familiesOff": true}); status != 404 {
			t.Errorf("%s: %d %s", who, status, body)
		}
	}
	if n := school.Count(`SELECT count(*) FROM schools WHERE families_off <> ''`); n != 0 {
		t.Error("somebody switched families off")
	}
}
