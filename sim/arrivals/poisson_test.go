package arrivals

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"

	"reprise/sim/random"
	"reprise/sim/stats"
)

// falseAlarms is the range of the number of Poisson records out of so many that Poisson calls otherwise, but for one time
// in a thousand at either end.
func falseAlarms(records int) (lo, hi int) {
	law := distuv.Binomial{N: float64(records), P: Level}
	for law.CDF(float64(lo)) < 0.001 {
		lo++
	}
	for hi = lo; law.CDF(float64(hi)) < 0.999; {
		hi++
	}
	return lo, hi
}

// A Poisson process is called otherwise about as often as the level says: rates that are flat, daily, or never constant;
// profiles fitted to a single week and to four; instants with and without ties; and counts.
func TestPoissonIsConsistent(t *testing.T) {
	if testing.Short() {
		t.Skip("2,600 records")
	}
	const records = 200
	lo, hi := falseAlarms(records)
	require.Equal(t, []int{2, 21}, []int{lo, hi})
	flat := func(perHour float64) process { return poisson(random.ConstantRate(perHour / 3600)) }
	for name, test := range map[string]struct {
		process process
		weeks   int64
		record  func(arrivals []int64, span int64) *Trace
	}{
		"flat, a week":                {flat(30), 1, instantsIn(time.Nanosecond)},
		"flat, a week, whole seconds": {flat(120), 1, instantsIn(time.Second)},
		"flat, whole minutes":         {flat(120), 1, instantsIn(time.Minute)},
		"flat, four weeks":            {flat(10), 4, instantsIn(time.Second)},
		"sparse":                      {flat(2), 2, instantsIn(time.Second)},
		"daily, a week":               {poisson(daily(t, 60)), 1, instantsIn(time.Second)},
		"daily, two weeks":            {poisson(daily(t, 20)), 2, instantsIn(time.Millisecond)},
		"never constant, busy":        {poisson(sine(400.0 / 3600)), 1, countsPer(5 * time.Minute)},
		"never constant":              {poisson(sine(100.0 / 3600)), 1, instantsIn(time.Second)},
		"counts per minute":           {poisson(daily(t, 60)), 1, countsPer(time.Minute)},
		"counts per 7 minutes":        {poisson(daily(t, 60)), 2, countsPer(7 * time.Minute)},
		"counts per half hour":        {poisson(daily(t, 60)), 2, countsPer(30 * time.Minute)},
		"counts per hour":             {poisson(daily(t, 30)), 4, countsPer(time.Hour)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			span := test.weeks * HoursOfWeek * hour
			var index stats.Sample
			alarms := 0
			for seed := range uint64(records) {
				result := test.record(test.process(random.New(seed, name, 0, 0), span), span).Poisson()
				if result.Verdict != Consistent {
					require.NotEqual(t, TooFew, result.Verdict)
					alarms++
				}
				index.Add(result.Dispersion.Index)
			}
			require.True(t, lo <= alarms && alarms <= hi, "%d of %d Poisson records are called otherwise; %d to %d should", alarms, records, lo, hi)
			require.InDelta(t, 1, index.Mean(), 3.3*index.StdDev()/math.Sqrt(records)+0.002, "no bias, however few weeks the profile is fitted to")
		})
	}
}

func TestOthersAreFound(t *testing.T) {
	const span = 2 * HoursOfWeek * hour
	for name, test := range map[string]struct {
		process process
		want    Verdict
	}{
		"bursts of minutes":    {bursts(40, 3*time.Minute), Overdispersed},
		"bursts of an hour":    {bursts(40, time.Hour), Overdispersed},
		"bursts of seconds":    {bursts(40, 2*time.Second), Overdispersed},
		"weeks that differ":    {differentDays(30), Overdispersed},
		"regular":              {regular(time.Minute), Underdispersed},
		"regular, but seldom":  {regular(6 * time.Minute), Underdispersed},
		"regular, in nine min": {regular(9 * time.Minute), Underdispersed},
	} {
		for seed := range uint64(20) {
			arrivals := test.process(random.New(seed, name, 0, 0), span)
			result := recorded(arrivals, time.Second).Poisson()
			require.Equal(t, test.want, result.Verdict, "%s, seed %d: %+v %+v", name, seed, result.Dispersion, result.Gaps)
		}
	}
}

// One arrival in 24 is moved to just after another: few windows lose or win one by it, but the gaps show it.
func TestGapsShowWhatCountsDoNot(t *testing.T) {
	const span, records = HoursOfWeek * hour, 20
	consistent := 0
	for seed := range uint64(records) {
		arrivals := twinned(random.New(seed, "twins", 0, 0), span)
		with := recorded(arrivals, time.Millisecond).Poisson()
		require.Equal(t, Overdispersed, with.Verdict)
		require.Less(t, with.Gaps.P, 1e-6)
		require.Greater(t, with.Gaps.Variation, 1.02)
		if counted(arrivals, span, Window).Poisson().Verdict == Consistent {
			consistent++
		}
	}
	require.Greater(t, consistent, records/2)
}

func TestTooFewToTell(t *testing.T) {
	few := recorded([]int64{0, hour / 3, hour, 2 * hour, 2*hour + 5}, time.Nanosecond).Poisson()
	require.Equal(t, TooFew, few.Verdict)
	require.Zero(t, few.Dispersion.Degrees)
	require.NotNil(t, few.Gaps)

	two := recorded([]int64{0, hour}, time.Nanosecond).Poisson()
	require.Equal(t, Test{Verdict: TooFew, Dispersion: Dispersion{Window: Window}}, two)

	hours := counted([]int64{0, 1, 2, hour}, 2*hour, time.Hour).Poisson()
	require.Equal(t, Test{Verdict: TooFew, Dispersion: Dispersion{Window: time.Hour}}, hours, "one window an hour, and nothing to hold it against")

	ties := recorded([]int64{0, 0, 0, 0, 5}, time.Nanosecond).Poisson()
	require.Equal(t, TooFew, ties.Verdict)
	require.Nil(t, ties.Gaps)
}

// Windows of instants go by the clock; what the first and the last arrival cut short is no window.
func TestWindows(t *testing.T) {
	seen := func(trace *Trace, length time.Duration) []int64 {
		var all []int64
		trace.windows(int64(length), func(from, count int64) { all = append(all, (from-monday)/60e9, count) })
		return all
	}
	minutes := func(at ...int64) []int64 {
		for i := range at {
			at[i] *= 60e9
		}
		return at
	}
	instants := recorded(minutes(3, 4, 5, 9, 9, 21, 29, 30), time.Second)
	require.Equal(t, []int64{5, 3, 10, 0, 15, 0, 20, 1, 25, 1}, seen(instants, Window))
	require.Equal(t, []int64{5, 1}, seen(recorded(minutes(0, 1, 7, 14), time.Second), Window))
	lastSecond := append(minutes(0, 7), 14*60e9+59e9)
	require.Equal(t, []int64{5, 1}, seen(recorded(lastSecond, time.Second), Window))
	require.Empty(t, seen(recorded(minutes(1, 2, 3, 4), time.Second), Window))
	require.Equal(t, []int64{0, 1, 4, 2, 8, 0}, seen(counted(minutes(3, 4, 5, 13), 14*60e9, 2*time.Minute), 4*time.Minute))
}

// By hand, with and without a line through the hour.
func TestPearson(t *testing.T) {
	// Deviations 2, -1, -1 and 0 from a mean of 2; offset times count sums to -0.75, the squares of the offsets to 0.3125.
	windows := []window{{-0.375, 4}, {-0.125, 1}, {0.125, 1}, {0.375, 2}}
	sum, expected, variance := pearson(windows)
	require.InDelta(t, 3-0.75*0.75/0.3125/2, sum, 1e-12)
	require.Equal(t, 2.0, expected)
	require.InDelta(t, 2*2*7/8.0+(4*(2*math.Pow(0.75-0.45, 2)+2*math.Pow(0.75-0.05, 2))-4)/8, variance, 1e-12)

	sum, expected, variance = pearson([]window{{0, 3}, {0, 5}, {0, 1}})
	require.InDelta(t, (0+4+4)/3.0, sum, 1e-12)
	require.Equal(t, 2.0, expected)
	require.InDelta(t, 4*8/9.0, variance, 1e-12)
}

// All ways in which three arrivals can fall on four windows: expectation and variance are exact.
func TestPearsonMomentsAreExact(t *testing.T) {
	for _, offsets := range [][4]float64{{0, 0, 0, 0}, {-0.375, -0.125, 0.125, 0.375}, {-0.25, 0.25, -0.25, 0.25}, {-0.4, 0.1, 0.2, 0.3}} {
		var sample stats.Sample
		var expected, variance float64
		for ways := range 4 * 4 * 4 {
			var windows []window
			for _, offset := range offsets {
				windows = append(windows, window{offset: offset})
			}
			for range 3 {
				windows[ways%4].count++
				ways /= 4
			}
			var sum float64
			sum, expected, variance = pearson(windows)
			sample.Add(sum)
		}
		require.InDelta(t, expected, sample.Mean(), 1e-12, "%v", offsets)
		require.InDelta(t, variance, sample.Var()*63/64, 1e-12, "%v", offsets)
	}
}

// The limit law at its printed critical values, and the correction for few.
func TestKolmogorov(t *testing.T) {
	for x, p := range map[float64]float64{1.2238: 0.10, 1.3581: 0.05, 1.6276: 0.01, 0.8276: 0.5} {
		require.InDelta(t, p, kolmogorov(x/1e6, 1e12), 5e-5)
	}
	require.InDelta(t, 0.05, kolmogorov(0.4094, 10), 0.002, "the printed value for 10")
	require.Equal(t, 1.0, kolmogorov(0, 100))
	require.InDelta(t, 1, kolmogorov(0.31/1e6, 1e12), 1e-4)
	require.Zero(t, kolmogorov(1, 1e6))
}
