package clock

import "time"

// Day is the middle of the day in which something was, where that is: whoever is told a day is not told when in it. A zone that is none counts as UTC.
func Day(at time.Time, zone string) time.Time {
	place, err := time.LoadLocation(zone)
	if err != nil {
		place = time.UTC
	}
	if at.IsZero() {
		return at
	}
	year, month, day := at.In(place).Date()
	return time.Date(year, month, day, 12, 0, 0, 0, place).UTC()
}
