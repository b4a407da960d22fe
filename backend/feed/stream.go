package feed

import (
	"context"
	"io"
	"net/http"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
)

// breath is how often a silent stream says that it is alive, so that no box between phone and school closes it.
const breath = 25 * time.Second

// poke says that something may have changed for the phone, and nothing else.
const poke = "event: poke\ndata: \n\n"

// Pokes opens a stream of pokes for the seat.
func (r *Room) Pokes(ctx context.Context, _ api.PokesRequestObject) (api.PokesResponseObject, error) {
	stream, err := r.Streams.Listen(r.App, circle.From(ctx))
	if err != nil {
		return nil, err
	}
	return poking{ctx: ctx, room: r, stream: stream}, nil
}

// poking is the answer that goes on until the phone leaves.
type poking struct {
	ctx    context.Context
	room   *Room
	stream *Stream
}

// VisitPokesResponse writes a poke at once, since something may have changed between the phone's last pull and its listening, then an event
// for each poke and a comment when nothing happens.
func (p poking) VisitPokesResponse(w http.ResponseWriter) error {
	defer p.room.Streams.Leave(p.stream)
	writing := http.NewResponseController(w)
	if err := writing.SetWriteDeadline(time.Time{}); err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	alive := time.NewTicker(breath)
	defer alive.Stop()
	for line := poke; ; {
		if _, err := io.WriteString(w, line); err != nil {
			return nil // the phone has gone
		}
		if err := writing.Flush(); err != nil {
			return nil
		}
		select {
		case <-p.ctx.Done():
			return nil
		case <-p.room.Streams.closed:
			return nil
		case <-p.stream.Poke:
			line = poke
		case <-alive.C:
			line = ": here\n\n"
		}
	}
}
