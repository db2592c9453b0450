package stats_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/sim/stats"
)

// A queue that starts at 100 ns with 2 in it, grows to 5 at 110, and empties at 140.
func TestTimeMeanByHand(t *testing.T) {
	m := stats.NewTimeMean(100, 2)
	require.Equal(t, 2.0, m.Mean(100), "no time has passed")
	require.Equal(t, 2.0, m.Mean(105))
	m.Set(110, 5)
	require.Equal(t, 5.0, m.Value())
	require.Equal(t, (2.0*10+5*10)/20, m.Mean(120))
	m.Add(140, -5)
	require.Zero(t, m.Value())
	require.Equal(t, (2.0*10+5*30)/50, m.Mean(150))
	require.Equal(t, 5.0, m.Max())
	require.Equal(t, (2.0*10+5*30)/40, m.Mean(0), "a time in the past counts as the last change")
	require.NoError(t, m.Err())
}

func TestTimeMeanKeepsTheMaximumThatHeldForNoTime(t *testing.T) {
	m := stats.NewTimeMean(0, -3)
	require.Equal(t, -3.0, m.Max())
	m.Set(10, 7)
	m.Set(10, 1)
	require.Equal(t, 7.0, m.Max())
	require.Equal(t, (-3.0*10+1*10)/20, m.Mean(20))
}

func TestTimeMeanRefusesWhatIsNotFiniteOrGoesBack(t *testing.T) {
	m := stats.NewTimeMean(0, 1)
	m.Set(10, math.NaN())
	m.Add(10, math.Inf(-1))
	m.Set(20, 2)
	m.Set(19, 3)
	require.ErrorContains(t, m.Err(), "3 changes refused")
	require.Equal(t, (1.0*20+2*20)/40, m.Mean(40))

	bad := stats.NewTimeMean(0, math.Inf(1))
	require.Error(t, bad.Err())
	require.Zero(t, bad.Mean(10))

	overflows := stats.NewTimeMean(0, math.MaxFloat64)
	overflows.Set(10, 0)
	require.Error(t, overflows.Err())
}

func TestTimeMeanOverTheWholeRangeOfTime(t *testing.T) {
	m := stats.NewTimeMean(math.MinInt64, 1)
	m.Set(0, 3)
	require.InDelta(t, 2, m.Mean(math.MaxInt64), 1e-12)
}

func TestTimeMeanAgreesWithTheSumOfItsPieces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := rapid.Int64Range(-1e6, 1e6).Draw(t, "start")
		value := float64(rapid.IntRange(-100, 100).Draw(t, "value"))
		m := stats.NewTimeMean(start, value)
		now, area, largest := start, 0.0, value
		for range rapid.IntRange(0, 30).Draw(t, "changes") {
			held := rapid.Int64Range(0, 1e6).Draw(t, "held")
			area += value * float64(held)
			now += held
			value = float64(rapid.IntRange(-100, 100).Draw(t, "value"))
			largest = max(largest, value)
			m.Set(now, value)
		}
		if now > start {
			require.Equal(t, area/float64(now-start), m.Mean(now)) // whole numbers, so exact
		}
		require.Equal(t, largest, m.Max())
	})
}

func TestTimeMeanDoesNotAllocate(t *testing.T) {
	m := stats.NewTimeMean(0, 0)
	now := int64(0)
	require.Zero(t, testing.AllocsPerRun(100, func() { now++; m.Add(now, 1) }))
}
