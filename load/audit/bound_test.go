package audit_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/load/audit"
)

// The bounds are the textbook's.
func TestBound(t *testing.T) {
	for _, tc := range []struct {
		seen, n int
		want    float64
	}{
		{0, 0, 1}, {0, 1, 0.95}, {0, 100, 0.029513}, {0, 20_000, 1.49775e-4}, {0, 1_000_000, 2.99573e-6},
		{1, 100, 0.046560}, {5, 100, 0.102253}, {10, 10, 1}, {12, 10, 1},
	} {
		got := audit.Bound(tc.seen, tc.n)
		require.InEpsilon(t, tc.want, got, 1e-4, "%d of %d", tc.seen, tc.n)
		if tc.n > tc.seen {
			require.InDelta(t, 0.05, atMost(tc.seen, tc.n, got), 1e-6, "so few are seen in one run of twenty")
		}
	}
}

// atMost is the chance of so many of n, or fewer, where each has the chance p.
func atMost(seen, n int, p float64) (sum float64) {
	for k := range seen + 1 {
		choose := 1.0
		for i := range k {
			choose *= float64(n-i) / float64(i+1)
		}
		sum += choose * math.Pow(p, float64(k)) * math.Pow(1-p, float64(n-k))
	}
	return sum
}
