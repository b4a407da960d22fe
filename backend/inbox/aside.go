package inbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/feed"
	"kith/backend/moment"
	"kith/backend/sealed"
)

// setAside keeps an op that a shared device brought and that was refused: its author cannot be asked there, so an adult looks.
// What was erased is not kept in any way. Doing it twice comes to the same. It gives a place in the order from which on a backup holds it.
func setAside(app core.App, author circle.Seat, letter sealed.Letter, code string) (seq int64, err error) {
	op := letter.Op
	about, words := said(op.Body)
	gone := moment.NotErased(app, about.ids()...)
	if no := new(api.Refusal); errors.As(gone, &no) {
		return 0, nil
	}
	if gone != nil {
		return 0, gone
	}
	err = app.RunInTransaction(func(tx core.App) error {
		if seq, err = feed.Next(tx); err != nil {
			return err
		}
		now := clock.Now(tx)
		_, err := tx.NonconcurrentDB().NewQuery(`INSERT INTO set_aside
			(op, seat, person, school, moment, code, words, whole, at, kind, schema, said, came)
			VALUES ({:op}, {:seat}, {:person}, {:school}, {:moment}, {:code}, {:words}, {:whole}, {:at}, {:kind}, {:schema}, {:said}, {:came})
			ON CONFLICT DO NOTHING`).Bind(dbx.Params{
			"op": op.Op, "seat": author.ID, "person": author.Person, "school": author.School, "moment": about.Moment, "code": code, "words": words,
			"whole": string(op.Body), "at": clock.Text(held(op.At, now)), "kind": string(op.Kind), "schema": letter.Schema,
			"said": op.At.UTC().Format(time.RFC3339Nano), "came": clock.Text(now),
		}).Execute()
		if err != nil {
			return fmt.Errorf("set an op aside: %w", err)
		}
		return nil
	})
	return seq, err
}

// story is what of an op's body concerns an adult who looks at it without its author.
type story struct {
	Moment, Revision, Words string
	Quotes                  []struct{ Words string }
	Pictures                []api.NewPicture
	Voice                   []api.NewVoiceNote
}

// ids are those under which it may have been erased. A picture that was destroyed alone leaves the words.
func (s story) ids() []string { return []string{s.Moment, s.Revision} }

// said is what the body of an op is about, and the words in it, quotes on lines of their own.
func said(body []byte) (about story, words string) {
	_ = json.Unmarshal(body, &about) // what is no JSON has no words
	lines := []string{about.Words}
	for _, quote := range about.Quotes {
		lines = append(lines, quote.Words)
	}
	for _, note := range about.Voice {
		lines = append(lines, note.Words)
	}
	return about, strings.TrimSpace(strings.Join(lines, "\n"))
}

// aside is a row of set_aside, with its author's name.
type aside struct {
	feed.Aside
	Op, Seat, Name, Code, Words, At, Kind, Said, Seen string
	Schema                                            int
}

const asides = `SELECT a.op, a.seat, a.person, p.name, a.school, a.moment, a.code, a.words, a.whole, a.at, a.kind, a.schema, a.said, a.seen, a.filed
	FROM set_aside a JOIN people p ON p.id = a.person `

// ReadSetAside lists what was set aside and this adult may read. The look is on record before the answer goes out. For whoever is no adult of
// the school there is no such list.
func (r *Room) ReadSetAside(ctx context.Context, _ api.ReadSetAsideRequestObject) (api.ReadSetAsideResponseObject, error) {
	seat := circle.From(ctx)
	if err := circle.Staff(seat); err != nil {
		return nil, err
	}
	var rows []aside
	err := r.App.DB().NewQuery(asides + `WHERE a.school = {:school} AND a.seen = '' AND a.filed = '' ORDER BY a.at, a.op`).
		Bind(dbx.Params{"school": seat.School}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("list what was set aside: %w", err)
	}
	items := []api.SetAside{}
	shown := map[string]bool{}
	for _, row := range rows {
		may, err := row.MayRead(r.App, seat)
		if err != nil {
			return nil, err
		}
		if !may {
			continue
		}
		item, err := row.told(r.App, seat)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
		shown[row.Person] = true
	}
	if len(items) > 0 {
		students := slices.Sorted(maps.Keys(shown))
		err = audit.Look(r.App, audit.Entry{School: seat.School, Actor: seat.Person, Act: "read_set_aside", Subject: seat.School, Students: students})
	}
	return api.ReadSetAside200JSONResponse{Items: items}, err
}

// told is what an adult is told of it.
func (a aside) told(app core.App, seat circle.Seat) (api.SetAside, error) {
	about, _ := said([]byte(a.Whole))
	pictures, err := a.pictures(app, about)
	if err != nil {
		return api.SetAside{}, err
	}
	voice, err := a.voice(app, about)
	if err != nil {
		return api.SetAside{}, err
	}
	meant, err := a.meant(app, seat)
	if err != nil {
		return api.SetAside{}, err
	}
	circles, err := a.circles(app, seat)
	return api.SetAside{
		Op: a.Op, Person: a.Person, Name: a.Name, Kind: api.OpKind(a.Kind), Code: a.Code, Words: a.Words, At: clock.Parse(a.At),
		Meant: meant, Pictures: pictures, Voice: voice, Circles: circles,
	}, err
}

// meant is the name of the circle that it was made for, also where its author was never in that. Only who looks into a circle is told its name.
func (a aside) meant(app core.App, seat circle.Seat) (name string, err error) {
	id, err := a.Home(app)
	if err != nil {
		return "", err
	}
	if id == "" {
		id = a.Names()
	}
	found, err := circle.CircleOf(app, seat, id)
	if err != nil {
		if api.As(err).Code == "not_found" {
			return "", nil
		}
		return "", err
	}
	return found.GetString("name"), nil
}

// pictures are those that it names. A picture of somebody else, or of another moment, is as if it had not come.
func (a aside) pictures(app core.App, about story) ([]api.Picture, error) {
	told := []api.Picture{}
	for _, named := range about.Pictures {
		picture := api.Picture{Media: named.Media, Alt: named.Alt}
		found, err := a.master(app, named.Media, "photo")
		if err != nil {
			return nil, err
		}
		picture.Kept, picture.Rendition, picture.Width, picture.Height = found.ID != "", found.ID, found.Width, found.Height
		told = append(told, picture)
	}
	return told, nil
}

// voice are the voice notes that it names. Who is heard is seen once it is filed, like everybody who is in it.
func (a aside) voice(app core.App, about story) ([]api.VoiceNote, error) {
	var told []api.VoiceNote
	for _, named := range about.Voice {
		note := api.VoiceNote{Media: named.Media, Words: named.Words, Lang: named.Lang, Heard: []api.Named{}}
		found, err := a.master(app, named.Media, "voice")
		if err != nil {
			return nil, err
		}
		note.Kept, note.Rendition, note.Form, note.Millis = found.ID != "", found.ID, api.VoiceNoteForm(found.Form), found.Millis
		told = append(told, note)
	}
	return told, nil
}

// master is the rendition that adults open, and what is known of it. It is the zero one where nothing has come in.
type master struct {
	ID, Form              string
	Width, Height, Millis int
}

func (a aside) master(app core.App, media, kind string) (master, error) {
	var found []master
	err := app.DB().NewQuery(`SELECT n.id, n.width, n.height, m.form, m.millis FROM media m JOIN renditions n ON n.media = m.id AND n.audience = 'master'
		WHERE m.id = {:media} AND m.moment = {:moment} AND m.owner = {:owner} AND m.kind = {:kind}`).
		Bind(dbx.Params{"media": media, "moment": a.Moment, "owner": a.Person, "kind": kind}).All(&found)
	if err != nil || len(found) == 0 {
		return master{}, err
	}
	return found[0], nil
}

// asideOf is one thing that was set aside, looked up through the adult who asks.
func asideOf(app core.App, seat circle.Seat, op, person string) (aside, error) {
	var found []aside
	err := app.DB().NewQuery(asides + `WHERE a.op = {:op} AND a.person = {:person} AND a.school = {:school} AND a.seen = ''`).
		Bind(dbx.Params{"op": op, "person": person, "school": seat.School}).All(&found)
	if err != nil {
		return aside{}, fmt.Errorf("find what was set aside: %w", err)
	}
	if len(found) == 0 {
		return aside{}, api.NotFound()
	}
	may, err := found[0].MayRead(app, seat)
	if err == nil && !may {
		err = api.NotFound()
	}
	return found[0], err
}

// ClearSetAside takes one thing off the list, on record. The whole of it stays at school for as long as what nobody files is kept: it is not listed
// again when it is brought again.
func (r *Room) ClearSetAside(ctx context.Context, request api.ClearSetAsideRequestObject) (api.ClearSetAsideResponseObject, error) {
	seat := circle.From(ctx)
	err := r.App.RunInTransaction(func(tx core.App) error {
		row, err := asideOf(tx, seat, request.Op, request.Params.Person)
		if err != nil {
			return err
		}
		if row.Filed != "" {
			return api.NotFound()
		}
		return row.mark(tx, "seen", audit.Entry{Actor: seat.Person, Act: "put_set_aside_away", Subject: row.Op})
	})
	return api.ClearSetAside204Response{}, err
}

// mark writes what an adult did with it, and when, in the transaction of the act. Doing it twice is on record once.
func (a aside) mark(tx core.App, as string, entry audit.Entry) error {
	done, err := tx.NonconcurrentDB().Update("set_aside", dbx.Params{as: clock.Stamp(tx)}, dbx.HashExp{"seat": a.Seat, "op": a.Op, as: ""}).Execute()
	if err != nil {
		return fmt.Errorf("mark what was set aside: %w", err)
	}
	if changed, err := done.RowsAffected(); err != nil || changed == 0 {
		return err
	}
	entry.School, entry.Students = a.School, []string{a.Person}
	return audit.Write(tx, entry)
}
