package demo

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/media"
)

// The scenes are drawn for Kith and show nobody.
//
//go:embed photos/*.jpg photos/faces.json
var photos embed.FS

// hold is the pause of the fictional school once it is filled, in seconds.
const hold = 600

// fill makes the school if the folder is empty, and the sign-ins in any case.
func (s *School) fill(ctx context.Context) error {
	known, err := s.House.App.CountRecords("schools")
	if err != nil {
		return err
	}
	if known > 0 {
		if err := s.find(); err != nil {
			return err
		}
		return s.signIns(ctx)
	}
	var school *core.Record
	err = s.House.App.RunInTransaction(func(tx core.App) error {
		school, err = save(tx, "schools", map[string]any{
			"name": "Riverside", "zone": "America/Chicago", "hold_seconds": 0, "year_ends": yearEnds(clock.Now(tx)),
		})
		if err != nil {
			return err
		}
		if err := s.enter(ctx, tx, school.Id); err != nil {
			return err
		}
		return s.gather(tx, school.Id)
	})
	if err != nil {
		return err
	}
	for _, story := range stories {
		if story.reach == asked {
			if err := s.pause(school, hold); err != nil {
				return err
			}
		}
		if err := s.tell(ctx, story); err != nil {
			return fmt.Errorf("tell of %s's moment in %s: %w", story.author, story.circle, err)
		}
		if err := s.pause(school, 0); err != nil {
			return err
		}
	}
	if err := s.pause(school, hold); err != nil {
		return err
	}
	return s.signIns(ctx)
}

func (s *School) pause(school *core.Record, seconds int) error {
	school.Set("hold_seconds", seconds)
	return s.House.App.Save(school)
}

// find reads the people of a school that was filled before.
func (s *School) find() error {
	var rows []struct{ Name, ID, Person, School, Kind string }
	err := s.House.App.DB().NewQuery(`SELECT p.name, s.id, s.person, s.school, s.kind FROM seats s JOIN people p ON p.id = s.person`).All(&rows)
	for _, row := range rows {
		s.seats[row.Name] = circle.Seat{ID: row.ID, Person: row.Person, School: row.School, Kind: row.Kind}
	}
	return err
}

// tell keeps one moment as its author, and takes it as far as it goes.
func (s *School) tell(ctx context.Context, one story) error {
	revision, err := s.revision(one)
	if err != nil {
		return err
	}
	at := clock.Now(s.House.App).AddDate(0, 0, -one.days)
	if err := s.send(ctx, one.author, at, api.OpKindKeepRevision, revision); err != nil {
		return err
	}
	for _, picture := range revision.Pictures {
		if err := s.upload(ctx, one, revision.Moment, picture.Media); err != nil {
			return err
		}
	}
	switch one.reach {
	case back:
		return s.decide(ctx, at, revision, api.Decide{Kind: api.DecideKindSendBack, Note: one.note})
	case private:
		return s.decide(ctx, at, revision, api.Decide{Kind: api.DecideKindKeepPrivate})
	case asked:
		return s.decide(ctx, at, revision, api.Decide{Kind: api.DecideKindApprove, Audience: api.AudienceFamilies})
	case circleSees:
		return s.share(ctx, at, one, revision, api.AudienceCircle)
	case familiesSee:
		return s.share(ctx, at, one, revision, api.AudienceFamilies)
	}
	return nil
}

// share approves a moment, lets everybody shown say yes, and ends the hold.
func (s *School) share(ctx context.Context, at time.Time, one story, revision api.KeepRevision, audience api.Audience) error {
	if err := s.decide(ctx, at, revision, api.Decide{Kind: api.DecideKindApprove, Audience: audience}); err != nil {
		return err
	}
	for _, name := range append([]string{one.speaker}, one.people...) {
		if name == one.author {
			continue
		}
		var asked []string
		err := s.House.App.DB().NewQuery(`SELECT subject FROM feed WHERE key = {:key} AND kind = 'ask' AND subject = {:moment} AND NOT gone`).
			Bind(dbx.Params{"key": "seat:" + s.seats[name].ID, "moment": revision.Moment}).Column(&asked)
		if err != nil {
			return err
		}
		if len(asked) == 0 {
			continue
		}
		if err := s.send(ctx, name, at, api.OpKindGiveAnswer, api.GiveAnswer{Moment: revision.Moment, Answer: api.GiveAnswerAnswerYes}); err != nil {
			return err
		}
	}
	s.House.Work()
	return nil
}

func (s *School) decide(ctx context.Context, at time.Time, revision api.KeepRevision, decision api.Decide) error {
	record, err := s.House.App.FindRecordById("revisions", revision.Revision)
	if err != nil {
		return err
	}
	decision.Moment, decision.Revision, decision.Seen = revision.Moment, revision.Revision, record.GetString("hash")
	return s.send(ctx, "Ms. Ortiz", at, api.OpKindDecide, decision)
}

func (s *School) revision(one story) (api.KeepRevision, error) {
	place, err := s.House.App.FindFirstRecordByData("circles", "name", one.circle)
	if err != nil {
		return api.KeepRevision{}, err
	}
	revision := api.KeepRevision{
		Moment: id(), Revision: id(), Circle: place.Id, Did: one.did, Feeling: one.feeling, Turn: api.KeepRevisionTurn(one.turn),
		Words: one.words, Lang: "en",
	}
	for _, name := range one.people {
		revision.People = append(revision.People, s.seats[name].Person)
	}
	if one.quote != "" {
		revision.Quotes = []api.NewQuote{{
			Speaker: s.seats[one.speaker].Person, Words: one.quote, Lang: "en", Made: one.made, Symbols: one.symbols,
		}}
	}
	if one.scene != "" {
		revision.Pictures = []api.NewPicture{{Media: id(), Alt: one.alt}}
	}
	return revision, nil
}

// send sends one op as somebody's phone would.
func (s *School) send(ctx context.Context, name string, at time.Time, kind api.OpKind, body any) error {
	encoded, err := json.Marshal(body)
	if err != nil {
		return err
	}
	answer, err := s.House.Rooms().Sync(circle.With(ctx, s.seats[name]), api.SyncRequestObject{Body: &api.SyncJSONRequestBody{
		Device: id(), Build: 1, Schema: 1, Ops: []api.Op{{Op: id(), Kind: kind, At: at, Body: encoded}},
	}})
	if err != nil {
		return err
	}
	if synced, ok := answer.(api.Sync200JSONResponse); ok && synced.Results[0].Status != api.OpResultStatusAccepted {
		return fmt.Errorf("%s was refused with %s", kind, synced.Results[0].Code)
	}
	return nil
}

// upload sends a scene as the author's phone would send a photo.
func (s *School) upload(ctx context.Context, one story, moment, picture string) error {
	body, err := photos.ReadFile("photos/" + one.scene + ".jpg")
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	word := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	header := http.Header{}
	header.Set("Tus-Resumable", "1.0.0")
	header.Set("Content-Type", "application/offset+octet-stream")
	header.Set("Upload-Length", strconv.Itoa(len(body)))
	header.Set("Upload-Metadata", fmt.Sprintf("id %s,moment %s,kind %s,sha256 %s", word(picture), word(moment), word("photo"),
		word(hex.EncodeToString(sum[:]))))
	ctx = media.WithRequest(circle.With(ctx, s.seats[one.author]), &http.Request{Header: header, ContentLength: int64(len(body))})
	answer, err := s.House.Rooms().BeginMedia(ctx, api.BeginMediaRequestObject{Body: bytes.NewReader(body)})
	if err != nil {
		return err
	}
	if err := media.Kept(answer); err != nil {
		return err
	}
	return s.counted(one.scene, picture)
}

// counted writes where faces are in a scene, which is known: a demo opens with its queue sorted, and need not look at its own photos first.
func (s *School) counted(scene, picture string) error {
	body, err := photos.ReadFile("photos/faces.json")
	if err != nil {
		return err
	}
	var known map[string][]api.Box
	if err := json.Unmarshal(body, &known); err != nil {
		return err
	}
	record, err := s.House.App.FindFirstRecordByData("faces", "media", picture)
	if err != nil {
		return err
	}
	record.Load(map[string]any{"boxes": known[scene], "found_at": clock.Now(s.House.App)})
	return s.House.App.Save(record)
}

func id() string {
	return security.RandomStringWithAlphabet(15, "abcdefghijklmnopqrstuvwxyz0123456789")
}
