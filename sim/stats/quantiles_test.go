package stats_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/sim/stats"
)

func quantilesOf(t require.TestingT, durations ...time.Duration) *stats.Quantiles {
	q, err := stats.NewQuantiles(time.Hour, 3)
	require.NoError(t, err)
	for _, d := range durations {
		require.NoError(t, q.Record(d))
	}
	return q
}

func TestQuantilesByHand(t *testing.T) {
	q := quantilesOf(t)
	for ms := range 1000 {
		require.NoError(t, q.Record(time.Duration(ms+1)*time.Millisecond))
	}
	require.EqualValues(t, 1000, q.N())
	for p, ms := range map[float64]float64{0: 1, 0.001: 1, 0.5: 500, 0.9: 900, 0.99: 990, 0.999: 999, 1: 1000} {
		require.InEpsilon(t, ms, q.At(p).Seconds()*1000, 1e-3, "p=%v", p)
	}
	require.Equal(t, time.Millisecond, q.At(0), "exact")
	require.Equal(t, time.Second, q.At(1), "exact")
	require.Equal(t, q.At(0), q.At(-1))
	require.Equal(t, q.At(1), q.At(2))
	require.Equal(t, q.At(1), q.At(math.NaN()))
}

func TestQuantilesOfNothingAreZero(t *testing.T) {
	q := quantilesOf(t)
	require.Zero(t, q.N())
	require.Zero(t, q.At(0))
	require.Zero(t, q.At(0.5))
	require.Zero(t, q.At(1))
	require.NoError(t, q.Merge(quantilesOf(t)))
}

func TestQuantilesRefuse(t *testing.T) {
	q := quantilesOf(t, time.Hour, 0)
	require.ErrorContains(t, q.Record(-1), "-1ns is outside 0s to 1h0m0s")
	require.ErrorContains(t, q.Record(time.Hour+1), "is outside 0s to 1h0m0s")
	require.EqualValues(t, 2, q.N())

	for _, test := range []struct {
		largest time.Duration
		digits  int
		want    string
	}{
		{0, 3, "largest duration is 0s"},
		{-time.Second, 3, "largest duration is -1s"},
		{time.Second, 0, "0 significant digits"},
		{time.Second, 6, "6 significant digits"},
	} {
		_, err := stats.NewQuantiles(test.largest, test.digits)
		require.ErrorContains(t, err, test.want)
	}
}

func TestQuantilesMergeRefusesWhatDoesNotFit(t *testing.T) {
	small, err := stats.NewQuantiles(time.Second, 3)
	require.NoError(t, err)
	require.NoError(t, small.Merge(quantilesOf(t, time.Millisecond)))
	require.ErrorContains(t, small.Merge(quantilesOf(t, time.Millisecond, time.Minute)), "cannot merge a record of")
	require.EqualValues(t, 1, small.N())
}

// Against the sorted records, within the three digits promised; and a merge is the same as one histogram of all.
func TestQuantilesAgreeWithTheSortedRecords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := rapid.SliceOfN(rapid.Int64Range(0, int64(time.Hour)), 1, 200).Draw(t, "records")
		p := rapid.Float64Range(0, 1).Draw(t, "p")
		a, b, all := quantilesOf(t), quantilesOf(t), quantilesOf(t)
		for i, r := range records {
			require.NoError(t, all.Record(time.Duration(r)))
			require.NoError(t, []*stats.Quantiles{a, b}[i%2].Record(time.Duration(r)))
		}
		require.NoError(t, a.Merge(b))
		require.Equal(t, all.At(p), a.At(p))
		require.Equal(t, all.N(), a.N())
		require.EqualValues(t, slices.Min(records), a.At(0))
		require.EqualValues(t, slices.Max(records), a.At(1))

		// The histogram rounds the rank to the nearest record, so either neighbour of the exact rank will do.
		slices.Sort(records)
		rank := p * float64(len(records))
		lo := records[max(int(math.Floor(rank-0.5))-1, 0)]
		hi := records[min(int(math.Ceil(rank+0.5)), len(records))-1]
		require.GreaterOrEqual(t, float64(all.At(p)), float64(lo)*0.999-1)
		require.LessOrEqual(t, float64(all.At(p)), float64(hi)*1.001+1)
	})
}
