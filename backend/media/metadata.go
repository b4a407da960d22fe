package media

import (
	"crypto/sha1" //nolint:gosec // tus 1.0 makes every server offer it; it only guards a piece against a bad line
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"net/http"
	"regexp"
	"strings"

	"kith/backend/api"
)

// announced is what a phone says about a picture before it sends it. A file name may stand in the metadata too; nobody reads it.
type announced struct {
	media, moment, kind string
	sha256              string // of the whole file, in hex
	sealed              string // the key that its bytes are sealed to and which box they are, empty where they lie open
}

// maxMetadata bounds the header in bytes; what we ask for takes 180.
const maxMetadata = 4 << 10

var sumShape = regexp.MustCompile(`^[0-9a-f]{64}$`)

// readMetadata reads Upload-Metadata: pairs of a key and a base64 value, separated by commas (tus 1.0, creation). It refuses a key that
// comes twice, and what is missing or misshapen among id, moment, kind and sha256. What a file claims to be besides is not read: its bytes say what it is.
func readMetadata(header string) (announced, error) {
	if len(header) > maxMetadata {
		return announced{}, badRequest("Upload-Metadata")
	}
	values := map[string]string{}
	for pair := range strings.SplitSeq(header, ",") {
		key, encoded, _ := strings.Cut(strings.TrimSpace(pair), " ")
		value, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
		if _, twice := values[key]; err != nil || twice {
			return announced{}, badRequest("Upload-Metadata").Because(err)
		}
		values[key] = string(value)
	}
	return announced{media: values["id"], moment: values["moment"], kind: values["kind"], sha256: values["sha256"]}.sound()
}

func (c announced) sound() (announced, error) {
	if !sound(c.media) || !sound(c.moment) || !sumShape.MatchString(c.sha256) {
		return announced{}, badRequest("Upload-Metadata")
	}
	if c.kind != photo && c.kind != voiceNote {
		return announced{}, kindUnknown()
	}
	return c, nil
}

func badRequest(header string) *api.Refusal {
	return api.Refuse(http.StatusBadRequest, "upload_invalid", "This app sent a picture in a way the school does not understand ("+header+"). Update the app.")
}

// statusChecksum is tus's own status for a piece that does not match its checksum.
const statusChecksum = 460

// sums are the algorithms of Upload-Checksum.
var sums = map[string]func() hash.Hash{"sha256": sha256.New, "sha1": sha1.New}

// pieceSum is what one piece must hash to. The zero value matches every piece.
type pieceSum struct {
	hash func() hash.Hash
	want string
}

func readChecksum(header string) (pieceSum, error) {
	if header == "" {
		return pieceSum{}, nil
	}
	name, encoded, _ := strings.Cut(header, " ")
	algorithm, known := sums[name]
	want, err := base64.StdEncoding.DecodeString(encoded)
	if !known || err != nil || len(want) != algorithm().Size() {
		return pieceSum{}, badRequest("Upload-Checksum").Because(err)
	}
	return pieceSum{algorithm, string(want)}, nil
}

func (s pieceSum) wanted() bool { return s.hash != nil }

func (s pieceSum) matches(piece []byte) bool {
	h := s.hash()
	h.Write(piece)
	return string(h.Sum(nil)) == s.want
}

func hexOf(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }
