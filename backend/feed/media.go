package feed

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/circle"
)

// MayOpen answers whether a seat may open a rendition, and in which folder its bytes lie: one of the seat's keys has a live row whose
// form lists this rendition. The master is listed for author and adults, a decision's rendition where that decision is what the row
// stands on. Besides, the adults who may read something set aside open its pictures. Anything else is not found.
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
	if folder, err := Opens(app, keys, rendition); err != nil || folder != "" {
		return folder, err
	}
	return setAside(app, seat, rendition)
}

// Opens is the folder of a rendition that one of the keys lists, and "" where none does.
func Opens(app core.App, keys []circle.Key, rendition string) (folder string, err error) {
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
	return "", nil
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
