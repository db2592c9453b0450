package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"reprise/planning"
	"reprise/reports"
	"reprise/scenarios/strict"
)

func askOf(t *testing.T, args ...string) (planning.Ask, error) {
	t.Helper()
	p, _, _ := testProcess()
	cmd := &cobra.Command{Use: "pool"}
	root, plan := &cobra.Command{Use: "reprise"}, &cobra.Command{Use: "plan"}
	root.AddCommand(plan)
	plan.AddCommand(cmd)
	flags := addPoolFlags(cmd)
	require.NoError(t, cmd.ParseFlags(args))
	return flags.ask(cmd, p.opened)
}

// TestRecordsMayBeLarge: a record of claims is not held to the size of a scenario, nor cut off there.
func TestRecordsMayBeLarge(t *testing.T) {
	const claims = 80_000
	var text strings.Builder
	text.WriteString("created_at\n")
	first := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	for i := range claims {
		fmt.Fprintln(&text, first.Add(time.Duration(i)*time.Second).Format(time.DateTime))
	}
	require.Greater(t, text.Len(), strict.MaxBytes)
	file := filepath.Join(t.TempDir(), "large.csv")
	require.NoError(t, os.WriteFile(file, []byte(text.String()), 0o644))
	ask, err := askOf(t, "--trace", file, "--lead", "20s")
	require.NoError(t, err)
	require.Equal(t, claims, ask.Record.Len())
	require.Equal(t, file, ask.File)
}

// TestAgainIsForAShell: every flag that was given but how and where it is printed, whatever is in it.
func TestAgainIsForAShell(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"--rate|1200/h|--lead|uniform:10s,30s", "--lead uniform:10s,30s --rate 1200/h"},
		{"--rate|1200/h|--format|json|--out|some where", "--rate 1200/h"},
		{"--rate|1200/h|--spike|5x@10m|--spike|2x@1h|--outage|fill:30m", "--outage fill:30m --rate 1200/h --spike '5x@10m' --spike '2x@1h'"},
		{"--rate|1200/h|--max-fallback|1e-4|--mins|20..60", "--max-fallback 0.0001 --mins 20..60 --rate 1200/h"},
		{"--rate|1200/h|--method|simulate|--reps|30|--seed|7", "--method simulate --rate 1200/h --reps 30 --seed 7"},
	} {
		ask, err := askOf(t, strings.Split(c.args, "|")...)
		require.NoError(t, err)
		require.Equal(t, "reprise plan pool "+c.want, ask.Again)
	}
	for word, want := range map[string]string{
		"a b.csv": "'a b.csv'", "it's": `'it'\''s'`, "": "''", "a\nb": `$'a\012b'`, "{a,b}.csv": "'{a,b}.csv'", "$HOME": "'$HOME'", "./a-b_c.csv": "./a-b_c.csv",
	} {
		require.Equal(t, want, reports.ShellWord(word))
	}
}
