// Package audit keeps what adults did and saw. Rows are only ever added and each is chained to the one before it, so that a change or
// a gap is found. A row holds ids and codes, never words: words stand in a side row that an erasure may remove, and the chain
// knows them by a salted hash only.
package audit

import (
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/clock"
)

// Entry is one act or one look. Everything but Detail is an id or a code.
type Entry struct {
	School   string
	Actor    string   // the adult, empty for what the house did by itself
	Act      string   // one of Acts
	Subject  string   // the record it was done to
	Students []string // whose records it touched or showed
	Detail   any      // whatever else is worth keeping, erasable; nil for none
}

// row is one line of the chain as the table has it.
type row struct {
	Seq      int64  `db:"seq"`
	School   string `db:"school"`
	At       string `db:"at"`
	Actor    string `db:"actor"`
	Act      string `db:"act"`
	Subject  string `db:"subject"`
	Students string `db:"students"`
	Detail   string `db:"detail"`
	Hash     string `db:"hash"`
}

// Write adds an entry to the chain within the transaction of the act itself, so that neither is there without the other.
// It refuses to run outside a transaction, and an act that is not in Acts.
func Write(tx core.App, entry Entry) error {
	if !tx.IsTransactional() {
		return errors.New("audit: an entry is written within the transaction of its act")
	}
	if !slices.Contains(Acts, entry.Act) {
		return fmt.Errorf("audit: %q is no act that is known", entry.Act)
	}
	seq, previous, err := head(tx)
	if err != nil {
		return fmt.Errorf("audit: head: %w", err)
	}
	detail, err := writeDetail(tx, entry.Detail)
	if err != nil {
		return fmt.Errorf("audit: detail: %w", err)
	}
	students, err := json.Marshal(append([]string{}, entry.Students...))
	if err != nil {
		return fmt.Errorf("audit: students: %w", err)
	}
	next := row{
		Seq: seq + 1, School: entry.School, At: clock.Stamp(tx), Actor: entry.Actor, Act: entry.Act,
		Subject: entry.Subject, Students: string(students), Detail: detail,
	}
	if next.Hash, err = next.chain(previous); err != nil {
		return fmt.Errorf("audit: chain: %w", err)
	}
	return next.insert(tx)
}

// Look writes that an adult was given records, in a transaction of its own: it is committed before the answer leaves.
func Look(app core.App, entry Entry) error {
	return app.RunInTransaction(func(tx core.App) error { return Write(tx, entry) })
}

func (r row) insert(tx core.App) error {
	_, err := tx.NonconcurrentDB().Insert("audit", dbx.Params{
		"seq": r.Seq, "school": r.School, "at": r.At, "actor": r.Actor, "act": r.Act, "subject": r.Subject,
		"students": r.Students, "detail": r.Detail, "hash": r.Hash,
	}).Execute()
	if err != nil {
		return fmt.Errorf("audit: row: %w", err)
	}
	// The newest hash stands apart as well: without it a chain whose end was cut off would still look whole.
	_, err = tx.NonconcurrentDB().NewQuery(`INSERT INTO house (name, value) VALUES ('audit_head', {:value})
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`).Bind(dbx.Params{"value": r.mark()}).Execute()
	if err != nil {
		return fmt.Errorf("audit: head: %w", err)
	}
	return nil
}

func (r row) mark() string { return fmt.Sprintf("%d %s", r.Seq, r.Hash) }

// chain is SHA-256 over the previous hash and the row without its own hash, as one JSON list.
func (r row) chain(previous string) (string, error) {
	line, err := json.Marshal([]any{previous, r.Seq, r.School, r.At, r.Actor, r.Act, r.Subject, r.Students, r.Detail})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(line)
	return hex.EncodeToString(sum[:]), nil
}

func head(app core.App) (int64, string, error) {
	var last row
	err := app.DB().NewQuery(`SELECT * FROM audit ORDER BY seq DESC LIMIT 1`).One(&last)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, "", nil
	}
	return last.Seq, last.Hash, err
}

func writeDetail(tx core.App, detail any) (string, error) {
	if detail == nil {
		return "", nil
	}
	body, err := json.Marshal(detail)
	if err != nil {
		return "", err
	}
	salt := rand.Text()
	hash := detailHash(salt, string(body))
	_, err = tx.NonconcurrentDB().Insert("audit_details", dbx.Params{"hash": hash, "salt": salt, "body": string(body)}).Execute()
	return hash, err
}

func detailHash(salt, body string) string {
	sum := sha256.Sum256([]byte(salt + "\n" + body))
	return hex.EncodeToString(sum[:])
}
