package circle

import (
	"database/sql"
	"errors"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/rows"
)

// Newcomer is somebody who gets a place at a school.
type Newcomer struct {
	ID, Name, Kind   string // Kind is student, staff or family; ID may be made on the phone
	Mail, Face, Lang string
	Ways             []string
}

// Enter gives a newcomer a person and a seat of that school. It refuses an unusable field by its name. The same id once more, with
// the same name and kind, is the same person: a repeat after a lost answer makes nobody twice.
func Enter(tx core.App, school string, newcomer Newcomer) (*core.Record, error) {
	name, err := CleanName("name", newcomer.Name)
	if err != nil {
		return nil, err
	}
	newcomer.Name = name
	if err := newcomer.check(); err != nil {
		return nil, err
	}
	if known, err := newcomer.known(tx, school); known != nil || err != nil {
		return known, err
	}
	person, err := newcomer.save(tx, school)
	if err != nil {
		return nil, err
	}
	return person, takeSeat(tx, person.Id, newcomer.Kind, school)
}

func (n Newcomer) check() error {
	if n.Kind != "student" && n.Kind != "staff" && n.Kind != "family" {
		return api.Invalid("kind")
	}
	if n.Mail != "" && n.Kind != "staff" {
		return api.Invalid("mail")
	}
	return errors.Join(checkID(n.ID), checkFace(n.Face), checkLang(n.Lang), checkWays(n.Ways))
}

func (n Newcomer) known(tx core.App, school string) (*core.Record, error) {
	if n.ID == "" {
		return nil, nil
	}
	person, err := tx.FindRecordById("people", n.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	sits, err := HasSeat(tx, person.Id, n.Kind)
	if err != nil {
		return nil, err
	}
	if !sits || person.GetString("school") != school || person.GetString("name") != n.Name || person.Email() != n.Mail {
		return nil, api.Invalid("id")
	}
	return person, nil
}

func (n Newcomer) save(tx core.App, school string) (*core.Record, error) {
	person, err := rows.New(tx, "people", map[string]any{
		"school": school, "name": n.Name, "face": n.Face, "lang": n.Lang, "ways": append([]string{}, n.Ways...),
	})
	if err != nil {
		return nil, err
	}
	person.Id = n.ID
	person.SetEmail(n.Mail)
	// Nobody has a password until they choose one: this is no hash of anything, so nothing ever matches it.
	person.SetRaw("password", &core.PasswordFieldValue{Hash: "none"})
	person.RefreshTokenKey()
	return person, mailRefused(tx.Save(person), n.Mail)
}

// mailRefused turns what the library says about an address into our own refusal.
func mailRefused(err error, mail string) error {
	var invalid validation.Errors
	if mail == "" || !errors.As(err, &invalid) {
		return err
	}
	return api.Invalid("mail").Because(err)
}

func takeSeat(tx core.App, person, kind, school string) error {
	return rows.Save(tx, "seats", "", map[string]any{"person": person, "kind": kind, "school": school})
}
