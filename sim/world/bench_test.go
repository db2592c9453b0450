package world

import (
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
	"reprise/sim"
	"reprise/sim/random"
)

// felis is the incident of January 2026 for one user, from the 17th at 09:00 (SYNC-01 to SYNC-07).
func felis() Config {
	servers, _, retiring, replacements := january()
	const day = 24 * time.Hour
	return Config{
		Seed: 1, Horizon: sim.Time(3*day + 6*time.Hour), Servers: servers, Clients: user(delivery.Desktop),
		Settings: with(func(s *Settings) {
			s.Pipeline.Enabled = true
			s.Cache[delivery.Desktop].Refresh = delivery.AtStart
		}),
		Causes: do(time.Hour, Deactivate{Servers: retiring}, time.Hour, Activate{Servers: replacements},
			3*day+2*time.Hour+42*time.Minute, OpenApp{},
			3*day+3*time.Hour, FailPanels{Errors: 0.5, Slower: 1, For: 30 * time.Minute},
			3*day+3*time.Hour, TakeConnections{Connections: 10, For: 30 * time.Minute},
			3*day+5*time.Hour+27*time.Minute, TapConnect{Country: 18, Code: "c18"},
			3*day+5*time.Hour+39*time.Minute, RestartApp{}),
	}
}

// crowd is a day of many unnamed users, in which the servers of the incident are exchanged after an hour.
func crowd(accounts int) Config {
	servers, _, retiring, replacements := january()
	return Config{
		Seed: 1, Horizon: sim.Time(24 * time.Hour), Servers: servers,
		Settings: with(func(s *Settings) { s.Pipeline.Enabled = true }),
		Population: &Population{
			Accounts: accounts, Shares: [platforms]float64{0.25, 0.45, 0.3},
			Opens: random.ConstantRate(2.0 / (24 * 60 * 60)), ConnectAfter: random.Fixed(time.Minute),
			RestartAfter: random.Fixed(12 * time.Minute), Session: random.Fixed(time.Hour),
		},
		Causes: do(time.Hour, Deactivate{Servers: retiring}, time.Hour, Activate{Servers: replacements}),
	}
}

// 3 d 6 h of the incident, one user.
func BenchmarkFelis(b *testing.B) { benchmark(b, felis()) }

// One day of 10,000 users.
func BenchmarkPopulationDay(b *testing.B) { benchmark(b, crowd(10_000)) }

// benchmark measures runs from New to the horizon, and apart from New the allocations of an event.
func benchmark(b *testing.B, cfg Config) {
	var events, allocations uint64
	for b.Loop() {
		w := made(b, cfg)
		before := mallocs()
		require.NoError(b, w.RunUntil(cfg.Horizon))
		allocations += mallocs() - before
		events += w.Events()
	}
	b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
	b.ReportMetric(float64(allocations)/float64(events), "allocs/event")
}

// mallocs is how many things were allocated so far.
func mallocs() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}
