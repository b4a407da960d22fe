package keeping

import (
	"context"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/circle"
	"kith/backend/clock"
)

// Room tells a coordinator how safe the school is.
type Room struct {
	App  core.App
	Plan Plan
	// Fresh refuses an adult who has not signed in just now. It is given by the house.
	Fresh func(ctx context.Context) error
}

// unplanned is how old the newest backup of a school without a plan may be.
const unplanned = 7 * 24 * time.Hour

// ReadKeeping tells a coordinator when the school was last backed up, and whether a restore waits for their word.
func (r *Room) ReadKeeping(ctx context.Context, _ api.ReadKeepingRequestObject) (api.ReadKeepingResponseObject, error) {
	seat := circle.From(ctx)
	if err := circle.Coordinator(r.App, seat); err != nil {
		return nil, err
	}
	told := api.Keeping{Scheduled: r.Plan.Folder != ""}
	var tries []struct {
		At, Why string
		Bytes   int64
	}
	err := r.App.DB().NewQuery(`SELECT at, why, bytes FROM backups ORDER BY at DESC LIMIT {:n}`).Bind(dbx.Params{"n": rowsKept}).All(&tries)
	if err != nil {
		return nil, fmt.Errorf("read the backups: %w", err)
	}
	for i, try := range tries {
		if try.Why == "" {
			told.Newest = &api.BackupLine{At: clock.Parse(try.At), Bytes: try.Bytes}
			break
		}
		if i == 0 {
			told.Failed = clock.Parse(try.At)
		}
	}
	longest := unplanned
	if told.Scheduled {
		longest = 2 * r.Plan.Every
		names, err := r.Plan.own()
		if err != nil { // the folder is not there: that is what the coordinator has to know
			r.App.Logger().Error("the folder for backups cannot be read", "error", err)
		}
		told.Kept = len(names)
	}
	told.Late = told.Newest == nil || clock.Now(r.App).Sub(told.Newest.At) > longest || told.Scheduled && told.Kept == 0
	if err := r.App.DB().NewQuery(away).Bind(dbx.Params{"school": seat.School, "now": clock.Stamp(r.App)}).All(&told.Away); err != nil {
		return nil, fmt.Errorf("read who was shut out: %w", err)
	}
	told.ClosedSince, err = closedSince(r.App, seat.School)
	return api.ReadKeeping200JSONResponse(told), err
}

// away finds the adults of a school who have a role and were shut out, since nobody had seen them for long.
const away = `SELECT p.id, p.name, p.face FROM idle i CROSS JOIN people p ON p.id = i.person WHERE i.school = {:school}
	AND EXISTS (SELECT 1 FROM grants g WHERE g.person = p.id AND (g.until = '' OR g.until > {:now})) ORDER BY p.name, p.id`

func closedSince(app core.App, school string) (time.Time, error) {
	var since []string
	err := app.DB().NewQuery(`SELECT since FROM closures WHERE school = {:school}`).Bind(dbx.Params{"school": school}).Column(&since)
	if err != nil || len(since) == 0 {
		return time.Time{}, err
	}
	return clock.Parse(since[0]), nil
}

// ConfirmRestore lets circles and families of the coordinator's school read again. It is on record who said so; said twice it is said once.
func (r *Room) ConfirmRestore(ctx context.Context, _ api.ConfirmRestoreRequestObject) (api.ConfirmRestoreResponseObject, error) {
	seat := circle.From(ctx)
	err := r.App.RunInTransaction(func(tx core.App) error {
		if err := circle.Coordinator(tx, seat); err != nil {
			return err
		}
		since, err := closedSince(tx, seat.School)
		if err != nil || since.IsZero() {
			return err
		}
		_, err = tx.NonconcurrentDB().NewQuery(`DELETE FROM closures WHERE school = {:school}`).Bind(dbx.Params{"school": seat.School}).Execute()
		if err != nil {
			return fmt.Errorf("let circles and families read again: %w", err)
		}
		return audit.Write(tx, audit.Entry{School: seat.School, Actor: seat.Person, Act: "confirm_restore", Subject: seat.School})
	})
	return api.ConfirmRestore204Response{}, err
}
