package page

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/reports"
)

// TestAxisFoldsWhatIsQuiet: of three days in which nothing happens, little is left, and the episodes are those of the log.
func TestAxisFoldsWhatIsQuiet(t *testing.T) {
	a := axisOf(told())
	require.Len(t, a.Spans, 3)
	require.True(t, a.Spans[1].Folded)
	require.Equal(t, "3 d 1 h", a.Spans[1].Says)
	require.InDelta(t, foldedShare, a.Spans[1].Until-a.Spans[1].At, 1e-9)
	require.Less(t, a.place(3600), a.Spans[1].At)
	require.Greater(t, a.place(268920), a.Spans[1].Until)
	var labels []string
	for _, e := range a.Episodes {
		labels = append(labels, e.Label)
	}
	require.Equal(t, []string{"17 Jan 10:00", "20 Jan 11:42 – 12:00", "20 Jan 14:27 – 14:39"}, labels)
}

// TestAxisFoldsNothingThatHappens: a counter that counts all the time leaves nothing to fold.
func TestAxisFoldsNothingThatHappens(t *testing.T) {
	s := told()
	busy := s.Runs[1].Course.Counts[0].Values
	for i := range busy {
		busy[i] = 1
	}
	require.False(t, axisOf(s).folds())
}

// TestAxisIsInOrder: whatever is quiet, a later instant never stands before an earlier one, and all stand on the axis.
func TestAxisIsInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &reports.Story{Replay: &reports.Replay{Start: at("17 09:00:00"), End: at("20 15:00:00"), Variant: "as-was"}}
		whole := s.Replay.End.Sub(s.Replay.Start).Seconds()
		run := reports.Run{Variant: "as-was"}
		for _, seconds := range rapid.SliceOfN(rapid.Float64Range(0, whole), 0, 30).Draw(t, "log") {
			run.Log = append(run.Log, reports.LogEntry{T: axis{Start: s.Replay.Start}.time(seconds)})
		}
		s.Runs = []reports.Run{run}
		a := axisOf(s)
		require.Equal(t, 0.0, a.Spans[0].At)
		require.Equal(t, 1.0, a.Spans[len(a.Spans)-1].Until)
		for i := 1; i < len(a.Spans); i++ {
			require.Equal(t, a.Spans[i-1].To, a.Spans[i].From)
			require.InDelta(t, a.Spans[i-1].Until, a.Spans[i].At, 1e-9)
		}
		earlier := rapid.Float64Range(0, whole).Draw(t, "earlier")
		later := rapid.Float64Range(earlier, whole).Draw(t, "later")
		require.LessOrEqual(t, a.place(earlier), a.place(later)+1e-12)
		for _, e := range run.Log {
			for _, span := range a.Spans {
				seconds := e.T.Sub(a.Start).Seconds()
				require.False(t, span.Folded && seconds > span.From && seconds < span.To, "an entry is folded away")
			}
		}
		require.LessOrEqual(t, len(a.Episodes), episodesMost)
		require.LessOrEqual(t, len(a.ticks(9)), 20)
	})
}

func TestTicksAreRoundTimes(t *testing.T) {
	a := axis{Start: at("17 09:10:00"), Spans: []span{{From: 0, To: 7200, At: 0, Until: 1}}}
	ticks := a.ticks(5)
	require.Equal(t, "09:30", ticks[0].Label)
	require.Equal(t, "17 Jan", ticks[0].Date)
	require.Equal(t, "10:00", ticks[1].Label)
	require.Empty(t, ticks[1].Date)
	require.InDelta(t, 1200.0/7200, ticks[0].Place, 1e-9)
}

func TestScaleIsRound(t *testing.T) {
	for top, want := range map[float64][]float64{
		72: {0, 50}, 1: {0, 0.5, 1}, 500: {0, 200, 400}, 0.034: {0, 0.02}, 3: {0, 1, 2, 3}, 1e6: {0, 500000, 1e6},
	} {
		require.InDeltaSlice(t, want, scale(top, 3), 1e-9, "%v", top)
	}
}
