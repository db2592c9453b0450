package experiments

import (
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/scenarios/strict"
)

func axisOf(t require.TestingT, over string) *axis {
	a, err := parseAxis(over)
	require.NoError(t, err)
	return a
}

// Whatever the range and the number of points: every stratum has one point, all of them lie in the range, and the same seed gives
// the same points.
func TestEveryStratumHasOnePoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 200).Draw(t, "points")
		low := rapid.IntRange(-1000, 1000).Draw(t, "low")
		high := low + rapid.IntRange(1, 5000).Draw(t, "width")
		a := axisOf(t, "k="+strconv.Itoa(low)+":"+strconv.Itoa(high))
		if rapid.Bool().Draw(t, "fractions") {
			a.span = a.span.finer(n)
		}
		seed := rapid.Uint64().Draw(t, "seed")
		points := hypercube([]*axis{a}, n, seed)
		require.Equal(t, points, hypercube([]*axis{a}, n, seed))
		unit := a.span.unit(n)
		candidates := (a.span.max-a.span.low)/unit + 1
		strata := map[int64]int{}
		for _, p := range points {
			units, ok := a.span.scale.read(p[0].text)
			require.True(t, ok && a.span.low <= units && units <= a.span.max, p[0].text)
			i := (units - a.span.low) / unit
			if candidates >= int64(n) {
				strata[((i+1)*int64(n)-1)/candidates]++ // the stratum whose first candidate is at or before it
			} else {
				strata[i]++
			}
		}
		if candidates >= int64(n) {
			require.Len(t, strata, n)
			return
		}
		for i := range candidates { // fewer values than points: each as often as the others
			require.InDelta(t, float64(n)/float64(candidates), float64(strata[i]), 1)
		}
	})
}

func TestListsAreDrawnEvenly(t *testing.T) {
	words := axisOf(t, "k=serve,error,empty")
	numbers := axisOf(t, "n=1:4:1")
	seen := map[string]int{}
	for _, p := range hypercube([]*axis{words, numbers}, 100, 7) {
		seen[p[0].text]++
		seen[p[1].text]++
	}
	for _, text := range []string{"serve", "error", "empty"} {
		require.InDelta(t, 100.0/3, seen[text], 1, text)
	}
	for _, text := range []string{"1", "2", "3", "4"} {
		require.Equal(t, 25, seen[text], text)
	}
}

// On a log scale each factor has as many points as another: here each of ten doublings.
func TestALogScaleGoesByFactors(t *testing.T) {
	a := axisOf(t, "k=1m:1024m:log")
	doublings := map[int]int{}
	for _, p := range hypercube([]*axis{a}, 1000, 1) {
		_, err := strict.ParseDuration(p[0].text)
		require.NoError(t, err)
		doublings[int(math.Log2(p[0].at/60))]++
	}
	for i := range 10 {
		require.InDelta(t, 100, doublings[i], 2, "doubling %d", i)
	}
}

// Drawn numbers are short, and no two keys are drawn alike.
func TestDrawnValuesAreRound(t *testing.T) {
	a, b := axisOf(t, "a=0:1"), axisOf(t, "b=1m:24h")
	a.span = a.span.finer(20)
	alike := 0
	for _, p := range hypercube([]*axis{a, b}, 20, 3) {
		require.LessOrEqual(t, len(p[0].text), len("0.123"), p[0].text)
		require.LessOrEqual(t, len(p[1].text), len("23h59m"), p[1].text)
		if math.Abs(p[0].at-p[1].at/86400) < 0.05 {
			alike++
		}
	}
	require.Less(t, alike, 8)
}

// The widest of ranges and the most points: nothing overflows.
func TestTheWidestRange(t *testing.T) {
	for _, over := range []string{"k=1ns:3660d", "k=-1000000000000000000:999999999999999999", "k=1ns:3660d:log", "k=0.000000001:999999999:log"} {
		a := axisOf(t, over)
		a.span = a.span.finer(5000)
		for _, p := range hypercube([]*axis{a}, 5000, 1) {
			units, ok := a.span.scale.read(p[0].text)
			require.True(t, ok && a.span.low <= units && units <= a.span.max, "%s: %s", over, p[0].text)
		}
	}
}
