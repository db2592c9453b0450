package exact

import "reprise/control/pool"

// The columns that follow the transitions in a row of a chain: what a cycle is expected to cost.
const (
	lostColumn = iota
	stockColumn
	visitsColumn
	createdColumn
	hoursColumn
	fillingColumn
	costColumns
)

// batchCycle is the mean cycle when fills arrive at once. The states are the levels N that a check finds below the
// minimum; those at which claims as good as never outrun the fill go on alike, and are one.
func (p *Planner) batchCycle(s pool.Settings, floor float64) cycle {
	states := min(s.Min, p.outrun(coarse)+1)
	c := p.solveBatch(s, states)
	if full := min(s.Min, p.outrun(negligible)+1); full > states && tooCoarse(c.lost/(c.hours*p.workload.Rate), floor) {
		c = p.solveBatch(s, full)
	}
	return c
}

// A first solution leaves out what happens with a probability under coarse during a fill. Where the answer is not above
// trusted, that could matter to its ninth digit, and a second one leaves out only what is negligible.
const (
	coarse  = 1e-30
	trusted = 1e-10
)

// tooCoarse reports whether a first solution must be followed by a second one: not where all that matters is that it is under
// floor.
func tooCoarse(fallback, floor float64) bool { return fallback < trusted && fallback >= floor }

// outrun is the number of claims in any lead beyond which the chance is under cut.
func (p *Planner) outrun(cut float64) int {
	most := 0
	for _, l := range p.leads {
		k := len(l.during.least) - 1
		for k > 0 && l.during.least[k] < cut {
			k--
		}
		most = max(most, k+1)
	}
	return most
}

func (p *Planner) solveBatch(s pool.Settings, states int) cycle {
	chain := newMatrix(states, states+costColumns)
	ends := p.fillCosts(s)
	for _, l := range p.leads {
		onward := newMatrix(states, states+costColumns)
		p.onward(s, l, ends, onward)
		// From N, min(K, N) accounts are claimed during the fill: K = m < N of them, or all N.
		sofar := make([]float64, onward.columns)
		for n := range states {
			row := chain.row(n)
			addScaled(row, sofar, l.weight)
			addScaled(row, onward.row(n), l.weight*at(l.during.least, n))
			addScaled(sofar, onward.row(n), at(l.during.exact, n))
		}
	}
	return mean(chain)
}

// mean is the cycle averaged over the long-run law of a chain whose rows end in the costs.
func mean(chain matrix) cycle {
	law := stationary(chain)
	var costs [costColumns]float64
	for n, share := range law {
		addScaled(costs[:], chain.row(n)[chain.rows:], share)
	}
	return cycle{
		lost: costs[lostColumn], stock: costs[stockColumn], visits: costs[visitsColumn],
		created: costs[createdColumn], filling: costs[fillingColumn], hours: costs[hoursColumn],
	}
}

// fillCosts are what a check that finds n below the minimum is expected to cost until its fill arrives, by n. They are
// counted in the cycle before, for there n is known where states are one.
func (p *Planner) fillCosts(s pool.Settings) matrix {
	costs := newMatrix(costColumns, s.Min)
	for n := range s.Min {
		for _, l := range p.leads {
			costs.row(lostColumn)[n] += l.weight * at(l.during.lost, n)
			costs.row(stockColumn)[n] += l.weight * l.during.stock[n]
		}
		costs.row(createdColumn)[n] = float64(s.Refill(n))
	}
	return costs
}

// onward fills row m of rows with where the chain goes from the arrival of a fill during which m accounts were claimed,
// and what that costs.
//
// With d = S-s-m and c = S-m-N', the chance of N' > 0 is q(c) + sum over e <= d of V(e) p(c-e): q is the law of the
// claims between arrival and check, p that of a whole interval, V the visits. Only the bound of the sum depends on m, so
// one table over c, to which a term is added for each d, serves all rows.
func (p *Planner) onward(s pool.Settings, l lead, ends, rows matrix) {
	next, found := make([]float64, s.Target+1), make([]float64, s.Min)
	copy(next, l.after.exact)
	mostSpan := s.Target - s.Min
	for m := rows.rows - 1; m > mostSpan; m-- {
		p.fillRow(s, l, ends, next, found, m, rows)
	}
	for d := 0; d <= mostSpan; d++ {
		last := min(len(p.review.exact)-1, s.Target-d)
		if last > 0 {
			addScaled(next[d+1:d+last+1], p.review.exact[1:last+1], l.visits[d])
		}
		if m := mostSpan - d; m < rows.rows {
			p.fillRow(s, l, ends, next, found, m, rows)
		}
	}
}

// fillRow does so for one m; found is room for the law of N'.
func (p *Planner) fillRow(s pool.Settings, l lead, ends matrix, next, found []float64, m int, rows matrix) {
	level := s.Target - m // when the fill has arrived
	clear(found)
	for n := 1; n < s.Min && n <= level; n++ {
		found[n] = next[level-n]
	}
	costs := rows.row(m)[rows.rows:]
	costs[lostColumn] = at(l.after.lost, level)
	costs[stockColumn] = l.after.stock[level]
	found[0] = at(l.after.least, level)
	if span := level - s.Min; span >= 0 {
		for e := max(0, level-len(p.review.least)+1); e <= span; e++ {
			found[0] += l.visits[e] * p.review.least[level-e]
			costs[lostColumn] += l.visits[e] * at(p.review.lost, level-e)
		}
		held := p.review.stock[s.Min : level+1]
		for e, visits := range l.visits[:len(held)] {
			costs[stockColumn] += visits * held[len(held)-1-e]
		}
		costs[visitsColumn] = l.seen[span]
	}
	endLost, endStock, endCreated := ends.row(lostColumn), ends.row(stockColumn), ends.row(createdColumn)
	for n, chance := range found {
		costs[lostColumn] += chance * endLost[n]
		costs[stockColumn] += chance * endStock[n]
		costs[createdColumn] += chance * endCreated[n]
	}
	for _, each := range p.leads {
		costs[fillingColumn] += each.weight * each.during.hours
	}
	costs[hoursColumn] = l.after.hours + costs[visitsColumn]*p.review.hours + costs[fillingColumn]
	row := rows.row(m)
	copy(row[:rows.rows], found[:rows.rows])
	for _, chance := range found[rows.rows:] {
		row[rows.rows-1] += chance
	}
}
