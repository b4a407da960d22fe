package account

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"kith/backend/api"
	"kith/backend/clock"
)

// AccessLife is how long an access token is good for.
const AccessLife = 15 * time.Minute

// What a token is for. A token of one type never passes for another.
const (
	accessType  = "access"
	deliverType = "deliver" // says whose an envelope of a shared device is, and opens nothing
)

const audience = "kith"

// claims are what every token of ours must say: exp, aud, typ and sid, the session.
type claims struct {
	jwt.RegisteredClaims
	Type    string `json:"typ"`
	Session string `json:"sid"`
}

// mint makes a token of one type for a session. The seat is named only where the session may be gone before the token is used.
func (r *Room) mint(kind, session, seat string, until time.Time) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Audience: jwt.ClaimStrings{audience}, Subject: seat,
			IssuedAt: jwt.NewNumericDate(clock.Now(r.App)), ExpiresAt: jwt.NewNumericDate(until),
		},
		Type: kind, Session: session,
	}).SignedString(r.Key)
}

// parse is the only way to read a token. It refuses any other algorithm, key, audience or type, a missing exp and a missing session.
func (r *Room) parse(token, kind string) (claims, error) {
	read, late, err := r.parseLate(token, kind)
	if err == nil && late {
		return claims{}, api.SignInAgain()
	}
	return read, err
}

// parseLate is parse for a token that still says whose something is when its time is over.
func (r *Room) parseLate(token, kind string) (read claims, late bool, err error) {
	_, err = jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithExpirationRequired(), jwt.WithAudience(audience),
		jwt.WithTimeFunc(func() time.Time { return clock.Now(r.App) }), jwt.WithStrictDecoding(),
	).ParseWithClaims(token, &read, func(*jwt.Token) (any, error) { return r.Key, nil })
	late = errors.Is(err, jwt.ErrTokenExpired) && slices.Contains(read.Audience, audience)
	if err != nil && !late {
		return claims{}, false, api.SignInAgain().Because(err)
	}
	if read.Type != kind || read.Session == "" {
		return claims{}, false, api.SignInAgain()
	}
	return read, late, nil
}

// refreshToken writes a refresh secret together with its session and our seal. The seal lets an old token be told from an invented one:
// only a token that we once gave out can end its session.
func (r *Room) refreshToken(session, secret string) string {
	return session + "." + secret + "." + r.seal(session, secret)
}

func (r *Room) readRefreshToken(token string) (session, secret string, err error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 || !hmac.Equal([]byte(parts[2]), []byte(r.seal(parts[0], parts[1]))) {
		return "", "", api.SignInAgain()
	}
	return parts[0], parts[1], nil
}

func (r *Room) seal(session, secret string) string {
	mac := hmac.New(sha256.New, r.Key)
	mac.Write([]byte("refresh\n" + session + "\n" + secret))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
}
