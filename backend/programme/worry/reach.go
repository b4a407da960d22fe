package worry

import (
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/feed"
	"kith/backend/rows"
)

// Fewest is how many adults are told of a worry at least, where the school has so many.
const Fewest = 2

// Reach answers something that was told: the adults who decide for the student's circles are told, or of the circle that somebody steps out of;
// where that are too few, the coordinators as well. From then on the clock runs. That somebody is back waits for nobody.
func Reach(tx core.App, w *core.Record) error {
	adults, err := leads(tx, w)
	if err != nil {
		return err
	}
	fewest := Fewest
	if w.GetString("kind") != string(api.WorryKindWorry) {
		fewest = 1
	}
	if len(people(adults)) < fewest {
		coordinators, err := coordinators(tx, w)
		if err != nil {
			return err
		}
		adults = append(adults, coordinators...)
	}
	if len(adults) == 0 {
		if adults, err = onlyMentioned(tx, w); err != nil {
			return err
		}
	}
	if err := tellThem(tx, w, adults); err != nil {
		return err
	}
	if w.GetString("kind") == string(api.WorryKindBack) {
		return nil
	}
	if err := wind(tx, w.Id); err != nil {
		return err
	}
	return ring(tx, w.Id)
}

// adult is somebody who is told, and by what right.
type adult struct{ Person, Circle, Why string }

func people(adults []adult) []string {
	var ids []string
	for _, one := range adults {
		if !slices.Contains(ids, one.Person) {
			ids = append(ids, one.Person)
		}
	}
	return ids
}

// leads are the adults who decide for the circle that it is about, or for every circle that its author is in: as a member, or by a grant.
func leads(tx core.App, w *core.Record) ([]adult, error) {
	circles := `SELECT {:circle} AS circle`
	if w.GetString("circle") == "" {
		circles = `SELECT m.circle FROM members m WHERE m.person = {:person} AND ` + circle.Running("m") + `
			UNION SELECT o.circle FROM grants o WHERE o.person = {:person} AND o.circle <> '' AND ` + circle.Running("o")
	}
	return find(tx, w, `SELECT DISTINCT g.person, g.circle, 'circle' AS why FROM (`+circles+`) c CROSS JOIN grants g ON g.circle = c.circle
		WHERE g.role IN ('facilitator', 'cover') AND `+circle.Running("g"))
}

func coordinators(tx core.App, w *core.Record) ([]adult, error) {
	return find(tx, w, `SELECT DISTINCT g.person, '' AS circle, 'coordinator' AS why FROM grants g
		WHERE g.school = {:school} AND g.role = 'coordinator' AND `+circle.Running("g"))
}

// onlyMentioned are coordinators whose name stands in the words and who were not chosen: where nobody else is left, a word that is a name as well
// must not leave a worry unheard. It counts as if it was handed on to them.
func onlyMentioned(tx core.App, w *core.Record) ([]adult, error) {
	return among(tx, w, `SELECT DISTINCT g.person, '' AS circle, 'handed_on' AS why FROM grants g
		WHERE g.school = {:school} AND g.role = 'coordinator' AND `+circle.Running("g"), w.GetStringSlice("about"))
}

// find asks for adults, and leaves out who is named in it, and whose name stands in its words.
func find(tx core.App, w *core.Record, query string) ([]adult, error) {
	return among(tx, w, query, append(w.GetStringSlice("about"), w.GetStringSlice("mentioned")...))
}

// among asks for adults, and leaves out some people and whoever told it.
func among(tx core.App, w *core.Record, query string, never []string) ([]adult, error) {
	var found []adult
	err := tx.DB().NewQuery(query + ` ORDER BY g.person, g.circle`).Bind(dbx.Params{
		"person": w.GetString("person"), "circle": w.GetString("circle"), "school": w.GetString("school"), "now": clock.Stamp(tx),
	}).All(&found)
	if err != nil {
		return nil, fmt.Errorf("find whom to tell: %w", err)
	}
	author := w.GetString("person")
	return slices.DeleteFunc(found, func(one adult) bool { return one.Person == author || slices.Contains(never, one.Person) }), nil
}

// tellThem writes who is told. Told twice by the same right is told once.
func tellThem(tx core.App, w *core.Record, adults []adult) error {
	for _, one := range adults {
		var known []int
		err := tx.DB().NewQuery(`SELECT 1 FROM worry_told WHERE worry = {:worry} AND person = {:person} AND why = {:why} AND circle = {:circle}`).
			Bind(dbx.Params{"worry": w.Id, "person": one.Person, "why": one.Why, "circle": one.Circle}).Column(&known)
		if err != nil {
			return fmt.Errorf("look who was told: %w", err)
		}
		if len(known) > 0 {
			continue
		}
		err = rows.Save(tx, "worry_told", "", map[string]any{
			"worry": w.Id, "person": one.Person, "why": one.Why, "circle": one.Circle, "at": clock.Now(tx),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// wind starts the clock of a worry anew, and still stops it: an adult has seen it.
func wind(tx core.App, id string) error {
	_, err := tx.NonconcurrentDB().NewQuery(`INSERT INTO worry_clocks (worry, since) VALUES ({:worry}, {:now})
		ON CONFLICT (worry) DO UPDATE SET since = excluded.since`).Bind(dbx.Params{"worry": id, "now": clock.Stamp(tx)}).Execute()
	if err != nil {
		return fmt.Errorf("start the clock of a worry: %w", err)
	}
	return nil
}

func still(tx core.App, id string) error {
	_, err := tx.NonconcurrentDB().NewQuery(`DELETE FROM worry_clocks WHERE worry = {:worry}`).Bind(dbx.Params{"worry": id}).Execute()
	if err != nil {
		return fmt.Errorf("stop the clock of a worry: %w", err)
	}
	return nil
}

// ring brings in line what the app says to everybody who was told: how many wait for them.
func ring(tx core.App, id string) error {
	var told []string
	err := tx.DB().NewQuery(`SELECT DISTINCT person FROM worry_told WHERE worry = {:worry}`).Bind(dbx.Params{"worry": id}).Column(&told)
	if err != nil {
		return fmt.Errorf("find who was told: %w", err)
	}
	for _, person := range told {
		if err := feed.RefreshMe(tx, person); err != nil {
			return err
		}
	}
	return nil
}
