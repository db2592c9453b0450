package random

import (
	"fmt"
	"math"
	"time"
)

// maxCandidates bounds one search for an arrival: a rate that stays so far below its own maximum never arrives.
const maxCandidates = 1 << 24

// Rate is an arrival rate that changes over time. At is in arrivals a second at t nanoseconds since the start of the
// run, and is between 0 and Max at every t. Both are finite.
type Rate interface {
	At(t int64) float64
	Max() float64
}

// Resumer is a Rate that knows when it next rises above 0, at t or later; ok is false if it never does.
// NextArrival then jumps over silent hours instead of thinning its way through them.
type Resumer interface {
	Resumes(t int64) (at int64, ok bool)
}

// ResumesAt is when a rate next rises above 0, at t or later; t itself for one that does not know. It serves rates made from others.
func ResumesAt(r Rate, t int64) (at int64, ok bool) {
	if resumer, knows := r.(Resumer); knows {
		return resumer.Resumes(t)
	}
	return t, true
}

// NextArrival draws the next arrival of a Poisson process with rate r at or after now, both in nanoseconds since the
// start of the run, by thinning (Lewis and Shedler 1979): candidates come at the rate's maximum and each is kept with
// probability At/Max, two uniforms a candidate. ok is false where no arrival comes: the rate is 0 for ever, the end of
// virtual time is reached, or 2^24 candidates in a row were refused.
func NextArrival(s *Stream, r Rate, now int64) (at int64, ok bool) {
	peak := r.Max()
	if !(peak > 0) {
		return 0, false
	}
	resumer, resumes := r.(Resumer)
	t := now
	for range maxCandidates {
		gap := math.Round(-math.Log(1-s.Open()) / peak * 1e9)
		if gap >= float64(math.MaxInt64-t) {
			return 0, false
		}
		t += int64(gap)
		rate := r.At(t)
		if s.Float64()*peak < rate {
			return t, true
		}
		if rate <= 0 && resumes {
			if t, ok = resumer.Resumes(t); !ok {
				return 0, false
			}
		}
	}
	return 0, false
}

// ConstantRate is a rate in arrivals a second that never changes.
type ConstantRate float64

func (r ConstantRate) At(int64) float64 { return float64(r) }
func (r ConstantRate) Max() float64     { return float64(r) }

// Daily is a rate that is constant within each hour of the day and the same every day.
type Daily struct {
	start  int64 // time of day at which the run starts, ns
	hourly [24]float64
	peak   float64
}

// NewDaily spreads a mean rate in arrivals a second over the hours of the day in proportion to weights, the first of
// which is for 00:00 to 01:00. The run starts at timeOfDay, 0 to 24h. Weights and mean must be finite and not
// negative, and one weight above 0.
func NewDaily(mean float64, weights [24]float64, timeOfDay time.Duration) (Daily, error) {
	if !(mean >= 0) || math.IsInf(mean, 0) {
		return Daily{}, fmt.Errorf("daily rate: mean is %v arrivals a second; it must be finite and not negative", mean)
	}
	if timeOfDay < 0 || timeOfDay >= 24*time.Hour {
		return Daily{}, fmt.Errorf("daily rate: the run starts at %v; it must be 0s or more and below 24h", timeOfDay)
	}
	sum := 0.0
	for hour, w := range weights {
		if !(w >= 0) {
			return Daily{}, fmt.Errorf("daily rate: weight of hour %d is %v; it must be finite and not negative", hour, w)
		}
		sum += w
	}
	if sum == 0 || math.IsInf(sum, 0) {
		return Daily{}, fmt.Errorf("daily rate: weights sum to %v; the sum must be finite and above 0", sum)
	}
	d := Daily{start: int64(timeOfDay)}
	for hour, w := range weights {
		d.hourly[hour] = mean * (w / sum * 24)
		d.peak = max(d.peak, d.hourly[hour])
	}
	return d, requireFinite("daily rate", "peak", d.peak)
}

// At is the rate of the hour that t falls in.
func (d Daily) At(t int64) float64 {
	return d.hourly[d.timeOfDay(t)/int64(time.Hour)]
}

// Max is the rate of the busiest hour.
func (d Daily) Max() float64 { return d.peak }

// Resumes is t itself where the rate is above 0, or else the start of the next hour in which it is.
func (d Daily) Resumes(t int64) (at int64, ok bool) {
	for range d.hourly {
		if d.At(t) > 0 {
			return t, true
		}
		rest := int64(time.Hour) - d.timeOfDay(t)%int64(time.Hour)
		if t > math.MaxInt64-rest {
			return 0, false
		}
		t += rest
	}
	return 0, false
}

func (d Daily) timeOfDay(t int64) int64 {
	const day = int64(24 * time.Hour)
	return (t%day + d.start + day) % day // a negative t is before the run, on the days that lead up to it
}
