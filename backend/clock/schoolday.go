package clock

import "time"

// SchoolDaysOver says whether so many school days, Monday to Friday, lie between two times.
func SchoolDaysOver(from, now time.Time, days int) bool {
	for day := from; days > 0; {
		day = day.AddDate(0, 0, 1)
		if day.After(now) {
			return false
		}
		if weekday := day.Weekday(); weekday != time.Saturday && weekday != time.Sunday {
			days--
		}
	}
	return true
}
