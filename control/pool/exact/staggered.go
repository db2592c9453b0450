package exact

import (
	"slices"
	"time"

	"reprise/control/pool"
)

// staggeredCycle is the mean cycle when accounts come one round after another. The states are the levels N that a check
// finds below the minimum; each is followed through the rounds of its fill.
func (p *Planner) staggeredCycle(s pool.Settings, creation Staggered, floor float64) cycle {
	c := p.followAll(s, creation, coarse)
	if tooCoarse(c.lost/(c.hours*p.workload.Rate), floor) {
		c = p.followAll(s, creation, negligible)
	}
	return c
}

// follower takes laws of the level through the time from one fill to the next.
type follower struct {
	*Planner
	pool.Settings
	Staggered
	cut   float64   // shares below it count as none
	law   []float64 // [level]
	spare []float64
	costs []float64 // of the row that is being followed

	jumped int       // the rounds of the last fill that jump could take; 0 before
	onward []float64 // its row from the end of the fill on
}

func (p *Planner) followAll(s pool.Settings, creation Staggered, cut float64) cycle {
	chain := newMatrix(s.Min, s.Min+costColumns)
	f := follower{Planner: p, Settings: s, Staggered: creation, cut: cut}
	f.law, f.spare = make([]float64, s.Target+1), make([]float64, s.Target+1)
	for n := range s.Min {
		f.follow(n, chain.row(n))
	}
	return mean(chain)
}

// follow fills the row of a check that finds n.
func (f *follower) follow(n int, row []float64) {
	rounds, filling := f.rounds(f.Refill(n)), f.filling(f.Refill(n))
	rest := f.restOf(filling)
	f.costs = row[f.Min:]
	stock, never := f.neverEmpty(n, rounds)
	switch {
	case never && rounds == f.jumped: // the level at the end does not depend on n
		copy(row, f.onward)
	case never:
		f.jump(filling)
		f.toNextFill(rest)
		copy(row, f.law[:f.Min])
		f.jumped, f.onward = rounds, append(f.onward[:0], row...)
	default:
		stock = f.throughRounds(n, rounds)
		f.toNextFill(rest)
		copy(row, f.law[:f.Min])
	}
	f.costs[stockColumn] += stock
	f.costs[createdColumn] = float64(f.Refill(n))
	f.costs[fillingColumn] = filling.Hours()
	f.costs[hoursColumn] = (filling + rest).Hours() + f.costs[visitsColumn]*f.review.hours
}

// throughRounds takes the law of the level from the check that finds n to the end of the fill, round by round as long as one may
// leave the pool empty; stock is the integral from there on.
func (f *follower) throughRounds(n, rounds int) (stock float64) {
	clear(f.law)
	f.law[n] = 1
	left := f.Refill(n)
	for k := range rounds {
		low := slices.IndexFunc(f.law, func(share float64) bool { return share >= f.cut })
		if stock, never := f.neverEmpty(low, rounds-k); never {
			return stock + f.runOut(low, left, rounds-k)
		}
		f.drain(f.round)
		made := min(left, f.Workers)
		copy(f.law[made:], f.law[:len(f.law)-made])
		clear(f.law[:made])
		left -= made
	}
	return 0
}

// runOut takes the law through the rounds that are left: what is missing at the end is what was claimed. It returns how much more
// stock there is than if all stood at the lowest level.
func (f *follower) runOut(low, left, rounds int) (stock float64) {
	clear(f.spare)
	claimed := poisson(f.round.mean * float64(rounds))
	for level, share := range f.law {
		if share < f.cut {
			continue
		}
		stock += share * float64(level-low) * float64(rounds) * f.Each.Hours()
		for k := min(len(claimed)-1, level+left); k >= 0; k-- {
			f.spare[level+left-k] += share * claimed[k]
		}
	}
	f.law, f.spare = f.spare, f.law
	return stock
}

// neverEmpty reports whether the rounds of a fill from n as good as never leave the pool empty, and if so the integral of
// the stock: no claim is lost then, and the level falls by as many as are expected.
func (f *follower) neverEmpty(n, rounds int) (stock float64, never bool) {
	each, level := f.Each.Hours(), float64(n)
	for k := range rounds {
		if exceeds(f.round.mean*float64(k+1), n+k*f.Workers) > f.cut {
			return 0, false
		}
		stock += (level - f.round.mean*(float64(k)+0.5)) * each
		level += float64(f.Workers)
	}
	return stock, true
}

// jump is throughRounds for a pool that is never empty meanwhile: what is missing at the end is what was claimed.
func (f *follower) jump(filling time.Duration) {
	clear(f.law)
	for k, chance := range poisson(f.workload.Rate * filling.Hours()) {
		if k > f.Target {
			break
		}
		f.law[f.Target-k] = chance
	}
}

// drain takes the law of the level through a stretch of claims, and adds what they cost.
func (f *follower) drain(c *claims) {
	clear(f.spare)
	for level, share := range f.law {
		if share >= f.cut {
			f.spend(f.spare, c, level, share, 0)
		}
	}
	f.law, f.spare = f.spare, f.law
}

// toNextFill takes the law of the level from the end of a fill to the next check that starts one: it leaves the law below
// the minimum, and adds what happens until then.
func (f *follower) toNextFill(rest time.Duration) {
	f.drain(newClaims(f.workload.Rate*rest.Hours(), rest.Hours(), f.Target))
	for level := f.Target; level >= f.Min; level-- {
		if f.law[level] < f.cut {
			continue
		}
		visits := f.law[level] / f.review.least[1] // some of them one after another, without a claim in between
		f.costs[visitsColumn] += visits
		f.spend(f.law, f.review, level, visits, 1)
	}
}

// spend adds to a law where a share that stood at level stands after from claims or more, and what they cost.
func (f *follower) spend(law []float64, c *claims, level int, share float64, from int) {
	f.costs[lostColumn] += share * at(c.lost, level)
	f.costs[stockColumn] += share * c.held(level)
	law[0] += share * at(c.least, level)
	mode := min(int(c.mean), len(c.exact))
	for k := max(from, mode); k < min(level, len(c.exact)); k++ {
		chance := share * c.exact[k]
		if chance < f.cut {
			break
		}
		law[level-k] += chance
	}
	for k := min(mode, level) - 1; k >= from; k-- {
		chance := share * c.exact[k]
		if chance < f.cut {
			break
		}
		law[level-k] += chance
	}
}
