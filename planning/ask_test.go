package planning_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/control/pool/exact"
	"reprise/planning"
	"reprise/reports"
	"reprise/sim/arrivals"
)

func answer(t *testing.T, ask planning.Ask) *reports.PoolPlan {
	t.Helper()
	plan, err := planning.Answer(ask)
	require.NoError(t, err)
	return plan
}

// TestAnswer is what Evaluate and Choose say, and Again is what was asked.
func TestAnswer(t *testing.T) {
	ask := planning.Ask{Again: "reprise plan pool --rate 300/h"}
	ask.Workload, ask.Current = at(300, 20*time.Second), *sized(25, 60)
	evaluated, err := planning.Evaluate(ask.Question)
	require.NoError(t, err)
	evaluated.Again = ask.Again
	require.Equal(t, evaluated, answer(t, ask))

	ask.Choose, ask.Limits.Fallback = true, 1e-3
	ask.Mins, ask.Targets = planning.Range{From: 20, To: 40}, planning.Range{From: 40, To: 60}
	chosen, err := planning.Choose(ask.Question)
	require.NoError(t, err)
	require.NotNil(t, chosen.Recommend)
	chosen.Again = ask.Again
	require.Equal(t, chosen, answer(t, ask))
}

// TestAnswerFailsWhereALimitIsBroken: one setting's, or that of every setting of the grid; played or not.
func TestAnswerFailsWhereALimitIsBroken(t *testing.T) {
	skipLong(t)
	ask := planning.Ask{Seed: 1, Reps: 4}
	ask.Workload, ask.Current = at(300, 2*time.Minute), *sized(10, 20)
	for _, c := range []struct {
		simulate bool
		limits   planning.Limits
		want     reports.Verdict
	}{
		{false, planning.Limits{Fallback: 0.01}, reports.Fail},
		{false, planning.Limits{Fallback: 0.9, MeanStock: 1}, reports.Fail},
		{false, planning.Limits{Fallback: 0.9, FillsPerHour: 1}, reports.Fail},
		{false, planning.Limits{Fallback: 0.9, MeanStock: 20, FillsPerHour: 12}, reports.Pass},
		{true, planning.Limits{Fallback: 0.01}, reports.Fail},
	} {
		ask.Simulate, ask.Limits = c.simulate, c.limits
		require.Equal(t, c.want, answer(t, ask).Verdict, "%+v", c)
	}
	ask.Simulate, ask.Choose, ask.Limits, ask.Targets.To = false, true, planning.Limits{Fallback: 0.01}, 20
	plan := answer(t, ask)
	require.Equal(t, reports.Fail, plan.Verdict)
	require.Nil(t, plan.Recommend)
	require.Contains(t, plan.Nothing, "none of")
}

// TestAnswerSimulated has every number that the exact answer has, about the same, and an interval around each.
func TestAnswerSimulated(t *testing.T) {
	skipLong(t)
	ask := planning.Ask{Seed: 1, Reps: 20, Simulate: true}
	ask.Workload, ask.Setting, ask.Current = at(150, 2*time.Minute), sized(8, 20), *sized(8, 20)
	ask.Prices = planning.Prices{Stored: 1, Fill: 2, Fallback: 3}
	ask.Limits.Fallback = 0.5
	plan := answer(t, ask)
	exactly, err := planning.Evaluate(ask.Question)
	require.NoError(t, err)
	require.Equal(t, "simulate", plan.Method)
	require.Equal(t, exactly.Setting, plan.Setting)
	require.Equal(t, exactly.Workload, plan.Workload)
	require.Equal(t, exactly.Promise, plan.Promise)
	require.Equal(t, exactly.Asked, plan.Asked)
	require.Equal(t, plan.PoolFare, plan.Current.PoolFare, "the current setting is the one asked about")
	require.InEpsilon(t, exactly.CostPerHour, plan.CostPerHour, 0.01)
	for name, of := range map[string]struct{ played, exact float64 }{
		"p_fallback":             {plan.Fallback, exactly.Fallback},
		"fallback_per_hour":      {plan.FallbackPerHour, exactly.FallbackPerHour},
		"mean_stock":             {plan.MeanStock, exactly.MeanStock},
		"fills_per_hour":         {plan.FillsPerHour, exactly.FillsPerHour},
		"created_per_hour":       {plan.CreatedPerHour, exactly.CreatedPerHour},
		"mean_fill":              {plan.MeanFill, exactly.MeanFill},
		"mean_fill_seconds":      {plan.FillSeconds, exactly.FillSeconds},
		"p_below_min_at_review":  {plan.BelowMin, exactly.BelowMin},
		"mean_check_gap_seconds": {plan.CheckGapSeconds, exactly.CheckGapSeconds},
	} {
		i := plan.Intervals[name]
		require.InEpsilon(t, of.exact, of.played, 0.01, name)
		require.Equal(t, of.played, i.Mean, name)
		require.Equal(t, 20, i.N)
		require.True(t, i.Low <= i.Mean && i.Mean <= i.High, name)
	}
	require.Len(t, plan.Intervals, 9)
	require.True(t, plan.Intervals["p_fallback"].Low < exactly.Fallback && exactly.Fallback < plan.Intervals["p_fallback"].High)
	require.Regexp(t, `^the exact p_fallback is 0\.\d+, within the interval of the simulation$`, plan.Notes[0])
}

// TestSimulatedWithoutAnExactAnswer: checks that drift through a profile (POOL-04).
func TestSimulatedWithoutAnExactAnswer(t *testing.T) {
	skipLong(t)
	ask := planning.Ask{Seed: 1, Reps: 2, Simulate: true}
	ask.Workload, ask.Current = at(0, time.Minute), *sized(8, 20)
	ask.Workload.Profile = exact.Profile{Rates: []float64{30, 90}, Period: exact.Day}
	ask.Workload.Schedule = pool.FixedDelay
	plan := answer(t, ask)
	require.InEpsilon(t, 60, plan.CreatedPerHour+plan.FallbackPerHour, 0.05)
	require.Contains(t, plan.Notes[0], "there is no exact answer: pool workload: schedule is fixedDelay")

	ask.Reps = 10_000
	ask.Workload.Profile = exact.Profile{Rates: []float64{300, 900}, Period: exact.Week}
	_, err := planning.Answer(ask)
	require.ErrorAs(t, err, new(*planning.Wrong))
	require.EqualError(t, err, "reps is 10000: want at most 99, of 14 d each, for one plays some 2.02e+05 claims")
}

// TestLong: fills in rounds under a profile are evaluated once, and chosen for the busiest slot.
func TestLong(t *testing.T) {
	ask := planning.Ask{}
	ask.Workload = exact.Workload{
		Profile: exact.Profile{Rates: []float64{10, 40, 60, 30}, Period: exact.Day}, Review: pool.CheckEvery,
		Creation: exact.Staggered{Each: 20 * time.Second, Workers: 3},
	}
	ask.Current = *sized(6, 12)
	plan := answer(t, ask)
	require.Empty(t, plan.Curve)
	require.Empty(t, plan.Sensitivity)
	require.Len(t, plan.Slots, 4)
	require.Equal(t, 2, plan.WorstSlot.Slot)

	ask.Choose, ask.Limits.Fallback, ask.Prices.Stored = true, 1e-3, 2
	ask.Targets, ask.Mins = planning.Range{From: 4, To: 20}, planning.Range{From: 2, To: 12}
	chosen := answer(t, ask)
	steady := ask.Question
	steady.Workload.Rate, steady.Workload.Profile = 60, exact.Profile{}
	busy, err := planning.Choose(steady)
	require.NoError(t, err)
	require.NotNil(t, chosen.Recommend)
	require.Equal(t, [2]int{busy.Recommend.MinSize, busy.Recommend.TargetSize}, [2]int{chosen.Recommend.MinSize, chosen.Recommend.TargetSize})
	require.Equal(t, busy.Frontier, chosen.Frontier)
	require.LessOrEqual(t, busy.Fallback, 1e-3)
	require.LessOrEqual(t, chosen.WorstSlot.Fallback, 1e-3, "safe there")
	require.Less(t, chosen.Fallback, busy.Fallback)
	require.Equal(t, reports.Pass, chosen.Verdict)
	require.Equal(t, ask.Workload.Profile.Rates, chosen.Workload.Profile)
	require.Equal(t, plan.Current.Fallback, chosen.Current.Fallback)
	require.Equal(t, [3]float64{chosen.Fallback, chosen.MeanStock, chosen.CostPerHour},
		[3]float64{chosen.Recommend.Fallback, chosen.Recommend.MeanStock, chosen.Recommend.CostPerHour})
	require.Contains(t, chosen.Notes[len(chosen.Notes)-1], "it was chosen for the busiest slot, 60 claims/h")

	// What is not safe in the busiest slot is not recommended, and so nothing passes, however the whole day fares.
	ask.Limits.Fallback, ask.Targets.To, ask.Mins = 0.065, 6, planning.Range{}
	nothing := answer(t, ask)
	require.Nil(t, nothing.Recommend)
	require.Less(t, nothing.Fallback, 0.065)
	require.Equal(t, reports.Fail, nothing.Verdict)
}

// TestWhatTheAskerCanMend is Wrong: also what the exact method does not take, and a record that it cannot be asked about.
func TestWhatTheAskerCanMend(t *testing.T) {
	record := func(lines ...string) *arrivals.Trace {
		trace, err := arrivals.Read("some.csv", strings.NewReader("at\n"+strings.Join(lines, "\n")))
		require.NoError(t, err)
		return trace
	}
	for name, c := range map[string]struct {
		spoil func(a *planning.Ask)
		want  string
	}{
		"setting":            {func(a *planning.Ask) { a.Setting = sized(6, 5) }, "min is 6: want from 1 to the target of 5"},
		"setting, simulated": {func(a *planning.Ask) { a.Setting, a.Simulate = sized(6, 5), true }, "min is 6: want from 1 to the target of 5"},
		"drifting checks":    {func(a *planning.Ask) { delayed(&a.Workload) }, "simulate it"},
		"review of a record": {func(a *planning.Ask) {
			a.Record, a.Workload.Review = record("2026-03-02 10:00:00", "2026-03-02 10:30:00"), 7*time.Minute
		}, "review is 7m0s: with profile want an interval that divides a slot"},
		"sparse record": {func(a *planning.Ask) {
			a.Record, a.Workload.Creation = record("2020-03-02 10:00:00", "2029-03-02 10:30:00"), exact.Staggered{Each: time.Second, Workers: 1}
		}, "simulate it"},
		"frequent record": {func(a *planning.Ask) {
			a.Record = record("2026-03-02 10:00:00.000", "2026-03-02 10:00:00.001")
		}, "claims an hour: want from"},
	} {
		t.Run(name, func(t *testing.T) {
			ask := planning.Ask{Reps: 2}
			ask.Workload, ask.Current = at(60, time.Minute), *sized(5, 10)
			c.spoil(&ask)
			plan, err := planning.Answer(ask)
			require.Nil(t, plan)
			require.ErrorAs(t, err, new(*planning.Wrong))
			require.ErrorContains(t, err, c.want)
			require.NotContains(t, err.Error(), "\n")
		})
	}
	cause := errors.New("rate: is 0")
	wrong := planning.Wrong{Err: cause}
	require.ErrorIs(t, &wrong, cause)
	require.EqualError(t, &wrong, cause.Error())
}
