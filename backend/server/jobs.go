package server

import (
	"context"
	"errors"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/feed"
	"kith/backend/keeping"
	"kith/backend/programme/worry"
	"kith/backend/retention"
	"kith/backend/review"
	"kith/backend/sealed"
)

// tidyEvery is how often what nobody will finish is swept away.
const tidyEvery = time.Hour

// lookEvery is how often the house looks whether a backup is due, and whether somebody is in a haste.
const lookEvery = time.Minute

// beat is how often the house looks whether something is due.
const beat = time.Second

// work does what time brings, each in a round of its own, so that sweeping never keeps a release waiting. Everything here catches up after
// a pause.
func (h *House) work(ctx context.Context) {
	if h.config.Idle {
		return
	}
	h.jobs.Go(func() { rounds(ctx, beat, h.Work) })
	if !h.config.Blind {
		h.jobs.Go(func() { rounds(ctx, beat, func() { h.Look(ctx) }) })
	}
	h.jobs.Go(func() { rounds(ctx, tidyEvery, h.Tidy) })
	h.jobs.Go(func() { rounds(ctx, lookEvery, func() { h.BackUp(ctx) }) })
	h.jobs.Go(func() { rounds(ctx, lookEvery, h.Watch) })
}

// rounds does something now and then again after each pause, until the context ends.
func rounds(ctx context.Context, pause time.Duration, act func()) {
	ticker := time.NewTicker(pause)
	defer ticker.Stop()
	for {
		act()
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// Work does once what is due now. Covered pictures come before the releases that wait for them.
func (h *House) Work() {
	made, err := h.media.MakeCovers()
	if err != nil {
		h.App.Logger().Error("a covered picture could not be made", "error", err)
	}
	released, err := review.Release(h.App)
	if err != nil {
		h.App.Logger().Error("a hold could not be ended", "error", err)
	}
	told, err := worry.Escalate(h.App)
	if err != nil {
		h.App.Logger().Error("a worry that nobody has seen could not be told to more adults", "error", err)
	}
	if made+released+told > 0 {
		h.streams.Wake()
	}
}

// Look looks for faces in the pictures in which nobody has looked, one after the other.
func (h *House) Look(ctx context.Context) {
	for ctx.Err() == nil {
		one, err := h.media.LookForFaces(ctx)
		if err != nil {
			h.App.Logger().Error("a picture could not be looked at for faces", "error", err)
		}
		if !one {
			return
		}
		h.streams.Wake()
	}
}

// BackUp writes a backup if one is due.
func (h *House) BackUp(ctx context.Context) {
	if err := h.config.Plan.Follow(ctx, h.App); err != nil {
		h.App.Logger().Error("a backup has failed", "error", err)
	}
}

// Watch raises an alarm where somebody does more than people do.
func (h *House) Watch() {
	if err := h.watch.Look(h.App); err != nil {
		h.App.Logger().Error("nobody could look who is in a haste", "error", err)
	}
}

// Tidy does once what a round of sweeping does. What was set aside goes first: the pictures that only it named may go then. What a round swept is taken
// out of the log of the last writes by the next one, so that a start does not wait for that.
func (h *House) Tidy() {
	if h.tidied.Swap(true) {
		if err := keeping.Overwrite(h.App); err != nil {
			h.App.Logger().Error("what was swept could not be overwritten", "error", err)
		}
	}
	err := errors.Join(retention.Run(h.App), h.config.Plan.Age(h.App), h.media.Tidy(), h.media.EndVoices(), h.account.Sweep(), feed.TurnDay(h.App), review.Remind(h.App),
		sealed.Turn(h.App), sweepLibrary(h.App))
	if err != nil {
		h.App.Logger().Error("the house could not be tidied", "error", err)
	}
}

// sweepLibrary forgets mailed codes that nobody typed and old log lines. PocketBase does so by jobs that only its own way of serving starts.
func sweepLibrary(app core.App) error {
	return errors.Join(app.DeleteExpiredOTPs(), app.DeleteOldLogs(time.Now().AddDate(0, 0, -app.Settings().Logs.MaxDays)))
}
