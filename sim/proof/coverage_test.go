package proof

import (
	"cmp"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"

	"reprise/sim/stats"
)

const (
	level    = 0.95
	allSeeds = 200
	fewSeeds = 20
	pairs    = 20 // observations behind each interval
)

// Over many seeds, the 95 % interval covers the exact value about 95 times in 100: seldomer would be a biased model or
// engine, always would be an interval that says nothing.
func TestIntervalsCoverTheExactValues(t *testing.T) {
	queues, seeds := someQueues(), fewSeeds
	if os.Getenv("REPRISE_VERIFY") == "1" {
		queues, seeds = allQueues(t), allSeeds
	}
	for _, q := range queues {
		t.Run(q.name, func(t *testing.T) {
			t.Parallel()
			requireCoverage(t, q, seeds)
		})
	}
}

func requireCoverage(t *testing.T, q queue, seeds int) {
	exact := q.exact()
	var wait, inLine, delayed, halfWidth float64
	for seed := range uint64(seeds) {
		observations := observePairs(t, q, seed)
		interval := func(of func(observed) float64) stats.Interval {
			values := make([]float64, len(observations))
			for i, o := range observations {
				values[i] = of(o)
			}
			interval, err := stats.Confidence(values, level)
			require.NoError(t, err)
			return interval
		}
		count := func(covered *float64, of func(observed) float64) {
			if interval(of).Covers(of(exact)) {
				*covered++
			}
		}
		count(&wait, func(o observed) float64 { return o.wait })
		count(&inLine, func(o observed) float64 { return o.inLine })
		count(&delayed, func(o observed) float64 { return o.delayed })
		halfWidth += interval(func(o observed) float64 { return o.wait }).Half / exact.wait / float64(seeds)
	}
	t.Logf("of %d intervals cover: wait %v, number in line %v, share delayed %v; half-width of the wait %.1f%%",
		seeds, wait, inLine, delayed, 100*halfWidth)
	lo, hi := coverageBand(seeds)
	for name, covered := range map[string]float64{"wait": wait, "number in line": inLine, "share delayed": delayed} {
		require.True(t, lo <= covered && covered <= hi, "%s: %v intervals cover; %v to %v should", name, covered, lo, hi)
	}
}

// observePairs gives independent observations, each the mean of two antithetic replications: their errors are in part
// opposite, which takes most of the skew out of the means of long queues. Skewed means make intervals cover too seldom.
func observePairs(t *testing.T, q queue, seed uint64) []observed {
	t.Helper()
	observations := make([]observed, pairs)
	for i := range observations {
		a, err := observe(q, q.customers(), newChance(q, seed, uint64(i)))
		require.NoError(t, err)
		b, err := observe(q, q.customers(), newChance(q, seed, uint64(i)).antithetic())
		require.NoError(t, err)
		observations[i] = observed{
			wait:    (a.wait + b.wait) / 2,
			inLine:  (a.inLine + b.inLine) / 2,
			delayed: (a.delayed + b.delayed) / 2,
		}
	}
	return observations
}

// customers is the length of a replication: eight relaxation times of the queue, in arrivals, over a floor that keeps
// rare waits from being too few. Where services do not vary, half of that relaxes as far.
func (q queue) customers() int64 {
	relaxation := q.utilisation() / math.Pow(1-math.Sqrt(q.utilisation()), 2)
	n := 2000 + 8*relaxation
	if q.deterministic {
		n /= 2
	}
	return int64(n)
}

// coverageBand holds the likeliest numbers of covering intervals, which together have 99.6 %, if each covers with
// probability level and independently of the others.
func coverageBand(seeds int) (lo, hi float64) {
	law := distuv.Binomial{N: float64(seeds), P: level}
	counts := make([]float64, seeds+1)
	for i := range counts {
		counts[i] = float64(i)
	}
	slices.SortFunc(counts, func(a, b float64) int { return cmp.Compare(law.Prob(b), law.Prob(a)) })
	n, sum := 0, 0.0
	for ; sum < 0.996; n++ {
		sum += law.Prob(counts[n])
	}
	return slices.Min(counts[:n]), slices.Max(counts[:n])
}

func TestCoverageBand(t *testing.T) {
	lo, hi := coverageBand(allSeeds)
	require.Equal(t, []float64{181, 198}, []float64{lo, hi})
	lo, hi = coverageBand(fewSeeds)
	require.Equal(t, []float64{16, 20}, []float64{lo, hi})
}

func someQueues() []queue {
	return []queue{
		named(queue{servers: 1, load: 0.5}),
		named(queue{servers: 1, load: 0.8}),
		named(queue{servers: 1, load: 0.5, deterministic: true}),
		named(queue{servers: 1, load: 0.8, deterministic: true}),
		named(queue{servers: 2, load: 1.6}),
	}
}

// allQueues are those of the reference table, and others.
func allQueues(t *testing.T) []queue {
	t.Helper()
	table, _ := erlangTable(t)
	var queues []queue
	for _, q := range table {
		queues = append(queues, named(q))
	}
	for _, rho := range []float64{0.5, 0.8, 0.9, 0.95} {
		queues = append(queues,
			named(queue{servers: 1, load: rho}),
			named(queue{servers: 1, load: rho, deterministic: true}))
	}
	return append(queues, named(queue{servers: 8, load: 6}))
}

func named(q queue) queue {
	service := "M"
	if q.deterministic {
		service = "D"
	}
	q.name = fmt.Sprintf("M/%s/%d at %v", service, q.servers, q.utilisation())
	return q
}
