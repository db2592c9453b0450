package reports

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// randomLog is any log in order of time, whose entries follow from earlier ones or from nothing.
func randomLog(t *rapid.T) []LogEntry {
	log := make([]LogEntry, rapid.IntRange(0, 400).Draw(t, "entries"))
	now := at("17 09:00:00")
	kinds := []LogKind{Cause, Harm, Trouble, Good, Detail, Detail, Detail, Detail, Detail, "unknown"}
	for i := range log {
		now = now.Add(rapid.SampledFrom([]time.Duration{0, 0, time.Second, time.Hour}).Draw(t, "step"))
		log[i] = LogEntry{
			T:       now,
			Event:   rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "event"),
			Kind:    rapid.SampledFrom(kinds).Draw(t, "kind"),
			Because: rapid.SampledFrom([]int{-1, i - 1, i - 1, i - 2, i / 2, i, i + 1}).Draw(t, "because"), // the last two cannot be
		}
	}
	return log
}

func TestTimelineLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		log := randomLog(t)
		shown, folded := items(log, rowsMax)
		causes, seen := 0, 0
		for _, it := range shown {
			if it.folded > 0 {
				seen += it.folded
				continue
			}
			seen++
			if it.entry.Kind == Cause {
				causes++
			}
		}
		require.Equal(t, len(log), seen, "every entry is shown or counted")
		require.LessOrEqual(t, folded, len(log))
		for _, entry := range log {
			if entry.Kind == Cause {
				causes--
			}
		}
		require.Zero(t, causes, "every cause is shown")

		tree := branches(shown)
		require.Len(t, tree, len(shown))
		path := make([]branch, depthMax)
		for i, row := range tree {
			require.Less(t, row.depth, depthMax)
			if i > 0 {
				require.False(t, row.entry.T.Before(tree[i-1].entry.T), "time never goes back")
				require.LessOrEqual(t, row.depth, tree[i-1].depth+1)
			}
			if row.depth > 0 {
				require.Equal(t, row.parent, path[row.depth-1].index, "a row hangs under what it follows from")
			}
			require.Equal(t, 3*row.depth, width(row.rails))
			path[row.depth] = row
		}
	})
}

// TestConsequencesNest draws a fan and a chain: what something follows from later comes last among its siblings, and
// a chain that is too deep goes on beside the tree.
func TestConsequencesNest(t *testing.T) {
	log := []LogEntry{
		entry("20 11:42:00", Cause, -1, "client.open"),
		entry("20 11:42:00", Detail, 0, "SYNC_STARTED"),
		entry("20 11:42:00", Detail, 0, "LIST_STORED"),
		entry("20 11:50:00", Good, 1, "SYNC_FINISHED"),
	}
	for i := range 5 {
		log = append(log, entry("20 12:00:00", Detail, i+3, "STEP"))
	}
	var got bytes.Buffer
	require.NoError(t, Text(&got, &Replay{Log: log}, Style{}))
	require.Contains(t, got.String(), `
  20 Jan 11:42:00  ● client.open
                   ├─ · LIST_STORED
                   └─ · SYNC_STARTED
         11:50:00     └─ ✓ SYNC_FINISHED
         12:00:00        └─ · STEP
                            └─ · STEP
                               └─ · STEP
                   · STEP  ↳ because 12:00:00 STEP
                   └─ · STEP
`)
}

func TestTimelineIsBounded(t *testing.T) {
	shown, folded := items(crowded().Log, rowsMax)
	require.Len(t, shown, rowsMax)
	require.Positive(t, folded)

	log := crowded().Log
	for i := range log[:200] {
		log[i].Kind = Cause
	}
	shown, _ = items(log, rowsMax)
	require.Greater(t, len(shown), 200, "causes stand whatever their number")
}

func TestHarmsComeBeforeDetails(t *testing.T) {
	var log []LogEntry
	for i := range 400 {
		e := entry("17 10:00:00", Detail, -1, "STEP")
		if i%10 == 5 {
			e = entry("17 10:00:00", Harm, -1, "CONNECT_FAILED")
		}
		log = append(log, e)
	}
	shown, _ := items(log, 100)
	harms := 0
	for _, it := range shown {
		if it.folded == 0 && it.entry.Kind == Harm {
			harms++
		}
	}
	require.Equal(t, 40, harms)
}

func TestColourOnlyWhenAsked(t *testing.T) {
	var withColour, without bytes.Buffer
	require.NoError(t, Text(&withColour, felis(), Style{Color: true}))
	require.NoError(t, Text(&without, felis(), Style{}))
	require.Contains(t, withColour.String(), "\x1b[31m✗\x1b[0m")
	require.NotContains(t, without.String(), "\x1b")
}

func TestControlCharactersDoNotReachTheTerminal(t *testing.T) {
	r := felis()
	r.Title = "\x1b]0;owned\a"
	r.Log[0].Event = "a\x1b[2Jb"
	var got bytes.Buffer
	require.NoError(t, Text(&got, r, Style{}))
	require.NotContains(t, strings.ReplaceAll(got.String(), "\n", ""), "\x1b")
	require.Contains(t, got.String(), "a�[2Jb")
}

func TestRan(t *testing.T) {
	require.Equal(t, "felis: 3 d 6 h simulated in 11 ms, 12,345 events", Ran(felis()))
}

// closed is a writer whose reader has gone.
type closed struct{}

var errClosed = errors.New("closed")

func (closed) Write([]byte) (int, error) { return 0, errClosed }

func TestViewsPassOnWriteErrors(t *testing.T) {
	require.ErrorIs(t, Text(closed{}, felis(), Style{}), errClosed)
	require.ErrorIs(t, TextCheck(closed{}, felisCheck(), Style{}), errClosed)
	require.ErrorIs(t, TextWhy(closed{}, felisWhy(), Style{}), errClosed)
	require.ErrorIs(t, TextList(closed{}, listing(), Style{}), errClosed)
	require.ErrorIs(t, JSON(closed{}, listing()), errClosed)
	require.ErrorIs(t, JUnit(closed{}, felisCheck()), errClosed)
	require.ErrorIs(t, Markdown(closed{}, felis()), errClosed)
	require.ErrorIs(t, CSV(closed{}, felis()), errClosed)
}
