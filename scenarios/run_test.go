package scenarios

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/reports"
)

// TestResultsDoNotDependOnWorkers: the same seed gives the same result, byte by byte, on any number of workers.
func TestResultsDoNotDependOnWorkers(t *testing.T) {
	s := open(t, "felis-fleet")
	s.World.Population.Accounts = 200
	var first []byte
	for _, workers := range []int{1, 2, 8} {
		replay, err := Replay(s, Options{Seed: 7, Reps: 3, Workers: workers})
		require.NoError(t, err)
		var out bytes.Buffer
		require.NoError(t, reports.JSON(&out, replay))
		if first == nil {
			first = out.Bytes()
		}
		require.Equal(t, string(first), out.String(), "%d workers", workers)
	}
}

// TestSeedsAndReplicationsDiffer: another seed, or another replication, is another draw.
func TestSeedsAndReplicationsDiffer(t *testing.T) {
	s := open(t, "felis")
	hashes := map[string]bool{}
	for seed := range uint64(5) {
		for rep := range uint64(5) {
			o, err := s.asWas().run(seed, rep, nil)
			require.NoError(t, err)
			hashes[o.hash] = true
		}
	}
	require.Len(t, hashes, 25)
}

// TestTraceIsTheRun: the trace has one line an event, and changes nothing.
func TestTraceIsTheRun(t *testing.T) {
	s := open(t, "felis")
	quiet, err := Replay(s, Options{Seed: 1, Variant: AsWas})
	require.NoError(t, err)
	var trace bytes.Buffer
	traced, err := Replay(s, Options{Seed: 1, Variant: AsWas, Trace: &trace})
	require.NoError(t, err)
	require.Equal(t, quiet.TraceHash, traced.TraceHash)
	lines := strings.Split(strings.TrimSpace(trace.String()), "\n")
	require.EqualValues(t, traced.Events, len(lines))
	var other bytes.Buffer
	variant, err := Replay(s, Options{Seed: 1, Variant: "force-invalidate", Trace: &other})
	require.NoError(t, err)
	require.EqualValues(t, variant.Events, strings.Count(other.String(), "\n"), "the variant that was asked for is traced")
	for _, line := range lines[:10] {
		require.True(t, json.Valid([]byte(line)), line)
	}
}

// TestWindowsDoNotChangeTheRun: the run stops at the edges of windows only to be read.
func TestWindowsDoNotChangeTheRun(t *testing.T) {
	s := open(t, "felis")
	with, err := s.asWas().run(1, 0, nil)
	require.NoError(t, err)
	s.Expect, s.Variants = nil, nil
	without, err := s.asWas().run(1, 0, nil)
	require.NoError(t, err)
	require.Empty(t, without.at)
	require.Equal(t, without.hash, with.hash)
	require.NotEmpty(t, with.at)
}

// TestConsequencesFollowTheirCauses: every line of the log that has a cause comes after it, and every cause of the
// timeline stands in the log with its origin.
func TestConsequencesFollowTheirCauses(t *testing.T) {
	replay, _ := play(t, open(t, "felis"), Options{Seed: 1})
	causes := 0
	for i, e := range replay.Log {
		require.Less(t, e.Because, i)
		if e.Because >= 0 {
			require.False(t, replay.Log[e.Because].T.After(e.T), "%s before its cause", e.Event)
		}
		if e.Kind == reports.Cause {
			causes++
			require.NotNil(t, e.Origin, e.Event)
		}
	}
	require.Equal(t, 7, causes)
}

// TestVariantsShareTheirRandomness: a setting that changes nothing about the users leaves their doings as they were.
func TestVariantsShareTheirRandomness(t *testing.T) {
	s := open(t, "felis-fleet")
	s.World.Population.Accounts = 300
	base, _ := play(t, s, Options{Seed: 3, Variant: AsWas})
	other, _ := play(t, s, Options{Seed: 3, Variant: "refuse-by-error"})
	opened := base.Metrics["log.APP_OPENED"]
	require.Positive(t, opened)
	require.InEpsilon(t, opened, other.Metrics["log.APP_OPENED"], 0.02, "opens differ only where a session is on")
	require.NotEqual(t, base.Metrics["client.failed_attempts"], other.Metrics["client.failed_attempts"])
}
