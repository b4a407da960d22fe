package kithtest

import (
	"cmp"
	"crypto/ecdh"
	"crypto/hpke"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"kith/backend/api"
	"kith/backend/sealed"
)

// Hello is who answers at the school's address.
func (s *School) Hello() api.Hello {
	s.T.Helper()
	var hello api.Hello
	response, err := http.Get(s.URL + "/kith/v1/hello")
	if err != nil {
		s.T.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // only read
	if err := json.NewDecoder(response.Body).Decode(&hello); err != nil {
		s.T.Fatal(err)
	}
	return hello
}

// SealTo seals something for the holder of a key, as a shared device does. The key is as the school announces it.
func SealTo(t testing.TB, key, purpose string, text []byte) []byte {
	t.Helper()
	_, point, _ := strings.Cut(key, ".")
	bytes, err := base64.RawURLEncoding.DecodeString(point)
	if err != nil {
		t.Fatal(err)
	}
	public, err := ecdh.P256().NewPublicKey(bytes)
	if err != nil {
		t.Fatal(err)
	}
	to, err := hpke.NewDHKEMPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	box, err := hpke.Seal(to, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte(purpose), text)
	if err != nil {
		t.Fatal(err)
	}
	return box
}

// Seal puts an op of this phone's person into an envelope.
func (p *Phone) Seal(op api.Op) api.Envelope {
	p.School.T.Helper()
	key := p.School.Hello().SealKey
	text := p.encoded(sealed.Letter{Deliver: p.Says, Schema: 1, Op: op})
	id, _, _ := strings.Cut(key, ".")
	return api.Envelope{Id: ID(), Key: id, Box: SealTo(p.School.T, key, "kith words 1", text)}
}

// SealBehindPIN puts an op into an envelope as the phone of this phone's person does while their place is locked.
func (p *Phone) SealBehindPIN(op api.Op) api.Envelope {
	p.School.T.Helper()
	key := p.School.Hello().SealKey
	id, _, _ := strings.Cut(key, ".")
	teller := &sealed.Teller{Key: id, Box: SealTo(p.School.T, key, "kith teller 1", p.encoded(map[string]string{"deliver": p.Says}))}
	text := p.encoded(sealed.Letter{Teller: teller, Schema: 1, Op: op})
	return api.Envelope{Id: ID(), Key: id, Box: SealTo(p.School.T, key, "kith words 1", text)}
}

// SealKey seals the key of this phone's store, as a phone with a PIN does.
func (p *Phone) SealKey(secret []byte) api.SealedKey {
	p.School.T.Helper()
	key := p.School.Hello().SealKey
	id, _, _ := strings.Cut(key, ".")
	text := p.encoded(map[string]any{"seat": p.Seat.ID, "secret": secret})
	return api.SealedKey{Key: id, Box: SealTo(p.School.T, key, "kith seat key 1", text)}
}

// SealPhoto seals a picture or a voice note of this phone's person: its head as a header says it, and the box that is uploaded.
func (p *Phone) SealPhoto(photo Photo) (head string, box []byte) {
	p.School.T.Helper()
	key, sum := p.School.Hello().SealKey, sha256.Sum256(photo.Bytes)
	text := p.encoded(sealed.Head{
		Deliver: p.Says, Media: photo.Media, Moment: photo.Moment, Kind: cmp.Or(photo.Kind, "photo"), SHA256: hex.EncodeToString(sum[:]), Length: int64(len(photo.Bytes)),
	})
	id, _, _ := strings.Cut(key, ".")
	return id + "." + base64.RawURLEncoding.EncodeToString(SealTo(p.School.T, key, "kith picture head 1", text)),
		SealTo(p.School.T, key, "kith picture 1 "+photo.Media, photo.Bytes)
}

func (p *Phone) encoded(value any) []byte {
	p.School.T.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		p.School.T.Fatal(err)
	}
	return text
}

// Deliver brings envelopes, whoever made them.
func (p *Phone) Deliver(envelopes ...api.Envelope) []api.SealedResult {
	p.School.T.Helper()
	status, body := p.JSON("POST", "/sealed", api.SealedRequest{Device: p.Device, Envelopes: envelopes})
	var answer api.SealedAnswer
	if err := json.Unmarshal(body, &answer); err != nil || status != http.StatusOK {
		p.School.T.Fatalf("deliver: %d %s %v", status, body, err)
	}
	return answer.Results
}

// SealedHeaders are the headers with which anybody begins the upload of a sealed picture, body and all.
func SealedHeaders(head string, box []byte) map[string]string {
	return map[string]string{
		"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream", "Upload-Length": strconv.Itoa(len(box)),
		"Upload-Metadata": "kind cGhvdG8=", "Kith-Sealed": head,
	}
}
