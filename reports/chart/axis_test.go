package chart

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot"
)

func TestAxisOfProbabilities(t *testing.T) {
	for name, test := range map[string]struct {
		values, must []float64
		want         chances
	}{
		"no decades":               {[]float64{0.1, 0.2}, nil, chances{top: 0.2 * 1.05}},
		"decades":                  {[]float64{2e-5, 0.03}, nil, chances{floor: 1e-5, top: 0.1, log: true}},
		"a limit far below":        {[]float64{0.1, 0.2}, []float64{1e-4}, chances{floor: 1e-4, top: 1, log: true}},
		"a zero":                   {[]float64{0, 0.03, 0.02}, nil, chances{floor: 1e-2, top: 0.1, log: true, cut: true}},
		"nothing but zeros":        {[]float64{0, 0}, nil, chances{top: 1}},
		"below the least floor":    {[]float64{1e-90, 1e-3}, nil, chances{floor: 1e-15, top: 1e-2, log: true, cut: true}},
		"all far below":            {[]float64{1e-90, 1e-80}, nil, chances{floor: 1e-15, top: 1e-14, log: true, cut: true}},
		"a limit below the floor":  {[]float64{1e-90, 1e-30, 1e-3}, []float64{1e-20}, chances{floor: 1e-23, top: 1e-2, log: true, cut: true}},
		"a certainty":              {[]float64{1e-3, 1}, nil, chances{floor: 1e-3, top: 1, log: true}},
		"as small as numbers go":   {[]float64{5e-324, 1e-3}, []float64{5e-324}, chances{floor: 1e-300, top: 1e-2, log: true, cut: true}},
		"a power of ten stands on": {[]float64{1e-6, 1e-2}, nil, chances{floor: 1e-6, top: 0.1, log: true}},
	} {
		got := axisOf(exactly(test.values), test.must)
		require.InEpsilon(t, test.want.top, got.top, 1e-9, name)
		require.InDelta(t, 1, (got.floor+1e-310)/(test.want.floor+1e-310), 1e-9, name)
		require.Equal(t, []bool{test.want.log, test.want.cut}, []bool{got.log, got.cut}, name)
		for _, v := range test.values {
			require.Equal(t, v < got.floor && got.log, got.below(reading{p: v}), name)
			require.False(t, math.IsInf(got.at(reading{p: v}), 0), name)
		}
	}
}

// exactly are probabilities that are known.
func exactly(values []float64) []reading {
	var known []reading
	for _, v := range values {
		known = append(known, reading{p: v})
	}
	return known
}

// What is at most so much stands on the floor, and the axis claims to know nothing below it.
func TestAxisOfWhatIsAtMost(t *testing.T) {
	for name, test := range map[string]struct {
		values []reading
		must   []float64
		want   chances
	}{
		"on a power of ten":     {[]reading{{1e-12, true}, {0.03, false}}, []float64{1e-4}, chances{floor: 1e-12, top: 0.1}},
		"between powers of ten": {[]reading{{5e-13, true}, {0.03, false}}, nil, chances{floor: 1e-12, top: 0.1}},
		"above what is known":   {[]reading{{1e-12, true}, {1e-14, false}, {0.03, false}}, []float64{1e-14}, chances{floor: 1e-12, top: 0.1}},
		"no decades":            {[]reading{{0.01, true}, {0.1, false}, {0.2, false}}, nil, chances{floor: 0.01, top: 1}},
		"nothing else":          {[]reading{{1e-12, true}, {1e-12, true}}, nil, chances{floor: 1e-12, top: 1e-11}},
	} {
		got := axisOf(test.values, test.must)
		require.InEpsilon(t, test.want.floor, got.floor, 1e-9, name)
		require.InEpsilon(t, test.want.top, got.top, 1e-9, name)
		require.True(t, got.log && got.cut, name)
		require.True(t, got.below(test.values[0]), name)
		require.InDelta(t, math.Log10(got.floor), got.at(test.values[0]), 1e-9, name)
	}
}

func labels(ticks []plot.Tick) []string {
	var names []string
	for _, tick := range ticks {
		if tick.Label != "" {
			names = append(names, tick.Label)
		}
	}
	return names
}

func TestTicks(t *testing.T) {
	require.Equal(t, []string{"1", "0.1", "0.01", "1e-3"}, labels(chances{floor: 1e-3, top: 1, log: true}.Ticks(0, 0)))
	require.Equal(t, []string{"1", "0.01", "1e-4", "1e-6", "1e-8", "1e-10", "1e-12", "≤ 1e-15"}, labels(chances{floor: 1e-15, top: 1, log: true, cut: true}.Ticks(0, 0)))
	require.Equal(t, []string{"0.01", "1e-4", "1e-6", "1e-8", "1e-10"}, labels(chances{floor: 1e-10, top: 1e-2, log: true}.Ticks(0, 0)))
	require.Equal(t, []string{"0 %", "5 %", "10 %"}, labels(roundTicks{"share"}.Ticks(0, 0.13)))
	require.Equal(t, []string{"1,000", "2,000", "3,000"}, labels(roundTicks{}.Ticks(600, 3700)))
	require.Equal(t, []string{"5"}, labels(roundTicks{}.Ticks(5, 5)))
}

// Of seconds, what is round is round on a clock.
func TestTicksOfTime(t *testing.T) {
	require.Equal(t, []string{"3 h", "3 h 5 m", "3 h 10 m", "3 h 15 m"}, labels(roundTicks{"s"}.Ticks(177*60, 198*60)))
	require.Equal(t, []string{"0 s", "6 h", "12 h", "18 h", "1 d"}, labels(roundTicks{"s"}.Ticks(0, 86400)))
	require.Equal(t, []string{"0 s", "2 d", "4 d", "6 d", "8 d", "10 d"}, labels(roundTicks{"s"}.Ticks(0, 10*86400)))
	require.Equal(t, []string{"10 s", "15 s", "20 s", "25 s"}, labels(roundTicks{"s"}.Ticks(8, 28)))
	require.Equal(t, []string{"0 s", "200 ms", "400 ms", "600 ms", "800 ms"}, labels(roundTicks{"s"}.Ticks(0, 0.9)))
}

func TestNamesOfNumbers(t *testing.T) {
	for p, want := range map[float64]string{0: "0 %", 0.05: "5 %", 1e-4: "1e-4", 2.5e-4: "2.5e-4", 1e-20: "1e-20", 0.00999: "9.99e-3"} {
		require.Equal(t, want, chanceName(p))
	}
	for v, want := range map[float64]string{0: "0", 0.0123: "0.012", 1.74: "1.7", 11.96: "12", 123: "120", 4567: "4,600"} {
		require.Equal(t, want, twoDigits(v))
	}
}
