package planning_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/control/pool/exact"
	"reprise/planning"
	"reprise/reports"
)

// at is a workload of so many claims an hour whose fills arrive after a lead.
func at(rate float64, lead time.Duration) exact.Workload {
	return exact.Workload{Rate: rate, Review: pool.CheckEvery, Creation: exact.Batch{From: lead, To: lead}}
}

func sized(least, target int) *pool.Settings {
	return &pool.Settings{Enabled: true, Min: least, Target: target}
}

// TestEvaluate holds the number that the request for this planner names, and what stands around it.
func TestEvaluate(t *testing.T) {
	plan, err := planning.Evaluate(planning.Question{Workload: at(600, 20*time.Second)})
	require.NoError(t, err)
	require.InEpsilon(t, 8.575989e-13, plan.Fallback, 1e-6)
	require.InEpsilon(t, 600*plan.Fallback, plan.FallbackPerHour, 1e-9)
	require.Equal(t, reports.PoolSize{MinSize: 100, TargetSize: 500}, plan.Setting)
	require.Equal(t, reports.Pass, plan.Verdict)
	require.Equal(t, plan.PoolFare, plan.Current.PoolFare)
	require.Empty(t, plan.Deploy)
	require.Nil(t, plan.Recommend)
	require.Nil(t, plan.Asked)
	require.Contains(t, plan.Workload.Says, "600 claims/h; a check every 5 m (fixedRate); a fill is there at once after 20 s")
	require.Len(t, plan.Curve, 1)

	plan, err = planning.Evaluate(planning.Question{
		Workload: at(1200, 2*time.Minute), Setting: sized(50, 500), Limits: planning.Limits{Fallback: 0.02},
	})
	require.NoError(t, err)
	require.Equal(t, reports.Fail, plan.Verdict)
	require.InEpsilon(t, 2.779655e-02, plan.Current.Fallback, 1e-6)
	require.Greater(t, plan.Fallback, plan.Current.Fallback)
	require.Equal(t, []reports.PoolProperty{{Name: pool.PropertyMin, Old: "100", New: "50"}}, plan.Deploy)
	require.Equal(t, 0.02, *plan.Asked.MaxFallback)
	require.Len(t, plan.Curve, 2)
}

// TestCurve goes through the rate that was asked, and no lower than the floor.
func TestCurve(t *testing.T) {
	plan, err := planning.Evaluate(planning.Question{Workload: at(1200, 2*time.Minute)})
	require.NoError(t, err)
	points := plan.Curve[0].Points
	require.Len(t, points, 61)
	require.InEpsilon(t, 1200, points[30].RatePerHour, 1e-12)
	require.InEpsilon(t, plan.Fallback, points[30].Fallback, 1e-9)
	require.InEpsilon(t, 300, points[0].RatePerHour, 1e-12)
	require.InEpsilon(t, 4800, points[60].RatePerHour, 1e-12)
	for i, p := range points {
		require.Equal(t, p.Fallback <= 1e-12, p.AtMost)
		require.True(t, i == 0 || p.RatePerHour > points[i-1].RatePerHour)
	}
	require.True(t, points[0].AtMost)
}

// TestPromise is POOL-19 at 10, 20 and 30 s an account (POOL-01), from an empty pool and from 99.
func TestPromise(t *testing.T) {
	plan, err := planning.Evaluate(planning.Question{Workload: at(600, 20*time.Second)})
	require.NoError(t, err)
	var least []int
	for _, c := range plan.Promise.Cases {
		require.Nil(t, c.Kept)
		least = append(least, c.LeastWorkers)
	}
	require.Equal(t, []int{17, 14, 34, 27, 50, 41}, least)
	require.Equal(t, "to fill an empty pool of 500 accounts within 5 m takes 50 workers, at 30 s an account", plan.Promise.Says)

	w := exact.Workload{Rate: 60, Review: pool.CheckEvery, Creation: exact.Staggered{Each: 20 * time.Second, Workers: 1}}
	plan, err = planning.Evaluate(planning.Question{Workload: w, Current: *sized(20, 50)})
	require.NoError(t, err)
	require.Len(t, plan.Promise.Cases, 2)
	require.False(t, *plan.Promise.Cases[0].Kept)
	require.Equal(t, 1000.0, *plan.Promise.Cases[0].TakesSeconds)
	require.Equal(t, "not kept: an empty pool is filled in 16 m 40 s by 1 worker; within 5 m it takes 4", plan.Promise.Says)
}

// TestSensitivity is what another evaluation says; where there is none, why.
func TestSensitivity(t *testing.T) {
	plan, err := planning.Evaluate(planning.Question{Workload: at(1200, 4*time.Minute+30*time.Second), Setting: sized(90, 100)})
	require.NoError(t, err)
	var keys []string
	for _, in := range plan.Sensitivity {
		keys = append(keys, in.Key)
		require.Len(t, in.Tried, 2)
		require.Negative(t, in.Tried[0].Change)
	}
	require.Equal(t, []string{"rate", "review", "lead", "min", "target"}, keys)
	direct := func(w exact.Workload, least, target int) float64 {
		planner, err := exact.New(w)
		require.NoError(t, err)
		a, err := planner.Evaluate(least, target)
		require.NoError(t, err)
		return a.FallbackProbability
	}
	require.InEpsilon(t, direct(at(960, 270*time.Second), 90, 100), *plan.Sensitivity[0].Tried[0].Fallback, 1e-9)
	require.Nil(t, plan.Sensitivity[1].Tried[0].Fallback)
	require.Contains(t, plan.Sensitivity[1].Tried[0].Why, "lead is 4m30s to 4m30s: want from 0 to at most the review interval of 4m0s")
	require.InEpsilon(t, direct(at(1200, 216*time.Second), 90, 100), *plan.Sensitivity[2].Tried[0].Fallback, 1e-9)
	require.InEpsilon(t, direct(at(1200, 270*time.Second), 72, 100), *plan.Sensitivity[3].Tried[0].Fallback, 1e-9)
	require.Contains(t, plan.Sensitivity[4].Tried[0].Why, "min is 90: want from 1 to the target of 80")
	require.Equal(t, "120", plan.Sensitivity[4].Tried[1].Value)
}

// TestProfile names its slots and its worst one.
func TestProfile(t *testing.T) {
	skipLong(t)
	w := at(0, time.Minute)
	w.Profile = exact.Profile{Rates: []float64{0, 300, 1500, 600}, Period: exact.Day}
	plan, err := planning.Evaluate(planning.Question{Workload: w, Current: *sized(60, 120)})
	require.NoError(t, err)
	require.Len(t, plan.Slots, 4)
	require.Equal(t, "12:00", plan.WorstSlot.Name)
	require.Equal(t, 1500.0, plan.WorstSlot.RatePerHour)
	require.Greater(t, plan.WorstSlot.Fallback, plan.Fallback)
	require.Equal(t, 600.0, plan.Workload.RatePerHour)
	w.Profile.Period = exact.Week
	w.Profile.Rates = []float64{300, 300, 300, 300, 300, 300, 300, 300, 300, 300, 300, 300, 300, 300}
	plan, err = planning.Evaluate(planning.Question{Workload: w, Current: *sized(60, 120)})
	require.NoError(t, err)
	require.Equal(t, "Sat 12:00", plan.Slots[11].Name)
}

func TestRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		spoil func(q *planning.Question)
		want  string
	}{
		"no rate":         {func(q *planning.Question) { q.Workload.Rate = 0 }, "rate is 0 claims an hour"},
		"rate of 1e12":    {func(q *planning.Question) { q.Workload.Rate = 1e12 }, "rate is 1e+12 claims an hour"},
		"negative lead":   {func(q *planning.Question) { q.Workload.Creation = exact.Batch{From: -1} }, "lead is -1ns to 0s"},
		"no workers":      {func(q *planning.Question) { q.Workload.Creation = exact.Staggered{Each: time.Hour} }, "workers is missing"},
		"huge workers":    {func(q *planning.Question) { q.Workload.Creation = exact.Staggered{Each: 1, Workers: 1 << 40} }, "workers is 1099511627776"},
		"bad current":     {func(q *planning.Question) { q.Current = pool.Settings{Min: 2, Target: 1} }, "the current setting: min is 2"},
		"limit no number": {func(q *planning.Question) { q.Limits.Fallback = math.NaN() }, "max-fallback is NaN"},
		"limit above 1":   {func(q *planning.Question) { q.Limits.Fallback = 1.5 }, "max-fallback is 1.5"},
		"negative price":  {func(q *planning.Question) { q.Prices.Fill = -1 }, "fill-price is -1"},
		"endless stock":   {func(q *planning.Question) { q.Limits.MeanStock = math.Inf(1) }, "max-stock is +Inf"},
		"nothing to keep": {func(q *planning.Question) { q.Limits.Fallback = 0 }, "max-fallback is missing"},
		"setting set":     {func(q *planning.Question) { q.Setting = sized(1, 2) }, "min and target are set"},
		"range backwards": {func(q *planning.Question) { q.Mins = planning.Range{From: 5, To: 4} }, "mins is 5 to 4"},
		"range too large": {func(q *planning.Question) { q.Targets = planning.Range{From: 5, To: 5001} }, "targets is 5 to 5001"},
		"ranges apart": {func(q *planning.Question) {
			q.Mins, q.Targets = planning.Range{From: 50, To: 60}, planning.Range{From: 10, To: 20}
		}, "mins is 50 to 60: want at most the largest of targets, 20"},
		"profile, delayed": {func(q *planning.Question) { delayed(&q.Workload) }, "simulate it"},
	} {
		t.Run(name, func(t *testing.T) {
			q := planning.Question{Workload: at(600, time.Minute), Limits: planning.Limits{Fallback: 1e-4}}
			tc.spoil(&q)
			plan, err := planning.Choose(q)
			require.ErrorContains(t, err, tc.want)
			require.NotContains(t, err.Error(), "\n")
			require.Nil(t, plan)
		})
	}
	_, err := planning.Evaluate(planning.Question{Workload: at(600, time.Minute), Setting: sized(6, 5)})
	require.EqualError(t, err, "min is 6: want from 1 to the target of 5")
}

func delayed(w *exact.Workload) {
	w.Rate, w.Schedule = 0, pool.FixedDelay
	w.Profile = exact.Profile{Rates: []float64{1}, Period: exact.Day}
}

// skipLong leaves out tests of some seconds: under the race detector they take minutes, and it sees the same goroutines in the
// others.
func skipLong(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("minutes under the race detector")
	}
}
