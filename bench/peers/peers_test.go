package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/bench"
)

// scripted is an engine of known speed; drift is how far it is from the right time.
type scripted struct {
	rates []float64 // events a second, of the warm-up and of each round
	drift int64
	now   int64
	calls []int
}

func (s *scripted) end() {}
func (s *scripted) advance(events int) (seconds float64, now int64, err error) {
	rate := s.rates[len(s.calls)]
	if rate == 0 {
		return 0, 0, errors.New("it died")
	}
	s.calls = append(s.calls, events)
	s.now += int64(events) + s.drift
	return float64(events) / rate, s.now, nil
}

var threeEntrants = []entrant{{name: "reprise"}, {name: "ns-3 A", ns3: true}, {name: "ns-3 B", ns3: true}}

// The warm-up is not counted; the ratio is of medians, and that to ns-3 of its fastest way.
func TestComparisonOfMedians(t *testing.T) {
	c := contest{Model: "hold", Pending: 10, warmUp: 7, events: 100}
	engines := []engine{
		&scripted{rates: []float64{1, 40, 90, 60}},
		&scripted{rates: []float64{1, 10, 30, 20}},
		&scripted{rates: []float64{1, 5, 4, 6}},
	}
	rates, err := c.rounds(threeEntrants, engines, 3)
	require.NoError(t, err)
	require.Equal(t, []int{7, 100, 100, 100}, engines[0].(*scripted).calls)
	r := c.judge(threeEntrants, rates)
	for i, want := range []engineResult{
		{"reprise", 60, 90, 1}, {"ns-3 A", 20, 30, 3}, {"ns-3 B", 5, 6, 12},
	} {
		got := r.Engines[i]
		require.Equal(t, want.Engine, got.Engine)
		require.InDeltaSlice(t, []float64{want.Median, want.Best, want.Ratio}, []float64{got.Median, got.Best, got.Ratio}, 1e-9)
	}
	require.InDelta(t, 3, r.BestNS3, 1e-9)
}

// An engine that is one nanosecond off does other work, and one that dies ends the comparison.
func TestEnginesMustAgree(t *testing.T) {
	c := contest{Model: "hold", Pending: 10, warmUp: 7, events: 100}
	steady := func() engine { return &scripted{rates: []float64{1, 1, 1}} }
	_, err := c.rounds(threeEntrants, []engine{steady(), steady(), &scripted{rates: []float64{1, 1, 1}, drift: 1}}, 2)
	require.ErrorContains(t, err, "ns-3 B is at 8 ns after round 0, reprise at 7 ns")
	_, err = c.rounds(threeEntrants, []engine{steady(), &scripted{rates: []float64{1, 0, 1}}, steady()}, 2)
	require.ErrorContains(t, err, "ns-3 A: it died")
}

// Without a compiler, one line says what to install, and the exit code is 2.
func TestMissingCompiler(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	var stdout, stderr bytes.Buffer
	require.Equal(t, 2, run(t.Context(), nil, &stdout, &stderr))
	require.Equal(t, "building the peers\npeers: g++ is missing; on Debian or Ubuntu: apt-get install g++ libns3-dev\n", stderr.String())
	require.Empty(t, stdout.String())
}

func TestMisuse(t *testing.T) {
	for _, args := range [][]string{{"-format", "xml"}, {"-fast"}, {"all"}} {
		var stdout, stderr bytes.Buffer
		require.Equal(t, 2, run(t.Context(), args, &stdout, &stderr))
		require.NotEmpty(t, stderr.String())
	}
}

// ns-3 under each of its schedulers, container/heap and reprise run the same models: the same virtual time after the same
// number of events.
func TestRealPeersAgree(t *testing.T) {
	built, err := build(t.Context(), t.TempDir())
	var missing *missingError
	if errors.As(err, &missing) {
		t.Skip("not held against ns-3:", err)
	}
	require.NoError(t, err)
	for _, c := range []contest{
		{Model: "hold", Pending: 300, warmUp: 1000, events: 5000},
		{Model: "mm1", warmUp: 1000, events: 5000},
	} {
		r, err := c.run(t.Context(), built, 2)
		require.NoError(t, err)
		require.Len(t, r.Engines, len(entrants()))
	}
}

func TestViews(t *testing.T) {
	c := &comparison{
		Results: []contestResult{{
			contest: contest{Model: "hold", Pending: 1000, warmUp: 1, events: 2},
			Engines: []engineResult{{"reprise", 22e6, 23e6, 1}, {"ns-3 Map", 4e6, 5e6, 5.5}},
			BestNS3: 5.5,
		}},
		Rounds:   7,
		Versions: versions{NS3: "3.37", Logging: true, Compiler: "g++ 12"},
		Machine:  bench.Machine{CPU: "Fast One", Cores: 2, Platform: "linux/amd64", Go: "go1.26"},
		Date:     "2026-11-22",
	}
	var view bytes.Buffer
	require.NoError(t, text(&view, c))
	require.Equal(t, `Fast One, 2 cores, linux/amd64, go1.26
ns-3 3.37 (logging compiled in, and off), g++ 12
2026-11-22, 7 rounds in turns

hold, 1000 pending   events/s   best round   reprise is
  reprise            22.00 M    23.00 M      1.00 times as fast
  ns-3 Map           4.00 M     5.00 M       5.50 times as fast
  ns-3 at its best                           5.50 times as fast
`, view.String())

	view.Reset()
	require.NoError(t, asJSON(&view, c))
	var shape map[string]any
	require.NoError(t, json.Unmarshal(view.Bytes(), &shape))
	result := shape["results"].([]any)[0].(map[string]any)
	require.Equal(t, "hold", result["model"])
	require.Equal(t, 1000.0, result["pending"])
	require.Equal(t, 5.5, result["ratio_to_best_ns3"])
	require.Equal(t, map[string]any{"engine": "ns-3 Map", "events_per_s": 4e6, "best": 5e6, "ratio": 5.5}, result["engines"].([]any)[1])
}
