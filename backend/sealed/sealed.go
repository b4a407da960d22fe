// Package sealed opens what shared devices keep. A class tablet seals words and pictures to a key of the school at the moment in which they
// are kept, so that nobody can read them there any more, and whoever signs in on it later may deliver them. An envelope says whose it is by a
// token that is good for delivery only; who brings it does not matter.
//
// A phone that is locked by a PIN keeps the key of its store in such a box too, so that whoever forgot the PIN gets it back by signing in.
//
// Envelopes are HPKE (RFC 9180) in base mode: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, one message each. A box is the
// encapsulated key, 65 bytes, and the sealed text behind it.
package sealed

import (
	"bytes"
	"cmp"
	"crypto/hpke"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/account"
	"kith/backend/api"
)

// What a box is for. It is sealed in as the info of HPKE, so that no box passes for another.
const (
	forWords   = "kith words 1"
	forHead    = "kith picture head 1"
	forPicture = "kith picture 1 " // and the picture's id
	forSeatKey = "kith seat key 1"
	forTeller  = "kith teller 1"
)

// Overhead is how many bytes longer a box is than what it holds.
const Overhead = 65 + 16

// seatKeyLength is how many bytes the key of a seat's store has: AES-256.
const seatKeyLength = 32

// Room opens envelopes.
type Room struct {
	App  core.App
	Door *account.Room
}

// Unknown is the refusal of a box that this school cannot open. The device keeps it: a school that is restored later may have the key.
func Unknown() *api.Refusal {
	return api.Refuse(http.StatusUnprocessableEntity, "seal_unknown", "The school cannot open this yet. It stays safe on this device.")
}

// Letter is what a words envelope holds. Whose it is stands in it, or in a box of its own where a phone could not open its place.
type Letter struct {
	Deliver string  `json:"deliver,omitempty"`
	Teller  *Teller `json:"teller,omitempty"`
	Schema  int     `json:"schema"`
	Op      api.Op  `json:"op"`
}

// Teller is what a place behind a PIN leaves outside of it: the token of its student, sealed to a key of the school. Whoever holds the phone can
// use it and nobody can read it, so it is good for telling an adult alone.
type Teller struct {
	Key string `json:"key"`
	Box []byte `json:"box"`
}

// BehindPIN is why what came by a Teller is doubted: anybody could have picked up the phone.
const BehindPIN = "behind_pin"

// Words opens an envelope with one op in it, and says whose it is. It refuses with seal_unknown what it cannot open or whose author it
// does not know, and whatever a Teller is not good for.
func (r *Room) Words(key string, box []byte) (Letter, account.Author, error) {
	var letter Letter
	if err := r.decode(key, box, forWords, &letter); err != nil {
		return letter, account.Author{}, err
	}
	if letter.Teller == nil {
		author, err := r.author(letter.Deliver)
		return letter, author, err
	}
	if letter.Op.Kind != api.OpKindTellAdult {
		return letter, account.Author{}, Unknown()
	}
	var whose struct {
		Deliver string `json:"deliver"`
	}
	if err := r.decode(letter.Teller.Key, letter.Teller.Box, forTeller, &whose); err != nil {
		return letter, account.Author{}, err
	}
	author, err := r.author(whose.Deliver)
	author.Why = cmp.Or(author.Why, BehindPIN)
	return letter, author, err
}

// Head is what stands before a sealed picture.
type Head struct {
	Deliver string `json:"deliver"`
	Media   string `json:"media"`
	Moment  string `json:"moment"`
	Kind    string `json:"kind"`
	SHA256  string `json:"sha256"` // of the picture, not of its box
	Length  int64  `json:"length"` // of the picture in bytes

	Key string `json:"-"` // the key that it is sealed to, and the picture's box too
	Box string `json:"-"` // names this sealing of the picture: each has other bytes
}

// ReadHead opens the head of a picture, `<key>.<box in base64url>`. It refuses as Words does.
func (r *Room) ReadHead(header string) (Head, account.Author, error) {
	key, text, _ := strings.Cut(header, ".")
	box, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return Head{}, account.Author{}, Unknown().Because(err)
	}
	sum := sha256.Sum256(box)
	head := Head{Key: key, Box: hex.EncodeToString(sum[:8])}
	if err := r.decode(key, box, forHead, &head); err != nil {
		return head, account.Author{}, err
	}
	author, err := r.author(head.Deliver)
	return head, author, err
}

// Picture opens the box of a picture.
func (r *Room) Picture(key, media string, box []byte) ([]byte, error) {
	return r.open(key, box, forPicture+media)
}

// SeatKey opens the key of a store that its person locked with a PIN, for the seat that is named in it. It refuses with seal_unknown what it
// cannot open and, in the same bytes, what belongs to another seat. The phone seals it anew when the PIN is typed after the school's key has
// turned; until then a key stays good for as long as Turn keeps it.
func (r *Room) SeatKey(seat, key string, box []byte) ([]byte, error) {
	var held struct {
		Seat   string `json:"seat"`
		Secret []byte `json:"secret"`
	}
	if err := r.decode(key, box, forSeatKey, &held); err != nil {
		return nil, err
	}
	if held.Seat != seat || len(held.Secret) != seatKeyLength {
		return nil, Unknown()
	}
	return held.Secret, nil
}

// author is whose a token is. One that the school does not know is like a box that it cannot open.
func (r *Room) author(token string) (account.Author, error) {
	author, err := r.Door.Author(token)
	if no := new(api.Refusal); errors.As(err, &no) {
		return author, Unknown().Because(err)
	}
	return author, err
}

// decode opens a box with JSON in it.
func (r *Room) decode(key string, box []byte, purpose string, into any) error {
	text, err := r.open(key, box, purpose)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return Unknown().Because(err)
	}
	return nil
}

func (r *Room) open(id string, box []byte, purpose string) ([]byte, error) {
	secret, err := r.secret(id)
	if err != nil {
		return nil, err
	}
	text, err := hpke.Open(secret, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte(purpose), box)
	if err != nil {
		return nil, Unknown().Because(err)
	}
	return text, nil
}
