package exact

import (
	"math"
	"slices"
)

const (
	distinct = 1e-8  // how much of a change must be left when later ones are taken out of it, for still earlier ones to say more
	rounding = 1e-16 // how much is always left
	evident  = 1e10  // how many times cut a chance must be, for what is cut not to be seen in it
)

// extrapolated is where laws a period apart lead (reduced rank extrapolation; Sidi, 1991): the mean of them, with weights of either
// sign that sum to 1, that a period would change least. A period is linear in the law. So what it leaves alone, such as how
// likely each of several sets of laws is that never mix, a mean leaves alone too; and a mean of tails is as exact, relative to
// them, as they are. That is why changes are measured against the law, place by place. The weights are those of the latest law and
// the ones before it; what a period multiplies by a root of them, as coefficients of a polynomial, is what the mean leaves out.
// A period is not linear in chances near cut: they stay as they are.
func extrapolated(laws []matrix, cut float64) (aim matrix, weights []float64) {
	last := laws[len(laws)-1]
	var directions, upper [][]float64 // the changes, latest first, are directions times upper, where columns are rows
	for i := len(laws) - 1; i > 0; i-- {
		change := relative(laws[i], laws[i-1], last, evident*cut)
		size := norm(change)
		column := make([]float64, 0, len(laws))
		for _, d := range directions { // modified Gram-Schmidt
			along := inner(d, change)
			addScaled(change, d, -along)
			column = append(column, along)
		}
		left := max(norm(change), rounding*size)
		upper = append(upper, append(column, left))
		if left <= distinct*size {
			break // these changes sum to as good as nothing: there is where they lead
		}
		for k := range change {
			change[k] /= left
		}
		directions = append(directions, change)
	}
	aim, weights = newMatrix(last.rows, last.columns), leastWeights(upper)
	for j, weight := range weights {
		addScaled(aim.cells, laws[len(laws)-1-j].cells, weight)
	}
	for k, p := range last.cells {
		if p <= evident*cut {
			aim.cells[k] = p
		}
	}
	return aim, weights
}

// relative are the changes from one law to the next, each against what is there in the last law, where that is more than least.
func relative(next, law, last matrix, least float64) []float64 {
	changes := make([]float64, len(last.cells))
	for k, p := range last.cells {
		if p > least {
			changes[k] = (next.cells[k] - law.cells[k]) / p
		}
	}
	return changes
}

// leastWeights are those, of sum 1, with which the columns of an upper triangle sum to the shortest vector: up to a factor the
// solution of R'Rw = 1.
func leastWeights(upper [][]float64) []float64 {
	w := make([]float64, len(upper))
	for j, column := range upper {
		w[j] = (1 - inner(column[:j], w)) / column[j]
	}
	for j, column := range slices.Backward(upper) {
		w[j] /= column[j]
		addScaled(w[:j], column[:j], -w[j])
	}
	total := sum(w)
	for j := range w {
		w[j] /= total
	}
	return w
}

// isLaw reports whether no number is negative, and they sum to 1.
func isLaw(m matrix) bool {
	return slices.Min(m.cells) >= 0 && math.Abs(sum(m.cells)-1) < 1e-9
}

func norm(v []float64) float64 { return math.Sqrt(inner(v, v)) }

// inner is the sum of the products, as far as a goes.
func inner(a, b []float64) float64 {
	sum := 0.0
	for i, x := range a {
		sum += x * b[i]
	}
	return sum
}

// rootsWithin reports whether all roots of a polynomial are less than radius from 0 (Schur and Cohn); its coefficients are those
// of the highest power first.
func rootsWithin(polynomial []float64, radius float64) bool {
	p := slices.Clone(polynomial)
	for i := range p {
		p[i] /= math.Pow(radius, float64(i))
	}
	for last := len(p) - 1; last > 0; last-- {
		ratio := p[last] / p[0]
		if !(math.Abs(ratio) < 1) {
			return false
		}
		for i, j := 0, last; i <= j; i, j = i+1, j-1 {
			p[i], p[j] = p[i]-ratio*p[j], p[j]-ratio*p[i]
		}
	}
	return true
}
