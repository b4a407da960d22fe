package feed

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/clock"
	"kith/backend/consent"
)

// form is a feed row put into the shape that its reader may have.
type form struct {
	Moment *api.Moment
	Circle *api.Circle
	Me     *api.Me
}

// formOf is the shape that a key gives.
func formOf(r row) api.MomentForm {
	if r.Kind == "ask" {
		return api.MomentFormAsk
	}
	switch prefix, _, _ := strings.Cut(r.Key, ":"); prefix {
	case "seat":
		return api.MomentFormAuthor
	case "staff", "coordinators":
		return api.MomentFormStaff
	case "circle":
		return api.MomentFormCircle
	case "kin":
		return api.MomentFormFamily
	}
	return api.MomentFormSchool
}

// project is the one function that turns rows into what readers get.
func (r *Room) project(app core.App, rows []row) ([]form, error) {
	b, err := r.load(app, rows)
	if err != nil {
		return nil, err
	}
	forms := make([]form, len(rows))
	for i, row := range rows {
		if row.Gone {
			continue
		}
		switch row.Kind {
		case "moment", "ask":
			forms[i].Moment = b.moment(row, clock.Now(app))
		case "circle":
			prefix, _, _ := strings.Cut(row.Key, ":")
			forms[i].Circle, err = circleForm(app, row.Subject, api.CircleForm(prefix))
		case "me":
			forms[i].Me, err = meForm(app, row.Subject)
		}
		if err != nil {
			return nil, err
		}
	}
	return forms, nil
}

// moment builds one form. What only adults may know is added in one place, for one form.
func (b *batch) moment(r row, now time.Time) *api.Moment {
	place, revision := b.moments[r.Subject], b.revisions[r.Revision]
	reader := reader{form: formOf(r), key: r.Key, now: now, batch: b}
	m := &api.Moment{
		Id: r.Subject, Form: reader.form, Circle: place.Circle, CircleName: place.Name, Glaze: place.Glaze,
		Revision: revision.ID, Number: revision.Number, Hash: revision.Hash, At: clock.Parse(revision.KeptAt),
		Did: orEmpty(revision.Did), Feeling: revision.Feeling, Turn: revision.Turn, Words: revision.Words, Lang: revision.Lang,
		Others: revision.Others, Authors: reader.all(b.authors[r.Subject]), People: reader.all(b.pictured(revision.ID)),
		Quotes: reader.quotes(b.quotes[revision.ID]), Pictures: b.picturesFor(r, reader.form), Voice: b.voiceFor(r, reader), State: api.MomentStateShared,
	}
	switch reader.form {
	case api.MomentFormAuthor, api.MomentFormStaff:
		b.whereItIs(m, revision)
	case api.MomentFormAsk:
		m.State = api.MomentStateHeld
	case api.MomentFormCircle:
		m.Audience = b.sharedWith(r.Subject) // whoever is in it is told who sees them
	}
	if reader.form == api.MomentFormStaff {
		b.forAdults(m, revision)
	}
	if reader.form == api.MomentFormFamily || reader.form == api.MomentFormSchool {
		// No time and no place: who waits for a student somewhere learns nothing of when they are where.
		m.Circle, m.CircleName, m.Hash, m.Number, m.At = "", "", "", 0, clock.Day(m.At, place.Zone)
	}
	return m
}

// whereItIs tells author and adults how far a moment has come.
func (b *batch) whereItIs(m *api.Moment, revision revisionLine) {
	m.Gone = b.gone[m.Id]
	decisions, live := b.decisions[m.Id], b.live[m.Id]
	m.State = stateOf(revision, decisions, live, b.refused[revision.ID])
	last := lastAbout(revision, decisions)
	switch m.State {
	case api.MomentStateBack:
		m.Note, m.By = last.Note, b.people[last.By].Name
	case api.MomentStateHeld:
		m.HeldUntil, m.Audience = clock.Parse(last.HoldUntil), api.Audience(last.Audience)
	}
	if live.Revision == "" {
		return
	}
	m.Audience = b.sharedWith(m.Id)
	if live.Revision != revision.ID {
		m.Shared = &api.SharedNow{Revision: live.Revision, Audience: m.Audience, Since: b.releasedAt(m.Id)}
	}
}

// sharedWith is the audience of the approval by which a moment is shared now.
func (b *batch) sharedWith(moment string) (audience api.Audience) {
	for _, decision := range b.decisions[moment] {
		if decision.ID == b.live[moment].Decision {
			audience = api.Audience(decision.Audience)
		}
	}
	return audience
}

func (b *batch) releasedAt(moment string) (at time.Time) {
	for _, decision := range b.decisions[moment] {
		if decision.Kind == "release" {
			at = clock.Parse(decision.At)
		}
	}
	return at
}

// forAdults adds what nobody but facilitators and coordinators receives.
func (b *batch) forAdults(m *api.Moment, revision revisionLine) {
	verdict := b.verdicts[m.Id]
	m.Received, m.Ceiling, m.Checks = clock.Parse(revision.ReceivedAt), verdict.Ceiling, verdict.Checks
	staff := reader{form: api.MomentFormStaff, batch: b}
	m.WaitingFor = staff.all(b.asked[m.Id])
	for i := range m.Pictures {
		b.measured(&m.Pictures[i])
	}
	last := lastAbout(revision, b.decisions[m.Id])
	m.By = b.people[last.By].Name
	for _, version := range b.versions[m.Id] {
		m.History = append(m.History, api.HistoryLine{
			Kind: "revision", Revision: version.ID, Number: version.Number, At: clock.Parse(version.KeptAt),
			Words: version.Words, Quotes: staff.quotes(b.quotes[version.ID]),
		})
		for _, decision := range b.decisions[m.Id] {
			if decision.Revision == version.ID {
				m.History = append(m.History, api.HistoryLine{
					Kind: decision.Kind, Revision: version.ID, Number: version.Number, By: b.people[decision.By].Name,
					At: clock.Parse(decision.At), Audience: api.Audience(decision.Audience), Note: decision.Note,
				})
			}
		}
	}
}

// measured tells adults where faces are in a picture, and in which master.
func (b *batch) measured(picture *api.Picture) {
	picture.Master = b.covers[picture.Media+"/"].Hash
	if boxes, known := b.faces[picture.Media]; known {
		picture.Faces = &api.FacesFound{Boxes: append([]api.Box{}, boxes...)}
	}
}

// pictured is who is named as shown. Authors are there only if a picture shows them.
func (b *batch) pictured(revision string) []string {
	var people []string
	for _, line := range b.shown[revision] {
		if line.Kind == "photo" || line.As == "named" {
			people = append(people, line.Person)
		}
	}
	return people
}

// picturesFor lists the pictures with the rendition that this form may open: the master for author and adults, and for everybody else
// the one that the decision made. A description that the teacher saw and changed replaces the author's from then on.
func (b *batch) picturesFor(r row, form api.MomentForm) []api.Picture {
	inner := form == api.MomentFormAuthor || form == api.MomentFormStaff
	alts := b.alts(r)
	pictures := []api.Picture{}
	for _, line := range b.pictures[r.Revision] {
		picture := api.Picture{Media: line.Media, Alt: line.Alt, Kept: line.KeptAt != "", Refused: line.Refused}
		if alt, ok := alts[line.Media]; ok {
			picture.Alt = alt
		}
		if cover, ok := b.covers[line.Media+"/"+r.Decision]; ok {
			picture.Rendition, picture.Width, picture.Height = cover.ID, cover.Width, cover.Height
		}
		if inner || picture.Rendition != "" {
			pictures = append(pictures, picture)
		}
	}
	return pictures
}

// alts are the descriptions of the decision that a row stands on.
func (b *batch) alts(r row) map[string]string {
	var given []api.NewPicture
	for _, decision := range b.decisions[r.Subject] {
		if decision.ID == r.Decision && len(decision.Alts) > 0 {
			if err := json.Unmarshal(decision.Alts, &given); err != nil {
				return nil // what cannot be read leaves the author's own description in place
			}
		}
	}
	alts := map[string]string{}
	for _, picture := range given {
		alts[picture.Media] = picture.Alt
	}
	return alts
}

// reader knows what one form may call people.
type reader struct {
	form  api.MomentForm
	key   string
	now   time.Time
	batch *batch
}

func (r reader) all(people []string) []api.Named {
	named := make([]api.Named, 0, len(people))
	for _, person := range people {
		named = append(named, r.named(person))
	}
	return named
}

// named is a person as this form may know them. Members of a circle know each other; families and the school get what the consent to
// the name allows, and a family gets its own student's name.
func (r reader) named(person string) api.Named {
	line := r.batch.people[person]
	audience := consent.School
	switch r.form {
	case api.MomentFormFamily:
		if r.key == "kin:"+person {
			return api.Named{Id: person, Name: line.Name, Face: line.Face, Own: true}
		}
		audience = consent.Families
	case api.MomentFormSchool:
	default:
		return api.Named{Id: person, Name: line.Name, Face: line.Face}
	}
	name := consent.NameFor(r.batch.facts, person, line.Name, audience, r.now)
	if name != line.Name {
		return api.Named{Name: name}
	}
	return api.Named{Name: name, Face: line.Face}
}

func (r reader) quotes(lines []quoteLine) []api.Quote {
	quotes := make([]api.Quote, 0, len(lines))
	for _, line := range lines {
		quote := api.Quote{Words: line.Words, Lang: line.Lang, Made: api.Made(line.Made), Symbols: r.symbols(line.Symbols)}
		if line.Speaker != "" {
			speaker := r.named(line.Speaker)
			quote.Speaker = &speaker
		}
		if r.form == api.MomentFormAuthor || r.form == api.MomentFormStaff {
			quote.Support = line.Support
		}
		quotes = append(quotes, quote)
	}
	return quotes
}

// symbols are the parts of a message as this form may have them. Somebody in it is a word to readers who may not know who that is, and
// left out where not even the name may be told.
func (r reader) symbols(parts []string) []string {
	var told []string
	for _, part := range parts {
		person, is := strings.CutPrefix(part, "person:")
		if !is {
			told = append(told, part)
			continue
		}
		switch named := r.named(person); {
		case named.Id != "":
			told = append(told, part)
		case named.Name != consent.Friend:
			told = append(told, "text:"+named.Name)
		}
	}
	return told
}

func orEmpty(items []string) []string {
	if items == nil {
		return []string{}
	}
	return items
}
