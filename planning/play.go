package planning

import (
	"fmt"
	"math"
	"time"

	"reprise/control/pool"
	"reprise/control/pool/exact"
	"reprise/planning/trial"
	"reprise/reports"
	"reprise/sim/arrivals"
	"reprise/sim/random"
	"reprise/sim/stats"
	"reprise/sim/world/accounts"
)

// unbounded is more than a pool ever asks for at once.
const unbounded = 1 << 20

// poolOf is a workload under a setting as a trial plays it: with the claims of a record, where there is one, in place of its
// rate.
func poolOf(w exact.Workload, size pool.Settings, record *arrivals.Trace) trial.Pool {
	set := accounts.Settings{
		Pool: size, CheckEvery: w.Review, Schedule: w.Schedule, OnFailure: pool.Abandon, FailsAfter: time.Second,
		Calls: unbounded, LockTimeout: time.Hour, Tries: 1, TrialDays: 1, PaidDays: 1,
	}
	switch c := w.Creation.(type) {
	case exact.Batch:
		set.Workers, set.Together, set.Create = unbounded, true, evenly(c.From, c.To)
	case exact.Staggered:
		set.Workers, set.Create = c.Workers, random.Fixed(c.Each)
	}
	p := trial.Pool{Settings: set, Start: monday}
	switch {
	case record != nil:
		p.Demand.Record, p.Start = record, record.Start()
	case w.Profile.Rates != nil:
		p.Demand.Rate = profileRate{w.Profile}
	default:
		p.Demand.Rate = random.ConstantRate(w.Rate / time.Hour.Seconds())
	}
	return p
}

// monday is the midnight at which profiles begin.
var monday = time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)

// evenly is a time between two with the same chance.
func evenly(from, to time.Duration) random.Span {
	if from == to {
		return random.Fixed(from)
	}
	span, err := random.ParseDist(fmt.Sprintf("uniform:%v,%v", from, to))
	if err != nil {
		panic(err) // the workload was validated
	}
	return span
}

// profileRate is a profile in claims a second, from the beginning of its period on.
type profileRate struct{ exact.Profile }

// At is the rate of the slot that t nanoseconds since the start is in.
func (r profileRate) At(t int64) float64 {
	return r.Rates[t%int64(r.Period)/r.slot()] / time.Hour.Seconds()
}

func (r profileRate) slot() int64 { return int64(r.Period) / int64(len(r.Rates)) }

// Max is the rate of the busiest slot.
func (r profileRate) Max() float64 {
	busiest := 0.0
	for _, rate := range r.Rates {
		busiest = max(busiest, rate)
	}
	return busiest / time.Hour.Seconds()
}

// Resumes is when the next slot with claims begins; t itself where it is in one.
func (r profileRate) Resumes(t int64) (at int64, ok bool) {
	for range r.Rates {
		if r.At(t) > 0 {
			return t, true
		}
		rest := r.slot() - t%r.slot()
		if t > math.MaxInt64-rest {
			return 0, false
		}
		t += rest
	}
	return 0, false
}

// How many claims and checks a simulation plays, over all its replications: some seconds' worth.
const (
	claimsPlayed = 2_000_000
	checksPlayed = 50_000_000
)

// mostPlayed is how many claims may be played where they are not as few as claimsPlayed, over all replications: a minute's worth.
// Ten checks count as a claim.
const mostPlayed = 20_000_000

// longestPlay bounds one replication, so that a pool that hardly anybody claims from is played to an end.
const longestPlay = 20 * 365 * 24 * time.Hour

// lengths are how long one replication is played before it counts, and how long it counts: a whole number of periods of a
// profile.
func lengths(w exact.Workload, perHour float64, reps int) (warmUp, length time.Duration) {
	hours := min(claimsPlayed/perHour, checksPlayed*w.Review.Hours()) / float64(reps)
	length = time.Duration(min(hours, longestPlay.Hours()) * float64(time.Hour))
	if period := w.Profile.Period; period > 0 {
		return period, max(1, length/period) * period
	}
	return length / 5, length
}

// simulated is how a pool fares by simulation: the numbers, and their intervals by name.
func simulated(w exact.Workload, perHour float64, size pool.Settings, record *arrivals.Trace, runs trial.Runs) (reports.PoolFare, map[string]reports.Interval, error) {
	warmUp, length := lengths(w, perHour, runs.Reps)
	if record != nil {
		warmUp, length = 0, record.Span()
	}
	fare, err := trial.LongRun(poolOf(w, size, record), warmUp, length, runs)
	if err != nil {
		return reports.PoolFare{}, nil, err
	}
	intervals := map[string]reports.Interval{}
	note := func(name, unit string, i stats.Interval) float64 {
		intervals[name] = reports.Interval{Unit: unit, Mean: i.Mean, Low: max(0, i.Lo()), High: i.Hi(), N: i.N}
		return i.Mean
	}
	return reports.PoolFare{
		Fallback:        note("p_fallback", "share", fare.Fallback),
		FallbackPerHour: note("fallback_per_hour", "", fare.FallbackPerHour),
		MeanStock:       note("mean_stock", "", fare.Stock),
		FillsPerHour:    note("fills_per_hour", "", fare.FillsPerHour),
		CreatedPerHour:  note("created_per_hour", "", fare.CreatedPerHour),
		MeanFill:        note("mean_fill", "", fare.Fill),
		FillSeconds:     note("mean_fill_seconds", "s", fare.FillSeconds),
		BelowMin:        note("p_below_min_at_review", "share", fare.BelowMin),
		CheckGapSeconds: note("mean_check_gap_seconds", "s", fare.CheckGap),
	}, intervals, nil
}
