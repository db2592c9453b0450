package random

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"

	"reprise/sim/stats"
)

// reference is what gonum says of the same distribution.
type reference interface {
	CDF(float64) float64
	Mean() float64
	StdDev() float64
}

type distCase struct {
	dist Dist
	ref  reference
}

func distCases(t *testing.T) map[string]distCase {
	t.Helper()
	logNormal := func(mean, cv float64) distuv.LogNormal {
		sigma := math.Sqrt(math.Log(1 + cv*cv))
		return distuv.LogNormal{Mu: math.Log(mean) - sigma*sigma/2, Sigma: sigma}
	}
	gamma := func(mean, cv float64) distuv.Gamma {
		return distuv.Gamma{Alpha: 1 / (cv * cv), Beta: 1 / (mean * cv * cv)}
	}
	return map[string]distCase{
		"uniform":             {must(NewUniform(110, 130))(t), distuv.Uniform{Min: 110, Max: 130}},
		"uniform of negative": {must(NewUniform(-3, 1))(t), distuv.Uniform{Min: -3, Max: 1}},
		"exponential":         {must(NewExponential(5))(t), distuv.Exponential{Rate: 0.2}},
		"lognormal":           {must(NewLogNormal(12, 0.5))(t), logNormal(12, 0.5)},
		"lognormal, wide":     {must(NewLogNormal(12, 1.5))(t), logNormal(12, 1.5)},
		"gamma, narrow":       {must(NewGamma(10, 0.1))(t), gamma(10, 0.1)},
		"gamma":               {must(NewGamma(10, 0.3))(t), gamma(10, 0.3)},
		"gamma, exponential":  {must(NewGamma(10, 1))(t), distuv.Exponential{Rate: 0.1}},
		"gamma, wide":         {must(NewGamma(10, 2))(t), gamma(10, 2)},
	}
}

func TestDrawsFollowTheirDistribution(t *testing.T) {
	const n = 20_000
	for name, test := range distCases(t) {
		t.Run(name, func(t *testing.T) {
			s := New(1, name, 0, 0)
			draws := make([]float64, n)
			var sample stats.Sample
			for i := range draws {
				draws[i] = test.dist.Draw(s)
				sample.Add(draws[i])
			}
			require.NoError(t, sample.Err())
			requireDrawnFrom(t, test.ref.CDF, draws)
			require.InEpsilon(t, test.ref.Mean(), test.dist.Mean(), 1e-12)
			require.InDelta(t, test.ref.Mean(), sample.Mean(), 3.3*test.ref.StdDev()/math.Sqrt(n))
			require.InEpsilon(t, test.ref.StdDev(), sample.StdDev(), 0.07)
		})
	}
}

// Common random numbers stay in step: one uniform a draw, and a draw that grows with it.
func TestDrawsAreInversions(t *testing.T) {
	type drawn struct{ u, x float64 }
	cases := distCases(t)
	cases["empirical"] = distCase{dist: must(NewEmpirical([]float64{3, 1, 2, 2}))(t)}
	for name, test := range cases {
		s := New(1, name, 0, 0)
		var draws []drawn
		for range 2000 {
			before := *s
			x := test.dist.Draw(s)
			draws = append(draws, drawn{before.Open(), x})
			require.Equal(t, before, *s, "%s takes one uniform a draw", name)
		}
		slices.SortFunc(draws, func(a, b drawn) int { return cmp.Compare(a.u, b.u) })
		require.True(t, slices.IsSortedFunc(draws, func(a, b drawn) int { return cmp.Compare(a.x, b.x) }), name)
	}
}

func TestGammaQuantileInvertsTheDistributionFunction(t *testing.T) {
	for _, cv := range []float64{MinCV, 0.1, 0.5, 0.9, 1, 1.1, 2, 5, MaxCV} {
		d := must(NewGamma(1, cv))(t)
		for _, u := range []float64{0x1p-53, 1e-9, 1e-3, 0.1, 0.5, 0.9, 0.999, 1 - 1e-9, 1 - 0x1p-53} {
			x := d.quantile(u)
			require.False(t, math.IsNaN(x) || math.IsInf(x, 0))
			if x > 1e-300 { // below, the quantile is too small for a float64
				require.InEpsilon(t, u, mathext.GammaIncReg(d.shape, x), 1e-12, "cv %v, u %v", cv, u)
			}
		}
	}
}

func TestDrawsDoNotAllocate(t *testing.T) {
	cases := distCases(t)
	cases["empirical"] = distCase{dist: must(NewEmpirical([]float64{1, 2, 3}))(t)}
	for name, test := range cases {
		s := New(1, name, 0, 0)
		require.Zero(t, testing.AllocsPerRun(200, func() { test.dist.Draw(s) }), name)
	}
}

func TestConstantTakesNothingFromTheStream(t *testing.T) {
	s := New(1, "x", 0, 0)
	before := *s
	d := must(NewConstant(4.5))(t)
	require.Equal(t, 4.5, d.Draw(s))
	require.Equal(t, 4.5, d.Mean())
	require.Equal(t, before, *s)
}

func TestDistributionsRefuseImpossibleParameters(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	errorOf := func(_ any, err error) error { return err }
	for _, test := range []struct {
		err  error
		want string
	}{
		{errorOf(NewConstant(nan)), "constant: value is NaN"},
		{errorOf(NewConstant(inf)), "constant: value is +Inf"},
		{errorOf(NewUniform(2, 1)), "uniform: lower bound 2 is above upper bound 1"},
		{errorOf(NewUniform(nan, 1)), "must be finite"},
		{errorOf(NewUniform(0, inf)), "must be finite"},
		{errorOf(NewUniform(-math.MaxFloat64, math.MaxFloat64)), "must be finite"},
		{errorOf(NewExponential(0)), "exp: mean is 0; it must be above 0"},
		{errorOf(NewExponential(nan)), "must be finite"},
		{errorOf(NewLogNormal(-1, 1)), "lognormal: mean is -1"},
		{errorOf(NewLogNormal(1, 0)), "lognormal: coefficient of variation is 0; it must be 0.01 to 10"},
		{errorOf(NewGamma(1, nan)), "gamma: coefficient of variation is NaN"},
		{errorOf(NewGamma(1, 10.5)), "gamma: coefficient of variation is 10.5"},
		{errorOf(NewGamma(inf, 1)), "gamma: mean is +Inf"},
		{errorOf(NewEmpirical(nil)), "empirical: no observations"},
		{errorOf(NewEmpirical([]float64{1, nan})), "empirical: observation is NaN"},
	} {
		require.ErrorContains(t, test.err, test.want)
	}
}

func TestDistributionNames(t *testing.T) {
	require.Equal(t, "constant:2.5", must(NewConstant(2.5))(t).String())
	require.Equal(t, "uniform:1,2", must(NewUniform(1, 2))(t).String())
	require.Equal(t, "exp:5", must(NewExponential(5))(t).String())
	require.Equal(t, "lognormal:12,0.5", must(NewLogNormal(12, 0.5))(t).String())
	require.Equal(t, "gamma:10,0.3", must(NewGamma(10, 0.3))(t).String())
	require.Equal(t, "empirical of 2 observations", must(NewEmpirical([]float64{1, 2}))(t).String())
}

func TestReadEmpirical(t *testing.T) {
	d, err := ReadEmpirical(strings.NewReader("# fill times, s\n3\n\n 1.5 # retried\r\n1.5\n6e0"))
	require.NoError(t, err)
	require.Equal(t, 3.0, d.Mean())

	s := New(1, "empirical", 0, 0)
	counts := map[float64]float64{}
	for range 8000 {
		counts[d.Draw(s)]++
	}
	require.Len(t, counts, 3)
	requireChiSquare(t, []float64{counts[1.5], counts[3], counts[6]}, []float64{4000, 2000, 2000})
}

func TestReadEmpiricalSaysWhichLineIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       "no observations",
		"# nothing\n":                            "no observations",
		"1\ntwo\n3":                              `line 2: "two" is not a finite number`,
		"1\n2\n\nNaN":                            `line 4: "NaN" is not a finite number`,
		"1e999":                                  "line 1",
		"1 2":                                    `line 1: "1 2" is not a finite number`,
		"1\n" + strings.Repeat("7", 100_000):     "line 2",
		strings.Repeat("1\n", MaxObservations+1): "line 1000001: more than 1000000 observations",
	} {
		_, err := ReadEmpirical(strings.NewReader(text))
		require.ErrorContains(t, err, want)
	}
}

// must turns a constructor's two results into one, or ends the test.
func must[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		require.NoError(t, err)
		return value
	}
}
