package consent

import (
	"strings"
	"time"
)

// Friend stands where nothing of a name may be told. The phone puts it into the reader's language.
const Friend = ""

// NameFor is what an audience may call a person: the first name, its initial, or Friend. A name never narrows where a moment goes.
func NameFor(facts Facts, person, name string, audience Widest, at time.Time) string {
	widest, code := Allowed(facts, person, "name", at)
	switch {
	case widest >= audience:
		return name
	case code == Missing || widest == None:
		return Friend
	default:
		return initial(name)
	}
}

func initial(name string) string {
	for _, letter := range strings.TrimSpace(name) {
		return strings.ToUpper(string(letter)) + "."
	}
	return Friend
}
