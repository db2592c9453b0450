package sim

import (
	"math"
	"time"
)

// Time is virtual time in nanoseconds since the start of the run.
type Time int64

// EndOfTime is the last instant there is, about 292 years in. Add stops there, so it also serves as "never within
// this run": only Run reaches it, and only when nothing earlier is left.
const EndOfTime Time = math.MaxInt64

// Add is t moved by d. It stops at the ends of the range instead of wrapping around.
func (t Time) Add(d time.Duration) Time {
	sum := t + Time(d)
	switch {
	case d > 0 && sum < t:
		return EndOfTime
	case d < 0 && sum > t:
		return math.MinInt64
	}
	return sum
}

// Sub is the time from u to t. It stops at the ends of the range instead of wrapping around.
func (t Time) Sub(u Time) time.Duration {
	difference := t - u
	switch {
	case u < 0 && difference < t:
		return math.MaxInt64
	case u > 0 && difference > t:
		return math.MinInt64
	}
	return time.Duration(difference)
}

// String is the time as a duration since the start, `1h2m3.5s`.
func (t Time) String() string { return time.Duration(t).String() }
