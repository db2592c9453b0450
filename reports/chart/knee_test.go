package chart

import (
	"bytes"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/reports"
)

// cliff is a knee whose p99 spans decades, with a run that is not valid; its figures are made up.
func cliff() *reports.LoadKnee {
	k := &reports.LoadKnee{P99Max: 0.05, Rate: 1200, Above: 1300, ClosedRate: 1312.4}
	for _, p := range []struct{ rate, p50, p99 float64 }{
		{1600, 1.9, 3.97}, {200, 0.0021, 0.0071}, {400, 0.0022, 0.0083}, {800, 0.0026, 0.0124}, {1200, 0.0042, 0.0311}, {1300, 0.102, 0.412}, {1400, 0.61, 1.31},
	} {
		k.Points = append(k.Points, reports.LoadPoint{OfferedRate: p.rate, Latency: reports.LoadLatency{P50: p.p50, P99: p.p99}, Valid: p.rate != 1400, Kept: p.p99 < 0.05})
	}
	k.Points = append(k.Points, reports.LoadPoint{OfferedRate: 2400}) // nothing was answered
	return k
}

// slope is one that no rate breaks, on a straight axis.
func slope() *reports.LoadKnee {
	k := &reports.LoadKnee{P99Max: 0.02, Rate: 400}
	for i := range 4 {
		rate := float64(100 * (i + 1))
		k.Points = append(k.Points, reports.LoadPoint{OfferedRate: rate, Latency: reports.LoadLatency{P50: 0.002 + rate/1e6, P99: 0.006 + rate/1e5}, Valid: true, Kept: true})
	}
	return k
}

func drawnKnee(t require.TestingT, k *reports.LoadKnee) []byte {
	var svg bytes.Buffer
	require.NoError(t, Knee(&svg, k))
	return svg.Bytes()
}

func TestKneesThatCannotBeDrawn(t *testing.T) {
	require.True(t, HasKnee(cliff()))
	for name, test := range map[string]struct {
		spoil func(*reports.LoadKnee)
		want  string
	}{
		"nothing":       {func(k *reports.LoadKnee) { k.Points = nil }, "draw a knee: nothing was answered at any rate"},
		"no answer":     {func(k *reports.LoadKnee) { k.Points = k.Points[7:] }, "draw a knee: nothing was answered at any rate"},
		"NaN":           {func(k *reports.LoadKnee) { k.Points[1].Latency.P99 = math.NaN() }, "draw a knee: a latency is NaN"},
		"negative":      {func(k *reports.LoadKnee) { k.Points[1].Latency.P50 = -1e-3 }, "draw a knee: a latency is -0.001"},
		"infinite":      {func(k *reports.LoadKnee) { k.P99Max = math.Inf(1) }, "draw a knee: a latency is +Inf"},
		"infinite rate": {func(k *reports.LoadKnee) { k.Points[1].OfferedRate = math.Inf(1) }, "draw a knee: plotter: infinite data point"},
	} {
		k := cliff()
		test.spoil(k)
		var svg bytes.Buffer
		require.EqualError(t, Knee(&svg, k), test.want, name)
		require.Empty(t, svg.Bytes(), name)
	}
	require.False(t, HasKnee(&reports.LoadKnee{Points: []reports.LoadPoint{{OfferedRate: 2400}}}))
}

// Runs that are not valid are drawn, and apart.
func TestInvalidPointsAreDrawnApart(t *testing.T) {
	require.Contains(t, string(drawnKnee(t, cliff())), "not valid")
	require.NotContains(t, string(drawnKnee(t, slope())), "not valid")
}

func TestAxisOfLatencies(t *testing.T) {
	for name, test := range map[string]struct {
		values []float64
		want   latencies
		labels []string
	}{
		"no decades":        {[]float64{0.002, 0.02}, latencies{most: 0.021}, nil},
		"decades":           {[]float64{0.0021, 0, 3.97}, latencies{low: -3, high: 1, log: true}, []string{"1 ms", "10 ms", "100 ms", "1 s", "10 s"}},
		"powers of ten":     {[]float64{0.001, 0.1}, latencies{low: -3, high: -1, log: true}, []string{"1 ms", "10 ms", "100 ms"}},
		"next to nothing":   {[]float64{5e-324, 1e-9}, latencies{low: -6, high: -5, log: true}, []string{"1 µs", "10 µs"}},
		"more than a watch": {[]float64{1e-6, 1.7e308}, latencies{low: -6, high: 309, log: true}, nil},
	} {
		got, err := latenciesOf(test.values)
		require.NoError(t, err)
		require.InDelta(t, test.want.most, got.most, 1e-12, name)
		require.Equal(t, []any{test.want.low, test.want.high, test.want.log}, []any{got.low, got.high, got.log}, name)
		if test.labels != nil {
			require.Equal(t, test.labels, labels(got.Ticks(0, 0)), name)
		}
		require.LessOrEqual(t, len(labels(got.Ticks(0, 0))), 10, name)
	}
}

// Whatever the latencies, the picture is sound XML of finite numbers within its frame.
func TestAnyKnee(t *testing.T) {
	seconds := rapid.OneOf(rapid.SampledFrom([]float64{0, 5e-324, 1e-9, 1e300}), rapid.Float64Range(0, 100))
	rate := rapid.Float64Range(0, 1e6)
	rapid.Check(t, func(t *rapid.T) {
		k := &reports.LoadKnee{P99Max: seconds.Draw(t, "bound"), ClosedRate: rate.Draw(t, "closed")}
		for range rapid.IntRange(1, 9).Draw(t, "points") {
			k.Points = append(k.Points, reports.LoadPoint{OfferedRate: rate.Draw(t, "rate"), Valid: rapid.Bool().Draw(t, "valid"), Kept: true,
				Latency: reports.LoadLatency{P50: seconds.Draw(t, "p50"), P99: seconds.Draw(t, "p99")}})
		}
		k.Rate = k.Points[0].OfferedRate
		if HasKnee(k) {
			requireSound(t, drawnKnee(t, k))
		}
	})
}
