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

// SchoolDays is on how many school days, Monday to Friday where `from` is told, some of the time from one moment until another lies.
func SchoolDays(from, until time.Time) int {
	days := 0
	for day := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, from.Location()); day.Before(until); day = day.AddDate(0, 0, 1) {
		if weekday := day.Weekday(); weekday != time.Saturday && weekday != time.Sunday {
			days++
		}
	}
	return days
}
