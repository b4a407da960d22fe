package sealed

import (
	"crypto/ecdh"
	"crypto/hpke"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/clock"
)

const (
	// sealedTo is how long devices are told to seal to one key before there is a new one.
	sealedTo = 182 * 24 * time.Hour
	// openable is how long an old key still opens, counted from the key that followed it: a tablet may lie in a cupboard all summer.
	openable = 400 * 24 * time.Hour
	// Longest is how long after it was sealed something can still be opened, at most.
	Longest = sealedTo + openable
)

// Turn makes a key where there is none or the newest is old, and forgets keys that no envelope can be waiting for any more.
func Turn(app core.App) error {
	now := clock.Now(app)
	return app.RunInTransaction(func(tx core.App) error {
		var fresh int
		if err := tx.DB().NewQuery(`SELECT count(*) FROM sealing_keys WHERE made > {:since}`).
			Bind(dbx.Params{"since": clock.Text(now.Add(-sealedTo))}).Row(&fresh); err != nil {
			return fmt.Errorf("look at the sealing keys: %w", err)
		}
		if fresh > 0 {
			return nil
		}
		if err := NewKey(tx); err != nil {
			return err
		}
		_, err := tx.NonconcurrentDB().NewQuery(`DELETE FROM sealing_keys WHERE EXISTS
			(SELECT 1 FROM sealing_keys next WHERE next.made > sealing_keys.made AND next.made < {:before})`).
			Bind(dbx.Params{"before": clock.Text(now.Add(-openable))}).Execute()
		if err != nil {
			return fmt.Errorf("forget old sealing keys: %w", err)
		}
		return nil
	})
}

// NewKey makes a key that devices seal to from now on. The ones before it still open what was sealed to them.
func NewKey(tx core.App) error {
	secret, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	_, err = tx.NonconcurrentDB().Insert("sealing_keys", dbx.Params{
		"id": core.GenerateDefaultRandomId(), "secret": base64.RawURLEncoding.EncodeToString(secret.Bytes()), "made": clock.Stamp(tx),
	}).Execute()
	if err != nil {
		return fmt.Errorf("make a sealing key: %w", err)
	}
	return nil
}

// key is a row of sealing_keys.
type key struct{ ID, Secret string }

func (k key) private() (*ecdh.PrivateKey, error) {
	bytes, err := base64.RawURLEncoding.DecodeString(k.Secret)
	if err != nil {
		return nil, err
	}
	return ecdh.P256().NewPrivateKey(bytes)
}

// Public is the key that devices seal to now, `<id>.<point in base64url>`: the newest that a finished backup holds, since what is sealed to
// a key that a restore has lost is lost with it; and the newest of all where no backup holds any. It is empty before the first Turn.
func Public(app core.App) (string, error) {
	var newest []key
	err := app.DB().NewQuery(`SELECT id, secret FROM sealing_keys
		ORDER BY made <= (SELECT max(at) FROM backups WHERE why = '') DESC, made DESC LIMIT 1`).All(&newest)
	if err != nil || len(newest) == 0 {
		return "", err
	}
	secret, err := newest[0].private()
	if err != nil {
		return "", fmt.Errorf("read the sealing key: %w", err)
	}
	return newest[0].ID + "." + base64.RawURLEncoding.EncodeToString(secret.PublicKey().Bytes()), nil
}

func (r *Room) secret(id string) (hpke.PrivateKey, error) {
	var found []key
	err := r.App.DB().NewQuery(`SELECT id, secret FROM sealing_keys WHERE id = {:id}`).Bind(dbx.Params{"id": id}).All(&found)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, Unknown()
	}
	secret, err := found[0].private()
	if err != nil {
		return nil, fmt.Errorf("read a sealing key: %w", err)
	}
	return hpke.NewDHKEMPrivateKey(secret)
}
