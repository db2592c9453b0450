package reports

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestChance(t *testing.T) {
	for p, want := range map[float64]string{
		0: "0", 1: "100 %", 0.5: "50 %", 0.02779655: "2.78 %", 0.01: "1 %", 0.0031: "0.31 %", 6.94e-4: "0.0694 %", 1e-4: "0.01 %",
		9.99e-5: "9.99e-5", 8.575989e-13: "8.58e-13", 1e-90: "1e-90", 5e-324: "4.94e-324", 0.99999: "> 99.99 %", math.NaN(): "-",
	} {
		require.Equal(t, want, chance(p))
	}
}

func TestHowOften(t *testing.T) {
	for perHour, want := range map[float64]string{
		0: "none", 33.35586: "33.4 an hour", 1: "1 an hour", 12345.6: "12,300 an hour", 0.0829: "1.99 a day", 1.0 / 24: "1 a day",
		0.0203: "178 a year", 1.029119e-9: "one in 111,000 years", 1e-15: "one in 1.14e11 years", 1e-300: "one in 1.14e296 years",
		math.NaN(): "-", math.Inf(1): "+∞ an hour",
	} {
		require.Equal(t, want, howOften(perHour))
	}
}

func TestClaimsThatFallBack(t *testing.T) {
	for p, want := range map[float64]string{
		0: "no claim", 1: "100 % of claims", 0.02779655: "2.78 % of claims", 0.0031: "one claim in 323", 8.575989e-13: "one claim in 1.17e12",
		5e-324: "no claim",
	} {
		require.Equal(t, want, claimsThatFallBack(p))
	}
}

func TestAtMost(t *testing.T) {
	plan := PoolPlan{PoolFare: PoolFare{Fallback: 1e-12, FallbackPerHour: 1.2e-9, AtMost: true}}
	require.Equal(t, "≤ 1e-12", plan.chance())
	require.Equal(t, "≤ one in 95,100 years", plan.often())
	require.Equal(t, "at most one claim in 1e12 finds the pool empty (p_fallback ≤ 1e-12; ≤ one in 95,100 years)", plan.emptiness())
	plan.Fallback, plan.FallbackPerHour = 0, 0
	require.Equal(t, "0", plan.chance(), "nothing is less than none")
	require.Equal(t, "none", plan.often())
	require.Equal(t, "no claim finds the pool empty (p_fallback 0)", plan.emptiness())
}

func TestSampledShowsBothEnds(t *testing.T) {
	for _, of := range []int{1, 2, 11, 12, 13, 24, 25, 1000} {
		shown := 0
		for i := range of {
			if sampled(i, of, 12) {
				shown++
			}
		}
		require.Equal(t, min(of, 12), shown, "of %d", of)
		require.True(t, sampled(0, of, 12) && sampled(of-1, of, 12), "of %d", of)
	}
}
