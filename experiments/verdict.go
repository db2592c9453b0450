package experiments

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"reprise/reports"
	"reprise/sim/stats"
)

// alpha is how often an interval may miss.
const alpha = 0.05

// cancelled is what of a mean, against the largest number in it, is left of numbers that cancel each other.
const cancelled = 1e-14

// pair is one metric of both arms, by replication.
type pair struct{ a, b []float64 }

// excess is by how much B - A is above a limit, in each replication; a limit relative to A is taken of its own A.
func (p pair) excess(limit amount) []float64 {
	sign := math.Copysign(1, mean(p.a))
	out := make([]float64, len(p.a))
	for i := range out {
		l := limit.Value
		if limit.Relative {
			l *= sign * p.a[i]
		}
		out[i] = p.b[i] - p.a[i] - l
	}
	return out
}

// differences are B - A.
func (p pair) differences() []float64 { return p.excess(amount{}) }

// same tells whether the arms agree in every replication.
func (p pair) same() bool {
	for i := range p.a {
		if p.a[i] != p.b[i] {
			return false
		}
	}
	return true
}

// judge draws conclusions at one level.
type judge struct {
	alpha float64 // how often an interval may miss
	exact bool    // nothing is left to chance
}

// estimate is what is known of a mean.
type estimate struct {
	mean, low, high, deviation float64
	n                          int
	sound                      bool // low and high are an interval; else there are too few replications for one
}

// exact is a mean that is known.
func exact(mean float64, n int, sound bool) estimate {
	return estimate{mean: mean, low: mean, high: mean, n: n, sound: sound}
}

// estimate is the interval for the mean of independent numbers. Where all are equal, so many are needed that chance alone would
// hardly put them all on one side of 0.
func (j judge) estimate(xs []float64) estimate {
	s := sampleOf(xs)
	if j.exact || s.Var() == 0 {
		return exact(s.Mean(), len(xs), j.exact || len(xs) >= j.enoughEqual())
	}
	i, err := stats.Confidence(xs, 1-j.alpha)
	if err != nil {
		return exact(s.Mean(), len(xs), false)
	}
	if abs(i.Mean) < cancelled*max(-s.Min(), s.Max()) {
		i.Mean = 0
	}
	return estimate{mean: i.Mean, low: i.Lo(), high: i.Hi(), deviation: s.StdDev(), n: i.N, sound: true}
}

// enoughEqual is how many equal differences are more than chance, as in a sign test: 2·2^-n is at most alpha.
func (j judge) enoughEqual() int { return int(math.Ceil(1 - math.Log2(j.alpha))) }

// verdict is what the change does to a metric whose direction is given: -1 where less is better, 1 where more is, 0 where neither.
func (j judge) verdict(p pair, least amount, direction int) reports.Change {
	d := j.estimate(p.differences())
	within, calls := j.within(p, least), j.calls(p)
	switch {
	case p.same():
		return reports.Same
	case d.n < 2 && !d.sound:
		return reports.NotJudged
	case calls && within:
		return reports.TooSmall
	case within:
		return reports.NoDifference
	case !calls:
		return reports.Undecided
	}
	return called(d.mean > 0, direction)
}

// calls tells whether the interval of the difference excludes 0.
func (j judge) calls(p pair) bool {
	d := j.estimate(p.differences())
	return d.sound && (d.low > 0 || d.high < 0)
}

// among is the judge of one of several questions of which, if none is so, hardly any may be taken to be.
func (j judge) among(questions int) judge {
	j.alpha /= float64(max(questions, 1))
	return j
}

// called is the word for a difference that is there.
func called(more bool, direction int) reports.Change {
	switch {
	case direction == 0 && more:
		return reports.More
	case direction == 0:
		return reports.Less
	case more == (direction > 0):
		return reports.Better
	}
	return reports.Worse
}

// within tells whether B - A is credibly no more than least, either way.
func (j judge) within(p pair, least amount) bool {
	down := least
	down.Value = -down.Value
	above, below := j.estimate(p.excess(least)), j.estimate(p.excess(down))
	return above.sound && below.sound && above.high <= 0 && below.low >= 0
}

// moreFor is how many more replications would turn an undecided verdict: the interval must leave out 0, or whatever matters.
func (j judge) moreFor(p pair, least amount) *int {
	d := j.estimate(p.differences())
	return j.more(d, max(abs(d.mean), least.of(mean(p.a))-abs(d.mean)), likely)
}

const (
	// likely is the quantile of the normal distribution at the chance, 80 %, with which `more` replications decide.
	likely = 0.8416
	// moreMax bounds a forecast: beyond it is as good as never.
	moreMax = 10_000_000
)

// more is about how many more replications make the half width, and so many deviations of the mean with it, no wider than what is
// so far away; nil when none will.
func (j judge) more(e estimate, away, deviations float64) *int {
	if !e.sound && e.deviation == 0 {
		return pointer(max(1, j.enoughEqual()-e.n))
	}
	if away <= 0 || e.deviation == 0 {
		return nil
	}
	need := 2.0
	for range 8 { // the quantile depends, a little, on the number that is looked for
		t := distuv.StudentsT{Sigma: 1, Nu: max(need-1, 1)}.Quantile(1 - j.alpha/2)
		need = math.Pow((t+deviations)*e.deviation/away, 2)
		need = min(max(need, 2), moreMax+float64(e.n))
	}
	if need >= moreMax {
		return nil
	}
	return pointer(max(1, int(math.Ceil(need))-e.n))
}

func sampleOf(xs []float64) stats.Sample {
	var s stats.Sample
	for _, x := range xs {
		s.Add(x)
	}
	return s
}

func varianceOf(xs []float64) float64 {
	s := sampleOf(xs)
	return s.Var()
}

func abs(x float64) float64 { return math.Abs(x) }

func pointer[T any](v T) *T { return &v }
