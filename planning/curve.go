package planning

import (
	"math"

	"reprise/control/pool"
	"reprise/control/pool/exact"
	"reprise/reports"
)

// curve is p_fallback against the rate, a quarter to four times of what was asked in even steps of its logarithm: for the current
// setting, and for the plan's if it is another. It may fall where the rate rises. Rates that the exact method does not reach are
// left out.
func (q Question) curve(plan *reports.PoolPlan, label string) []reports.PoolLine {
	half := 30 // steps to either side
	if q.Workload.Profile.Rates != nil {
		half = 4 // each takes as long as hundreds at a constant rate, and followed round by round ten times that
		if _, is := q.Workload.Creation.(exact.Staggered); is {
			half = 2
		}
	}
	lines := []reports.PoolLine{{Label: "current", MinSize: plan.Current.MinSize, TargetSize: plan.Current.TargetSize}}
	if sizeOf(plan.Current) != (pool.Settings{Enabled: true, Min: plan.Setting.MinSize, Target: plan.Setting.TargetSize}) {
		lines = append(lines, reports.PoolLine{Label: label, MinSize: plan.Setting.MinSize, TargetSize: plan.Setting.TargetSize})
	}
	for i := range lines {
		setting := pool.Settings{Enabled: true, Min: lines[i].MinSize, Target: lines[i].TargetSize}
		lines[i].Points = q.along(setting, half)
	}
	return lines
}

// along evaluates a setting at rates around that of the workload, down to the floor.
func (q Question) along(s pool.Settings, half int) []reports.PoolRatePoint {
	points, reached := make([]reports.PoolRatePoint, 2*half+1), make([]bool, 2*half+1)
	inParallel(len(points), func(i int) {
		w := atRate(q.Workload, math.Pow(4, float64(i-half)/float64(half)))
		fallback, err := fallbackDownTo(q.floor(), w, s)
		points[i] = reports.PoolRatePoint{RatePerHour: meanRate(w), Fallback: fallback, AtMost: fallback <= q.floor()}
		reached[i] = err == nil
	})
	var kept []reports.PoolRatePoint
	for i, p := range points {
		if reached[i] {
			kept = append(kept, p)
		}
	}
	return kept
}
