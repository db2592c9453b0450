package exact_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/control/pool/exact"
)

// theory is the pool as fixtures/theory/README.md writes it down, with nothing of the planner: a dense chain over every level at
// every check, Poisson laws from logarithms, integrals over the lead by Fejér's rule, which gives what is to be held against the
// planner's answers on settings that no sample has. Times are in seconds.
type theory struct {
	perHour, review float64
	from, to        float64 // lead of a batch
	each            float64 // of staggered creation; 0: a batch
	workers         int
	delay           bool // fixedDelay
	minimum, target int
}

// theories are pools from one that is nearly always empty to one that never is.
var theories = []theory{
	{perHour: 30_000, review: 300, from: 20, to: 20, minimum: 50, target: 100},
	{perHour: 12_000, review: 300, from: 280, to: 300, minimum: 30, target: 100},
	{perHour: 3000, review: 300, from: 120, to: 120, minimum: 100, target: 300},
	{perHour: 1200, review: 300, from: 120, to: 120, minimum: 100, target: 300},
	{perHour: 1200, review: 300, from: 0, to: 0, minimum: 150, target: 300},
	{perHour: 1200, review: 300, from: 20, to: 20, minimum: 300, target: 300},
	{perHour: 600, review: 300, from: 20, to: 20, minimum: 100, target: 250, delay: true},
	{perHour: 600, review: 300, from: 20, to: 20, minimum: 180, target: 290},
	{perHour: 600, review: 300, from: 20, to: 20, minimum: 280, target: 300},
	{perHour: 600, review: 300, from: 300, to: 300, minimum: 100, target: 220},
	{perHour: 300, review: 300, from: 299, to: 299, minimum: 1, target: 120},
	{perHour: 300, review: 300, from: 20, to: 20, minimum: 170, target: 171, delay: true},
	{perHour: 60, review: 300, from: 120, to: 120, minimum: 70, target: 90},
	{perHour: 60, review: 300, from: 299, to: 299, minimum: 100, target: 100},
	{perHour: 12, review: 300, from: 299, to: 299, minimum: 80, target: 80},
	{perHour: 1, review: 300, from: 20, to: 20, minimum: 3, target: 300},
	{perHour: 600, review: 60, from: 30, to: 30, minimum: 20, target: 200},
	{perHour: 40, review: 3600, from: 1200, to: 1200, minimum: 60, target: 150, delay: true},
	{perHour: 3000, review: 300, from: 10, to: 290, minimum: 200, target: 300},
	{perHour: 1200, review: 300, from: 10, to: 30, minimum: 100, target: 250},
	{perHour: 600, review: 300, from: 10, to: 30, minimum: 120, target: 200, delay: true},
	{perHour: 600, review: 300, from: 0, to: 300, minimum: 130, target: 260},
	{perHour: 300, review: 300, from: 10, to: 30, minimum: 150, target: 200},
	{perHour: 60, review: 300, from: 100, to: 300, minimum: 80, target: 81},
	{perHour: 4800, review: 300, each: 20, workers: 1, minimum: 40, target: 60},
	{perHour: 600, review: 300, each: 20, workers: 1, minimum: 40, target: 80, delay: true},
	{perHour: 3000, review: 300, each: 20, workers: 12, minimum: 100, target: 280},
	{perHour: 1200, review: 300, each: 20, workers: 27, minimum: 100, target: 300},
	{perHour: 1200, review: 300, each: 10, workers: 7, minimum: 150, target: 300, delay: true},
	{perHour: 600, review: 300, each: 20, workers: 27, minimum: 100, target: 300},
	{perHour: 600, review: 300, each: 20, workers: 40, minimum: 160, target: 250, delay: true},
	{perHour: 600, review: 300, each: 20, workers: 300, minimum: 250, target: 300},
	{perHour: 300, review: 300, each: 30, workers: 4, minimum: 60, target: 110},
	{perHour: 300, review: 300, each: 420, workers: 90, minimum: 70, target: 100},
	{perHour: 120, review: 300, each: 30, workers: 10, minimum: 100, target: 160},
	{perHour: 60, review: 300, each: 150, workers: 50, minimum: 100, target: 100, delay: true},
	{perHour: 12, review: 300, each: 299, workers: 80, minimum: 80, target: 80},
	{perHour: 60, review: 3600, each: 900, workers: 13, minimum: 80, target: 120},
}

func TestTheory(t *testing.T) {
	skipWhenShort(t)
	least, most := 1.0, 0.0
	for _, th := range theories {
		t.Run(fmt.Sprintf("%+v", th), func(t *testing.T) {
			want, got := th.answer(), evaluate(t, th.workload(), th.minimum, th.target)
			same(t, want, got, agreed)
			least, most = min(least, got.FallbackProbability), max(most, got.FallbackProbability)
		})
	}
	require.Less(t, least, 1e-90)
	require.Greater(t, most, 0.9)
}

func (th theory) workload() exact.Workload {
	seconds := func(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
	w := exact.Workload{Rate: th.perHour, Review: seconds(th.review), Creation: exact.Batch{From: seconds(th.from), To: seconds(th.to)}}
	if th.each > 0 {
		w.Creation = exact.Staggered{Each: seconds(th.each), Workers: th.workers}
	}
	if th.delay {
		w.Schedule = pool.FixedDelay
	}
	return w
}

// step is D(m) of the README, m claims expected in so many seconds, and what a level loses and holds meanwhile.
type step struct {
	seconds     float64
	next        [][]float64 // [i][j]
	lost, stock []float64   // [i]; stock in account seconds
}

func (th theory) step(seconds float64) step {
	m, levels := th.perHour/3600*seconds, th.target+1
	last := levels + 300 + int(4*m)
	pmf, tail, beyond := make([]float64, last+1), make([]float64, last+2), make([]float64, last+2)
	for k := last; k >= 0; k-- {
		factorial, _ := math.Lgamma(float64(k + 1))
		switch {
		case m > 0:
			pmf[k] = math.Exp(float64(k)*math.Log(m) - m - factorial)
		case k == 0:
			pmf[k] = 1
		}
		tail[k] = tail[k+1] + pmf[k] // P(Poisson(m) >= k)
		beyond[k] = beyond[k+1] + tail[k]
	}
	s := step{seconds: seconds, lost: beyond[1 : levels+1], stock: make([]float64, levels)}
	for i := range levels {
		row := make([]float64, levels)
		row[0] = tail[i]
		for j := 1; j <= i; j++ {
			row[j] = pmf[i-j]
		}
		s.next = append(s.next, row)
		for k := range i {
			if m > 0 {
				s.stock[i] += float64(i-k) * tail[k+1] * 3600 / th.perHour
			}
		}
	}
	return s
}

// course is a row of the chain, and what is expected on the way to the next check.
type course struct {
	law                                 []float64
	lost, stock, seconds, made, filling float64
}

func (c *course) take(s step) {
	law := make([]float64, len(c.law))
	for i, share := range c.law {
		if share == 0 {
			continue
		}
		c.lost += share * s.lost[i]
		c.stock += share * s.stock[i]
		for j := range i + 1 {
			law[j] += share * s.next[i][j]
		}
	}
	c.law = law
	c.seconds += s.seconds
}

func (c *course) shift(accounts int) {
	law := make([]float64, len(c.law))
	copy(law[accounts:], c.law)
	c.law = law
	c.made += float64(accounts)
}

// courses are the rows of all levels.
func (th theory) courses() []course {
	rows := make([]course, th.target+1)
	at := func(n int) course {
		c := course{law: make([]float64, th.target+1)}
		c.law[n] = 1
		return c
	}
	review := th.step(th.review)
	for n := th.minimum; n <= th.target; n++ {
		rows[n] = at(n)
		rows[n].take(review)
	}
	if th.each > 0 {
		th.inRounds(rows, at)
		return rows
	}
	for i, lead := range th.leads() {
		during, rest := th.step(lead.seconds), th.step(th.rest(lead.seconds))
		for n := range th.minimum {
			c := at(n)
			c.take(during)
			c.shift(th.target - n)
			c.filling = c.seconds
			c.take(rest)
			if i == 0 {
				rows[n].law = make([]float64, th.target+1)
			}
			rows[n].mix(c, lead.weight)
		}
	}
	return rows
}

func (c *course) mix(other course, weight float64) {
	for j, p := range other.law {
		c.law[j] += weight * p
	}
	c.lost += weight * other.lost
	c.stock += weight * other.stock
	c.seconds += weight * other.seconds
	c.made += weight * other.made
	c.filling += weight * other.filling
}

// rest is from the end of a fill to the next check.
func (th theory) rest(filling float64) float64 {
	if th.delay {
		return th.review
	}
	return math.Max(1, math.Ceil(filling/th.review))*th.review - filling
}

// inRounds fills the rows of the levels below the minimum.
func (th theory) inRounds(rows []course, at func(n int) course) {
	round, rests := th.step(th.each), map[float64]step{}
	for n := range th.minimum {
		c := at(n)
		for left := th.target - n; left > 0; left -= th.workers {
			c.take(round)
			c.shift(min(left, th.workers))
		}
		c.filling = c.seconds
		rest := th.rest(c.seconds)
		if _, known := rests[rest]; !known {
			rests[rest] = th.step(rest)
		}
		c.take(rests[rest])
		rows[n] = c
	}
}

type weightedLead struct{ seconds, weight float64 }

// leads are the points of Fejér's first rule, and their weights.
func (th theory) leads() []weightedLead {
	if th.from == th.to {
		return []weightedLead{{th.from, 1}}
	}
	const points = 90
	var all []weightedLead
	for k := range points {
		angle := (float64(k) + 0.5) * math.Pi / points
		weight := 1.0
		for j := 1; j <= points/2; j++ {
			weight -= 2 * math.Cos(2*float64(j)*angle) / float64(4*j*j-1)
		}
		all = append(all, weightedLead{(th.from+th.to)/2 + (th.to-th.from)/2*math.Cos(angle), weight / points})
	}
	return all
}

// answer is renewal-reward over the stationary law.
func (th theory) answer() exact.Answer {
	rows := th.courses()
	chain := make([][]float64, len(rows))
	for n, row := range rows {
		chain[n] = append([]float64(nil), row.law...)
	}
	var all course
	below := 0.0
	for n, share := range gth(chain) {
		all.lost += share * rows[n].lost
		all.stock += share * rows[n].stock
		all.seconds += share * rows[n].seconds
		all.made += share * rows[n].made
		all.filling += share * rows[n].filling
		if n < th.minimum {
			below += share
		}
	}
	hours := all.seconds / 3600
	return exact.Answer{
		FallbackProbability: all.lost / (th.perHour * hours), FallbackPerHour: all.lost / hours,
		MeanStock: all.stock / all.seconds, FillsPerHour: below / hours, CreatedPerHour: all.made / hours,
		MeanFill: all.made / below, MeanFillSeconds: all.filling / below,
		BelowMinAtReview: below, MeanCheckGapSeconds: all.seconds,
	}
}

// gth is the stationary law without subtraction, by elimination from the highest level; levels that are never left for a lower
// one end it.
func gth(chain [][]float64) []float64 {
	bottom := 0
	for k := len(chain) - 1; k > 0; k-- {
		down := 0.0
		for j := k - 1; j >= 0; j-- {
			down += chain[k][j]
		}
		if down < 1e-280 {
			bottom = k
			break
		}
		for i := range k {
			chain[i][k] /= down
			if chain[i][k] == 0 {
				continue
			}
			for j := range k {
				chain[i][j] += chain[i][k] * chain[k][j]
			}
		}
	}
	law, sum := make([]float64, len(chain)), 1.0
	law[bottom] = 1
	for k := bottom + 1; k < len(chain); k++ {
		for i := bottom; i < k; i++ {
			law[k] += law[i] * chain[i][k]
		}
		sum += law[k]
	}
	for k := range law {
		law[k] /= sum
	}
	return law
}
