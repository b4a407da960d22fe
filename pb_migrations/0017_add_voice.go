package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// voiceFields is what a voice note adds to what pictures have: in a revision who is heard and what is said, of the sound its form, how long
// it is in milliseconds and when its time was over, and in a decision what the teacher wrote down. A row of `revision_media` without a kind
// is a picture.
func voiceFields() map[string][]core.Field {
	return map[string][]core.Field{
		"revision_media": {
			&core.SelectField{Name: "kind", Values: []string{"voice"}, MaxSelect: 1},
			text("words", 2000), text("lang", 35), list("heard", 2000),
		},
		"media":     {text("form", 20), number("millis"), date("over_at")},
		"decisions": {list("said", 40000)},
	}
}

func init() {
	m.Register(func(app core.App) error {
		for name, fields := range voiceFields() {
			collection, err := app.FindCollectionByNameOrId(name)
			if err != nil {
				return err
			}
			collection.Fields.Add(fields...)
			if name == "media" { // whose time is over is looked for each hour
				collection.Indexes = append(collection.Indexes, index("media_over", "media", "kind, over_at, kept_at"))
			}
			if err := app.Save(collection); err != nil {
				return err
			}
		}
		return nil
	}, func(app core.App) error {
		for name, fields := range voiceFields() {
			collection, err := app.FindCollectionByNameOrId(name)
			if err != nil {
				return err
			}
			collection.RemoveIndex("media_over")
			for _, field := range fields {
				collection.Fields.RemoveByName(field.GetName())
			}
			if err := app.Save(collection); err != nil {
				return err
			}
		}
		return nil
	})
}
