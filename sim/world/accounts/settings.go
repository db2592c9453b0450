package accounts

import (
	"time"

	"reprise/control/pool"
	"reprise/sim/arrivals"
	"reprise/sim/random"
)

// Settings are the knobs around the pool. Package scenarios gives each its property name, default and origin; a deploy may
// change all but Calls in mid-run.
type Settings struct {
	Pool       pool.Settings // POOL-09
	CheckEvery time.Duration // POOL-03
	Schedule   pool.Schedule

	Workers   int              // accounts that one fill makes at once
	Create    random.Span      // one fill_configs: configs to every server, and their confirmation (POOL-01)
	Together  bool             // one draw of Create is for all accounts of a fill, not one for each
	ByPushes  bool             // configs are pushed server by server, which takes what the servers' panels take, in place of Create
	OnFailure pool.PushFailure // POOL-20

	Calls      int           // calls that the worker service takes at once
	FailsAfter time.Duration // how soon a call fails that the worker service cannot serve

	Claim       time.Duration // the claim's transaction from its lock to its commit (POOL-05)
	Convoy      time.Duration // what it takes longer for every claimer that waits for the lock
	LockTimeout time.Duration // how long a claimer waits for it

	HoldsConnection bool // createAccount() of the fallback keeps its database connection while configs are pushed
	HandsOut        bool // a fallback whose configs failed gives the account all the same

	FillAccount random.Span   // one fill-account: the new expiry to every server (POOL-06)
	Tries       int           // of it, at least 1
	RetryAfter  time.Duration // pause before the next
	TrialDays   int           // of a trial, and of an admin's account
	PaidDays    int
}

// Demand is how users sign up.
type Demand struct {
	Rate   random.Rate     // sign-ups a second; nil: none but those of Record
	Record *arrivals.Trace // sign-ups that were recorded, each at its own time of the calendar; nil: none
	Flows  [Flows]float64  // the share of each; they add up to 1
}

// Flows is how many flows there are (POOL-10).
const Flows = int(pool.AdminCreated) + 1

// Config is what a Service is built from.
type Config struct {
	Seed, Replication uint64
	Start             time.Time // the calendar's time at the start of the run
	Stock             int       // accounts in the pool at the start, configs and all
	Demand            Demand
	Scrape            time.Duration // how often Prometheus looks (POOL-15); 0: never, and nothing is told of alerts
}
