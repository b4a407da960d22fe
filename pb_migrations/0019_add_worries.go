package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// What somebody told an adult, apart from the diary: the words, which adult was told and as what, and what was done about it. None of it is ever
// changed. What still waits for an adult to have seen it stands apart, so that looking for what is due costs what is due. A school says what is
// shown where its app is not watched, how many years a worry stays, and since when none may go.
func init() {
	m.Register(func(app core.App) error {
		if err := addWorries(app); err != nil {
			return err
		}
		if err := freeze(app, "worries", "worry_told", "worry_steps"); err != nil {
			return err
		}
		if err := run(app,
			`CREATE TABLE worry_clocks (worry TEXT PRIMARY KEY, since TEXT NOT NULL) WITHOUT ROWID`,
			`CREATE INDEX worry_clocks_since ON worry_clocks (since)`,
		); err != nil {
			return err
		}
		return changeSchools(app, func(schools *core.Collection) {
			schools.Fields.Add(text("urgent_words", 300), text("urgent_phone", 40), number("worry_years"), date("worry_hold"))
		})
	}, func(app core.App) error {
		if err := run(app, `DROP TABLE worry_clocks`); err != nil {
			return err
		}
		if err := changeSchools(app, func(schools *core.Collection) {
			for _, name := range []string{"urgent_words", "urgent_phone", "worry_years", "worry_hold"} {
				schools.Fields.RemoveByName(name)
			}
		}); err != nil {
			return err
		}
		return drop(app, "worry_steps", "worry_told", "worries")
	})
}

func addWorries(app core.App) error {
	if err := lock(app, "worries",
		[]string{index("worries_person", "worries", "person, kind, seq"), index("worries_school", "worries", "school, seq")},
		number("seq"), needed("school", 15), needed("person", 15), choice("kind", "worry", "break", "stop", "back"), text("circle", 15), text("words", 4000),
		text("lang", 35), list("symbols", 4000), list("about", 1000), list("mentioned", 1000), flag("others"), date("at"), date("received"), created(),
	); err != nil {
		return err
	}
	if err := lock(app, "worry_told",
		[]string{unique("worry_told_one", "worry_told", "worry, person, why, circle"), index("worry_told_person", "worry_told", "person, worry")},
		needed("worry", 15), needed("person", 15), choice("why", "circle", "coordinator", "handed_on"), text("circle", 15), date("at"), created(),
	); err != nil {
		return err
	}
	return lock(app, "worry_steps",
		[]string{index("worry_steps_worry", "worry_steps", "worry, kind, at")},
		needed("worry", 15), choice("kind", "seen", "hand_on", "note", "close", "escalate", "doubt"), text("by", 15), text("person", 15),
		text("note", 4000), date("at"), created(),
	)
}

func changeSchools(app core.App, change func(schools *core.Collection)) error {
	schools, err := app.FindCollectionByNameOrId("schools")
	if err != nil {
		return err
	}
	change(schools)
	return app.Save(schools)
}
