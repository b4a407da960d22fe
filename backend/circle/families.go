package circle

import (
	"context"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/clock"
	"kith/backend/rows"
)

// linkRow is a family link with the name of the family member.
type linkRow struct {
	ID         string `db:"id"`
	Person     string `db:"person"`
	Name       string `db:"name"`
	Student    string `db:"student"`
	Restricted bool   `db:"restricted"`
	Until      string `db:"until"`
	Opened     string `db:"opened"`
}

const linkColumns = "SELECT f.id, f.person, p.name, f.student, f.restricted, f.`until`, f.opened FROM family_links f JOIN people p ON p.id = f.person"

func (l linkRow) tell() api.FamilyLink {
	return api.FamilyLink{
		Id: l.ID, Person: l.Person, Name: l.Name, Student: l.Student, Restricted: l.Restricted,
		Until: clock.Parse(l.Until), Opened: l.Opened != "",
	}
}

// TellLink tells of one family link.
func TellLink(app core.App, id string) (api.FamilyLink, error) {
	var row linkRow
	err := app.DB().NewQuery(linkColumns + ` WHERE f.id = {:id}`).Bind(dbx.Params{"id": id}).One(&row)
	return row.tell(), err
}

// LinkFamily ties a family member to a student from now on.
func LinkFamily(tx core.App, person, student *core.Record, restricted bool) (*core.Record, error) {
	link, err := rows.New(tx, "family_links", map[string]any{
		"person": person.Id, "student": student.Id, "restricted": restricted, "from": clock.Now(tx),
	})
	if err != nil {
		return nil, err
	}
	return link, tx.Save(link)
}

// ChangeFamilyLink narrows for every adult who looks after the student: restricted, or over. Only a coordinator widens again, and
// a link that is over stays over. Whether it lets anybody read a student with full rights is for that student to say.
func (r *Room) ChangeFamilyLink(ctx context.Context, request api.ChangeFamilyLinkRequestObject) (api.ChangeFamilyLinkResponseObject, error) {
	seat := From(ctx)
	var told api.FamilyLink
	err := r.App.RunInTransaction(func(tx core.App) error {
		change := changeLink
		if request.Body.Reads != nil {
			change = letRead
		}
		link, err := change(tx, seat, request.Id, *request.Body)
		if err != nil {
			return err
		}
		told, err = TellLink(tx, link.Id)
		if err != nil {
			return err
		}
		return audit.Write(tx, audit.Entry{
			School: seat.School, Actor: seat.Person, Act: "change_family_link", Subject: link.Id,
			Students: []string{link.GetString("student")}, Detail: request.Body,
		})
	})
	if err != nil {
		return nil, err
	}
	return api.ChangeFamilyLink200JSONResponse(told), nil
}

func changeLink(tx core.App, seat Seat, id string, change api.FamilyLinkChange) (*core.Record, error) {
	link, err := LinkOf(tx, seat, id)
	if err != nil {
		return nil, err
	}
	over := ended(link, clock.Now(tx))
	if change.Ended != nil {
		if !*change.Ended && over {
			return nil, api.Refuse(409, "link_over", "This family link is over. Add the family member again.")
		}
		if *change.Ended && !over {
			link.Set("until", clock.Now(tx))
		}
	}
	if change.Restricted != nil {
		if !*change.Restricted && link.GetBool("restricted") {
			if err := Coordinator(tx, seat); err != nil {
				return nil, err
			}
		}
		link.Set("restricted", *change.Restricted)
	}
	if err := tx.Save(link); err != nil || !link.GetBool("restricted") {
		return link, err
	}
	// What the student said of them before is over with it, also once nothing is restricted any more.
	return link, eachLink(tx, "student = {:student} && person = {:person} && reads_from != ''",
		dbx.Params{"student": link.GetString("student"), "person": link.GetString("person")}, readNoMore)
}

// ended says whether a row with `until` is over at that time.
func ended(record *core.Record, at time.Time) bool {
	until := record.GetDateTime("until").Time()
	return !until.IsZero() && !until.After(at)
}
