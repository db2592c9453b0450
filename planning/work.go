package planning

import (
	"math"
	"time"

	"reprise/control/pool/exact"
)

// mostWork is how much of workOf a grid may take: some seconds on two cores, three times over (the rate as asked, and what would
// be best at two others).
const mostWork = 6e9

// workOf estimates how much it takes to evaluate a setting, in additions. It decides how fine a grid is, so it looks at nothing
// but the question: the same grid on every machine.
func workOf(w exact.Workload, least, target int) float64 {
	s, top := float64(least), float64(target)
	if w.Profile.Rates != nil {
		checks := 3.5 * float64(w.Profile.Period/w.Review)
		return checks * (top*spread(w, w.Review) + belowWork(w, s, top))
	}
	between := busiest(w)*w.Review.Hours() + 3*spread(w, w.Review) // as far as the claims of a review interval go
	if staggered, is := w.Creation.(exact.Staggered); is {
		return (stuck(w, staggered, s)*top*spread(w, w.Review)+belowWork(w, s, top))/3 + 100*s*s
	}
	states := min(s, reached(w, w.Creation.(exact.Batch).To))
	return points(w)*((top-s)*min(between, top)+states*(top+s)) + states*states*states/3
}

// belowWork is that of following the levels below the minimum.
func belowWork(w exact.Workload, least, target float64) float64 {
	staggered, is := w.Creation.(exact.Staggered)
	if !is {
		return points(w) * min(least, reached(w, w.Creation.(exact.Batch).To)) * spread(w, w.Review)
	}
	rounds, wide := 5.0, spread(w, staggered.Each)
	if workers := float64(staggered.Workers); workers > 0 && workers < 2*busiest(w)*staggered.Each.Hours() {
		rounds = target / workers
	}
	return stuck(w, staggered, least) * rounds * min(target, 3*wide) * wide / 4
}

// stuck are the levels from which a fill may find the pool empty: all, where workers hardly keep up with the claims.
func stuck(w exact.Workload, staggered exact.Staggered, least float64) float64 {
	if workers := float64(staggered.Workers); workers > 0 && workers < 2*busiest(w)*staggered.Each.Hours() {
		return least
	}
	return min(least, reached(w, staggered.Each))
}

// reached are as many claims as ever come in such a time; spread is how far they lie apart.
func reached(w exact.Workload, length time.Duration) float64 {
	return busiest(w)*length.Hours() + spread(w, length)/2
}

func spread(w exact.Workload, length time.Duration) float64 {
	return 24*math.Sqrt(busiest(w)*length.Hours()) + 40
}

// points are those of the quadrature over a batch's lead.
func points(w exact.Workload) float64 {
	b, is := w.Creation.(exact.Batch)
	if !is || b.From == b.To {
		return 1
	}
	return 24 + 6*math.Sqrt(busiest(w)*(b.To-b.From).Hours())
}
