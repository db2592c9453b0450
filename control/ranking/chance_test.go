package ranking_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"
)

// requireChances holds counts against the chances they should have, by chi-square. The accounts counted over are the same
// in every run, so that one in ten thousand is no flake but a bound that was met once and stays met.
func requireChances(t *testing.T, chances []float64, counts []int, what string) {
	t.Helper()
	total, degrees, statistic := 0, -1.0, 0.0
	for _, n := range counts {
		total += n
	}
	for i, p := range chances {
		if p == 0 {
			require.Zero(t, counts[i], "%s: %d never is", what, i)
			continue
		}
		expected := p * float64(total)
		require.Greater(t, expected, 5.0, "%s: too few for chi-square", what)
		statistic += (float64(counts[i]) - expected) * (float64(counts[i]) - expected) / expected
		degrees++
	}
	if degrees == 0 {
		return // one of them always is
	}
	critical := distuv.ChiSquared{K: degrees}.Quantile(0.9999)
	require.Less(t, statistic, critical, "%s: %v", what, counts)
}

// even are n chances that are the same.
func even(n int) []float64 {
	chances := make([]float64, n)
	for i := range chances {
		chances[i] = 1 / float64(n)
	}
	return chances
}

// rank numbers the orders of 0 to n-1 from 0 to n!-1.
func rank(order []int32) int {
	number := 0
	for i, x := range order {
		smaller := 0
		for _, y := range order[i+1:] {
			if y < x {
				smaller++
			}
		}
		number = number*(len(order)-i) + smaller
	}
	return number
}

func numbered(n int) []int32 {
	xs := make([]int32, n)
	for i := range xs {
		xs[i] = int32(i)
	}
	return xs
}

func TestRank(t *testing.T) {
	require.Equal(t, 0, rank(numbered(4)))
	require.Equal(t, 23, rank([]int32{3, 2, 1, 0}))
	require.Equal(t, 1, rank([]int32{0, 2, 1}))
	require.Equal(t, 2, rank([]int32{1, 0, 2}))
}

func ascending(xs []int32) []int32 {
	sorted := slices.Clone(xs)
	slices.Sort(sorted)
	return sorted
}
