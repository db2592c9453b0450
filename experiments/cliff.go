package experiments

import (
	"fmt"
	"math"

	"reprise/sim/stats"
)

// A cliff is a pair of neighbouring values of a key, all else the same, between which a metric does what no smooth response does.
// Neighbours k and k+1 are one when, over the replications, paired on common random numbers:
//
//   - the step between them, d[k], is not 0, and
//   - it is more than `steep` times the step of each pair beside it, d[k-1] and d[k+1], whatever their signs (at an end of the key's
//     values: of the two next pairs, for a turn may lie in the first); where values are further apart here than there, by that much more.
//
//   - its mean is at least a tenth of the way from the lowest to the highest mean along the key, and no rounding of floating point.
//
// A response that bends, even one that doubles from value to value, has steps beside its largest that are a third of it and more;
// one that stands still before and after has none. What turns over two pairs of values is a slope, however steep: a finer step shows.
//
// Each of the first two comparisons is an interval of paired differences (Student t) that excludes 0, at 95 % for all the pairs of the key
// together (Bonferroni); a pair must win all its comparisons, which takes nothing from that.

// steep is how many times as large as the steps beside it a cliff is.
const steep = 3

// The least that a step must be: of the whole range along the key, and of the largest mean.
const (
	leastShare = 0.1
	rounding   = 1e-9
)

// familyError is how often, at most, a response that does not depend on a key is said to have a cliff along it.
const familyError = 0.05

// leastValues is how many values tell a cliff from a slope: three steps.
const leastValues = 4

// jump is the pair of values from, from+1.
type jump struct {
	from       int
	difference stats.Interval // of the second from the first
}

// leastReps is how many replications tell a cliff of so many pairs from chance. Of fewer, all differences may have one sign by chance
// (the sign test), and an interval of differences that happen to be equal has no width that would say so.
func leastReps(pairs int) int {
	return 1 + int(math.Ceil(math.Log2(float64(pairs)/familyError)))
}

// jumps are the cliffs of one metric along a line of values: at is where they stand, rising; response is by value, then by
// replication. pairs is how many pairs of neighbours are looked at in all.
func jumps(at []float64, response [][]float64, pairs int) ([]jump, error) {
	if len(at) < leastValues || len(response[0]) < leastReps(pairs) {
		return nil, nil
	}
	level := 1 - familyError/float64(pairs)
	steps := make([][]float64, len(at)-1)
	for k := range steps {
		steps[k] = minus(response[k+1], response[k])
	}
	var found []jump
	least := leastStep(response)
	for k, step := range steps {
		difference, err := stats.Confidence(step, level)
		if err != nil {
			return nil, fmt.Errorf("between values %d and %d: %w", k, k+1, err)
		}
		if difference.Covers(0) || math.Abs(difference.Mean) < least {
			continue
		}
		cliff := true
		for _, other := range beside(k, len(steps)) {
			times := steep * max(1, (at[k+1]-at[k])/(at[other+1]-at[other]))
			exceeds, err := outdoes(step, steps[other], math.Copysign(1, difference.Mean), times, level)
			if err != nil {
				return nil, err
			}
			cliff = cliff && exceeds
		}
		if cliff {
			found = append(found, jump{k, difference})
		}
	}
	return found, nil
}

// leastStep is what a step must come to at least.
func leastStep(response [][]float64) float64 {
	low, high, size := math.Inf(1), math.Inf(-1), 0.0
	for _, values := range response {
		m := mean(values)
		low, high, size = min(low, m), max(high, m), max(size, math.Abs(m))
	}
	return max(leastShare*(high-low), rounding*size)
}

// beside are the two steps that one of n is held against.
func beside(k, n int) []int {
	switch k {
	case 0:
		return []int{1, 2}
	case n - 1:
		return []int{n - 3, n - 2}
	}
	return []int{k - 1, k + 1}
}

// outdoes tells whether a step of that sign is credibly larger than so many times another, be that up or down.
func outdoes(step, other []float64, sign, times, level float64) (bool, error) {
	for _, way := range []float64{-1, 1} {
		margin := make([]float64, len(step))
		for i := range step {
			margin[i] = sign*step[i] + way*times*other[i]
		}
		interval, err := stats.Confidence(margin, level)
		if err != nil || interval.Lo() <= 0 {
			return false, err
		}
	}
	return true, nil
}

func minus(a, b []float64) []float64 {
	d := make([]float64, len(a))
	for i := range a {
		d[i] = a[i] - b[i]
	}
	return d
}
