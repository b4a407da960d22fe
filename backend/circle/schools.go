package circle

import (
	"context"
	"time"

	openapi_types "github.com/oapi-codegen/runtime/types"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/clock"
	"kith/backend/rows"
)

// LongestHold is the longest pause between approval and release, in seconds (design: 0 s to 7 days).
const LongestHold = 7 * 24 * 60 * 60

// usualHold is the pause of a school that has not chosen one, in seconds.
const usualHold = 10 * 60

var roleKeys = map[string]bool{"tutor": true, "companion": true, "note_taker": true, "group_facilitator": true}

// FoundSchool makes a school. It refuses an unusable name or an unknown time zone. A year that has no end yet ends in 365 days.
func FoundSchool(tx core.App, name, zone string, yearEnds time.Time) (*core.Record, error) {
	name, err := CleanName("name", name)
	if err != nil {
		return nil, err
	}
	if _, err := CheckZone(zone); err != nil {
		return nil, err
	}
	if yearEnds.IsZero() {
		yearEnds = clock.Now(tx).AddDate(0, 0, 365)
	}
	if err := checkYear(tx, yearEnds); err != nil {
		return nil, err
	}
	school, err := rows.New(tx, "schools", map[string]any{
		"name": name, "zone": zone, "hold_seconds": usualHold, "year_ends": yearEnds, "role_labels": map[string]string{},
	})
	if err != nil {
		return nil, err
	}
	return school, tx.Save(school)
}

// ZoneOf is where a school is. A place that is not known any more has the time of nowhere in particular, UTC.
func ZoneOf(app core.App, school string) (*time.Location, error) {
	record, err := app.FindRecordById("schools", school)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(record.GetString("zone"))
	if err != nil {
		return time.UTC, nil //nolint:nilerr // said above
	}
	return zone, nil
}

// YearEnd is the end of the school year that runs now: midnight after its last day, where the school is. A last day that has
// passed is taken as the same day of the next year, so a forgotten date never locks a school out.
func YearEnd(app core.App, school *core.Record) time.Time {
	zone, err := time.LoadLocation(school.GetString("zone"))
	if err != nil {
		zone = time.UTC
	}
	now := clock.Now(app)
	last := school.GetDateTime("year_ends").Time()
	if last.IsZero() {
		return now.AddDate(0, 0, 365)
	}
	year, month, day := last.Date()
	for end := time.Date(year, month, day+1, 0, 0, 0, 0, zone); ; end = end.AddDate(1, 0, 0) {
		if end.After(now) {
			return end.UTC()
		}
	}
}

// ReadSchool shows the school to its staff.
func (r *Room) ReadSchool(ctx context.Context, _ api.ReadSchoolRequestObject) (api.ReadSchoolResponseObject, error) {
	seat := From(ctx)
	school, err := ownSchool(r.App, seat)
	if err != nil {
		return nil, err
	}
	told := describeSchool(school)
	told.FewAdults, err = fewAdults(r.App, school.Id)
	return api.ReadSchool200JSONResponse(told), err
}

// ChangeSchool is a coordinator's. It refuses an unusable name, zone, hold, last day or label; nothing is changed then.
func (r *Room) ChangeSchool(ctx context.Context, request api.ChangeSchoolRequestObject) (api.ChangeSchoolResponseObject, error) {
	seat := From(ctx)
	var school *core.Record
	err := r.App.RunInTransaction(func(tx core.App) error {
		if err := Coordinator(tx, seat); err != nil {
			return err
		}
		var err error
		if school, err = ownSchool(tx, seat); err != nil {
			return err
		}
		if err := changeSchool(tx, school, *request.Body); err != nil {
			return err
		}
		if err := tx.Save(school); err != nil {
			return err
		}
		return audit.Write(tx, audit.Entry{School: seat.School, Actor: seat.Person, Act: "change_school", Subject: school.Id, Detail: request.Body})
	})
	if err != nil {
		return nil, err
	}
	return api.ChangeSchool200JSONResponse(describeSchool(school)), nil
}

func changeSchool(tx core.App, school *core.Record, change api.SchoolChange) error {
	if change.Name != nil {
		name, err := CleanName("name", *change.Name)
		if err != nil {
			return err
		}
		school.Set("name", name)
	}
	if change.Zone != nil {
		if _, err := CheckZone(*change.Zone); err != nil {
			return err
		}
		school.Set("zone", *change.Zone)
	}
	if change.HoldSeconds != nil {
		if *change.HoldSeconds < 0 || *change.HoldSeconds > LongestHold {
			return api.Invalid("holdSeconds")
		}
		school.Set("hold_seconds", *change.HoldSeconds)
	}
	if change.YearEnds != nil {
		if err := checkYear(tx, change.YearEnds.Time); err != nil {
			return err
		}
		school.Set("year_ends", change.YearEnds.Time)
	}
	turn(tx, school, Uploads, change.UploadsOff)
	turn(tx, school, Families, change.FamiliesOff)
	turn(tx, school, SignIns, change.SignInOff)
	turn(tx, school, worryHold, change.WorryHold)
	if err := changeUrgent(school, change); err != nil {
		return err
	}
	return changeLabels(school, change.RoleLabels)
}

// checkYear refuses a last day that has passed or is further off than a school year can be (400 days).
func checkYear(app core.App, last time.Time) error {
	now := clock.Now(app)
	if last.AddDate(0, 0, 1).Before(now) || last.After(now.AddDate(0, 0, 400)) {
		return api.Invalid("yearEnds")
	}
	return nil
}

func changeLabels(school *core.Record, labels *map[string]string) error {
	if labels == nil {
		return nil
	}
	clean := map[string]string{}
	for key, label := range *labels {
		if !roleKeys[key] {
			return api.Invalid("roleLabels")
		}
		label, err := CleanName("roleLabels", label)
		if err != nil {
			return err
		}
		clean[key] = label
	}
	school.Set("role_labels", clean)
	return nil
}

func ownSchool(app core.App, seat Seat) (*core.Record, error) {
	if err := Staff(seat); err != nil {
		return nil, err
	}
	return app.FindRecordById("schools", seat.School)
}

func describeSchool(school *core.Record) api.School {
	labels := map[string]string{}
	// What cannot be read back is shown as no labels: the screens then use the words they bring along.
	_ = school.UnmarshalJSONField("role_labels", &labels)
	return api.School{
		Id: school.Id, Name: school.GetString("name"), Zone: school.GetString("zone"),
		HoldSeconds: school.GetInt("hold_seconds"), RoleLabels: labels,
		YearEnds:   openapi_types.Date{Time: school.GetDateTime("year_ends").Time()},
		UploadsOff: school.GetDateTime(string(Uploads)).Time(), FamiliesOff: school.GetDateTime(string(Families)).Time(),
		SignInOff: school.GetDateTime(string(SignIns)).Time(), UrgentWords: school.GetString("urgent_words"), UrgentPhone: school.GetString("urgent_phone"),
		WorryYears: WorryYears(school), WorryHold: school.GetDateTime(string(worryHold)).Time(),
	}
}
