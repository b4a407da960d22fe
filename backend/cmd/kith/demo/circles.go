package demo

import (
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/clock"
)

// place is one circle of the school.
type place struct {
	name, kind, glaze, room string
	members                 []string
	focus                   string
}

var places = []place{
	{"The Drum Room", "peer_network", "clay", "Music room", []string{"Maya", "Sam", "Ana", "Leo"}, "Sam"},
	{"Wall Crew", "peer_network", "sea", "Courtyard", []string{"Maya", "Ivy", "Noor"}, "Ivy"},
	{"Bench 4", "peer_support", "moss", "Workshop", []string{"Maya", "Dre", "Theo"}, "Theo"},
}

// gather makes the circles with their members and adults, and records what families allow: everything for families, except that no photo
// of Theo goes anywhere and Leo's go no further than his circles.
func (s *School) gather(tx core.App, school string) error {
	now := clock.Now(tx)
	for _, place := range places {
		record, err := save(tx, "circles", map[string]any{
			"school": school, "name": place.name, "kind": place.kind, "glaze": place.glaze, "place": place.room,
		})
		if err != nil {
			return err
		}
		for _, name := range place.members {
			_, err := save(tx, "members", map[string]any{
				"circle": record.Id, "person": s.seats[name].Person, "role": "companion", "focus": name == place.focus, "from": now.AddDate(0, -2, 0),
			})
			if err != nil {
				return err
			}
		}
		for adult, role := range map[string]string{"Ms. Ortiz": "facilitator", "Mr. Bell": "supporting_adult"} {
			_, err := save(tx, "grants", map[string]any{
				"person": s.seats[adult].Person, "school": school, "role": role, "circle": record.Id, "from": now.AddDate(0, -2, 0),
			})
			if err != nil {
				return err
			}
		}
	}
	_, err := save(tx, "grants", map[string]any{"person": s.seats["Ms. Reyes"].Person, "school": school, "role": "coordinator"})
	if err != nil {
		return err
	}
	return s.allow(tx)
}

func (s *School) allow(tx core.App) error {
	now := clock.Now(tx)
	for _, one := range cast {
		if one.kind != "student" {
			continue
		}
		id := s.seats[one.name].Person
		for _, kind := range []string{"photo", "voice", "words", "name"} {
			widest := "families"
			switch {
			case one.name == "Theo" && kind == "photo":
				widest = "none"
			case one.name == "Leo" && kind == "photo":
				widest = "circle"
			}
			_, err := save(tx, "consents", map[string]any{
				"person": id, "kind": kind, "widest": widest, "how": "paper", "by": s.seats["Ms. Reyes"].Person,
				"from": now.AddDate(0, -2, 0), "until": now.AddDate(0, 10, 0),
			})
			if err != nil {
				return err
			}
		}
		_, err := save(tx, "orientations", map[string]any{
			"person": id, "how": "paper", "on": now.AddDate(0, -2, 0), "until": now.AddDate(0, 4, 0), "by": s.seats["Ms. Ortiz"].Person,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *School) circleOf(name string) string {
	for _, place := range places {
		for _, member := range place.members {
			if member == name || families[name] == member {
				return place.name
			}
		}
	}
	for _, one := range cast {
		if one.name == name && one.kind == "staff" && one.role != "coordinator" {
			return places[0].name
		}
	}
	return ""
}
