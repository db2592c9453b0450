package arrivals

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/sim/random"
)

var monday = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC).UnixNano()

const hour = int64(time.Hour)

// process makes arrivals over a time, nanoseconds since its start.
type process func(s *random.Stream, span int64) []int64

func poisson(rate random.Rate) process {
	return func(s *random.Stream, span int64) []int64 {
		var all []int64
		for at, ok := random.NextArrival(s, rate, 0); ok && at < span; at, ok = random.NextArrival(s, rate, at) {
			all = append(all, at)
		}
		return all
	}
}

// bursts are a Poisson process, each of whose points is four arrivals within a length of time.
func bursts(perHour float64, length time.Duration) process {
	return func(s *random.Stream, span int64) []int64 {
		var all []int64
		for _, at := range poisson(random.ConstantRate(perHour/4/3600))(s, span) {
			for range 4 {
				all = append(all, at+int64(s.Float64()*float64(length)))
			}
		}
		slices.Sort(all)
		return all
	}
}

// regular are arrivals one gap apart, give or take a third.
func regular(gap time.Duration) process {
	return func(s *random.Stream, span int64) []int64 {
		var all []int64
		for at := float64(gap); at < float64(span-int64(gap)); at += float64(gap) {
			all = append(all, int64(at+float64(gap)*(s.Float64()-0.5)*2/3))
		}
		return all
	}
}

// differentDays is Poisson, twice as fast on the days of the second week.
func differentDays(perHour float64) process {
	return func(s *random.Stream, span int64) []int64 {
		all := poisson(random.ConstantRate(perHour/3600))(s, span/2)
		for _, at := range poisson(random.ConstantRate(2*perHour/3600))(s, span/2) {
			all = append(all, span/2+at)
		}
		return all
	}
}

// sine is a rate that moves all day long, never constant within an hour.
type sine float64

func (r sine) Max() float64 { return float64(r) * 1.6 }
func (r sine) At(t int64) float64 {
	return float64(r) * (1 + 0.6*math.Sin(2*math.Pi*float64(t)/float64(24*hour)))
}

func daily(t *testing.T, perHour float64) random.Rate {
	t.Helper()
	weights := [24]float64{1, 1, 1, 1, 1, 1, 2, 4, 8, 9, 8, 4, 6, 8, 8, 6, 3, 2, 1, 1, 1, 1, 1, 0}
	rate, err := random.NewDaily(perHour/3600, weights, 0)
	require.NoError(t, err)
	return rate
}

// recorded is a record of arrivals, each written down in a unit.
func recorded(arrivals []int64, unit time.Duration) *Trace {
	t := &Trace{cell: int64(unit), n: len(arrivals)}
	for _, at := range arrivals {
		t.at = append(t.at, (monday+at)/t.cell*t.cell)
	}
	t.start, t.end = t.at[0], t.at[t.n-1]+t.cell
	return t
}

// counted is a record of the counts per interval.
func counted(arrivals []int64, span int64, interval time.Duration) *Trace {
	t := &Trace{cell: int64(interval), n: len(arrivals), start: monday, end: monday + span, in: make([]int32, span/int64(interval))}
	for _, at := range arrivals {
		t.in[at/t.cell]++
	}
	return t
}

func instantsIn(unit time.Duration) func([]int64, int64) *Trace {
	return func(arrivals []int64, _ int64) *Trace { return recorded(arrivals, unit) }
}

func countsPer(interval time.Duration) func([]int64, int64) *Trace {
	return func(arrivals []int64, span int64) *Trace {
		return counted(arrivals, span/int64(interval)*int64(interval), interval)
	}
}

func twinned(s *random.Stream, span int64) []int64 {
	all := poisson(random.ConstantRate(60.0/3600))(s, span)
	for i := 1; i < len(all); i += 24 {
		all[i] = all[i-1] + int64(s.Float64()*float64(100*time.Millisecond))
	}
	slices.Sort(all)
	return all
}
