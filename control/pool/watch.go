package pool

import "time"

// The names of the three gauges that the backend exposes (POOL-14).
const (
	GaugeSize   = "account_pool_size"
	GaugeMin    = "account_pool_min"
	GaugeTarget = "account_pool_target"
)

// The alert (POOL-15) and the two other queries of the documents (POOL-16, -17), in PromQL. The third is GaugeSize.
const (
	AlertName     = "AccountPoolLow"
	AlertSeverity = "warning"
	AlertContact  = "tg-vpn"
	AlertFor      = 10 * time.Minute
	QueryLow      = GaugeSize + " < " + GaugeMin
	QueryPercent  = GaugeSize + " / " + GaugeTarget + " * 100"
)

// Status is what GET /pool/status tells (POOL-12), and what the gauges show (POOL-14), in accounts.
type Status struct {
	Size   int // accounts that are POOL
	Min    int
	Target int
}

// Status is that of a pool that holds size. A pool that is switched off has one too.
func (s Settings) Status(size int) Status { return Status{size, s.Min, s.Target} }

// Low is the condition of the alert, QueryLow (POOL-15). It is that of a refill as well, so what is low is about to be filled,
// unless the scheduler stands still or the pool is switched off.
func (s Status) Low() bool { return s.Size < s.Min }

// Percent is how full the pool is, QueryPercent (POOL-16): above 100 after a fill by hand beyond the target. Of a target of 0,
// which is not valid, it is +Inf or NaN, as in PromQL.
func (s Status) Percent() float64 { return float64(s.Size) / float64(s.Target) * 100 }

// Watch is what the alert remembers: since when the pool has been low. The zero value remembers nothing.
type Watch struct {
	Low   bool
	Since time.Time // without meaning unless Low
}

// See is the watch after one more look at the pool; looks come in the order of time. A single look at a pool that is not low
// makes it forget.
func (w Watch) See(s Status, at time.Time) Watch {
	switch {
	case !s.Low():
		return Watch{}
	case w.Low:
		return w
	}
	return Watch{Low: true, Since: at}
}

// Fires reports whether AccountPoolLow fires at an instant that is not before the last look: the pool has been low for more
// than 10 minutes (POOL-15). So it is written; a Prometheus rule with `for: 10m` fires at 10 minutes already.
func (w Watch) Fires(at time.Time) bool { return w.Low && at.Sub(w.Since) > AlertFor }
