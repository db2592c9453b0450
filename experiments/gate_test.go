package experiments

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/reports"
	"reprise/scenarios"
)

var some = measured{
	{Name: "client.failed_attempts"}, {Name: "client.failed_attempts.desktop"}, {Name: "sessions.slow_share", Unit: "share"},
	{Name: "signup.wait_p99", Unit: "s"}, {Name: "pool.alerts"}, {Name: "log.alerts"}, {Name: "log.POOL_LOW"},
}

func TestGatesAreRead(t *testing.T) {
	for text, want := range map[string]gate{
		"failed_attempts > +5%":          {0, true, share(0.05)},
		"client.failed_attempts>5%":      {0, true, share(0.05)},
		" failed_attempts.desktop < -10": {1, false, amount{Value: -10}},
		"desktop > 1e-3":                 {1, true, amount{Value: 0.001}},
		"slow_share < -.25":              {2, false, amount{Value: -0.25}},
		"wait_p99 > +10s":                {3, true, amount{Value: 10}},
		"wait_p99 > 1m30s":               {3, true, amount{Value: 90}},
		"wait_p99 > 10":                  {3, true, amount{Value: 10}},
		"POOL_LOW > 0":                   {6, true, amount{}},
		"pool.alerts > 0":                {4, true, amount{}},
	} {
		got, err := some.parseGate(text)
		require.NoError(t, err, text)
		require.NotEmpty(t, got.limit.written)
		got.limit.written = ""
		require.Equal(t, want, got, text)
	}
}

func TestGatesThatAreNone(t *testing.T) {
	for text, want := range map[string]string{
		"":                              `"" is no limit on a difference; METRIC > AMOUNT or METRIC < AMOUNT, as in`,
		"failed_attempts":               "is no limit",
		"failed_attempts >= 5%":         "is no limit",
		"failed_attempts > 5 %":         "is no limit",
		"failed_attempts > 5% > 3":      "is no limit",
		"failed_atempts > 5%":           `unknown metric "failed_atempts"`,
		"alerts > 5%":                   `"alerts" may be pool.alerts or log.alerts`,
		"attempts > 5%":                 `unknown metric "attempts"; log.EVENT, or one of: client.failed_attempts, `,
		"failed_attempts > 10s":         `"10s" is no difference of client.failed_attempts; a share of A as in 5%, or a number`,
		"failed_attempts > NaN":         `"NaN" is no difference`,
		"failed_attempts > inf":         `"inf" is no difference`,
		"failed_attempts > 1e999":       `"1e999" is no difference`,
		"failed_attempts > 0x10":        `"0x10" is no difference`,
		"slow_share > 10%%":             `"10%%" is no difference of sessions.slow_share; a share of A as in 5%, or a number of its own, as in 0.01`,
		"signup.wait_p99 > 5 s":         "is no limit",
		"client.failed_attempts.ios >1": `unknown metric "client.failed_attempts.ios"`,
	} {
		_, err := some.parseGate(text)
		var wrong *scenarios.UsageError
		require.ErrorAs(t, err, &wrong, text)
		require.Contains(t, wrong.Text, want)
		require.NotContains(t, wrong.Text, "\n")
	}
}

func FuzzGates(f *testing.F) {
	for _, text := range []string{"failed_attempts > +5%", "slow_share < -.25", "wait_p99 > 1m30s", "x > \x00", "desktop>1e309%"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		g, err := some.parseGate(text)
		if err != nil {
			return
		}
		again, err := some.parseGate(some.gateText(g))
		require.NoError(t, err)
		require.Equal(t, g, again)
		require.LessOrEqual(t, abs(g.limit.Value), amountMax)
	})
}

func TestOutcomesOfGates(t *testing.T) {
	about10, noise, alike := shifted(9, 10, 11, 10), shifted(-9, 10, -11, 14), shifted(0, 0, 0, 0, 0, 0)
	nothing := pair{make([]float64, 6), make([]float64, 6)}
	fromNothing := pair{make([]float64, 6), []float64{1, 2, 1, 2, 1, 2}}
	for _, c := range []struct {
		gate string
		pair pair
		want reports.GateOutcome
	}{
		{"failed_attempts > +5%", about10, reports.GateFails},
		{"failed_attempts > +8", about10, reports.GateFails},
		{"failed_attempts > +10", about10, reports.GateUndecided},
		{"failed_attempts > +12", about10, reports.GateHolds},
		{"failed_attempts > +20%", about10, reports.GateHolds},
		{"failed_attempts < +5%", about10, reports.GateHolds},
		{"failed_attempts < +20%", about10, reports.GateFails},
		{"failed_attempts < -1", noise, reports.GateUndecided},
		{"failed_attempts > 0", alike, reports.GateHolds},
		{"failed_attempts < 0", alike, reports.GateHolds},
		{"failed_attempts < +5%", alike, reports.GateFails}, // an improvement was asked for
		{"failed_attempts > 0", shifted(0, 0), reports.GateUndecided},
		{"failed_attempts > 0", shifted(5), reports.GateUndecided},
		{"failed_attempts > +5%", nothing, reports.GateHolds},
		{"failed_attempts > +5%", fromNothing, reports.GateFails}, // any share of nothing is nothing
		{"failed_attempts > +3", fromNothing, reports.GateHolds},
	} {
		g, err := some.parseGate(c.gate)
		require.NoError(t, err)
		outcome, _ := one.hold(g, c.pair)
		require.Equal(t, c.want, outcome, "%s of %v", c.gate, c.pair)
	}
}

// Arms that agree everywhere are within 5 % of each other, though A alone varies, and is mostly 0.
func TestAGateOnArmsThatAgreeIsNotUndecided(t *testing.T) {
	rare := pair{a: []float64{0, 0, 0, 1, 0, 0, 0}}
	rare.b = rare.a
	g, err := some.parseGate("failed_attempts > +5%")
	require.NoError(t, err)
	outcome, _ := one.hold(g, rare)
	require.Equal(t, reports.GateHolds, outcome)
}

// A wider limit never lets less pass, and a stricter level decides no more.
func TestGatesAreMonotone(t *testing.T) {
	order := []reports.GateOutcome{reports.GateFails, reports.GateUndecided, reports.GateHolds}
	rapid.Check(t, func(t *rapid.T) {
		p := pairs(t)
		limits := rapid.SliceOfN(rapid.Map(rapid.IntRange(-20, 20), func(i int) float64 { return float64(i) / 2 }), 2, 2).Draw(t, "limits")
		slices.Sort(limits)
		of := func(limit float64, j judge) int {
			outcome, _ := j.hold(gate{above: true, limit: amount{Value: limit}}, p)
			return slices.Index(order, outcome)
		}
		require.LessOrEqual(t, of(limits[0], one), of(limits[1], one))
		if strict := of(limits[0], one.among(5)); strict != 1 {
			require.Equal(t, strict, of(limits[0], one))
		}
	})
}

// The same gate on swapped arms, on the other side, has the same outcome.
func TestGatesAreMirrored(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := pairs(t)
		limit := float64(rapid.IntRange(-10, 10).Draw(t, "limit"))
		above, _ := one.hold(gate{above: true, limit: amount{Value: limit}}, p)
		below, _ := one.hold(gate{limit: amount{Value: -limit}}, pair{p.b, p.a})
		require.Equal(t, above, below)
	})
}

// The report of a gate is in shares of A where its limit is, and its interval is on the side of the limit that decided.
func TestGatesAreReported(t *testing.T) {
	g, err := some.parseGate("failed_attempts > +5%")
	require.NoError(t, err)
	r := one.judgeGate(some, g, shifted(9, 10, 11, 10), reports.Pass)
	require.True(t, r.Relative)
	require.Equal(t, "client.failed_attempts > +5%", r.Gate)
	require.Equal(t, reports.GateFails, r.Outcome)
	require.Equal(t, reports.Fail, r.Verdict)
	require.InDelta(t, 0.05, r.Limit, 1e-12)
	require.InDelta(t, 0.10, r.Actual, 1e-12)
	require.InDelta(t, 0.10-0.0130, *r.Low, 1e-4) // 3.182 · 0.8165 / 2, of 100
	require.InDelta(t, 0.10+0.0130, *r.High, 1e-4)

	r = one.judgeGate(some, g, pair{make([]float64, 6), []float64{0, 1, 0, 1, 0, 0}}, reports.Pass)
	require.False(t, r.Relative, "of nothing there is no share")
	require.Zero(t, r.Limit)
	require.Equal(t, reports.GateUndecided, r.Outcome)
	require.Equal(t, reports.Pass, r.Verdict, "as --undecided says")
	require.Positive(t, *r.More)
	require.True(t, strings.HasPrefix(r.Gate, r.Metric))
}
