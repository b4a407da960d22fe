package family_test

import (
	"slices"
	"testing"

	"kith/backend/audit"
	"kith/backend/family"
)

func TestOfEachActItIsSaidWhoIsTold(t *testing.T) {
	if acts := slices.Sorted(slices.Values(audit.Acts)); !slices.Equal(family.Said(), acts) {
		t.Errorf("of these it is said: %q, and these there are: %q", family.Said(), acts)
	}
}
