package accounts

import (
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/sim"
	"reprise/sim/random"
)

// BenchmarkClaims is a day of 1200 sign-ups an hour, and of the fills that keep up with them, with nothing else around.
func BenchmarkClaims(b *testing.B) {
	uniform, err := random.ParseDist("uniform:10s,30s")
	require.NoError(b, err)
	var claims int
	var events, allocations uint64
	for b.Loop() {
		set := plain(func(s *Settings) {
			s.Workers, s.Create, s.FillAccount, s.Claim, s.Convoy = 27, uniform, uniform, 650*time.Microsecond, 34*time.Microsecond
		})
		e := sim.NewEngine(sim.Limits{})
		s, err := New(e, &set, Alone{e}, Config{Seed: 1, Stock: 500, Scrape: scrape,
			Demand: Demand{Rate: random.ConstantRate(1200.0 / 3600), Flows: [Flows]float64{1}}})
		require.NoError(b, err)
		before := mallocs()
		require.NoError(b, e.RunUntil(sim.Time(24*time.Hour)))
		allocations += mallocs() - before
		events += e.Fired()
		claims += s.Measures().Claimed
	}
	b.ReportMetric(float64(claims)/b.Elapsed().Seconds(), "claims/s")
	b.ReportMetric(float64(events)/float64(claims), "events/claim")
	b.ReportMetric(float64(allocations)/float64(claims), "allocs/claim")
}

// mallocs is how many things were allocated so far.
func mallocs() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}
