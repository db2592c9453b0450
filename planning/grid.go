package planning

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"reprise/control/pool"
	"reprise/control/pool/exact"
)

// grid are the settings among which one is chosen: every minimum with every target that is not below it.
type grid struct {
	coarse        bool
	mins, targets []int
	settings      []pool.Settings // by target, then by minimum
}

// newGrid goes in even steps through the ranges, as fine as can be evaluated in seconds, so that round numbers are among them,
// and so are the current sizes where they lie within.
func newGrid(q Question) grid {
	targets, mins := q.Targets, q.Mins
	if targets == (Range{}) {
		targets.To = max(reach(q), mins.To)
	}
	if mins == (Range{}) {
		mins.To = targets.To
	}
	var g grid
	for _, most := range []int{50, 40, 25, 20, 15, coarsest} {
		g = grid{coarse: most == coarsest, mins: sizes(mins, q.Current.Min, most), targets: sizes(targets, q.Current.Target, most)}
		work := 0.0
		for _, target := range g.targets {
			for _, least := range g.mins {
				if least <= target {
					g.settings = append(g.settings, pool.Settings{Enabled: true, Min: least, Target: target})
					work += workOf(q.Workload, least, target)
				}
			}
		}
		if work < mostWork {
			break
		}
	}
	return g
}

// reach is the largest target to try where none is given: twice today's, or what comes in four reviews and leads at the busiest,
// a round number.
func reach(q Question) int {
	wait := q.Workload.Review
	if b, is := q.Workload.Creation.(exact.Batch); is {
		wait += b.To
	} else {
		wait += q.Workload.Creation.(exact.Staggered).Each
	}
	most := max(float64(2*q.Current.Target), 4*busiest(q.Workload)*wait.Hours(), 10)
	return min(exact.LargestTarget, roundUp(most))
}

// roundUp is the next of 1, 2, 5, 10, 20, 50 and so on.
func roundUp(x float64) int {
	for unit := 1; ; unit *= 10 {
		for _, n := range []int{1, 2, 5} {
			if float64(n*unit) >= x || n*unit >= exact.LargestTarget {
				return n * unit
			}
		}
	}
}

// coarsest is the fewest sizes of a range that are tried; where they are many times as large as one another they are those of
// a ladder.
const coarsest = 7

// ladder are round numbers about as far from each other on a scale of their logarithms.
var ladder = []int{100, 150, 200, 300, 500, 700}

// sizes are about so many of a range at most: its ends where they were given, the multiples of a round step or the rungs of the
// ladder, and the current size.
func sizes(r Range, current, most int) []int {
	span := r.To - max(r.From, 1) + 1
	step := roundUp(math.Ceil(float64(span) / float64(most)))
	all := []int{r.To}
	if r.From > 0 {
		all = append(all, r.From)
	}
	within := func(n int) bool { return n >= r.From && n <= r.To }
	if most == coarsest && r.From < r.To/10 {
		for scale := 1; scale <= r.To; scale *= 10 {
			for _, rung := range ladder {
				if n := rung * scale / 100; n >= r.To/10 && n*100 == rung*scale && within(n) {
					all = append(all, n)
				}
			}
		}
	} else {
		for n := step; n <= r.To; n += step {
			if within(n) {
				all = append(all, n)
			}
		}
	}
	if within(current) {
		all = append(all, current)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// says names the grid.
func (g grid) says() string {
	words := fmt.Sprintf("every minimum of %s with every target of %s that is not below it", listed(g.mins), listed(g.targets))
	if g.coarse {
		words += "; as many as can be evaluated in seconds: give ranges to look closer"
	}
	return words
}

// listed is `10, 20, 30, ..., 990, 1000`, or all where they are few.
func listed(numbers []int) string {
	var words []string
	for i, n := range numbers {
		switch {
		case len(numbers) <= 8 || i < 4 || i >= len(numbers)-2:
			words = append(words, fmt.Sprint(n))
		case i == 4:
			words = append(words, "...")
		}
	}
	return strings.Join(words, ", ")
}
