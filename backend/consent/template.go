package consent

import (
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/circle"
	"kith/backend/clock"
)

// template is a line for each student and each of those whose word counts, with what they allow now. When it was signed is left empty: that is of
// the next paper.
func template(app core.App, school, only string) (lines []map[string]string, ids []string, err error) {
	asOf, err := newest(app) // before anything is read, so that whatever comes meanwhile counts as newer
	if err != nil {
		return nil, nil, err
	}
	students, err := circle.Students(app, school, only)
	if err != nil {
		return nil, nil, err
	}
	for _, student := range students {
		ids = append(ids, student.ID)
	}
	facts, err := FactsOf(app, ids, "")
	if err != nil {
		return nil, nil, err
	}
	now := clock.Now(app)
	for _, student := range students {
		for _, by := range givers(student, facts, now) {
			line := map[string]string{
				colID: student.ID, colStudent: student.Name, colCircles: strings.Join(student.Circles, "; "),
				colGiverID: by.id, colGiver: by.name, colAsOf: strconv.FormatInt(asOf, 10),
			}
			for _, kind := range Kinds {
				if row, said := counted(facts, student.ID, kind, now)[by.id]; said && !row.ended(now) {
					line[kind] = rungWords[row.Widest]
				}
			}
			lines = append(lines, line)
		}
	}
	return lines, ids, nil
}

// givers are those who may say something for a student: their family, themselves where they decide alone or have said something, and the school's
// form where somebody was written down by it or nobody else is there.
func givers(student circle.Student, facts Facts, at time.Time) (list []giver) {
	own := giver{student.ID, themselves}
	if student.Decides(at) {
		return []giver{own}
	}
	said := map[string]bool{}
	for _, row := range facts.Rows[student.ID] {
		said[row.Giver] = true
	}
	for _, each := range student.Family {
		if !each.Silent {
			list = append(list, giver{each.ID, each.Name})
		}
	}
	if said[student.ID] {
		list = append(list, own)
	}
	if said[""] || len(list) == 0 {
		list = append(list, giver{"", theForm})
	}
	return list
}
