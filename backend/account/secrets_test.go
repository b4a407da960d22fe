package account_test

import (
	"encoding/base64"
	"strings"
	"testing"
)

// drawn is how often each secret is made anew: a bit that comes out the same so often by chance is one in four thousand million.
const drawn = 33

// Badge, letter and refresh token are 16 bytes each, and no bit of them stands still.
func TestEverySecretThatIsGivenOutIs128RandomBits(t *testing.T) {
	d := newDoor(t)
	signed := d.signIn("Maya", phone)
	for what, draw := range map[string]func() string{
		"a badge":  func() string { return secretOf(d.badge("Ms. Ortiz", "Theo").Link) },
		"a letter": func() string { return secretOf(d.letter("Ms. Ortiz").Url) },
		"a setup link": func() string {
			link, err := d.SetupLink()
			d.must(err)
			return secretOf(link)
		},
		"a colleague's link": func() string {
			link, err := d.StaffLink(mailOf("Mr. Hale"))
			d.must(err)
			return secretOf(link)
		},
		"a refresh token": func() string {
			var err error
			signed, err = d.refresh(signed.Refresh, phone.Id)
			d.must(err)
			return strings.Split(signed.Refresh, ".")[1]
		},
	} {
		var ones, zeros [16]byte
		for range drawn {
			secret, err := base64.RawURLEncoding.DecodeString(draw())
			if err != nil || len(secret) != len(ones) {
				t.Fatalf("%s is %d bytes: %v", what, len(secret), err)
			}
			for i, b := range secret {
				ones[i], zeros[i] = ones[i]|b, zeros[i]|^b
			}
		}
		for i := range ones {
			if ones[i]&zeros[i] != 0xff {
				t.Errorf("%s: of byte %d the bits %08b never change", what, i, ^(ones[i] & zeros[i]))
			}
		}
	}
}
