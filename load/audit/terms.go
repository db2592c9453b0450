package audit

import (
	"fmt"
	"time"

	"reprise/control/pool"
)

// resolution is that of DATETIME(6): whether a server rounds or cuts off, a time moves by less.
const resolution = time.Microsecond

// terms are what a request allows an account to come to, given when it may have taken effect.
type terms struct {
	status   pool.PayStatus
	from, to time.Time // of valid_to, both included
}

// terms are those of a request that took effect between its sending and so long after the start of the history; where that is
// open, the database was read after it.
func (run *Run) terms(op int, ended time.Duration) terms {
	request := run.Ops[op].Request
	last := run.After.At
	if ended < whenever {
		last = run.Start.Add(ended + max(run.ClockStep, 0))
	}
	from := request.Given(pool.Account{}, run.Start.Add(run.Ops[op].Sent+min(run.ClockStep, 0)))
	to := request.Given(pool.Account{}, last)
	return terms{from.PayStatus, from.ValidTo.Truncate(resolution), to.ValidTo.Add(resolution - 1).Truncate(resolution)}
}

func (t terms) allow(r *Row) bool {
	return r.PayStatus == t.status && !r.ValidTo.Before(t.from) && !r.ValidTo.After(t.to)
}

func (t terms) String() string {
	return fmt.Sprintf("%s until %s to %s", t.status, stamp(t.from), stamp(t.to))
}

// ClockStep is how far the wall clock has been set since start, which comes from time.Now in this process, beyond the time that has
// passed. Where nobody sets it, it is what lies between readings of two clocks: less than a microsecond.
func ClockStep(start time.Time) time.Duration {
	now := time.Now()
	return now.Round(0).Sub(start.Round(0)) - now.Sub(start)
}

// stamp is a time as the database shows it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000000") }
