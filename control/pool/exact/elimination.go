package exact

// unreachable is the pivot from which on a set of states counts as never left.
const unreachable = 1e-280

// matrix is a square or broader table, row by row.
type matrix struct {
	rows, columns int
	cells         []float64
}

func newMatrix(rows, columns int) matrix {
	return matrix{rows: rows, columns: columns, cells: make([]float64, rows*columns)}
}

func (m matrix) row(i int) []float64 { return m.cells[i*m.columns : (i+1)*m.columns : (i+1)*m.columns] }

// stationary is the long-run law of a chain whose transitions are the first columns of m, as many as it has rows; it
// overwrites them.
func stationary(m matrix) []float64 {
	law := forgetful(m)
	if law == nil {
		law = eliminated(m)
	}
	total := fromFarEnd(law)[0]
	for i := range law {
		law[i] /= total
	}
	return law
}

// eliminated is the law, up to a factor. States are eliminated from the first to the last without a subtraction (Grassmann, Taksar and Heyman,
// 1985): every probability comes out with nearly all its digits, however small it is. What the diagonal holds does not
// matter. Where the states up to k are as good as never left, the law lies on them.
func eliminated(m matrix) []float64 {
	n := m.rows
	law := make([]float64, n)
	top := eliminate(m)
	law[top] = 1
	for k := top - 1; k >= 0; k-- {
		sum := 0.0
		for i := k + 1; i <= top; i++ {
			sum += law[i] * m.cells[i*m.columns+k]
		}
		law[k] = sum
		if sum > 1e20 { // the states before it lie higher still: keep them in range
			for i := k; i <= top; i++ {
				law[i] /= sum
			}
		}
	}
	return law
}

// eliminate leaves in column k, below the diagonal, how often k is visited between visits to the states after it, for
// each visit to one of them. It returns the state that it could not eliminate, for it does not leave.
func eliminate(m matrix) (top int) {
	n := m.rows
	for k := range n - 1 {
		pivot := m.row(k)[k+1 : n]
		out := 0.0
		for _, p := range pivot {
			out += p
		}
		if out < unreachable {
			return k
		}
		for i := k + 1; i < n; i++ {
			row := m.row(i)[k:n]
			visits := row[0] / out
			row[0] = visits
			if visits < negligible {
				continue
			}
			addScaled(row[1:], pivot, visits)
		}
	}
	return n - 1
}

// addScaled adds factor times what to sum.
func addScaled(sum, what []float64, factor float64) {
	for len(what) >= 4 && len(sum) >= 4 {
		sum[0] += factor * what[0]
		sum[1] += factor * what[1]
		sum[2] += factor * what[2]
		sum[3] += factor * what[3]
		sum, what = sum[4:], what[4:]
	}
	for i := range what {
		sum[i] += factor * what[i]
	}
}

func sum(numbers []float64) float64 {
	all := 0.0
	for _, x := range numbers {
		all += x
	}
	return all
}
