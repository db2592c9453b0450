package exact

import "math"

// node is a point of a quadrature rule over -1 to 1, and its weight. The weights sum to 1: they average.
type node struct{ at, weight float64 }

// legendre is the rule of Gauss and Legendre with n points.
func legendre(n int) []node {
	nodes := make([]node, n)
	for i := range nodes {
		x := math.Cos(math.Pi * (float64(i) + 0.75) / (float64(n) + 0.5))
		slope := 0.0
		for range 100 { // Newton's method: a handful of steps
			value, previous := x, 1.0
			for k := 2; k <= n; k++ {
				value, previous = (float64(2*k-1)*x*value-float64(k-1)*previous)/float64(k), value
			}
			slope = float64(n) * (x*value - previous) / (x*x - 1)
			step := value / slope
			x -= step
			if math.Abs(step) < 1e-15 {
				break
			}
		}
		nodes[i] = node{at: x, weight: 1 / ((1 - x*x) * slope * slope)}
	}
	return nodes
}
