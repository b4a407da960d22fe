// Package feed decides who may read what. A row says that whoever holds a reader key may read a subject in one form; phones pull rows,
// and pictures, counts and notices ask for rows. Nothing else in the house decides about reading.
package feed

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
)

// Room answers what a phone pulls.
type Room struct {
	App core.App
	// Verdicts says of waiting moments what a teacher has to know before deciding. It is given by the house, since rules live upstairs.
	Verdicts func(app core.App, moments []string) (map[string]Verdict, error)
	Streams  *Streams
}

// Verdict is what the rules say of one moment.
type Verdict struct {
	Ceiling api.Widest
	Checks  []api.Reason
}

// Next takes the next number of the one order in which everything happens. SQLite has one writer, so the order is that of commits.
func Next(tx core.App) (int64, error) {
	if _, err := tx.NonconcurrentDB().NewQuery(`UPDATE counter SET seq = seq + 1`).Execute(); err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	return Newest(tx)
}

// Newest is the last number that was taken.
func Newest(app core.App) (seq int64, err error) {
	err = app.DB().NewQuery(`SELECT seq FROM counter`).Row(&seq)
	return seq, err
}

// Number gives a record its place in the order, before it is written.
func Number(tx core.App, record *core.Record) error {
	seq, err := Next(tx)
	record.Set("seq", seq)
	return err
}

// write puts rows into the feed and gives each a number of its own, so that a page of the pull can end between any two of them.
// `rows` is a query that yields key, kind, subject, gone, revision, decision, mark of rows that differ from what stands there.
func write(tx core.App, rows string, params dbx.Params) error {
	result, err := tx.NonconcurrentDB().NewQuery(`INSERT INTO feed (key, kind, subject, seq, gone, revision, decision, mark)
		SELECT key, kind, subject, (SELECT seq FROM counter) + row_number() OVER (), gone, revision, decision, mark
		FROM (` + rows + `) WHERE true
		ON CONFLICT (key, kind, subject) DO UPDATE SET seq = excluded.seq, gone = excluded.gone, revision = excluded.revision,
			decision = excluded.decision, mark = excluded.mark`).Bind(params).Execute()
	if err != nil {
		return fmt.Errorf("write feed rows: %w", err)
	}
	written, err := result.RowsAffected()
	if err != nil || written == 0 {
		return err
	}
	_, err = tx.NonconcurrentDB().NewQuery(`UPDATE counter SET seq = seq + {:n}`).Bind(dbx.Params{"n": written}).Execute()
	return err
}
