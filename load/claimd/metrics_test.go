package claimd_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/load/claimd"
	"reprise/load/claims"
)

// scrape reads GET /metrics as Prometheus does.
func scrape(t testing.TB, s *claimd.Server) map[string]*dto.MetricFamily {
	t.Helper()
	answer := ask(s, request(http.MethodGet, "/metrics", ""))
	require.Equal(t, http.StatusOK, answer.Code)
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(answer.Body)
	require.NoError(t, err)
	return families
}

// labelled is the metric of a family whose one label has a value.
func labelled(t testing.TB, f *dto.MetricFamily, value string) *dto.Metric {
	t.Helper()
	for _, m := range f.GetMetric() {
		if m.GetLabel()[0].GetValue() == value {
			return m
		}
	}
	t.Fatalf("%s has no %q", f.GetName(), value)
	return nil
}

// TestGauges are the three of the documents, by their names, and tell what GET /pool/status tells (POOL-14, POOL-12).
func TestGauges(t *testing.T) {
	set := pool.Documented()
	got := scrape(t, newServer(t, options(newMemory(set, 321), &worker{})))
	want := set.Status(321)
	for name, n := range map[string]int{"account_pool_size": want.Size, "account_pool_min": want.Min, "account_pool_target": want.Target} {
		require.Equal(t, dto.MetricType_GAUGE, got[name].GetType(), name)
		require.Len(t, got[name].GetMetric(), 1)
		require.EqualValues(t, n, got[name].GetMetric()[0].GetGauge().GetValue(), name)
	}
	require.Equal(t, []string{"account_pool_size", "account_pool_min", "account_pool_target"},
		[]string{pool.GaugeSize, pool.GaugeMin, pool.GaugeTarget})
}

// TestScrapeWithoutADatabase does not hang, and has no size rather than a wrong one (POOL-14).
func TestScrapeWithoutADatabase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(pool.Documented(), 7)
		s := newServer(t, options(m, &worker{}))
		require.Contains(t, scrape(t, s), pool.GaugeSize)
		time.Sleep(time.Minute)
		m.takes = time.Hour
		began := time.Now()
		got := scrape(t, s)
		require.LessOrEqual(t, time.Since(began), 2*time.Second)
		require.NotContains(t, got, pool.GaugeSize)
		require.Contains(t, got, pool.GaugeMin)
		require.Contains(t, got, pool.GaugeTarget)
		m.takes = 0
		time.Sleep(time.Minute)
		require.Contains(t, scrape(t, s), pool.GaugeSize)
	})
}

// TestClaimMetrics: claims by route, errors by kind, and the time of each.
func TestClaimMetrics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(still, 2)
		s := newServer(t, options(m, &worker{takes: 17 * time.Second}))
		claimed := func(query string) { ask(s, post(query, "", "")) }
		m.takes = 10 * time.Millisecond
		claimed("device_id=a&flow=trial")
		claimed("device_id=b&flow=trial")
		claimed("device_id=c&flow=trial")
		claimed("device_id=a&flow=trial")
		claimed("device_id=a")
		for _, err := range []error{claims.ErrInDoubt, claims.ErrUnavailable, errors.New("else")} {
			m.fails = func(string) error { return err }
			claimed("device_id=d&flow=trial")
		}
		m.fails = nil
		got := scrape(t, s)
		for route, n := range map[string]int{"pool": 2, "fallback": 1, "owned": 1} {
			require.EqualValues(t, n, labelled(t, got["account_claims_total"], route).GetCounter().GetValue(), route)
		}
		for kind, n := range map[string]int{"wrong-request": 1, "busy": 0, "in-doubt": 1, "unavailable": 1, "failed": 1} {
			require.EqualValues(t, n, labelled(t, got["account_claim_errors_total"], kind).GetCounter().GetValue(), kind)
		}
		for outcome, seconds := range map[string]float64{"pool": 0.02, "fallback": 17.01, "owned": 0.01, "wrong-request": 0, "in-doubt": 0.01} {
			latency := labelled(t, got["account_claim_seconds"], outcome).GetHistogram()
			require.InDelta(t, seconds, latency.GetSampleSum(), 1e-9, outcome)
		}
		require.EqualValues(t, 2, labelled(t, got["account_claim_seconds"], "pool").GetHistogram().GetSampleCount())
		require.EqualValues(t, 3, labelled(t, got["account_database_events_total"], "broken").GetCounter().GetValue())
		require.EqualValues(t, 4, labelled(t, got["account_database_events_total"], "in-doubt").GetCounter().GetValue())
	})
}

// TestPoolMetrics are what Counts says.
func TestPoolMetrics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &worker{fails: true}
		o := options(newMemory(pool.Settings{Enabled: true, Min: 3, Target: 5}, 2), w)
		s, c := start(t, o)
		time.Sleep(time.Minute)
		claim(t, c, "device_id=a&flow=trial")
		synctest.Wait()
		w.setFails(false)
		time.Sleep(time.Hour)
		synctest.Wait()
		require.Equal(t, claimd.Counts{Checks: 2, Fills: 4, FillsFailed: 3, Orphans: 3, FillAccountsFailed: 1, Leaks: 1}, s.Counts())
		got := scrape(t, s)
		for _, m := range []struct {
			name, result string
			n            int
		}{
			{"account_pool_checks_total", "counted", 2}, {"account_pool_checks_total", "missed", 0},
			{"account_pool_fills_total", "made", 4}, {"account_pool_fills_total", "failed", 3}, {"account_pool_fills_total", "orphan", 3},
			{"account_fill_accounts_total", "done", 0}, {"account_fill_accounts_total", "failed", 1}, {"account_fill_accounts_total", "lost", 0},
		} {
			require.EqualValues(t, m.n, labelled(t, got[m.name], m.result).GetCounter().GetValue(), "%s %s", m.name, m.result)
		}
		require.EqualValues(t, 1, got["account_expiry_leaks_total"].GetMetric()[0].GetCounter().GetValue())
		require.Zero(t, got["account_bare"].GetMetric()[0].GetGauge().GetValue())
	})
}

// TestExposed holds the list that rules and dashboards are held against to what the service shows (POOL-14 to POOL-17).
func TestExposed(t *testing.T) {
	var got []string
	for name, family := range scrape(t, newServer(t, options(newMemory(pool.Documented(), 7), &worker{}))) {
		for _, m := range family.GetMetric() {
			text := name
			for _, l := range m.GetLabel() {
				text += fmt.Sprintf("{%s=%q}", l.GetName(), l.GetValue()) // none has two
			}
			if family.GetType() != dto.MetricType_HISTOGRAM {
				got = append(got, text)
			}
		}
	}
	slices.Sort(got)
	data, err := os.ReadFile("../../fixtures/alerts/exposed.txt")
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	lines = slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(line, "#") })
	require.Equal(t, lines, got)
}
