package exact

import (
	"fmt"
	"time"

	"reprise/control/pool"
)

// The periods of a profile.
const (
	Day  = 24 * time.Hour
	Week = 7 * Day
)

// Profile is a rate that changes from slot to slot and comes again after a period, which is a Day or a Week. The checks keep
// their times in it (fixedRate), the first at its beginning.
type Profile struct {
	Rates  []float64 // claims an hour in each slot, all slots equally long
	Period time.Duration
}

// Slot is how one slot of a profile fares, averaged over periods.
type Slot struct {
	Slot                int     `json:"slot"` // 0 is the first of the period
	FallbackProbability float64 `json:"p_fallback"`
	FallbackPerHour     float64 `json:"fallback_per_hour"`
	MeanStock           float64 `json:"mean_stock"`
}

const (
	mostChecks = 21_000
	mostDue    = 1 << 25 // numbers in the laws of the checks that are due while a fill goes on
)

// fillsColumn counts checks that start a fill, and checksColumn all of them, where a row is a slot and no cycle.
const (
	fillsColumn  = visitsColumn
	checksColumn = hoursColumn
)

// rhythm takes the law of the level from check to check through a period.
type rhythm struct {
	follower
	// due are the laws of the level at the checks to come: due[c % len(due)][n] is the chance that there is one at c reviews
	// from the first, and that it finds n. While a fill goes on there is none.
	due    [][]float64
	check  int    // the one that is next, in reviews from the first
	slots  matrix // what each slot costs in a period
	tables map[stretch]*claims
	stored int    // numbers in tables
	going  *fills // of Staggered
}

// overPeriod follows the law until it is the same as a period before: the stationary law of a periodic chain. A pool with too
// few claims to forget its phase in mostDays is an error, and one whose fills outlast so many checks.
func (p *Planner) overPeriod(s pool.Settings, floor float64) (Answer, error) {
	due, err := p.mostReviews(s)
	if err != nil {
		return Answer{}, err
	}
	r := p.newRhythm(s, due)
	if err := r.settle(coarse); err != nil {
		return Answer{}, err
	}
	if a := r.answer(); !tooCoarse(a.FallbackProbability, floor) {
		return a, nil
	}
	if err := r.settle(negligible); err != nil { // from the coarse law, which lacks no more than its tails
		return Answer{}, err
	}
	return r.answer(), nil
}

// mostReviews is how many checks may be due at a time: those that the longest fill puts off, and the one that follows it.
func (p *Planner) mostReviews(s pool.Settings) (int, error) {
	staggered, is := p.workload.Creation.(Staggered)
	if !is {
		return 2, nil
	}
	longest := staggered.filling(s.Target)
	due := int(p.workload.Schedule.Gap(p.workload.Review, longest)/p.workload.Review) + 1
	if due*(s.Target+1) > mostDue {
		return 0, fmt.Errorf("create is %v by %d workers: a fill of %d accounts takes %v, too long to follow through a profile: simulate it",
			staggered.Each, staggered.Workers, s.Target, longest)
	}
	return due, nil
}

// newRhythm begins with any level from the minimum up, and a check that any of the fills under way could put off: near to how
// most pools are found, so that they soon settle. Where fills keep their times in the period for ever, it is as likely that they
// are these times as any others.
func (p *Planner) newRhythm(s pool.Settings, due int) *rhythm {
	r := &rhythm{follower: follower{Planner: p, Settings: s}, tables: map[stretch]*claims{}}
	r.Staggered, _ = p.workload.Creation.(Staggered)
	r.spare = make([]float64, s.Target+1)
	r.going = &fills{rhythm: r, full: make([]float64, s.Target+1)}
	for i := range due {
		law := make([]float64, s.Target+1)
		for level := s.Min; level <= s.Target && i < due-1; level++ {
			law[level] = 1 / float64((due-1)*(s.Target-s.Min+1))
		}
		r.due = append(r.due, law)
	}
	return r
}

// onePeriod takes the law through the checks of a period, and settles that one check is due next.
func (r *rhythm) onePeriod() {
	r.slots = newMatrix(len(r.workload.Profile.Rates), costColumns)
	for range r.workload.Profile.Period / r.workload.Review {
		r.oneCheck()
		r.check++
	}
	total := 0.0
	for _, law := range r.due {
		total += fromFarEnd(law)[0]
	}
	for _, law := range r.due {
		for n := range law {
			law[n] /= total
		}
	}
}

// oneCheck takes the law at a check to the next one, which a fill may put off.
func (r *rhythm) oneCheck() {
	law, next := r.dueIn(0), r.dueIn(1)
	here := r.slotAt(0)
	r.costs = r.slots.row(here)
	review := r.claimsOf(here, r.workload.Review)
	for level := r.Min; level <= r.Target; level++ {
		r.costs[checksColumn] += law[level]
		if law[level] >= r.cut {
			r.spend(next, review, level, law[level], 0)
		}
	}
	for n, share := range law[:r.Min] {
		r.costs[checksColumn] += share
		r.costs[fillsColumn] += share
		r.costs[createdColumn] += share * float64(r.Refill(n))
	}
	switch c := r.workload.Creation.(type) {
	case Batch:
		r.arrive(c, here, law[:r.Min], next)
	case Staggered:
		r.going.fill(law[:r.Min])
	}
	clear(law)
}

// arrive takes the shares of the levels below the minimum to the next check, through leads of the slot.
func (r *rhythm) arrive(b Batch, here int, below, next []float64) {
	above := fromFarEnd(below) // [m]: shares of the levels from m on
	for _, point := range b.points(r.workload.Profile.Rates[here]) {
		during, after := r.claimsOf(here, point.length), r.claimsOf(here, r.restOf(point.length))
		for m, share := range below {
			r.costs[lostColumn] += point.weight * share * at(during.lost, m)
			r.costs[stockColumn] += point.weight * share * during.held(m)
			r.costs[fillingColumn] += point.weight * share * during.hours
			if claimed := point.weight * (at(during.exact, m)*above[m+1] + at(during.least, m)*share); claimed >= r.cut {
				r.spend(next, after, r.Target-m, claimed, 0)
			}
		}
	}
}

// dueIn is the law of the check so many reviews after the one at hand.
func (r *rhythm) dueIn(reviews int) []float64 { return r.due[(r.check+reviews)%len(r.due)] }
