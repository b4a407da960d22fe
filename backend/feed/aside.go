package feed

import (
	"encoding/json"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
)

// Aside is what decides who may read something that was set aside: who made it, the moment that it is about, all that it said, and when it was
// filed, if it was.
type Aside struct {
	Person, School, Moment, Whole, Filed string
}

// Names is the circle that it names itself, as its author's phone wrote it, and empty where it names none.
func (a Aside) Names() string {
	var named struct{ Circle string }
	_ = json.Unmarshal([]byte(a.Whole), &named) // what is no JSON names none
	return named.Circle
}

// Home is the circle that it was made for: the one that it names, or else the one in which its moment lies. It is empty where its
// author has never been in either. Where its moment came to lie by being filed says nothing about what its author meant.
func (a Aside) Home(app core.App) (string, error) {
	var homes []string
	err := app.DB().NewQuery("SELECT circle FROM members WHERE person = {:person} AND (`from` = '' OR `from` <= {:now})" +
		` AND (circle = {:names} OR {:filed} = '' AND circle = (SELECT o.circle FROM moments o WHERE o.id = {:moment}))
		ORDER BY circle = {:names} DESC LIMIT 1`).Bind(dbx.Params{
		"person": a.Person, "now": clock.Stamp(app), "names": a.Names(), "filed": a.Filed, "moment": a.Moment,
	}).Column(&homes)
	if err != nil {
		return "", fmt.Errorf("look for the circle of what was set aside: %w", err)
	}
	if len(homes) == 0 {
		return "", nil
	}
	return homes[0], nil
}

// MayRead says whether a seat may read it: an adult's who looks after its author and looks into its home. Nobody has said yes to it, so the
// adults of its author's other circles know nothing of it. What has no home is for every adult who looks after its author.
func (a Aside) MayRead(app core.App, seat circle.Seat) (bool, error) {
	if seat.Kind != "staff" {
		return false, nil
	}
	if looks, err := circle.LooksAfter(app, seat.Person, a.Person); err != nil || !looks {
		return false, err
	}
	home, err := a.Home(app)
	if err != nil || home == "" {
		return err == nil, err
	}
	return circle.LooksInto(app, seat, home)
}

// setAside opens the master of a picture or a voice note for an adult who may read a story of its owner's that was set aside and names it. No row lists it: the
// story has none yet.
func setAside(app core.App, seat circle.Seat, rendition string) (folder string, err error) {
	var found []struct {
		Aside
		Folder string
	}
	err = app.DB().NewQuery(`SELECT n.folder, a.person, a.school, a.moment, a.whole, a.filed FROM renditions n JOIN media m ON m.id = n.media
			JOIN set_aside a ON a.moment = m.moment AND a.person = m.owner AND a.school = {:school} AND a.seen = '' AND a.filed = ''
		WHERE n.id = {:rendition} AND n.audience = 'master' AND EXISTS (
			SELECT 1 FROM json_each(CASE WHEN json_valid(a.whole) THEN a.whole ELSE '{}' END, CASE m.kind WHEN 'voice' THEN '$.voice' ELSE '$.pictures' END) p
			WHERE json_extract(p.value, '$.media') = m.id)`).
		Bind(dbx.Params{"school": seat.School, "rendition": rendition}).All(&found)
	if err != nil {
		return "", fmt.Errorf("look for what was set aside: %w", err)
	}
	for _, one := range found {
		if may, err := one.MayRead(app, seat); err != nil || may {
			return one.Folder, err
		}
	}
	return "", api.NotFound()
}
