package scoring_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/scoring"
)

func TestEMA(t *testing.T) {
	documented := scoring.Documented()
	for _, tc := range []struct {
		name string
		old  float64
		has  bool
		mbps float64
		want float64
	}{
		{"LB-18: the first sample", 0, false, 150, 150},
		{"LB-18: the first sample is not rounded", 0, false, 123.456789, 123.456789},
		{"LB-18: an old average that there is not does not count", 700, false, 150, 150},
		{"LB-18: an old average of 0 is one", 0, true, 100, 30},
		{"LB-18: 0.3*300 + 0.7*100", 100, true, 300, 160},
		{"LB-18: rounded to 2 places", 100, true, 100.06, 100.02},
		{"LB-18: a half goes to the even digit", 0.125, true, 0.125, 0.12},
		{"LB-18: and up where that is even", 1.875, true, 1.875, 1.88},
	} {
		t.Run(tc.name, func(t *testing.T) { require.Equal(t, tc.want, documented.EMA(tc.old, tc.has, tc.mbps)) })
	}
}

func TestEMAWithAnotherAlpha(t *testing.T) {
	s := scoring.Documented()
	s.EMAAlpha = 0.5
	require.Equal(t, 150.0, s.EMA(100, true, 200))
}

func TestEMALaws(t *testing.T) {
	documented := scoring.Documented()
	rapid.Check(t, func(t *rapid.T) {
		old := rapid.Float64Range(0, 10_000).Draw(t, "old")
		mbps := rapid.Float64Range(0, 10_000).Draw(t, "sample")
		ema := documented.EMA(old, true, mbps)
		require.GreaterOrEqual(t, ema, min(old, mbps)-0.00501, "LB-18: between the two, but for the rounding")
		require.LessOrEqual(t, ema, max(old, mbps)+0.00501)
		require.Equal(t, rounded(0.3*mbps, 0.7*old), ema)
	})
}

// rounded is the sum, made in doubles, to 2 places: by exact arithmetic, the even one of two that are equally near.
func rounded(a, b float64) float64 {
	hundredfold := new(big.Rat).Mul(new(big.Rat).SetFloat64(a+b), big.NewRat(100, 1))
	below := new(big.Int).Div(hundredfold.Num(), hundredfold.Denom()) // the largest whole number that is not above
	rest := new(big.Rat).Sub(hundredfold, new(big.Rat).SetInt(below))
	half := rest.Cmp(big.NewRat(1, 2))
	if half > 0 || half == 0 && below.Bit(0) == 1 {
		below.Add(below, big.NewInt(1))
	}
	nearest, _ := new(big.Rat).SetFrac(below, big.NewInt(100)).Float64()
	return nearest
}

// Halves, and the doubles next to them, are where rounding goes wrong: every odd multiple of 1/8 is a half at 2 places.
func TestRoundingAroundHalves(t *testing.T) {
	s := scoring.Documented()
	s.EMAAlpha = 1 // the average is the sample, rounded
	for eighths := range 4000 {
		half := float64(eighths) / 8
		for _, x := range []float64{math.Nextafter(half, 0), half, math.Nextafter(half, math.Inf(1))} {
			require.Equal(t, rounded(x, 0), s.EMA(0, true, x), "%v", x)
		}
	}
}
