package media

import (
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/clock"
)

// VoiceStays is how long a sound is kept after it came in. Its words stay. Source: design 4, "retention".
const VoiceStays = 180 * 24 * time.Hour

// EndVoices destroys the sound of every voice note whose time is over. Whoever reads the moment reads its words alone from then on, and phones
// drop the sound at their next contact. It catches up after a pause and may be run twice; one note that fails does not hold back the others.
func (r *Room) EndVoices() error {
	before := clock.Text(clock.Now(r.app).Add(-VoiceStays))
	var over []string
	err := r.app.DB().NewQuery(`SELECT id FROM media WHERE kind = 'voice' AND over_at = '' AND kept_at <> '' AND kept_at <= {:before}`).
		Bind(dbx.Params{"before": before}).Column(&over)
	if err != nil {
		return fmt.Errorf("list voice notes whose time is over: %w", err)
	}
	var failed []error
	for _, note := range over {
		failed = append(failed, r.app.RunInTransaction(func(tx core.App) error { return EndVoice(tx, note) }))
	}
	return errors.Join(failed...)
}

// EndVoice destroys one sound and leaves its words. It takes the sound off the shelf before the transaction commits: what is cut off here is done again
// the next time. The record is saved, so that the rows of everybody who reads it change. Every rendition of a sound names the folder of its master.
func EndVoice(tx core.App, note string) error {
	shelf, err := NewShelf(tx.DataDir())
	if err != nil {
		return err
	}
	if _, err := tx.NonconcurrentDB().NewQuery(`DELETE FROM renditions WHERE media = {:media}`).Bind(dbx.Params{"media": note}).Execute(); err != nil {
		return fmt.Errorf("take the renditions of a voice note away: %w", err)
	}
	record, err := tx.FindRecordById("media", note)
	if err != nil {
		return fmt.Errorf("find a voice note: %w", err)
	}
	record.Set("over_at", clock.Now(tx))
	record.Set("bytes", 0)
	if err := tx.Save(record); err != nil {
		return fmt.Errorf("end a voice note: %w", err)
	}
	return shelf.Remove(note)
}
