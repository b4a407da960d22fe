package inbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/kithtest"
)

// post sends what a phone would, to a school that may die meanwhile.
func post(url string, phone *kithtest.Phone, ops ...api.Op) (api.SyncAnswer, error) {
	var answer api.SyncAnswer
	body, err := json.Marshal(api.SyncRequest{Device: phone.Device, Build: 1, Schema: 1, Ops: ops})
	if err != nil {
		return answer, err
	}
	got, _, err := do(url, phone, "POST", "/sync", map[string]string{"Content-Type": "application/json"}, body)
	if err != nil {
		return answer, err
	}
	return answer, json.Unmarshal(got, &answer)
}

func do(url string, phone *kithtest.Phone, method, path string, header map[string]string, body []byte) ([]byte, *http.Response, error) {
	request, err := http.NewRequest(method, url+"/kith/v1"+path, bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	request.Header.Set("Authorization", "Bearer "+phone.Access)
	for name, value := range header {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close() //nolint:errcheck // only read
	got, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: %d %s", method, path, response.StatusCode, got)
	}
	return got, response, err
}

// looked opens a data folder whose process is gone, only to count.
func looked(t *testing.T, dir string, ask func(*kithtest.School)) {
	t.Helper()
	t.Run("what stands on the disk", func(t *testing.T) {
		ask(kithtest.Reopen(t, dir))
	})
}

// today opens a school in the present: the real binary has no other clock.
func today(t *testing.T) *kithtest.School {
	t.Helper()
	school := kithtest.Open(t)
	school.Later(time.Since(kithtest.Monday))
	return school
}

func TestEveryKindOfOpIsTheSameOpAfterAKillAndARestart(t *testing.T) {
	school := today(t)
	p := write(school, school.DrumRoom())
	p.perform()
	school.Later(time.Until(school.Now())) // the script has waited for a hold; the binary lives in the present
	before := counts(school)
	for _, phone := range []*kithtest.Phone{p.maya, p.theo, p.ortiz} {
		phone.Return()
	}
	school.Shut()
	for range 2 {
		house := start(t, school.Dir)
		for i := range p.acts {
			act := p.acts[len(p.acts)-1-i]
			answer, err := post(house.url, act.by, p.sent[act.what])
			if err != nil {
				t.Fatalf("%s: %v %s", act.what, err, house.said)
			}
			want := p.results[act.what]
			want.Repeated = true
			if got, expected := told(t, answer.Results[0]), told(t, want); got != expected {
				t.Errorf("%s after a restart is answered with %s instead of %s", act.what, got, expected)
			}
		}
		house.kill()
	}
	looked(t, school.Dir, func(again *kithtest.School) {
		if after := counts(again); after != before {
			t.Errorf("rows changed from\n%s\nto\n%s", before, after)
		}
	})
}

func TestWhatWasAcknowledgedBeforeAKillStandsAndWhatWasNotIsSentAgainOnce(t *testing.T) {
	school := today(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	var ops []api.Op
	stories := map[string]kithtest.Story{}
	for i := range 120 {
		story := c.Alone(fmt.Sprint("Kept before the lights went out ", i))
		op := maya.Op(api.OpKindKeepRevision, story.Revision)
		ops, stories[op.Op] = append(ops, op), story
	}
	acknowledged := map[string]bool{}
	school.Shut()
	for round, next := 0, 0; next < len(ops); round++ {
		house := start(t, school.Dir)
		lights := time.AfterFunc(time.Duration(50+round*150)*time.Millisecond, func() { house.cmd.Process.Kill() }) //nolint:errcheck // it may have ended
		for next < len(ops) {
			answer, err := post(house.url, maya, ops[next:min(next+3, len(ops))]...)
			if err != nil {
				break // the lights went out; the same ops go up again
			}
			for _, result := range answer.Results {
				if result.Status != api.OpResultStatusAccepted {
					t.Fatalf("%+v %+v", result, result.Problem)
				}
				acknowledged[result.Op] = true
				next++
			}
		}
		lights.Stop()
		house.kill()
		if round > 20 {
			t.Fatal("the school is killed before it can take anything")
		}
		looked(t, school.Dir, func(again *kithtest.School) {
			for op := range acknowledged {
				if again.Count(`SELECT count(*) FROM revisions WHERE id = {:a}`, stories[op].Revision.Revision) != 1 {
					t.Errorf("%s was acknowledged in round %d and is gone", op, round)
				}
			}
		})
	}
	looked(t, school.Dir, func(again *kithtest.School) {
		for _, table := range []string{"moments", "revisions", "authors", "shown", "ledger"} {
			if rows := again.Count(`SELECT count(*) FROM ` + table); rows != len(ops) {
				t.Errorf("%s has %d rows for %d moments", table, rows, len(ops))
			}
		}
		maya := again.Phone(c.Maya)
		maya.Sync()
		for _, story := range stories {
			if maya.Moment(story.Revision.Moment, api.MomentFormAuthor) == nil {
				t.Errorf("Maya does not read %q", story.Revision.Words)
			}
		}
	})
}

func TestAPictureIsKeptOnceHoweverOftenItComesAndWhoeverDiesMeanwhile(t *testing.T) {
	school := today(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	story := c.Drumming()
	headers := kithtest.UploadHeaders(story.Photo)
	begin := map[string]string{}
	for name, value := range headers {
		if name != "Content-Type" {
			begin[name] = value
		}
	}
	half := len(story.Photo.Bytes) / 2
	var place string
	school.Shut()
	house := start(t, school.Dir)
	for range 2 { // the beginning, twice
		_, response, err := do(house.url, maya, "POST", "/media", begin, nil)
		if err != nil {
			t.Fatal(err, house.said)
		}
		if place != "" && place != response.Header.Get("Location") {
			t.Errorf("the same picture has two places: %s and %s", place, response.Header.Get("Location"))
		}
		place = response.Header.Get("Location")
	}
	path := "/media/" + story.Photo.Media
	if !strings.HasSuffix(place, path) {
		t.Fatalf("its place is %s", place)
	}
	piece := func(from, to int) (http.Header, error) {
		_, response, err := do(house.url, maya, "PATCH", path, map[string]string{
			"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream", "Upload-Offset": fmt.Sprint(from),
		}, story.Photo.Bytes[from:to])
		if response == nil {
			return nil, err
		}
		return response.Header, err
	}
	offset := func() string {
		_, response, err := do(house.url, maya, "HEAD", path, map[string]string{"Tus-Resumable": "1.0.0"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return response.Header.Get("Upload-Offset") + " " + response.Header.Get("Kith-Media")
	}
	if _, err := piece(0, half); err != nil {
		t.Fatal(err)
	}
	if _, err := piece(0, half); err == nil {
		t.Error("the same piece was taken twice")
	}
	if _, err := piece(half+1, len(story.Photo.Bytes)); err == nil {
		t.Error("a piece that does not follow was taken")
	}
	house.kill()
	house = start(t, school.Dir)
	if got := offset(); got != fmt.Sprint(half, " ") && got != fmt.Sprint(half, " working") {
		t.Errorf("after a kill the school has %q of %d bytes", got, half)
	}
	header, err := piece(half, len(story.Photo.Bytes))
	if err != nil || header.Get("Kith-Media") != "kept" {
		t.Fatalf("after the last byte: %v %v", header, err)
	}
	answer, err := post(house.url, maya, maya.Op(api.OpKindKeepRevision, story.Revision))
	if err != nil || answer.Results[0].Status != api.OpResultStatusAccepted {
		t.Fatalf("%+v %v", answer.Results, err)
	}
	house.kill()
	house = start(t, school.Dir)
	for range 2 { // after it was kept: the beginning, the question and the end once more
		if _, response, err := do(house.url, maya, "POST", "/media", headers, story.Photo.Bytes); err != nil || response.Header.Get("Kith-Media") != "kept" {
			t.Errorf("the whole picture once more: %v", err)
		}
		if got := offset(); !strings.HasSuffix(got, " kept") {
			t.Errorf("the question is answered with %q", got)
		}
		if _, _, err := do(house.url, maya, "DELETE", path, map[string]string{"Tus-Resumable": "1.0.0"}, nil); err == nil {
			t.Error("a kept picture was dropped")
		}
	}
	house.kill()
	looked(t, school.Dir, func(again *kithtest.School) {
		for table, want := range map[string]int{"media": 1, "renditions": 1, "revision_media": 1} {
			if rows := again.Count(`SELECT count(*) FROM ` + table); rows != want {
				t.Errorf("%s has %d rows instead of %d", table, rows, want)
			}
		}
	})
}

func TestAnUploadThatIsDroppedTwiceIsGoneOnce(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, ana := school.Phone(c.Maya), school.Phone(c.Ana)
	story := c.Drumming()
	headers := kithtest.UploadHeaders(story.Photo)
	delete(headers, "Content-Type")
	if response, body := maya.Do("POST", "/media", headers, nil); response.StatusCode != http.StatusCreated {
		t.Fatalf("%d %s", response.StatusCode, body)
	}
	drop := func(phone *kithtest.Phone) int {
		response, _ := phone.Do("DELETE", "/media/"+story.Photo.Media, map[string]string{"Tus-Resumable": "1.0.0"}, nil)
		return response.StatusCode
	}
	if status := drop(ana); status < 400 {
		t.Errorf("Ana dropped Maya's upload: %d", status)
	}
	if status := drop(maya); status != http.StatusNoContent {
		t.Errorf("Maya's drop: %d", status)
	}
	drop(maya)
	if rows := school.Count(`SELECT count(*) FROM uploads`) + school.Count(`SELECT count(*) FROM media`); rows != 0 {
		t.Errorf("%d rows are left", rows)
	}
	if got := maya.Upload(story.Photo); got != "kept" {
		t.Errorf("after the drop the picture is %q", got)
	}
}

func TestTheBinarySaysThatWhatItLeftIsSound(t *testing.T) {
	school := today(t)
	p := write(school, school.DrumRoom())
	p.perform()
	school.Shut()
	start(t, school.Dir).kill()
	binary, err := kith()
	if err != nil {
		t.Fatal(err)
	}
	said, err := exec.Command(binary, "verify", "--dir", school.Dir).CombinedOutput()
	if err != nil || !strings.Contains(string(said), "The law of reading holds.") {
		t.Errorf("%v %s", err, said)
	}
}
