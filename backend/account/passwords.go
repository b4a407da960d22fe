package account

import (
	"errors"
	"net/http"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"golang.org/x/text/unicode/norm"

	"kith/backend/api"
)

const (
	shortestPassword = 15 // characters
	longestPassword  = 72 // bytes: bcrypt reads no more
	fewestLetters    = 5  // different ones
)

// newPassword checks and hashes a password outside of any transaction: hashing takes its time on purpose.
func (r *Room) newPassword(person, password string) (*core.PasswordFieldValue, error) {
	if password == "" {
		return nil, api.Refuse(http.StatusUnprocessableEntity, "password_needed", "Choose a password of 15 characters or more, for instance four words.")
	}
	record, err := r.App.FindRecordById("people", person)
	if err != nil {
		return nil, err
	}
	return hashPassword(record, password)
}

func hashPassword(person *core.Record, password string) (*core.PasswordFieldValue, error) {
	password = norm.NFC.String(password)
	if err := checkPassword(password, person.Email()); err != nil {
		return nil, err
	}
	person.SetPassword(password)
	hash, ok := person.GetRaw("password").(*core.PasswordFieldValue)
	if !ok {
		return nil, errors.New("account: the password was not hashed")
	}
	return hash, hash.LastError
}

func checkPassword(password, mail string) error {
	letters := map[rune]bool{}
	for _, letter := range password {
		letters[letter] = true
	}
	long := len([]rune(password)) >= shortestPassword && len(password) <= longestPassword
	if !long || len(letters) < fewestLetters || (mail != "" && strings.Contains(strings.ToLower(password), strings.ToLower(mail))) {
		return api.Refuse(http.StatusUnprocessableEntity, "password_refused",
			"This password is too easy or too long. Choose 15 to 70 characters without your mail address, for instance four words.")
	}
	return nil
}
