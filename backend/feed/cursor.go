package feed

import (
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"

	"kith/backend/clock"
)

// cursor is how far a phone has read: one number per reader key, under the epoch of the database and the mark of the server start
// that it last spoke to. To the phone it is an opaque word.
type cursor struct {
	Epoch string           `json:"e"`
	Mark  string           `json:"m"`
	Keys  map[string]int64 `json:"k"`
}

func (c cursor) word() (string, error) {
	body, err := json.Marshal(c)
	return base64.RawURLEncoding.EncodeToString(body), err
}

// Start marks a server start in the order of things, and gives the database an epoch if it has none. A cursor from a time that this
// database does not know shows by its mark that an older backup was put back.
func Start(app core.App) error {
	return app.RunInTransaction(func(tx core.App) error {
		epoch := security.RandomString(15)
		if _, err := tx.NonconcurrentDB().NewQuery(`INSERT INTO house (name, value) VALUES ('epoch', {:epoch}) ON CONFLICT DO NOTHING`).
			Bind(dbx.Params{"epoch": epoch}).Execute(); err != nil {
			return fmt.Errorf("give the database an epoch: %w", err)
		}
		seq, err := Next(tx)
		if err != nil {
			return err
		}
		_, err = tx.NonconcurrentDB().NewQuery(`INSERT INTO starts (mark, seq, at) VALUES ({:mark}, {:seq}, {:at})`).
			Bind(dbx.Params{"mark": security.RandomString(15), "seq": seq, "at": clock.Stamp(tx)}).Execute()
		return err
	})
}

// Renew gives the database a new epoch, so that every cursor of the one that it was copied from is rewound.
func Renew(tx core.App) error {
	_, err := tx.NonconcurrentDB().NewQuery(`INSERT INTO house (name, value) VALUES ('epoch', {:epoch})
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`).Bind(dbx.Params{"epoch": security.RandomString(15)}).Execute()
	if err != nil {
		return fmt.Errorf("give the database a new epoch: %w", err)
	}
	return nil
}

// Epoch names this database. A restore gives it a new one.
func Epoch(app core.App) (epoch string, err error) {
	err = app.DB().NewQuery(`SELECT value FROM house WHERE name = 'epoch'`).Row(&epoch)
	return epoch, err
}

// Rewound says whether a cursor is of a time that this database does not know.
func Rewound(app core.App, word string) (bool, error) {
	_, rewound, err := open(app, word)
	return rewound, err
}

// open reads a phone's cursor. It is rewound, and reading begins anew, if its epoch or mark is not known here or if it has read
// further than its mark's time reached. A phone without a cursor simply begins.
func open(app core.App, word string) (at cursor, rewound bool, err error) {
	fresh := cursor{Keys: map[string]int64{}}
	if fresh.Epoch, err = Epoch(app); err != nil {
		return fresh, false, err
	}
	var newest struct {
		Mark string
		Seq  int64
	}
	if err = app.DB().NewQuery(`SELECT mark, seq FROM starts ORDER BY seq DESC LIMIT 1`).One(&newest); err != nil {
		return fresh, false, fmt.Errorf("find the newest start: %w", err)
	}
	fresh.Mark = newest.Mark
	if word == "" {
		return fresh, false, nil
	}
	body, err := base64.RawURLEncoding.DecodeString(word)
	if err != nil {
		return fresh, true, nil //nolint:nilerr // a word that is not ours is a rewound cursor, not a fault
	}
	if err := json.Unmarshal(body, &at); err != nil || at.Epoch != fresh.Epoch {
		return fresh, true, nil //nolint:nilerr // the same
	}
	known, err := within(app, at)
	if err != nil || !known {
		return fresh, !known, err
	}
	at.Mark = fresh.Mark
	return at, false, nil
}

// within says whether a cursor's numbers could have been given while its mark was the newest.
func within(app core.App, at cursor) (bool, error) {
	var ends []int64
	err := app.DB().NewQuery(`SELECT coalesce((SELECT min(n.seq) FROM starts n WHERE n.seq > s.seq), (SELECT seq + 1 FROM counter))
		FROM starts s WHERE s.mark = {:mark}`).Bind(dbx.Params{"mark": at.Mark}).Column(&ends)
	if err != nil || len(ends) == 0 {
		return false, err
	}
	for _, seq := range at.Keys {
		if seq >= ends[0] {
			return false, nil
		}
	}
	return true, nil
}
