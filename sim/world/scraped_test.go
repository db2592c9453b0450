package world

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/sim"
)

// Every metric is exposed, under a name that Prometheus takes, and no series twice. Counters say total last, as it is the
// custom, and only what a backend can see goes without the prefix.
func TestScraped(t *testing.T) {
	name := regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)
	seen, places, kinds := map[string]bool{}, map[int]bool{}, map[string]bool{}
	for _, e := range AllScraped() {
		require.Regexp(t, name, e.Name)
		require.NotContains(t, e.Name, "__")
		series := e.Name + "{" + e.Label + "=" + e.Value + "}"
		require.False(t, seen[series], series)
		seen[series], places[e.Place] = true, true
		require.Equal(t, e.Label == "", e.Value == "", series)
		require.Equal(t, e.Gauge, !strings.HasSuffix(e.Name, "_total"), series)
		require.NotEmpty(t, e.Says, series)
		if gauge, known := kinds[e.Name]; known {
			require.Equal(t, gauge, e.Gauge, "%s is a gauge and a counter", e.Name)
		}
		kinds[e.Name] = e.Gauge
		require.Equal(t, Metrics()[e.Place].Gauge, e.Gauge, series)
	}
	for place, m := range Metrics() {
		require.True(t, m.Hidden || places[place], "%s is not exposed", m.Name)
	}
	for _, e := range backendSeries {
		require.True(t, e.Backend(), e.Name)
	}
	for series, metric := range map[string]string{
		"account_pool_size{=}":                                 "account_pool_size",
		"panel_errors_total{=}":                                "panel.errors",
		"sim_client_exposed_ratio{=}":                          "client.exposed_share",
		"sim_connections_failed_ios_ratio{=}":                  "connections.failed_share.ios",
		"sim_pool_low_time_seconds_total{=}":                   "pool.low_time",
		"sim_log_lines_total{event=CONFIG_FROM_DB_INCOMPLETE}": "log.CONFIG_FROM_DB_INCOMPLETE",
	} {
		require.True(t, seen[series], "%s, of %s", series, metric)
	}
}

// Whatever happens, a metric that is read alone is what it is among all others (Read, Snapshot); and the backend counts each
// request once, by what it answered, which it has logged in the same words (SYNC-02, SYNC-04, SYNC-15).
func TestReadIsPartOfASnapshot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cfg := drawTrouble(t)
		if rapid.Bool().Draw(t, "sign-ups") {
			cfg = drawConfig(t)
			drawSignups(t, &cfg)
		}
		alone, err := New(cfg)
		require.NoError(t, err)
		all, err := New(cfg)
		require.NoError(t, err)
		places := rapid.Permutation(span(0, int32(len(Metrics())))).Draw(t, "order")
		for step := range 5 {
			at := cfg.Horizon / 5 * sim.Time(step+1)
			require.NoError(t, alone.RunUntil(at))
			require.NoError(t, all.RunUntil(at))
			want, got := all.Snapshot(), make([]float64, 1)
			for _, place := range places {
				alone.Read([]int{int(place)}, got)
				require.Equal(t, want[place], got[0], "%s at %v", Metrics()[place].Name, at)
			}
			logged := func(id EventID) float64 { return want[int(metricIDs)+int(id)] }
			answered := want[answersWhole] + want[answersShort] + want[answersRefused]
			require.LessOrEqual(t, answered+want[failedRequests], want[requests])
			require.LessOrEqual(t, want[answersWhole], logged(ConfigSuccess))
			require.LessOrEqual(t, want[answersShort]+want[answersRefused], logged(ConfigIncomplete))
			require.LessOrEqual(t, want[refused], want[answersRefused])
			require.Equal(t, want[signupServed], want[signupFromPool]+want[claimsFallenBack])
			require.LessOrEqual(t, want[poolChecksLate], want[poolChecksMissed])
		}
	})
}
