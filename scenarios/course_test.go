package scenarios

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/reports"
)

// TestTellingKeepsWhatALineShows: a line that changes seldom is kept whole, and of one that changes all the time its extremes.
func TestTellingKeepsWhatALineShows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 9).AsAny(), 2, 2000).Draw(t, "values")
		line := make([]float64, len(values))
		for i, v := range values {
			line[i] = v.(float64)
			if rapid.IntRange(0, 9).Draw(t, "still") > 0 && i > 0 {
				line[i] = line[i-1]
			}
		}
		places := telling(line)
		require.True(t, slices.IsSorted(places))
		require.LessOrEqual(t, len(places), tellingMax+1)
		require.Equal(t, len(line)-1, places[len(places)-1])
		kept := make([]float64, len(places))
		for i, p := range places {
			kept[i] = line[p]
		}
		require.Equal(t, slices.Min(line), slices.Min(kept))
		require.Equal(t, slices.Max(line), slices.Max(kept))
		if len(places) < tellingMax { // then nothing was left out but what stood still
			for i := range line {
				at, _ := slices.BinarySearch(places, i+1)
				require.Equal(t, line[i], kept[at-1], "value %d", i)
			}
		}
	})
}

// lineOf is a line of a run's course.
func lineOf(t *testing.T, run reports.Run, metric string) reports.Line {
	i := slices.IndexFunc(run.Course.Lines, func(l reports.Line) bool { return l.Metric == metric })
	require.GreaterOrEqual(t, i, 0, metric)
	return run.Course.Lines[i]
}

// valueAt is a line's value at an instant.
func valueAt(l reports.Line, seconds float64) float64 {
	at, there := slices.BinarySearch(l.Seconds, seconds)
	if !there {
		at--
	}
	return l.Values[at]
}

// TestFelisOverTime: SYNC-01 to SYNC-04, SYNC-07: 49 configs on the device for three days, 26 from 11:42 on, 49 again after the
// restart, beside 49 active servers; and no remedy that prevents the harm ever has the device hold 26.
func TestFelisOverTime(t *testing.T) {
	s := open(t, "felis")
	story, err := Tell(s, Options{Seed: 1})
	require.NoError(t, err)
	require.Len(t, story.Runs, 15)
	require.Len(t, story.Hypotheses, 24)
	const hour, day = 3600.0, 24 * 3600.0
	at1142 := 3*day + 2.7*hour
	held, active := lineOf(t, story.Runs[0], "client.held"), lineOf(t, story.Runs[0], "servers.active")
	require.Equal(t, 72.0, valueAt(held, hour/2), "as it was before the deactivation")
	require.Equal(t, 72.0, valueAt(held, at1142-300), "nobody asked for three days")
	require.Equal(t, 26.0, valueAt(held, at1142+300))
	require.Equal(t, 26.0, valueAt(held, at1142+hour), "the backend is whole, the device is not")
	require.Equal(t, 49.0, valueAt(held, held.Seconds[len(held.Seconds)-1]))
	require.Equal(t, 49.0, valueAt(active, at1142))
	for i, row := range story.Replay.Remedies.Rows {
		require.Equal(t, row.Variant, story.Runs[i].Variant)
		if row.Effect == reports.Prevents {
			require.NotContains(t, lineOf(t, story.Runs[i], "client.held").Values, 26.0, row.Variant)
		}
	}
}

// TestCourseChangesNothing: what is taken down of a run on its way leaves no trace in it.
func TestCourseChangesNothing(t *testing.T) {
	for _, name := range []string{"felis", "pool-spike", "wl-observatory"} {
		s := open(t, name)
		replay, err := Replay(s, Options{Seed: 3, Reps: 1})
		require.NoError(t, err)
		story, err := Tell(s, Options{Seed: 3, Reps: 1, Context: t.Context()})
		require.NoError(t, err)
		require.Equal(t, replay, story.Replay, name)
		require.Equal(t, replay.TraceHash, story.Runs[0].TraceHash)
	}
}
