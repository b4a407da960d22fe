package family

import (
	_ "embed"
	"html/template"
	"io"
	"strings"
	"time"

	"kith/backend/api"
)

//go:embed page.html
var pageText string

// pages is the page of a record. Everything that people wrote is text in it, whatever it looks like.
var pages = template.Must(template.New("record").Funcs(template.FuncMap{
	"day":   func(time.Time) string { return "" }, // given for each record, since days are those of its school
	"names": names, "picture": pictureName, "sound": soundName,
	"state": func(m api.Moment) string { return states[m.State] },
	"words": func(code string) string { return strings.ReplaceAll(code, "_", " ") },
	"tiles": func(tiles []string) string { return strings.ReplaceAll(strings.Join(tiles, ", "), "_", " ") },
	"reach": func(widest string) string { return reaches[widest] },
	"by":    func(as api.AmendmentRole) string { return roles[as] },
	"about": Record.about, "elsewhere": Record.elsewhere,
}).Parse(pageText))

// page writes the page of a record, with the days of its school.
func (record Record) page(to io.Writer) error {
	own, err := pages.Clone()
	if err != nil {
		return err
	}
	day := func(at time.Time) string { return at.In(record.zone).Format("2 January 2006") }
	return own.Funcs(template.FuncMap{"day": day}).Execute(to, record)
}

// states say where a moment is, to whoever kept it.
var states = map[api.MomentState]string{
	api.MomentStateWithTeacher: "With the teacher", api.MomentStateHeld: "Approved, and waiting", api.MomentStateShared: "Shared",
	api.MomentStateBack: "Sent back", api.MomentStatePrivate: "Kept private", api.MomentStateTakenBack: "Taken back",
	api.MomentStateTakenDown: "Hidden", api.MomentStateWithdrawn: "Not shared any more",
}

// reaches say how far a consent goes.
var reaches = map[string]string{"none": "nobody", "circle": "the circle", "families": "the circle and its families", "school": "the whole school"}

func names(people []api.Named) string {
	var all []string
	for _, person := range people {
		all = append(all, person.Name)
	}
	return strings.Join(all, ", ")
}

// roles say who asked, answered or added something. Nobody is named: for a family it may be somebody's secret.
var roles = map[api.AmendmentRole]string{
	api.AmendmentRoleStudent: "the student", api.AmendmentRoleFamily: "the family",
	api.AmendmentRoleFacilitator: "a teacher", api.AmendmentRoleCoordinator: "the coordinator",
}
