package journal

import (
	"sync"

	"github.com/pocketbase/pocketbase/core"
)

// gathering holds, for a transaction that asked for it, the lines that go to the disk together.
var gathering sync.Map // core.App to *gathered

type gathered struct {
	lines []Line
	quiet bool
}

// Gather lets one transaction write many acts down at once, with one flush of the disk, before it commits.
func Gather(tx core.App, act func() error) error {
	noted := &gathered{}
	gathering.Store(tx, noted)
	defer gathering.Delete(tx)
	if err := act(); err != nil {
		return err
	}
	return write(tx, noted.lines)
}

// Quietly runs an act whose lines stand in the journal already, such as the doing of them again.
func Quietly(tx core.App, act func() error) error {
	gathering.Store(tx, &gathered{quiet: true})
	defer gathering.Delete(tx)
	return act()
}

// Mark is how many lines a transaction has gathered. Back forgets those after a mark, for an op that is rolled back to its savepoint.
func Mark(tx core.App) int {
	if waiting, ok := gathering.Load(tx); ok {
		return len(waiting.(*gathered).lines)
	}
	return 0
}

// Back forgets the lines that were gathered after a mark.
func Back(tx core.App, mark int) {
	if waiting, ok := gathering.Load(tx); ok {
		noted := waiting.(*gathered)
		noted.lines = noted.lines[:mark]
	}
}

// Note writes an act down: together with others if the transaction gathers them, and otherwise at once.
func Note(tx core.App, line Line) error {
	if waiting, ok := gathering.Load(tx); ok {
		if noted := waiting.(*gathered); !noted.quiet {
			noted.lines = append(noted.lines, line)
		}
		return nil
	}
	return write(tx, []Line{line})
}
