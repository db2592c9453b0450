package experiments

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mathext"
	"pgregory.net/rapid"

	"reprise/reports"
	"reprise/sim/random"
)

var one = judge{alpha: alpha}

func share(of float64) amount { return amount{Value: of, Relative: true} }

// shifted is a pair whose differences are these, above an A of 100.
func shifted(differences ...float64) pair {
	p := pair{}
	for _, d := range differences {
		p.a, p.b = append(p.a, 100), append(p.b, 100+d)
	}
	return p
}

func TestVerdicts(t *testing.T) {
	equal := func(d float64, n int) pair { return shifted(slices.Repeat([]float64{d}, n)...) }
	for _, c := range []struct {
		name      string
		pair      pair
		direction int
		want      reports.Change
	}{
		{"less of a harm", shifted(-9, -10, -11, -10), -1, reports.Better},
		{"more of a harm", shifted(9, 10, 11, 10), -1, reports.Worse},
		{"more of what is good", shifted(9, 10, 11, 10), 1, reports.Better},
		{"less of what is good", shifted(-9, -10, -11, -10), 1, reports.Worse},
		{"more of what is neither", shifted(9, 10, 11, 10), 0, reports.More},
		{"less of what is neither", shifted(-9, -10, -11, -10), 0, reports.Less},
		{"0 and differences that matter are both possible", shifted(-9, 10, -11, 14), -1, reports.Undecided},
		{"0 is possible, though all seen are above it", shifted(1, 20, 10, 10), -1, reports.Undecided},
		{"all that is possible is within 1 %", shifted(-0.1, 0.1, -0.2, 0.1), -1, reports.NoDifference},
		{"a difference, and it is within 1 %", shifted(0.4, 0.5, 0.6, 0.5), -1, reports.TooSmall},
		{"a difference, perhaps not within 1 %", shifted(0.8, 0.9, 1.1, 0.9), -1, reports.Worse},
		{"no difference anywhere", equal(0, 2), -1, reports.Same},
		{"nor in the one that there is", equal(0, 1), -1, reports.Same},
		{"one replication is no sample", equal(5, 1), -1, reports.NotJudged},
		{"five on the same side may be chance", equal(5, 5), -1, reports.Undecided},
		{"six are not", equal(5, 6), -1, reports.Worse},
	} {
		require.Equal(t, c.want, one.verdict(c.pair, share(0.01), c.direction), c.name)
	}
	known := judge{alpha: alpha, exact: true}
	require.Equal(t, reports.Worse, known.verdict(equal(5, 2), share(0.01), -1), "nothing is left to chance")
	require.Equal(t, reports.TooSmall, known.verdict(equal(0.5, 2), share(0.01), -1))
	require.Equal(t, reports.Undecided, one.verdict(pair{make([]float64, 4), []float64{0, 0, 0, 1}}, share(0.01), -1), "of nothing, no share is small")
}

// A share of A is judged replication by replication: B = 1.04 A is within 5 % of A, however much A varies.
func TestChanceInACounts(t *testing.T) {
	p := pair{a: []float64{10, 1000, 30, 500}}
	for _, a := range p.a {
		p.b = append(p.b, 1.04*a)
	}
	require.False(t, one.calls(p), "the differences themselves vary so much that they may be 0")
	require.False(t, one.within(p, share(0.03)))
	require.True(t, judge{alpha: 0.2}.within(p, share(0.05)))
}

// pairs draws two arms with something in common.
func pairs(t *rapid.T) pair {
	n := rapid.IntRange(1, 12).Draw(t, "replications")
	of := func(name string) []float64 {
		return rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 40), func(i int) float64 { return float64(i) / 4 }), n, n).Draw(t, name)
	}
	return pair{of("a"), of("b")}
}

// mirrored is what is said of B - A when A and B have changed places.
var mirrored = map[reports.Change]reports.Change{
	reports.Better: reports.Worse, reports.Worse: reports.Better, reports.More: reports.Less, reports.Less: reports.More,
	reports.Same: reports.Same, reports.Undecided: reports.Undecided, reports.NotJudged: reports.NotJudged,
	reports.NoDifference: reports.NoDifference, reports.TooSmall: reports.TooSmall,
}

func TestSwappingTheArmsMirrorsTheVerdict(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := pairs(t)
		least := amount{Value: rapid.Float64Range(0, 5).Draw(t, "least")} // a share of A would be one of B
		direction := rapid.IntRange(-1, 1).Draw(t, "direction")
		require.Equal(t, mirrored[one.verdict(p, least, direction)], one.verdict(pair{p.b, p.a}, least, direction))
	})
}

func TestAnotherScaleIsTheSameVerdict(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := pairs(t)
		scaled := pair{}
		for i := range p.a {
			scaled.a, scaled.b = append(scaled.a, 1024*p.a[i]), append(scaled.b, 1024*p.b[i])
		}
		require.Equal(t, one.verdict(p, share(0.1), -1), one.verdict(scaled, share(0.1), -1))
	})
}

// What is told with a stricter level is told with a laxer one.
func TestALaxerLevelTellsNoLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := pairs(t)
		if one.among(rapid.IntRange(1, 10).Draw(t, "questions")).calls(p) {
			require.True(t, one.calls(p))
		}
	})
}

// normals are independent standard normal numbers.
func normals(name string, trial uint64, n int) []float64 {
	s := random.New(1, name, 0, trial)
	xs := make([]float64, n)
	for i := range xs {
		xs[i] = mathext.NormalQuantile(s.Open())
	}
	return xs
}

// about is how far the share of so many trials may be from what it should be: three and a third deviations.
func about(share float64, trials int) float64 {
	return 3.3 * math.Sqrt(share*(1-share)/float64(trials))
}

// As many more replications as are said to be needed do tell, in about 80 % of cases.
func TestMoreReplicationsTell(t *testing.T) {
	const trials, first = 400, 200
	told := 0
	for trial := range uint64(trials) {
		p := shifted(normals("more", trial, first)...)
		for i := range p.b {
			p.b[i] += 0.1
		}
		more := one.more(estimate{mean: 0.1, deviation: 1, n: first}, 0.1, likely)
		require.Equal(t, 587, *more) // ((1.96 + 0.84) / 0.1)^2 = 785, and a little for the quantile
		further := shifted(normals("further", trial, *more)...)
		for i := range further.b {
			further.b[i] += 0.1
		}
		if one.calls(pair{append(p.a, further.a...), append(p.b, further.b...)}) {
			told++
		}
	}
	require.InDelta(t, 0.8, float64(told)/trials, about(0.8, trials))
}

// What is missing is an interval that leaves out 0, or one that leaves out all that matters, whichever is nearer.
func TestMoreIsForTheNearerEnd(t *testing.T) {
	noise := normals("more for", 0, 50)
	centre := mean(noise)
	for i := range noise {
		noise[i] -= centre
	}
	at := func(d float64) pair {
		p := shifted(noise...)
		for i := range p.b {
			p.b[i] += d
		}
		return p
	}
	deviation := math.Sqrt(varianceOf(noise))
	for _, c := range []struct{ difference, least, away float64 }{
		{0.05, 0.01, 0.05}, {-0.05, 0.01, 0.05}, // above what matters: it is told from 0
		{0.01, 0.1, 0.09}, {-0.01, 0.1, 0.09}, // hardly anything: it is told from what matters
		{0.06, 0.1, 0.06}, {0.04, 0.1, 0.06},
	} {
		more := one.moreFor(at(c.difference), amount{Value: c.least})
		require.InEpsilon(t, math.Pow((1.96+0.8416)*deviation/c.away, 2), float64(*more+50), 0.01, "%+v", c)
	}
}

func TestAShareOfWhatIsBelowZero(t *testing.T) {
	require.Equal(t, 5.0, share(0.05).of(-100))
	below := pair{a: []float64{-100, -101, -99, -100}, b: []float64{-90, -91, -89.5, -90}}
	require.Equal(t, reports.Worse, one.verdict(below, share(0.05), -1))
	require.True(t, one.within(below, share(0.15)))
	require.False(t, one.within(below, share(0.05)))
}

func TestMoreThatNobodyCanPlay(t *testing.T) {
	require.Nil(t, one.more(estimate{mean: 0, deviation: 1, n: 20, sound: true}, 0, likely), "0 is told from 0 by nothing")
	require.Nil(t, one.more(estimate{deviation: 1e6, n: 20, sound: true}, 1e-3, likely))
	require.Equal(t, 2, *one.more(estimate{mean: 3, n: 4}, 3, likely), "of six equal differences two are missing")
	require.Equal(t, 1, *one.more(estimate{deviation: 1, n: 20, sound: true}, 100, likely))
}
