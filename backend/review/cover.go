package review

import (
	"encoding/json"
	"fmt"
	"image"
	"net/http"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
)

// How much of a picture an approval may cover or cut off.
const (
	maxCovers = 20 // boxes over one picture
	minCrop   = 64 // pixels of a side that stay at least
)

// Others stands in the place of an id for whoever is in a picture and not on the list.
const Others = "others"

// Rectangle is a box as pictures are counted.
func Rectangle(box api.Box) image.Rectangle {
	return image.Rect(box.X, box.Y, box.X+box.Width, box.Y+box.Height)
}

// cover reads what a decision covers into the facts, whoever wrote it: each cover is of a picture of the revision, measured in the master
// that the school has, and within it. It refuses with `picture_changed` if the teacher covered another picture than that.
func cover(facts *Facts, d *core.Record) error {
	var covers []api.Cover
	if err := read(d, "covers", &covers); err != nil {
		return err
	}
	for _, c := range covers {
		at := slices.IndexFunc(facts.Pictures, func(p Picture) bool { return p.Media == c.Media })
		if at < 0 || facts.Pictures[at].Cover != nil {
			return api.Invalid("covers")
		}
		picture := &facts.Pictures[at]
		if !picture.Kept || c.Master != picture.Hash {
			return api.Refuse(http.StatusConflict, "picture_changed", "This is not the picture that was covered. Open it again and cover it again.")
		}
		if !fits(c, image.Rect(0, 0, picture.Width, picture.Height)) {
			return api.Invalid("covers")
		}
		picture.Cover = &c
	}
	if err := read(d, "unseen", &facts.Unseen); err != nil {
		return err
	}
	return unseen(*facts, len(covers) > 0)
}

func read(d *core.Record, field string, into any) error {
	if text := d.GetString(field); text != "" {
		if err := json.Unmarshal([]byte(text), into); err != nil {
			return api.Invalid(field).Because(err)
		}
	}
	return nil
}

// fits says whether a cover changes something, and nothing outside of the picture.
func fits(c api.Cover, picture image.Rectangle) bool {
	if len(c.Boxes) > maxCovers || len(c.Boxes) == 0 && c.Crop == nil {
		return false
	}
	for _, box := range c.Boxes {
		if box.Width < 1 || box.Height < 1 || !within(box, picture) {
			return false
		}
	}
	return c.Crop == nil || c.Crop.Width >= min(minCrop, picture.Dx()) && c.Crop.Height >= min(minCrop, picture.Dy()) && within(*c.Crop, picture)
}

// within is asked in numbers that cannot run over, whatever a phone sends.
func within(box api.Box, picture image.Rectangle) bool {
	return box.X >= 0 && box.Y >= 0 && box.Width >= 0 && box.Height >= 0 &&
		box.Width <= picture.Dx() && box.Height <= picture.Dy() && box.X <= picture.Dx()-box.Width && box.Y <= picture.Dy()-box.Height
}

// unseen refuses to call somebody unrecognisable where nothing is covered, and whoever is not in the pictures at all.
func unseen(facts Facts, covered bool) error {
	for _, person := range facts.Unseen {
		pictured := person == Others && facts.Others ||
			slices.ContainsFunc(facts.People, func(p Person) bool { return p.ID == person && p.Pictured })
		if !covered || !pictured {
			return api.Invalid("unseen")
		}
	}
	return nil
}

// Seen are the faces of a picture that stay to be seen: those that no cover holds whole and that the crop does not cut off whole.
func (p Picture) Seen() (faces int) {
	for _, face := range p.Faces {
		if !p.hides(Rectangle(face)) {
			faces++
		}
	}
	return faces
}

func (p Picture) hides(face image.Rectangle) bool {
	if p.Cover == nil {
		return false
	}
	if p.Cover.Crop != nil && !face.Overlaps(Rectangle(*p.Cover.Crop)) {
		return true
	}
	return slices.ContainsFunc(p.Cover.Boxes, func(box api.Box) bool { return face.In(Rectangle(box)) })
}

// made refuses the release of an approval as long as not each of its pictures stands on the shelf as it was approved.
func made(tx core.App, revision, approval string) error {
	var lacking []string
	err := tx.DB().NewQuery(`SELECT x.media FROM revision_media x WHERE x.revision = {:revision} AND NOT EXISTS
			(SELECT 1 FROM renditions n WHERE n.decision = {:approval} AND n.media = x.media AND n.hash <> '')`).
		Bind(dbx.Params{"revision": revision, "approval": approval}).Column(&lacking)
	if err != nil {
		return fmt.Errorf("look for the pictures of an approval: %w", err)
	}
	if len(lacking) > 0 {
		return blockedBy(api.Reason{Code: "cover_missing", Blocks: true})
	}
	return nil
}

// blockedBy refuses with reasons.
func blockedBy(reasons ...api.Reason) error {
	refusal := api.Refuse(http.StatusConflict, "not_ready", "This cannot be shared yet. Open it to see why.")
	refusal.Reasons = reasons
	return refusal
}
