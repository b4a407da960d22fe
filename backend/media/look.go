package media

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/clock"
	"kith/backend/faces"
	"kith/backend/rows"
)

// looks is how often a picture is looked at for faces before it stays unknown. A look is counted before it is made, so that a picture that ends
// the process is not taken up for ever.
const looks = 3

// lookLater notes that nobody has looked for faces in a picture yet, in the transaction that keeps it.
func lookLater(tx core.App, media string) error {
	record, err := rows.New(tx, "faces", nil)
	if err != nil {
		return err
	}
	record.Load(map[string]any{"media": media, "boxes": []any{}})
	if err := tx.Save(record); err != nil {
		return fmt.Errorf("note that a picture is to be looked at: %w", err)
	}
	return nil
}

// unlooked is a picture in which nobody has looked for faces.
type unlooked struct{ ID, Folder string }

// LookForFaces looks for faces in one picture in which nobody has looked, and says whether there was one. What a stop cuts off is taken up at the
// next call. A picture that cannot be looked at stays unknown, for which a teacher has to look.
func (r *Room) LookForFaces(ctx context.Context) (one bool, err error) {
	var due []unlooked
	err = r.app.DB().NewQuery(`SELECT f.id, n.folder FROM faces f CROSS JOIN renditions n ON n.media = f.media AND n.audience = 'master'
		WHERE f.found_at = '' AND f.tries < {:looks} ORDER BY f.tries LIMIT 1`).Bind(dbx.Params{"looks": looks}).All(&due)
	if err != nil || len(due) == 0 {
		return false, err
	}
	if err := r.try(due[0], 1); err != nil {
		return false, err
	}
	err = r.look(ctx, due[0])
	if err != nil && ctx.Err() != nil {
		return false, r.try(due[0], -1)
	}
	return true, err
}

func (r *Room) try(due unlooked, step int) error {
	return r.write(r.app, `UPDATE faces SET tries = tries + {:step} WHERE id = {:id}`, dbx.Params{"id": due.ID, "step": step})
}

// look finds the faces of one picture and writes where they are. A picture that was erased meanwhile is nobody's concern any more.
func (r *Room) look(ctx context.Context, due unlooked) (err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("looking gave up: %v", broken)
		}
	}()
	file, err := r.Shelf.Open(due.Folder, Large)
	if err != nil {
		return fmt.Errorf("open a picture to look for faces: %w", err)
	}
	defer file.Close() //nolint:errcheck // only read
	m, err := opened(ctx, file)
	if err != nil {
		return err
	}
	found, err := faces.Find(ctx, m)
	if err != nil {
		return fmt.Errorf("look for faces: %w", err)
	}
	boxes := make([]api.Box, len(found))
	for i, face := range found {
		boxes[i] = api.Box{X: face.Box.Min.X, Y: face.Box.Min.Y, Width: face.Box.Dx(), Height: face.Box.Dy()}
	}
	return r.app.RunInTransaction(func(tx core.App) error {
		records, err := tx.FindRecordsByIds("faces", []string{due.ID})
		if err != nil || len(records) == 0 {
			return err
		}
		records[0].Set("boxes", boxes)
		records[0].Set("found_at", clock.Now(tx))
		return tx.Save(records[0])
	})
}
