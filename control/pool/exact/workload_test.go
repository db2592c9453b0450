package exact_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/control/pool/exact"
)

func TestWorkloadsRefused(t *testing.T) {
	good := exact.Workload{Rate: 600, Review: pool.CheckEvery, Creation: exact.Batch{From: time.Minute, To: time.Minute}}
	require.NoError(t, good.Validate())
	for name, tc := range map[string]struct {
		spoil func(w *exact.Workload)
		want  string
	}{
		"no rate":          {func(w *exact.Workload) { w.Rate = 0 }, "rate is 0 claims"},
		"negative rate":    {func(w *exact.Workload) { w.Rate = -1 }, "rate is -1"},
		"rate of 1e12":     {func(w *exact.Workload) { w.Rate = 1e12 }, "rate is 1e+12"},
		"rate no number":   {func(w *exact.Workload) { w.Rate = math.NaN() }, "rate is NaN"},
		"endless rate":     {func(w *exact.Workload) { w.Rate = math.Inf(1) }, "rate is +Inf"},
		"no review":        {func(w *exact.Workload) { w.Review = 0 }, "review is 0s"},
		"long review":      {func(w *exact.Workload) { w.Review = 25 * time.Hour }, "review is 25h"},
		"unknown schedule": {func(w *exact.Workload) { w.Schedule = 7 }, "schedule is 7"},
		"no creation":      {func(w *exact.Workload) { w.Creation = nil }, "creation is missing"},
		"negative lead":    {func(w *exact.Workload) { w.Creation = exact.Batch{From: -1, To: 5} }, "lead is -1ns"},
		"lead backwards":   {func(w *exact.Workload) { w.Creation = exact.Batch{From: 5, To: 4} }, "the shorter first"},
		"lead past review": {func(w *exact.Workload) { w.Creation = exact.Batch{To: 6 * time.Minute} }, "at most the review interval of 5m0s"},
		"wide lead": {func(w *exact.Workload) {
			w.Rate, w.Creation = 1e6, exact.Batch{To: time.Minute}
		}, "want at most 5000 claims between the two"},
		"no worker":         {func(w *exact.Workload) { w.Creation = exact.Staggered{Each: 1} }, "workers is 0"},
		"too many workers":  {func(w *exact.Workload) { w.Creation = exact.Staggered{Each: 1, Workers: 1e6} }, "workers is 1000000"},
		"no time to create": {func(w *exact.Workload) { w.Creation = exact.Staggered{Workers: 1} }, "create is 0s"},
		"much meanwhile": {func(w *exact.Workload) {
			w.Rate, w.Creation = 1e6, exact.Staggered{Each: 24 * time.Hour, Workers: 1}
		}, "create is 24h0m0s"},
		"rate beside profile": {func(w *exact.Workload) { w.Profile = flat(1, 24) }, "want one of the two"},
		"no period":           {func(w *exact.Workload) { w.Rate, w.Profile = 0, exact.Profile{Rates: []float64{1}} }, "a period of 0s: want 24h0m0s or 168h0m0s"},
		"empty profile":       {profiled(), "profile has 0 slots"},
		"odd slots":           {profiled(make([]float64, 7_001)...), "profile has 7001 slots"},
		"no claims":           {profiled(0, 0), "profile has no claims"},
		"bad slot":            {profiled(1, -2), "profile[1] is -2"},
		"slot no number":      {profiled(1, math.NaN()), "profile[1] is NaN"},
		"busy slot":           {profiled(1, 1e12), "profile[1] is 1e+12"},
		"slots cut by review": {func(w *exact.Workload) {
			w.Rate, w.Profile, w.Review = 0, flat(1, 24), 7*time.Minute
		}, "divides a slot of 1h0m0s, or simulate it"},
		"checks without end": {func(w *exact.Workload) {
			w.Rate, w.Profile, w.Review, w.Creation = 0, flat(1, 24), time.Second, exact.Batch{}
		}, "with a profile of 24h0m0s want at least"},
		"profile with delay": {func(w *exact.Workload) { w.Rate, w.Profile, w.Schedule = 0, flat(1, 24), pool.FixedDelay }, "simulate it"},
		"wide lead in a slot": {func(w *exact.Workload) {
			w.Rate, w.Profile, w.Creation = 0, exact.Profile{Rates: []float64{1, 1e6}, Period: exact.Day}, exact.Batch{To: time.Minute}
		}, "want at most 5000 claims between the two"},
	} {
		t.Run(name, func(t *testing.T) {
			w := good
			tc.spoil(&w)
			planner, err := exact.New(w)
			require.ErrorContains(t, err, tc.want)
			require.Nil(t, planner)
		})
	}
}

// profiled puts a profile of a day in place of the rate.
func profiled(rates ...float64) func(w *exact.Workload) {
	return func(w *exact.Workload) {
		w.Rate, w.Profile = 0, exact.Profile{Rates: append([]float64{}, rates...), Period: exact.Day}
	}
}

func TestSettingsRefused(t *testing.T) {
	planner, err := exact.New(exact.Workload{Rate: 600, Review: pool.CheckEvery, Creation: exact.Batch{}})
	require.NoError(t, err)
	for _, tc := range []struct {
		minimum, target int
		want            string
	}{
		{1, 0, "target is 0"},
		{1, exact.LargestTarget + 1, "want from 1 to 5000"},
		{0, 5, "min is 0"},
		{6, 5, "min is 6: want from 1 to the target of 5"},
	} {
		_, err := planner.Evaluate(tc.minimum, tc.target)
		require.ErrorContains(t, err, tc.want)
	}
	small, err := exact.NewUpTo(exact.Workload{Rate: 600, Review: pool.CheckEvery, Creation: exact.Batch{}}, 100)
	require.NoError(t, err)
	_, err = small.Evaluate(50, 101)
	require.ErrorContains(t, err, "target is 101: this planner goes up to 100")
	_, err = exact.NewUpTo(exact.Workload{Rate: 600, Review: pool.CheckEvery, Creation: exact.Batch{}}, 5001)
	require.ErrorContains(t, err, "target is 5001")
}

// TestRunbook is POOL-19 under the 10-30 s that an account takes (POOL-01).
func TestRunbook(t *testing.T) {
	for _, tc := range []struct {
		stock   int
		each    time.Duration
		workers int
	}{
		{100, 20 * time.Second, 27},
		{0, 10 * time.Second, 17},
		{0, 20 * time.Second, 34},
		{0, 30 * time.Second, 50},
		{0, pool.CheckEvery, 500},
	} {
		least, can := exact.WorkersToRecover(tc.stock, 500, tc.each, pool.CheckEvery)
		require.True(t, can)
		require.Equal(t, tc.workers, least)
		require.True(t, exact.Recovers(tc.stock, 500, tc.each, least, pool.CheckEvery))
		require.False(t, exact.Recovers(tc.stock, 500, tc.each, least-1, pool.CheckEvery))
	}
	_, can := exact.WorkersToRecover(0, 500, 301*time.Second, pool.CheckEvery)
	require.False(t, can, "one account takes longer than a tick")
	_, can = exact.WorkersToRecover(500, 500, time.Second, pool.CheckEvery)
	require.False(t, can, "nothing is missing")
}
