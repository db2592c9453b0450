package exact_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/control/pool/exact"
)

func flat(rate float64, slots int) []float64 {
	rates := make([]float64, slots)
	for i := range rates {
		rates[i] = rate
	}
	return rates
}

// TestFlatDayIsAConstantRate down to probabilities that only the second, deeper solution gets right.
func TestFlatDayIsAConstantRate(t *testing.T) {
	for _, tc := range []struct {
		rate            float64
		minimum, target int
		lead            exact.Batch
	}{
		{600, 20, 60, exact.Batch{From: 2 * time.Minute, To: 2 * time.Minute}},
		{300, 60, 100, exact.Batch{From: 20 * time.Second, To: 20 * time.Second}},
		{12, 60, 60, exact.Batch{From: 299 * time.Second, To: 299 * time.Second}},
		{300, 30, 60, exact.Batch{From: 10 * time.Second, To: 290 * time.Second}},
	} {
		w := exact.Workload{Rate: tc.rate, Review: pool.CheckEvery, Creation: tc.lead}
		want := evaluate(t, w, tc.minimum, tc.target)
		w.Rate, w.Day = 0, flat(tc.rate, 24)
		got := evaluate(t, w, tc.minimum, tc.target)
		same(t, want, got, agreed)
		require.InEpsilon(t, want.FallbackProbability, got.Worst.FallbackProbability, agreed)
		require.InEpsilon(t, want.MeanStock, got.Worst.MeanStock, agreed)
	}
}

// TestDayAgainstTheDenseChain multiplies the transitions of all checks of a day.
func TestDayAgainstTheDenseChain(t *testing.T) {
	const minimum, target = 4, 9
	w := exact.Workload{Day: []float64{2, 9, 5}, Review: time.Hour, Creation: exact.Batch{From: 10 * time.Minute, To: 50 * time.Minute}}
	var ways [][]passed // by slot and level
	for _, rate := range w.Day {
		slot := w
		slot.Rate = rate
		var row []passed
		for n := range target + 1 {
			row = append(row, plain{slot, minimum, target}.from(n))
		}
		ways = append(ways, row)
	}
	var chain [][]float64
	for n := range target + 1 {
		law := make([]float64, target+1)
		law[n] = 1
		for check := range 24 {
			law = onward(ways[check/8], law)
		}
		chain = append(chain, law)
	}
	law := lawOf(chain)
	var lost, stock, made [3]float64
	for check := range 24 {
		for n, share := range law {
			lost[check/8] += share * ways[check/8][n].lost
			stock[check/8] += share * ways[check/8][n].stock
			made[check/8] += share * ways[check/8][n].made
		}
		law = onward(ways[check/8], law)
	}
	a := evaluate(t, w, minimum, target)
	require.InEpsilon(t, total(lost[:])/(8*(2+9+5)), a.FallbackProbability, 1e-8)
	require.InEpsilon(t, total(stock[:])/24, a.MeanStock, 1e-8)
	require.InEpsilon(t, total(made[:])/24, a.CreatedPerHour, 1e-8)
	require.InEpsilon(t, a.CreatedPerHour, a.FillsPerHour*a.MeanFill, agreed)
	require.InEpsilon(t, a.FillsPerHour, a.BelowMinAtReview, agreed, "a check an hour")
	require.InEpsilon(t, 1800, a.MeanFillSeconds, agreed)
	require.Equal(t, 1, a.Worst.Slot)
	require.InEpsilon(t, lost[1]/(8*9), a.Worst.FallbackProbability, 1e-8)
	require.InEpsilon(t, lost[1]/8, a.Worst.FallbackPerHour, 1e-8)
	require.InEpsilon(t, stock[1]/8, a.Worst.MeanStock, 1e-8)
}

func onward(ways []passed, law []float64) []float64 {
	next := make([]float64, len(law))
	for n, share := range law {
		for i, chance := range ways[n].law {
			next[i] += share * chance
		}
	}
	return next
}

func TestQuietHours(t *testing.T) {
	w := exact.Workload{Day: []float64{0, 300}, Review: pool.CheckEvery, Creation: exact.Batch{From: time.Minute, To: time.Minute}}
	silent := evaluate(t, w, 20, 40)
	w.Day = []float64{1e-7, 300}
	almost := evaluate(t, w, 20, 40)
	same(t, almost, silent, 1e-5)
	require.Equal(t, 1, silent.Worst.Slot)
}

func TestDayWithHardlyAClaim(t *testing.T) {
	planner, err := exact.New(exact.Workload{Day: flat(0.001, 2), Review: time.Hour, Creation: exact.Batch{}})
	require.NoError(t, err)
	_, err = planner.Evaluate(5, 20)
	require.ErrorContains(t, err, "does not settle")
}
