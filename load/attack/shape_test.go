package attack

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseRate(t *testing.T) {
	for text, perSecond := range map[string]float64{"400/s": 400, "1200/h": 1.0 / 3, "90/m": 1.5, "86400/d": 1, "1e3/s": 1000} {
		rate, err := ParseRate(text)
		require.NoError(t, err)
		require.InEpsilon(t, perSecond, rate, 1e-12, text)
	}
	for _, text := range []string{"", "400", "400/", "/s", "0/s", "-1/s", "NaN/s", "Inf/s", "1e7/s", "400/week", "400/s/s", " 400/s"} {
		_, err := ParseRate(text)
		require.ErrorContains(t, err, "is no rate; allowed: a number above 0 per s, m, h or d", text)
	}
}

func TestParseShape(t *testing.T) {
	for text, want := range map[string]Shape{
		"constant":               {},
		"poisson":                {kind: poissonKind},
		"ramp:100/s..800/s":      {kind: rampKind, from: 100, to: 800},
		"ramp:60/m..0.5/s":       {kind: rampKind, from: 1, to: 0.5},
		"sine:400/s,200/s,10s":   {kind: sineKind, from: 400, to: 200, period: 10 * time.Second},
		"trace:claims.csv":       {kind: traceKind, file: "claims.csv"},
		"trace:C:..,/claims.csv": {kind: traceKind, file: "C:..,/claims.csv"},
	} {
		shape, err := ParseShape(text)
		require.NoError(t, err)
		want.text = text
		require.Equal(t, want, shape)
		require.Equal(t, text, shape.String())
	}
	require.Equal(t, "constant", Shape{}.String())
}

func TestWrongShapesAreToldInALine(t *testing.T) {
	for text, want := range map[string]string{
		"":                     `"" is no shape of arrivals; allowed: constant, poisson, ramp:100/s..800/s, sine:`,
		"burst":                `"burst" is no shape of arrivals; allowed: constant,`,
		"constant:5":           `"constant:5" is no shape`,
		"poisson:":             `"poisson:" is no shape`,
		"trace":                `"trace" is no shape`,
		"trace:":               `"trace:" is no shape`,
		"ramp":                 `"ramp": a ramp has two rates; allowed:`,
		"ramp:100/s":           `"ramp:100/s": a ramp has two rates; allowed:`,
		"ramp:0/s..5/s":        `"ramp:0/s..5/s": "0/s" is no rate; allowed:`,
		"ramp:5/s..x":          `"ramp:5/s..x": "x" is no rate; allowed:`,
		"sine:4/s,2/s":         `"sine:4/s,2/s": a sine has a mean, an amplitude and a period; allowed:`,
		"sine:4,2/s,1s":        `"4" is no rate; allowed:`,
		"sine:4/s,2,1s":        `"2" is no rate; allowed:`,
		"sine:4/s,5/s,1s":      `the amplitude is above the mean; allowed: up to it`,
		"sine:4/s,2/s,0s":      `"0s" is no period; allowed: a duration from 1ms to 24h`,
		"sine:4/s,2/s,10":      `"10" is no period`,
		"sine:4/s,2/s,10s,1/s": `a sine has a mean`,
	} {
		shape, err := ParseShape(text)
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), "\n")
		require.Zero(t, shape)
	}
}

func FuzzParseShape(f *testing.F) {
	for _, text := range []string{
		"constant", "poisson", "ramp:100/s..800/s", "sine:400/s,200/s,10s", "trace:a.csv", "ramp:..", "sine:,,", "trace:\n", "ramp:1/s..NaN/s",
		"sine:1e-300/s,1e-300/s,24h", "ramp:0x1p-1074/s..1/h",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		shape, err := ParseShape(text)
		if err != nil {
			require.Less(t, len(err.Error()), 400)
			require.NotContains(t, err.Error(), "\n")
			require.Contains(t, err.Error(), "; allowed: ")
			return
		}
		require.Equal(t, text, shape.String())
		if shape.kind == traceKind {
			return
		}
		if a, err := shape.Arrivals(10, time.Second, 1); err == nil && a.Count() < 1000 {
			for n := range a.Count() {
				require.True(t, a.At(n) >= 0 && a.At(n) < time.Second)
			}
		}
	})
}

func TestArrivalsRefuseWhatNoRunCanHold(t *testing.T) {
	ask := func(text string, rate float64, over time.Duration) error {
		shape, err := ParseShape(text)
		require.NoError(t, err)
		_, err = shape.Arrivals(rate, over, 1)
		return err
	}
	require.ErrorContains(t, ask("constant", 0, time.Second), "constant arrivals need a rate; allowed: a number above 0")
	require.ErrorContains(t, ask("poisson", -1, time.Second), "poisson arrivals need a rate")
	require.ErrorContains(t, ask("constant", 1, 0), "the run lasts 0s; allowed: above 0s, up to 24h")
	require.ErrorContains(t, ask("constant", 1, 25*time.Hour), "the run lasts 25h0m0s")
	require.ErrorContains(t, ask("constant", 400, 24*time.Hour), "come to 34560000 requests; allowed: 1 to 10000000")
	require.ErrorContains(t, ask("ramp:1000/s..1000/s", 0, 24*time.Hour), "come to 86400000 requests")
	require.ErrorContains(t, ask("poisson", 1e-9, time.Second), "come to 0 requests")
	require.NoError(t, ask("ramp:1/s..2/s", 0, time.Second), "it has rates of its own")
	require.NoError(t, ask("sine:2/s,1/s,1s", 0, time.Second))
	require.ErrorContains(t, ask("trace:no such file", 0, time.Second), "trace:no such file: open no such file: ")
}

func TestTraceArrivals(t *testing.T) {
	const file = "../../fixtures/traces/per-5-minutes.csv" // 101,014 claims in two weeks
	shape, err := ParseShape("trace:" + file)
	require.NoError(t, err)

	fitted, err := shape.Arrivals(0, 30*time.Second, 1)
	require.NoError(t, err)
	require.Equal(t, 101_014, fitted.Count())
	require.InDelta(t, 30, fitted.Over().Seconds(), 1e-6)

	paced, err := shape.Arrivals(10_000, time.Minute, 1)
	require.NoError(t, err)
	require.Equal(t, 101_014, paced.Count(), "at that rate all of it fits, and the run is shorter")
	require.InEpsilon(t, 10_000, float64(paced.Count())/paced.Over().Seconds(), 1e-6)

	cut, err := shape.Arrivals(1000, 20*time.Second, 1)
	require.NoError(t, err)
	require.Equal(t, 20*time.Second, cut.Over(), "the rest is left out")
	require.Less(t, cut.Count(), 40_000)

	bad := filepath.Join(t.TempDir(), "bad.csv")
	require.NoError(t, os.WriteFile(bad, []byte("created_at\nyesterday\n"), 0o600))
	shape.file = bad
	_, err = shape.Arrivals(0, time.Second, 1)
	require.ErrorContains(t, err, "bad.csv:2:1: created_at: ")
	require.Equal(t, 1, strings.Count(err.Error()+"\n", "\n"))
}
