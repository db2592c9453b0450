package exact_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/pool"
	"reprise/control/pool/exact"
)

// workloads are random ones, with so many claims in a review interval as a pool of the size most stands now well, now not.
func workloads(t *rapid.T, most int) exact.Workload {
	w := exact.Workload{
		Review:   pool.CheckEvery,
		Rate:     12 * rapid.Float64Range(0.05, 1.5).Draw(t, "claims per account and review") * float64(most),
		Schedule: rapid.SampledFrom([]pool.Schedule{pool.FixedRate, pool.FixedDelay}).Draw(t, "schedule"),
	}
	lead := time.Duration(rapid.IntRange(0, 300).Draw(t, "lead")) * time.Second
	switch rapid.IntRange(0, 2).Draw(t, "creation") {
	case 0:
		w.Creation = exact.Batch{From: lead, To: lead}
	case 1:
		w.Creation = exact.Batch{From: lead / 2, To: lead}
	default:
		w.Creation = exact.Staggered{
			Each: lead/4 + time.Second, Workers: rapid.IntRange(1, 2*most).Draw(t, "workers"),
		}
	}
	return w
}

func evaluate(t require.TestingT, w exact.Workload, minimum, target int) exact.Answer {
	planner, err := exact.NewUpTo(w, target)
	require.NoError(t, err)
	a, err := planner.Evaluate(minimum, target)
	require.NoError(t, err)
	return a
}

func TestAgainstTheDenseChain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		target := rapid.IntRange(1, 14).Draw(t, "target")
		minimum := rapid.IntRange(1, target).Draw(t, "min")
		w := workloads(t, target)
		same(t, plain{w, minimum, target}.answer(), evaluate(t, w, minimum, target), 1e-8)
	})
}

// skipWhenShort leaves out what takes a minute under the race detector, and has nothing to do with races.
func skipWhenShort(t *testing.T) {
	if testing.Short() {
		t.Skip("long under the race detector")
	}
}

// same holds two answers against each other, number by number.
func same(t require.TestingT, want, got exact.Answer, within float64) {
	for _, pair := range []struct {
		name      string
		want, got float64
	}{
		{"fallback probability", want.FallbackProbability, got.FallbackProbability},
		{"fallbacks", want.FallbackPerHour, got.FallbackPerHour},
		{"stock", want.MeanStock, got.MeanStock},
		{"fills", want.FillsPerHour, got.FillsPerHour},
		{"fill", want.MeanFill, got.MeanFill},
		{"filling", want.MeanFillSeconds, got.MeanFillSeconds},
		{"created", want.CreatedPerHour, got.CreatedPerHour},
		{"below min", want.BelowMinAtReview, got.BelowMinAtReview},
		{"gap", want.MeanCheckGapSeconds, got.MeanCheckGapSeconds},
	} {
		require.InDelta(t, pair.want, pair.got, within*math.Abs(pair.want), pair.name)
	}
}

// TestCreatedEqualsServed: in the long run as many accounts are made as are claimed.
func TestCreatedEqualsServed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		target := rapid.IntRange(1, 120).Draw(t, "target")
		minimum := rapid.IntRange(1, target).Draw(t, "min")
		w := workloads(t, target)
		a := evaluate(t, w, minimum, target)
		require.InDelta(t, 1-a.FallbackProbability, a.CreatedPerHour/w.Rate, 1e-10)
		require.InDelta(t, a.CreatedPerHour, a.FillsPerHour*a.MeanFill, 1e-9*w.Rate)
	})
}

// TestDownTo: what is not under the floor is as exact as without one, and what is, is under it.
func TestDownTo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		target := rapid.IntRange(1, 120).Draw(t, "target")
		minimum := rapid.IntRange(1, target).Draw(t, "min")
		floor := math.Pow(10, rapid.Float64Range(-16, -2).Draw(t, "exponent of the floor"))
		w := workloads(t, target)
		want := evaluate(t, w, minimum, target)
		planner, err := exact.NewUpTo(w, target)
		require.NoError(t, err)
		got, err := planner.EvaluateDownTo(floor, minimum, target)
		require.NoError(t, err)
		if want.FallbackProbability < floor {
			require.Less(t, got.FallbackProbability, floor)
			want.FallbackProbability, want.FallbackPerHour = got.FallbackProbability, got.FallbackPerHour
		}
		same(t, want, got, agreed)
	})
}

// TestTwoRareLeadsInARow is a pool that runs dry when two leads in a row, each rarer than what a first solution looks at,
// see half of it claimed: likelier than one lead that sees all of it.
func TestTwoRareLeadsInARow(t *testing.T) {
	w := exact.Workload{Rate: 12, Review: pool.CheckEvery, Creation: exact.Batch{From: 299 * time.Second, To: 299 * time.Second}}
	a := evaluate(t, w, 60, 60)
	require.Less(t, a.FallbackProbability, 1e-60)
	same(t, plain{w, 60, 60}.answer(), a, agreed)
}

// TestStateNeverLeft is a chain that ends in its first states.
func TestStateNeverLeft(t *testing.T) {
	_, law := exact.Laws([][]float64{{0.5, 0.5, 0}, {0.25, 0.75, 0}, {0.5, 0, 0.5}})
	require.InEpsilonSlice(t, []float64{1, 2}, []float64{law[0] / law[0], law[1] / law[0]}, 1e-15)
	require.Zero(t, law[2])
}

// TestBothSolversAgree gives them chains whose transitions span many orders of magnitude, some with gaps. The chains are
// always the same ones: rapid draws fewer when time runs out, and then it could not be told that any was solved both ways.
func TestBothSolversAgree(t *testing.T) {
	solved := 0
	for seed := range uint64(3000) {
		source := rand.New(rand.NewPCG(seed, 1))
		chain := drawChain(source, 1+source.IntN(40))
		forgetfully, eliminating := exact.Laws(chain)
		if forgetfully == nil {
			continue
		}
		solved++
		sum, other := total(forgetfully), total(eliminating)
		for j := range eliminating {
			if max(forgetfully[j], eliminating[j]) > 1e-250 { // below it numbers lose digits to the end of their range
				require.InEpsilon(t, eliminating[j]/other, forgetfully[j]/sum, 1e-10, "chain %d, state %d", seed, j)
			}
		}
	}
	require.Greater(t, solved, 500, "hardly a chain was solved both ways")
}

// drawChain has rows that have more or less in common.
func drawChain(source *rand.Rand, n int) [][]float64 {
	common, gaps := source.Float64(), max(0, source.Float64()-0.5)
	shared, chain := chances(source, n, gaps), make([][]float64, n)
	for i := range chain {
		chain[i] = chances(source, n, gaps)
		for j := range chain[i] {
			chain[i][j] = common*shared[j] + (1-common)*chain[i][j]
		}
	}
	return chain
}

// chances sum to 1 and go down to 1e-120; about a share of them, gaps, is 0.
func chances(source *rand.Rand, n int, gaps float64) []float64 {
	all := make([]float64, n)
	all[source.IntN(n)] = 1
	for i := range all {
		if source.Float64() >= gaps {
			all[i] = math.Pow(10, -120*source.Float64()*source.Float64())
		}
	}
	sum := total(all)
	for i := range all {
		all[i] /= sum
	}
	return all
}

func total(numbers []float64) float64 {
	sum := 0.0
	for _, x := range numbers {
		sum += x
	}
	return sum
}

// TestExtremes are the ends of what is allowed: hardly a claim, and many more than can be served.
func TestExtremes(t *testing.T) {
	for _, c := range []exact.Creation{
		exact.Batch{}, exact.Batch{To: time.Second}, exact.Staggered{Each: time.Hour, Workers: 1}, exact.Staggered{Each: 1, Workers: 5000},
	} {
		for _, rate := range []float64{1e-9, 1, 1e5} {
			w := exact.Workload{Rate: rate, Review: time.Hour, Creation: c}
			planner, err := exact.NewUpTo(w, 5)
			require.NoError(t, err)
			for _, minimum := range []int{1, 5} {
				a, err := planner.Evaluate(minimum, 5)
				require.NoError(t, err)
				require.InDelta(t, 1-a.FallbackProbability, a.CreatedPerHour/rate, 1e-9, "%+v", w)
				require.True(t, a.MeanStock >= 0 && a.MeanStock <= 5.000001 && a.MeanCheckGapSeconds >= 3599.99, "%+v: %+v", w, a)
			}
		}
	}
}
