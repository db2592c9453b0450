package scenarios

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/reports"
)

var twoHarmsAndACost = []reports.Column{{Metric: "a"}, {Metric: "b"}, {Metric: "price", Cost: true}}

// once is a run of one replication.
func once(values ...float64) ledger {
	l := make(ledger, len(values))
	for i, v := range values {
		l[i] = []float64{v}
	}
	return l
}

func TestWhatARemedyDoesToTheHarm(t *testing.T) {
	for _, c := range []struct {
		run    ledger
		effect reports.Effect
		less   []string
		more   []string
	}{
		{once(0, 0, 50), reports.Prevents, []string{"a", "b"}, nil},
		{once(10, 100, 50), reports.Nothing, nil, nil},
		{once(10, 100.5, 5), reports.Nothing, nil, nil}, // alike within 1 %
		{once(9, 100, 5), reports.Eases, []string{"a"}, nil},
		{once(0, 100, 5), reports.Eases, []string{"a"}, nil},
		{once(9, 110, 5), reports.Moves, []string{"a"}, []string{"b"}},
		{once(0, 110, 5), reports.Moves, []string{"a"}, []string{"b"}},
		{once(10, 110, 5), reports.Worsens, nil, []string{"b"}},
	} {
		got, err := weigh(c.run, once(10, 100, 5), twoHarmsAndACost)
		require.NoError(t, err)
		require.Equal(t, weighed{c.effect, c.less, c.more}, got, "%v", c.run)
	}
}

// TestNothingIsPreventedWhereNothingHappened: a remedy cannot take credit for harm that there was not.
func TestNothingIsPreventedWhereNothingHappened(t *testing.T) {
	got, err := weigh(once(0, 0, 50), once(0, 0, 5), twoHarmsAndACost)
	require.NoError(t, err)
	require.Equal(t, reports.Nothing, got.effect)
}

func TestTheBestRemedyHasTheLeastOfTheWorstHarm(t *testing.T) {
	incident := once(10, 100, 5)
	for _, c := range []struct {
		says string
		rows []ledger
		best int
	}{
		{"the first harm decides", []ledger{incident, once(5, 0, 0), once(4, 90, 90)}, 2},
		{"then the second", []ledger{incident, once(4, 80, 90), once(4, 90, 0)}, 1},
		{"then the price", []ledger{incident, once(4, 80, 90), once(4, 80, 10)}, 2},
		{"then the order", []ledger{incident, once(4, 80, 10), once(4, 80, 10)}, 1},
		{"cheaper but no better is no remedy", []ledger{incident, once(10, 100, 1)}, 0},
		{"less of a lesser harm makes up for nothing", []ledger{incident, once(11, 0, 0)}, 0},
	} {
		got, err := bestOf(c.rows, twoHarmsAndACost)
		require.NoError(t, err)
		require.Equal(t, c.best, got, c.says)
	}
}

// TestCompareReplications: the differences pair by pair decide, not the means; and chance must not explain them.
func TestCompareReplications(t *testing.T) {
	for _, c := range []struct {
		says string
		a, b []float64
		want int
	}{
		{"one: alike within 1 %", []float64{100}, []float64{100.9}, 0},
		{"one: more than 1 %", []float64{100}, []float64{102}, -1},
		{"equal", []float64{3, 5, 8}, []float64{3, 5, 8}, 0},
		{"always less by the same, however little", []float64{1000, 2000}, []float64{1001, 2001}, -1},
		{"always more by the same", []float64{1001, 2001}, []float64{1000, 2000}, 1},
		{"always less by nearly the same", []float64{90, 189, 291, 390}, []float64{100, 200, 300, 400}, -1},
		{"now less, now more", []float64{50, 250, 250, 450}, []float64{100, 200, 300, 400}, 0},
		{"two replications say little", []float64{0, 0}, []float64{1, 2}, 0},
	} {
		got, err := compare(c.a, c.b)
		require.NoError(t, err)
		require.Equal(t, c.want, got, c.says)
	}
	_, err := compare([]float64{1, math.Inf(1)}, []float64{1, 2})
	require.ErrorContains(t, err, "not finite")
	require.Equal(t, "within 1 %", alikeWords(1))
	require.Equal(t, "95 % interval of paired differences holds 0", alikeWords(2))
}

// TestCompareIsAnOrder: it is antisymmetric, and equal values are alike, of one replication as of several.
func TestCompareIsAnOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5).Draw(t, "n")
		values := rapid.SliceOfN(rapid.Float64Range(0, 1e12), n, n)
		a, b := values.Draw(t, "a"), values.Draw(t, "b")
		sign := func(a, b []float64) int {
			sign, err := compare(a, b)
			require.NoError(t, err)
			return sign
		}
		require.Equal(t, 0, sign(a, a))
		require.Equal(t, -sign(a, b), sign(b, a))
		if n == 1 && math.Abs(a[0]-b[0]) > alike*max(a[0], b[0]) {
			require.Equal(t, a[0] < b[0], sign(a, b) < 0)
		}
	})
}

// TestAnIncidentThatIsNotReproduced says so: with a list that a timer renews, nobody fails (SYNC-08).
func TestAnIncidentThatIsNotReproduced(t *testing.T) {
	s := open(t, "felis")
	replay, _ := play(t, s, Options{Seed: 1, Set: []string{"client.desktop.cache.refresh=on-expiry"}})
	require.Equal(t, reports.Fail, replay.Verdict)
	require.Equal(t, reports.NotReproduced, replay.Remedies.Rows[0].Effect)

	replay, _ = play(t, s, Options{Seed: 1})
	require.Equal(t, reports.Baseline, replay.Remedies.Rows[0].Effect)
	require.Equal(t, "reprise why felis", replay.Remedies.Why)
	require.Equal(t, "within 1 %", replay.Remedies.Alike)
}
