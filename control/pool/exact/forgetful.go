package exact

import "slices"

const (
	forgets = 0.2   // the least share of transitions that must not depend on where they start
	leftOut = 1e-12 // what is left out may be this share of any probability
	likely  = 1e-3  // what a state that is often visited is found with
)

// forgetful is the long-run law, up to a factor, of a chain that soon forgets where it was; nil: this one does not, and
// is left as it was.
//
// If at least the share w(i) f(j) of transitions from i goes to j, then T = wf + E with a matrix E that has no negative
// entry, and the law is f + fE + fEE and so on, up to a factor: all terms positive, at n^2 a term instead of n^3. A term
// that is at most r < 1 times the one before, in every place, bounds all that follow it by r/(1-r).
func forgetful(m matrix) []float64 {
	common := commonShare(m)
	if fromFarEnd(common)[0] < forgets {
		return nil
	}
	weights := make([]float64, m.rows)
	for i := range weights {
		weights[i] = portion(m.row(i), common)
		addScaled(m.row(i), common, -weights[i])
		for j, p := range m.row(i)[:m.rows] {
			m.row(i)[j] = max(p, 0) // where rounding left less than nothing
		}
	}
	if law := sumOfTerms(m, common); law != nil {
		return law
	}
	for i, w := range weights {
		addScaled(m.row(i), common, w)
	}
	return nil
}

// sumOfTerms is f + fE + fEE and so on; nil: it takes so many terms that eliminating is as good.
func sumOfTerms(m matrix, first []float64) []float64 {
	law, term := slices.Clone(first), slices.Clone(first)
	next := make([]float64, m.rows)
	for range 20 + m.rows/8 {
		step(m, term, next)
		slowest := 0.0
		for j := range next {
			law[j] += next[j]
			switch {
			case term[j] >= negligible:
				slowest = max(slowest, next[j]/term[j])
			case next[j] >= negligible:
				slowest = 1 // it may come and go: no bound on what follows
			}
		}
		term, next = next, term
		if slowest < 1 && within(term, law, leftOut*(1-slowest)) {
			return law
		}
	}
	return nil
}

// step is a law one transition later.
func step(m matrix, law, next []float64) {
	clear(next)
	for i, share := range law {
		if share >= negligible {
			addScaled(next, m.row(i)[:m.rows], share)
		}
	}
}

// commonShare is the least entry of each column among the rows of states that are often visited, as three transitions
// from the last state tell.
func commonShare(m matrix) []float64 {
	often, next := slices.Clone(m.row(m.rows - 1)[:m.rows]), make([]float64, m.rows)
	for range 2 {
		step(m, often, next)
		often, next = next, often
	}
	var least []float64
	for i, share := range often {
		if share < likely {
			continue
		}
		row := m.row(i)[:m.rows]
		if least == nil {
			least = slices.Clone(row)
		}
		for j, p := range row {
			least[j] = min(least[j], p)
		}
	}
	return least
}

// portion is the largest factor, up to 1, with which what lies under row everywhere.
func portion(row, what []float64) float64 {
	w := 1.0
	for j, p := range what {
		if p > 0 {
			w = min(w, row[j]/p)
		}
	}
	return w
}

// within reports whether every number of small is at most the share of its counterpart, or negligible.
func within(small, large []float64, share float64) bool {
	for i := range small {
		if small[i] > negligible && small[i] > share*large[i] {
			return false
		}
	}
	return true
}
