package account_test

import (
	"strings"
	"testing"

	"kith/backend/api"
)

// Whatever is shown as a session is refused without a fault, unless it is a token of ours to the last letter.
func FuzzToken(f *testing.F) {
	d := newDoor(f)
	signed, err := d.SignIn(d.seats["Maya"].ID, phone, "badge")
	d.must(err)
	f.Add(signed.Access)
	f.Add(signed.Refresh)
	f.Add(signed.Deliver)
	f.Add(signed.Access + ".")
	f.Add("eyJhbGciOiJub25lIn0." + strings.Split(signed.Access, ".")[1] + ".")
	f.Add("..")
	f.Add("")
	f.Fuzz(func(t *testing.T, shown string) {
		session, err := d.Authenticate(t.Context(), shown)
		if shown == signed.Access {
			if err != nil || session == nil {
				t.Errorf("our own token: %v", err)
			}
			return
		}
		if err == nil || session != nil || api.As(err).Status != 401 {
			t.Errorf("%q opens %v: %v", shown, session, err)
		}
		if _, err := d.Author(shown); shown != signed.Deliver && err == nil {
			t.Errorf("%q delivers", shown)
		}
	})
}
