package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
)

// Page is how many changes one answer carries at most: some 70 KB, which a line of 50 kbit/s carries long before a phone gives up.
const Page = 100

// row is a feed row as it stands.
type row struct {
	Key, Kind, Subject       string
	Seq                      int64
	Gone                     bool
	Revision, Decision, Mark string
	wire                     string // the key as the phone knows it
}

// Pulled is one page of what changed for a reader.
type Pulled struct {
	Changes []api.Change
	Cursor  string
	Epoch   string
	More    bool
	Rewound bool
}

// Pull reads, for each key of the seat, the rows after the phone's cursor, in order. A key that is new begins at its beginning; a key
// that is no longer the seat's is answered with `left`. What it costs depends on what changed for this reader alone. A phone that reads
// afresh begins at the beginning of every key; its cursor then only shows whether it has read further than this database goes.
func (r *Room) Pull(app core.App, seat circle.Seat, word string, afresh bool) (Pulled, error) {
	at, rewound, err := open(app, word)
	if err != nil {
		return Pulled{}, err
	}
	keys, err := circle.Keys(app, seat)
	if err != nil {
		return Pulled{}, err
	}
	page := Pulled{Epoch: at.Epoch, Rewound: rewound, Changes: left(&at, keys)}
	if afresh {
		clear(at.Keys)
	}
	var rows []row
	for _, key := range keys {
		name := key.String()
		found, err := after(app, key, at.Keys[name], Page+1-len(rows))
		if err != nil {
			return Pulled{}, err
		}
		if len(rows)+len(found) > Page {
			found, page.More = found[:Page-len(rows)], true
		}
		if _, known := at.Keys[name]; !known {
			at.Keys[name] = 0
		}
		if len(found) > 0 {
			at.Keys[name] = found[len(found)-1].Seq
		}
		rows = append(rows, found...)
		if page.More {
			break
		}
	}
	changes, err := r.changes(app, rows)
	if err != nil {
		return Pulled{}, err
	}
	page.Changes = append(page.Changes, changes...)
	page.Cursor, err = at.word()
	return page, err
}

// left tells of keys that the phone has read and the seat holds no more, and forgets how far they were read.
func left(at *cursor, keys []circle.Key) []api.Change {
	changes := []api.Change{}
	for name := range at.Keys {
		if !slices.ContainsFunc(keys, func(key circle.Key) bool { return key.String() == name }) {
			delete(at.Keys, name)
			changes = append(changes, api.Change{Key: name, Left: true})
		}
	}
	return changes
}

// after reads the rows of a key that come after a number. A reader who begins is not told of what is gone. Where a student came into a
// moment who may not be known to this reader, it is gone for a reader who may hold it as it was before, and was never there for any other.
func after(app core.App, key circle.Key, seq int64, limit int) ([]row, error) {
	query := `SELECT f.key, f.kind, f.subject, f.seq, f.gone OR NOT (true` + except(key) + `) AS gone, f.revision, f.decision, f.mark FROM feed f
		WHERE f.key = {:key} AND f.seq > {:seq} AND ((NOT f.gone OR {:seq} > 0)` + except(key) + before(key) + `) ORDER BY f.seq LIMIT {:limit}`
	params := dbx.Params{"key": key.Name, "seq": seq, "limit": limit}
	bindExcept(params, key)
	var rows []row
	err := app.DB().NewQuery(query).Bind(params).All(&rows)
	for i := range rows {
		rows[i].wire = key.String()
	}
	return rows, err
}

// except leaves out moments in which a student is whose link to this reader is restricted, and every moment while the key is closed.
func except(key circle.Key) string {
	if key.Closed {
		return ` AND f.kind = 'circle'`
	}
	if len(key.Except) == 0 {
		return ""
	}
	return ` AND NOT ` + hides("f.revision")
}

// before takes in moments that were shared at a time when no such student was in them.
func before(key circle.Key) string {
	if len(key.Except) == 0 || key.Closed {
		return ""
	}
	return ` OR {:seq} > 0 AND EXISTS (SELECT 1 FROM decisions d WHERE d.moment = f.subject AND d.kind = 'release'
		AND d.audience <> 'circle' AND NOT ` + hides("d.revision") + `)`
}

func hides(revision string) string {
	return `EXISTS (SELECT 1 FROM json_each({:except}) e CROSS JOIN shown s ON s.person = e.value AND s.moment = f.subject
		WHERE s.revision = ` + revision + `)`
}

func bindExcept(params dbx.Params, key circle.Key) {
	if len(key.Except) > 0 {
		params["except"] = list(key.Except)
	}
}

// changes turns rows into what goes over the wire.
func (r *Room) changes(app core.App, rows []row) ([]api.Change, error) {
	forms, err := r.project(app, rows)
	if err != nil {
		return nil, err
	}
	changes := make([]api.Change, 0, len(rows))
	for i, row := range rows {
		change := api.Change{Seq: row.Seq, Key: row.wire, Kind: api.ChangeKind(row.Kind), Id: row.Subject}
		if row.Gone {
			change.Gone = true
		} else {
			change.Mark = wireMark(row.Mark)
			change.Moment, change.Circle, change.Me = forms[i].Moment, forms[i].Circle, forms[i].Me
		}
		changes = append(changes, change)
	}
	return changes, nil
}

// wireMark hides what a mark is made of: it holds names.
func wireMark(mark string) string {
	sum := sha256.Sum256([]byte(mark))
	return hex.EncodeToString(sum[:8])
}
