package scenarios

import (
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/reports"
	"reprise/sim/stats"
)

// LB-16 to LB-27: what the rehearsals of the smart balancer find is not the luck of one seed. `make check` runs seed 1.
func TestBalancingHoldsForAnotherSeed(t *testing.T) {
	if testing.Short() {
		t.Skip("some sixty runs")
	}
	var all []*Scenario
	for _, name := range []string{"score-herding", "sort-shuffle", "turbo-feedback", "server-down", "last-server-down", "server-slow",
		"server-flapping", "proxy-full", "country-peak", "balancing-on", "fleet-day"} {
		all = append(all, open(t, name))
	}
	check, err := CheckAll(all, Options{Seed: 2, Reps: 1})
	require.NoError(t, err)
	for _, run := range check.Runs {
		for _, e := range run.Expectations {
			require.Equal(t, reports.Pass, e.Verdict, "%s, %s: %s is %s, not %s", run.Scenario, run.Variant, e.ID, e.Actual, e.Limit)
		}
	}
}

// LB-26: with the shuffle after it, the sort changes nothing that is measured: ten pairs of runs on common random numbers
// leave no difference. Without the shuffle it does.
func TestTheSortChangesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("thirty runs")
	}
	s := open(t, "sort-shuffle")
	results, err := rehearseAll([]*rehearsal{s.asWas(), s.rehearse("shuffle-alone"), s.rehearse("sort-alone")}, Options{Seed: 1, Reps: 10})
	require.NoError(t, err)
	for _, metric := range []string{"picks.down", "sessions.slow_share", "load.cv", "load.swing"} {
		for i, differs := range map[int]bool{1: false, 2: true} {
			difference, err := stats.Paired(results[i].values(metric), results[0].values(metric), 0.99)
			require.NoError(t, err)
			require.Equal(t, differs, !difference.Covers(0), "%s of %s less that of as-was: %+v", metric, results[i].rehearsal.variant, difference)
		}
	}
}
