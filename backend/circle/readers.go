package circle

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/clock"
)

// Reads holds for a family link, joined with the student it is to, by which that student's moments are read at {:now}: the student does not decide
// alone yet, or lets this family member read. Source: design 4, "family access pauses until the student opens it".
func Reads(link, student string) string {
	return "(" + student + ".full_rights = '' OR " + student + ".full_rights > {:now} OR " + link + ".reads_from <> '')"
}

// letRead lets a family member read what is shared of a student with full rights, or not any more. It is that student's to say and nobody else's, and
// what they say of one link holds for every other of the same family member. It gives moments alone: no record, no word on what is allowed.
func letRead(tx core.App, seat Seat, id string, change api.FamilyLinkChange) (*core.Record, error) {
	link, err := ownLink(tx, seat, id)
	if err != nil {
		return nil, err
	}
	if change.Restricted != nil || change.Ended != nil {
		return nil, api.Invalid("reads")
	}
	err = eachLink(tx, "student = {:student} && person = {:person}",
		dbx.Params{"student": seat.Person, "person": link.GetString("person")}, func(each *core.Record) {
			switch {
			case !*change.Reads:
				readNoMore(each)
			case each.GetString("reads_from") == "":
				each.Set("reads_from", clock.Now(tx))
			}
		})
	return link, err
}

// ownLink is a link of somebody with an open one to the student who asks and decides alone. Whom an order restricts is not told to be there.
func ownLink(tx core.App, seat Seat, id string) (*core.Record, error) {
	alone, err := DecidesAlone(tx, seat.Person)
	if err != nil || !alone {
		return nil, api.NotFound().Because(err)
	}
	link, err := linkByID(tx, id)
	if err != nil {
		return nil, err
	}
	open, err := Speaks(tx, link.GetString("person"), seat.Person)
	if err != nil || !open || link.GetBool("restricted") || link.GetString("student") != seat.Person {
		return nil, api.NotFound().Because(err)
	}
	return link, nil
}

// shutOut lets nobody of a student's family read any more.
func shutOut(tx core.App, student string) error {
	return eachLink(tx, "student = {:student} && reads_from != ''", dbx.Params{"student": student}, readNoMore)
}

func readNoMore(link *core.Record) { link.Set("reads_from", nil) }

func eachLink(tx core.App, filter string, params dbx.Params, change func(*core.Record)) error {
	links, err := tx.FindRecordsByFilter("family_links", filter, "id", 0, 0, params)
	if err != nil {
		return err
	}
	for _, link := range links {
		change(link)
		if err := tx.Save(link); err != nil {
			return err
		}
	}
	return nil
}
