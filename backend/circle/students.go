package circle

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/clock"
)

// Student is one of a school, with what they are told apart by and who may speak for them.
type Student struct {
	ID, Name string
	Circles  []string  // the names of those that they are in now
	Rights   time.Time // from when they decide alone; zero for never
	Family   []Relative
}

// Relative is a family member with a link to a student that is open now. A silent one's word does not count: a link of theirs is restricted.
type Relative struct {
	ID, Name string
	Silent   bool
}

// Decides says whether only the student's own word counts at a time.
func (s Student) Decides(at time.Time) bool { return !s.Rights.IsZero() && !s.Rights.After(at) }

// Students are those of a school, or of one of its circles, by name.
func Students(app core.App, school, circle string) ([]Student, error) {
	params := dbx.Params{"school": school, "circle": circle, "now": clock.Stamp(app)}
	var rows []struct{ ID, Name, Rights string }
	err := app.DB().NewQuery("SELECT p.id, p.name, p.full_rights AS rights FROM people p WHERE p.school = {:school}" +
		" AND EXISTS (SELECT 1 FROM seats s WHERE s.person = p.id AND s.kind = 'student' AND (s.`until` = '' OR s.`until` > {:now}))" +
		" AND ({:circle} = '' OR EXISTS (SELECT 1 FROM members m WHERE m.person = p.id AND m.circle = {:circle} AND " + Running("m") + "))" +
		" ORDER BY p.name, p.id").Bind(params).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("list the students: %w", err)
	}
	students := make([]Student, len(rows))
	places := map[string]*Student{}
	for i, row := range rows {
		students[i] = Student{ID: row.ID, Name: row.Name, Rights: clock.Parse(row.Rights)}
		places[row.ID] = &students[i]
	}
	if err := nameCircles(app, params, places); err != nil {
		return nil, fmt.Errorf("list the students' circles: %w", err)
	}
	if err := nameFamilies(app, params, places); err != nil {
		return nil, fmt.Errorf("list the students' families: %w", err)
	}
	return students, nil
}

func nameCircles(app core.App, params dbx.Params, students map[string]*Student) error {
	var rows []struct{ Person, Name string }
	err := app.DB().NewQuery(`SELECT m.person, c.name FROM circles c CROSS JOIN members m ON m.circle = c.id AND ` + Running("m") + `
		WHERE c.school = {:school} GROUP BY m.person, c.id ORDER BY c.name, c.id`).Bind(params).All(&rows)
	for _, row := range rows {
		if student := students[row.Person]; student != nil {
			student.Circles = append(student.Circles, row.Name)
		}
	}
	return err
}

func nameFamilies(app core.App, params dbx.Params, students map[string]*Student) error {
	var rows []struct {
		Student, ID, Name string
		Silent            bool
	}
	err := app.DB().NewQuery(`SELECT l.student, f.id, f.name, max(l.restricted) AS silent FROM people p
		CROSS JOIN family_links l ON l.student = p.id AND ` + Running("l") + ` CROSS JOIN people f ON f.id = l.person
		WHERE p.school = {:school} GROUP BY l.student, f.id ORDER BY f.name, f.id`).Bind(params).All(&rows)
	for _, row := range rows {
		if student := students[row.Student]; student != nil {
			student.Family = append(student.Family, Relative{ID: row.ID, Name: row.Name, Silent: row.Silent})
		}
	}
	return err
}
