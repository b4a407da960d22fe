package inbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/circle"
	"kith/backend/clock"
)

// FileSetAside makes a story that was set aside its author's moment after all, in a circle of theirs that this adult looks into. It takes the
// same way as everything that phones send, and waits for a teacher like it: nothing is approved by it. Doing it twice comes to the same. It
// refuses with `not_a_story` what is no story, with `already_here` a moment of which the school has another version or that was filed in another
// circle, with `field_invalid` a circle that is none of those it was offered for, and with `not_filed` what the school cannot take as it is.
func (r *Room) FileSetAside(ctx context.Context, request api.FileSetAsideRequestObject) (api.FileSetAsideResponseObject, error) {
	seat := circle.From(ctx)
	row, err := asideOf(r.App, seat, request.Op, request.Params.Person)
	if err != nil {
		return nil, err
	}
	if row.Filed == "" {
		err = r.refile(ctx, seat, row, request.Body.Circle)
	} else {
		err = row.liesIn(r.App, request.Body.Circle)
	}
	return api.FileSetAside200JSONResponse{Moment: row.Moment}, err
}

func (r *Room) refile(ctx context.Context, by circle.Seat, row aside, into string) error {
	if api.OpKind(row.Kind) != api.OpKindKeepRevision {
		return api.Refuse(http.StatusConflict, "not_a_story", "This is not a story, so it cannot be filed. Do by hand what it asks for, then put it away.")
	}
	places, err := row.circles(r.App, by)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(places, func(place api.FilingPlace) bool { return place.Id == into }) {
		return row.noPlace(r.App)
	}
	op, err := row.op(r.App, into)
	if err != nil {
		return err
	}
	results, err := r.apply(ctx, job{
		seat: circle.Seat{ID: row.Seat, Person: row.Person, School: row.School, Kind: "student"}, schema: row.Schema, ops: []api.Op{op},
		and: func(tx core.App) error {
			return row.mark(tx, "filed", audit.Entry{
				Actor: by.Person, Act: "file_set_aside", Subject: row.Moment, Detail: map[string]string{"op": row.Op, "circle": into},
			})
		},
	})
	switch {
	case err != nil:
		return err
	case results[0].Status == api.OpResultStatusRetry:
		return &api.Refusal{Problem: *results[0].Problem}
	case results[0].Code == "stale_base":
		return alreadyHere()
	case results[0].Status == api.OpResultStatusRefused:
		return api.Refuse(http.StatusConflict, "not_filed", "The school cannot take this as it is. Copy its words and write the story down with its author.").
			Because(fmt.Errorf("file %s: %s", row.Op, results[0].Code))
	}
	return nil
}

func alreadyHere() *api.Refusal {
	return api.Refuse(http.StatusConflict, "already_here", "The school has this story in another version. Copy from this one what is missing there, then put it away.")
}

// liesIn refuses to say that something was filed where somebody asked for when it was filed in another circle.
func (a aside) liesIn(app core.App, id string) error {
	var there []string
	err := app.DB().NewQuery(`SELECT id FROM moments WHERE id = {:moment} AND circle = {:circle}`).
		Bind(dbx.Params{"moment": a.Moment, "circle": id}).Column(&there)
	if err != nil {
		return fmt.Errorf("look where a moment was filed: %w", err)
	}
	if len(there) == 0 {
		return api.Refuse(http.StatusConflict, "already_here", "Somebody has filed this story in another circle. There is nothing left to do here.")
	}
	return nil
}

// noPlace says why something cannot go into a circle that was named for it.
func (a aside) noPlace(app core.App) error {
	var here []string
	err := app.DB().NewQuery(`SELECT id FROM moments WHERE id = {:moment}`).Bind(dbx.Params{"moment": a.Moment}).Column(&here)
	if err != nil {
		return fmt.Errorf("look for a moment: %w", err)
	}
	if len(here) > 0 {
		return alreadyHere()
	}
	return api.Invalid("circle")
}

// circles are those in which it may be filed: its home, and only where it has none any in which its author is or was; this adult looks into them.
// Of a moment that the school has, only the next version may be filed, and where the moment is. What is no story is filed nowhere.
func (a aside) circles(app core.App, by circle.Seat) ([]api.FilingPlace, error) {
	places := []api.FilingPlace{}
	if api.OpKind(a.Kind) != api.OpKindKeepRevision {
		return places, nil
	}
	var revision api.KeepRevision
	if err := json.Unmarshal([]byte(a.Whole), &revision); err != nil {
		return places, nil //nolint:nilerr // nobody can file what cannot be read
	}
	home, err := a.Home(app)
	if err != nil {
		return nil, err
	}
	var theirs []api.FilingPlace
	err = app.DB().NewQuery("SELECT DISTINCT c.id, c.name FROM members m JOIN circles c ON c.id = m.circle" +
		" WHERE m.person = {:person} AND c.school = {:school} AND (m.`from` = '' OR m.`from` <= {:now})" +
		" AND ({:home} = '' OR c.id = {:home})" +
		` AND NOT EXISTS (SELECT 1 FROM moments o WHERE o.id = {:moment} AND (o.circle <> c.id
			OR {:base} <> (SELECT r.id FROM revisions r WHERE r.moment = o.id ORDER BY r.number DESC LIMIT 1)))
		ORDER BY c.name, c.id`).Bind(dbx.Params{
		"person": a.Person, "school": a.School, "now": clock.Stamp(app), "moment": a.Moment, "base": revision.Base, "home": home,
	}).All(&theirs)
	if err != nil {
		return nil, fmt.Errorf("list where something may be filed: %w", err)
	}
	for _, place := range theirs {
		looks, err := circle.LooksInto(app, by, place.Id)
		if err != nil {
			return nil, err
		}
		if looks {
			places = append(places, place)
		}
	}
	return places, nil
}

// op is what its author would have sent for that circle. Where nothing had to change and the school has never answered it, it is the very op
// that was set aside: should its author's own phone bring it too, it is known. Otherwise it is another op, and always the same one.
func (a aside) op(app core.App, into string) (api.Op, error) {
	saidAt, err := time.Parse(time.RFC3339Nano, a.Said)
	if err != nil {
		return api.Op{}, fmt.Errorf("read when something was made that was set aside: %w", err)
	}
	op := api.Op{Op: a.Op, Kind: api.OpKind(a.Kind), At: saidAt, Body: []byte(a.Whole)}
	var revision api.KeepRevision
	if err := json.Unmarshal(op.Body, &revision); err != nil {
		return api.Op{}, err
	}
	changed, err := fit(app, &revision, into)
	if err != nil {
		return api.Op{}, err
	}
	if changed {
		if op.Body, err = json.Marshal(revision); err != nil {
			return api.Op{}, err
		}
	}
	at := held(saidAt, clock.Now(app))
	within, err := circle.Within(app, a.Person, into, at)
	if err != nil {
		return api.Op{}, err
	}
	if !within.Equal(at) {
		op.At, changed = within, true
	}
	earlier, err := find(app, a.Seat, a.Op)
	if earlier != nil || changed {
		sum := sha256.Sum256([]byte(a.Op + hashOf(op)))
		op.Op = hex.EncodeToString(sum[:])[:15]
	}
	return op, err
}

// fit makes a story one that a circle may have, and says whether it had to change. Who was never in the circle becomes someone not on its list,
// for whom nobody has agreed to anything; what somebody is quoted with keeps its words.
func fit(app core.App, r *api.KeepRevision, into string) (changed bool, err error) {
	var members []string
	err = app.DB().NewQuery(`SELECT DISTINCT person FROM members WHERE circle = {:circle}`).Bind(dbx.Params{"circle": into}).Column(&members)
	if err != nil {
		return false, fmt.Errorf("list the members of a circle: %w", err)
	}
	stranger := func(person string) bool { return !slices.Contains(members, person) }
	strangers := 0
	known := func(people []string) []string {
		left := slices.DeleteFunc(slices.Clone(people), stranger)
		strangers += len(people) - len(left)
		return left
	}
	changed = r.Circle != into
	r.Circle, r.People, r.Together = into, known(r.People), known(r.Together)
	for i, quote := range r.Quotes {
		if quote.Speaker != "" && stranger(quote.Speaker) {
			r.Quotes[i].Speaker = ""
			strangers++
		}
		if slices.ContainsFunc(quote.Symbols, func(part string) bool {
			person, is := strings.CutPrefix(part, "person:")
			return is && stranger(person)
		}) {
			r.Quotes[i].Symbols = nil
			strangers++
		}
	}
	for i := range r.Voice {
		r.Voice[i].Heard = known(r.Voice[i].Heard)
	}
	r.Others = r.Others || strangers > 0
	return changed || strangers > 0, nil
}
