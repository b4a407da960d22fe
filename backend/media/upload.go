package media

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/clock"
)

// States of an upload.
const (
	receiving = "receiving" // pieces are still coming
	working   = "working"   // all bytes are here; the picture is being verified and rebuilt
	kept      = "kept"      // our picture is on the disk and its record is committed; the uploaded bytes are gone
	refused   = "refused"   // it will never be kept as it is; the uploaded bytes are gone
)

// upload is one row of `uploads`: how far a picture has come, and what became of it.
type upload struct {
	Media, Owner, Moment, Kind string
	SHA256                     string `db:"sha256"`
	Length, Acked              int64
	State, Refused             string
	Created                    string
	Sealed                     string // `<key>.<box>`: the key that its bytes are sealed to, and which box; empty: they lie open
}

// find looks an upload up through its owner: somebody else's is not found. It believes the disk: if fewer bytes are there than were
// acknowledged (the disk was replaced, the database restored), it says how many there are, and the phone sends the rest again.
func (r *Room) find(owner, media string) (upload, error) {
	up, err := r.row(owner, media)
	if err != nil || up.State == kept || up.State == refused {
		return up, err
	}
	there, err := r.parts.Length(media)
	if err != nil || there >= up.Acked {
		return up, err
	}
	if again, err := r.row(owner, media); err != nil || again.State != up.State { // it was finished while we looked
		return again, err
	}
	up.Acked, up.State = there, receiving
	return up, nil
}

func (r *Room) row(owner, media string) (upload, error) { return rowIn(r.app, owner, media) }

func rowIn(app core.App, owner, media string) (upload, error) {
	var up upload
	err := app.DB().NewQuery(`SELECT * FROM uploads WHERE media = {:media} AND owner = {:owner}`).
		Bind(dbx.Params{"media": media, "owner": owner}).One(&up)
	if errors.Is(err, sql.ErrNoRows) {
		return upload{}, api.NotFound()
	}
	if err != nil {
		return upload{}, fmt.Errorf("find an upload: %w", err)
	}
	return up, nil
}

// enter begins an upload. If the id is taken, whoever has it, nothing changes.
func (r *Room) enter(owner string, c announced, length int64) error {
	return r.write(r.app, `INSERT INTO uploads (media, owner, moment, kind, sha256, length, acked, state, refused, created, sealed)
		VALUES ({:media}, {:owner}, {:moment}, {:kind}, {:sha256}, {:length}, 0, {:state}, '', {:created}, {:sealed})
		ON CONFLICT (media) DO NOTHING`, dbx.Params{
		"media": c.media, "owner": owner, "moment": c.moment, "kind": c.kind, "sha256": c.sha256, "length": length,
		"state": receiving, "created": clock.Stamp(r.app), "sealed": c.sealed,
	})
}

// acknowledge records how many bytes are on the disk. With the last of them the work begins.
func (r *Room) acknowledge(up *upload, acked int64) error {
	state := receiving
	if acked == up.Length {
		state = working
	}
	err := r.write(r.app, `UPDATE uploads SET acked = {:acked}, state = {:state} WHERE media = {:media}`,
		dbx.Params{"acked": acked, "state": state, "media": up.Media})
	if err == nil {
		up.Acked, up.State = acked, state
	}
	return err
}

// settle records what became of an upload, in the transaction that keeps or refuses the picture.
func (r *Room) settle(tx core.App, up upload, state, code string) error {
	return r.write(tx, `UPDATE uploads SET state = {:state}, refused = {:code} WHERE media = {:media}`,
		dbx.Params{"state": state, "code": code, "media": up.Media})
}

// startOver begins an upload anew from its first byte, in the form that it has now.
func (r *Room) startOver(up *upload) error {
	err := r.write(r.app, `UPDATE uploads SET acked = 0, state = {:state}, refused = '', length = {:length}, sealed = {:sealed} WHERE media = {:media}`,
		dbx.Params{"state": receiving, "media": up.Media, "length": up.Length, "sealed": up.Sealed})
	if err == nil {
		up.Acked, up.State, up.Refused = 0, receiving, ""
	}
	return err
}

func (r *Room) forget(up upload) error {
	return r.write(r.app, `DELETE FROM uploads WHERE media = {:media}`, dbx.Params{"media": up.Media})
}

func (r *Room) write(app core.App, statement string, params dbx.Params) error {
	if _, err := app.NonconcurrentDB().NewQuery(statement).Bind(params).Execute(); err != nil {
		return fmt.Errorf("write an upload: %w", err)
	}
	return nil
}
