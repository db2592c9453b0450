package arrivals

import (
	"math"
	"slices"
	"time"

	"reprise/sim/random"
	"reprise/sim/stats"
)

// Gaps is the Kolmogorov-Smirnov test of the gaps between arrivals against the exponential law.
type Gaps struct {
	N         int
	Distance  float64 // the largest, between their distribution and the exponential
	P         float64 // of a distance as large in a Poisson process
	Variation float64 // coefficient of variation: above 1 in bursts, below where arrivals are regular
}

// gaps are measured in the time of a process whose rate is constant within each hour, after Brown et al., "Statistical
// Analysis of a Telephone Call Center" (JASA 2005): with J arrivals in an hour of length L, the gap before the
// j-th is (J+1-j) -log((L-T_j)/(L-T_j-1)). Given J these are exponential with mean 1 and independent, whatever the rate of
// the hour is; so nothing is fitted, and nothing must be corrected for having been fitted. The first and the last hour reach
// from the first arrival and to the last.
//
// Arrivals written down in whole seconds tie, which those of a Poisson process never do. They are spread uniformly
// over their second, always in the same way (Kim and Whitt, "Are Call Center and Hospital Arrivals Well Modeled by
// Nonhomogeneous Poisson Processes?", M&SOM 2014): of a Poisson process that makes one again.
func (t *Trace) gaps() *Gaps {
	if t.Counted() {
		return nil
	}
	all := make([]float64, 0, t.n)
	var hour []int64 // its arrivals, nanoseconds since Start
	arrivals := t.Replay(random.New(0, "arrivals within the unit they are written in", 0, 0))
	first, _ := arrivals.Next()
	from := first
	for at, ok := arrivals.Next(); ok; at, ok = arrivals.Next() {
		if until := t.hourEnd(from); at >= until {
			all = appendGaps(all, hour, from, until)
			from, hour = until, hour[:0]
			for at >= t.hourEnd(from) {
				from = t.hourEnd(from)
			}
		}
		hour = append(hour, at)
	}
	if len(hour) > 0 { // the last arrival ends the last hour, and is none of its arrivals
		last := len(hour) - 1
		all = appendGaps(all, hour[:last], from, hour[last])
	}
	return exponential(all)
}

// hourEnd is when the hour of the clock ends that an instant is in; both in nanoseconds since the start.
func (t *Trace) hourEnd(at int64) int64 {
	const hour = int64(time.Hour)
	return (t.start+at)/hour*hour + hour - t.start
}

// appendGaps adds the gaps before the arrivals of one hour. An arrival at its end, as there may be where instants are
// written in nanoseconds, would be infinitely late, and goes without.
func appendGaps(gaps []float64, arrivals []int64, from, until int64) []float64 {
	for len(arrivals) > 0 && arrivals[len(arrivals)-1] >= until {
		arrivals = arrivals[:len(arrivals)-1]
	}
	before := from
	for i, at := range arrivals {
		left := float64(len(arrivals) - i)
		gaps = append(gaps, left*-math.Log1p(-float64(at-before)/float64(until-before)))
		before = at
	}
	return gaps
}

// exponential tests gaps, which it sorts, against the exponential law with mean 1; nil where there are fewer than 2, or
// all arrivals tie to the nanosecond.
func exponential(gaps []float64) *Gaps {
	slices.Sort(gaps)
	if len(gaps) < 2 || gaps[len(gaps)-1] == 0 {
		return nil
	}
	var sample stats.Sample
	n, distance := float64(len(gaps)), 0.0
	for i, gap := range gaps {
		sample.Add(gap)
		law := -math.Expm1(-gap)
		distance = max(distance, law-float64(i)/n, float64(i+1)/n-law)
	}
	return &Gaps{N: len(gaps), Distance: distance, P: kolmogorov(distance, n), Variation: sample.StdDev() / sample.Mean()}
}

// kolmogorov is the probability of a distance as large between n draws and their law: Kolmogorov's limit, with the
// correction for finite n of Stephens (1970).
func kolmogorov(distance, n float64) float64 {
	x := (math.Sqrt(n) + 0.12 + 0.11/math.Sqrt(n)) * distance
	if x < 0.3 {
		return 1 // to 1e-5, and the series below needs ever more terms
	}
	sum, sign := 0.0, 1.0
	for k := 1.0; k <= 20; k++ {
		sum += sign * math.Exp(-2*k*k*x*x)
		sign = -sign
	}
	return min(max(2*sum, 0), 1)
}
