package attack

import (
	"math"
	"sort"
	"time"

	"reprise/sim/arrivals"
	"reprise/sim/random"
)

// Arrivals are the instants at which an open loop means to send its requests, since it began. They are known before it begins, and
// nothing that happens in the run changes them.
type Arrivals struct {
	at   []time.Duration // in order
	over time.Duration
}

// At is when the n-th request is to be sent, from 0; never before the one that precedes it.
func (a Arrivals) At(n int) time.Duration { return a.at[n] }

// Count is how many requests are to be sent.
func (a Arrivals) Count() int { return len(a.at) }

// Over is the time that they are spread over; all are below it.
func (a Arrivals) Over() time.Duration { return a.over }

// Before is how many are to be sent before an instant.
func (a Arrivals) Before(t time.Duration) int {
	return sort.Search(len(a.at), func(n int) bool { return a.at[n] >= t })
}

// most is the largest number of requests that are to be sent within any stretch of a length.
func (a Arrivals) most(length time.Duration) int {
	most, first := 0, 0
	for n, at := range a.at {
		for at-a.at[first] > length {
			first++
		}
		most = max(most, n-first+1)
	}
	return most
}

// regular are arrivals without chance: the n-th, from 0, comes when n are expected. when inverts the number that is expected up to
// a time, in seconds.
func regular(expected float64, over time.Duration, when func(n float64) float64) Arrivals {
	const rounding = 1e-6 // of a request: 0.1 s at 30/s are 3, not 3.0000000000000004 and so 4
	a := Arrivals{at: make([]time.Duration, int(math.Ceil(expected-rounding))), over: over}
	for n := range a.at {
		a.at[n] = min(seconds(when(float64(n))), over-1)
	}
	return a
}

// constant are evenly spaced; rates are a second, here and below.
func constant(rate float64, over time.Duration) Arrivals {
	return regular(rate*over.Seconds(), over, func(n float64) float64 { return n / rate })
}

// ramp grows, or falls, evenly from one rate to another.
func ramp(from, to float64, over time.Duration) Arrivals {
	slope := (to - from) / over.Seconds()
	return regular((from+to)/2*over.Seconds(), over, func(n float64) float64 {
		// The root of from t + slope t^2 / 2 = n, in the form that holds without a slope too.
		return 2 * n / (from + math.Sqrt(max(from*from+2*slope*n, 0)))
	})
}

// sine swings around a mean, which it begins at and rises from.
func sine(mean, amplitude float64, period, over time.Duration) Arrivals {
	turn := 2 * math.Pi / period.Seconds()
	swing := amplitude / turn
	expected := func(t float64) float64 { return mean*t + float64(swing*(1-math.Cos(turn*t))) }
	return regular(expected(over.Seconds()), over, func(n float64) float64 {
		// The swing adds nothing at least, and twice itself at most.
		low, high := max(n-2*swing, 0)/mean, n/mean
		for high-low > 1e-10 {
			middle := low + (high-low)/2
			if expected(middle) < n {
				low = middle
			} else {
				high = middle
			}
		}
		return high
	})
}

// poisson is the simulation's own process; how many arrivals there are is up to chance as well.
func poisson(rate float64, over time.Duration, seed uint64) Arrivals {
	a := Arrivals{over: over}
	s := random.New(seed, "load.arrivals", 0, 0)
	for at, ok := random.NextArrival(s, random.ConstantRate(rate), 0); ok && at < int64(over); {
		a.at = append(a.at, time.Duration(at))
		at, ok = random.NextArrival(s, random.ConstantRate(rate), at)
	}
	return a
}

// replayed is a record played so many times as fast, and no longer than over.
func replayed(t *arrivals.Trace, speed float64, over time.Duration, seed uint64) Arrivals {
	a := Arrivals{over: time.Duration(min(float64(over), math.Ceil(float64(t.Span())/speed)))}
	replay := t.Replay(random.New(seed, "load.arrivals", 0, 0))
	for at, ok := replay.Next(); ok && float64(at)/speed < float64(a.over); at, ok = replay.Next() {
		a.at = append(a.at, time.Duration(float64(at)/speed))
	}
	return a
}

// seconds is a time in nanoseconds, to the nearest.
func seconds(s float64) time.Duration { return time.Duration(math.Round(s * float64(time.Second))) }
