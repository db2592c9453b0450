package exact_test

import (
	"math"
	"time"

	"reprise/control/pool"
	"reprise/control/pool/exact"
)

// What follows is the same pool in the plainest way: a chain over every level 0 to S at every check, dense, with nothing
// shared and nothing cut. It is slow, and only for small pools.

// plain is a pool at a constant rate.
type plain struct {
	exact.Workload
	minimum, target int
}

// poissonAt is P(K = k) by its logarithm.
func poissonAt(mean float64, k int) float64 {
	if mean == 0 {
		return map[bool]float64{true: 1, false: 0}[k == 0]
	}
	factorial, _ := math.Lgamma(float64(k) + 1)
	return math.Exp(float64(k)*math.Log(mean) - mean - factorial)
}

// poissonLaw are P(K = k) and P(K >= k), the latter summed from the far end, where neither is nothing beside any of a pool of
// so many accounts.
func poissonLaw(mean float64, accounts int) (exactly, least []float64) {
	exactly = make([]float64, accounts+40+int(3*mean))
	least = make([]float64, len(exactly)+1)
	for k := len(exactly) - 1; k >= 0; k-- {
		exactly[k] = poissonAt(mean, k)
		least[k] = least[k+1] + exactly[k]
	}
	return exactly, least
}

// passed is the law of a level, and what happened on the way to it.
type passed struct {
	law                               []float64
	lost, stock, hours, made, filling float64
}

// claimed lets claims come for a while.
func (p passed) claimed(rate float64, length time.Duration) passed {
	mean, after := rate*length.Hours(), make([]float64, len(p.law))
	p.hours += length.Hours()
	if rate == 0 {
		for i, share := range p.law {
			p.stock += share * float64(i) * length.Hours()
		}
		return p
	}
	exactly, least := poissonLaw(mean, len(p.law))
	for i, share := range p.law {
		if share == 0 {
			continue
		}
		for k := i + 1; k < len(exactly); k++ {
			p.lost += share * exactly[k] * float64(k-i)
		}
		for k := range i {
			p.stock += share * float64(i-k) * least[k+1] / rate
			after[i-k] += share * exactly[k]
		}
		after[0] += share * least[i]
	}
	p.law = after
	return p
}

func (p passed) filled(by int) passed {
	after := make([]float64, len(p.law))
	copy(after[by:], p.law)
	p.law = after
	p.made += float64(by)
	return p
}

// from is the way from a check that finds n to the next check. What is made, and when the next check comes, the rules of
// the pool say (pool.Settings, pool.Schedule).
func (p plain) from(n int) passed {
	way := passed{law: make([]float64, p.target+1)}
	way.law[n] = 1
	missing := pool.Settings{Enabled: true, Min: p.minimum, Target: p.target}.Refill(n)
	if missing == 0 {
		return way.claimed(p.Rate, p.Schedule.Gap(p.Review, 0))
	}
	if b, is := p.Creation.(exact.Batch); is {
		return p.overLeads(b, func(lead time.Duration) passed {
			return p.toCheck(way.claimed(p.Rate, lead).filled(missing), lead)
		})
	}
	rounds, took := p.Creation.(exact.Staggered), time.Duration(0)
	for missing > 0 {
		made := min(missing, rounds.Workers)
		way = way.claimed(p.Rate, rounds.Each).filled(made)
		missing -= made
		took += rounds.Each
	}
	return p.toCheck(way, took)
}

// toCheck goes on from the end of a fill that took so long.
func (p plain) toCheck(way passed, took time.Duration) passed {
	way.filling = way.hours
	return way.claimed(p.Rate, p.Schedule.Gap(p.Review, took)-took)
}

// overLeads averages over the leads of a batch by Boole's rule.
func (p plain) overLeads(b exact.Batch, way func(lead time.Duration) passed) passed {
	if b.From == b.To {
		return way(b.From)
	}
	const panels = 60
	sum := passed{law: make([]float64, p.target+1)}
	for i := range panels + 1 {
		weight := []float64{14, 32, 12, 32}[i%4] * 2 / (45 * panels)
		if i == 0 || i == panels {
			weight /= 2
		}
		one := way(b.From + (b.To-b.From)*time.Duration(i)/panels)
		for j := range sum.law {
			sum.law[j] += weight * one.law[j]
		}
		sum.lost += weight * one.lost
		sum.stock += weight * one.stock
		sum.hours += weight * one.hours
		sum.made += weight * one.made
		sum.filling += weight * one.filling
	}
	return sum
}

// answer is renewal-reward over checks.
func (p plain) answer() exact.Answer {
	var ways []passed
	var chain [][]float64
	for n := range p.target + 1 {
		ways = append(ways, p.from(n))
		chain = append(chain, append([]float64(nil), ways[n].law...))
	}
	law := lawOf(chain)
	var sum passed
	fills := 0.0
	for n, share := range law {
		sum.lost += share * ways[n].lost
		sum.stock += share * ways[n].stock
		sum.hours += share * ways[n].hours
		sum.made += share * ways[n].made
		sum.filling += share * ways[n].filling
		if n < p.minimum {
			fills += share
		}
	}
	return exact.Answer{
		FallbackProbability: sum.lost / sum.hours / p.Rate,
		FallbackPerHour:     sum.lost / sum.hours,
		MeanStock:           sum.stock / sum.hours,
		FillsPerHour:        fills / sum.hours,
		MeanFill:            sum.made / fills,
		MeanFillSeconds:     sum.filling / fills * 3600,
		CreatedPerHour:      sum.made / sum.hours,
		BelowMinAtReview:    fills,
		MeanCheckGapSeconds: sum.hours * 3600,
	}
}

// lawOf is the stationary law of a chain, which it overwrites, by elimination from the top without a subtraction.
func lawOf(chain [][]float64) []float64 {
	lowest := 0
	for k := len(chain) - 1; k > 0; k-- {
		out := 0.0
		for _, p := range chain[k][:k] {
			out += p
		}
		if out < 1e-280 {
			lowest = k
			break
		}
		for i := range k {
			chain[i][k] /= out
			for j := range k {
				chain[i][j] += chain[i][k] * chain[k][j]
			}
		}
	}
	law, total := make([]float64, len(chain)), 1.0
	law[lowest] = 1
	for k := lowest + 1; k < len(chain); k++ {
		for i := lowest; i < k; i++ {
			law[k] += law[i] * chain[i][k]
		}
		total += law[k]
	}
	for k := range law {
		law[k] /= total
	}
	return law
}
