package planning_test

import (
	"bytes"
	"math"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/pool"
	"reprise/control/pool/exact"
	"reprise/planning"
	"reprise/reports"
)

// drawQuestion has few sizes to choose from.
func drawQuestion(t *rapid.T) planning.Question {
	largest := rapid.IntRange(2, 14).Draw(t, "largest")
	q := planning.Question{Targets: planning.Range{From: 1, To: largest}, Mins: planning.Range{From: 1, To: rapid.IntRange(1, largest).Draw(t, "largest min")}}
	q.Current = *sized(1+largest/3, largest)
	q.Workload = at(12*rapid.Float64Range(0.05, 1).Draw(t, "claims per account and review")*float64(largest), time.Duration(rapid.IntRange(0, 300).Draw(t, "lead"))*time.Second)
	if rapid.Bool().Draw(t, "staggered") {
		q.Workload.Creation = exact.Staggered{Each: 100 * time.Second, Workers: rapid.IntRange(0, 3).Draw(t, "workers")}
	}
	q.Limits.Fallback = math.Pow(10, rapid.Float64Range(-6, -0.3).Draw(t, "exponent of max-fallback"))
	if rapid.Bool().Draw(t, "priced") {
		q.Prices = planning.Prices{Stored: 1, Fill: rapid.Float64Range(0, 3).Draw(t, "fill"), Fallback: rapid.Float64Range(0, 100).Draw(t, "fallback")}
	}
	if rapid.Bool().Draw(t, "little stock") {
		q.Limits.MeanStock = float64(largest) / 2
	}
	return q
}

// tried is a setting evaluated by itself.
type tried struct {
	least, target int
	exact.Answer
	cost float64
}

// everything evaluates all settings of a question one by one.
func everything(t *rapid.T, q planning.Question) []tried {
	var all []tried
	for target := 1; target <= q.Targets.To; target++ {
		w := q.Workload
		if s, is := w.Creation.(exact.Staggered); is && s.Workers == 0 {
			for s.Workers = 1; float64((target+s.Workers-1)/s.Workers)*s.Each.Seconds() > w.Review.Seconds(); {
				s.Workers++
			}
			w.Creation = s
		}
		planner, err := exact.NewUpTo(w, target)
		require.NoError(t, err)
		for least := 1; least <= min(target, q.Mins.To); least++ {
			a, err := planner.Evaluate(least, target)
			require.NoError(t, err)
			cost := q.Prices.Stored*a.MeanStock + q.Prices.Fill*a.FillsPerHour + q.Prices.Fallback*a.FallbackPerHour
			all = append(all, tried{least, target, a, cost})
		}
	}
	return all
}

// TestRecommendationIsTheBest of all settings, and the frontier holds what no other beats.
func TestRecommendationIsTheBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuestion(t)
		plan, err := planning.Choose(q)
		require.NoError(t, err)
		all := everything(t, q)
		require.Equal(t, len(all), plan.Grid.Settings)
		requireRobust(t, plan, q, all)
		best := bestOf(q, all, func(i int) bool { return keeps(q, all[i]) })
		if best == nil {
			require.Nil(t, plan.Recommend)
			require.Equal(t, reports.Fail, plan.Verdict)
			require.Contains(t, plan.Nothing, "none of")
		} else {
			require.Equal(t, reports.Pass, plan.Verdict)
			require.Equal(t, best.least, plan.Recommend.MinSize)
			require.Equal(t, best.target, plan.Recommend.TargetSize)
			require.InEpsilon(t, best.FallbackProbability, plan.Recommend.Fallback, 1e-9)
			require.InEpsilon(t, best.FallbackProbability, plan.Fallback, 1e-9)
		}
		requireFrontier(t, plan, all)
	})
}

// requireRobust: of the settings that keep the limits at 0.7, 1 and 1.3 times the rate, the best at the rate.
func requireRobust(t *rapid.T, plan *reports.PoolPlan, q planning.Question, all []tried) {
	slow, fast := q, q
	slow.Workload.Rate *= 0.7
	fast.Workload.Rate *= 1.3
	slower, faster := everything(t, slow), everything(t, fast)
	best := bestOf(q, all, func(i int) bool { return keeps(q, all[i]) && keeps(q, slower[i]) && keeps(q, faster[i]) })
	require.Equal(t, best == nil, plan.Robust == nil)
	if best != nil {
		require.Equal(t, [2]int{best.least, best.target}, [2]int{plan.Robust.MinSize, plan.Robust.TargetSize})
	}
}

func keeps(q planning.Question, s tried) bool {
	return s.FallbackProbability <= q.Limits.Fallback && (q.Limits.MeanStock == 0 || s.MeanStock <= q.Limits.MeanStock)
}

// bestOf is the cheapest of those allowed, or the one with the least stock; nil: none is.
func bestOf(q planning.Question, all []tried, allowed func(i int) bool) *tried {
	price := func(s tried) float64 {
		if q.Prices == (planning.Prices{}) {
			return s.MeanStock
		}
		return s.cost
	}
	var best *tried
	for i, s := range all {
		if allowed(i) && (best == nil || price(s) < price(*best)) {
			best = &all[i]
		}
	}
	return best
}

// requireFrontier: what is listed is beaten by nothing, unless it says so; what is not is beaten.
func requireFrontier(t *rapid.T, plan *reports.PoolPlan, all []tried) {
	listed, currents, recommended := map[[2]int]reports.PoolPoint{}, 0, 0
	for i, p := range plan.Frontier {
		listed[[2]int{p.MinSize, p.TargetSize}] = p
		require.True(t, i == 0 || plan.Frontier[i-1].MeanStock <= p.MeanStock)
		if p.Current {
			currents++
		}
		if p.Recommended {
			recommended++
		}
	}
	require.Equal(t, 1, currents)
	require.Equal(t, plan.Recommend != nil, recommended == 1)
	seen := func(s tried) float64 { return max(s.FallbackProbability, plan.Grid.Floor) }
	for _, s := range all {
		beaten := false
		for _, o := range all {
			notWorse := o.MeanStock <= s.MeanStock && seen(o) <= seen(s) && o.FillsPerHour <= s.FillsPerHour
			beaten = beaten || notWorse && (o.MeanStock < s.MeanStock || seen(o) < seen(s) || o.FillsPerHour < s.FillsPerHour)
		}
		p, is := listed[[2]int{s.least, s.target}]
		require.Equal(t, beaten, !is || p.Dominated, "min %d, target %d", s.least, s.target)
	}
}

// TestWorkersLeftToTheTarget: every setting has the fewest that keep the runbook's promise for it.
func TestWorkersLeftToTheTarget(t *testing.T) {
	w := exact.Workload{Rate: 120, Review: pool.CheckEvery, Creation: exact.Staggered{Each: 100 * time.Second}}
	plan, err := planning.Choose(planning.Question{
		Workload: w, Current: *sized(5, 10), Limits: planning.Limits{Fallback: 0.01}, Targets: planning.Range{From: 10, To: 20},
	})
	require.NoError(t, err)
	require.Equal(t, (plan.Recommend.TargetSize+2)/3, plan.Recommend.Workers, "three rounds between two checks")
	require.Contains(t, plan.Recommend.WorkersSay, "POOL-19")
	for _, p := range plan.Frontier {
		require.Equal(t, (p.TargetSize+2)/3, p.Workers)
		w.Creation = exact.Staggered{Each: 100 * time.Second, Workers: p.Workers}
		planner, err := exact.New(w)
		require.NoError(t, err)
		a, err := planner.Evaluate(p.MinSize, p.TargetSize)
		require.NoError(t, err)
		require.InEpsilon(t, a.FallbackProbability, p.Fallback, 1e-9)
	}
}

// TestChoose is the question that a planner of today's pool asks.
func TestChoose(t *testing.T) {
	if testing.Short() {
		t.Skip("a full grid, thrice")
	}
	q := planning.Question{Workload: at(1200, 20*time.Second), Limits: planning.Limits{Fallback: 1e-4}}
	plan, err := planning.Choose(q)
	require.NoError(t, err)
	require.Equal(t, "mean stock, then fills an hour", plan.Asked.Minimised)
	require.LessOrEqual(t, plan.Recommend.Fallback, 1e-4)
	require.Equal(t, plan.Recommend.Fallback, plan.Fallback)
	require.Positive(t, plan.Recommend.Workers)
	require.Contains(t, plan.Grid.Says, "20, 40, 60, 80, ..., 980, 1000")
	require.Contains(t, plan.Binding, "breaks max-fallback of 0.0001 with ")
	require.Equal(t, []string{pool.PropertyMin, pool.PropertyTarget}, []string{plan.Deploy[0].Name, plan.Deploy[1].Name})
	require.Equal(t, []string{"current", "recommended"}, []string{plan.Curve[0].Label, plan.Curve[1].Label})
	require.Len(t, plan.Regret, 2)
	require.GreaterOrEqual(t, plan.Robust.MeanStock, plan.MeanStock)
	for i, factor := range []float64{0.7, 1.3} {
		robust, err := planning.Evaluate(planning.Question{Workload: at(1200*factor, 20*time.Second), Setting: sized(plan.Robust.MinSize, plan.Robust.TargetSize)})
		require.NoError(t, err)
		require.LessOrEqual(t, robust.Fallback, 1e-4)
		other, err := planning.Choose(planning.Question{Workload: at(1200*factor, 20*time.Second), Limits: q.Limits, Targets: planning.Range{To: 1000}})
		require.NoError(t, err)
		require.Equal(t, other.Recommend.MinSize, plan.Regret[i].Best.MinSize)
		require.Equal(t, other.Recommend.TargetSize, plan.Regret[i].Best.TargetSize)
		require.Equal(t, plan.Recommend.MinSize, plan.Regret[i].Recommended.MinSize)
		require.Equal(t, plan.Regret[i].Recommended.Fallback <= 1e-4, plan.Regret[i].Keeps)
		require.NotEmpty(t, plan.Regret[i].Says)
	}
}

// TestSameOnAnyNumberOfCores, to the last byte.
func TestSameOnAnyNumberOfCores(t *testing.T) {
	q := planning.Question{
		Workload: at(600, time.Minute), Limits: planning.Limits{Fallback: 1e-3},
		Targets: planning.Range{From: 40, To: 120}, Mins: planning.Range{From: 10, To: 60},
	}
	var texts []string
	for _, cores := range []int{1, 2, 7} {
		before := runtime.GOMAXPROCS(cores)
		plan, err := planning.Choose(q)
		runtime.GOMAXPROCS(before)
		require.NoError(t, err)
		var text bytes.Buffer
		require.NoError(t, reports.JSON(&text, plan))
		texts = append(texts, text.String())
	}
	require.Equal(t, texts[0], texts[1])
	require.Equal(t, texts[0], texts[2])
}
