package planning

import (
	"fmt"
	"math"

	"reprise/reports"
)

// misjudged are the factors by which the rate may not be what it was taken to be.
var misjudged = []float64{0.7, 1.3}

// regret holds the chosen setting against the best one of the same grid where the rate is another.
func (q Question) regret(chosen reports.PoolPoint, g grid) ([]reports.PoolRegret, error) {
	var all []reports.PoolRegret
	for _, factor := range misjudged {
		w := atRate(q.Workload, factor)
		points, err := g.evaluate(q, w)
		if err != nil {
			return nil, fmt.Errorf("at %v times the rate: %w", factor, err)
		}
		best, keeps := q.best(points)
		own := points[g.index(chosen)]
		r := reports.PoolRegret{
			Factor: factor, RatePerHour: meanRate(w),
			Recommended: own, Keeps: q.Limits.keeps(own), Best: points[best], BestKeeps: keeps,
		}
		r.Says = q.regretSays(r)
		all = append(all, r)
	}
	return all, nil
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
	more := fmt.Sprintf("%s accounts in stock", short(math.Abs(r.Recommended.MeanStock-r.Best.MeanStock)))
	if q.Prices.any() {
		more = fmt.Sprintf("%s an hour", short(math.Abs(r.Recommended.CostPerHour-r.Best.CostPerHour)))
	}
	switch {
	case sizeOf(r.Recommended) == sizeOf(r.Best) && r.Keeps:
		return "still the best of the grid"
	case r.Keeps:
		return fmt.Sprintf("still keeps what was asked, with %s more than %s would need", more, rival)
	case r.BestKeeps:
		return fmt.Sprintf("breaks %s; %s would not, with %s more", listWords(q.Limits.broken(r.Recommended)), rival, more)
	}
	return fmt.Sprintf("breaks %s, and so does every setting of the grid", listWords(q.Limits.broken(r.Recommended)))
}
