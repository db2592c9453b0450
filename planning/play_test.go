package planning

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/pool"
	"reprise/control/pool/exact"
	"reprise/planning/trial"
	"reprise/sim/random"
)

var small = pool.Settings{Enabled: true, Min: 8, Target: 20}

func TestPoolOf(t *testing.T) {
	w := exact.Workload{Rate: 1800, Review: 4 * time.Minute, Schedule: pool.FixedDelay, Creation: exact.Batch{From: 20 * time.Second, To: 20 * time.Second}}
	p := poolOf(w, small, nil)
	require.Equal(t, small, p.Settings.Pool)
	require.Equal(t, 4*time.Minute, p.Settings.CheckEvery)
	require.Equal(t, pool.FixedDelay, p.Settings.Schedule)
	require.Equal(t, random.Rate(random.ConstantRate(0.5)), p.Demand.Rate)
	require.Nil(t, p.Demand.Record)
	require.True(t, p.Settings.Together)
	require.Greater(t, p.Settings.Workers, exact.LargestTarget, "a fill of any size comes at once")
	require.Equal(t, random.Fixed(20*time.Second), p.Settings.Create)

	w.Creation = exact.Batch{From: 10 * time.Second, To: 40 * time.Second}
	uniform, err := random.ParseDist("uniform:10s,40s")
	require.NoError(t, err)
	require.Equal(t, uniform, poolOf(w, small, nil).Settings.Create)

	w.Schedule, w.Creation = pool.FixedRate, exact.Staggered{Each: 20 * time.Second, Workers: 3}
	p = poolOf(w, small, nil)
	require.Equal(t, pool.FixedRate, p.Settings.Schedule)
	require.Equal(t, random.Fixed(20*time.Second), p.Settings.Create)
	require.Equal(t, 3, p.Settings.Workers)
	require.False(t, p.Settings.Together)

	record := traceOf(t, "bursts.csv")
	p = poolOf(w, small, record)
	require.Same(t, record, p.Demand.Record)
	require.Nil(t, p.Demand.Rate, "its claims, and no others")
	require.Equal(t, record.Start(), p.Start)
}

// TestPoolOfAProfile: the first slot is from midnight, that of Monday in a week.
func TestPoolOfAProfile(t *testing.T) {
	rates := make([]float64, 168)
	for hour := range rates {
		rates[hour] = float64(hour * 3600)
	}
	w := exact.Workload{Profile: exact.Profile{Rates: rates, Period: exact.Week}, Review: pool.CheckEvery, Creation: today}
	p := poolOf(w, small, nil)
	require.Equal(t, time.Monday, p.Start.Weekday())
	require.Equal(t, p.Start, p.Start.Truncate(24*time.Hour))
	for _, week := range []int64{0, 1, 52} {
		for hour := range int64(168) {
			begins := (168*week + hour) * int64(time.Hour)
			require.Equal(t, float64(hour), p.Demand.Rate.At(begins))
			require.Equal(t, float64(hour), p.Demand.Rate.At(begins+int64(time.Hour)-1))
		}
	}
	require.Equal(t, 167.0, p.Demand.Rate.Max())
}

// TestProfileResumes where the next slot with claims begins, and nowhere before.
func TestProfileResumes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rates := rapid.SliceOfN(rapid.SampledFrom([]float64{0, 0, 60}), 24, 24).Draw(t, "rates")
		r := profileRate{exact.Profile{Rates: rates, Period: exact.Day}}
		from := rapid.Int64Range(0, int64(3*exact.Day)).Draw(t, "from")
		at, ok := r.Resumes(from)
		require.Equal(t, r.Max() > 0, ok)
		if !ok {
			return
		}
		require.Positive(t, r.At(at))
		require.True(t, at == from || at > from && at%int64(time.Hour) == 0 && r.At(at-1) == 0)
		for hour := from; hour < at; hour += int64(time.Hour) {
			require.Zero(t, r.At(hour))
		}
	})
	_, ok := profileRate{exact.Profile{Rates: []float64{1, 0}, Period: exact.Day}}.Resumes(math.MaxInt64 - math.MaxInt64%int64(exact.Day) + int64(13*time.Hour))
	require.False(t, ok, "time ends before")
}

func TestLengths(t *testing.T) {
	w := exact.Workload{Review: pool.CheckEvery}
	warmUp, length := lengths(w, 1000, 20)
	require.Equal(t, [2]time.Duration{20 * time.Hour, 100 * time.Hour}, [2]time.Duration{warmUp, length}, "two million claims")
	_, length = lengths(w, 1e-7, 2)
	require.Equal(t, longestPlay, length)
	w.Review = time.Millisecond
	_, length = lengths(w, 1, 20)
	require.Equal(t, 2_500*time.Second, length, "fifty million checks")
	w.Profile.Period = exact.Day
	warmUp, length = lengths(w, 1000, 20)
	require.Equal(t, [2]time.Duration{exact.Day, exact.Day}, [2]time.Duration{warmUp, length})
	w.Review = pool.CheckEvery
	_, length = lengths(w, 1000, 20)
	require.Equal(t, 4*exact.Day, length, "whole days only")
}

// TestPlayedIsAsExact: what is played is the pool that the exact method answers for. Each 99.9 % interval holds its answer.
func TestPlayedIsAsExact(t *testing.T) {
	if testing.Short() {
		t.Skip("minutes under the race detector")
	}
	day := exact.Profile{Rates: []float64{0, 60, 180, 40}, Period: exact.Day}
	for name, w := range map[string]exact.Workload{
		"constant lead":       {Rate: 150, Creation: exact.Batch{From: 2 * time.Minute, To: 2 * time.Minute}},
		"uniform lead":        {Rate: 150, Creation: exact.Batch{From: time.Minute, To: 5 * time.Minute}},
		"rounds, fixed rate":  {Rate: 100, Creation: exact.Staggered{Each: 100 * time.Second, Workers: 4}},
		"rounds, fixed delay": {Rate: 100, Creation: exact.Staggered{Each: 100 * time.Second, Workers: 4}, Schedule: pool.FixedDelay},
		"a day, at once":      {Profile: day, Creation: exact.Batch{From: 2 * time.Minute, To: 2 * time.Minute}},
		"a day, in rounds":    {Profile: day, Creation: exact.Staggered{Each: 100 * time.Second, Workers: 4}},
	} {
		t.Run(name, func(t *testing.T) {
			w.Review = pool.CheckEvery
			planner, err := exact.NewUpTo(w, small.Target)
			require.NoError(t, err)
			a, err := planner.Evaluate(small.Min, small.Target)
			require.NoError(t, err)
			require.Greater(t, a.FallbackProbability, 1e-3, "else it cannot be told from another")
			fare, err := trial.LongRun(poolOf(w, small, nil), 2*exact.Day, 10*exact.Day, trial.Runs{Seed: 1, Reps: 20})
			require.NoError(t, err)
			for number, of := range map[string]struct {
				mean, half, exact float64
			}{
				"p_fallback":       {fare.Fallback.Mean, fare.Fallback.Half, a.FallbackProbability},
				"mean_stock":       {fare.Stock.Mean, fare.Stock.Half, a.MeanStock},
				"fills_per_hour":   {fare.FillsPerHour.Mean, fare.FillsPerHour.Half, a.FillsPerHour},
				"created_per_hour": {fare.CreatedPerHour.Mean, fare.CreatedPerHour.Half, a.CreatedPerHour},
				"mean_fill":        {fare.Fill.Mean, fare.Fill.Half, a.MeanFill},
			} {
				// A 95 % interval of 20 replications is 2.09 standard errors, and one of 99.9 % 3.88.
				require.LessOrEqual(t, math.Abs(of.mean-of.exact), 3.88/2.09*of.half, fmt.Sprintf("%s: %v ± %v, exactly %v", number, of.mean, of.half, of.exact))
				require.Less(t, of.half, 0.1*of.exact, number)
			}
		})
	}
}
