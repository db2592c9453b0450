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
	request, step := run.Ops[op].Request, run.clockStep()
	last := run.After.At
	if ended < whenever {
		last = run.Start.Add(ended + max(step, 0))
	}
	from := request.Given(pool.Account{}, run.Start.Add(run.Ops[op].Sent+min(step, 0)))
	to := request.Given(pool.Account{}, last)
	return terms{from.PayStatus, from.ValidTo.Truncate(resolution), to.ValidTo.Add(resolution - 1).Truncate(resolution)}
}

func (t terms) allow(r *Row) bool {
	return r.PayStatus == t.status && !r.ValidTo.Before(t.from) && !r.ValidTo.After(t.to)
}

func (t terms) String() string {
	return fmt.Sprintf("%s until %s to %s", t.status, stamp(t.from), stamp(t.to))
}

// clockStep is how far the wall clock was set between the start of the history and the last reading, beyond the time that passed.
// valid_to is by the wall clock, and the history by the other. Times without that other, as in a file, give 0.
func (run *Run) clockStep() time.Duration {
	passed := run.After.At.Sub(run.Start)
	return run.After.At.Round(0).Sub(run.Start.Round(0)) - passed
}

// stamp is a time as the database shows it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000000") }
