package media

import (
	"context"
	"errors"
	"hash/fnv"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/sealed"
)

// Room takes pictures in. It is safe for any number of requests at once.
type Room struct {
	app    core.App
	sealed *sealed.Room
	Shelf  *Shelf
	parts  *Parts

	locks [64]sync.Mutex // over the bytes of an upload; never held while a phone is being waited for

	open  context.Context
	close context.CancelFunc
	jobs  sync.WaitGroup
	mu    sync.Mutex
	busy  map[string]chan struct{} // pictures being worked on, by id; the channel closes when that is over

	burning sync.Mutex           // one at a time makes covered pictures
	failing map[string]time.Time // since when each could not be made
}

// Open makes the room over a data folder. Close it before the app goes away.
func Open(app core.App, data string, envelopes *sealed.Room) (*Room, error) {
	shelf, err := NewShelf(data)
	if err != nil {
		return nil, err
	}
	parts, err := NewParts(data)
	if err != nil {
		return nil, err
	}
	r := &Room{app: app, sealed: envelopes, Shelf: shelf, parts: parts, busy: map[string]chan struct{}{}, failing: map[string]time.Time{}}
	r.open, r.close = context.WithCancel(context.Background())
	return r, nil
}

// Close stops taking up work and waits for what is being worked on. What had to stop is taken up again by Tidy or by the phone's
// next question.
func (r *Room) Close() {
	r.mu.Lock()
	r.close()
	r.mu.Unlock()
	r.jobs.Wait()
}

var errClosed = errors.New("the room for pictures is closed")

func (r *Room) lock(media string) *sync.Mutex {
	h := fnv.New32a()
	h.Write([]byte(media))
	return &r.locks[h.Sum32()%uint32(len(r.locks))]
}
