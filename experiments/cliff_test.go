package experiments

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/sim/random"
)

// observed is a response at values, in so many replications that share their randomness: what all values have in common goes up and
// down by `common`, what each has of its own by `own` (both half-widths).
func observed(s *random.Stream, mean []float64, reps int, common, own float64) [][]float64 {
	response := make([][]float64, len(mean))
	shared := make([]float64, reps)
	for r := range shared {
		shared[r] = common * (2*s.Float64() - 1)
	}
	for i, m := range mean {
		for r := range reps {
			response[i] = append(response[i], m+shared[r]+own*(2*s.Float64()-1))
		}
	}
	return response
}

func evenly(n int) []float64 {
	at := make([]float64, n)
	for i := range at {
		at[i] = 0.4 + 0.05*float64(i)
	}
	return at
}

func shape(at []float64, f func(float64) float64) []float64 {
	mean := make([]float64, len(at))
	for i := range at {
		mean[i] = f(float64(i))
	}
	return mean
}

func cliffsOf(t require.TestingT, at []float64, response [][]float64) []int {
	found, err := jumps(at, response, len(at)-1)
	require.NoError(t, err)
	var from []int
	for _, j := range found {
		from = append(from, j.from)
	}
	return from
}

// A planted step is found, and nothing else: wherever it is, up or down, on flat ground or on a slope that is small beside it.
func TestAPlantedStepIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(leastValues, 30).Draw(t, "values")
		reps := rapid.IntRange(leastReps(n-1), 60).Draw(t, "reps")
		step := rapid.Float64Range(1, 1000).Draw(t, "step")
		if rapid.Bool().Draw(t, "down") {
			step = -step
		}
		after := rapid.IntRange(0, n-2).Draw(t, "after")
		slope := step * rapid.Float64Range(-0.05, 0.05).Draw(t, "slope")
		own := math.Abs(step) * rapid.Float64Range(0, 0.02).Draw(t, "own")
		common := rapid.Float64Range(0, 1e4).Draw(t, "common")
		mean := shape(evenly(n), func(i float64) float64 {
			if int(i) > after {
				return slope*i + step
			}
			return slope * i
		})
		s := random.New(rapid.Uint64().Draw(t, "seed"), "test", 0, 0)
		require.Equal(t, []int{after}, cliffsOf(t, evenly(n), observed(s, mean, reps, common, own)))
	})
}

// No smooth response has one, however much it bends, with noise and without.
func TestNoCliffOnWhatIsSmooth(t *testing.T) {
	for name, f := range map[string]func(float64) float64{
		"flat":         func(float64) float64 { return 3 },
		"straight":     func(i float64) float64 { return 5 - 2*i },
		"a square":     func(i float64) float64 { return i * i },
		"a cube":       func(i float64) float64 { return (i - 4) * (i - 4) * (i - 4) },
		"doubling":     func(i float64) float64 { return math.Exp2(i) },
		"halving":      func(i float64) float64 { return 1000 * math.Exp2(-i) },
		"a wave":       func(i float64) float64 { return math.Sin(i) },
		"an s":         func(i float64) float64 { return 1 / (1 + math.Exp(-(i - 5.5))) },
		"a kink":       func(i float64) float64 { return max(0, i-5) },
		"a queue":      func(i float64) float64 { return 1 / (1 - i/14) },
		"two steps up": func(i float64) float64 { return min(max(i-4, 0), 2) },
		"a small step": func(i float64) float64 { return 100*min(i, 5) + max(0, min(i-8, 1)) }, // beside a long slope
	} {
		at := evenly(12)
		s := random.New(1, name, 0, 0)
		for _, own := range []float64{0, 0.01, 1, 30} {
			require.Empty(t, cliffsOf(t, at, observed(s, shape(at, f), 30, 100, own)), "%s with noise %v", name, own)
		}
	}
}

// Sums in another order may differ in their last digit, in every replication alike.
func TestRoundingIsNoCliff(t *testing.T) {
	tenth := 0.1
	mean := []float64{0.3, 0.3, 0.3, tenth + 0.2, tenth + 0.2, tenth + 0.2}
	require.NotEqual(t, mean[0], mean[3])
	require.Empty(t, cliffsOf(t, evenly(6), observed(random.New(1, "test", 0, 0), mean, 20, 0, 0)))
}

// Values may lie apart unevenly: what is straight, or goes by factors, along them has no cliff; a step still is one.
func TestUnevenValues(t *testing.T) {
	at := []float64{1, 2, 5, 10, 100, 200, 500, 1000}
	straight, byFactors, step := make([]float64, len(at)), make([]float64, len(at)), make([]float64, len(at))
	for i, x := range at {
		straight[i], byFactors[i] = 3*x, math.Log(x)
		if x > 10 {
			step[i] = 7
		}
	}
	s := random.New(1, "test", 0, 0)
	require.Empty(t, cliffsOf(t, at, observed(s, straight, 20, 1, 0)))
	require.Empty(t, cliffsOf(t, at, observed(s, byFactors, 20, 1, 0)))
	require.Equal(t, []int{3}, cliffsOf(t, at, observed(s, step, 20, 1, 0.01)))
}

// Noise alone is called a cliff along a key in at most one of twenty sweeps: in far fewer, as a pair must also outdo those beside it.
func TestNoiseHasNoCliff(t *testing.T) {
	const trials = 400
	for name, draw := range map[string]func(*random.Stream) float64{
		"even":   func(s *random.Stream) float64 { return s.Float64() },
		"skewed": func(s *random.Stream) float64 { return -math.Log(1 - s.Float64()) },
		"rare":   func(s *random.Stream) float64 { return math.Floor(s.Float64() + 0.1) }, // 1 in ten, else 0
		"coin":   func(s *random.Stream) float64 { return math.Floor(s.Float64() + 0.5) },
	} {
		for _, reps := range []int{leastReps(9), 40} {
			called := 0
			for trial := range trials {
				s := random.New(uint64(trial), name, 0, uint64(reps))
				response := make([][]float64, 10)
				for i := range response {
					for range reps {
						response[i] = append(response[i], draw(s))
					}
				}
				if len(cliffsOf(t, evenly(10), response)) > 0 {
					called++
				}
			}
			t.Logf("%s, %d replications: %d of %d", name, reps, called, trials)
			require.LessOrEqual(t, called, trials/20, "%s, %d replications", name, reps)
		}
	}
}

// Too little tells nothing: three values, or so few replications that all of them may agree by chance.
func TestTooLittleForACliff(t *testing.T) {
	s := random.New(1, "test", 0, 0)
	step := []float64{0, 0, 5, 5}
	require.Equal(t, 7, leastReps(3)) // 2^-6 is below 0.05 / 3, and 2^-5 is not
	require.Equal(t, []int{1}, cliffsOf(t, evenly(4), observed(s, step, 7, 1, 0)))
	require.Empty(t, cliffsOf(t, evenly(4), observed(s, step, 6, 1, 0)))
	require.Empty(t, cliffsOf(t, evenly(3), observed(s, step[:3], 20, 1, 0)))
}
