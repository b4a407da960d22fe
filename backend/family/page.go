package family

import (
	_ "embed"
	"html/template"
	"strings"
	"time"

	"kith/backend/api"
)

//go:embed page.html
var page string

// pages makes the page of a record. Everything that people wrote is text in it, whatever it looks like.
var pages = template.Must(template.New("record").Funcs(template.FuncMap{
	"day":   func(at time.Time) string { return at.Format("2 January 2006") },
	"names": names, "picture": pictureName, "ask": func(m api.Moment) bool { return m.Form == api.MomentFormAsk },
	"state": func(m api.Moment) string { return states[m.State] },
	"words": func(code string) string { return strings.ReplaceAll(code, "_", " ") },
	"tiles": func(tiles []string) string { return strings.ReplaceAll(strings.Join(tiles, ", "), "_", " ") },
	"reach": func(widest string) string { return reaches[widest] }, "days": days,
}).Parse(page))

// states say where a moment is, to whoever kept it.
var states = map[api.MomentState]string{
	api.MomentStateWithTeacher: "With the teacher", api.MomentStateHeld: "Approved, and waiting", api.MomentStateShared: "Shared",
	api.MomentStateBack: "Sent back", api.MomentStatePrivate: "Kept private", api.MomentStateTakenBack: "Taken back",
	api.MomentStateTakenDown: "Hidden", api.MomentStateWithdrawn: "Not shared any more",
}

// reaches say how far a consent goes.
var reaches = map[string]string{"none": "nobody", "circle": "the circle", "families": "the circle and its families", "school": "the whole school"}

// daily is what one adult did or saw on one day, and how often.
type daily struct {
	Day, Adult, What string
	Times            int
}

// days are looks by day: a phone that is open all day asks every minute. The data beside the page has each of them.
func days(looks []Look) []daily {
	var told []daily
	at := map[daily]int{}
	for _, look := range looks {
		one := daily{Day: look.At.Format("2 January 2006"), Adult: look.Adult, What: look.What}
		place, known := at[one]
		if !known {
			place = len(told)
			at[one] = place
			told = append(told, one)
		}
		told[place].Times++
	}
	return told
}

func names(people []api.Named) string {
	var all []string
	for _, person := range people {
		all = append(all, person.Name)
	}
	return strings.Join(all, ", ")
}
