package experiments

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/reports"
	"reprise/scenarios"
)

func TestHarmsTogether(t *testing.T) {
	row := func(v reports.Change, counts bool) *reports.CompareMetric {
		return &reports.CompareMetric{Verdict: v, Counts: counts}
	}
	worse, better := row(reports.Worse, true), row(reports.Better, true)
	alone := row(reports.Worse, false) // worse by itself, and not among all
	undecided, none := row(reports.Undecided, false), row(reports.NoDifference, false)
	small, same, unjudged := row(reports.TooSmall, false), row(reports.Same, false), row(reports.NotJudged, false)
	for _, c := range []struct {
		want  reports.Change
		harms []*reports.CompareMetric
	}{
		{reports.NotJudged, nil},
		{reports.NotJudged, []*reports.CompareMetric{same, unjudged}},
		{reports.Worse, []*reports.CompareMetric{none, worse, undecided}},
		{reports.Better, []*reports.CompareMetric{better, alone}},
		{reports.Mixed, []*reports.CompareMetric{better, worse}},
		{reports.Undecided, []*reports.CompareMetric{none, alone, same}},
		{reports.Undecided, []*reports.CompareMetric{none, undecided, small}},
		{reports.TooSmall, []*reports.CompareMetric{none, small, same}},
		{reports.NoDifference, []*reports.CompareMetric{none, same}},
		{reports.Same, []*reports.CompareMetric{same, same}},
	} {
		require.Equal(t, c.want, together(c.harms))
	}
}

// syntheticHarms is a run in which the harms of the scenario differ by so much, give or take a deviation of 1, from an A of 10.
func syntheticHarms(t *testing.T, x *experiment, shifts []float64) *trial {
	t.Helper()
	unit := math.Sqrt(5.0 / 6) // six numbers of +-unit have a deviation of 1
	run := &trial{drawn: true}
	for rep := range 6 {
		a := make([]float64, len(x.metrics))
		b := make([]float64, len(x.metrics))
		for i, harm := range x.Scenario.Harm {
			a[x.place(harm)] = 10
			b[x.place(harm)] = 10 + shifts[i] + unit*float64(rep%2*2-1)
		}
		run.arms[0] = append(run.arms[0], scenarios.Played{Metrics: a})
		run.arms[1] = append(run.arms[1], scenarios.Played{Metrics: b})
	}
	return run
}

// Holm: of three harms the surest must hold at 1 - alpha/3, the next at 1 - alpha/2, the last at 1 - alpha.
func TestTheHeadlineStepsDown(t *testing.T) {
	s := opened(t, "testdata/small-pool.yaml")
	x := &experiment{Comparison: Comparison{Scenario: s, B: Side{Variant: "larger"}, Reps: 6}, metrics: s.Measured()}
	require.NoError(t, x.read())
	headline := func(shifts ...float64) (counts []bool, verdict reports.Change) {
		run := syntheticHarms(t, x, shifts)
		c := x.report(run)
		for _, m := range c.Metrics[:3] {
			counts = append(counts, m.Counts)
		}
		return counts, c.Verdict
	}
	// The differences have a mean of shift and a deviation of 1: t = shift * sqrt(6), to be above 2.571, 3.163 or 3.534 (5 degrees).
	counts, verdict := headline(1.5, 1.35, 1.1) // t = 3.67, 3.31, 2.69
	require.Equal(t, []bool{true, true, true}, counts)
	require.Equal(t, reports.Worse, verdict)
	counts, verdict = headline(1.4, 1.35, 1.1) // t = 3.43: not even the surest holds among three
	require.Equal(t, []bool{false, false, false}, counts)
	require.Equal(t, reports.Undecided, verdict)
	counts, _ = headline(1.5, 1.2, 1.1) // t = 3.67, 2.94
	require.Equal(t, []bool{true, false, false}, counts)
}
