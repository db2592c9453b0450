package reports

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A document says what the text and the Markdown view say; that each piece of it is in the golden files of those is held here.
func TestDocumentOfAPlan(t *testing.T) {
	d := chosenPool().Document()
	verdict, words := chosenPool().answer()
	require.Equal(t, "★", verdict.words)
	require.Equal(t, Pass, d.Verdict)
	require.Equal(t, nonEmpty(words...), append([]string{d.Answer}, d.More...))
	require.Equal(t, []string{"in the long run", "the claims in poisson.csv", "the frontier: more stock, fewer fallbacks", "if the rate is another",
		"p_fallback if one input is another", "the runbook's promise POOL-19", "to deploy"}, titles(d))
	require.Contains(t, d.Sections[6].Diff, "+account.pool.min-size=80")
	require.Equal(t, Cell{"★", ToneGood}, d.Sections[2].Table.Rows[slices.IndexFunc(d.Sections[2].Table.Rows, func(r []Cell) bool { return r[0].Words == "★" })][0])
	require.Equal(t, Fail, evaluatedPool().Document().Verdict, "a limit was given, and is not kept")
	require.Equal(t, Fail, hopelessPool().Document().Verdict)
	require.Empty(t, burstyPool().Document().Verdict, "nothing was asked")
}

func TestDocumentOfALoadRun(t *testing.T) {
	d := LoadDocument(killedLoad())
	require.Equal(t, []string{"the load", "the answers", "over time", "faults", "the service", "the audit"}, titles(d))
	run := d.Sections[2]
	require.Equal(t, []string{"30 s from left to right"}, run.Words)
	require.Equal(t, []string{"pool", "given", "failed", "p99"}, []string{run.Strips[0].Name, run.Strips[1].Name, run.Strips[2].Name, run.Strips[3].Name})
	require.Len(t, run.Strips[3].Values, 30)
	require.Equal(t, 1.0, run.Strips[3].Share)
	require.Equal(t, "3.1 s", run.Strips[3].Most)
	require.Equal(t, Stretch{"2", 0.5, 0.6}, run.Stretches[1])
	require.Equal(t, []string{"the rates that were tried, p99 at most 50 ms"}, titles(LoadDocument(knee())), "the sketch is left to the picture")
	require.Len(t, LoadDocument(compared()).Sections[0].Table.Head, 9, "a page has room for every column")
}

// A long run is drawn in as many steps as a page has room for, each the worst of its own, none forgotten.
func TestLongRunsAreBinned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 100), 1, 3000).Draw(t, "values")
		steps := rapid.IntRange(1, 700).Draw(t, "steps")
		got := binned(values, steps, slices.Max[[]float64])
		require.Len(t, got, min(len(values), steps))
		require.Equal(t, slices.Max(values), slices.Max(got))
		require.Equal(t, len(values), len(binned(values, len(values), slices.Min[[]float64])))
	})
	l := cleanLoad()
	l.Attack.Series = slices.Repeat(l.Attack.Series, 100)
	require.Contains(t, LoadDocument(l).Sections[2].Words[0], "50 m from left to right, each point is the worst of 5 s")
}

func titles(d *Document) []string {
	names := make([]string, len(d.Sections))
	for i, s := range d.Sections {
		names[i] = s.Title
	}
	return names
}
