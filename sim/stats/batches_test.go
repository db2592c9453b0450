package stats_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mathext"
	"pgregory.net/rapid"

	"reprise/sim/random"
	"reprise/sim/stats"
)

func TestBatchMeansByHand(t *testing.T) {
	// 11 observations in 5 batches of 2: the first does not fit and is left out. Their means are 2, 4, 6, 8, 10.
	xs := []float64{1000, 1, 3, 3, 5, 5, 7, 7, 9, 9, 11}
	means, err := stats.Batches(xs, 5)
	require.NoError(t, err)
	require.Equal(t, []float64{2, 4, 6, 8, 10}, means)

	interval, err := stats.BatchMeans(xs, 5, 0.95)
	require.NoError(t, err)
	require.InDelta(t, 6, interval.Mean, 1e-12)
	require.InDelta(t, 2.776*math.Sqrt(10)/math.Sqrt(5), interval.Half, 0.001) // variance 40/4
	require.Equal(t, 5, interval.N)
}

func TestBatchMeansRefuse(t *testing.T) {
	xs := []float64{1, 2, 3, 4}
	for _, test := range []struct {
		xs      []float64
		batches int
		level   float64
		want    string
	}{
		{xs, 1, 0.95, "1 batches; at least 2"},
		{xs, -3, 0.95, "-3 batches"},
		{xs, 5, 0.95, "4 observations do not fill 5 batches"},
		{nil, 2, 0.95, "0 observations do not fill 2 batches"},
		{xs, 2, 2, "level is 2"},
		{[]float64{1, math.NaN(), 3, 4}, 2, 0.95, "not finite"},
	} {
		_, err := stats.BatchMeans(test.xs, test.batches, test.level)
		require.ErrorContains(t, err, test.want)
	}
}

// autoregressive fills xs with a stationary process of mean 0, variance 1 and correlation phi between neighbours.
func autoregressive(s *random.Stream, phi float64, xs []float64) {
	x := mathext.NormalQuantile(s.Open())
	for i := range xs {
		xs[i] = x
		x = phi*x + math.Sqrt(1-phi*phi)*mathext.NormalQuantile(s.Open())
	}
}

// The observations depend on each other, so the plain interval covers their mean far too seldom; batch means put that
// right.
func TestBatchMeansCoverWhereObservationsDependOnEachOther(t *testing.T) {
	const trials, level = 1000, 0.95
	xs := make([]float64, 2000)
	plainCovered, batchCovered := 0.0, 0.0
	for trial := range uint64(trials) {
		autoregressive(random.New(1, "autoregressive", 0, trial), 0.8, xs)
		plain, err := stats.Confidence(xs, level)
		require.NoError(t, err)
		batch, err := stats.BatchMeans(xs, 10, level)
		require.NoError(t, err)
		if plain.Covers(0) {
			plainCovered++
		}
		if batch.Covers(0) {
			batchCovered++
		}
	}
	require.Less(t, plainCovered/trials, 0.6)
	require.InDelta(t, level, batchCovered/trials, 3.3*math.Sqrt(level*(1-level)/trials))
}

func TestMSER5ByHand(t *testing.T) {
	batch := func(means ...float64) []float64 {
		var xs []float64
		for _, mean := range means {
			xs = append(xs, mean-2, mean-1, mean, mean+1, mean+2)
		}
		return xs
	}
	for name, test := range map[string]struct {
		xs   []float64
		want int
	}{
		// Squared deviations over the square of their number: 66/64 = 1.03 for 0 batches, 1.71/49 = 0.0350 for 1,
		// 1.50/36 = 0.0417 for 2, 1.20/25 = 0.0480 for 3, 1/16 = 0.0625 for 4.
		"one high batch":                              {batch(10, 1, 2, 1, 2, 1, 2, 1), 5},
		"nothing to delete":                           {batch(1, 2, 1, 2, 1, 2, 1, 2), 0},
		"all equal: the shortest":                     {batch(3, 3, 3, 3), 0},
		"never settles: half of the batches":          {batch(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 25},
		"what does not fill a batch is not looked at": {append(batch(1, 2, 1, 2), 1e6, 1e6), 0},
	} {
		d, err := stats.MSER5(test.xs)
		require.NoError(t, err)
		require.Equal(t, test.want, d, name)
	}
}

func TestMSER5Refuses(t *testing.T) {
	_, err := stats.MSER5(make([]float64, 9))
	require.ErrorContains(t, err, "9 observations; at least 10")
	_, err = stats.MSER5([]float64{1, 2, 3, 4, math.NaN(), 6, 7, 8, 9, 10})
	require.ErrorContains(t, err, "not finite")
}

// Against the definition, computed afresh for every truncation point.
func TestMSER5MinimisesItsStatistic(t *testing.T) {
	statistic := func(means []float64) float64 {
		mean, sum := 0.0, 0.0
		for _, m := range means {
			mean += m / float64(len(means))
		}
		for _, m := range means {
			sum += (m - mean) * (m - mean)
		}
		return sum / float64(len(means)*len(means))
	}
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(rapid.Float64Range(-100, 100), 10, 120).Draw(t, "xs")
		means, err := stats.Batches(xs[:len(xs)/5*5], len(xs)/5)
		require.NoError(t, err)
		d, err := stats.MSER5(xs)
		require.NoError(t, err)
		require.True(t, d%5 == 0 && d/5 <= len(means)/2)
		for other := range len(means)/2 + 1 {
			require.LessOrEqual(t, statistic(means[d/5:]), statistic(means[other:])*(1+1e-9)+1e-12)
		}
	})
}

// A process that starts 20 deviations high and falls back: what is left after the deletion has the right mean.
func TestMSER5FindsTheEndOfAWarmUp(t *testing.T) {
	xs := make([]float64, 5000)
	autoregressive(random.New(1, "warm-up", 0, 0), 0.5, xs)
	biased := slices.Clone(xs)
	for i := range biased {
		biased[i] += 20 * math.Exp(-float64(i)/100)
	}
	d, err := stats.MSER5(biased)
	require.NoError(t, err)
	require.Greater(t, d, 200, "the excess is still 2.7 deviations at 200")
	require.Less(t, d, 1000, "and 0.001 at 1000")
}
