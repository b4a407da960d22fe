package consent_test

import (
	"fmt"
	"maps"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kith/backend/consent"
	"kith/backend/kithtest"
)

// anySheet is what somebody might bring: names and answers, some of which are none, days, and a mark of when it was taken.
func anySheet(t *rapid.T, now time.Time) []string {
	cell := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(t, name) }
	answer := []string{"", "", "", "Nobody", "circle", "FAMILIES", "School", "yes"}
	rows := []string{"Student,Signed by,Photos,Words,Signed on,Until,As of"}
	for i := range rapid.IntRange(1, 6).Draw(t, "lines") {
		named := fmt.Sprint(i, " ")
		rows = append(rows, strings.Join([]string{
			cell(named+"student", "Maya", "Theo", "Ana", "Theo"), cell(named+"giver", "", "", "Rosa", "Ben", "Student", "Vera"),
			cell(named+"photo", answer...), cell(named+"words", answer...),
			cell(named+"signed", "", "", now.Format(time.DateOnly), now.AddDate(0, 0, -1).Format(time.DateOnly), "2026-02-30"),
			cell(named+"until", "", "", now.AddDate(0, 2, 0).Format(time.DateOnly)), cell(named+"as of", "", "", "0", "10000", "40"),
		}, ","))
	}
	return rows
}

// most is the widest that a sheet says of a kind of a student in so many words, whoever says it.
func most(rows []string, student string, column int) consent.Widest {
	rungs := map[string]consent.Widest{"circle": consent.Circle, "families": consent.Families, "school": consent.School}
	widest := consent.None
	for _, row := range rows[1:] {
		if cells := strings.Split(row, ","); cells[0] == student {
			widest = max(widest, rungs[strings.ToLower(cells[column])])
		}
	}
	return widest
}

func TestWhateverASheetSaysNothingWidensBeyondItAndWhatWasShownIsWhatIsWritten(t *testing.T) {
	school := kithtest.Open(t)
	d := atTheDesk(school)
	who := map[string]string{"Maya": d.c.Maya.Person, "Theo": d.c.Theo.Person, "Ana": d.c.Ana.Person}
	kinds := map[string]int{"photo": 2, "words": 3}
	standing := func() map[string]consent.Widest {
		all := map[string]consent.Widest{}
		for name, id := range who {
			for _, kind := range consent.Kinds {
				all[name+" "+kind] = d.allowed(id, kind)
			}
		}
		return all
	}
	rapid.Check(t, func(t *rapid.T) {
		if rapid.IntRange(0, 3).Draw(t, "a day passes") == 0 {
			school.Later(24 * time.Hour)
			d.Return()
		}
		rows := anySheet(t, school.Now())
		file := sheetOf(rows...)
		before, written := standing(), d.rows()
		told := d.preview(file)
		if !reflect.DeepEqual(before, standing()) || d.rows() != written {
			t.Fatalf("looking changed something: %v", rows)
		}
		if n := d.bring(file, told.Digest); n != told.Answers || d.rows() != written+n {
			t.Fatalf("%d answers were shown, %d brought in, and %d rows written: %v", told.Answers, n, d.rows()-written, rows)
		}
		after, shown := standing(), maps.Clone(before)
		for _, line := range told.Changes {
			for _, answer := range line.Answers {
				stands, _ := consent.Parse(string(answer.Stands))
				shown[line.Student+" "+string(answer.Kind)] = stands
			}
		}
		if !reflect.DeepEqual(shown, after) {
			t.Fatalf("it was shown that %v, and what holds is %v: %v", shown, after, rows)
		}
		for name := range who {
			for kind, column := range kinds {
				place := name + " " + kind
				if says := most(rows, name, column); after[place] > max(before[place], says) {
					t.Fatalf("%s went from %s to %s, and the sheet says %s: %v", place, before[place], after[place], says, rows)
				}
			}
		}
		if again := d.preview(file); again.Answers != 0 {
			t.Fatalf("brought in twice it writes more: %v %+v", rows, again.Changes)
		}
	})
}
