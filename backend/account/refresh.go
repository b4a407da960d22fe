package account

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/clock"
)

// lostAnswer is how long the previous refresh token still leads to the same successor, for a phone that never got the answer.
const lostAnswer = 60 * time.Second

// RefreshSession trades a refresh token for a new one. A token is used once: an older one ends the session, since somebody has
// copied it. Only the previous one, from the same device, not later than lostAnswer and before its successor was used, gives that
// successor once more. After a restore the phone knows a newer token than the school: the first one that we gave out goes on.
func (r *Room) RefreshSession(_ context.Context, request api.RefreshSessionRequestObject) (api.RefreshSessionResponseObject, error) {
	id, secret, err := r.readRefreshToken(request.Body.Refresh)
	if err != nil {
		return nil, err
	}
	var signed api.SignedIn
	err = r.commit(func(tx core.App) error {
		row, err := findSession(tx, id)
		if err != nil {
			return err
		}
		record, err := tx.FindRecordById("sessions", id)
		if errors.Is(err, sql.ErrNoRows) {
			return api.SignInAgain()
		}
		if err != nil {
			return err
		}
		next, err := r.successor(tx, record, secret, request.Body.Device)
		if err != nil {
			return err
		}
		if row.Kind == "family" {
			record.Set("until", ends(row.Kind, clock.Now(tx)))
		}
		record.Set("used_at", clock.Now(tx))
		if err := tx.Save(record); err != nil {
			return err
		}
		signed, err = r.signedIn(tx, record, row.session().Seat, next)
		return err
	})
	if err != nil {
		return nil, err
	}
	return api.RefreshSession200JSONResponse{SignedInJSONResponse: api.SignedInJSONResponse(signed)}, nil
}

// successor finds or makes the next secret. A secret that comes too late, or from elsewhere, ends the session.
func (r *Room) successor(tx core.App, record *core.Record, secret, device string) (string, error) {
	now, given := clock.Now(tx), fingerprint(secret)
	switch {
	case record.GetString("device") != device:
		return "", ended(tx, record, "other_device")
	case given == record.GetString("refresh"):
		return rotate(record, secret, now)
	case record.GetString("successor") == restored && given != record.GetString("previous"):
		return rotate(record, secret, now)
	case given == record.GetString("previous") && !now.After(record.GetDateTime("rotated_at").Time().Add(lostAnswer)):
		return uncover(secret, record.GetString("successor"))
	default:
		return "", ended(tx, record, "reused")
	}
}

// restored stands in the place of a successor until a session of a restored school is refreshed for the first time.
const restored = "restored"

// LoseTrack lets every session of a restored school go on with a token that the backup does not know, once. Otherwise each phone that was
// used since the backup would be signed out, and each family would need a new letter.
func LoseTrack(tx core.App) error {
	_, err := tx.NonconcurrentDB().NewQuery(`UPDATE sessions SET successor = {:restored} WHERE revoked_at = ''`).
		Bind(dbx.Params{"restored": restored}).Execute()
	if err != nil {
		return fmt.Errorf("let sessions go on: %w", err)
	}
	return nil
}

// ended revokes the session and says so to the phone. The refusal is committed with it.
func ended(tx core.App, record *core.Record, why string) error {
	if err := revoke(tx, record, why); err != nil {
		return err
	}
	return api.SignInAgain()
}

func rotate(record *core.Record, secret string, now time.Time) (string, error) {
	next := newSecret()
	covered, err := cover(secret, next)
	if err != nil {
		return "", err
	}
	record.Set("previous", fingerprint(secret))
	record.Set("refresh", fingerprint(next))
	record.Set("successor", covered)
	record.Set("rotated_at", now)
	return next, nil
}

// cover encrypts a successor under a key that only the previous secret gives: whoever has the database alone cannot read it.
func cover(previous, successor string) (string, error) {
	box, err := boxOf(previous)
	if err != nil {
		return "", err
	}
	nonce := make([]byte, box.NonceSize())
	// crypto/rand never fails: it stops the program instead.
	_, _ = rand.Read(nonce)
	return base64.RawURLEncoding.EncodeToString(box.Seal(nonce, nonce, []byte(successor), nil)), nil
}

func uncover(previous, covered string) (string, error) {
	box, err := boxOf(previous)
	if err != nil {
		return "", err
	}
	sealed, err := base64.RawURLEncoding.DecodeString(covered)
	if err != nil {
		return "", err
	}
	if len(sealed) < box.NonceSize() {
		return "", errors.New("account: a covered successor is cut short")
	}
	plain, err := box.Open(nil, sealed[:box.NonceSize()], sealed[box.NonceSize():], nil)
	return string(plain), err
}

func boxOf(secret string) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, []byte(secret), nil, "kith refresh successor", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
