package exact

import (
	"errors"
	"math"
	"time"

	"reprise/control/pool"
)

// slot is a part of the day with one rate.
type slot struct {
	rate   float64 // claims an hour
	review *claims
	leads  []lead // without visits: the chain is followed check by check
}

const (
	mostDays = 3000  // until a pool is taken not to settle
	steady   = 1e-11 // how near to the law it settles in, relative
)

// fillsColumn counts checks that start a fill, where a row is a slot of the day and no cycle.
const fillsColumn = visitsColumn

func (p *Planner) newSlots() []slot {
	slots := make([]slot, len(p.workload.Day))
	batch := p.workload.Creation.(Batch)
	for i, rate := range p.workload.Day {
		stretch := func(length time.Duration) *claims { return newClaims(rate*length.Hours(), length.Hours(), 0) }
		slots[i] = slot{rate: rate, review: stretch(p.workload.Review)}
		for _, point := range batch.points(rate) {
			slots[i].leads = append(slots[i].leads, lead{
				weight: point.weight, during: stretch(point.length), after: stretch(p.workload.Review - point.length),
			})
		}
	}
	return slots
}

// overDay follows the law of the level from check to check, day after day, until it is the same as a day before: the
// stationary law of a periodic chain. A pool with too few claims a day to forget its phase in mostDays is an error.
func (p *Planner) overDay(s pool.Settings) (Answer, error) {
	a, err := p.followDays(s, coarse)
	if err == nil && a.FallbackProbability < trusted {
		a, err = p.followDays(s, negligible)
	}
	return a, err
}

func (p *Planner) followDays(s pool.Settings, cut float64) (Answer, error) {
	f := follower{Planner: p, Settings: s, cut: cut}
	f.law, f.spare = make([]float64, s.Target+1), make([]float64, s.Target+1)
	f.law[s.Target] = 1
	before, change := make([]float64, s.Target+1), 0.0
	for range mostDays {
		copy(before, f.law)
		costs := f.oneDay()
		now := difference(before, f.law)
		// What is still to come shrinks like what came, by the same factor every day.
		factor := now / change
		change = now
		if now < steady/100 || factor < 1 && now*factor/(1-factor) < steady/100 {
			return p.overSlots(costs), nil
		}
	}
	return Answer{}, errors.New("pool plan: the day has too few claims: the pool does not settle into a daily rhythm")
}

// oneDay takes the law through the checks of a day; row by row it gives what each slot costs.
func (f *follower) oneDay() matrix {
	costs := newMatrix(len(f.slots), costColumns)
	for i, part := range f.slots {
		f.costs = costs.row(i)
		for range f.checksPerSlot() {
			f.oneReview(part)
		}
	}
	total := fromFarEnd(f.law)[0]
	for i := range f.law {
		f.law[i] /= total
	}
	return costs
}

func (p *Planner) checksPerSlot() int {
	return int(day / time.Duration(len(p.workload.Day)) / p.workload.Review)
}

// oneReview takes the law from one check to the next.
func (f *follower) oneReview(part slot) {
	clear(f.spare)
	for level := f.Min; level <= f.Target; level++ {
		if f.law[level] >= f.cut {
			f.spend(f.spare, part.review, level, f.law[level], 0)
		}
	}
	below := f.law[:f.Min]
	for n, share := range below {
		f.costs[fillsColumn] += share
		f.costs[createdColumn] += share * float64(f.Refill(n))
	}
	above := fromFarEnd(below) // [m]: shares of the levels from m on
	for _, l := range part.leads {
		for m, share := range below {
			f.costs[lostColumn] += l.weight * share * at(l.during.lost, m)
			f.costs[stockColumn] += l.weight * share * l.during.held(m)
			f.costs[fillingColumn] += l.weight * share * l.during.hours
			if claimed := l.weight * (at(l.during.exact, m)*above[m+1] + at(l.during.least, m)*share); claimed >= f.cut {
				f.spend(f.spare, l.after, f.Target-m, claimed, 0)
			}
		}
	}
	f.law, f.spare = f.spare, f.law
}

// overSlots is the day's mean, and its worst slot: the one with the highest fallback probability, the first of equals.
func (p *Planner) overSlots(costs matrix) Answer {
	slotHours := day.Hours() / float64(costs.rows)
	var sum cycle
	fills, checks := 0.0, float64(day/p.workload.Review)
	var worst Slot
	for i, part := range p.slots {
		row := costs.row(i)
		sum.lost += row[lostColumn]
		sum.stock += row[stockColumn]
		fills += row[fillsColumn]
		sum.created += row[createdColumn]
		sum.filling += row[fillingColumn]
		here := Slot{Slot: i, FallbackPerHour: row[lostColumn] / slotHours, MeanStock: row[stockColumn] / slotHours}
		if part.rate > 0 {
			here.FallbackProbability = here.FallbackPerHour / part.rate
		}
		if i == 0 || here.FallbackProbability > worst.FallbackProbability {
			worst = here
		}
	}
	return Answer{
		FallbackProbability: sum.lost / (p.workload.perHour() * day.Hours()),
		FallbackPerHour:     sum.lost / day.Hours(),
		MeanStock:           sum.stock / day.Hours(),
		FillsPerHour:        fills / day.Hours(),
		MeanFill:            sum.created / fills,
		MeanFillSeconds:     sum.filling / fills * 3600,
		CreatedPerHour:      sum.created / day.Hours(),
		BelowMinAtReview:    fills / checks,
		MeanCheckGapSeconds: p.workload.Review.Seconds(),
		Worst:               &worst,
	}
}

// difference is the largest relative one between two laws, where both are not negligible.
func difference(before, after []float64) float64 {
	most := 0.0
	for i, p := range after {
		if p > negligible || before[i] > negligible {
			most = max(most, math.Abs(p-before[i])/max(p, before[i]))
		}
	}
	return most
}
