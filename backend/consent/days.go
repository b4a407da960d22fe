package consent

import (
	"time"

	"kith/backend/api"
)

// dayForms are the ways to write a day that can be read in one way only. 9/10/2026 is two days, so that it is none.
var dayForms = []string{time.DateOnly, "2.1.2006", "2 Jan 2006", "2 January 2006", "2-Jan-2006", "2-Jan-06"}

// readDays takes in when a line was signed and until when it counts, as days at school.
func (r reader) readDays(s *said) {
	today := startOf(r.now, r.zone)
	if signed, named := r.day(s, colSigned); named {
		switch {
		case signed.After(today):
			r.wrong(s, colSigned, api.ConsentSheetWhyDayToCome)
		case !signed.Add(Longest).After(r.now):
			r.wrong(s, colSigned, api.ConsentSheetWhyDayOver)
		}
		s.signed = signed
	}
	if last, named := r.day(s, colUntil); named {
		s.until = last.AddDate(0, 0, 1).Add(-time.Second)
		if begins := r.from(s); !s.until.After(r.now) || s.until.Sub(begins) > Longest+24*time.Hour {
			r.wrong(s, colUntil, api.ConsentSheetWhyDayOver)
		}
	}
}

// day reads a cell, and says whether there is anything in it that can be read.
func (r reader) day(s *said, key string) (time.Time, bool) {
	cell := s.line.Cells[key]
	if cell == "" {
		return time.Time{}, false
	}
	for _, form := range dayForms {
		if day, err := time.ParseInLocation(form, cell, r.zone); err == nil {
			return day, true
		}
	}
	r.wrong(s, key, api.ConsentSheetWhyDayUnreadable)
	return time.Time{}, false
}

// from is when what a line says begins.
func (r reader) from(s *said) time.Time {
	if s.signed.IsZero() {
		return r.now
	}
	return s.signed
}

// startOf is the beginning of the day of a time, where the school is.
func startOf(at time.Time, zone *time.Location) time.Time {
	year, month, day := at.In(zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, zone)
}
