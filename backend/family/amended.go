package family

import (
	"slices"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/family/amendment"
)

// amendments are what this reader is told of what was asked. Whoever is not of age yet gets what goes along with the record.
func (r *Room) amendments(to reading) ([]api.Amendment, error) {
	whole, err := true, error(nil)
	if to.own {
		whole, err = circle.DecidesAlone(r.App, to.student.Id)
	}
	if err != nil {
		return nil, err
	}
	return amendment.Reader{Seat: to.seat, Student: to.student.Id, Keys: to.keys, Whole: whole}.All(r.App)
}

// about are the amendments of a record about one moment that is in it.
func (record Record) about(moment string) []api.Amendment {
	return slices.DeleteFunc(slices.Clone(record.Amendments), func(one api.Amendment) bool { return one.Moment != moment })
}

// elsewhere are those about the whole record, and about what is not in it any more.
func (record Record) elsewhere() []api.Amendment {
	return slices.DeleteFunc(slices.Clone(record.Amendments), func(one api.Amendment) bool {
		return slices.ContainsFunc(record.Moments, func(m api.Moment) bool { return m.Id == one.Moment })
	})
}
