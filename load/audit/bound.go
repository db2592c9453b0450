package audit

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// level is that of the bounds.
const level = 0.95

// Bound is what the share of bad ones is below, one-sided at 95 %, when so many of n claims were seen to be: Clopper and Pearson's,
// which with none seen is 1 - 0.05^(1/n). Of no claims nothing is known: 1.
func Bound(seen, n int) float64 {
	switch {
	case seen >= n:
		return 1
	case seen == 0:
		return -math.Expm1(math.Log(1-level) / float64(n))
	}
	return distuv.Beta{Alpha: float64(seen + 1), Beta: float64(n - seen)}.Quantile(level)
}
