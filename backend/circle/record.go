package circle

import (
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/clock"
)

// RecordKeys are the keys by which a student, or somebody of their family, reads what is kept of that student. It refuses everybody else with
// `not_found`: also a family whose link is restricted, and one whose student decides alone.
func RecordKeys(app core.App, seat Seat, student string) ([]Key, error) {
	switch seat.Kind {
	case "student":
		return studentsKeys(app, seat, student)
	case "family":
		return familysKeys(app, seat, student)
	}
	return nil, api.NotFound()
}

func studentsKeys(app core.App, seat Seat, student string) ([]Key, error) {
	if seat.Person != student {
		return nil, api.NotFound()
	}
	all, err := Keys(app, seat)
	if err != nil {
		return nil, err
	}
	var keys []Key
	for _, key := range all {
		if !strings.HasPrefix(key.Name, "school:") {
			keys = append(keys, key)
		}
	}
	// What their family may see is theirs too, also of circles that they have left.
	kin := Key{Name: "kin:" + student}
	kin.Closed, err = IsClosed(app, seat.School)
	return append(keys, kin), err
}

// familysKeys refuse also whom a student with full rights lets read: they read what is shared, and the record stays the student's.
func familysKeys(app core.App, seat Seat, student string) ([]Key, error) {
	if alone, err := DecidesAlone(app, student); err != nil || alone {
		return nil, api.NotFound().Because(err)
	}
	all, err := Keys(app, seat)
	if err != nil {
		return nil, err
	}
	for _, key := range all {
		if key.Name == "kin:"+student {
			return []Key{key}, nil
		}
	}
	return nil, api.NotFound()
}

// DecidesAlone says whether a student has full rights now, so that nobody else's word counts for them.
func DecidesAlone(app core.App, student string) (bool, error) {
	return exists(app, `SELECT 1 FROM people WHERE id = {:student} AND full_rights <> '' AND full_rights <= {:now}`,
		dbx.Params{"student": student, "now": clock.Stamp(app)})
}
