package incident

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
)

// large says what a line of the record is where one adult cannot do it quietly: a list of a whole school was saved, many consents were written down,
// somebody was erased, or somebody was given the right to coordinate. Whoever has an adult's account has no more than an hour before another knows.
func (a act) large() (api.AlarmKind, bool) {
	switch a.Act {
	case "export_consents", "read_affected":
		return api.AlarmKindSchoolList, true
	case "erase_person":
		return api.AlarmKindErased, true
	case "add_staff", "change_person":
		var given struct {
			Role        string
			Coordinator bool
		}
		return api.AlarmKindNewCoordinator, json.Unmarshal([]byte(a.Detail), &given) == nil && (given.Role == "coordinator" || given.Coordinator)
	case "record_consent":
		return api.AlarmKindManyConsents, true
	}
	return "", false
}

// largeOnes are such acts by who did them. Where nobody else coordinates there is nobody to tell, and what the house itself did is nobody's.
func largeOnes(app core.App, acts []act) ([]haste, error) {
	var found []haste
	for _, one := range acts {
		kind, is := one.large()
		if !is || one.Actor == "" {
			continue
		}
		at := slices.IndexFunc(found, func(h haste) bool { return h.Person == one.Actor && h.Kind == string(kind) && h.School == one.School })
		if at < 0 {
			at, found = len(found), append(found, haste{one.School, string(kind), one.Actor, 0})
		}
		found[at].Count++
	}
	var told []haste
	for _, h := range found {
		if h.Kind == string(api.AlarmKindManyConsents) && h.Count <= mostConsents {
			continue
		}
		others, err := circle.OthersCoordinate(app, h.Person, h.School)
		if err != nil {
			return nil, err
		}
		if others {
			told = append(told, h)
		}
	}
	slices.SortFunc(told, func(a, b haste) int { return strings.Compare(a.Person+a.Kind, b.Person+b.Kind) })
	return told, nil
}
