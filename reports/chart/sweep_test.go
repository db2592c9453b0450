package chart

import (
	"bytes"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/reports"
)

func key(name, kind string, n int) reports.SweptKey {
	k := reports.SweptKey{Key: name, Kind: kind}
	for i := range n {
		k.Values = append(k.Values, fmt.Sprint(10*i))
	}
	return k
}

// swept is a grid over keys, with two metrics of which the second is the same everywhere; its figures are made up.
func swept(mean func(i int) float64, keys ...reports.SweptKey) *reports.Sweep {
	s := &reports.Sweep{Design: reports.DesignGrid, Reps: 4, Keys: keys,
		Columns: []reports.Column{{Metric: "signup.fallbacks", Label: "fallbacks"}, {Metric: "pool.to_recover", Label: "to recover", Unit: "s"}}}
	points := [][]int{nil}
	for _, k := range keys {
		var wider [][]int
		for _, p := range points {
			for i := range k.Values {
				wider = append(wider, append(append([]int{}, p...), i))
			}
		}
		points = wider
	}
	for n, p := range points {
		point := reports.SweepPoint{Responses: []reports.Interval{{Mean: mean(n), Low: mean(n) - 1, High: mean(n) + 1}, {Unit: "s", Mean: 60, Low: 60, High: 60}}}
		for k, i := range p {
			point.Values, point.At = append(point.Values, keys[k].Values[i]), append(point.At, float64(10*i))
		}
		s.Points = append(s.Points, point)
	}
	return s
}

// stepped is one key with a cliff.
func stepped() *reports.Sweep {
	s := swept(func(i int) float64 { return float64(5 * (i / 4)) }, key("sync.workers", reports.KeyNumber, 8))
	s.Cliffs = []reports.Cliff{{Key: "sync.workers", From: "30", To: "40", Metric: "signup.fallbacks", Before: 0, After: 5}}
	return s
}

// hilly is a map of two keys, one of words.
func hilly() *reports.Sweep {
	return swept(func(i int) float64 { return math.Round(100 * math.Sin(float64(i)/7)) }, key("account.pool.min-size", reports.KeyNumber, 5), key("config.partial.policy", reports.KeyWord, 4))
}

func drawnSweep(t require.TestingT, s *reports.Sweep) []byte {
	var svg bytes.Buffer
	require.NoError(t, Sweep(&svg, s))
	return svg.Bytes()
}

func TestSweepsThatCannotBeDrawn(t *testing.T) {
	three := swept(func(int) float64 { return 1 }, key("a", reports.KeyNumber, 2), key("b", reports.KeyNumber, 2), key("c", reports.KeyNumber, 2))
	require.False(t, HasSweep(three))
	require.Error(t, Sweep(&bytes.Buffer{}, three))
	three.Design = reports.DesignHypercube
	require.True(t, HasSweep(three))
	for _, bad := range []float64{math.NaN(), math.Inf(1)} {
		s := stepped()
		s.Points[2].Responses[0].Low = bad
		var svg bytes.Buffer
		require.ErrorContains(t, Sweep(&svg, s), "draw a sweep: a response is 0")
		require.Empty(t, svg.Bytes())
	}
}

// What is the same everywhere takes no place, unless it is all there is; a cliff is in the picture of its metric.
func TestWhatASweepShows(t *testing.T) {
	svg := string(drawnSweep(t, stepped()))
	require.Contains(t, svg, "cliff: 0 → 5")
	require.NotContains(t, svg, "to recover")
	flat := string(drawnSweep(t, swept(func(int) float64 { return 3 }, key("a", reports.KeyNumber, 4))))
	require.Contains(t, flat, "fallbacks")
	require.NotContains(t, string(drawnSweep(t, hilly())), "cliff")
}

// Whatever the responses, the picture is sound XML of finite numbers within its frame.
func TestAnySweep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		response := rapid.OneOf(rapid.SampledFrom([]float64{0, -1, 1e-9, 1e12}), rapid.Float64Range(-100, 1e6))
		kinds := rapid.SampledFrom([]string{reports.KeyNumber, reports.KeyDuration, reports.KeyWord})
		var keys []reports.SweptKey
		for i := range rapid.IntRange(1, 3).Draw(t, "keys") {
			keys = append(keys, key(fmt.Sprint("k", i), kinds.Draw(t, "kind"), rapid.IntRange(1, 15).Draw(t, "values")))
		}
		values := rapid.SliceOfN(response, 7, 7).Draw(t, "responses")
		s := swept(func(i int) float64 { return values[i%7] }, keys...)
		if rapid.Bool().Draw(t, "cube") {
			s.Design = reports.DesignHypercube
		}
		if HasSweep(s) {
			requireSound(t, drawnSweep(t, s))
		}
	})
}
