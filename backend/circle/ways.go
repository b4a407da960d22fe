package circle

import (
	"fmt"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
)

// The ways in that a person can like first; and aloud, by which they are read what they are asked.
var knownWays = map[string]bool{"photo": true, "gallery": true, "symbols": true, "write": true, "voice": true, "aloud": true}

// ChooseWay keeps that a student likes one of their ways, or no longer does. The others stay as they are, so that a phone without internet
// undoes nothing that an adult set meanwhile. It refuses with `not_found` whoever is no student, and with `field_invalid` what is no way.
func ChooseWay(tx core.App, seat Seat, choice api.ChooseWay) error {
	if seat.Kind != "student" {
		return api.NotFound()
	}
	if !knownWays[choice.Way] {
		return api.Invalid("way")
	}
	person, err := tx.FindRecordById("people", seat.Person)
	if err != nil {
		return fmt.Errorf("find who chooses a way: %w", err)
	}
	ways := person.GetStringSlice("ways")
	if slices.Contains(ways, choice.Way) == choice.Chosen {
		return nil
	}
	if choice.Chosen {
		ways = append(ways, choice.Way)
	} else {
		ways = slices.DeleteFunc(ways, func(way string) bool { return way == choice.Way })
	}
	person.Set("ways", ways)
	if err := tx.Save(person); err != nil {
		return fmt.Errorf("keep a way: %w", err)
	}
	return nil
}

func checkWays(ways []string) error {
	seen := map[string]bool{}
	for _, way := range ways {
		if !knownWays[way] || seen[way] {
			return api.Invalid("ways")
		}
		seen[way] = true
	}
	return nil
}
