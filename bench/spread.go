package main

import (
	"fmt"
	"slices"
)

// spread is several measurements of one thing.
type spread []float64

func (s spread) median() float64 {
	sorted := slices.Sorted(slices.Values(s))
	return sorted[len(sorted)/2]
}

// tell prints the median with minimum and maximum.
func (s spread) tell(format, unit string) string {
	return fmt.Sprintf(format+" %s ("+format+" to "+format+")", s.median(), unit, slices.Min(s), slices.Max(s))
}

// against is the ratio of two medians that were measured in turn.
func (s spread) against(other spread) float64 { return s.median() / other.median() }
