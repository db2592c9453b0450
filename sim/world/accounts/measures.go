package accounts

import (
	"fmt"
	"time"

	"reprise/control/pool"
	"reprise/sim"
	"reprise/sim/stats"
)

// Measures are what a Service has counted and timed since its start.
type Measures struct {
	Requests  int // users who asked for an account
	Served    int // those who got one
	Refused   int // those who got none
	Claimed   int // those whose account is from the pool
	Fallbacks int // those who took the slow path, with or without success (POOL-07)
	Bare      int // accounts handed to users without their configs

	WaitMedian, WaitTail time.Duration // of those served: half wait no longer; 99 of 100 wait no longer

	Size, Lowest int           // of the pool: now, and ever
	Elapsed      float64       // seconds
	Stock        float64       // size over time, account seconds
	Empty, Low   float64       // how long it was empty, or below the minimum, seconds
	ToEmpty      time.Duration // shortest time from falling below the minimum to empty; 0 where it never was
	ToRecover    time.Duration // longest time from falling below the minimum until it was back; one not yet back counts to now

	Checks, Missed int           // of the scheduler: those that came, and those that were due and did not
	Late           int           // of those missed: those that could not count; nothing counts what a scheduler that stands still misses
	Fills          int           // of many accounts, by the scheduler or by hand
	FillTime       float64       // how long fills took that are over, in all, seconds
	LongestFill    time.Duration // from its start to its end; one under way counts to now
	Made           int           // accounts that fills put into the pool
	Unfilled       int           // fills of one account whose configs failed
	Orphans        int           // accounts that fills left in no pool
	BareInPool     int           // accounts in the pool without their configs, now

	Leaks     int // claimed accounts that servers let in past their time, or will (POOL-06)
	Overstays int // those whose time is over
	Alerts    int // times that AccountPoolLow went off (POOL-15)
}

// measures are what Measures is made from.
type measures struct {
	requests, served, failed int
	claimed, fallbacks, bare int
	waits                    *stats.Quantiles

	missed, late            int
	came, fills             int
	made, unfilled, orphans int
	leaks, overstays        int
	alerts, emptied         int
	toEmpty, toRecover      time.Duration
	longestFill, fillTime   time.Duration

	began, last       sim.Time // the start, and when the pool last changed
	before            pool.Status
	lowest            int
	stock, empty, low float64 // account seconds, seconds
}

// longestWait is the longest wait that quantiles tell apart; what waits for longer counts as that.
const longestWait = 24 * time.Hour

func newMeasures(now sim.Time, s pool.Status) (measures, error) {
	waits, err := stats.NewQuantiles(longestWait, 3)
	if err != nil {
		return measures{}, fmt.Errorf("accounts: %w", err)
	}
	return measures{waits: waits, began: now, last: now, before: s, lowest: s.Size}, nil
}

// wait takes in how long one user waited.
func (m *measures) wait(d time.Duration) { _ = m.waits.Record(min(d, longestWait)) }

// resized takes in that the pool stands at s from now on.
func (m *measures) resized(now sim.Time, s pool.Status) {
	passed := now.Sub(m.last).Seconds()
	m.stock += float64(m.before.Size) * passed
	if m.before.Size == 0 {
		m.empty += passed
	}
	if m.before.Low() {
		m.low += passed
	}
	m.last, m.before, m.lowest = now, s, min(m.lowest, s.Size)
}

// Measures are what was counted and timed until now.
func (s *Service) Measures() Measures {
	m := s.Counted()
	m.WaitMedian, m.WaitTail = s.Waits()
	return m
}

// Waits are WaitMedian and WaitTail of Measures.
func (s *Service) Waits() (median, tail time.Duration) {
	return s.seen.waits.At(0.5), s.seen.waits.At(0.99)
}

// Counted are Measures without Waits, which take a hundred times as long to find: for whoever looks often.
func (s *Service) Counted() Measures {
	m := s.seen // a copy: how often anybody looks must not change what the floats add up to
	m.resized(s.engine.Now(), s.Status())
	toRecover := m.toRecover
	if s.watch.low {
		toRecover = max(toRecover, s.engine.Now().Sub(s.watch.since))
	}
	longest := m.longestFill
	for slot := range s.batches.Items {
		if b := &s.batches.Items[slot]; b.running > 0 {
			longest = max(longest, s.engine.Now().Sub(b.since))
		}
	}
	return Measures{
		Requests: m.requests, Served: m.served, Refused: m.failed,
		Claimed: m.claimed, Fallbacks: m.fallbacks, Bare: m.bare,
		Size: s.Size(), Lowest: m.lowest, Elapsed: m.last.Sub(m.began).Seconds(),
		Stock: m.stock, Empty: m.empty, Low: m.low, ToEmpty: m.toEmpty, ToRecover: toRecover,
		Checks: m.came, Missed: m.missed, Late: m.late, Fills: m.fills, FillTime: m.fillTime.Seconds(), LongestFill: longest, Made: m.made, Unfilled: m.unfilled, Orphans: m.orphans,
		BareInPool: len(s.bare), Leaks: m.leaks, Overstays: m.overstays, Alerts: m.alerts,
	}
}
