package feed

import (
	"maps"
	"slices"
	"sync"

	"github.com/pocketbase/pocketbase/core"
)

// gathering holds, for a transaction that asked for it, what waits to be brought in line together.
var gathering sync.Map // core.App to *gathered

type gathered struct{ moments, people map[string]bool }

// Gather lets one transaction bring many rows in line at once: whose moments, circles and own rows change inside `act`, and which moments, is noted
// and written by Flush or at the end, in the same transaction. Reading the law of so many moments costs hardly more than that of one.
func Gather(tx core.App, act func() error) error {
	gathering.Store(tx, &gathered{moments: map[string]bool{}, people: map[string]bool{}})
	defer gathering.Delete(tx)
	if err := act(); err != nil {
		return err
	}
	return Flush(tx)
}

// Flush brings what was noted in line now, for an op that has to read the feed as it is.
func Flush(tx core.App) error {
	waiting, ok := gathering.Load(tx)
	if !ok {
		return nil
	}
	noted := waiting.(*gathered)
	people, moments := slices.Sorted(maps.Keys(noted.people)), slices.Sorted(maps.Keys(noted.moments))
	clear(noted.people)
	clear(noted.moments)
	return refreshPeople(tx, people, moments...)
}

// soon brings a moment in line: together with others if the transaction gathers them, and otherwise now.
func soon(tx core.App, moment string) error {
	if waiting, ok := gathering.Load(tx); ok {
		waiting.(*gathered).moments[moment] = true
		return nil
	}
	return Refresh(tx, moment)
}

// around brings whatever tells of a person in line, as soon does a moment.
func around(tx core.App, person string) error {
	if waiting, ok := gathering.Load(tx); ok {
		waiting.(*gathered).people[person] = true
		return nil
	}
	return refreshPeople(tx, []string{person})
}
