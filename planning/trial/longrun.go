package trial

import (
	"time"

	"reprise/sim"
	"reprise/sim/stats"
	"reprise/sim/world/accounts"
)

// Fare is how a pool fares over time: 95 % intervals over replications.
type Fare struct {
	Fallback        stats.Interval // share of claims that find the pool empty (POOL-07)
	FallbackPerHour stats.Interval
	Stock           stats.Interval // accounts, over time
	FillsPerHour    stats.Interval
	CreatedPerHour  stats.Interval
	Fill            stats.Interval // accounts that one makes
	FillSeconds     stats.Interval // from its check to its end
	BelowMin        stats.Interval // share of checks that start a fill
	CheckGap        stats.Interval // seconds between checks
	Claims          int            // in all replications
}

// LongRun plays every replication for warmUp, which is not counted, and then for length.
func LongRun(p Pool, warmUp, length time.Duration, runs Runs) (Fare, error) {
	counted, err := replicate(runs, func(rep int) (accounts.Measures, error) {
		one, err := p.start(runs.Seed, rep)
		if err != nil {
			return accounts.Measures{}, err
		}
		before, err := one.until(sim.Time(warmUp))
		if err != nil {
			return accounts.Measures{}, err
		}
		after, err := one.until(sim.Time(0).Add(warmUp + length))
		return since(before, after), err
	})
	if err != nil {
		return Fare{}, err
	}
	return fareOf(counted)
}

// since is what was counted between two looks.
func since(before, after accounts.Measures) accounts.Measures {
	return accounts.Measures{
		Claimed: after.Claimed - before.Claimed, Fallbacks: after.Fallbacks - before.Fallbacks,
		Stock: after.Stock - before.Stock, Elapsed: after.Elapsed - before.Elapsed,
		Fills: after.Fills - before.Fills, Made: after.Made - before.Made,
		FillTime: after.FillTime - before.FillTime, Checks: after.Checks - before.Checks,
	}
}

func fareOf(counted []accounts.Measures) (f Fare, err error) {
	perHour := func(number func(accounts.Measures) int) func(accounts.Measures) float64 {
		return func(m accounts.Measures) float64 { return float64(number(m)) / (m.Elapsed / time.Hour.Seconds()) }
	}
	for _, of := range []struct {
		into   *stats.Interval
		number func(accounts.Measures) float64
	}{
		{&f.Fallback, fallbackShare},
		{&f.FallbackPerHour, perHour(func(m accounts.Measures) int { return m.Fallbacks })},
		{&f.Stock, func(m accounts.Measures) float64 { return m.Stock / m.Elapsed }},
		{&f.FillsPerHour, perHour(func(m accounts.Measures) int { return m.Fills })},
		{&f.CreatedPerHour, perHour(func(m accounts.Measures) int { return m.Made })},
		{&f.Fill, func(m accounts.Measures) float64 { return float64(m.Made) / float64(max(1, m.Fills)) }},
		{&f.FillSeconds, func(m accounts.Measures) float64 { return m.FillTime / float64(max(1, m.Fills)) }},
		{&f.BelowMin, func(m accounts.Measures) float64 { return float64(m.Fills) / float64(max(1, m.Checks)) }},
		{&f.CheckGap, func(m accounts.Measures) float64 { return m.Elapsed / float64(max(1, m.Checks)) }},
	} {
		if *of.into, err = mean(counted, of.number); err != nil {
			return f, err
		}
	}
	for _, m := range counted {
		f.Claims += m.Claimed + m.Fallbacks
	}
	return f, nil
}

// fallbackShare is 0 where nobody claimed.
func fallbackShare(m accounts.Measures) float64 {
	return float64(m.Fallbacks) / float64(max(1, m.Claimed+m.Fallbacks))
}
