package planning

import (
	"fmt"

	"reprise/reports"
)

// misjudged are the factors by which the rate may not be what it was taken to be.
var misjudged = []float64{0.7, 1.3}

// regret holds the chosen setting against the best one of the same grid where the rate is another. Robust is the best of those that
// keep the limits at every rate; points are how the grid fares at the rate as asked.
func (q Question) regret(chosen reports.PoolPoint, g grid, points []reports.PoolPoint) (all []reports.PoolRegret, robust *reports.PoolPoint, err error) {
	everywhere := make([]bool, len(points))
	for i, p := range points {
		everywhere[i] = q.Limits.keeps(p)
	}
	for _, factor := range misjudged {
		w := atRate(q.Workload, factor)
		others, err := g.evaluate(q, w)
		if err != nil {
			return nil, nil, fmt.Errorf("at %v times the rate: %w", factor, err)
		}
		for i, p := range others {
			everywhere[i] = everywhere[i] && q.Limits.keeps(p)
		}
		best, keeps := q.best(others)
		own := others[g.index(chosen)]
		r := reports.PoolRegret{
			Factor: factor, RatePerHour: meanRate(w),
			Recommended: own, Keeps: q.Limits.keeps(own), Best: others[best], BestKeeps: keeps,
		}
		r.Says = q.regretSays(r)
		all = append(all, r)
	}
	for i, p := range points {
		if everywhere[i] && (robust == nil || q.better(p, *robust) < 0) {
			robust = &points[i]
		}
	}
	return all, robust, nil
}

// index is that of a point's setting.
func (g grid) index(p reports.PoolPoint) int {
	for i, s := range g.settings {
		if s == sizeOf(p) {
			return i
		}
	}
	return -1
}

func (q Question) regretSays(r reports.PoolRegret) string {
	rival := fmt.Sprintf("min %d and target %d", r.Best.MinSize, r.Best.TargetSize)
	difference, more, fewer := r.Best.MeanStock-r.Recommended.MeanStock, "more accounts in stock", "fewer accounts in stock"
	if q.Prices.any() {
		difference, more, fewer = r.Best.CostPerHour-r.Recommended.CostPerHour, "more an hour in cost", "less an hour in cost"
	}
	change := short(difference) + " " + more
	if difference < 0 {
		change = short(-difference) + " " + fewer
	}
	switch {
	case sizeOf(r.Recommended) == sizeOf(r.Best) && r.Keeps:
		return "still the best of the grid"
	case r.Keeps:
		return fmt.Sprintf("still keeps what was asked; so would %s, with %s", rival, change)
	case r.BestKeeps:
		return fmt.Sprintf("breaks %s; %s would not, with %s", listWords(q.Limits.broken(r.Recommended)), rival, change)
	}
	return fmt.Sprintf("breaks %s, and so does every setting of the grid", listWords(q.Limits.broken(r.Recommended)))
}
