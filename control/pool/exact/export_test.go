package exact

import "reprise/control/pool"

// Laws are the long-run laws of a chain by both ways to solve it; the first is nil where the chain does not soon forget
// where it was.
func Laws(chain [][]float64) (forgetfully, eliminating []float64) {
	m, again := newMatrix(len(chain), len(chain)), newMatrix(len(chain), len(chain))
	for i, row := range chain {
		copy(m.row(i), row)
		copy(again.row(i), row)
	}
	return forgetful(m), eliminated(again)
}

// Settled is Evaluate under a profile, and how many periods it took.
func (p *Planner) Settled(minimum, target int) (a Answer, periods int, err error) {
	return p.periods(minimum, target, (*rhythm).settle)
}

// SettledPlainly is Settled period after period, without a leap; gaveUp reports whether settle would not have gone on for as long.
func (p *Planner) SettledPlainly(minimum, target int) (a Answer, periods int, gaveUp bool, err error) {
	a, periods, err = p.periods(minimum, target, func(r *rhythm, cut float64) error {
		gone, err := r.plainly(cut)
		gaveUp = gaveUp || gone
		return err
	})
	return a, periods, gaveUp, err
}

func (p *Planner) periods(minimum, target int, settle func(*rhythm, float64) error) (Answer, int, error) {
	s := pool.Settings{Enabled: true, Min: minimum, Target: target}
	due, err := p.mostReviews(s)
	if err != nil {
		return Answer{}, 0, err
	}
	r := p.newRhythm(s, due)
	err = settle(r, coarse)
	if err == nil && tooCoarse(r.answer().FallbackProbability, 0) {
		err = settle(r, negligible)
	}
	periods := r.check / int(p.workload.Profile.Period/p.workload.Review)
	if err != nil {
		return Answer{}, periods, err
	}
	return r.answer(), periods, nil
}

// SettledAfterBadLeap is Settled from where the law is thought to have been when a leap led to any level with the same chance, though
// no period would change it by more than 1 in 1e8; takenBack reports whether that was noticed.
func (p *Planner) SettledAfterBadLeap(minimum, target int) (a Answer, takenBack bool, err error) {
	a, _, err = p.periods(minimum, target, func(r *rhythm, cut float64) error {
		if err := r.settle(cut); err != nil {
			return err
		}
		s := r.newSettling(cut)
		s.leapt = &leapt{law: s.past[0], change: 1e-8}
		bad := newMatrix(len(r.due), r.Target+1)
		for n := range bad.row(0) {
			bad.row(0)[n] = 1 / float64(r.Target+1)
		}
		s.goTo(bad)
		err := s.toTheEnd()
		takenBack = s.pause > remember-1 && len(s.changes) < remember
		return err
	})
	return a, takenBack, err
}

// plainly is settle without leaps, from the start for every cut, and three times as long: whether that is just under mostDays or just
// over it cannot be told beforehand.
func (r *rhythm) plainly(cut float64) (gaveUp bool, err error) {
	for i, law := range r.newRhythm(r.Settings, len(r.due)).due {
		copy(r.dueIn(i), law)
	}
	r.cut = cut
	before := newMatrix(len(r.due), r.Target+1)
	var changes []float64
	for range int(3 * mostDays * Day / r.workload.Profile.Period) {
		r.copyDue(before)
		r.onePeriod()
		changes = append(changes, r.difference(before))
		if settled(changes, 0) {
			return gaveUp, nil
		}
		gaveUp = gaveUp || hopeless(changes, r.workload.Profile.Period)
	}
	return gaveUp, unsettled()
}

// Extrapolated is extrapolated for laws of one check, and whether all that it leaps over shrinks faster than slowest.
func Extrapolated(laws [][]float64, slowest float64) (aim []float64, faster bool) {
	var past []matrix
	for _, law := range laws {
		past = append(past, matrix{rows: 1, columns: len(law), cells: law})
	}
	m, weights := extrapolated(past, negligible)
	return m.cells, rootsWithin(weights, slowest)
}
