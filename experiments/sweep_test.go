package experiments

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/reports"
	"reprise/scenarios"
)

// quick is a scenario of two hours with randomness, played in a millisecond: a pool under sign-ups.
const quick = `name: quick
title: two hours of sign-ups
start: 2026-03-10T06:00:00Z
end: 2026-03-10T08:00:00Z
world:
  fleet: small-proxy
  signups: {per_hour: 300, pool: 60, assumed: a test}
settings:
  pipeline.enabled: {value: false, assumed: a test}
  account.pool.min-size: {value: 20, assumed: a test}
  account.pool.target-size: {value: 100, assumed: a test}
timeline:
  - {at: 2026-03-10T06:30:00Z, do: signups.spike, with: {factor: 2, for: 30m}, assumed: a test}
expect:
  - {id: falls-back, metric: signup.fallbacks, is: "> 0"}
  - {id: nobody-is-refused, metric: signup.failed, is: == 0}
harm: [signup.fallbacks]
cost: [pool.mean_size]
`

func scenario(t require.TestingT, text string) *scenarios.Scenario {
	s, err := scenarios.Open("quick.yaml", func(string) ([]byte, error) { return []byte(text), nil })
	require.NoError(t, err)
	return s
}

func quickly(t require.TestingT) Sweep {
	return Sweep{Scenario: scenario(t, quick), Over: []string{"account.pool.min-size=10:40:10", "account.pool.target-size=60,100"}, Reps: 3, Seed: 1,
		Build: "test", Again: "reprise sweep quick.yaml"}
}

func ran(t require.TestingT, s Sweep) []byte {
	result, err := s.Run(context.Background())
	require.NoError(t, err)
	var text bytes.Buffer
	require.NoError(t, reports.JSON(&text, result))
	return text.Bytes()
}

// TestSweepAnswersAsReplays: a point is what a replay with its settings comes to.
func TestSweepAnswersAsReplays(t *testing.T) {
	s := quickly(t)
	result, err := s.Run(context.Background())
	require.NoError(t, err)
	require.Len(t, result.Points, 8)
	for _, i := range []int{0, 5} {
		point := result.Points[i]
		replay, err := scenarios.Replay(s.Scenario, scenarios.Options{Seed: 1, Reps: 3, Variant: scenarios.AsWas,
			Set: []string{"account.pool.min-size=" + point.Values[0], "account.pool.target-size=" + point.Values[1]}})
		require.NoError(t, err)
		require.Equal(t, replay.Intervals["signup.fallbacks"], point.Responses[0])
		require.Equal(t, replay.Intervals["pool.mean_size"], point.Responses[1])
		held := 0
		for _, e := range replay.Expectations {
			if e.Verdict == reports.Pass {
				held++
			}
		}
		require.Equal(t, held, point.Held)
	}
	require.Equal(t, []string{"10", "60"}, result.Points[0].Values)
	require.Equal(t, []float64{30, 60}, result.Points[4].At)
	require.Equal(t, 2, result.Judged)
}

// TestTheFelisCliff: a list of 26 of 49 is short from a threshold of 0.531 on (SYNC-02, SYNC-15); below it nothing mends it, and it is
// handed out twice.
func TestTheFelisCliff(t *testing.T) {
	s, err := scenarios.Open("felis", os.ReadFile)
	require.NoError(t, err)
	sweep := Sweep{Scenario: s, Over: []string{"config.partial.threshold=0.45:0.65:0.05"}, Metrics: []string{"client.partial_lists"}, Reps: 8, Seed: 1}
	result, err := sweep.Run(context.Background())
	require.NoError(t, err)
	require.Len(t, result.Cliffs, 1)
	cliff := result.Cliffs[0]
	require.Equal(t, [2]string{"0.5", "0.55"}, [2]string{cliff.From, cliff.To})
	require.Equal(t, [2]float64{2, 1}, [2]float64{cliff.Before, cliff.After})
	require.Equal(t, result.Judged, result.Points[4].Held)
	require.Contains(t, result.Points[0].Failed, "partial-list")
}

// TestTheNumberOfWorkersChangesNothing.
func TestTheNumberOfWorkersChangesNothing(t *testing.T) {
	one, five := quickly(t), quickly(t)
	one.Workers, five.Workers = 1, 5
	require.Equal(t, string(ran(t, one)), string(ran(t, five)))
}

func TestWrongQuestions(t *testing.T) {
	for name, test := range map[string]struct {
		spoil func(*Sweep)
		want  string
	}{
		"nothing":        {func(s *Sweep) { s.Over = nil }, "nothing to sweep over; --over key=lo:hi:step or --over key=a,b,c"},
		"one rep":        {func(s *Sweep) { s.Reps = 1 }, "--reps 1: one replication has no interval; at least 2"},
		"unknown key":    {func(s *Sweep) { s.Over = []string{"account.pool.min-siz=1,2"} }, "--over account.pool.min-siz=1: unknown setting, did you mean \"account.pool.min-size\"?"},
		"last value":     {func(s *Sweep) { s.Over = []string{"config.partial.threshold=0.5:1.1:0.1"} }, `--over config.partial.threshold=1.1: "1.1" is out of range; a share from 0 to 1`},
		"together":       {func(s *Sweep) { s.Over[0] = "account.pool.min-size=10,70" }, "--over: at account.pool.min-size=70 account.pool.target-size=60: quick as-was: account.pool.min-size is 70, above account.pool.target-size, which is 60"},
		"twice":          {func(s *Sweep) { s.Over[1] = "account.pool.min-size=1,2" }, "the key is swept over twice; all its values in one --over"},
		"set too":        {func(s *Sweep) { s.Set = []string{"account.pool.min-size=5"} }, "the key is given by --set too; one of the two"},
		"set wrong":      {func(s *Sweep) { s.Set = []string{"sync.workers=x"} }, "--set sync.workers=x: "},
		"variant":        {func(s *Sweep) { s.Variant = "other" }, "other"},
		"metric":         {func(s *Sweep) { s.Metrics = []string{"signup.fallback"} }, "--metric signup.fallback: the scenario measures no such, did you mean \"signup.fallbacks\"?"},
		"metric twice":   {func(s *Sweep) { s.Metrics = []string{"signup.fallbacks", "signup.fallbacks"} }, "--metric signup.fallbacks: is there twice; each once"},
		"too many":       {func(s *Sweep) { s.Reps = 20_000 }, "--over: more than 5 points, so that points times --reps is above 100000"},
		"too many drawn": {func(s *Sweep) { s.Points, s.Reps = 1001, 100 }, "--over: more than 1000 points"},
		"no step":        {func(s *Sweep) { s.Over[0] = "account.pool.min-size=10:40" }, "a range without a step; lo:hi:step, or --lhs N"},
	} {
		s := quickly(t)
		s.State = filepath.Join(t.TempDir(), "state")
		test.spoil(&s)
		_, err := s.Run(context.Background())
		var usage *scenarios.UsageError
		require.True(t, errors.As(err, &usage), "%s: %v", name, err)
		require.Contains(t, err.Error(), test.want, name)
		require.NotContains(t, err.Error(), "\n")
		require.NoFileExists(t, s.State, name)
	}
}

// TestAHypercubeKeepsWholeNumbersWhole, and takes fractions where the setting does.
func TestAHypercubeKeepsWholeNumbersWhole(t *testing.T) {
	s := quickly(t)
	s.Over = []string{"account.pool.min-size=10:40", "config.partial.threshold=0:1", "sync.scan.interval=1m:24h:log", "config.partial.policy=serve,error"}
	s.Points = 12
	result, err := s.Run(context.Background())
	require.NoError(t, err)
	require.Equal(t, reports.DesignHypercube, result.Design)
	fractions, policies := 0, map[string]int{}
	for _, p := range result.Points {
		require.NotContains(t, p.Values[0], ".")
		policies[p.Values[3]]++
		if strings.Contains(p.Values[1], ".") {
			fractions++
		}
	}
	require.Greater(t, fractions, 8)
	require.Equal(t, map[string]int{"serve": 6, "error": 6}, policies)
	require.Len(t, result.Influences, 3*2)
	require.Less(t, result.Influences[0].Rank, -0.8, "a higher minimum, fewer fallbacks")
	require.Less(t, result.Influences[2].Rank, result.Influences[2].Chance, "the threshold has no part in it")
	require.Empty(t, result.Cliffs)
}

func TestRanksOfEqualsAreInTheMiddle(t *testing.T) {
	require.Equal(t, []float64{2.5, 0, 2.5, 1, 4}, ranks([]float64{7, 1, 7, 2, 9}))
}

// Cut off anywhere, a journal gives the same result in the end.
func TestAJournalMayBeCutAnywhere(t *testing.T) {
	dir := t.TempDir()
	few := func(t require.TestingT) Sweep {
		s := quickly(t)
		s.Over = []string{"account.pool.min-size=10,20,30"}
		s.Reps = 2
		return s
	}
	s := few(t)
	s.State = filepath.Join(dir, "whole")
	want := ran(t, s)
	journal, err := os.ReadFile(s.State)
	require.NoError(t, err)
	plain := few(t)
	require.Equal(t, string(want), string(ran(t, plain)), "without a journal")
	played := 0
	rapid.Check(t, func(t *rapid.T) {
		keep := rapid.IntRange(0, len(journal)).Draw(t, "bytes kept")
		cut := few(t)
		cut.State = filepath.Join(dir, "cut")
		require.NoError(t, os.WriteFile(cut.State, journal[:keep], 0o644))
		runs := 0
		cut.Progress = func(done, total int) { runs = total }
		require.Equal(t, string(want), string(ran(t, cut)))
		played += runs
		cut.Progress = func(done, total int) { require.Equal(t, total, done, "all of it is kept") }
		require.Equal(t, string(want), string(ran(t, cut)))
		again, err := os.ReadFile(cut.State)
		require.NoError(t, err)
		require.Len(t, strings.Split(string(again), "\n"), 6+2, "a line a run, each once")
		require.True(t, bytes.HasPrefix(again, journal[:bytes.LastIndexByte(journal[:keep], '\n')+1]), "what was whole stays")
	})
	require.Positive(t, played)
}

// Stopped in the middle, it says how far it came, and goes on from there.
func TestStoppedAndGoneOn(t *testing.T) {
	want := ran(t, quickly(t))
	s := quickly(t)
	s.State = filepath.Join(t.TempDir(), "state")
	s.Workers = 2
	ctx, stop := context.WithCancel(context.Background())
	s.Progress = func(done, total int) {
		if done == 7 {
			stop()
		}
	}
	_, err := s.Run(ctx)
	var stopped *Stopped
	require.True(t, errors.As(err, &stopped), err)
	require.Equal(t, 24, stopped.Total)
	require.GreaterOrEqual(t, stopped.Done, 7)
	require.Less(t, stopped.Done, 24)
	first := -1
	s.Progress = func(done, total int) {
		if first < 0 {
			first = done
		}
	}
	require.Equal(t, string(want), string(ran(t, s)))
	require.Equal(t, stopped.Done, first)
	s.Progress = func(done, total int) { require.Equal(t, total, done, "nothing is played twice") }
	require.Equal(t, string(want), string(ran(t, s)))
}
