package exact

import (
	"fmt"
	"math"
	"time"
)

const (
	mostDays = 3000  // until a pool is taken not to settle
	steady   = 1e-11 // how near to the law it settles in, relative
	remember = 10    // laws that a leap looks at
)

// settling is a law on its way to the one that is the same as a period before. The phase of the refill cycle is forgotten slowly
// where few claims come, but it is forgotten like a few geometric sequences: from some laws a period apart a leap is made to
// where they lead.
type settling struct {
	*rhythm
	past    []matrix  // the law before the first of the last periods, and those after each
	changes []float64 // of each period against the one before, since the last leap
	slowest float64   // factor by which they shrank between two leaps
	pause   int       // plain periods between leaps
	wait    int       // until the next one may be tried
	leapt   *leapt    // what may have to be taken back; nil
}

// leapt is where a leap was made, and what the last period before it changed.
type leapt struct {
	law    matrix
	change float64
}

// settle takes the law through periods until what is still to come cannot matter. What it says of a law rests on plain periods
// alone: a leap is only a start for them, and is taken back if they find it worse.
func (r *rhythm) settle(cut float64) error { return r.newSettling(cut).toTheEnd() }

func (r *rhythm) newSettling(cut float64) *settling {
	r.cut = cut
	s := &settling{rhythm: r, pause: remember - 1, wait: remember - 1}
	s.keep()
	return s
}

func (s *settling) toTheEnd() error {
	period := s.workload.Profile.Period
	for range int(mostDays * Day / period) {
		s.onePeriod()
		s.changes = append(s.changes, s.difference(s.past[len(s.past)-1]))
		s.keep()
		switch {
		case settled(s.changes, s.slowest):
			return nil
		case hopeless(s.changes, period):
			return unsettled()
		case s.worse():
			s.takeBack()
		case s.canLeap():
			s.leap()
		}
	}
	return unsettled()
}

func unsettled() error {
	return fmt.Errorf("profile: the pool does not settle into its rhythm within %d days; simulate it", mostDays)
}

// settled reports whether what is still to come cannot matter: it shrinks like what came, by the slowest factor of late.
func settled(changes []float64, slowest float64) bool {
	last := len(changes) - 1
	if changes[last] < steady/100 {
		return true
	}
	if last < 3 {
		return false
	}
	for i := last - 2; i <= last; i++ {
		slowest = max(slowest, changes[i]/changes[i-1])
	}
	return slowest < 1 && changes[last]*slowest/(1-slowest) < steady
}

// hopeless reports whether it would take more than mostDays at the pace of late: where few claims come, or where every fill
// takes the same part of the period and the pool is empty all the time, times of checks stay what they were.
func hopeless(changes []float64, period time.Duration) bool {
	const late = 10
	return len(changes) > 3*late && endless(changes, late, period)
}

// endless reports whether it would take more than mostDays at the pace of so many periods.
func endless(changes []float64, late int, period time.Duration) bool {
	return pace(changes, late) < leastPace(changes[len(changes)-1], period)
}

// leastPace is the one at which a change becomes steady within mostDays.
func leastPace(change float64, period time.Duration) float64 {
	return math.Log(change/steady) / float64(mostDays*Day/period)
}

// pace is by how many e-folds a period changes have shrunk in so many periods.
func pace(changes []float64, late int) float64 {
	last := len(changes) - 1
	return math.Log(changes[last-late]/changes[last]) / float64(late)
}

// keep remembers the law, in place of the oldest one where there are enough.
func (s *settling) keep() {
	most := 1
	if s.affordsLeaps() {
		most = remember
	}
	var room matrix
	if len(s.past) < most {
		room = newMatrix(len(s.due), s.Target+1)
	} else {
		room, s.past = s.past[0], s.past[1:]
	}
	s.copyDue(room)
	s.past = append(s.past, room)
}

// affordsLeaps reports whether what leaps take, which is the laws they look at and as much again, is no more than the laws of the
// checks that are due may.
func (s *settling) affordsLeaps() bool { return 2*remember*len(s.due)*(s.Target+1) <= mostDue }

// late are the periods that pace is taken over before a leap: not the one that follows another leap.
const late = remember - 3

// canLeap reports whether the law has gone plain periods enough since it began or last leapt, and seems to settle without a leap
// too.
func (s *settling) canLeap() bool {
	return s.affordsLeaps() && len(s.changes) >= s.wait && !endless(s.changes, late, s.workload.Profile.Period)
}

// leap takes the law to where those of the past lead, if that is a law, and all that would be leapt over is what plain periods would
// forget within mostDays as well. What they would not, such as times of checks that stay what they were, is not to be leapt over:
// a pool may have no rhythm to settle in.
func (s *settling) leap() {
	aim, weights := extrapolated(s.past, s.cut)
	change := s.changes[len(s.changes)-1]
	slowest := math.Exp(-leastPace(change, s.workload.Profile.Period))
	if !isLaw(aim) || !rootsWithin(weights, slowest) {
		s.wait = len(s.changes) + remember - 1
		return
	}
	s.wait = s.pause
	last := len(s.past) - 1
	s.leapt = &leapt{law: s.past[last], change: change}
	s.slowest = max(s.slowest, math.Exp(-pace(s.changes, late)))
	s.goTo(aim)
}

// worse reports whether the first period after a leap changed no less than the last one before it.
func (s *settling) worse() bool {
	return s.leapt != nil && len(s.changes) == 1 && s.changes[0] >= s.leapt.change
}

// takeBack undoes a leap; from then on the law goes twice as long without one.
func (s *settling) takeBack() {
	s.pause *= 2
	s.wait = s.pause
	s.goTo(s.leapt.law)
	s.leapt = nil
}

// goTo begins at a law as if nothing had been before it.
func (s *settling) goTo(law matrix) {
	for i := range law.rows {
		copy(s.dueIn(i), law.row(i))
	}
	s.past, s.changes = nil, nil
	s.keep()
}

func (r *rhythm) copyDue(into matrix) {
	for i := range into.rows {
		copy(into.row(i), r.dueIn(i))
	}
}

// difference is the largest relative one between the laws of the checks that are due and those before, where either counts.
func (r *rhythm) difference(before matrix) float64 {
	most := 0.0
	for i := range before.rows {
		law := r.dueIn(i)
		for n, p := range before.row(i) {
			if larger := max(p, law[n]); larger > r.cut {
				most = max(most, math.Abs(p-law[n])/larger)
			}
		}
	}
	return most
}
