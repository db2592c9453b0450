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

// The replications of a what-if, each of which meets the pool at another moment: as many as take less than a minute or so.
const (
	mostTroubles  = 200
	leastTroubles = 20
)

// What a what-if plays around its trouble, in claims: enough to forget the start, and enough to see the pool recover.
const (
	claimsBefore = 5 // times the target
	claimsAfter  = 20_000
	longestWait  = 7 * 24 * time.Hour
)

// whatIf plays a workload through a trouble under a setting. Under a profile the trouble begins in its busiest slot.
func whatIf(w exact.Workload, perHour float64, size pool.Settings, t Trouble, seed uint64) (reports.PoolWhatIf, error) {
	when := t.when(w, perHour, size.Target)
	reps := t.reps(w, perHour, when)
	course, err := trial.WhatIf(poolOf(w, size, nil), t.Trouble, when, trial.Runs{Seed: seed, Reps: reps})
	if err != nil {
		return reports.PoolWhatIf{}, err
	}
	out := reports.PoolWhatIf{
		Cause: t.Asked, Says: t.says(), Claims: course.Claims.Mean, Fallbacks: course.Fallbacks.Mean,
		Reps: reps, Emptied: course.Emptied, Recovered: course.Recovered, Intervals: map[string]reports.Interval{},
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

// when is when the trouble begins.
func (t Trouble) when(w exact.Workload, perHour float64, target int) trial.When {
	hours := func(claims float64) time.Duration {
		return time.Duration(min(claims/perHour, longestWait.Hours()) * float64(time.Hour))
	}
	when := trial.When{Settle: hours(claimsBefore * float64(target)), Within: hours(float64(target)), Patience: max(hours(claimsAfter), t.For)}
	if w.Profile.Rates != nil {
		when.Settle, when.Within = busiestSlot(w.Profile)
	}
	return when
}

// work is how many claims one replication plays up to the end of the trouble. Ten of those that a spike could bring at other
// times, drawn and dropped, count as one.
func (t Trouble) work(w exact.Workload, perHour float64, when trial.When) float64 {
	spike := max(1, t.Spike)
	before := (when.Settle + when.Within).Hours()
	return before*perHour + t.For.Hours()*busiest(w)*spike + (before+t.For.Hours())*busiest(w)*spike/10
}

// reps are how many replications there are: the fewer, the longer each takes.
func (t Trouble) reps(w exact.Workload, perHour float64, when trial.When) int {
	return int(min(mostTroubles, max(leastTroubles, mostPlayed/t.work(w, perHour, when))))
}

// playable says that a trouble is too large to play in any number of replications.
func (t Trouble) playable(w exact.Workload) error {
	most := float64(mostPlayed / leastTroubles)
	if work := t.work(w, meanRate(w), t.when(w, meanRate(w), 0)); work > most {
		return fmt.Errorf("%s: is %.3g claims to play, time and again; allowed: up to %.0g, of a smaller or shorter one", t.Asked, work, most)
	}
	return nil
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
