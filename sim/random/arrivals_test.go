package random

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"
)

var officeHours = [24]float64{8: 2, 9: 5, 10: 8, 11: 8, 12: 4, 13: 6, 14: 8, 15: 8, 16: 6, 17: 3, 22: 0.5}

func TestConstantRateGivesExponentialGaps(t *testing.T) {
	s := New(1, "arrivals", 0, 0)
	gaps := make([]float64, 20_000)
	now := int64(0)
	for i := range gaps {
		at, ok := NextArrival(s, ConstantRate(0.25), now)
		require.True(t, ok)
		gaps[i] = float64(at-now) / 1e9
		now = at
	}
	requireDrawnFrom(t, distuv.Exponential{Rate: 0.25}.CDF, gaps)
}

// The counts of each hour of the day follow the integral of the rate over it. The run starts in the middle of an hour.
func TestThinningFollowsTheIntegralOfTheRate(t *testing.T) {
	const days = 50
	const timeOfDay = 9*time.Hour + 30*time.Minute
	rate := must(NewDaily(0.02, officeHours, timeOfDay))(t)
	s := New(1, "arrivals", 0, 0)
	var counts [24]float64
	for now, ok := NextArrival(s, rate, 0); now < int64(days*24*time.Hour); now, ok = NextArrival(s, rate, now) {
		require.True(t, ok)
		counts[(time.Duration(now)+timeOfDay)/time.Hour%24]++
	}
	sum := 0.0
	for _, w := range officeHours {
		sum += w
	}
	var open, expected []float64
	for hour, w := range officeHours {
		if w == 0 {
			require.Zero(t, counts[hour])
			continue
		}
		open = append(open, counts[hour])
		expected = append(expected, 0.02*86400*days*w/sum)
	}
	total := 0.0
	for _, count := range open {
		total += count
	}
	require.InDelta(t, 0.02*86400*days, total, 3.3*math.Sqrt(0.02*86400*days))
	for i := range expected { // the test of the shape needs equal sums
		expected[i] *= total / (0.02 * 86400 * days)
	}
	requireChiSquare(t, open, expected)
}

func TestNoArrivalWhereTheRateIsZeroForEver(t *testing.T) {
	s := New(1, "x", 0, 0)
	for name, rate := range map[string]Rate{
		"constant": ConstantRate(0),
		"negative": ConstantRate(-1),
		"daily":    must(NewDaily(0, officeHours, 0))(t),
		"liar":     liar{},
	} {
		_, ok := NextArrival(s, rate, 0)
		require.False(t, ok, name)
	}
}

// liar claims a maximum that it never comes near, so that only the bound ends the search.
type liar struct{}

func (liar) At(int64) float64 { return 0 }
func (liar) Max() float64     { return 1000 }

func TestNoArrivalPastTheEndOfTime(t *testing.T) {
	s := New(1, "x", 0, 0)
	for _, now := range []int64{math.MaxInt64, math.MaxInt64 - 1000} {
		_, ok := NextArrival(s, ConstantRate(1e-3), now)
		require.False(t, ok)
	}
	_, ok := NextArrival(s, ConstantRate(1e-300), 0)
	require.False(t, ok)

	lateOnly := must(NewDaily(1, [24]float64{20: 1}, 0))(t)
	_, ok = NextArrival(s, lateOnly, math.MaxInt64-int64(time.Hour))
	require.False(t, ok)
}

// At 10,000 a second, thinning through 23 silent hours would pass 8e8 candidates: more than the bound.
func TestSilentHoursAreJumped(t *testing.T) {
	rate := must(NewDaily(10_000/24.0, [24]float64{12: 1}, 13*time.Hour))(t)
	at, ok := NextArrival(New(1, "x", 0, 0), rate, 0)
	require.True(t, ok)
	require.InDelta(t, float64(23*time.Hour), float64(at), float64(10*time.Millisecond))
	require.GreaterOrEqual(t, at, int64(23*time.Hour))
}

func TestDaily(t *testing.T) {
	rate := must(NewDaily(3, [24]float64{0: 1, 12: 2}, 11*time.Hour+30*time.Minute))(t)
	hour := int64(time.Hour)
	require.Equal(t, 48.0, rate.Max())
	for t0, want := range map[int64]float64{
		0:                    0,  // 11:30
		hour / 2:             48, // 12:00
		hour*3/2 - 1:         48, // 12:59
		hour * 3 / 2:         0,  // 13:00
		hour * 25 / 2:        24, // 00:00
		hour*24 + hour/2:     48, // 12:00 the next day
		-hour * 11:           24, // 00:30 of the same day
		-hour*24 + hour/2:    48, // 12:00 the day before
		24 * 365 * 10 * hour: 0,  // 11:30, ten years on
	} {
		require.Equal(t, want, rate.At(t0), "t=%v", time.Duration(t0))
	}
	for t0, want := range map[int64]int64{0: hour / 2, hour / 2: hour / 2, hour * 3 / 2: hour * 25 / 2} {
		at, ok := rate.Resumes(t0)
		require.True(t, ok)
		require.Equal(t, want, at)
	}

	_, ok := must(NewDaily(0, officeHours, 0))(t).Resumes(0)
	require.False(t, ok, "never")
	_, ok = rate.Resumes(math.MaxInt64 - 1) // 11:17 on the last day there is, which ends then
	require.False(t, ok, "time ends first")
}

func TestNewDailyRefuses(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, test := range []struct {
		mean      float64
		weights   [24]float64
		timeOfDay time.Duration
		want      string
	}{
		{-1, officeHours, 0, "mean is -1 arrivals a second"},
		{nan, officeHours, 0, "mean is NaN"},
		{inf, officeHours, 0, "mean is +Inf"},
		{1, [24]float64{}, 0, "weights sum to 0"},
		{1, [24]float64{3: -1, 4: 2}, 0, "weight of hour 3 is -1"},
		{1, [24]float64{3: nan}, 0, "weight of hour 3 is NaN"},
		{1, [24]float64{3: inf}, 0, "weights sum to +Inf"},
		{math.MaxFloat64, [24]float64{3: 1}, 0, "peak is +Inf"},
		{1, officeHours, 24 * time.Hour, "the run starts at 24h0m0s"},
		{1, officeHours, -1, "the run starts at -1ns"},
	} {
		_, err := NewDaily(test.mean, test.weights, test.timeOfDay)
		require.ErrorContains(t, err, test.want)
	}
}

func TestNextArrivalDoesNotAllocate(t *testing.T) {
	var rate Rate = must(NewDaily(1, officeHours, 0))(t)
	s := New(1, "x", 0, 0)
	now := int64(0)
	require.Zero(t, testing.AllocsPerRun(100, func() { now, _ = NextArrival(s, rate, now) }))
}
