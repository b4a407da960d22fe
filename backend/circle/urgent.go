package circle

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/clock"
)

// worryHold says since when no worry of a school may be erased, whatever its age (a legal hold).
const worryHold Switch = "worry_hold"

// usualYears is how many years a worry stays where a school has not said (design: 7, by school policy); mostYears is the longest that can be said.
const (
	usualYears = 7
	mostYears  = 50
)

// WorryYears is how many years a school keeps what somebody told an adult.
func WorryYears(school *core.Record) int {
	if said := school.GetInt("worry_years"); said > 0 {
		return said
	}
	return usualYears
}

// changeUrgent sets what the school shows where somebody tells an adult and nobody may be looking, and how long what was told stays.
func changeUrgent(school *core.Record, change api.SchoolChange) error {
	for _, line := range []struct {
		field, column string
		text          *string
		most          int
	}{{"urgentWords", "urgent_words", change.UrgentWords, 300}, {"urgentPhone", "urgent_phone", change.UrgentPhone, 40}} {
		if line.text == nil {
			continue
		}
		clean := CleanText(*line.text)
		if len([]rune(clean)) > line.most {
			return api.Invalid(line.field)
		}
		school.Set(line.column, clean)
	}
	if change.WorryYears != nil {
		if *change.WorryYears < 1 || *change.WorryYears > mostYears {
			return api.Invalid("worryYears")
		}
		school.Set("worry_years", *change.WorryYears)
	}
	return nil
}

// fewAdults says whether a school has fewer than two coordinators: then a worry in which its circle's facilitator is named may reach one adult alone.
func fewAdults(app core.App, school string) (bool, error) {
	var count int
	err := app.DB().NewQuery(`SELECT count(DISTINCT person) FROM grants WHERE school = {:school} AND role = 'coordinator' AND ` + current).
		Bind(dbx.Params{"school": school, "now": clock.Stamp(app)}).Row(&count)
	return count < 2, err
}
