package ranking

import "math"

// shuffleBands shuffles each run of entries of one band, as far as the first n places reach.
func (s *stream) shuffleBands(xs []int32, n int, entries []Entry, width float64) {
	for start := 0; start < n; {
		band, end := entries[xs[start]].band(width), start+1
		for end < len(xs) && entries[xs[end]].band(width) == band {
			end++
		}
		s.shuffle(xs[start:end], n-start)
		start = end
	}
}

// band is the number of the band of scores that the entry is in; width 0 or less: the score itself. An entry without a
// score is in the last band.
func (e *Entry) band(width float64) float64 {
	switch {
	case !e.Scored:
		return math.Inf(1)
	case width > 0:
		return math.Floor(e.Score / width)
	}
	return e.Score
}

// drawByWeight fills the first n places of xs one after the other: each by a draw from what is left, with chances in
// proportion to the weights (LB-21). For each place one unit draw u is taken, and the first index from there on whose
// weights, summed from the place on, exceed u times their sum is exchanged into it. When nothing that is left has a
// weight, the rest is shuffled.
func (s *stream) drawByWeight(xs []int32, n int, entries []Entry) {
	var room [32]float64 // so that a country's weights need no allocation
	weights := room[:0]
	for _, i := range xs {
		weights = append(weights, entries[i].weight())
	}
	for k := range n {
		var total float64
		for _, w := range weights[k:] {
			total += w
		}
		if total == 0 {
			s.shuffle(xs[k:], n-k)
			return
		}
		j := k + search(weights[k:], s.unit()*total)
		xs[k], xs[j] = xs[j], xs[k]
		weights[k], weights[j] = weights[j], weights[k]
	}
}

// search is the first index at which the sum of the weights so far exceeds target. A target below the sum of them all has
// one, since sums are made in the same order everywhere; the last index stands in where the sum overflows.
func search(weights []float64, target float64) int {
	var sum float64
	for j, w := range weights {
		if sum += w; sum > target {
			return j
		}
	}
	return len(weights) - 1
}

// drawBestOfTwo fills the first n places of xs one after the other: of two different entries drawn from what is left, the
// one with the better score comes first, the one drawn first where they are equal; the other is left for later places.
func (s *stream) drawBestOfTwo(xs []int32, n int, entries []Entry) {
	for k := 0; k < n && k < len(xs)-1; k++ {
		first := k + s.below(len(xs)-k)
		xs[k], xs[first] = xs[first], xs[k]
		second := k + 1 + s.below(len(xs)-k-1)
		if byScore(&entries[xs[second]], &entries[xs[k]]) < 0 {
			xs[k], xs[second] = xs[second], xs[k]
		}
	}
}
