package review

import (
	"encoding/json"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"

	"kith/backend/api"
	"kith/backend/rows"
)

// master is the picture that a rendition is made from.
type master struct {
	Media, Folder, Hash string
	Width, Height       int
}

// Render names the renditions of an approval: one per picture, under a new name that only this decision's readers are given. Without covers
// the bytes are those of the master, so it names the master's folder. What is covered gets a folder of its own and no hash: its pictures are
// made outside of the transaction, and until they stand there nobody is asked and nothing is released. Nothing that goes wrong on the way leads
// back to the master.
func Render(tx core.App, d *core.Record) error {
	if d.GetString("kind") != "approve" {
		return nil
	}
	var covers []api.Cover
	if err := read(d, "covers", &covers); err != nil {
		return err
	}
	var masters []master
	err := tx.DB().NewQuery(`SELECT n.media, n.folder, n.hash, n.width, n.height FROM revision_media x
		JOIN renditions n ON n.media = x.media AND n.audience = 'master' WHERE x.revision = {:revision}`).
		Bind(dbx.Params{"revision": d.GetString("revision")}).All(&masters)
	if err != nil {
		return fmt.Errorf("find the masters: %w", err)
	}
	for _, m := range masters {
		if err := render(tx, d, m, covers); err != nil {
			return err
		}
	}
	return nil
}

func render(tx core.App, d *core.Record, m master, covers []api.Cover) error {
	values := map[string]any{
		"media": m.Media, "audience": d.GetString("audience"), "decision": d.Id, "folder": m.Folder, "boxes": []any{},
		"hash": m.Hash, "width": m.Width, "height": m.Height,
	}
	for _, c := range covers {
		if c.Media != m.Media {
			continue
		}
		values["folder"] = security.RandomStringWithAlphabet(15, core.DefaultIdAlphabet)
		values["boxes"], values["crop"], values["hash"], values["width"], values["height"] = c.Boxes, c.Crop, "", 0, 0
	}
	return rows.Save(tx, "renditions", "", values)
}

// Unmade is a rendition of an approval that waits for its pictures.
type Unmade struct {
	ID, Media, Folder, Decision string
	Master, Hash                string // the folder and the hash of the picture that it is made from
	Boxes, Crop                 string
}

// ToMake lists what the approvals that still stand wait for.
func ToMake(app core.App) (renditions []Unmade, err error) {
	err = app.DB().NewQuery(`SELECT n.id, n.media, n.folder, n.decision, m.folder AS master, m.hash, n.boxes, coalesce(n.crop, '') AS crop
		FROM holds h CROSS JOIN renditions n ON n.decision = h.decision AND n.hash = ''
		JOIN renditions m ON m.media = n.media AND m.audience = 'master'`).All(&renditions)
	if err != nil {
		return nil, fmt.Errorf("find renditions that are to be made: %w", err)
	}
	return renditions, nil
}

// Areas are the rectangles that a rendition covers, and what it is cut to; nil: nothing is cut off.
func (u Unmade) Areas() (boxes []api.Box, crop *api.Box, err error) {
	if err := json.Unmarshal([]byte(u.Boxes), &boxes); err != nil {
		return nil, nil, fmt.Errorf("read what rendition %s covers: %w", u.ID, err)
	}
	if u.Crop != "" {
		if err := json.Unmarshal([]byte(u.Crop), &crop); err != nil {
			return nil, nil, fmt.Errorf("read what rendition %s is cut to: %w", u.ID, err)
		}
	}
	return boxes, crop, nil
}

// GiveUp lets an approval lapse whose covered pictures cannot be made, so that it comes back to the teacher and not to anybody else.
func GiveUp(app core.App, approval string) error {
	return app.RunInTransaction(func(tx core.App) error {
		d, err := tx.FindRecordById("decisions", approval)
		if err != nil {
			return fmt.Errorf("find an approval: %w", err)
		}
		newest, err := last(tx, d.GetString("moment"))
		if err != nil || newest.ID != approval {
			return err
		}
		return follow(tx, newest, "lapse")
	})
}
