package family

import (
	"maps"
	"slices"
)

// Said are the acts of which it is said who is told, in order; one that is said twice stands there twice.
func Said() []string {
	said := slices.Clone(withheld)
	for _, some := range []map[string]string{told, toldThemselves, toldOfMoments, toldAuthors, toldOfAmendments} {
		said = slices.AppendSeq(said, maps.Keys(some))
	}
	slices.Sort(said)
	return said
}
