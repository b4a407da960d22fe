package account

import (
	"context"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/circle"
	"kith/backend/clock"
)

// AddPerson is a coordinator's. A student gets a place; a colleague also a link that lets them choose a password once, so that for a colleague the
// coordinator has to have signed in just now. Sent again with the same id it adds nobody, and gives a colleague a new link in the place of the old one.
func (r *Room) AddPerson(ctx context.Context, request api.AddPersonRequestObject) (api.AddPersonResponseObject, error) {
	seat, wanted := circle.From(ctx), *request.Body
	wanted.Mail = address(wanted.Mail)
	if wanted.Kind != "student" && wanted.Kind != "staff" {
		return nil, api.Invalid("kind")
	}
	var added api.AddedPerson
	err := r.App.RunInTransaction(func(tx core.App) error {
		if err := circle.Coordinator(tx, seat); err != nil {
			return err
		}
		if wanted.Kind == "staff" {
			if err := r.Fresh(From(ctx)); err != nil {
				return err
			}
		}
		person, err := circle.Enter(tx, seat.School, circle.Newcomer{
			ID: wanted.Id, Name: wanted.Name, Kind: string(wanted.Kind), Mail: wanted.Mail, Face: wanted.Face, Lang: wanted.Lang, Ways: wanted.Ways,
		})
		if err != nil {
			return err
		}
		if added.Link, err = r.welcome(tx, seat, person, wanted); err != nil {
			return err
		}
		people, err := circle.Describe(tx, seat, person.Id)
		if err != nil {
			return err
		}
		added.Person = people[0]
		return audit.Write(tx, audit.Entry{
			School: seat.School, Actor: seat.Person, Act: "add_person", Subject: person.Id, Students: studentsIn(person, wanted), Detail: map[string]string{"kind": string(wanted.Kind)},
		})
	})
	return api.AddPerson200JSONResponse(added), err
}

// welcome is what a colleague needs besides a seat. A student cannot coordinate.
func (r *Room) welcome(tx core.App, seat circle.Seat, person *core.Record, wanted api.NewPerson) (string, error) {
	if wanted.Kind != "staff" {
		if wanted.Coordinator {
			return "", api.Invalid("coordinator")
		}
		return "", nil
	}
	if wanted.Mail == "" {
		return "", api.Invalid("mail")
	}
	coordinates, err := circle.Coordinates(tx, person.Id, seat.School)
	if err != nil {
		return "", err
	}
	if wanted.Coordinator && !coordinates {
		if err := circle.MakeCoordinator(tx, seat, person); err != nil {
			return "", err
		}
	}
	secret := newSecret()
	_, err = invite(tx, invitation{
		Kind: "staff", School: seat.School, Person: person.Id, By: seat.Person, Life: letterLife,
	}, fingerprint(secret))
	return r.link("i", secret), err
}

// AddFamily adds a family member of a student this adult looks after, with a letter to print.
func (r *Room) AddFamily(ctx context.Context, request api.AddFamilyRequestObject) (api.AddFamilyResponseObject, error) {
	seat := circle.From(ctx)
	var letter api.FamilyLetter
	err := r.onStudent(seat, request.Id, "add_family", func(tx core.App, student *core.Record) error {
		person, err := circle.Enter(tx, seat.School, circle.Newcomer{Name: request.Body.Name, Kind: "family", Lang: request.Body.Lang})
		if err != nil {
			return err
		}
		link, err := circle.LinkFamily(tx, person, student, request.Body.Restricted)
		if err != nil {
			return err
		}
		letter, err = r.write(tx, seat, link)
		return err
	})
	return api.AddFamily200JSONResponse(letter), err
}

// ReprintLetter writes a new letter for a family link that runs. The old one stops working.
func (r *Room) ReprintLetter(ctx context.Context, request api.ReprintLetterRequestObject) (api.ReprintLetterResponseObject, error) {
	seat := circle.From(ctx)
	var letter api.FamilyLetter
	err := r.App.RunInTransaction(func(tx core.App) error {
		link, err := circle.LinkOf(tx, seat, request.Id)
		if err != nil {
			return err
		}
		if over(link, clock.Now(tx)) {
			return api.Refuse(409, "link_over", "This family link is over. Add the family member again.")
		}
		if letter, err = r.write(tx, seat, link); err != nil {
			return err
		}
		return audit.Write(tx, audit.Entry{
			School: seat.School, Actor: seat.Person, Act: "reprint_letter", Subject: link.Id, Students: []string{link.GetString("student")},
		})
	})
	return api.ReprintLetter200JSONResponse(letter), err
}

// write makes a letter for a family link.
func (r *Room) write(tx core.App, seat circle.Seat, link *core.Record) (letter api.FamilyLetter, err error) {
	secret := newSecret()
	letter.Url = r.link("i", secret)
	var until time.Time
	until, err = invite(tx, invitation{
		Kind: "family", School: seat.School, Person: link.GetString("person"), Link: link.Id, By: seat.Person, Life: letterLife,
	}, fingerprint(secret))
	if err != nil {
		return letter, err
	}
	letter.Until = until
	if letter.Qr, err = drawQR(letter.Url); err != nil {
		return letter, err
	}
	letter.Link, err = circle.TellLink(tx, link.Id)
	return letter, err
}

// studentsIn names a newcomer who is a student, so that the record of a student begins with who added them.
func studentsIn(person *core.Record, wanted api.NewPerson) []string {
	if wanted.Kind != "student" {
		return nil
	}
	return []string{person.Id}
}
