package exact

// Laws are the long-run laws of a chain by both ways to solve it; the first is nil where the chain does not soon forget
// where it was.
func Laws(chain [][]float64) (forgetfully, eliminating []float64) {
	m, again := newMatrix(len(chain), len(chain)), newMatrix(len(chain), len(chain))
	for i, row := range chain {
		copy(m.row(i), row)
		copy(again.row(i), row)
	}
	return forgetful(m), eliminated(again)
}
