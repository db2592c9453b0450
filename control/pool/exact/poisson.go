package exact

import (
	"math"
	"slices"
)

// negligible is the probability that counts as none: beside the smallest fallback probability that matters (1e-80 and
// far below it) it is nothing, and numbers above it keep all their digits.
const negligible = 1e-300

// claims is the law of the number of claims in a stretch of time, Poisson, with what follows from it for a pool that no
// account is added to meanwhile. Every table is summed from the far end or over positive numbers only, so that it is
// exact to a few units in the last place wherever it is not 0.
type claims struct {
	mean  float64
	hours float64   // how long the stretch is
	exact []float64 // [k]: exactly k claims; this and the next two up to the largest pool
	least []float64 // [k]: k claims or more; 0 beyond
	lost  []float64 // [i]: expected claims that a pool of i cannot serve; 0 beyond
	stock []float64 // [i]: expected integral of the stock from i on, account hours; held knows it beyond the end
}

// newClaims tabulates the claims of a stretch of so many hours in which mean claims are expected, the stock for pools up
// to largest at least.
func newClaims(mean, hours float64, largest int) *claims {
	law := poisson(mean)
	least := fromFarEnd(law)
	least[0] = 1
	// What a pool of i loses is the sum over k > i of P(K >= k).
	lost := fromFarEnd(least)[1:]
	c := &claims{mean: mean, hours: hours, exact: upToLargest(law), least: upToLargest(least), lost: upToLargest(lost)}
	c.stock = stocks(c, largest)
	return c
}

// upToLargest is the part of a table that the largest pool looks at, so that the rest need not stay in memory.
func upToLargest(table []float64) []float64 {
	return slices.Clone(table[:min(len(table), LargestTarget+1)])
}

// stocks are the expected integrals of the stock over a stretch: (1/rate) times the sum over k < i of
// (i-k) P(K >= k+1), by summing P(K >= k) twice.
func stocks(c *claims, largest int) []float64 {
	stock := make([]float64, max(largest+1, len(c.least)))
	once, twice := 0.0, 0.0
	for i := 1; i < len(stock); i++ {
		once += at(c.least, i)
		twice += once
		stock[i] = float64(i) * c.hours
		if c.mean > 0 {
			stock[i] = twice / c.mean * c.hours
		}
	}
	return stock
}

// held is stock also beyond its end: the claims reach no further, and each account stays for the whole stretch.
func (c *claims) held(i int) float64 {
	last := min(i, len(c.stock)-1)
	return c.stock[last] + float64(i-last)*c.hours
}

// poisson is the law of a Poisson number, as far as it is not negligible. It goes from the mode to both sides by the
// ratio of neighbours, and is then made to sum to 1: no factorial, no power, nothing to overflow.
func poisson(mean float64) []float64 {
	mode := int(mean)
	var above []float64
	for k, p := mode+1, 1.0; ; k++ {
		p *= mean / float64(k)
		if p < negligible {
			break
		}
		above = append(above, p)
	}
	law := make([]float64, mode+1, mode+1+len(above))
	law[mode] = 1
	for k, p := mode, 1.0; k > 0; k-- {
		p *= float64(k) / mean
		if p < negligible {
			break
		}
		law[k-1] = p
	}
	law = append(law, above...)
	total := fromFarEnd(law)[0]
	for k := range law {
		law[k] /= total
	}
	return law
}

// fromFarEnd are the sums from each place to the end, the smallest numbers of a falling tail first.
func fromFarEnd(numbers []float64) []float64 {
	sums := make([]float64, len(numbers)+1)
	for k := len(numbers) - 1; k >= 0; k-- {
		sums[k] = sums[k+1] + numbers[k]
	}
	return sums
}

// at is a table's number at i, 0 beyond its end.
func at(table []float64, i int) float64 {
	if i < len(table) {
		return table[i]
	}
	return 0
}

// exceeds bounds the probability that a Poisson number is at least k, for k above its mean (Chernoff).
func exceeds(mean float64, k int) float64 {
	x := float64(k)
	if x <= mean {
		return 1
	}
	if mean == 0 {
		return 0
	}
	return math.Exp(x - mean - x*math.Log(x/mean))
}
