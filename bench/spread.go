package main

import (
	"fmt"
	"math"
	"slices"
)

// spread is several measurements of one thing.
type spread []float64

func (s spread) median() float64 {
	sorted := slices.Sorted(slices.Values(s))
	if half := len(sorted) / 2; len(sorted)%2 == 0 {
		return (sorted[half-1] + sorted[half]) / 2
	}
	return sorted[len(sorted)/2]
}

// at is the value that so much of all others does not reach, such as 0.99.
func (s spread) at(part float64) float64 {
	sorted := slices.Sorted(slices.Values(s))
	return sorted[min(len(sorted)-1, int(math.Ceil(part*float64(len(sorted))))-1)]
}

// tell prints the median with minimum and maximum, each with three digits that count.
func (s spread) tell(unit string) string {
	return fmt.Sprintf("%s %s (%s to %s)", digits(s.median()), unit, digits(slices.Min(s)), digits(slices.Max(s)))
}

// against is the ratio of two medians that were measured in turn.
func (s spread) against(other spread) float64 { return s.median() / other.median() }

func digits(value float64) string {
	switch {
	case value >= 100:
		return fmt.Sprintf("%.0f", value)
	case value >= 10:
		return fmt.Sprintf("%.1f", value)
	}
	return fmt.Sprintf("%.2f", value)
}
