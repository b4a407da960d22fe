package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Where faces are in a picture, and what an approval covers or cuts off. A rendition that is still to be made has its folder already, so that what
// was to be covered has no other place to be read from, and neither a width nor a hash.
func init() {
	m.Register(func(app core.App) error {
		if err := lock(app, "faces",
			[]string{unique("faces_one", "faces", "media"), index("faces_due", "faces", "tries") + " WHERE found_at = ''"},
			number("seq"), needed("media", 15), list("boxes", 16000), date("found_at"), number("tries"), created(),
		); err != nil {
			return err
		}
		if err := change(app, "decisions", func(c *core.Collection) {
			c.Fields.Add(list("covers", 32000), list("unseen", 2000))
		}); err != nil {
			return err
		}
		if err := change(app, "renditions", func(c *core.Collection) {
			c.Fields.Add(list("crop", 200), text("hash", 64))
		}); err != nil {
			return err
		}
		return run(app, `INSERT INTO faces (id, media, seq, found_at, tries, created)
			SELECT media, media, 0, '', 0, created FROM renditions WHERE audience = 'master'`)
	}, func(app core.App) error {
		if err := change(app, "renditions", func(c *core.Collection) {
			c.Fields.RemoveByName("crop")
		}); err != nil {
			return err
		}
		if err := change(app, "decisions", func(c *core.Collection) {
			c.Fields.RemoveByName("unseen")
			c.Fields.RemoveByName("covers")
		}); err != nil {
			return err
		}
		return drop(app, "faces")
	})
}
