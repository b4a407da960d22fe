// Package moment is what a student kept: its revisions, authors, quotes and pictures. A revision is whole and never changes; a change
// of mind is a newer revision.
package moment

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"kith/backend/circle"
)

// Limits of what one revision holds, in characters and items.
const (
	MaxWords    = 4000
	MaxQuote    = 500
	MaxAlt      = 500
	MaxSupport  = 200
	MaxDid      = 12
	MaxPeople   = 30
	MaxQuotes   = 10
	MaxPictures = 10
	MaxVoice    = 3
	MaxSaid     = 2000 // what is said in a voice note: a minute of fast speech is half of it
	MaxTogether = 5
	MaxSymbols  = 40
	MaxWord     = 60 // a typed word among symbols
)

// Turns are the answers to "whose idea, who showed whom". An empty one means that nobody said.
var turns = map[string]bool{"": true, "i_showed": true, "they_showed": true, "together": true}

// made are the ways in which words came about. `about` is somebody else's sentence and never styled as a quote.
var made = map[string]bool{"own": true, "symbols": true, "scribed": true, "about": true}

var (
	idShape   = regexp.MustCompile(`^[a-z0-9]{15}$`)
	keyShape  = regexp.MustCompile(`^[a-z0-9_-]{1,40}$`)
	langShape = regexp.MustCompile(`^[A-Za-z0-9-]{0,35}$`)
)

// ID says whether a text has the shape of an id that a phone makes.
func ID(id string) bool { return idShape.MatchString(id) }

// Key says whether a text has the shape of the key of a drawing or a tile.
func Key(key string) bool { return keyShape.MatchString(key) }

// Lang says whether a text has the shape of a language's name, or is empty.
func Lang(lang string) bool { return langShape.MatchString(lang) }

// Clean brings somebody's words into one form: composed letters, no control characters and no marks that turn the direction of the
// text around them or hide in it. The words themselves stay as they are.
func Clean(words string) string {
	kept := strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		if unicode.IsControl(r) || circle.Hidden(r) {
			return -1
		}
		return r
	}, words)
	return strings.TrimSpace(norm.NFC.String(kept))
}
