package alerts_test

import (
	"context"
	"math"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/sim/alerts"
)

// walks draws series that rise, fall, rest, and now and then are not there.
func walks(t *rapid.T, scrapes int) []alerts.Series {
	var all []alerts.Series
	for _, s := range []struct {
		name    string
		label   alerts.Label
		counter bool
	}{
		{"a", alerts.Label{Name: "host", Value: "x"}, false},
		{"a", alerts.Label{Name: "host", Value: "y"}, false},
		{"b", alerts.Label{}, false},
		{"c_total", alerts.Label{Name: "kind", Value: "made"}, true},
	} {
		one := alerts.Series{Name: s.name, Values: make([]float64, rapid.IntRange(scrapes/2, scrapes).Draw(t, "length"))}
		if s.label.Name != "" {
			one.Labels = []alerts.Label{s.label}
		}
		v, there, step := rapid.Float64Range(0, 8).Draw(t, "first"), true, 0.0
		for i := range one.Values {
			if i%rapid.SampledFrom([]int{4, 9, 17}).Draw(t, "changes") == 0 {
				there = rapid.IntRange(0, 7).Draw(t, "there") > 0
				step = rapid.SampledFrom([]float64{0, 0, 0.25, -0.25, 1, -1}).Draw(t, "step")
			}
			if v = math.Mod(v+step, 9); s.counter {
				v = math.Floor(v + math.Abs(step)*3)
			}
			if one.Values[i] = v; !there {
				one.Values[i] = math.NaN()
			}
		}
		all = append(all, one)
	}
	return all
}

// pools draws what the shipped rules read.
func pools(t *rapid.T, scrapes int) []alerts.Series {
	gauge := func(name string, low, high float64) alerts.Series {
		values := make([]float64, scrapes)
		v := rapid.Float64Range(low, high).Draw(t, name)
		step := 0.0
		for i := range values {
			if i%13 == 0 {
				step = rapid.Float64Range(-1, 1).Draw(t, "step") * (high - low) / 40
			}
			v = min(max(v+step, low), high)
			values[i] = v
		}
		return alerts.Series{Name: name, Values: values}
	}
	counter := func(name, label, value string, most int) alerts.Series {
		values := make([]float64, scrapes)
		n, step := 0.0, 0
		for i := range values {
			if i%13 == 0 {
				step = rapid.IntRange(0, most).Draw(t, "step")
			}
			n += float64(step)
			values[i] = n
		}
		return alerts.Series{Name: name, Labels: []alerts.Label{{Name: label, Value: value}}, Values: values}
	}
	return []alerts.Series{
		gauge("account_pool_size", 0, 300), gauge("account_pool_min", 100, 100), gauge("account_pool_target", 500, 500),
		counter("account_claims_total", "route", "pool", 20), counter("account_claims_total", "route", "fallback", 2),
		counter("account_claims_total", "route", "owned", 3),
		counter("account_pool_checks_total", "result", "counted", 1), counter("account_pool_fills_total", "result", "made", 2),
		counter("account_pool_fills_total", "result", "failed", 2),
		gauge("config_completeness_ratio", 0.5, 1),
		counter("config_answers_total", "result", "success", 60), counter("config_answers_total", "result", "incomplete", 1),
	}
}

// TestTheSameAsPrometheus: the same alerts change at the same instants to the same states with the same values, by our clock and
// storage as by the engine's own storage and instant queries; and as many evaluations fail (POOL-15).
func TestTheSameAsPrometheus(t *testing.T) {
	for name, c := range map[string]struct {
		files  []string
		series func(*rapid.T, int) []alerts.Series
	}{
		"odd rules":     {[]string{"testdata/odd.yaml"}, walks},
		"shipped rules": {shippedFiles(t), pools},
	} {
		t.Run(name, func(t *testing.T) {
			var files []*alerts.Rules
			for _, file := range c.files {
				data, err := os.ReadFile(file)
				require.NoError(t, err)
				rules, err := alerts.Load(file, data)
				require.NoError(t, err)
				files = append(files, rules)
			}
			changed := map[alerts.State]int{}
			rapid.Check(t, func(t *rapid.T) {
				s := alerts.Scrapes{
					Start: time.UnixMilli(rapid.SampledFrom([]int64{0, 1768640400000, 1768640400123}).Draw(t, "start")).UTC(),
					Every: rapid.SampledFrom([]time.Duration{10 * time.Second, 15 * time.Second, time.Minute}).Draw(t, "scraped every"),
				}
				s.Series = c.series(t, rapid.IntRange(20, 80).Draw(t, "scrapes"))
				every := rapid.SampledFrom([]time.Duration{15 * time.Second, 40 * time.Second, time.Minute}).Draw(t, "evaluated every")
				r := newReference(t, c.files, s, every)
				defer r.close(t)
				want, failures := r.run(t)
				h, err := alerts.Evaluate(context.Background(), files, s, alerts.Options{Every: every})
				require.NoError(t, err)
				require.Equal(t, want, toldBy(h))
				for _, f := range h.Failures {
					failures -= f.Count
				}
				require.Zero(t, failures)
				for _, c := range h.Changes {
					changed[c.State]++
				}
			})
			for _, state := range []alerts.State{alerts.Pending, alerts.Firing, alerts.Resolved, alerts.Inactive} {
				require.NotZero(t, changed[state], "no %s alert was compared", state)
			}
		})
	}
}
