package keeping

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/clock"
	"kith/backend/feed"
	"kith/backend/media"
)

// Why a picture or a voice is not here any more, in the place where a refusal stands.
const (
	refusedWithdrawn = "withdrawn" // somebody in it took their consent back
	refusedDestroyed = "destroyed" // somebody in it, or whose it was, was erased
)

// ofMedia is all that stands of a picture or a voice. Its own row goes on saying that there was one and why it is gone. No event is about that: what
// answers the coming of a picture has nothing to say to it.
var ofMedia = []string{
	`UPDATE media SET kept_at = '', refused = {:why}, bytes = 0, sha256 = {:none}, seq = {:seq} WHERE id = {:media}`,
	`DELETE FROM revision_media WHERE media = {:media}`,
	`DELETE FROM faces WHERE media = {:media}`,
	`DELETE FROM renditions WHERE media = {:media}`,
	`DELETE FROM uploads WHERE media = {:media}`,
	`UPDATE decisions SET alts = (SELECT json_group_array(json(a.value)) FROM json_each(decisions.alts) a WHERE a.value ->> 'media' <> {:media})
		WHERE moment = {:moment} AND json_valid(alts) AND EXISTS (SELECT 1 FROM json_each(decisions.alts) a WHERE a.value ->> 'media' = {:media})`,
	`UPDATE decisions SET said = (SELECT json_group_array(json(a.value)) FROM json_each(decisions.said) a WHERE a.value ->> 'media' <> {:media})
		WHERE moment = {:moment} AND json_valid(said) AND EXISTS (SELECT 1 FROM json_each(decisions.said) a WHERE a.value ->> 'media' = {:media})`,
	`INSERT INTO erased (id, moment, what, at) VALUES ({:media}, {:moment}, 'media', {:at}) ON CONFLICT DO NOTHING`,
}

// destroyMedia takes a picture or a voice away for good: every size and rendition of it, with what describes it. The moment and its words stay. It is
// never taken in again. The files go before the transaction commits; what is cut off here is done again the next time.
func destroyMedia(tx core.App, id, why string) error {
	files, err := takeMedia(tx, id, why)
	if err != nil {
		return err
	}
	return files.remove(tx.DataDir())
}

// takeMedia does so but for the files, which it names.
func takeMedia(tx core.App, id, why string) (files, error) {
	record, err := tx.FindRecordById("media", id)
	if err != nil {
		return files{}, fmt.Errorf("find what is destroyed: %w", err)
	}
	params := dbx.Params{"media": id, "moment": record.GetString("moment"), "at": clock.Stamp(tx)}
	folders := []string{}
	if err := tx.DB().NewQuery(`SELECT DISTINCT folder FROM renditions WHERE media = {:media}`).Bind(params).Column(&folders); err != nil {
		return files{}, fmt.Errorf("find the files of what is destroyed: %w", err)
	}
	if params["seq"], err = feed.Next(tx); err != nil {
		return files{}, err
	}
	params["why"], params["none"] = why, strings.Repeat("0", 64)
	if err := unfrozen(tx, params, ofMedia...); err != nil {
		return files{}, err
	}
	return files{append(folders, id), []string{id}}, feed.Refresh(tx, record.GetString("moment"))
}

// DestroyErased destroys what came in although it is never to be taken in: a picture whose words came after it and named somebody who was erased.
func DestroyErased(app core.App) error {
	var came []string
	err := app.DB().NewQuery(`SELECT m.id FROM erased e CROSS JOIN media m ON m.id = e.id WHERE e.what = 'media' AND m.kept_at <> ''`).Column(&came)
	if err != nil {
		return fmt.Errorf("find what came all the same: %w", err)
	}
	var failed []error
	for _, picture := range came {
		failed = append(failed, app.RunInTransaction(func(tx core.App) error { return destroyMedia(tx, picture, refusedDestroyed) }))
	}
	return errors.Join(failed...)
}

// unfrozen runs statements on rows that nobody else may change.
func unfrozen(tx core.App, params dbx.Params, statements ...string) error {
	all := append([]string{`INSERT INTO erasing (why) VALUES ('destroyed')`}, statements...)
	for _, statement := range append(all, `DELETE FROM erasing`) {
		if _, err := tx.NonconcurrentDB().NewQuery(statement).Bind(params).Execute(); err != nil {
			return fmt.Errorf("destroy: %w", err)
		}
	}
	return nil
}

// files are the folders on the shelf, and the uploaded bytes if any are left, of pictures and voices that go.
type files struct{ folders, uploads []string }

func (f *files) add(more files) {
	f.folders, f.uploads = append(f.folders, more.folders...), append(f.uploads, more.uploads...)
}

// remove takes them off the disk.
func (f files) remove(data string) error {
	shelf, err := media.NewShelf(data)
	if err != nil {
		return err
	}
	parts, err := media.NewParts(data)
	if err != nil {
		return err
	}
	var failed error
	for _, upload := range f.uploads {
		failed = errors.Join(failed, parts.Remove(upload))
	}
	for _, folder := range f.folders {
		failed = errors.Join(failed, shelf.Remove(folder))
	}
	return failed
}
