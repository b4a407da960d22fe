package family

import (
	"maps"
	"slices"
	"testing"

	"kith/backend/audit"
)

func TestOfEachActItIsSaidWhoIsTold(t *testing.T) {
	said := slices.Clone(withheld)
	for _, some := range []map[string]string{told, toldThemselves, toldOfMoments, toldAuthors} {
		said = slices.AppendSeq(said, maps.Keys(some))
	}
	slices.Sort(said)
	acts := slices.Sorted(slices.Values(audit.Acts))
	if !slices.Equal(said, acts) {
		t.Errorf("of these it is said: %q, and these there are: %q", said, acts)
	}
}
