package exact_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/pool"
	"reprise/control/pool/exact"
)

// flat is a day of so many slots at one rate.
func flat(rate float64, slots int) exact.Profile {
	p := exact.Profile{Rates: make([]float64, slots), Period: exact.Day}
	for i := range p.Rates {
		p.Rates[i] = rate
	}
	return p
}

// TestFlatProfileIsAConstantRate down to probabilities that only the second, deeper solution gets right.
func TestFlatProfileIsAConstantRate(t *testing.T) {
	skipWhenShort(t)
	for _, tc := range []struct {
		rate            float64
		minimum, target int
		creation        exact.Creation
	}{
		{600, 20, 60, exact.Batch{From: 2 * time.Minute, To: 2 * time.Minute}},
		{300, 60, 100, exact.Batch{From: 20 * time.Second, To: 20 * time.Second}},
		{12, 60, 60, exact.Batch{From: 299 * time.Second, To: 299 * time.Second}},
		{300, 30, 60, exact.Batch{From: 10 * time.Second, To: 290 * time.Second}},
		{300, 30, 60, exact.Staggered{Each: 20 * time.Second, Workers: 3}},
		{300, 40, 80, exact.Staggered{Each: 20 * time.Second, Workers: 27}},
		{600, 20, 40, exact.Staggered{Each: 20 * time.Second, Workers: 1}}, // falls behind
		{60, 40, 50, exact.Staggered{Each: 7 * time.Minute, Workers: 9}},   // a round is longer than a review
	} {
		w := exact.Workload{Rate: tc.rate, Review: pool.CheckEvery, Creation: tc.creation}
		want := evaluate(t, w, tc.minimum, tc.target)
		w.Rate, w.Profile = 0, flat(tc.rate, 24)
		got := evaluate(t, w, tc.minimum, tc.target)
		same(t, want, got, agreed)
		for _, slot := range got.Slots {
			require.InEpsilon(t, want.FallbackProbability, slot.FallbackProbability, agreed)
			require.InEpsilon(t, want.MeanStock, slot.MeanStock, agreed)
		}
	}
}

// TestSevenEqualDaysAreADay: a week brings nothing that a day has not.
func TestSevenEqualDaysAreADay(t *testing.T) {
	skipWhenShort(t)
	w := exact.Workload{Review: 10 * time.Minute, Creation: exact.Staggered{Each: time.Minute, Workers: 3}}
	w.Profile = exact.Profile{Rates: []float64{0, 20, 60, 200}, Period: exact.Day}
	a := evaluate(t, w, 20, 50)
	w.Profile.Period = exact.Week
	for range 6 {
		w.Profile.Rates = append(w.Profile.Rates, w.Profile.Rates[:4]...)
	}
	week := evaluate(t, w, 20, 50)
	same(t, a, week, agreed)
	require.Len(t, week.Slots, 28)
	require.Equal(t, 3, a.Worst.Slot)
	require.InEpsilon(t, a.Worst.FallbackProbability, week.Worst.FallbackProbability, agreed)
	require.Zero(t, week.Slots[24].FallbackProbability, "nobody claims")
}

// profiles are random workloads of few checks a day.
func profiles(t *rapid.T, most int) exact.Workload {
	w := exact.Workload{Review: 4 * time.Hour, Profile: exact.Profile{Period: exact.Day}}
	for range rapid.SampledFrom([]int{1, 2, 3, 6}).Draw(t, "slots") {
		rate := rapid.Float64Range(0, 0.8).Draw(t, "claims per account and review") * float64(most) / 4
		if rate < 0.01 {
			rate = 0
		}
		w.Profile.Rates = append(w.Profile.Rates, rate)
	}
	w.Profile.Rates[0] += 0.3
	lead := time.Duration(rapid.IntRange(0, 240).Draw(t, "lead")) * time.Minute
	switch rapid.IntRange(0, 3).Draw(t, "creation") {
	case 0:
		w.Creation = exact.Batch{From: lead, To: lead}
	case 1:
		w.Creation = exact.Batch{From: lead / 2, To: lead}
	default:
		w.Creation = exact.Staggered{Each: lead + time.Minute, Workers: rapid.IntRange(max(1, most/6), 2*most).Draw(t, "workers")}
	}
	return w
}

// TestProfilesAgainstTheDenseChain holds every number, of the day and of each slot.
func TestProfilesAgainstTheDenseChain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		target := rapid.IntRange(1, 9).Draw(t, "target")
		minimum := rapid.IntRange(1, target).Draw(t, "min")
		w := profiles(t, target)
		planner, err := exact.New(w)
		require.NoError(t, err)
		got, err := planner.Evaluate(minimum, target)
		if err != nil { // fills that take the same part of the day for ever, one after another
			require.ErrorContains(t, err, "does not settle")
			t.Skip(err)
		}
		want := plainProfile{w, minimum, target}.answer()
		same(t, want, got, 1e-8)
		worst := 0
		for i, slot := range got.Slots {
			require.Equal(t, i, slot.Slot)
			require.InDelta(t, want.Slots[i].FallbackPerHour, slot.FallbackPerHour, 1e-8*want.Slots[i].FallbackPerHour)
			require.InDelta(t, want.Slots[i].FallbackProbability, slot.FallbackProbability, 1e-8*want.Slots[i].FallbackProbability)
			require.InEpsilon(t, want.Slots[i].MeanStock, slot.MeanStock, 1e-8)
			if slot.FallbackProbability > got.Slots[worst].FallbackProbability {
				worst = i
			}
		}
		require.Equal(t, got.Slots[worst], *got.Worst)
	})
}

// TestProfilesAgainstSimulation plays days claim by claim.
func TestProfilesAgainstSimulation(t *testing.T) {
	for name, c := range map[string]exact.Creation{
		"batch":     exact.Batch{From: 10 * time.Second, To: 290 * time.Second},
		"staggered": exact.Staggered{Each: 20 * time.Second, Workers: 2},
	} {
		t.Run(name, func(t *testing.T) {
			w := exact.Workload{Review: pool.CheckEvery, Creation: c}
			w.Profile = exact.Profile{Rates: []float64{0, 120, 480, 240}, Period: exact.Day}
			a := evaluate(t, w, 20, 40)
			p := played{Workload: w, minimum: 20, target: 40, source: rand.New(rand.NewPCG(5, 19))}
			p.play(4_000_000)
			require.InEpsilon(t, a.FallbackProbability, p.fallback(), 0.02)
			require.InEpsilon(t, a.MeanStock, p.meanStock(), 0.02)
			require.Greater(t, p.lost[a.Worst.Slot], 20_000)
			for i, slot := range a.Slots {
				require.InEpsilon(t, slot.MeanStock, p.stock[i]/p.hours[i], 0.02)
				if p.lost[i] > 20_000 {
					require.InEpsilon(t, slot.FallbackPerHour, float64(p.lost[i])/p.hours[i], 0.03)
				}
			}
		})
	}
}

// TestQuietHours: no claims in a slot are the limit of hardly any.
func TestQuietHours(t *testing.T) {
	skipWhenShort(t)
	for _, c := range []exact.Creation{
		exact.Batch{From: time.Minute, To: time.Minute}, exact.Staggered{Each: time.Minute, Workers: 4},
	} {
		w := exact.Workload{Review: pool.CheckEvery, Creation: c}
		w.Profile = exact.Profile{Rates: []float64{0, 300}, Period: exact.Day}
		silent := evaluate(t, w, 20, 40)
		w.Profile.Rates = []float64{1e-7, 300}
		almost := evaluate(t, w, 20, 40)
		same(t, almost, silent, 1e-5)
		require.Equal(t, 1, silent.Worst.Slot)
	}
}

func TestProfilesRefused(t *testing.T) {
	planner, err := exact.New(exact.Workload{Profile: flat(0.001, 2), Review: time.Hour, Creation: exact.Batch{}})
	require.NoError(t, err)
	_, err = planner.Evaluate(5, 20)
	require.ErrorContains(t, err, "does not settle")

	planner, err = exact.New(exact.Workload{Profile: flat(60, 24), Review: pool.CheckEvery, Creation: exact.Staggered{Each: time.Hour, Workers: 1}})
	require.NoError(t, err)
	_, err = planner.Evaluate(100, 5000)
	require.ErrorContains(t, err, "a fill of 5000 accounts takes 5000h0m0s, too long to follow through a profile: simulate it")
}
