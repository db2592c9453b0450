package stats_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"

	"reprise/sim/stats"
)

func sampleOf(xs ...float64) *stats.Sample {
	var s stats.Sample
	for _, x := range xs {
		s.Add(x)
	}
	return &s
}

func TestSampleByHand(t *testing.T) {
	s := sampleOf(2, 4, 4, 4, 5, 5, 7, 9) // squared deviations from 5 sum to 32
	require.EqualValues(t, 8, s.N())
	require.InDelta(t, 5, s.Mean(), 1e-15)
	require.InDelta(t, 32.0/7, s.Var(), 1e-14)
	require.InDelta(t, math.Sqrt(32.0/7), s.StdDev(), 1e-14)
	require.Equal(t, 2.0, s.Min())
	require.Equal(t, 9.0, s.Max())
	require.NoError(t, s.Err())
}

func TestSampleOfNoneAndOne(t *testing.T) {
	require.Equal(t, stats.Sample{}, *sampleOf())
	require.Zero(t, sampleOf().Mean())
	require.Zero(t, sampleOf().Var())

	one := sampleOf(-3)
	require.Equal(t, []float64{-3, -3, -3, 0}, []float64{one.Mean(), one.Min(), one.Max(), one.StdDev()})
}

func TestSampleRefusesWhatIsNotFinite(t *testing.T) {
	s := sampleOf(1, math.NaN(), 3, math.Inf(1), math.Inf(-1))
	require.ErrorContains(t, s.Err(), "3 numbers refused")
	require.EqualValues(t, 2, s.N())
	require.Equal(t, 2.0, s.Mean())
	require.Equal(t, 3.0, s.Max())

	overflows := sampleOf(math.MaxFloat64, -math.MaxFloat64)
	require.ErrorContains(t, overflows.Err(), "1 numbers refused")
	require.Equal(t, math.MaxFloat64, overflows.Mean())
	require.Error(t, sampleOf(1e200, -1e200).Err(), "the squares overflow, though the mean does not")
}

// A large common offset is where the textbook sum of squares loses all its digits.
func TestSampleKeepsItsDigitsFarFromZero(t *testing.T) {
	s := sampleOf(1e9+4, 1e9+7, 1e9+13, 1e9+16)
	require.Equal(t, 30.0, s.Var())
}

func TestSampleAgreesWithGonum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), 2, 100).Draw(t, "xs")
		mean, variance := stat.MeanVariance(xs, nil)
		s := sampleOf(xs...)
		require.InDelta(t, mean, s.Mean(), 1e-9)
		require.InDelta(t, variance, s.Var(), 1e-12*variance+1e-9)
	})
}

func TestSampleDoesNotAllocate(t *testing.T) {
	var s stats.Sample
	require.Zero(t, testing.AllocsPerRun(100, func() { s.Add(1) }))
}
