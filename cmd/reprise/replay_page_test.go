package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/scenarios"
)

// TestReportTellsEveryVariant: report.html of Felis has every variant and every rival explanation, in less than a megabyte.
func TestReportTellsEveryVariant(t *testing.T) {
	out := filepath.Join(t.TempDir(), "run")
	p, _, stderr := testProcess("replay", "felis", "--out", out)
	require.Zero(t, run(p), stderr.String())
	page, err := os.ReadFile(filepath.Join(out, "report.html"))
	require.NoError(t, err)
	require.Less(t, len(page), 1_000_000)

	felis, err := scenarios.Open("felis", nil)
	require.NoError(t, err)
	listed := scenarios.List([]*scenarios.Scenario{felis}).Scenarios[0]
	require.NotEmpty(t, listed.Hypotheses)
	for _, name := range append(listed.Variants, listed.Hypotheses...) {
		require.Contains(t, string(page), "<code>"+name+"</code>")
	}
	require.Contains(t, string(page), `"variant":"resync-pending"`, "its course can be laid over the incident")
	require.Equal(t, 1, strings.Count(string(page), "<main"))
}

// TestReportOfOneVariant has as-was to be laid over it.
func TestReportOfOneVariant(t *testing.T) {
	out := filepath.Join(t.TempDir(), "run")
	p, _, stderr := testProcess("replay", "felis", "--variant", "auto-resync", "--out", out)
	require.Zero(t, run(p), stderr.String())
	page, err := os.ReadFile(filepath.Join(out, "report.html"))
	require.NoError(t, err)
	require.Contains(t, string(page), "<option>as-was</option>")
	require.Contains(t, string(page), "<dt>Variant</dt><dd><code>auto-resync</code></dd>")
}
