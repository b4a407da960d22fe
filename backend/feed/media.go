package feed

import (
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
)

// MayOpen answers whether a seat may open a rendition, and in which folder its bytes lie: one of the seat's keys has a live row whose
// form lists this rendition. The master is listed for author and adults, a decision's rendition where that decision is what the row
// stands on. Besides, the adults whom something set aside waits for open its pictures. Anything else is not found.
func MayOpen(app core.App, seat circle.Seat, rendition string) (folder string, err error) {
	keys, err := circle.Keys(app, seat)
	if err != nil {
		return "", err
	}
	coordinates, err := circle.Coordinates(app, seat.Person, seat.School)
	if err != nil {
		return "", err
	}
	if seat.Kind == "staff" && coordinates {
		keys = append(keys, circle.Key{Name: "coordinators:" + seat.School})
	}
	for _, key := range keys {
		params := dbx.Params{"key": key.Name, "rendition": rendition}
		bindExcept(params, key)
		var folders []string
		err := app.DB().NewQuery(`SELECT n.folder FROM renditions n CROSS JOIN revision_media x ON x.media = n.media
			JOIN revisions r ON r.id = x.revision
			JOIN feed f ON f.key = {:key} AND f.kind IN ('moment', 'ask') AND f.subject = r.moment AND f.revision = r.id
				AND f.decision = n.decision
			WHERE n.id = {:rendition} AND NOT f.gone` + except(key) + ` LIMIT 1`).Bind(params).Column(&folders)
		if err != nil {
			return "", fmt.Errorf("look for the row of a rendition: %w", err)
		}
		if len(folders) > 0 {
			return folders[0], nil
		}
	}
	return setAside(app, seat, rendition)
}

// setAside opens the master of a picture for an adult whom its owner's set-aside story waits for. No row lists it: the story has none yet.
func setAside(app core.App, seat circle.Seat, rendition string) (folder string, err error) {
	if seat.Kind != "staff" {
		return "", api.NotFound()
	}
	var found []struct{ Folder, Owner string }
	err = app.DB().NewQuery(`SELECT n.folder, m.owner FROM renditions n JOIN media m ON m.id = n.media
			JOIN set_aside a ON a.moment = m.moment AND a.person = m.owner AND a.school = {:school} AND a.seen = '' AND a.filed = ''
		WHERE n.id = {:rendition} AND n.audience = 'master' AND EXISTS (
			SELECT 1 FROM json_each(CASE WHEN json_valid(a.whole) THEN a.whole ELSE '{}' END, '$.pictures') p
			WHERE json_extract(p.value, '$.media') = m.id) LIMIT 1`).
		Bind(dbx.Params{"school": seat.School, "rendition": rendition}).All(&found)
	if err != nil {
		return "", fmt.Errorf("look for what was set aside: %w", err)
	}
	if len(found) == 0 {
		return "", api.NotFound()
	}
	if looks, err := circle.LooksAfter(app, seat.Person, found[0].Owner); err != nil || !looks {
		return "", errors.Join(err, api.NotFound())
	}
	return found[0].Folder, nil
}

// Under says whether a key gives a moment now, and in which revision.
func Under(app core.App, key circle.Key, moment string) (revision string, gives bool, err error) {
	params := dbx.Params{"key": key.Name, "moment": moment}
	bindExcept(params, key)
	var revisions []string
	err = app.DB().NewQuery(`SELECT f.revision FROM feed f WHERE f.key = {:key} AND f.kind = 'moment' AND f.subject = {:moment}
		AND NOT f.gone` + except(key)).Bind(params).Column(&revisions)
	if err != nil || len(revisions) == 0 {
		return "", false, err
	}
	return revisions[0], true, nil
}
