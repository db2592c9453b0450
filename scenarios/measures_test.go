package scenarios

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/scenarios/strict"
	"reprise/sim"
)

// Over a window a counter is what it grew by, a quotient that of what its counters grew by, and any other gauge what it
// stood at in the end.
func TestWindowsOfMetrics(t *testing.T) {
	snapshot := func(picks, overloaded, peak float64) []float64 {
		all := make([]float64, len(metrics))
		for name, v := range map[string]float64{"picks": picks, "picks.overloaded": overloaded, "load.peak": peak} {
			i, _, known := metricOf(name)
			require.True(t, known, name)
			all[i] = v
		}
		return all
	}
	of := func(name string, from, to []float64) float64 {
		i, _, _ := metricOf(name)
		require.Equal(t, between(from, to)[i], over(i, from, to))
		return over(i, from, to)
	}
	noon, evening := snapshot(100, 10, 0.7), snapshot(300, 110, 0.9)
	require.Equal(t, 200.0, of("picks", noon, evening))
	require.Equal(t, 0.5, of("picks.overloaded_share", noon, evening), "100 of 200, though 110 of 300 by then")
	require.Equal(t, 0.9, of("load.peak", noon, evening))
	require.Equal(t, 110.0/300, of("picks.overloaded_share", nil, evening), "from the start of the run")
	require.Zero(t, of("picks.overloaded_share", evening, evening), "nothing was counted")
}

// A hidden counter is there for its quotient only.
func TestHiddenCountersAreNotMetrics(t *testing.T) {
	hidden := 0
	for _, m := range metrics {
		if m.Hidden {
			hidden++
			require.Error(t, checkMetric(m.Name))
			require.NotContains(t, metricNames(), m.Name)
		}
		if m.Weight > 0 {
			require.True(t, m.Gauge, m.Name)
		}
	}
	require.Positive(t, hidden)
}

// What happens before the warm-up is over does not count, and what happens after it does, as in a window from there on.
func TestWarmUp(t *testing.T) {
	s, err := linkedTo(equipped, doing(quiet))
	require.NoError(t, err)
	cold, err := s.asWas().run(1, 0, nil)
	require.NoError(t, err)
	s.WarmUp.D = 2 * time.Hour
	s.Expect = append(s.Expect, Expectation{ID: "later", Metric: "client.attempts",
		Over: []strict.Instant{{Time: s.Start.Time.Add(2 * time.Hour)}, s.End}})
	warm, err := s.asWas().run(1, 0, nil)
	require.NoError(t, err)
	i, _, _ := metricOf("client.attempts")
	require.Equal(t, cold.hash, warm.hash, "what is counted changes nothing that happens")
	require.Less(t, warm.final[i], cold.final[i])
	require.Equal(t, warm.metric(s.asWas(), s.Expect[len(s.Expect)-1]), warm.final[i])
	require.Contains(t, warm.at, sim.Time(2*time.Hour)-1)
}

// A scenario's own number of replications counts where none is asked for.
func TestReplicationsOfAScenario(t *testing.T) {
	s, err := linkedTo(equipped, doing(quiet))
	require.NoError(t, err)
	s.Replications = 3
	for _, c := range []struct{ asked, made int }{{0, 3}, {1, 1}, {2, 2}} {
		results, err := rehearseAll([]*rehearsal{s.asWas()}, Options{Seed: 1, Reps: c.asked})
		require.NoError(t, err)
		require.Len(t, results[0].replications, c.made)
	}
}

// More of a harm is worse; what more of is better cannot be one. A warm-up ends before the run does.
func TestMeasuresAreRefused(t *testing.T) {
	for _, c := range []struct{ more, want string }{
		{"harm: [load.jain]\n", "harm[0]: more of load.jain is better; a metric of which more is worse"},
		{"warm_up: 6h\n", "warm_up: is not over before the end; less than 6h0m0s"},
		{"replications: 0\n", "replications: is 0; expected 1 to 1000"},
	} {
		_, err := linkedTo(equipped, doing(quiet)+c.more)
		require.ErrorContains(t, err, c.want)
	}
}
