package load

import (
	"math"
	"time"

	"reprise/load/attack"
	"reprise/load/faults"
)

// Attack is the load on a service, and what strikes meanwhile.
type Attack struct {
	Rate     float64 // requests a second; 0 with a shape that has rates of its own
	Shape    attack.Shape
	Lasts    time.Duration
	Flows    attack.Mix
	Stock    int // accounts in the pool at the start; 0: as many as are asked for, and some
	Timeout  time.Duration
	Patience time.Duration // how long doubts are asked about after the last request
	Faults   []faults.Fault
	Clients  int           // of a closed loop that follows the open one; 0: none does
	P99Max   time.Duration // the latency to keep; 0: none
	Seed     uint64
}

// DefaultPatience is how long claims in doubt are asked about: a server that was killed is back long before.
const DefaultPatience = 30 * time.Second

// KneeP99 is the latency that a knee is looked for at, where none is given.
const KneeP99 = 250 * time.Millisecond

// UsualFlows are the shares of trial, paid and admin claims. No document gives them.
var UsualFlows = attack.Mix{0.8, 0.15, 0.05}

// StockMax bounds a stock, and with it the requests of a run that is to find accounts.
const StockMax = 5_000_000

// Validate says what is wrong with an attack on a setup, by the name of the flag, before anything is started.
func (a Attack) Validate(s Setup) error {
	switch {
	case a.Lasts <= 0 || a.Lasts > attack.MaxOver:
		return wrong("duration", "%v; allowed: above 0s, at most %v", a.Lasts, attack.MaxOver)
	case a.Stock < 0 || a.Stock > StockMax:
		return wrong("stock", "%d; allowed: 0 to %d", a.Stock, StockMax)
	case a.Timeout <= 0:
		return wrong("timeout", "%v; allowed: above 0s", a.Timeout)
	case a.P99Max < 0:
		return wrong("p99", "%v; allowed: above 0s", a.P99Max)
	case a.Clients < 0 || a.Clients > clientsMax:
		return wrong("closed", "%d; allowed: 0 to %d clients", a.Clients, clientsMax)
	}
	if err := a.Flows.Validate(); err != nil {
		return wrong("flows", "%w", err)
	}
	if err := faults.Check(a.Faults, faults.Bounds{Lasts: a.Lasts, Conns: s.Conns, Ours: s.ours()}); err != nil {
		return wrong("fault", "%w", err)
	}
	return nil
}

const clientsMax = 1000

// stockFor is how many accounts the pool is to hold for so many requests: all that will be asked for, and some.
func (a Attack) stockFor(requests int) int {
	if a.Stock > 0 {
		return a.Stock
	}
	return min(requests+requests/20+100, StockMax)
}

// proxied reports whether some fault strikes between service and database.
func (a Attack) proxied() bool {
	for _, f := range a.Faults {
		if f.NeedsProxy() {
			return true
		}
	}
	return false
}

// plan is the attack as its clients carry it out.
func (a Attack) plan(url string, progress func(attack.Progress)) attack.Plan {
	return attack.Plan{
		URL: url, Flows: a.Flows, TrialDays: trialDays, PaidDays: paidDays, Seed: a.Seed,
		Timeout: a.Timeout, Patience: a.Patience, Progress: progress,
	}
}

// arrivals are the requests of the open loop.
func (a Attack) arrivals() (attack.Arrivals, error) {
	arrivals, err := a.Shape.Arrivals(a.Rate, a.Lasts, a.Seed)
	if err != nil {
		return arrivals, &Wrong{err}
	}
	return arrivals, nil
}

// seconds rounds to the microsecond: what is finer is noise.
func seconds(d time.Duration) float64 { return math.Round(d.Seconds()*1e6) / 1e6 }
