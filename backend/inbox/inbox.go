// Package inbox takes what phones send. There is one writer: it applies the waiting ops of however many phones in one transaction, each
// op inside a savepoint of its own together with its line in the ledger, so that an op has either happened and is written down, or has
// not happened at all. A repeat is answered from the ledger.
package inbox

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/account"
	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/feed"
	"kith/backend/sealed"
)

// Schema is the newest shape of ops that this school understands; it also understands the OldSchemas before it.
const (
	Schema     = 1
	OldSchemas = 3
	MinBuild   = 1
	MaxOps     = 50
)

// Room answers what a phone sends.
type Room struct {
	App    core.App
	Feed   *feed.Room
	Sealed *sealed.Room
	jobs   chan job
	done   chan struct{}
}

// Open starts the writer. Close ends it.
func Open(app core.App, reading *feed.Room, envelopes *sealed.Room) *Room {
	room := &Room{App: app, Feed: reading, Sealed: envelopes, jobs: make(chan job, 256), done: make(chan struct{})}
	go room.write()
	return room
}

// Close lets the writer finish what waits, and stops it. Nothing may be sent afterwards.
func (r *Room) Close() {
	close(r.jobs)
	<-r.done
}

// Hello says who is there.
func (r *Room) Hello(_ context.Context, _ api.HelloRequestObject) (api.HelloResponseObject, error) {
	epoch, err := feed.Epoch(r.App)
	if err != nil {
		return nil, err
	}
	total, err := r.App.CountRecords("schools")
	if err != nil {
		return nil, err
	}
	key, err := sealed.Public(r.App)
	if err != nil {
		return nil, err
	}
	return api.Hello200JSONResponse{
		App: api.HelloAppKith, Now: clock.Now(r.App), Epoch: epoch, MinBuild: MinBuild, Schemas: schemas(), SealKey: key, Setup: total == 0,
	}, nil
}

func schemas() []int {
	known := []int{}
	for schema := max(1, Schema-OldSchemas); schema <= Schema; schema++ {
		known = append(known, schema)
	}
	return known
}

// speaks refuses ops of a shape that this school does not know.
func speaks(schema int) error {
	if schema > Schema || schema < max(1, Schema-OldSchemas) {
		return api.Refuse(http.StatusUpgradeRequired, "schema_unknown", "This app is of another time than the school. Reload it; nothing on this phone is lost.")
	}
	return nil
}

// Sync applies a phone's ops and answers with one result for each, and with what changed for its reader.
func (r *Room) Sync(ctx context.Context, request api.SyncRequestObject) (api.SyncResponseObject, error) {
	seat, body := circle.From(ctx), request.Body
	if len(body.Ops) > MaxOps {
		return nil, api.Refuse(http.StatusRequestEntityTooLarge, "too_many_ops", "This is too much at once. Send it in smaller parts.")
	}
	if err := speaks(body.Schema); err != nil {
		return nil, err
	}
	rewound, err := feed.Rewound(r.App, body.Cursor)
	if err != nil {
		return nil, err
	}
	results := later(body.Ops)
	if !rewound {
		if results, err = r.apply(ctx, job{seat: seat, schema: body.Schema, ops: body.Ops}); err != nil {
			return nil, err
		}
	}
	if err := noteWaiting(r.App, account.From(ctx), body.Waiting); err != nil {
		return nil, err
	}
	pulled, err := r.Feed.Pull(r.App, seat, body.Cursor, body.Afresh)
	if err != nil {
		return nil, err
	}
	if err := feed.Look(r.App, seat, "pull", seat.ID, pulled.Changes); err != nil {
		return nil, err
	}
	durable, err := durable(r.App)
	if err != nil {
		return nil, err
	}
	return api.Sync200JSONResponse{
		Now: clock.Now(r.App), Epoch: pulled.Epoch, Results: results, Changes: pulled.Changes, Cursor: pulled.Cursor,
		More: pulled.More, Rewound: pulled.Rewound, Durable: durable,
	}, nil
}

// later answers ops of a phone that knows more than this database: first it sends again what the school has lost, so that nothing stands
// on a revision that is not here.
func later(ops []api.Op) []api.OpResult {
	results := make([]api.OpResult, len(ops))
	for i, op := range ops {
		results[i] = api.OpResult{Op: op.Op, Status: api.OpResultStatusRetry, Code: "rewound"}
	}
	return results
}

// apply hands ops to the writer and waits for their results. When the phone goes away the ops are applied all the same: its next try
// finds them in the ledger.
func (r *Room) apply(ctx context.Context, waiting job) ([]api.OpResult, error) {
	if len(waiting.ops) == 0 {
		return []api.OpResult{}, nil
	}
	waiting.answer = make(chan answer, 1)
	select {
	case r.jobs <- waiting:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	select {
	case got := <-waiting.answer:
		return got.results, got.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// durable is the newest place in the order that a finished backup holds. Phones keep what came after it.
func durable(app core.App) (seq int64, err error) {
	var values []int64
	err = app.DB().NewQuery(`SELECT CAST(value AS INTEGER) FROM house WHERE name = 'durable'`).Column(&values)
	if err != nil || len(values) == 0 {
		return 0, err
	}
	return values[0], nil
}

// held is the phone's clock held against the school's: a time to come, or one from before any phone could have kept something, is now.
func held(at, now time.Time) time.Time {
	if at.After(now) || now.Sub(at) > 400*24*time.Hour {
		return now
	}
	return at.UTC()
}

func logFault(app core.App, message string, err error) {
	app.Logger().Error(message, slog.Any("error", err))
}
