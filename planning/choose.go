package planning

import (
	"cmp"
	"fmt"
	"slices"

	"reprise/control/pool"
	"reprise/control/pool/exact"
	"reprise/reports"
)

// Choose recommends the best setting of a grid that keeps the limits: the one with the least stock, or the cheapest where there
// are prices. Every setting of the grid is evaluated. Where none keeps the limits, the plan says so, and its numbers are those of
// the setting that comes nearest. The error names the flag at fault.
func Choose(q Question) (*reports.PoolPlan, error) {
	q = q.known()
	if err := q.validate(); err != nil {
		return nil, err
	}
	if err := q.validateChoice(); err != nil {
		return nil, err
	}
	g := newGrid(q)
	points, err := g.evaluate(q, q.Workload)
	if err != nil {
		return nil, err
	}
	best, keeps := q.best(points)
	var answer exact.Answer
	points[best], answer, err = pointOf(q.Workload, g.settings[best], q.Prices) // with all its digits
	if err != nil {
		return nil, err
	}
	plan, err := q.plan(points[best], answer)
	if err != nil {
		return nil, err
	}
	plan.Asked.Minimised = q.minimised()
	plan.Grid = &reports.PoolGrid{Says: g.says(), Settings: len(points), Kept: q.kept(points), Floor: q.floor()}
	plan.Frontier = frontier(points, plan.Current)
	if keeps {
		plan.Recommend = q.recommend(points[best])
		plan.Binding = q.binding(points, points[best], g)
		for i := range plan.Frontier {
			plan.Frontier[i].Recommended = sizeOf(plan.Frontier[i]) == sizeOf(points[best])
		}
	} else {
		plan.Verdict = reports.Fail
		plan.Nothing = q.nothing(points, points[best])
	}
	plan.Curve = q.curve(plan, "recommended")
	plan.Regret, plan.Robust, err = q.regret(points[best], g, points)
	return plan, err
}

// never is a fallback probability that nobody tells from 0: a claim in a trillion.
const never = 1e-12

// floor is the fallback probability under which settings of the grid are taken to be alike.
func (q Question) floor() float64 {
	if q.Limits.Fallback == 0 {
		return never
	}
	return min(never, q.Limits.Fallback/1000)
}

// evaluate answers for every setting of the grid under a workload. Settings that fall back less than the floor are set to it.
func (g grid) evaluate(q Question, w exact.Workload) ([]reports.PoolPoint, error) {
	m, err := newModel(w, g.targets...)
	if err != nil {
		return nil, err
	}
	floor := q.floor()
	answers, err := m.evaluateAll(g.settings, floor)
	if err != nil {
		return nil, err
	}
	var points []reports.PoolPoint
	for i, a := range answers {
		points = append(points, m.pointDownTo(floor, g.settings[i], a, q.Prices))
	}
	return points, nil
}

// keeps reports whether a setting is within all limits.
func (l Limits) keeps(p reports.PoolPoint) bool { return len(l.broken(p)) == 0 }

// broken are the limits that a setting breaks, in words.
func (l Limits) broken(p reports.PoolPoint) []string {
	var all []string
	for _, limit := range []struct {
		key         string
		value, most float64
	}{
		{"max-fallback", p.Fallback, l.Fallback}, {"max-stock", p.MeanStock, l.MeanStock}, {"max-fills", p.FillsPerHour, l.FillsPerHour},
	} {
		if limit.most > 0 && limit.value > limit.most {
			all = append(all, fmt.Sprintf("%s of %s with %s", limit.key, short(limit.most), short(limit.value)))
		}
	}
	return all
}

// better orders settings: the cheaper first, or the one with the less stock, then fewer fills; then fewer fallbacks and the smaller
// sizes, so that no two are equal.
func (q Question) better(a, b reports.PoolPoint) int {
	price := 0
	if q.Prices.any() {
		price = cmp.Compare(a.CostPerHour, b.CostPerHour)
	}
	return cmp.Or(price, cmp.Compare(a.MeanStock, b.MeanStock), cmp.Compare(a.FillsPerHour, b.FillsPerHour),
		cmp.Compare(a.Fallback, b.Fallback), cmp.Compare(a.TargetSize, b.TargetSize), cmp.Compare(a.MinSize, b.MinSize))
}

// best is the index of the best setting that keeps the limits; where none does, of the one with the fewest fallbacks among those
// that break the fewest limits.
func (q Question) best(points []reports.PoolPoint) (index int, keeps bool) {
	for i, p := range points {
		own, others := len(q.Limits.broken(p)), len(q.Limits.broken(points[index]))
		order := cmp.Compare(own, others)
		if order == 0 && own > 0 {
			order = cmp.Compare(p.Fallback, points[index].Fallback)
		}
		if cmp.Or(order, q.better(p, points[index])) < 0 {
			index = i
		}
	}
	return index, q.Limits.keeps(points[index])
}

// kept counts the settings that keep the limits.
func (q Question) kept(points []reports.PoolPoint) int {
	count := 0
	for _, p := range points {
		if q.Limits.keeps(p) {
			count++
		}
	}
	return count
}

func (q Question) minimised() string {
	if q.Prices.any() {
		return "cost an hour, then mean stock, then fills an hour"
	}
	return "mean stock, then fills an hour"
}

func (q Question) recommend(p reports.PoolPoint) *reports.PoolRecommend {
	r := &reports.PoolRecommend{
		MinSize: p.MinSize, TargetSize: p.TargetSize, Workers: p.Workers, Fallback: p.Fallback, MeanStock: p.MeanStock,
		CostPerHour: p.CostPerHour, WorkersSay: "as many as the question says",
	}
	staggered, is := q.Workload.Creation.(exact.Staggered)
	if is && staggered.Workers > 0 {
		return r
	}
	takes := accountTakes(q.Workload)
	slowest := takes[len(takes)-1]
	r.Workers, _ = exact.WorkersToRecover(0, p.TargetSize, slowest, q.Workload.Review)
	r.WorkersSay = fmt.Sprintf("the least that make %s in the %s between two checks (POOL-19), at %s each",
		someAccounts(p.TargetSize), reports.Span(q.Workload.Review), reports.Span(slowest))
	return r
}

// binding says what keeps the recommendation from being better: what the next better setting breaks, or the edge of the grid.
func (q Question) binding(points []reports.PoolPoint, best reports.PoolPoint, g grid) string {
	var nearest *reports.PoolPoint
	for i, p := range points {
		if q.better(p, best) < 0 && (nearest == nil || q.better(p, *nearest) > 0) {
			nearest = &points[i]
		}
	}
	var words []string
	if nearest != nil {
		words = append(words, fmt.Sprintf("the next better setting, min %d and target %d, breaks %s",
			nearest.MinSize, nearest.TargetSize, listWords(q.Limits.broken(*nearest))))
	}
	for _, edge := range []struct {
		at   bool
		says string
	}{
		{best.MinSize == g.mins[0] && best.MinSize > 1, fmt.Sprintf("the least minimum of the grid, %d", best.MinSize)},
		{best.MinSize == g.mins[len(g.mins)-1] && best.MinSize < best.TargetSize, fmt.Sprintf("the largest minimum of the grid, %d", best.MinSize)},
		{best.TargetSize == g.targets[0] && best.TargetSize > 1, fmt.Sprintf("the least target of the grid, %d", best.TargetSize)},
		{best.TargetSize == g.targets[len(g.targets)-1], fmt.Sprintf("the largest target of the grid, %d", best.TargetSize)},
	} {
		if edge.at {
			words = append(words, "it lies on an edge: "+edge.says)
		}
	}
	if len(words) == 0 {
		return "nothing: it is the best of the grid without any limit"
	}
	return joined(words)
}

// nothing says that no setting of the grid will do, and what comes nearest.
func (q Question) nothing(points []reports.PoolPoint, nearest reports.PoolPoint) string {
	least := slices.MinFunc(points, func(a, b reports.PoolPoint) int { return cmp.Compare(a.Fallback, b.Fallback) })
	return fmt.Sprintf("none of %d settings keeps what was asked; nearest comes min %d and target %d, which breaks %s; the least p_fallback of the grid is %s",
		len(points), nearest.MinSize, nearest.TargetSize, listWords(q.Limits.broken(nearest)), short(least.Fallback))
}

// deploy are the properties that differ between two settings (POOL-09).
func deploy(from, to pool.Settings) []reports.PoolProperty {
	var changed []reports.PoolProperty
	old := from.Properties()
	for i, property := range to.Properties() {
		if property != old[i] {
			changed = append(changed, reports.PoolProperty{Name: property.Name, Old: old[i].Value, New: property.Value})
		}
	}
	return changed
}
