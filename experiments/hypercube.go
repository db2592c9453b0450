package experiments

import (
	"math"
	"math/bits"
	"time"

	"reprise/sim/random"
)

// hypercube is n points of a Latin hypercube: along each axis its values are cut into n strata of the same size, and each stratum
// has one point; which strata meet is drawn. So n points show each of many keys at n values, where a grid shows few.
// An axis of fewer than n values has each of them in n/values points, give or take one.
func hypercube(axes []*axis, n int, seed uint64) []point {
	points := make([]point, n)
	for _, a := range axes {
		s := random.New(seed, "sweep."+a.key, 0, 0)
		for i, stratum := range shuffled(n, s) {
			points[i] = append(points[i], a.drawn(stratum, n, s))
		}
	}
	return points
}

// shuffled is 0 to n-1 in an order that is drawn, all orders alike.
func shuffled(n int, s *random.Stream) []int {
	order := make([]int, n)
	for i := range order {
		j := s.IntN(i + 1)
		order[i], order[j] = order[j], i
	}
	return order
}

// drawn is a value out of one of n strata.
func (a *axis) drawn(stratum, n int, s *random.Stream) value {
	if a.span == nil {
		return a.values[a.within(stratum, n, int64(len(a.values)), s)]
	}
	unit := a.span.unit(n)
	candidates := (a.span.max-a.span.low)/unit + 1
	at := a.span.low + unit*a.within(stratum, n, candidates, s)
	at = a.span.round(at, a.span.low+unit*a.edge(stratum, n, candidates), a.span.low+unit*a.edge(stratum+1, n, candidates))
	return value{a.span.scale.write(at), a.span.scale.number(at)}
}

// round is a rounder value at or below one, that is in the same stratum: on a log scale the higher strata are the wider.
func (s *span) round(at, first, next int64) int64 {
	for _, grain := range s.scale.grains() {
		if rounder := at - at%grain; at >= 0 && grain <= (next-first)/perStratum && rounder >= first {
			return rounder
		}
	}
	return at
}

// within is one of so many candidates: any of those in the stratum, and the one that it lies in where it is smaller than one.
func (a *axis) within(stratum, n int, candidates int64, s *random.Stream) int64 {
	first, next := a.edge(stratum, n, candidates), a.edge(stratum+1, n, candidates)
	return min(first+int64(s.IntN(int(next-first))), candidates-1)
}

// edge is the first candidate of a stratum.
func (a *axis) edge(stratum, n int, candidates int64) int64 {
	if a.span == nil || !a.span.log || stratum == n {
		high, low := bits.Mul64(uint64(stratum), uint64(candidates))
		share, _ := bits.Div64(high, low, uint64(n))
		return int64(share)
	}
	ratio := float64(a.span.max) / float64(a.span.low)
	share := (math.Pow(ratio, float64(stratum)/float64(n)) - 1) / (ratio - 1)
	return int64(math.Ceil(share * float64(candidates)))
}

// perStratum is how many candidates a stratum has where the scale allows: enough for points to lie anywhere, and few enough for
// their numbers to be short.
const perStratum = 10

// unit is the coarsest grain, in units of the scale, that gives the narrowest of n strata its candidates.
func (s *span) unit(n int) int64 {
	width := float64(s.max-s.low) / float64(n)
	if s.log {
		width = float64(s.low) * (math.Pow(float64(s.max)/float64(s.low), 1/float64(n)) - 1)
	}
	grain := width / perStratum
	for _, unit := range s.scale.grains() {
		if float64(unit) <= grain && s.low%unit == 0 && s.max%unit == 0 {
			return unit
		}
	}
	return 1
}

// grains are round numbers of units, the coarsest first.
func (s scale) grains() []int64 {
	if s.duration {
		return []int64{int64(time.Hour), int64(time.Minute), int64(time.Second), int64(time.Millisecond), int64(time.Microsecond)}
	}
	var grains []int64
	for power := int64(unitsMax); power >= 1; power /= 10 {
		grains = append(grains, power)
	}
	return grains
}

// finer is the span on a scale on which the narrowest of n strata has its candidates, for a setting that takes fractions.
func (s *span) finer(n int) *span {
	fine := *s
	for !fine.scale.duration && fine.scale.places < placesMax && fine.max < unitsMax/10 && (fine.max-fine.low)/int64(n) < 100*perStratum {
		fine.scale.places++
		fine.low, fine.max = 10*fine.low, 10*fine.max
	}
	return &fine
}
