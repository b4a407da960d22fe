package kithtest

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"strconv"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
)

// Phone is somebody's phone: a session, a cursor and what was pulled, over real HTTP.
type Phone struct {
	School *School
	Seat   circle.Seat
	Device string
	Access string
	Says   string // the token that says who made what was sealed
	Cursor string
	Rows   map[string]api.Change // by key, kind and id
	Raw    bytes.Buffer          // every byte that was ever received
}

// Phone signs a seat in on a device of its own.
func (s *School) Phone(seat circle.Seat) *Phone {
	s.T.Helper()
	phone := &Phone{School: s, Seat: seat, Device: ID(), Rows: map[string]api.Change{}}
	signed, err := s.SignIn(seat.ID, api.Device{Id: phone.Device, Name: "phone"}, "test")
	if err != nil {
		s.T.Fatal("sign in:", err)
	}
	phone.Access, phone.Says = signed.Access, signed.Deliver
	return phone
}

// Session is the id of the session that this phone is in, as the school lists it.
func (p *Phone) Session() string {
	p.School.T.Helper()
	status, body := p.JSON("GET", "/people/"+p.Seat.Person+"/sessions", nil)
	var list api.SessionList
	if err := json.Unmarshal(body, &list); status != http.StatusOK || err != nil {
		p.School.T.Fatalf("list sessions: %d %s", status, body)
	}
	for _, one := range list.Sessions {
		if one.Here {
			return one.Id
		}
	}
	p.School.T.Fatalf("a phone is not in the list of its owner's: %s", body)
	return ""
}

// Do sends a request and returns the whole answer.
func (p *Phone) Do(method, path string, header map[string]string, body []byte) (*http.Response, []byte) {
	p.School.T.Helper()
	request, err := http.NewRequest(method, p.School.URL+"/kith/v1"+path, bytes.NewReader(body))
	if err != nil {
		p.School.T.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+p.Access)
	for name, value := range header {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		p.School.T.Fatal(method, path, err)
	}
	defer response.Body.Close() //nolint:errcheck // only read
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		p.School.T.Fatal(method, path, err)
	}
	p.Raw.Write(answer)
	return response, answer
}

// JSON sends a JSON body.
func (p *Phone) JSON(method, path string, body any) (int, []byte) {
	p.School.T.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		p.School.T.Fatal(err)
	}
	response, answer := p.Do(method, path, map[string]string{"Content-Type": "application/json"}, encoded)
	return response.StatusCode, answer
}

// Op makes an op as the phone writes it.
func (p *Phone) Op(kind api.OpKind, body any) api.Op {
	p.School.T.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		p.School.T.Fatal(err)
	}
	return api.Op{Op: ID(), Kind: kind, At: p.School.Now(), Body: encoded}
}

// Send sends ops in one call and reads one page.
func (p *Phone) Send(ops ...api.Op) api.SyncAnswer {
	p.School.T.Helper()
	if ops == nil {
		ops = []api.Op{}
	}
	status, body := p.JSON("POST", "/sync", api.SyncRequest{Device: p.Device, Build: 1, Schema: 1, Cursor: p.Cursor, Ops: ops})
	if status != http.StatusOK {
		p.School.T.Fatalf("sync: %d %s", status, body)
	}
	var answer api.SyncAnswer
	if err := json.Unmarshal(body, &answer); err != nil {
		p.School.T.Fatal(err)
	}
	p.Cursor = answer.Cursor
	p.keep(answer)
	return answer
}

// keep stores what changed, as the app does.
func (p *Phone) keep(answer api.SyncAnswer) {
	for _, change := range answer.Changes {
		place := change.Key + " " + string(change.Kind) + " " + change.Id
		switch {
		case change.Left:
			for at, row := range p.Rows {
				if row.Key == change.Key {
					delete(p.Rows, at)
				}
			}
		case change.Gone:
			delete(p.Rows, place)
		default:
			p.Rows[place] = change
		}
	}
}

// Reconcile asks what of all that the phone holds it may hold, and lets go of the rest, as the app does after a rewind.
func (p *Phone) Reconcile() {
	p.School.T.Helper()
	held := []api.HeldRow{}
	for _, row := range p.Rows {
		held = append(held, api.HeldRow{Key: row.Key, Kind: row.Kind, Id: row.Id, Mark: row.Mark})
	}
	status, body := p.JSON("POST", "/reconcile", api.ReconcileRequest{Rows: held})
	if status != http.StatusOK {
		p.School.T.Fatalf("reconcile: %d %s", status, body)
	}
	var answer api.ReconcileAnswer
	if err := json.Unmarshal(body, &answer); err != nil {
		p.School.T.Fatal(err)
	}
	for _, row := range answer.Drop {
		delete(p.Rows, row.Key+" "+string(row.Kind)+" "+row.Id)
	}
	p.keep(api.SyncAnswer{Changes: append(answer.Stale, answer.Missing...)})
}

// Sync sends ops and pulls until there is no more. It returns the results.
func (p *Phone) Sync(ops ...api.Op) []api.OpResult {
	p.School.T.Helper()
	answer := p.Send(ops...)
	results := answer.Results
	for answer.More {
		answer = p.Send()
	}
	return results
}

// Moment finds a moment that the phone holds in a form.
func (p *Phone) Moment(id string, form api.MomentForm) *api.Moment {
	for _, row := range p.Rows {
		if row.Id == id && row.Moment != nil && row.Moment.Form == form {
			return row.Moment
		}
	}
	return nil
}

// Must ends the test unless every op was accepted.
func (p *Phone) Must(results []api.OpResult) {
	p.School.T.Helper()
	for _, result := range results {
		if result.Status != api.OpResultStatusAccepted {
			p.School.T.Fatalf("op %s: %s %s %+v", result.Op, result.Status, result.Code, result.Problem)
		}
	}
}

// Photo is a picture as a phone has it, or another kind of media where that is named.
type Photo struct {
	Media, Moment string
	Kind          string // "" for a photo
	Bytes         []byte
}

// Photograph makes a small picture in one colour.
func Photograph(moment string, shade uint8) Photo {
	picture := image.NewRGBA(image.Rect(0, 0, 320, 240))
	for y := range 240 {
		for x := range 320 {
			picture.Set(x, y, color.RGBA{shade, uint8(x), uint8(y), 255})
		}
	}
	return Picture(moment, picture)
}

// Picture makes a photo of what is painted.
func Picture(moment string, painted image.Image) Photo {
	var body bytes.Buffer
	if err := jpeg.Encode(&body, painted, &jpeg.Options{Quality: 90}); err != nil {
		panic(err) // encoding into memory has no way to fail
	}
	return Photo{Media: ID(), Moment: moment, Bytes: body.Bytes()}
}

// Upload sends a picture in one go and returns what became of it.
func (p *Phone) Upload(photo Photo) string {
	p.School.T.Helper()
	response, body := p.Do("POST", "/media", UploadHeaders(photo), photo.Bytes)
	if response.StatusCode != http.StatusCreated {
		p.School.T.Fatalf("upload: %d %s", response.StatusCode, body)
	}
	return response.Header.Get("Kith-Media")
}

// UploadHeaders are the headers of creation-with-upload.
func UploadHeaders(photo Photo) map[string]string {
	sum := sha256.Sum256(photo.Bytes)
	word := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	return map[string]string{
		"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream",
		"Upload-Length": strconv.Itoa(len(photo.Bytes)),
		"Upload-Metadata": fmt.Sprintf("id %s,moment %s,kind %s,sha256 %s,filename %s", word(photo.Media), word(photo.Moment),
			word(cmp.Or(photo.Kind, "photo")), word(hex.EncodeToString(sum[:])), word("IMG_0042.jpg")),
	}
}

// Eventually waits for a state that another part of the house brings about, or ends the test.
func (s *School) Eventually(what string, holds func() bool) {
	s.T.Helper()
	for end := time.Now().Add(10 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			s.T.Fatal("never came true:", what)
		}
	}
}

// Return signs the same person in again on the same phone, as after a night: what the phone holds and how far it has read stays.
func (p *Phone) Return() *Phone {
	p.School.T.Helper()
	signed, err := p.School.SignIn(p.Seat.ID, api.Device{Id: p.Device, Name: "phone"}, "test")
	if err != nil {
		p.School.T.Fatal("sign in:", err)
	}
	p.Access = signed.Access
	return p
}
