package circle

import (
	"context"
	"encoding/base64"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/clock"
)

// pageOfPeople is how many people one answer holds.
const pageOfPeople = 50

// ListPeople shows a coordinator everybody of the school and a facilitator the people of their circles, sorted by name. Which
// students were shown is on record before the answer leaves.
func (r *Room) ListPeople(ctx context.Context, request api.ListPeopleRequestObject) (api.ListPeopleResponseObject, error) {
	seat := From(ctx)
	if err := Staff(seat); err != nil {
		return nil, err
	}
	kind := string(request.Params.Kind)
	if kind != "" && kind != "student" && kind != "staff" && kind != "family" {
		return nil, api.Invalid("kind")
	}
	ids, err := peopleAfter(r.App, seat, kind, request.Params.After)
	if err != nil {
		return nil, err
	}
	page := api.PeoplePage{People: []api.Person{}, More: len(ids) > pageOfPeople}
	ids = ids[:min(len(ids), pageOfPeople)]
	if page.People, err = Describe(r.App, seat, ids...); err != nil {
		return nil, err
	}
	if len(page.People) == 0 {
		return api.ListPeople200JSONResponse(page), nil
	}
	last := page.People[len(page.People)-1]
	page.After = base64.RawURLEncoding.EncodeToString([]byte(last.Name + "\n" + last.Id))
	return api.ListPeople200JSONResponse(page), r.looked(seat, "look_people", seat.School, page.People...)
}

// ReadPerson shows one person to an adult who may know of them.
func (r *Room) ReadPerson(ctx context.Context, request api.ReadPersonRequestObject) (api.ReadPersonResponseObject, error) {
	seat := From(ctx)
	if _, err := PersonOf(r.App, seat, request.Id); err != nil {
		return nil, err
	}
	people, err := Describe(r.App, seat, request.Id)
	if err != nil {
		return nil, err
	}
	return api.ReadPerson200JSONResponse(people[0]), r.looked(seat, "look_person", request.Id, people...)
}

// ChangePerson changes what stands on a badge and how a person likes to tell. Who coordinates, and from when a student
// decides alone, is for coordinators to say who have just signed in, and a school never loses its last one.
func (r *Room) ChangePerson(ctx context.Context, request api.ChangePersonRequestObject) (api.ChangePersonResponseObject, error) {
	seat := From(ctx)
	var people []api.Person
	err := r.App.RunInTransaction(func(tx core.App) error {
		person, err := changeable(tx, seat, request.Id)
		if err != nil {
			return err
		}
		if err := changePerson(person, *request.Body); err != nil {
			return err
		}
		if err := tx.Save(person); err != nil {
			return err
		}
		if request.Body.Coordinator != nil {
			if err := r.changeCoordinator(ctx, tx, person, *request.Body.Coordinator); err != nil {
				return err
			}
		}
		if request.Body.FullRights != nil {
			if err := r.changeRights(ctx, tx, person, *request.Body.FullRights); err != nil {
				return err
			}
		}
		if people, err = Describe(tx, seat, person.Id); err != nil {
			return err
		}
		return audit.Write(tx, audit.Entry{School: seat.School, Actor: seat.Person, Act: "change_person", Subject: person.Id, Detail: request.Body})
	})
	if err != nil {
		return nil, err
	}
	return api.ChangePerson200JSONResponse(people[0]), nil
}

// changeable is a person whose line this adult may write: a student they look after, or for a coordinator anybody.
func changeable(tx core.App, seat Seat, id string) (*core.Record, error) {
	if Coordinator(tx, seat) == nil {
		return PersonOf(tx, seat, id)
	}
	return StudentOf(tx, seat, id)
}

func changePerson(person *core.Record, change api.PersonChange) error {
	if change.Name != nil {
		name, err := CleanName("name", *change.Name)
		if err != nil {
			return err
		}
		person.Set("name", name)
	}
	if change.Face != nil {
		if err := checkFace(*change.Face); err != nil {
			return err
		}
		person.Set("face", *change.Face)
	}
	if change.Ways != nil {
		if err := checkWays(*change.Ways); err != nil {
			return err
		}
		person.Set("ways", *change.Ways)
	}
	return nil
}

// peopleAfter are the ids of one page and of one person more, by name.
func peopleAfter(app core.App, seat Seat, kind, after string) ([]string, error) {
	name, id, err := readAfter(after)
	if err != nil {
		return nil, err
	}
	query := `SELECT p.id FROM people p WHERE p.school = {:school} AND (p.name, p.id) > ({:name}, {:id})`
	if err := Coordinator(app, seat); err != nil {
		if api.As(err).Code != "not_found" {
			return nil, err
		}
		query += ` AND p.id IN (` + around + `)`
	}
	if kind != "" {
		query += " AND EXISTS (SELECT 1 FROM seats s WHERE s.person = p.id AND s.kind = {:kind} AND (s.`until` = '' OR s.`until` > {:now}))"
	}
	var ids []string
	err = app.DB().NewQuery(query + ` ORDER BY p.name, p.id LIMIT {:limit}`).Bind(dbx.Params{
		"school": seat.School, "me": seat.Person, "now": clock.Stamp(app), "name": name, "id": id, "kind": kind, "limit": pageOfPeople + 1,
	}).Column(&ids)
	return ids, err
}

func readAfter(after string) (name, id string, err error) {
	plain, failed := base64.RawURLEncoding.DecodeString(after)
	name, id, found := strings.Cut(string(plain), "\n")
	if after != "" && (failed != nil || !found) {
		return "", "", api.Invalid("after")
	}
	return name, id, nil
}

// looked puts on record which students this adult was shown.
func (r *Room) looked(seat Seat, act, subject string, people ...api.Person) error {
	var students []string
	for _, person := range people {
		if person.Kind == api.SeatKind("student") {
			students = append(students, person.Id)
		}
	}
	return audit.Look(r.App, audit.Entry{School: seat.School, Actor: seat.Person, Act: act, Subject: subject, Students: students})
}
