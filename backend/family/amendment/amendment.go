// Package amendment is how a family, or a student with full rights, says that something in the student's record is not right, what the school
// answers, and the statement that stays beside what was not changed (FERPA, 34 CFR 99.20 to 99.22). A correction itself is done where such things
// are done: a name in the roster, words by their author, a moment taken down by its teacher. Here stands only what was asked, and what was done.
package amendment

import (
	"context"
	"fmt"
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/feed"
	"kith/backend/moment"
	"kith/backend/rows"
)

// Room answers who asks about amendments. To whom none is told there are none.
type Room struct {
	App core.App
}

// How long words are, in letters, and how much may stand at once.
const (
	MaxWords      = 2000 // of a request and of an answer
	MaxStatement  = 4000
	MaxOpen       = 20 // of one student, waiting for the school
	MaxStatements = 10 // beside one request
)

// AskAmendment writes a request down. The same id again is the same request.
func (r *Room) AskAmendment(ctx context.Context, request api.AskAmendmentRequestObject) (api.AskAmendmentResponseObject, error) {
	seat := circle.From(ctx)
	var told api.Amendment
	err := r.App.RunInTransaction(func(tx core.App) error {
		reader, err := asking(tx, seat, request.Id)
		if err != nil {
			return err
		}
		if err := reader.ask(tx, *request.Body); err != nil {
			return err
		}
		told, err = reader.one(tx, request.Body.Id)
		return err
	})
	return api.AskAmendment200JSONResponse(told), err
}

func (r Reader) ask(tx core.App, asked api.NewAmendment) error {
	words := moment.Clean(asked.Words)
	if err := checked(asked.Id, words, asked.Lang, MaxWords); err != nil {
		return err
	}
	known, err := whose(tx, `SELECT student || person || moment || words FROM amendments WHERE id = {:id}`, asked.Id)
	if err != nil || known == r.Student+r.Seat.Person+asked.Moment+words {
		return err
	}
	if known != "" {
		return api.Invalid("id")
	}
	if asked.Moment != "" {
		reads, err := r.reads(tx, asked.Moment)
		if err != nil {
			return err
		}
		if !reads {
			return api.NotFound()
		}
	}
	open, err := count(tx, `SELECT count(*) FROM amendments a WHERE a.student = {:student} AND `+isOpen, dbx.Params{"student": r.Student})
	if err != nil {
		return err
	}
	if open >= MaxOpen {
		return api.Refuse(http.StatusConflict, "amendments_full", "The school has many requests about this student to answer. Wait for its answers, or call the school.")
	}
	err = rows.Save(tx, "amendments", asked.Id, map[string]any{
		"school": r.Seat.School, "student": r.Student, "person": r.Seat.Person, "as": r.Seat.Kind, "moment": asked.Moment, "words": words,
		"lang": asked.Lang, "at": clock.Now(tx),
	})
	if err != nil {
		return err
	}
	return r.remember(tx, "ask_amendment", asked.Id)
}

// AddStatement writes down what somebody says to what was not changed. It is given along whenever the record is.
func (r *Room) AddStatement(ctx context.Context, request api.AddStatementRequestObject) (api.AddStatementResponseObject, error) {
	seat := circle.From(ctx)
	var told api.Amendment
	err := r.App.RunInTransaction(func(tx core.App) error {
		student, err := whose(tx, `SELECT student FROM amendments WHERE id = {:id}`, request.Id)
		if err != nil {
			return err
		}
		reader, err := asking(tx, seat, student)
		if err != nil {
			return err
		}
		before, err := reader.one(tx, request.Id)
		if err != nil {
			return err
		}
		if err := reader.add(tx, before, *request.Body); err != nil {
			return err
		}
		told, err = reader.one(tx, request.Id)
		return err
	})
	return api.AddStatement200JSONResponse(told), err
}

func (r Reader) add(tx core.App, to api.Amendment, said api.NewStatement) error {
	words := moment.Clean(said.Words)
	if err := checked(said.Id, words, said.Lang, MaxStatement); err != nil {
		return err
	}
	known, err := whose(tx, `SELECT amendment || by || kind || words FROM amendment_steps WHERE id = {:id}`, said.Id)
	if err != nil || known == to.Id+r.Seat.Person+"statement"+words {
		return err
	}
	if known != "" {
		return api.Invalid("id")
	}
	if to.State != api.AmendmentStateRefused {
		return api.Refuse(http.StatusConflict, "amendment_not_refused", "A statement can be added when the school has said that it does not change something.")
	}
	statements := 0
	for _, step := range to.Steps {
		if step.Kind == api.AmendmentStepKindStatement {
			statements++
		}
	}
	if statements >= MaxStatements {
		return api.Refuse(http.StatusConflict, "statements_full", "There are ten statements already. They all stay. Call the school if something is missing.")
	}
	err = rows.Save(tx, "amendment_steps", said.Id, map[string]any{
		"amendment": to.Id, "kind": "statement", "by": r.Seat.Person, "as": r.Seat.Kind, "words": words, "lang": said.Lang, "at": clock.Now(tx),
	})
	if err != nil {
		return err
	}
	return r.remember(tx, "add_statement", to.Id)
}

// remember writes the audit row of what somebody asked or added: that they did, and not what.
func (r Reader) remember(tx core.App, act, id string) error {
	return audit.Write(tx, audit.Entry{School: r.Seat.School, Actor: r.Seat.Person, Act: act, Subject: id, Students: []string{r.Student}})
}

// checked refuses, with the field's name, what no phone of ours sends.
func checked(id, words, lang string, most int) error {
	switch {
	case !moment.ID(id):
		return api.Invalid("id")
	case words == "" || len([]rune(words)) > most:
		return api.Invalid("words")
	case !moment.Lang(lang):
		return api.Invalid("lang")
	}
	return nil
}

// reads says whether this reader may read a moment now, and the student is in it.
func (r Reader) reads(app core.App, id string) (bool, error) {
	for _, key := range r.Keys {
		revision, gives, err := feed.Under(app, key, id)
		if err != nil {
			return false, err
		}
		if !gives {
			continue
		}
		in, err := count(app, `SELECT count(*) FROM shown WHERE revision = {:revision} AND person = {:student}`,
			dbx.Params{"revision": revision, "student": r.Student})
		if err != nil || in > 0 {
			return in > 0, err
		}
	}
	return false, nil
}

// whose is one text that a query says of an id, and "" where there is no such row.
func whose(app core.App, query, id string) (string, error) {
	var found []string
	err := app.DB().NewQuery(query).Bind(dbx.Params{"id": id}).Column(&found)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}

func count(app core.App, query string, params dbx.Params) (n int, err error) {
	if err := app.DB().NewQuery(query).Bind(params).Row(&n); err != nil {
		return 0, fmt.Errorf("count amendments: %w", err)
	}
	return n, nil
}
