package media_test

import (
	"bytes"
	"net/http"
	"strconv"
	"testing"

	"kith/backend/api"
	"kith/backend/kithtest"
)

// drumRoom is a whole school over real HTTP, with Maya's phone and a photo on it.
func drumRoom(t *testing.T) (*kithtest.School, kithtest.Circle, *kithtest.Phone, kithtest.Photo) {
	t.Helper()
	school := kithtest.Open(t)
	room := school.DrumRoom()
	return school, room, school.Phone(room.Maya), kithtest.Photograph(kithtest.ID(), 200)
}

// keeps sends the revision that lists the photo, and gives the name under which its author may open it.
func keeps(t *testing.T, phone *kithtest.Phone, circle string, photo kithtest.Photo) string {
	t.Helper()
	phone.Must(phone.Sync(phone.Op("keep_revision", api.KeepRevision{
		Moment: photo.Moment, Revision: kithtest.ID(), Circle: circle, Lang: "en", Words: "We drummed.",
		People: []string{phone.Seat.Person}, Pictures: []api.NewPicture{{Media: photo.Media, Alt: "A drum"}},
	})))
	own := phone.Moment(photo.Moment, "author")
	if own == nil || len(own.Pictures) != 1 || own.Pictures[0].Rendition == "" {
		t.Fatalf("Maya's own moment: %+v", own)
	}
	return own.Pictures[0].Rendition
}

func Test_mayas_photo_goes_over_the_wire_in_pieces_and_comes_back_to_her_alone(t *testing.T) {
	school, room, phone, photo := drumRoom(t)
	head := kithtest.UploadHeaders(photo)
	delete(head, "Content-Type")
	begun, body := phone.Do("POST", "/media", head, nil)
	if begun.StatusCode != 201 || begun.Header.Get("Location") != "/kith/v1/media/"+photo.Media {
		t.Fatalf("begin: %d %v %s", begun.StatusCode, begun.Header, body)
	}
	half := len(photo.Bytes) / 2
	first := piece(phone, photo, 0, photo.Bytes[:half])
	if first.StatusCode != 204 || first.Header.Get("Kith-Media") != "" {
		t.Fatalf("first half: %d %v", first.StatusCode, first.Header)
	}
	asked, _ := phone.Do("HEAD", "/media/"+photo.Media, map[string]string{"Tus-Resumable": "1.0.0"}, nil)
	if asked.StatusCode != 200 || asked.Header.Get("Upload-Offset") != strconv.Itoa(half) || asked.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("asked: %d %v", asked.StatusCode, asked.Header)
	}
	last := piece(phone, photo, half, photo.Bytes[half:])
	if last.StatusCode != 204 || last.Header.Get("Kith-Media") != "kept" || last.Header.Get("Kith-Seq") == "" {
		t.Fatalf("second half: %d %v", last.StatusCode, last.Header)
	}
	rendition := keeps(t, phone, room.ID, photo)
	comesBack(t, phone, rendition)
	nobodyElse(t, school, room, rendition)
}

func piece(phone *kithtest.Phone, photo kithtest.Photo, offset int, body []byte) *http.Response {
	response, _ := phone.Do("PATCH", "/media/"+photo.Media, map[string]string{
		"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream", "Upload-Offset": strconv.Itoa(offset),
	}, body)
	return response
}

func comesBack(t *testing.T, phone *kithtest.Phone, rendition string) {
	t.Helper()
	for _, size := range []string{"1600", "800", "400"} {
		response, body := phone.Do("GET", "/media/"+rendition+"/"+size, nil, nil)
		if response.StatusCode != 200 || decoded(t, body).Bounds().Dx() != 320 {
			t.Fatalf("%s: %d", size, response.StatusCode)
		}
		for name, want := range map[string]string{
			"Content-Type": "image/jpeg", "Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff",
			"Content-Length": strconv.Itoa(len(body)),
		} {
			if got := response.Header.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	}
	if response, _ := phone.Do("GET", "/media/"+rendition+"/1601", nil, nil); response.StatusCode == 200 {
		t.Error("a size that does not exist was served")
	}
}

// nobodyElse expects that an unapproved photo is as good as absent for everybody but its author and staff.
func nobodyElse(t *testing.T, school *kithtest.School, room kithtest.Circle, rendition string) {
	t.Helper()
	for name, other := range map[string]*kithtest.Phone{
		"Theo": school.Phone(room.Theo), "Maya's family": school.Phone(room.MayasFamily), "Ana": school.Phone(room.Ana),
	} {
		absent, nothing := other.Do("GET", "/media/"+kithtest.ID()+"/400", nil, nil)
		response, body := other.Do("GET", "/media/"+rendition+"/400", nil, nil)
		if response.StatusCode != 404 || absent.StatusCode != 404 || !bytes.Equal(body, nothing) {
			t.Errorf("%s: %d %s", name, response.StatusCode, body)
		}
	}
	response, err := http.Get(school.URL + "/kith/v1/media/" + rendition + "/400")
	if err != nil {
		t.Fatal(err)
	}
	allOf(t, response.Body)
	if response.StatusCode != 401 {
		t.Errorf("somebody who is not signed in: %d", response.StatusCode)
	}
	if response, _ := school.Phone(room.Ortiz).Do("GET", "/media/"+rendition+"/400", nil, nil); response.StatusCode != 200 {
		t.Errorf("Ms. Ortiz, who must look at it: %d", response.StatusCode)
	}
}

func Test_a_refusal_over_the_wire_carries_the_true_offset(t *testing.T) {
	_, _, phone, photo := drumRoom(t)
	phone.Do("POST", "/media", kithtest.UploadHeaders(photo), photo.Bytes[:100])
	response := piece(phone, photo, 99, photo.Bytes[99:])
	if response.StatusCode != 409 || response.Header.Get("Upload-Offset") != "100" || response.Header.Get("Content-Type") != "application/problem+json" {
		t.Fatalf("%d %v", response.StatusCode, response.Header)
	}
}

func Test_a_photo_for_mayas_moment_is_not_taken_from_ana(t *testing.T) {
	school, room, phone, photo := drumRoom(t)
	if became := phone.Upload(photo); became != "kept" {
		t.Fatal(became)
	}
	keeps(t, phone, room.ID, photo)
	intruding := kithtest.Photograph(photo.Moment, 10) // Ana adds a picture to Maya's moment
	if became := school.Phone(room.Ana).Upload(intruding); became != "refused" {
		t.Errorf("Ana's picture: %s", became)
	}
	if _, err := school.App.FindRecordById("media", intruding.Media); err == nil {
		t.Error("it stands in Maya's moment")
	}
}

func Test_only_students_send_pictures(t *testing.T) {
	school, room, _, photo := drumRoom(t)
	for name, adult := range map[string]*kithtest.Phone{"Ms. Ortiz": school.Phone(room.Ortiz), "Rosa": school.Phone(room.MayasFamily)} {
		if response, body := adult.Do("POST", "/media", kithtest.UploadHeaders(photo), photo.Bytes); response.StatusCode != 404 {
			t.Errorf("%s: %d %s", name, response.StatusCode, body)
		}
	}
}

func Test_a_body_that_is_too_long_is_refused_over_the_wire(t *testing.T) {
	_, _, phone, photo := drumRoom(t)
	photo.Bytes = make([]byte, 10<<20+1)
	head := kithtest.UploadHeaders(photo)
	delete(head, "Content-Type")
	response, _ := phone.Do("POST", "/media", head, nil)
	if response.StatusCode != 413 || response.Header.Get("Tus-Max-Size") != "10485760" {
		t.Errorf("%d %v", response.StatusCode, response.Header)
	}
}
