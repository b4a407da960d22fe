package feed

import (
	"sync"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/circle"
)

// Streams are the phones that listen. They learn that something changed for them and nothing else: the truth is the pull.
type Streams struct {
	mu      sync.Mutex
	waiting map[*Stream]struct{}
	wake    chan struct{}
	closed  chan struct{}
	close   func()
}

// Stream is one listening phone.
type Stream struct {
	Poke chan struct{} // receives at most one waiting poke
	seat circle.Seat
	keys map[string]bool
}

// NewStreams makes an empty set.
func NewStreams() *Streams {
	closed := make(chan struct{})
	return &Streams{
		waiting: map[*Stream]struct{}{}, wake: make(chan struct{}, 1), closed: closed, close: sync.OnceFunc(func() { close(closed) }),
	}
}

// Listen adds a phone under the keys that its seat holds now. A phone whose keys change is told through its own row and listens anew.
func (s *Streams) Listen(app core.App, seat circle.Seat) (*Stream, error) {
	keys, err := circle.Keys(app, seat)
	if err != nil {
		return nil, err
	}
	stream := &Stream{Poke: make(chan struct{}, 1), seat: seat, keys: map[string]bool{}}
	for _, key := range keys {
		stream.keys[key.Name] = true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting[stream] = struct{}{}
	return stream, nil
}

// Leave forgets a phone.
func (s *Streams) Leave(stream *Stream) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.waiting, stream)
}

// Count is how many phones listen.
func (s *Streams) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.waiting)
}

// Wake says that a transaction has been committed. It never waits.
func (s *Streams) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Close ends every stream and Run. It may be called more than once.
func (s *Streams) Close() { s.close() }

// Run pokes phones after commits, from what was committed, until Close.
func (s *Streams) Run(app core.App) error {
	seen, err := Newest(app)
	if err != nil {
		return err
	}
	for {
		select {
		case <-s.closed:
			return nil
		case <-s.wake:
		}
		if seen, err = s.poke(app, seen); err != nil {
			app.Logger().Error("pokes were not sent", "error", err)
		}
	}
}

// poke tells everybody who holds a key that changed after `seen`, and returns how far it looked.
func (s *Streams) poke(app core.App, seen int64) (int64, error) {
	newest, err := Newest(app)
	if err != nil {
		return seen, err
	}
	var changed []string
	err = app.DB().NewQuery(`SELECT DISTINCT key FROM feed WHERE seq > {:seen} AND seq <= {:newest}`).
		Bind(dbx.Params{"seen": seen, "newest": newest}).Column(&changed)
	if err != nil {
		return seen, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for stream := range s.waiting {
		for _, key := range changed {
			if stream.keys[key] {
				select {
				case stream.Poke <- struct{}{}:
				default:
				}
				break
			}
		}
	}
	return newest, nil
}
