package trial

import (
	"time"

	"reprise/sim"
	"reprise/sim/random"
	"reprise/sim/stats"
	"reprise/sim/world/accounts"
)

// Trouble is something out of the ordinary that lasts for a while: more claims, or fills that fail (POOL-18).
type Trouble struct {
	Spike float64       // how many times as many claims; 0 or 1: as many as ever
	Fails bool          // every fill_configs fails
	For   time.Duration // how long it lasts
}

// Course is how a pool comes through a trouble, over replications. Times are from its beginning. In those in which the pool was
// never empty, or did not recover while they were played, there is no time to give, and the intervals are of the others.
type Course struct {
	Emptied, Recovered int            // replications
	ToEmpty, ToRecover stats.Interval // seconds; zero with fewer than two replications
	Claims, Fallbacks  stats.Interval // until it has recovered, or the end
}

// course is that of one replication.
type course struct {
	toEmpty, toRecover time.Duration // never: it was not
	lowUntil           time.Duration // the last that is known of its being below its minimum; 0: it never was
	claims, fallbacks  int
}

const never = time.Duration(-1)

// When says when a trouble begins and for how long it is looked at.
type When struct {
	Settle   time.Duration // it begins no earlier, so that the pool has forgotten how it began
	Within   time.Duration // after that at any moment of so long, so that it meets the pool as it may stand
	Patience time.Duration // how long after its end the pool is given to recover
}

// WhatIf plays every replication up to the trouble, through it, and on until the pool is no longer below its minimum, or
// patience ends. The time to recover is that until it was below for
// the last time; 0 where it never was.
func WhatIf(p Pool, trouble Trouble, when When, runs Runs) (Course, error) {
	usual := p.Demand.Rate
	courses, err := replicate(runs, func(rep int) (course, error) {
		moment := random.New(runs.Seed, "trial.moment", 0, uint64(rep))
		begin := when.Settle + time.Duration(moment.Float64()*float64(when.Within))
		own := p
		own.Demand.Rate = spiked{usual, int64(begin), int64(begin + trouble.For), max(1, trouble.Spike)}
		one, err := own.start(runs.Seed, rep)
		if err != nil {
			return course{}, err
		}
		return one.through(trouble, sim.Time(begin), when.Patience)
	})
	if err != nil {
		return Course{}, err
	}
	return courseOf(courses)
}

// through plays one replication.
func (p play) through(trouble Trouble, begin sim.Time, patience time.Duration) (course, error) {
	over, end := begin.Add(trouble.For), begin.Add(trouble.For+patience)
	before, err := p.until(begin)
	if err != nil {
		return course{}, err
	}
	outage := accounts.Fault{What: accounts.FillConfigs, Errors: 1, Slower: 1}
	if trouble.Fails {
		p.service.Strike(outage)
	}
	c := course{toEmpty: never, toRecover: never}
	if err := p.look(&c, begin, over, func() bool { return false }); err != nil {
		return c, err
	}
	if trouble.Fails {
		p.service.Mend(outage)
	}
	recovered := func() bool { return !p.service.Status().Low() }
	err = p.look(&c, begin, end, recovered)
	if recovered() {
		c.toRecover = c.lowUntil
	}
	after := since(before, p.service.Measures())
	c.claims, c.fallbacks = after.Claimed+after.Fallbacks, after.Fallbacks
	return c, err
}

// look plays on, event by event, to an instant or until something holds, and notes when the pool is empty first.
func (p play) look(c *course, begin, to sim.Time, holds func() bool) error {
	for !holds() {
		if c.toEmpty == never && p.service.Size() == 0 {
			c.toEmpty = p.engine.Now().Sub(begin)
		}
		low := p.service.Status().Low()
		if happened, err := p.engine.StepUntil(to); err != nil || !happened {
			return err
		}
		if low {
			c.lowUntil = p.engine.Now().Sub(begin)
		}
	}
	return nil
}

func courseOf(courses []course) (out Course, err error) {
	if out.Claims, err = mean(courses, func(c course) float64 { return float64(c.claims) }); err != nil {
		return out, err
	}
	if out.Fallbacks, err = mean(courses, func(c course) float64 { return float64(c.fallbacks) }); err != nil {
		return out, err
	}
	out.Emptied, out.ToEmpty, err = meanTime(courses, func(c course) time.Duration { return c.toEmpty })
	if err != nil {
		return out, err
	}
	out.Recovered, out.ToRecover, err = meanTime(courses, func(c course) time.Duration { return c.toRecover })
	return out, err
}

// meanTime is how many replications have a time, and its interval where they are two or more.
func meanTime(courses []course, of func(course) time.Duration) (n int, interval stats.Interval, err error) {
	var times []float64
	for _, c := range courses {
		if t := of(c); t != never {
			times = append(times, t.Seconds())
		}
	}
	if len(times) >= 2 {
		interval, err = stats.Confidence(times, 0.95)
	}
	return len(times), interval, err
}

// spiked is a rate that is multiplied for a while.
type spiked struct {
	random.Rate
	from, until int64
	factor      float64
}

// At is the rate at t nanoseconds since the start.
func (r spiked) At(t int64) float64 {
	if t >= r.from && t < r.until {
		return r.factor * r.Rate.At(t)
	}
	return r.Rate.At(t)
}

// Max is the highest that it may be.
func (r spiked) Max() float64 { return r.factor * r.Rate.Max() }

// Resumes is when the rate that is multiplied does.
func (r spiked) Resumes(t int64) (at int64, ok bool) { return random.ResumesAt(r.Rate, t) }
