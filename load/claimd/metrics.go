package claimd

import (
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"reprise/control/pool"
	"reprise/load/claims"
)

// outcome is what became of a claim: its pool.Route, or one of the failures.
type outcome uint8

const (
	wrong       outcome = iota + outcome(pool.Owned) + 1 // a request that is none
	busy                                                 // too many at once
	unavailable                                          // no database
	inDoubt                                              // nobody knows
	failed                                               // anything else
	outcomes    = iota + outcome(pool.Owned) + 1
)

func (v outcome) String() string {
	if v < wrong {
		return pool.Route(v).String()
	}
	return [...]string{"wrong-request", "busy", "unavailable", "in-doubt", "failed"}[v-wrong]
}

// metrics are what the service counts, and GET /metrics shows.
type metrics struct {
	registry *prometheus.Registry
	latency  [outcomes]prometheus.Observer
	claims   [outcomes]atomic.Int64

	checks, missed                         atomic.Int64
	fills, fillsFailed, orphans            atomic.Int64
	renewals, renewalsFailed, renewalsLost atomic.Int64
	leaks                                  atomic.Int64
}

func (m *metrics) register(o Options, l *level, b *bare) {
	m.registry = prometheus.NewRegistry()
	m.registerClaims()
	m.registerDatabase(o.Store.Stats)
	m.registerPool()
	m.registry.MustRegister(newGauges(o.Pool, l), prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "account_bare", Help: "Accounts known to lack their configs on the servers.",
	}, func() float64 { return float64(b.size()) }))
}

func (m *metrics) registerClaims() {
	latency := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "account_claim_seconds", Help: "Time from a claim's request to its answer, by what became of it.",
		Buckets: prometheus.ExponentialBucketsRange(0.0005, 64, 18),
	}, []string{"outcome"})
	m.registry.MustRegister(latency)
	for v := range outcomes {
		m.latency[v] = latency.WithLabelValues(v.String())
		if v < wrong {
			m.counter("account_claims_total", "Accounts given, by where they came from.", "route", v.String(), &m.claims[v])
		} else {
			m.counter("account_claim_errors_total", "Claims that gave nothing, or nobody knows.", "kind", v.String(), &m.claims[v])
		}
	}
}

// registerDatabase shows what the store has met with.
func (m *metrics) registerDatabase(stats func() claims.Stats) {
	for event, count := range map[string]func(claims.Stats) int64{
		"deadlock":      func(s claims.Stats) int64 { return s.Deadlocks },
		"lock-timeout":  func(s claims.Stats) int64 { return s.LockTimeouts },
		"broken":        func(s claims.Stats) int64 { return s.Broken },
		"in-doubt":      func(s claims.Stats) int64 { return s.InDoubt },
		"had-committed": func(s claims.Stats) int64 { return s.HadCommitted },
		"not-committed": func(s claims.Stats) int64 { return s.NotCommitted },
	} {
		m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "account_database_events_total", Help: "What made claims be tried or looked up again, and what came of it.",
			ConstLabels: prometheus.Labels{"event": event},
		}, func() float64 { return float64(count(stats())) }))
	}
}

func (m *metrics) registerPool() {
	const checks, checksHelp = "account_pool_checks_total", "Checks of the scheduler that were due: it counted the pool, or could not."
	m.counter(checks, checksHelp, "result", "counted", &m.checks)
	m.counter(checks, checksHelp, "result", "missed", &m.missed)
	const fills, fillsHelp = "account_pool_fills_total", "Accounts put into the pool; fills whose configs did not reach the servers; accounts left over."
	m.counter(fills, fillsHelp, "result", "made", &m.fills)
	m.counter(fills, fillsHelp, "result", "failed", &m.fillsFailed)
	m.counter(fills, fillsHelp, "result", "orphan", &m.orphans)
	const renewals, renewalsHelp = "account_fill_accounts_total", "Calls of fill-account after claims; lost: never made, for too many waited."
	m.counter(renewals, renewalsHelp, "result", "done", &m.renewals)
	m.counter(renewals, renewalsHelp, "result", "failed", &m.renewalsFailed)
	m.counter(renewals, renewalsHelp, "result", "lost", &m.renewalsLost)
	m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
		Name: "account_expiry_leaks_total", Help: "Claimed accounts that servers let in for longer than the database says.",
	}, func() float64 { return float64(m.leaks.Load()) }))
}

func (m *metrics) counter(name, help, label, value string, n *atomic.Int64) {
	m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
		Name: name, Help: help, ConstLabels: prometheus.Labels{label: value},
	}, func() float64 { return float64(n.Load()) }))
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// ended counts a claim.
func (m *metrics) ended(v outcome, took time.Duration) {
	m.claims[v].Add(1)
	m.latency[v].Observe(took.Seconds())
}

// made counts a fill of one account that is over.
func (m *metrics) made(f pool.Fill) {
	if f.Pooled {
		m.fills.Add(1)
	}
	if !f.Configs {
		m.fillsFailed.Add(1)
	}
	if f.Orphan() {
		m.orphans.Add(1)
	}
}

func (m *metrics) counts() Counts {
	n := func(v *atomic.Int64) int { return int(v.Load()) }
	return Counts{
		Checks: n(&m.checks), Missed: n(&m.missed), Fills: n(&m.fills), FillsFailed: n(&m.fillsFailed), Orphans: n(&m.orphans),
		FillAccounts: n(&m.renewals), FillAccountsFailed: n(&m.renewalsFailed), FillAccountsLost: n(&m.renewalsLost), Leaks: n(&m.leaks),
	}
}
