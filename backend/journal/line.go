package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Kinds of lines.
const (
	Begun                = "begun" // from here on the journal knows everything
	ConsentNarrowed      = "consent_narrowed"
	Answered             = "answered" // anything but yes
	DecidedAgainst       = "decided_against"
	Restricted           = "restricted"
	LinkEnded            = "link_ended"
	Left                 = "left"
	GrantEnded           = "grant_ended"
	BadgeRevoked         = "badge_revoked"
	SessionRevoked       = "session_revoked"
	InvitationOver       = "invitation_over"
	FullRights           = "full_rights"
	FamiliesOff          = "families_off"
	ReadsNoMore          = "reads_no_more" // a family member, by a student with full rights
	Erased               = "erased"
	PersonErased         = "person_erased"
	Damaged              = "" // a line that cannot be read any more
	sumLength            = 8
	sumField             = `,"sum":"`
	lineEnd         byte = '\n'
)

// Line is one narrowing act. It holds ids, codes and times, and never a name or a word that somebody said.
type Line struct {
	At   string `json:"at"`
	Seq  int64  `json:"seq"` // a backup that goes up to here has the act in it
	Kind string `json:"kind"`

	House     string   `json:"house,omitempty"` // of Begun: whose journal it is
	Record    string   `json:"record,omitempty"`
	Person    string   `json:"person,omitempty"`
	Student   string   `json:"student,omitempty"`
	Moment    string   `json:"moment,omitempty"`
	Revision  string   `json:"revision,omitempty"`
	Of        string   `json:"of,omitempty"`
	By        string   `json:"by,omitempty"`
	Giver     string   `json:"giver,omitempty"`
	About     string   `json:"about,omitempty"` // a kind of consent
	Code      string   `json:"code,omitempty"`  // how wide, which answer, which decision, why
	How       string   `json:"how,omitempty"`
	From      string   `json:"from,omitempty"`
	Until     string   `json:"until,omitempty"`
	Text      string   `json:"text,omitempty"` // of a consent: which version was shown, in which language, and its hash
	Lang      string   `json:"lang,omitempty"`
	Hash      string   `json:"hash,omitempty"`
	Approvals []string `json:"approvals,omitempty"` // of the moment, which this act has ended
	Revisions []string `json:"revisions,omitempty"`
	Media     []string `json:"media,omitempty"`
}

// text is the line as it stands in the file: one JSON object whose last field is a checksum of all before it.
func (l Line) text() ([]byte, error) {
	body, err := json.Marshal(l)
	if err != nil {
		return nil, fmt.Errorf("write a line of the journal: %w", err)
	}
	body = body[:len(body)-1]
	return append(append(append(body, sumField...), sumOf(body)...), '"', '}', lineEnd), nil
}

// parse reads a line without its end. A line that was cut off or changed is not one.
func parse(text []byte) (line Line, whole bool) {
	end := bytes.LastIndex(text, []byte(sumField))
	if end < 0 || string(text[end+len(sumField):]) != sumOf(text[:end])+`"}` {
		return line, false
	}
	err := json.Unmarshal(text, &line)
	return line, err == nil
}

func sumOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])[:sumLength]
}
