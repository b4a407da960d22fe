package server

import (
	"context"
	"errors"
	"time"

	"kith/backend/feed"
	"kith/backend/review"
)

// tidyEvery is how often what nobody will finish is swept away.
const tidyEvery = time.Hour

// beat is how often the house looks whether something is due.
const beat = time.Second

// work does what time brings: holds that are over, and pokes for what that changed. Everything here catches up after a pause.
func (h *House) work(ctx context.Context) {
	defer close(h.jobsOver)
	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	tidy := time.NewTicker(tidyEvery)
	defer tidy.Stop()
	h.tidy()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			h.Work()
		case <-tidy.C:
			h.tidy()
		}
	}
}

// Work does once what is due now.
func (h *House) Work() {
	released, err := review.Release(h.App)
	if err != nil {
		h.App.Logger().Error("a hold could not be ended", "error", err)
	}
	if released > 0 {
		h.streams.Wake()
	}
}

func (h *House) tidy() {
	if err := errors.Join(h.media.Tidy(), h.account.Sweep(), feed.TurnDay(h.App)); err != nil {
		h.App.Logger().Error("the house could not be tidied", "error", err)
	}
}
