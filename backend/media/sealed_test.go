package media_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"kith/backend/kithtest"
	"kith/backend/sealed"
)

// bring sends a piece of a sealed picture from an offset and says how far the school is and what became of the picture.
func bring(by *kithtest.Phone, photo kithtest.Photo, head string, from int, piece []byte) (status int, offset, became string) {
	by.School.T.Helper()
	response, _ := by.Do("PATCH", "/media/"+photo.Media, map[string]string{
		"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream", "Upload-Offset": strconv.Itoa(from), "Kith-Sealed": head,
	}, piece)
	return response.StatusCode, response.Header.Get("Upload-Offset"), response.Header.Get("Kith-Media")
}

func begin(by *kithtest.Phone, head string, box []byte, withBytes int) *http.Response {
	by.School.T.Helper()
	response, _ := by.Do("POST", "/media", kithtest.SealedHeaders(head, box), box[:withBytes])
	return response
}

func TestASealedPictureComesInPiecesByAnybodyWhoHasItsHeadAndByNobodyElse(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, theo, ortiz := school.Phone(c.Maya), school.Phone(c.Theo), school.Phone(c.Ortiz)
	photo, other := kithtest.Photograph(kithtest.ID(), 90), kithtest.Photograph(kithtest.ID(), 20)
	head, box := maya.SealPhoto(photo)
	others, _ := maya.SealPhoto(other)
	half := len(box) / 2
	if response := begin(theo, head, box, half); response.StatusCode != http.StatusCreated || response.Header.Get("Upload-Offset") != strconv.Itoa(half) {
		t.Fatalf("the first half: %d %v", response.StatusCode, response.Header)
	}
	for name, wrong := range map[string]string{"without its head": "", "with the head of another": others, "with no head at all": "nonsense"} {
		if status, _, _ := bring(theo, photo, wrong, half, box[half:]); status != http.StatusNotFound && status != http.StatusUnprocessableEntity {
			t.Errorf("a piece %s: %d", name, status)
		}
	}
	if status, _, became := bring(ortiz, photo, head, half, box[half:]); status != http.StatusNoContent || became != "kept" {
		t.Fatalf("the other half: %d %s", status, became)
	}
	if owner := school.Record("media", photo.Media).GetString("owner"); owner != c.Maya.Person {
		t.Errorf("it is counted as of %s", owner)
	}
	if got := maya.Upload(photo); got != "kept" {
		t.Errorf("the same picture from its owner's own phone is %q", got)
	}
}

func TestASealedPictureThatChangedOnItsWayIsAskedForAgain(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, theo := school.Phone(c.Maya), school.Phone(c.Theo)
	photo := kithtest.Photograph(kithtest.ID(), 90)
	head, box := maya.SealPhoto(photo)
	broken := append([]byte{}, box...)
	broken[len(broken)-1] ^= 1
	if response := begin(theo, head, broken, len(broken)); response.Header.Get("Kith-Refused") != "media_checksum" {
		t.Fatalf("a changed box: %d %v", response.StatusCode, response.Header)
	}
	if response := begin(theo, head, box, len(box)); response.Header.Get("Kith-Media") != "kept" {
		t.Errorf("the true box after it: %d %v", response.StatusCode, response.Header)
	}
}

func TestAPictureThatBeganInOneFormMayEndInTheOther(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, theo := school.Phone(c.Maya), school.Phone(c.Theo)
	first, second := kithtest.Photograph(kithtest.ID(), 90), kithtest.Photograph(kithtest.ID(), 20)
	head, box := maya.SealPhoto(first)
	begin(theo, head, box, len(box)/2)
	if got := maya.Upload(first); got != "kept" {
		t.Errorf("begun sealed, ended open: %q", got)
	}
	if response := begin(theo, head, box, len(box)); response.Header.Get("Kith-Media") != "kept" {
		t.Errorf("the sealed one after that: %v", response.Header)
	}
	headers := kithtest.UploadHeaders(second)
	response, _ := maya.Do("POST", "/media", headers, second.Bytes[:100])
	if response.Header.Get("Upload-Offset") != "100" {
		t.Fatalf("a beginning: %d %v", response.StatusCode, response.Header)
	}
	head, box = maya.SealPhoto(second)
	if response := begin(theo, head, box, len(box)); response.Header.Get("Kith-Media") != "kept" {
		t.Errorf("begun open, ended sealed: %d %v", response.StatusCode, response.Header)
	}
	if response := begin(theo, head, box[:len(box)-1], len(box)-1); response.StatusCode != http.StatusBadRequest {
		t.Errorf("a box that cannot hold its picture: %d", response.StatusCode)
	}
}

func TestAPictureThatIsSealedTwiceStartsOverAndIsHereOnce(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, theo, ortiz := school.Phone(c.Maya), school.Phone(c.Theo), school.Phone(c.Ortiz)
	photo := kithtest.Photograph(kithtest.ID(), 90)
	head, box := maya.SealPhoto(photo)
	second, other := maya.SealPhoto(photo)
	half := len(box) / 2
	if response := begin(theo, head, box, half); response.Header.Get("Upload-Offset") != strconv.Itoa(half) {
		t.Fatalf("the first half: %d %v", response.StatusCode, response.Header)
	}
	if response := begin(ortiz, second, other, half); response.Header.Get("Upload-Offset") != strconv.Itoa(half) {
		t.Fatalf("the first half of the other sealing: %d %v", response.StatusCode, response.Header)
	}
	if status, _, became := bring(ortiz, photo, second, half, other[half:]); status != http.StatusNoContent || became != "kept" {
		t.Fatalf("the rest of the other sealing: %d %s", status, became)
	}
	if response := begin(theo, head, box, len(box)); response.Header.Get("Kith-Media") != "kept" {
		t.Errorf("the first sealing after that: %d %v", response.StatusCode, response.Header)
	}
	if n := school.Count(`SELECT (SELECT count(*) FROM media) + (SELECT count(*) FROM renditions) + (SELECT count(*) FROM uploads)`); n != 3 {
		t.Errorf("%d rows are here of one picture", n)
	}
}

func TestASealedPictureOfMoreThanFourMebibytesIsRefusedBeforeItComes(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, theo := school.Phone(c.Maya), school.Phone(c.Theo)
	for over, want := range map[int]int{0: http.StatusCreated, 1: http.StatusRequestEntityTooLarge} {
		photo := kithtest.Photo{Media: kithtest.ID(), Moment: kithtest.ID(), Bytes: make([]byte, 4<<20-sealed.Overhead+over)}
		head, box := maya.SealPhoto(photo)
		response, body := theo.Do("POST", "/media", kithtest.SealedHeaders(head, box), nil)
		if response.StatusCode != want || over > 0 && !strings.Contains(string(body), `"media_too_large"`) {
			t.Errorf("a box of %d bytes: %d %s", len(box), response.StatusCode, body)
		}
	}
}
