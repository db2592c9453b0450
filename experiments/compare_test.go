package experiments

import (
	"bytes"
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/reports"
	"reprise/scenarios"
)

func opened(t *testing.T, name string) *scenarios.Scenario {
	t.Helper()
	s, err := scenarios.Open(name, os.ReadFile)
	require.NoError(t, err)
	return s
}

func compared(t *testing.T, c Comparison) *reports.Compare {
	t.Helper()
	r, err := Compare(c)
	require.NoError(t, err)
	return r
}

func rowOf(t *testing.T, c *reports.Compare, metric string) reports.CompareMetric {
	t.Helper()
	for _, m := range c.Metrics {
		if m.Metric == metric {
			return m
		}
	}
	require.Fail(t, "no row", metric)
	return reports.CompareMetric{}
}

// A/A trials: both arms are the same, and each has randomness of its own. Of 200, the headline may call a difference in at most 5 %, and
// so may the row of every metric; more only by as much as chance adds. Looking several times on the way adds nothing, and a gate
// at 0 fails on one side of the 5 %.
func TestArmsThatAreAlikeAreRarelyCalledDifferent(t *testing.T) {
	if testing.Short() {
		t.Skip("some five thousand runs")
	}
	const trials, reps = 200, 12
	s := opened(t, "testdata/small-pool.yaml")
	arm, err := s.Arm("", nil)
	require.NoError(t, err)
	all, err := scenarios.Play([]*scenarios.Arm{arm}, 0, 2*trials*reps, scenarios.Options{Seed: 1})
	require.NoError(t, err)
	for _, c := range []Comparison{
		{Reps: reps},
		{Reps: 4, RepsMax: reps, Widths: []string{"signup.fallbacks=0.01"}}, // looks at 4, 6, 9 and 12
	} {
		c.Scenario, c.Independent, c.Gates = s, true, []string{"signup.fallbacks > 0"}
		x := &experiment{Comparison: c, metrics: s.Measured()}
		require.NoError(t, x.read())
		called := map[string]int{}
		for n := range trials {
			own := all[0][2*n*reps:][:2*reps]
			played, err := x.schedule.run(func(from, to int) ([2][]scenarios.Played, error) {
				return [2][]scenarios.Played{own[from:to], own[reps+from : reps+to]}, nil
			}, func(run *trial) bool {
				return x.report(run).Verdict != reports.Undecided || x.reached(run) // the most tempting way to stop
			})
			require.NoError(t, err)
			count(called, x.report(played))
		}
		t.Logf("called different, of %d: %v", trials, called)
		for what, n := range called {
			require.Less(t, n, 22, "%s: as many are seen once in 5,000 times where the chance is 5 %%, and there are some thirty", what)
		}
		require.LessOrEqual(t, called["headline"], 17, "more are seen once in 100 times where the chance is 5 %")
		require.LessOrEqual(t, called["gate"], 11, "the same where it is 2.5 %")
	}
}

// count adds to what a comparison of arms that are alike called different.
func count(called map[string]int, c *reports.Compare) {
	if c.Verdict != reports.Undecided && c.Verdict != reports.NoDifference {
		called["headline"]++
	}
	if c.Gates[0].Outcome == reports.GateFails {
		called["gate"]++
	}
	for _, m := range c.Metrics {
		if m.Low != nil && (*m.Low > 0 || *m.High < 0) {
			called[m.Metric]++
		}
	}
}

func TestAChangeIsTold(t *testing.T) {
	s := opened(t, "testdata/small-pool.yaml")
	c := compared(t, Comparison{Scenario: s, Seed: 1, B: Side{Set: []string{"account.pool.min-size=5"}},
		Gates: []string{"fallbacks > +5%", "fallbacks > -99%"}})
	require.Equal(t, reports.Better, c.Verdict)
	require.Equal(t, 20, c.Reps)
	require.Equal(t, "by default", c.RepsBy)
	require.True(t, c.Common && c.Drawn)
	require.Equal(t, []reports.Changed{{Key: "account.pool.min-size", Value: "5", Was: "3"}}, c.B.Changes)
	require.Empty(t, c.A.Changes)

	require.Equal(t, []string{"signup.fallbacks", "signup.wait_p99", "pool.empty_time", "pool.created", "pool.mean_size"},
		[]string{c.Metrics[0].Metric, c.Metrics[1].Metric, c.Metrics[2].Metric, c.Metrics[3].Metric, c.Metrics[4].Metric}, "harms, then costs, as the scenario has them")
	fallbacks := rowOf(t, c, "signup.fallbacks")
	require.Equal(t, reports.Better, fallbacks.Verdict)
	require.True(t, fallbacks.Counts)
	require.Less(t, fallbacks.B, fallbacks.A)
	require.InDelta(t, fallbacks.B-fallbacks.A, fallbacks.Difference, 1e-9)
	require.InDelta(t, fallbacks.Difference/fallbacks.A, *fallbacks.Relative, 1e-9)
	require.InDelta(t, fallbacks.A/100, fallbacks.Least, 1e-9)
	require.InDelta(t, (fallbacks.Variances[0]+fallbacks.Variances[1])/fallbacks.Variances[2], *fallbacks.VarianceReduction, 1e-9)
	require.Equal(t, reports.More, rowOf(t, c, "pool.mean_size").Verdict, "a price is neither good nor bad")
	require.Equal(t, reports.Better, rowOf(t, c, "signup.from_pool").Verdict)
	require.Equal(t, reports.More, rowOf(t, c, "account_pool_min").Verdict)

	require.Equal(t, reports.GateHolds, c.Gates[0].Outcome)
	require.Equal(t, reports.GateFails, c.Gates[1].Outcome)
	require.Equal(t, reports.Fail, c.GateVerdict())
	for _, m := range c.Metrics {
		require.NotEqual(t, "signup.requests", m.Metric, "it did not move")
	}
	all := compared(t, Comparison{Scenario: s, Seed: 1, B: Side{Set: []string{"account.pool.min-size=5"}}, All: true})
	require.Equal(t, reports.Same, rowOf(t, all, "signup.requests").Verdict)
	require.Equal(t, len(c.Metrics)+c.Unmoved, len(all.Metrics))
	require.Zero(t, all.Unmoved)
}

// The same sign-ups come to both arms, and so far fewer replications tell the difference than of arms with nothing in common.
func TestCommonRandomNumbersSaveReplications(t *testing.T) {
	c := Comparison{Scenario: opened(t, "pool-spike"), Seed: 1, Reps: 8, B: Side{Set: []string{"account.pool.min-size=105"}}}
	require.Greater(t, *rowOf(t, compared(t, c), "signup.fallbacks").VarianceReduction, 5.0)
	c.Independent = true
	require.Less(t, *rowOf(t, compared(t, c), "signup.fallbacks").VarianceReduction, 5.0)
}

func TestSwappedArmsAreMirrored(t *testing.T) {
	c := Comparison{Scenario: opened(t, "testdata/small-pool.yaml"), Seed: 3, Reps: 12, Least: []string{"0%"}, A: Side{Variant: "larger"}}
	there := compared(t, c)
	c.A, c.B = c.B, c.A
	back := compared(t, c)
	require.Equal(t, mirrored[there.Verdict], back.Verdict)
	require.Equal(t, there.A, back.B)
	for i, m := range there.Metrics {
		o := back.Metrics[i]
		require.Equal(t, mirrored[m.Verdict], o.Verdict, m.Metric)
		require.Equal(t, -m.Difference, o.Difference, m.Metric)
		require.Equal(t, m.VarianceReduction, o.VarianceReduction)
	}
}

func TestResultsDoNotDependOnTheWorkers(t *testing.T) {
	c := Comparison{Scenario: opened(t, "testdata/small-pool.yaml"), Seed: 5, B: Side{Variant: "larger"},
		Widths: []string{"fallbacks=10%"}, Gates: []string{"wait_p99 > +1s"}, RepsMax: 60}
	var written [3]bytes.Buffer
	for i := range written {
		c.Workers = 1 + 3*i
		require.NoError(t, reports.JSON(&written[i], compared(t, c)))
		require.Equal(t, written[0].String(), written[i].String())
	}
}

func TestWhereNothingIsDrawnDifferencesAreExact(t *testing.T) {
	c := compared(t, Comparison{Scenario: opened(t, "testdata/nothing-drawn.yaml"), Seed: 1,
		B: Side{Set: []string{"client.android.cache.ttl=30m"}}, Gates: []string{"until_whole > +5%", "partial_lists > 0"}})
	require.False(t, c.Drawn)
	require.Equal(t, 2, c.Reps)
	require.Equal(t, reports.Worse, c.Verdict)
	require.Equal(t, reports.GateFails, c.Gates[0].Outcome)
	require.Equal(t, reports.GateHolds, c.Gates[1].Outcome)
	until := rowOf(t, c, "client.until_whole")
	require.InDelta(t, 6000, until.Difference, 0.01, "20 minutes and 2 hours")
	require.Equal(t, until.Difference, *until.Low)
	require.Nil(t, until.VarianceReduction)
}

func TestOneReplicationClaimsNothing(t *testing.T) {
	c := compared(t, Comparison{Scenario: opened(t, "testdata/small-pool.yaml"), Seed: 1, Reps: 1, B: Side{Variant: "larger"}, Gates: []string{"fallbacks > +5%"}})
	require.Equal(t, reports.NotJudged, c.Verdict)
	require.Equal(t, reports.GateUndecided, c.Gates[0].Outcome)
	require.Equal(t, reports.Fail, c.Gates[0].Verdict)
	row := rowOf(t, c, "signup.fallbacks")
	require.Nil(t, row.Low)
	require.Equal(t, reports.NotJudged, row.Verdict)
	require.NotZero(t, row.Difference)
}

func TestWhatIsWrongWithAComparison(t *testing.T) {
	s := opened(t, "testdata/small-pool.yaml")
	larger := Side{Variant: "larger"}
	for want, c := range map[string]Comparison{
		"A and B are the same: nothing to compare":                       {},
		`unknown variant "lager", did you mean "larger"?`:                {B: Side{Variant: "lager"}},
		`--a account.pool.min-sice=4: unknown setting`:                   {A: Side{Set: []string{"account.pool.min-sice=4"}}},
		`--b account.pool.min-size=few: `:                                {B: Side{Set: []string{"account.pool.min-size=few"}}},
		`--set account.pool.min-sice=4: unknown setting`:                 {B: larger, Set: []string{"account.pool.min-sice=4"}},
		`--fail-if: unknown metric "falbacks"`:                           {B: larger, Gates: []string{"falbacks > 1"}},
		`--until-width: "fallbacks" names no metric and amount`:          {B: larger, Widths: []string{"fallbacks"}},
		`--until-width: "fallbacks=0": no interval is so narrow`:         {B: larger, Widths: []string{"fallbacks=0"}},
		`--until-width: "fallbacks=-1": "-1" is no amount of signup.`:    {B: larger, Widths: []string{"fallbacks=-1"}},
		`--least: "1" is no share of A`:                                  {B: larger, Least: []string{"1"}},
		`--least: unknown metric "x"`:                                    {B: larger, Least: []string{"x=1"}},
		"--reps-max bounds what --until-width adds, and there is none":   {B: larger, RepsMax: 5},
		"--reps-max 10 is below the 20 replications of the first look":   {B: larger, RepsMax: 10, Widths: []string{"fallbacks=1"}},
		"--until-width: one replication has no interval; --reps 2 or mo": {B: larger, Reps: 1, Widths: []string{"fallbacks=1"}},
	} {
		c.Scenario, c.Seed = s, 1
		_, err := Compare(c)
		var wrong *scenarios.UsageError
		require.ErrorAs(t, err, &wrong, want)
		require.Contains(t, err.Error(), want)
	}
}

func TestLeastOfOneMetricIsOverThatOfAll(t *testing.T) {
	x := &experiment{metrics: some}
	read := x.readLeast()
	require.NoError(t, read("wait_p99=10s"))
	require.NoError(t, read("3%"))
	require.Equal(t, 10.0, x.least[3].of(1))
	require.Equal(t, 0.03, x.least[0].of(1))
}

func TestACancelledComparisonEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Compare(Comparison{Scenario: opened(t, "testdata/small-pool.yaml"), Seed: 1, B: Side{Variant: "larger"}, Context: ctx})
	require.ErrorIs(t, err, context.Canceled)
}

func TestProgressCountsBothArms(t *testing.T) {
	for _, independent := range []bool{false, true} {
		last, total := 0, 0
		compared(t, Comparison{Scenario: opened(t, "testdata/small-pool.yaml"), Seed: 1, Reps: 4, B: Side{Variant: "larger"}, Independent: independent, Workers: 1,
			Progress: func(done, of int, _ string) {
				require.Equal(t, last+1, done)
				last, total = done, of
			}})
		require.Equal(t, 8, last)
		require.Equal(t, 8, total)
	}
	last := 0
	compared(t, Comparison{Scenario: opened(t, "testdata/small-pool.yaml"), Seed: 1, B: Side{Variant: "larger"}, Workers: 1,
		Reps: 4, RepsMax: 9, Widths: []string{"fallbacks=0.01"},
		Progress: func(done, of int, _ string) {
			require.Equal(t, last+1, done, "a further look goes on where the one before it ended")
			require.LessOrEqual(t, done, of)
			last = done
		}})
	require.Equal(t, 18, last)
}
