package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestReadmeTranscripts runs the commands of the README's transcripts: every line shown must be printed, in that order.
// A line of … stands for lines left out.
func TestReadmeTranscripts(t *testing.T) {
	if testing.Short() {
		t.Skip("some fifty runs")
	}
	t.Chdir("../..")
	page, err := os.ReadFile("README.md")
	require.NoError(t, err)
	transcripts := regexp.MustCompile("(?s)```console\n\\$ reprise ([^\n]*)\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	require.Len(t, transcripts, 10)
	words := regexp.MustCompile(`'[^']*'|\S+`)
	for _, transcript := range transcripts {
		args := words.FindAllString(transcript[1], -1)
		for i := range args {
			args[i] = strings.Trim(args[i], "'")
		}
		p, stdout, _ := testProcess(args...)
		want := holds
		if strings.HasPrefix(transcript[2], "✗ xray-core") || strings.Contains(transcript[2], "  fails\n") { // a config, a gate
			want = failed
		}
		require.Equal(t, int(want), run(p), transcript[1])
		printed := strings.Split(stdout.String(), "\n")
		for _, line := range strings.Split(strings.TrimRight(transcript[2], "\n"), "\n") {
			if strings.TrimSpace(line) == "…" || strings.TrimSpace(line) == "" {
				continue
			}
			at := slices.Index(printed, line)
			require.GreaterOrEqual(t, at, 0, "reprise %s does not print, or not there:\n%s\n(make demo, and copy)", transcript[1], line)
			printed = printed[at+1:]
		}
	}
}
