package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"io"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/clock"
	"kith/backend/review"
)

// patient is how long the pictures of an approval are tried before the approval lapses.
const patient = time.Minute

// MakeCovers makes the covered pictures that approvals wait for, and says how many stand on the shelf now. It may be called at any time and by
// many: what a stop cut off is made again, under the same name. An approval whose picture cannot be made lapses after a while.
func (r *Room) MakeCovers() (made int, err error) {
	r.burning.Lock()
	defer r.burning.Unlock()
	waiting, err := review.ToMake(r.app)
	if err != nil {
		return 0, err
	}
	var failed []error
	for _, rendition := range waiting {
		err := r.burn(r.open, rendition)
		switch {
		case err == nil:
			made++
			delete(r.failing, rendition.ID)
			continue
		case r.open.Err() != nil:
			return made, nil
		}
		failed = append(failed, fmt.Errorf("cover a picture: %w", err))
		now := clock.Now(r.app)
		if since, known := r.failing[rendition.ID]; !known {
			r.failing[rendition.ID] = now
		} else if now.Sub(since) >= patient {
			failed = append(failed, review.GiveUp(r.app, rendition.Decision))
		}
	}
	return made, errors.Join(failed...)
}

// burn makes one rendition: the pictures first, flushed, and only then the record that says so.
func (r *Room) burn(ctx context.Context, rendition review.Unmade) error {
	master, err := r.Shelf.Open(rendition.Master, Large)
	if err != nil {
		return fmt.Errorf("open a master: %w", err)
	}
	defer master.Close() //nolint:errcheck // only read
	if err := is(master, rendition.Hash); err != nil {
		return err
	}
	covers, cropped, err := rendition.Areas()
	if err != nil {
		return err
	}
	var boxes []image.Rectangle
	for _, box := range covers {
		boxes = append(boxes, review.Rectangle(box))
	}
	var crop image.Rectangle
	if cropped != nil {
		crop = review.Rectangle(*cropped)
	}
	sizes, err := Cover(ctx, master, boxes, crop)
	if err != nil {
		return err
	}
	if err := r.Shelf.Put(rendition.Folder, sizes); err != nil {
		return err
	}
	stands := false
	err = r.app.RunInTransaction(func(tx core.App) (err error) {
		stands, err = standsNow(tx, rendition, sizes)
		return err
	})
	if err == nil && !stands {
		return r.Shelf.Remove(rendition.Folder)
	}
	return err
}

// is holds a master against the hash that the teacher's rectangles were measured in.
func is(master io.ReadSeeker, hash string) error {
	sum := sha256.New()
	if _, err := io.Copy(sum, master); err != nil {
		return fmt.Errorf("read a master: %w", err)
	}
	if hex.EncodeToString(sum.Sum(nil)) != hash {
		return errors.New("a master is not the picture that was covered")
	}
	_, err := master.Seek(0, io.SeekStart)
	return err
}

// standsNow writes that a rendition stands on the shelf, unless its moment was erased meanwhile.
func standsNow(tx core.App, rendition review.Unmade, sizes Sizes) (bool, error) {
	records, err := tx.FindRecordsByIds("renditions", []string{rendition.ID})
	if err != nil || len(records) == 0 {
		return false, err
	}
	records[0].Load(map[string]any{"hash": sizes.SHA256, "width": sizes.Width, "height": sizes.Height})
	return true, tx.Save(records[0])
}
