package media

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/clock"
	"kith/backend/rows"
)

// answerWithin is how long a phone is kept waiting for "kept" before it is told "working".
const answerWithin = 10 * time.Second

// finished waits for the work on an upload, for a while, and gives it as it stands then. The work goes on without the phone.
func (r *Room) finished(ctx context.Context, up upload) (upload, error) {
	if up.State != working {
		return up, nil
	}
	done, err := r.work(up)
	if err != nil {
		return up, err
	}
	patience := time.NewTimer(answerWithin)
	defer patience.Stop()
	select {
	case <-done:
	case <-patience.C:
	case <-ctx.Done():
	}
	return r.find(up.Owner, up.Media)
}

// work takes an upload up, if nobody is at it yet. The channel closes when the work is over, whatever came of it: an upload that
// could not be finished for a reason of ours stays "working" and is taken up again at the next question.
func (r *Room) work(up upload) (<-chan struct{}, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if done, at := r.busy[up.Media]; at {
		return done, nil
	}
	if r.open.Err() != nil {
		return nil, errClosed
	}
	done := make(chan struct{})
	r.busy[up.Media] = done
	r.jobs.Go(func() {
		if err := r.finish(r.open, up); err != nil {
			r.app.Logger().Error("a picture could not be finished", "media", up.Media, "error", err)
		}
		r.mu.Lock()
		delete(r.busy, up.Media)
		r.mu.Unlock()
		close(done)
	})
	return done, nil
}

// finish verifies the whole file, rebuilds the picture, puts it away, and only then writes that it is kept. Each step may be cut off:
// done again, it comes to the same.
func (r *Room) finish(ctx context.Context, up upload) error {
	if now, err := r.row(up.Owner, up.Media); err != nil || now.State != working {
		return err
	}
	if err := r.verify(up); err != nil {
		return r.refuseOr(up, err)
	}
	ours, err := r.rebuild(ctx, up)
	if err != nil {
		return r.refuseOr(up, err)
	}
	if err := r.Shelf.putFiles(up.Media, ours.files); err != nil {
		return err
	}
	switch err := r.app.RunInTransaction(func(tx core.App) error { return r.keep(tx, up, ours) }); {
	case errors.Is(err, errTakenAway):
		return errors.Join(r.Shelf.Remove(up.Media), r.parts.Remove(up.Media))
	case err != nil:
		return r.refuseOr(up, err)
	}
	return r.parts.Remove(up.Media)
}

// errTakenAway says that an upload went while it was made into a picture: its owner was erased.
var errTakenAway = errors.New("the upload was taken away")

func (r *Room) verify(up upload) error {
	file, err := r.read(up)
	if err != nil {
		return fmt.Errorf("verify an upload: %w", err)
	}
	sum := sha256.New()
	_, err = io.Copy(sum, file)
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("verify an upload: %w", err)
	}
	if hexOf(sum) != up.SHA256 {
		return wrongChecksum()
	}
	return nil
}

func (r *Room) rebuild(ctx context.Context, up upload) (made, error) {
	file, err := r.read(up)
	if err != nil {
		return made{}, fmt.Errorf("read an upload: %w", err)
	}
	remake := madePicture
	if up.Kind == voiceNote {
		remake = madeVoice
	}
	ours, err := remake(ctx, file)
	return ours, errors.Join(err, file.Close())
}

// keep writes the record of a picture and of its master, the rendition that only its author and staff may open. Both stand in the
// folder that is named like the picture, so that doing it twice leaves one.
func (r *Room) keep(tx core.App, up upload, ours made) error {
	switch now, err := rowIn(tx, up.Owner, up.Media); {
	case err != nil && !errors.As(err, new(*api.Refusal)):
		return err
	case err != nil || now.State != working:
		return errTakenAway
	}
	record, err := r.record(tx, up)
	if err != nil {
		return err
	}
	record.Load(map[string]any{
		"bytes": ours.bytes(), "width": ours.width, "height": ours.height, "form": ours.form, "millis": ours.millis,
		"kept_at": clock.Now(tx), "refused": "",
	})
	master, err := rows.New(tx, "renditions", nil)
	if err != nil {
		return err
	}
	master.Load(map[string]any{
		"media": up.Media, "audience": "master", "folder": up.Media, "boxes": []any{}, "hash": ours.hash,
		"width": ours.width, "height": ours.height,
	})
	if err := tx.Save(master); err != nil {
		return fmt.Errorf("write the master: %w", err)
	}
	if err := tx.Save(record); err != nil {
		return fmt.Errorf("write the picture: %w", err)
	}
	if up.Kind != voiceNote {
		if err := lookLater(tx, up.Media); err != nil {
			return err
		}
	}
	return r.settle(tx, up, kept, "")
}

// record is the picture's own: the one that stands from an earlier refusal, or a new one.
func (r *Room) record(tx core.App, up upload) (*core.Record, error) {
	record, err := tx.FindRecordById("media", up.Media)
	if errors.Is(err, sql.ErrNoRows) {
		record, err = rows.New(tx, "media", nil)
	}
	if err != nil {
		return nil, fmt.Errorf("look for the picture: %w", err)
	}
	record.Id = up.Media
	record.Load(map[string]any{"moment": up.Moment, "owner": up.Owner, "kind": up.Kind, "sha256": up.SHA256})
	return record, nil
}

// refuseOr records a refusal. An error that is none says nothing about the picture and is handed on. Bytes that are gone are asked
// for again.
func (r *Room) refuseOr(up upload, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, r.startOver(&up))
	}
	no, is := refusal(err)
	if !is {
		return err
	}
	r.app.Logger().Info("a picture was refused", "media", up.Media, "code", no.Code, "cause", no.Unwrap())
	if err := r.app.RunInTransaction(func(tx core.App) error { return r.refuse(tx, up, no) }); err != nil {
		return err
	}
	return errors.Join(r.parts.Remove(up.Media), r.Shelf.Remove(up.Media))
}

// refuse tells the moment that this picture will not come, except where the moment itself is not the owner's or was erased, and where sending again
// may cure it.
func (r *Room) refuse(tx core.App, up upload, no *api.Refusal) error {
	if no.Status == http.StatusNotFound || no.Status == http.StatusGone || no.Code == ChecksumCode {
		return r.settle(tx, up, refused, no.Code)
	}
	record, err := r.record(tx, up)
	if err != nil {
		return err
	}
	record.Set("refused", no.Code)
	if err := tx.Save(record); err != nil {
		return fmt.Errorf("write the refusal: %w", err)
	}
	return r.settle(tx, up, refused, no.Code)
}
