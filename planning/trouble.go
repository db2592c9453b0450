package planning

import (
	"fmt"
	"math"
	"time"

	"reprise/control/pool"
	"reprise/control/pool/exact"
	"reprise/planning/trial"
	"reprise/reports"
	"reprise/sim/stats"
)

// Trouble is a trial.Trouble as it was asked for.
type Trouble struct {
	Asked string // `spike 5x@10m`
	trial.Trouble
}

// troubleReps are the replications of a what-if, each of which meets the pool at another moment.
const troubleReps = 200

// What a what-if plays around its trouble, in claims: enough to forget the start, and enough to see the pool recover.
const (
	claimsBefore = 5 // times the target
	claimsAfter  = 20_000
	longestWait  = 7 * 24 * time.Hour
)

// whatIf plays a workload through a trouble under a setting. Under a profile the trouble begins in its busiest slot.
func whatIf(w exact.Workload, perHour float64, size pool.Settings, t Trouble, seed uint64) (reports.PoolWhatIf, error) {
	hours := func(claims float64) time.Duration {
		return time.Duration(min(claims/perHour, longestWait.Hours()) * float64(time.Hour))
	}
	when := trial.When{Settle: hours(claimsBefore * float64(size.Target)), Within: hours(float64(size.Target)), Patience: max(hours(claimsAfter), t.For)}
	if w.Profile.Rates != nil {
		when.Settle, when.Within = busiestSlot(w.Profile)
	}
	course, err := trial.WhatIf(poolOf(w, size, nil), t.Trouble, when, trial.Runs{Seed: seed, Reps: troubleReps})
	if err != nil {
		return reports.PoolWhatIf{}, err
	}
	out := reports.PoolWhatIf{
		Cause: t.Asked, Says: t.says(), Claims: course.Claims.Mean, Fallbacks: course.Fallbacks.Mean,
		Reps: troubleReps, Emptied: course.Emptied, Recovered: course.Recovered, Intervals: map[string]reports.Interval{},
	}
	note := func(name, unit string, i stats.Interval) {
		if i.N > 1 {
			out.Intervals[name] = reports.Interval{Unit: unit, Mean: i.Mean, Low: max(0, i.Lo()), High: i.Hi(), N: i.N}
		}
	}
	note("claims", "", course.Claims)
	note("fallbacks", "", course.Fallbacks)
	note("time_to_empty_seconds", "s", course.ToEmpty)
	note("time_to_recover_seconds", "s", course.ToRecover)
	if course.ToEmpty.N > 0 {
		out.TimeToEmpty = &course.ToEmpty.Mean
	}
	if course.ToRecover.N > 0 {
		out.TimeToRecover = &course.ToRecover.Mean
	}
	return out, nil
}

// busiestSlot is the beginning of a profile's busiest slot, one period into the run, and how long it is.
func busiestSlot(p exact.Profile) (begins, long time.Duration) {
	long = p.Period / time.Duration(len(p.Rates))
	most := 0
	for i, rate := range p.Rates {
		if rate > p.Rates[most] {
			most = i
		}
	}
	return p.Period + time.Duration(most)*long, long
}

// says is the trouble in a sentence.
func (t Trouble) says() string {
	lasts := reports.Span(t.For)
	if t.Fails {
		return "for " + lasts + " no fill succeeds"
	}
	return fmt.Sprintf("%s times as many claims, for %s", reports.Quantity(math.Max(1, t.Spike), ""), lasts)
}
