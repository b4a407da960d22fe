package keeping

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/clock"
	"kith/backend/journal"
)

// loseOwn takes away a moment that is somebody's alone; or, where only they are to be known no more, what it says and shows: that it was kept, when and
// with whom, stays for what counts it, and nobody but adults can see that it is empty.
func (l *leaver) loseOwn(tx core.App, moment string) error {
	if l.Mode == Destroy {
		g, err := everythingOf(tx, moment)
		if err != nil {
			return err
		}
		l.Moments, l.Revisions, l.Media = append(l.Moments, moment), append(l.Revisions, g.revisions...), append(l.Media, g.media...)
		l.Gone["moments"]++
		l.files.add(g.files())
		if !l.again {
			if err := g.remember(tx, "erase_moment"); err != nil {
				return err
			}
		}
		return g.leave(tx)
	}
	if err := l.losePictures(tx, moment, `SELECT id FROM media WHERE moment = {:moment} AND refused NOT IN ('withdrawn', 'destroyed')`); err != nil {
		return err
	}
	l.Gone["emptied"]++
	l.Stay = append(l.Stay, moment)
	if err := unfrozen(tx, dbx.Params{"moment": moment}, emptied...); err != nil {
		return err
	}
	return l.decide(tx, moment, "take_back")
}

// emptied is a moment without anything that somebody said in it.
var emptied = []string{
	`DELETE FROM quotes WHERE revision IN (SELECT id FROM revisions WHERE moment = {:moment})`,
	`UPDATE revisions SET words = '', did = '[]', feeling = '', turn = '', lang = '', hash = lower(hex(randomblob(32))) WHERE moment = {:moment}`,
	`UPDATE decisions SET note = '', why = '', alts = '[]', said = '[]' WHERE moment = {:moment}`,
	`DELETE FROM amendment_steps WHERE amendment IN (SELECT id FROM amendments WHERE moment = {:moment})`,
	`DELETE FROM amendments WHERE moment = {:moment}`,
}

// leaveStory takes somebody out of a moment that others keep: the pictures that show them and those that they took, their quotes, and their place in
// symbols. Whatever was decided about it before was about something else, so it is hidden until a facilitator has looked.
func (l *leaver) leaveStory(tx core.App, moment string) error {
	if err := l.losePictures(tx, moment, `SELECT DISTINCT m.id FROM media m LEFT JOIN revision_media x ON x.media = m.id
		LEFT JOIN shown s ON s.revision = x.revision AND s.kind = m.kind AND s.person = {:person}
		WHERE m.moment = {:moment} AND m.refused NOT IN ('withdrawn', 'destroyed') AND (s.person IS NOT NULL OR m.owner = {:person})`); err != nil {
		return err
	}
	params := dbx.Params{"moment": moment, "person": l.Person, "part": "person:" + l.Person}
	quoted, err := counted(tx, `SELECT count(*) FROM quotes q JOIN revisions r ON r.id = q.revision WHERE r.moment = {:moment} AND q.speaker = {:person}`, params)
	if err != nil {
		return err
	}
	l.Gone["quotes"] += quoted
	l.Gone["taken_out"]++
	l.Stay = append(l.Stay, moment)
	if err := unfrozen(tx, params, leftStory...); err != nil {
		return err
	}
	return l.hide(tx, moment)
}

var leftStory = []string{
	`DELETE FROM quotes WHERE speaker = {:person} AND revision IN (SELECT id FROM revisions WHERE moment = {:moment})`,
	`UPDATE quotes SET symbols = (SELECT json_group_array(p.value) FROM json_each(quotes.symbols) p WHERE p.value <> {:part})
		WHERE revision IN (SELECT id FROM revisions WHERE moment = {:moment}) AND EXISTS (SELECT 1 FROM json_each(quotes.symbols) p WHERE p.value = {:part})`,
	`DELETE FROM shown WHERE moment = {:moment} AND person = {:person}`,
	`DELETE FROM answers WHERE moment = {:moment} AND person = {:person}`,
	`DELETE FROM authors WHERE moment = {:moment} AND person = {:person}`,
	`UPDATE revisions SET writer = coalesce((SELECT a.person FROM authors a WHERE a.moment = {:moment} ORDER BY a.created, a.id LIMIT 1), writer)
		WHERE moment = {:moment} AND writer = {:person}`,
	`UPDATE decisions SET by = '' WHERE moment = {:moment} AND by = {:person}`,
	// A teacher who has the moment on the screen has not seen what it is now.
	`UPDATE revisions SET hash = lower(hex(randomblob(32))) WHERE moment = {:moment}`,
}

func (l *leaver) losePictures(tx core.App, moment, which string) error {
	var pictures []string
	if err := tx.DB().NewQuery(which).Bind(dbx.Params{"moment": moment, "person": l.Person}).Column(&pictures); err != nil {
		return fmt.Errorf("find the pictures of somebody: %w", err)
	}
	for _, picture := range pictures {
		gone, err := takeMedia(tx, picture, refusedDestroyed)
		if err != nil {
			return err
		}
		l.files.add(gone)
		l.Media = append(l.Media, picture)
		l.Gone["pictures"]++
	}
	return nil
}

// hide ends what was decided about a moment before somebody was taken out of it: a release is taken down, which a facilitator confirms or restores, and
// an approval that is held is undone.
func (l *leaver) hide(tx core.App, moment string) error {
	var newest []struct{ Kind string }
	params := dbx.Params{"moment": moment}
	err := tx.DB().NewQuery(`SELECT kind FROM decisions WHERE moment = {:moment} ORDER BY seq DESC LIMIT 1`).Bind(params).All(&newest)
	if err != nil || len(newest) == 0 {
		return err
	}
	switch newest[0].Kind {
	case "approve":
		return l.decide(tx, moment, "undo")
	case "take_down", "confirm_take_down", "take_back":
		return nil
	}
	var released []struct{ ID, Revision string }
	err = tx.DB().NewQuery(`SELECT id, revision FROM decisions WHERE moment = {:moment} AND kind = 'release' ORDER BY seq DESC LIMIT 1`).Bind(params).All(&released)
	if err != nil || len(released) == 0 {
		return err
	}
	return decide(tx, l.line(tx, moment), "", "take_down", released[0].Revision, released[0].ID)
}

// decide writes what the house decides about the newest revision of a moment.
func (l *leaver) decide(tx core.App, moment, kind string) error {
	var revision string
	err := tx.DB().NewQuery(`SELECT id FROM revisions WHERE moment = {:moment} ORDER BY number DESC LIMIT 1`).
		Bind(dbx.Params{"moment": moment}).Row(&revision)
	if err != nil {
		return fmt.Errorf("find the newest revision: %w", err)
	}
	return decide(tx, l.line(tx, moment), "", kind, revision, "")
}

func (l *leaver) line(tx core.App, moment string) journal.Line {
	return journal.Line{Moment: moment, At: clock.Stamp(tx)}
}

func counted(tx core.App, query string, params dbx.Params) (n int, err error) {
	if err = tx.DB().NewQuery(query).Bind(params).Row(&n); err != nil {
		return 0, fmt.Errorf("count what is erased: %w", err)
	}
	return n, nil
}
