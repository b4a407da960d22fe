// Package hooks is where PocketBase tells us of records. It binds each event of the house to the rooms that answer it, inside the
// transaction that writes the record, so that a record and what follows from it are one: both happen, or neither does. It holds for every
// write, the operator's dashboard included.
package hooks

import (
	"github.com/pocketbase/pocketbase/core"
)

// Answer is what a room does about a record. An error undoes the write.
type Answer func(tx core.App, record *core.Record) error

// Event is one line of the house's life: which records it is about, and who answers before and after they are written.
type Event struct {
	Name       string
	Collection string
	On         Act
	Before     []Answer
	After      []Answer
}

// Act is what is done to a record.
type Act int

// The acts that an event can be about.
const (
	Created Act = iota
	Changed
	Saved // created or changed
)

// Bind makes every event of the table answered.
func Bind(app core.App, events []Event) {
	for _, event := range events {
		if event.On == Created || event.On == Saved {
			app.OnRecordCreate(event.Collection).BindFunc(event.handle)
		}
		if event.On == Changed || event.On == Saved {
			app.OnRecordUpdate(event.Collection).BindFunc(event.handle)
		}
	}
}

// handle runs the answers around the write. A save that is not in a transaction yet is put into one: without it PocketBase would
// keep the record although an answer after it failed.
func (event Event) handle(e *core.RecordEvent) error {
	if e.App.IsTransactional() {
		return event.around(e)
	}
	outer := e.App
	defer func() { e.App = outer }()
	return outer.RunInTransaction(func(tx core.App) error {
		e.App = tx
		return event.around(e)
	})
}

func (event Event) around(e *core.RecordEvent) error {
	for _, answer := range event.Before {
		if err := answer(e.App, e.Record); err != nil {
			return err
		}
	}
	if err := e.Next(); err != nil {
		return err
	}
	for _, answer := range event.After {
		if err := answer(e.App, e.Record); err != nil {
			return err
		}
	}
	return nil
}
