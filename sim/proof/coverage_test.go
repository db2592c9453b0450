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

// measures are what each interval is of.
var measures = []struct {
	name string
	of   func(observed) float64
}{
	{"wait", func(o observed) float64 { return o.wait }},
	{"number in line", func(o observed) float64 { return o.inLine }},
	{"share delayed", func(o observed) float64 { return o.delayed }},
}

func requireCoverage(t *testing.T, q queue, seeds int) {
	exact := q.exact()
	covered := make([]int, len(measures))
	halfWidths := make([]stats.Sample, len(measures))
	for seed := range uint64(seeds) {
		observations := observePairs(t, q, seed)
		for m, measure := range measures {
			values := make([]float64, len(observations))
			for i, o := range observations {
				values[i] = measure.of(o)
			}
			interval, err := stats.Confidence(values, level)
			require.NoError(t, err)
			if interval.Covers(measure.of(exact)) {
				covered[m]++
			}
			halfWidths[m].Add(interval.Half / measure.of(exact))
		}
	}
	lo, hi := coverageBand(seeds)
	for m, measure := range measures {
		t.Logf("%s: %d of %d intervals cover, half-width %.1f%%",
			measure.name, covered[m], seeds, 100*halfWidths[m].Mean())
		require.True(t, lo <= covered[m] && covered[m] <= hi,
			"%s: %d intervals of %d cover the exact value; %d to %d should", measure.name, covered[m], seeds, lo, hi)
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

// customers is the length of a replication. How skewed a mean wait is depends on how many independent waits it is made
// of and on how much they vary, so the length grows with the relaxation time of the queue, in arrivals, and with the
// squared coefficient of variation of a wait, (2-C)/C in M/M/c: few who wait make long replications. Where
// services do not vary, half of that relaxes as far.
func (q queue) customers() int64 {
	relaxation := q.utilisation() / math.Pow(1-math.Sqrt(q.utilisation()), 2)
	delayed := erlangC(q.servers, q.load)
	n := 1500 + 7*relaxation*(2-delayed)/delayed
	if q.deterministic {
		n /= 2
	}
	return int64(n)
}

// coverageBand holds the likeliest numbers of covering intervals, which together have 99.6 %, if each covers with
// probability level and independently of the others.
func coverageBand(seeds int) (lo, hi int) {
	law := distuv.Binomial{N: float64(seeds), P: level}
	counts := make([]int, seeds+1)
	for i := range counts {
		counts[i] = i
	}
	slices.SortFunc(counts, func(a, b int) int { return cmp.Compare(law.Prob(float64(b)), law.Prob(float64(a))) })
	n, sum := 0, 0.0
	for ; sum < 0.996; n++ {
		sum += law.Prob(float64(counts[n]))
	}
	return slices.Min(counts[:n]), slices.Max(counts[:n])
}

func TestCoverageBand(t *testing.T) {
	lo, hi := coverageBand(allSeeds)
	require.Equal(t, []int{181, 198}, []int{lo, hi})
	lo, hi = coverageBand(fewSeeds)
	require.Equal(t, []int{16, 20}, []int{lo, hi})
}

// A run that starts in its stationary state starts with the mean number in the station and, customers seeing what the
// clock sees, with the mean wait as the work left. The draws are many, so these means are known to about 1 %.
func TestStationaryStatesHaveTheirMeans(t *testing.T) {
	const draws = 200_000
	for _, q := range []queue{{servers: 1, load: 0.8}, {servers: 3, load: 2.7}, {servers: 50, load: 45}} {
		var number, work stats.Sample
		state := newChance(q, 1, 0).state
		for range draws {
			number.Add(float64(stationaryNumber(q.servers, q.load, state)))
			work.Add(stationaryWork(q.utilisation(), state))
		}
		require.InEpsilon(t, q.exact().inLine+q.load, number.Mean(), 0.01)
		exact := queue{servers: 1, load: q.utilisation(), deterministic: true}.exact()
		require.InEpsilon(t, exact.wait, work.Mean(), 0.01)
	}
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
