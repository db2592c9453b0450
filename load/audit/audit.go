// Package audit holds the database after a run against every client's history of it, and says whether an account was claimed
// twice (POOL-08), whether one was lost, how each claim in doubt was resolved, and whether every account has the terms that were
// asked for (POOL-05). It reads all of table account before and after (Look), judges in O(n log n) (Check), and, where a history
// is small enough, asks porcupine, which knows nothing of that judgement (Linearize).
//
// It stands apart from what it checks: of the house it knows the rules of control/pool and the clients' history, and no code of
// the service. Nothing it is told is believed: a reading of the database that misses rows is a finding too.
package audit

import (
	"time"

	"reprise/load/history"
)

// Run is what is known of a run once it is over and the service has ended.
type Run struct {
	Before, After *Book
	Start         time.Time // what the times of Ops count from (history.Log)
	Ops           []history.Op
	Ordered       bool // the order of ids was promised: a claim that begins after another has ended gets a later one

	// ClockStep is how far the wall clock was set during the run: by so much valid_to, which is by it, may be off the history, which
	// is not.
	ClockStep time.Duration
}

// Report is what Check found. A claim is an account acknowledged to a device, however often: repetitions of a request are one.
type Report struct {
	Claims     int
	Double     int // accounts that more than one device was given, and devices that were given more than one (POOL-08)
	Lost       int // claims that are not so in the database: no such row, another device's, still POOL
	WrongTerms int // accounts whose pay_status or valid_to is not what the request asks for, or not what the answer said
	Stray      int // accounts with a device that nobody who asked for it explains
	Missing    int // accounts of before that are gone, or changed though nobody claimed them
	Blind      int // rows that the database counts and that the readings of it did not bring
	OutOfOrder int // accounts taken from the pool while one of a smaller id was left in it; a finding only where order is promised
	Drained    int // accounts deleted from the pool during the run: a fault that strikes, and no finding

	// Claims in doubt: devices of which a request ended without an answer, each counted once, however often it asked again.

	InDoubt      int
	HadCommitted int // the account was given all the same: a repetition found it, or it is in the database
	ClaimedAnew  int // it was given to a later request, which took it
	LeftWithout  int // the database has nothing for the device, and no later answer says otherwise: resolved, by the database
	Unresolved   int // the request had no device to look it up by, or what the database has contradicts the rest

	// Upper bounds, 95 % and one-sided, of the share of claims that are double, and of those that are lost.

	DoubleBelow float64
	LostBelow   float64

	Ordered  bool     // as the run says
	Findings []string // what is wrong, in words; the first 20, and how many more there are
}

// Clean reports whether the run keeps all that was promised.
func (r Report) Clean() bool {
	if r.Ordered && r.OutOfOrder > 0 {
		return false
	}
	return r.Double+r.Lost+r.WrongTerms+r.Stray+r.Missing+r.Blind+r.Unresolved == 0
}

// Check judges a run. It is a function of its argument alone, and takes O(n log n) in requests and rows.
func Check(run Run) Report {
	j := judge{run: run, report: Report{Ordered: run.Ordered}}
	j.readings()
	for c := range run.claimants() {
		j.holdings(c)
		j.doubt(c)
	}
	j.sharedAccounts()
	j.stock()
	j.order()
	j.report.DoubleBelow = Bound(j.report.Double, j.report.Claims)
	j.report.LostBelow = Bound(j.report.Lost, j.report.Claims)
	j.report.Findings = j.words()
	return j.report
}
