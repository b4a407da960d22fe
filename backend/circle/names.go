package circle

import (
	"regexp"
	"strings"
	"time"
	_ "time/tzdata" // schools live in time zones that a bare container does not know
	"unicode"

	"golang.org/x/text/unicode/norm"

	"kith/backend/api"
)

// NameLength is the longest name in characters.
const NameLength = 60

var (
	idShape   = regexp.MustCompile(`^[a-z0-9]{15}$`)
	faceShape = regexp.MustCompile(`^[a-z0-9_-]{0,60}$`)
	langShape = regexp.MustCompile(`^([a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,3})?$`)
)

// CleanName composes a name (NFC), drops what would turn the text around or hide in it, and closes gaps. It refuses, with the
// field's name, what is empty then or longer than NameLength.
func CleanName(field, name string) (string, error) {
	clean := CleanText(name)
	if clean == "" || len([]rune(clean)) > NameLength {
		return "", api.Invalid(field)
	}
	return clean, nil
}

// cleanOptional is CleanName for what may be left empty.
func cleanOptional(field, text string) (string, error) {
	if CleanText(text) == "" {
		return "", nil
	}
	return CleanName(field, text)
}

// unseen are marks that take no room and change no letter: two names that differ in them alone look the same. Joiners stay, since scripts and
// emoji are spelled with them.
const unseen = "\u00ad\u180e\u200b\u2060\u2061\u2062\u2063\u2064\ufeff"

// Hidden says whether a mark turns the text around it, or takes no room in it: with one in the middle a word reads as it did and is another.
func Hidden(r rune) bool {
	return unicode.Is(unicode.Bidi_Control, r) || strings.ContainsRune(unseen, r)
}

// CleanText composes a text (NFC), drops what would turn it around or hide in it, and closes gaps. What nobody would see is empty then.
func CleanText(text string) string {
	kept := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Cc, r), Hidden(r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	kept = strings.Join(strings.Fields(norm.NFC.String(kept)), " ")
	if strings.IndexFunc(kept, visible) < 0 {
		return ""
	}
	return kept
}

// visible is false for joiners and other marks that print nothing by themselves.
func visible(r rune) bool { return unicode.In(r, unicode.L, unicode.N, unicode.S, unicode.P) }

func checkFace(face string) error {
	if !faceShape.MatchString(face) {
		return api.Invalid("face")
	}
	return nil
}

func checkLang(lang string) error {
	if len(lang) > 10 || !langShape.MatchString(lang) {
		return api.Invalid("lang")
	}
	return nil
}

// checkID lets an id pass that was made on a phone: 15 characters of a-z and 0-9, or none.
func checkID(id string) error {
	if id != "" && !idShape.MatchString(id) {
		return api.Invalid("id")
	}
	return nil
}

// CheckZone refuses a time zone that is not a place of the IANA list.
func CheckZone(zone string) (*time.Location, error) {
	place, err := time.LoadLocation(zone)
	if err != nil || zone == "" || zone == "Local" {
		return nil, api.Invalid("zone")
	}
	return place, nil
}
