package stats_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mathext"

	"reprise/sim/random"
	"reprise/sim/stats"
)

// Two-sided quantiles of Student's t from the printed tables, against a sample whose mean is 0 and whose standard
// error is 1/sqrt(n) times a known deviation.
func TestConfidenceAgainstTheTableOfStudentsT(t *testing.T) {
	for _, test := range []struct {
		n     int
		level float64
		t     float64
	}{
		{2, 0.95, 12.706}, {3, 0.95, 4.303}, {5, 0.95, 2.776}, {10, 0.95, 2.262}, {20, 0.95, 2.093},
		{30, 0.95, 2.045}, {61, 0.95, 2.000}, {121, 0.95, 1.980}, {10_001, 0.95, 1.960},
		{2, 0.90, 6.314}, {11, 0.90, 1.812}, {31, 0.90, 1.697},
		{2, 0.99, 63.657}, {11, 0.99, 3.169}, {31, 0.99, 2.750}, {11, 0.999, 4.587},
	} {
		xs := make([]float64, test.n) // -1 and 1 in turn, and a 0 where n is odd
		sumOfSquares := 0.0
		for i := range test.n / 2 * 2 {
			xs[i] = float64(i%2*2 - 1)
			sumOfSquares++
		}
		standardError := math.Sqrt(sumOfSquares / float64(test.n-1) / float64(test.n))
		interval, err := stats.Confidence(xs, test.level)
		require.NoError(t, err)
		require.InDelta(t, test.t, interval.Half/standardError, 0.0006, "n=%d level=%v", test.n, test.level)
		require.InDelta(t, 0, interval.Mean, 1e-12)
		require.Equal(t, test.n, interval.N)
		require.Equal(t, test.level, interval.Level)
	}
}

// Law & Kelton (4.12): the ten observations 1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09.
func TestConfidenceByHand(t *testing.T) {
	interval, err := stats.Confidence([]float64{1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09}, 0.90)
	require.NoError(t, err)
	require.InDelta(t, 1.343, interval.Mean, 1e-9) // printed 1.34
	require.InDelta(t, 0.24, interval.Half, 0.005) // printed 0.24
	require.Equal(t, interval.Mean-interval.Half, interval.Lo())
	require.Equal(t, interval.Mean+interval.Half, interval.Hi())
	require.True(t, interval.Covers(interval.Lo()) && interval.Covers(1.34) && interval.Covers(interval.Hi()))
	require.False(t, interval.Covers(1.09) || interval.Covers(1.59) || interval.Covers(math.NaN()))
}

func TestConfidenceRefuses(t *testing.T) {
	for _, test := range []struct {
		xs    []float64
		level float64
		want  string
	}{
		{nil, 0.95, "0 observations; at least 2"},
		{[]float64{1}, 0.95, "1 observations; at least 2"},
		{[]float64{1, math.NaN()}, 0.95, "observation 1 is NaN"},
		{[]float64{math.Inf(-1), 1}, 0.95, "observation 0 is -Inf"},
		{[]float64{math.MaxFloat64, -math.MaxFloat64}, 0.95, "too large to sum"},
		{[]float64{1, 2}, 0, "level is 0"},
		{[]float64{1, 2}, 1, "level is 1"},
		{[]float64{1, 2}, 95, "level is 95"},
		{[]float64{1, 2}, math.NaN(), "level is NaN"},
	} {
		_, err := stats.Confidence(test.xs, test.level)
		require.ErrorContains(t, err, test.want)
	}
}

// What two variants have in common cancels: the differences here are 1, 2 and 3.
func TestPaired(t *testing.T) {
	interval, err := stats.Paired([]float64{101, 502, 9003}, []float64{100, 500, 9000}, 0.95)
	require.NoError(t, err)
	require.InDelta(t, 2, interval.Mean, 1e-12)
	require.InDelta(t, 4.303/math.Sqrt(3), interval.Half, 0.001)

	_, err = stats.Paired([]float64{1, 2}, []float64{1}, 0.95)
	require.ErrorContains(t, err, "paired: 2 observations against 1")
	_, err = stats.Paired([]float64{math.Inf(1), 2}, []float64{math.Inf(1), 1}, 0.95)
	require.ErrorContains(t, err, "observation 0 is NaN")
}

// An interval of normal observations covers their mean as often as its level says: 4000 trials, and a band of 3.3
// standard deviations of that count.
func TestConfidenceCoversAsOftenAsItSays(t *testing.T) {
	const trials = 4000
	for _, level := range []float64{0.80, 0.95, 0.99} {
		for _, n := range []int{2, 5, 20} {
			s := random.New(1, "coverage", uint64(n), uint64(level*100))
			covered := 0
			xs := make([]float64, n)
			for range trials {
				for i := range xs {
					xs[i] = 3 + 7*mathext.NormalQuantile(s.Open())
				}
				interval, err := stats.Confidence(xs, level)
				require.NoError(t, err)
				if interval.Covers(3) {
					covered++
				}
			}
			require.InDelta(t, level*trials, covered, 3.3*math.Sqrt(trials*level*(1-level)), "n=%d level=%v", n, level)
		}
	}
}
