package arrivals

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/sim/random"
)

// requireSound holds what is true of every trace.
func requireSound(t require.TestingT, trace *Trace) {
	require.Equal(t, trace.Span(), trace.End().Sub(trace.Start()))
	require.Positive(t, trace.Span())
	replay, n, last := trace.Replay(random.New(1, "replay", 0, 0)), 0, int64(0)
	for at, ok := replay.Next(); ok; at, ok = replay.Next() {
		require.GreaterOrEqual(t, at, last)
		require.Less(t, at, int64(trace.Span()))
		last = at
		n++
	}
	require.Equal(t, trace.Len(), n)

	profile, covered, arrivals := trace.Profile(), time.Duration(0), 0
	for _, hour := range profile {
		require.False(t, math.IsNaN(hour.Rate) || math.IsInf(hour.Rate, 0) || hour.Rate < 0, "%+v", hour)
		covered += hour.Covered
		arrivals += hour.Arrivals
	}
	require.Equal(t, trace.Span(), covered)
	require.Equal(t, trace.Len(), arrivals)

	test := trace.Poisson()
	for _, v := range []float64{test.Dispersion.Index, test.Dispersion.Low, test.Dispersion.High, test.Dispersion.P} {
		require.False(t, math.IsNaN(v) || math.IsInf(v, 0) || v < 0, "%+v", test.Dispersion)
	}
	level, d := Level, test.Dispersion
	if test.Gaps != nil {
		level /= 2
	}
	require.Equal(t, d.Degrees > 0 && d.P < level, d.Index < d.Low || d.Index > d.High, "%+v", d)
	if gaps := test.Gaps; gaps != nil {
		require.True(t, gaps.P >= 0 && gaps.P <= 1 && gaps.Distance >= 0 && gaps.Distance <= 1 && gaps.Variation >= 0, "%+v", gaps)
	}
}

// Whatever was written is read back: the instants to their unit, the counts to each interval.
func TestReplayGivesTheRecordBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.SampledFrom(resolutions).Draw(t, "cell")
		steps := rapid.SliceOfN(rapid.Int64Range(0, 1_000), 2, 200).Draw(t, "steps")
		var text strings.Builder
		text.WriteString("time\n")
		at := start.UnixNano()
		var want []int64
		for _, step := range steps {
			at += step * cell
			want = append(want, at)
			text.WriteString(time.Unix(0, at).UTC().Format(time.RFC3339Nano) + "\n")
		}
		trace, err := Read("trace.csv", strings.NewReader(text.String()))
		if want[0] == at {
			require.Error(t, err)
			return
		}
		require.NoError(t, err)
		require.Zero(t, int64(trace.Cell())%cell, "found at least as coarse a unit")
		requireSound(t, trace)
		replay := trace.Replay(random.New(1, "replay", 0, 0))
		for _, w := range want {
			got, ok := replay.Next()
			require.True(t, ok)
			require.Equal(t, w, (trace.start+got)/trace.cell*trace.cell)
		}
	})
}

// Twelve arrivals in five minutes are uniform over them, and another stream spreads them otherwise.
func TestReplaySpreadsCounts(t *testing.T) {
	trace := read(t, "start,seconds,count\n1772366400,300,12\n1772366700,300,0\n1772367000,300,4\n")
	var parts []float64
	for entity := range uint64(500) {
		replay := trace.Replay(random.New(1, "replay", entity, 0))
		for i := range 16 {
			at, ok := replay.Next()
			require.True(t, ok)
			interval := at / 300e9
			require.Equal(t, map[bool]int64{true: 0, false: 2}[i < 12], interval)
			parts = append(parts, float64(at%300e9)/300e9)
		}
		_, ok := replay.Next()
		require.False(t, ok)
	}
	for i, part := range parts {
		parts[i] = -math.Log1p(-part) // uniform to exponential
	}
	gaps := exponential(parts)
	require.Greater(t, gaps.P, 0.001)
	require.InDelta(t, 1, gaps.Variation, 0.05)
}

func TestReplayDoesNotAllocate(t *testing.T) {
	trace := read(t, "start,seconds,count\n1772366400,300,12000\n")
	replay := trace.Replay(random.New(1, "replay", 0, 0))
	require.Zero(t, testing.AllocsPerRun(1000, func() { _, _ = replay.Next() }))
}
