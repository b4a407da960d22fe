// Package media keeps pictures and voice notes. It exists so that a phone may let go of a photo once the school has it, and so that nothing
// of the uploaded file is ever kept or served: what stands on the shelf is our own encoding of the picture, or our own container around the
// sound, and only that.
//
// An upload comes in pieces (tus.go, parts.go), is looked at before it is decoded (guard.go), is rebuilt (picture.go; a sound by
// backend/voice) and put away (shelf.go). "Kept" is said only when all of it is on the disk.
package media

import (
	"net/http"
	"regexp"

	"kith/backend/api"
)

// Codes of what may not come in. Phones and tests know them; they never change.
const (
	TooLarge     = "media_too_large"
	Unreadable   = "media_unreadable"
	KindUnknown  = "media_kind_unknown"
	ChecksumCode = "media_checksum"
)

func tooLarge() *api.Refusal {
	return api.Refuse(http.StatusRequestEntityTooLarge, TooLarge,
		"This picture is too large to keep. Choose a smaller one. Your words are safe.")
}

func unreadable() *api.Refusal {
	return api.Refuse(http.StatusUnprocessableEntity, Unreadable,
		"This picture could not be read. Choose it again, or choose another. Your words are safe.")
}

func kindUnknown() *api.Refusal {
	return api.Refuse(http.StatusUnsupportedMediaType, KindUnknown,
		"This is not a kind of picture we keep. Choose a photo (JPEG, PNG or WebP). Your words are safe.")
}

func wrongChecksum() *api.Refusal {
	return api.Refuse(http.StatusUnprocessableEntity, ChecksumCode,
		"The picture changed on its way. It will be sent again. Your words are safe.")
}

var idShape = regexp.MustCompile(`^[a-z0-9]{15}$`)

// sound tells whether an id has the one shape that may become a name on the disk: 15 letters and digits, made by us or by our phones.
func sound(id string) bool { return idShape.MatchString(id) }
