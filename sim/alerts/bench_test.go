package alerts_test

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/sim/alerts"
)

// threeDays are 12 series scraped every 15 seconds for three days: evenings in which the pool runs low, and an hour in which fills
// fail.
func threeDays() alerts.Scrapes {
	const n = 3*24*240 + 1
	values := func(at func(i int) float64) []float64 {
		all := make([]float64, n)
		for i := range all {
			all[i] = at(i)
		}
		return all
	}
	flat := func(v float64) []float64 { return values(func(int) float64 { return v }) }
	rising := func(perScrape float64) []float64 {
		return values(func(i int) float64 { return math.Floor(perScrape * float64(i)) })
	}
	of := func(name, label, value string, values []float64) alerts.Series {
		return alerts.Series{Name: name, Labels: []alerts.Label{{Name: label, Value: value}}, Values: values}
	}
	return alerts.Scrapes{Start: time.Date(2026, 1, 17, 9, 0, 0, 0, time.UTC), Every: 15 * time.Second, Series: []alerts.Series{
		{Name: "account_pool_size", Values: values(func(i int) float64 { return math.Floor(300 + 220*math.Sin(float64(i)*2*math.Pi/5760)) })},
		{Name: "account_pool_min", Values: flat(100)}, {Name: "account_pool_target", Values: flat(500)},
		of("account_claims_total", "route", "pool", rising(0.5)), of("account_claims_total", "route", "fallback", flat(3)),
		of("account_claims_total", "route", "owned", rising(0.1)),
		of("account_pool_checks_total", "result", "counted", rising(0.05)), of("account_pool_checks_total", "result", "missed", flat(0)),
		of("account_pool_fills_total", "result", "made", rising(0.4)), of("account_pool_fills_total", "result", "orphan", flat(0)),
		of("account_pool_fills_total", "result", "failed", values(func(i int) float64 { return float64(min(max(i-9000, 0), 240)) })),
		{Name: "config_completeness_ratio", Values: flat(0.97)},
	}}
}

// BenchmarkEvaluate is three days of the shipped rules, evaluated every minute. promtool's way, the engine's own storage and one
// query after the other, is beside it.
func BenchmarkEvaluate(b *testing.B) {
	s := threeDays()
	b.Run("reprise", func(b *testing.B) {
		rules, err := alerts.Shipped()
		require.NoError(b, err)
		b.ReportAllocs()
		for b.Loop() {
			h, err := alerts.Evaluate(context.Background(), rules, s, alerts.Options{})
			require.NoError(b, err)
			require.NotEmpty(b, h.Changes)
		}
	})
	b.Run("promtool", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			r := newReference(b, shippedFiles(b), s, time.Minute)
			changes, _ := r.run(b)
			require.NotEmpty(b, changes)
			r.close(b)
		}
	})
}
