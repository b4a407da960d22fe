package account

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"strings"

	"rsc.io/qr"
)

// readable leaves out what is mistaken for something else when it is read aloud or copied by hand: 0, 1, I and O. 32 characters, so
// eight of them are 40 bits.
const readable = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

const digits = "0123456789"

// newSecret is 128 random bits, URL-safe.
func newSecret() string {
	secret := make([]byte, 16)
	// crypto/rand never fails: it stops the program instead.
	_, _ = rand.Read(secret)
	return base64.RawURLEncoding.EncodeToString(secret)
}

// newCode is a random word of that many letters of an alphabet.
func newCode(alphabet string, length int) (string, error) {
	var code strings.Builder
	for range length {
		i, err := rand.Int(rand.Reader, big.NewInt(int64(len(alphabet))))
		if err != nil {
			return "", err
		}
		code.WriteByte(alphabet[i.Int64()])
	}
	return code.String(), nil
}

// fingerprint is the SHA-256 of a secret of 128 bits: nobody can guess back from it.
func fingerprint(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// peppered is what short secrets become before they are stored or hashed: without the house's pepper a copy of the database is no help
// in guessing them. The use keeps one kind of secret from passing for another.
func (r *Room) peppered(use, secret string) string {
	mac := hmac.New(sha256.New, r.Pepper)
	mac.Write([]byte(use + "\n" + secret))
	return hex.EncodeToString(mac.Sum(nil))
}

// drawQR draws a text as rows of 0 and 1, parted by slashes, without the quiet zone around it.
func drawQR(text string) (string, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", err
	}
	rows := make([]string, code.Size)
	for y := range rows {
		row := make([]byte, code.Size)
		for x := range row {
			row[x] = '0'
			if code.Black(x, y) {
				row[x] = '1'
			}
		}
		rows[y] = string(row)
	}
	return strings.Join(rows, "/"), nil
}
