package retention

import (
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/audit"
	"kith/backend/clock"
	"kith/backend/feed"
	"kith/backend/keeping"
)

// slice is how many moments are looked for at once.
const slice = 100

// farewell is a school year that is over: whose moments go, when students and families were told, and when they go.
type farewell struct{ School, YearEnd, Told, Goes, Spread string }

// of finds the moments of a school whose newest version came before the end of that year. One that was changed afterwards belongs to the next.
const of = ` FROM revisions r CROSS JOIN moments m ON m.id = r.moment
	WHERE r.received_at < {:year_end} AND m.school = {:school}
		AND NOT EXISTS (SELECT 1 FROM revisions n WHERE n.moment = r.moment AND n.received_at >= {:year_end})`

// years tells of each school year that is over, and lets its moments go when everybody has had the time to save them.
func years(app core.App) error {
	var schools []*core.Record
	if err := app.RecordQuery("schools").All(&schools); err != nil {
		return fmt.Errorf("find the schools: %w", err)
	}
	var failed []error
	for _, school := range schools {
		failed = append(failed, tell(app, school))
	}
	var told []farewell
	if err := app.DB().NewQuery(`SELECT * FROM farewells ORDER BY year_end`).All(&told); err != nil {
		return fmt.Errorf("find the years that are over: %w", err)
	}
	for _, one := range told {
		failed = append(failed, one.follow(app))
	}
	return errors.Join(failed...)
}

// tell notes that a year's moments will go, if there are any. A school that was not running when that was due tells it late, and lets them go late.
func tell(app core.App, school *core.Record) error {
	now := clock.Now(app)
	over := yearBefore(school, now.Add(notice-afterYear))
	if over.IsZero() {
		return nil
	}
	params := dbx.Params{"school": school.Id, "year_end": clock.Text(over)}
	var found []int
	err := app.DB().NewQuery(`SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM farewells WHERE school = {:school} AND year_end = {:year_end})
		AND EXISTS (SELECT 1` + of + `)`).Bind(params).Column(&found)
	if err != nil || len(found) == 0 {
		return err
	}
	goes := over.Add(afterYear)
	if earliest := now.Add(notice); goes.Before(earliest) {
		goes = earliest
	}
	params["told"], params["goes"] = clock.Text(now), clock.Text(goes)
	return app.RunInTransaction(func(tx core.App) error {
		_, err := tx.NonconcurrentDB().NewQuery(`INSERT INTO farewells (school, year_end, told, goes) VALUES ({:school}, {:year_end}, {:told}, {:goes})`).
			Bind(params).Execute()
		if err != nil {
			return fmt.Errorf("note that a year is over: %w", err)
		}
		return audit.Write(tx, audit.Entry{School: school.Id, Act: "tell_year_over", Subject: clock.Text(over)})
	})
}

// yearBefore is the last end of a school year that is not after a time: its day in each year, at midnight after it where the school is. A school
// whose coordinator moved the date by a year has the same ends.
func yearBefore(school *core.Record, at time.Time) time.Time {
	last := school.GetDateTime("year_ends").Time()
	if last.IsZero() {
		return time.Time{}
	}
	zone, err := time.LoadLocation(school.GetString("zone"))
	if err != nil {
		zone = time.UTC
	}
	_, month, date := last.Date()
	for year := at.Year() + 1; ; year-- {
		if end := time.Date(year, month, date+1, 0, 0, 0, 0, zone); !end.After(at) {
			return end.UTC()
		}
	}
}

// follow brings the notice to everybody's phone, once, and erases when it is time.
func (f farewell) follow(app core.App) error {
	if f.Spread == "" {
		if err := f.spread(app); err != nil {
			return err
		}
	}
	if clock.Text(clock.Now(app)) < f.Goes {
		return nil
	}
	if err := f.erase(app); err != nil {
		return err
	}
	_, err := app.NonconcurrentDB().NewQuery(`DELETE FROM farewells WHERE school = {:school} AND year_end = {:year_end}`).Bind(f.params()).Execute()
	if err != nil {
		return fmt.Errorf("end a year that is over: %w", err)
	}
	return feed.RefreshMes(app, f.School)
}

// erase takes the moments of the year away, each in a transaction of its own. One that cannot be erased holds back no other; the year is then looked
// at again.
func (f farewell) erase(app core.App) error {
	var failed []error
	params := f.params()
	for {
		var moments []string
		err := app.DB().NewQuery(`SELECT DISTINCT r.moment` + of + ` AND r.moment > {:after} ORDER BY r.moment LIMIT {:n}`).Bind(params).Column(&moments)
		if err != nil {
			return fmt.Errorf("find the moments of a year that is over: %w", err)
		}
		if len(moments) == 0 {
			return errors.Join(errors.Join(failed...), keeping.Overwrite(app))
		}
		for _, moment := range moments {
			err := app.RunInTransaction(func(tx core.App) error { return f.eraseOne(tx, moment) })
			if err != nil {
				failed = append(failed, fmt.Errorf("erase moment %s of a year that is over: %w", moment, err))
			}
			params["after"] = moment
		}
	}
}

// eraseOne takes a moment away if it is of that year still: somebody may have changed it since it was found.
func (f farewell) eraseOne(tx core.App, moment string) error {
	params := f.params()
	params["moment"] = moment
	var found []int
	if err := tx.DB().NewQuery(`SELECT 1` + of + ` AND r.moment = {:moment}`).Bind(params).Column(&found); err != nil {
		return fmt.Errorf("look whether a moment is of a year that is over: %w", err)
	}
	if len(found) == 0 {
		return nil
	}
	return keeping.EraseFor(tx, "erase_old", moment)
}

func (f farewell) params() dbx.Params {
	return dbx.Params{"school": f.School, "year_end": f.YearEnd, "n": slice, "after": ""}
}

func (f farewell) spread(app core.App) error {
	if err := feed.RefreshMes(app, f.School); err != nil {
		return err
	}
	_, err := app.NonconcurrentDB().NewQuery(`UPDATE farewells SET spread = {:now} WHERE school = {:school} AND year_end = {:year_end}`).
		Bind(dbx.Params{"now": clock.Stamp(app), "school": f.School, "year_end": f.YearEnd}).Execute()
	if err != nil {
		return fmt.Errorf("note that a year's end was told: %w", err)
	}
	return nil
}
