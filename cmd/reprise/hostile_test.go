package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/reports"
)

// hostile is a scenario whose texts, values and reasons are written to fool whoever reads a report of it. An escape of YAML puts
// in what no file may hold.
const hostile = `name: hostile
title: "\e[2J\e]0;owned\a [x](javascript:alert(1)) <script>alert(1)</script>"
source: "=cmd|' /C calc'!A0\u202e"
story: "a\r\n::error::forged\n\n# head\n\u009b31m @octocat | **b**"
start: 2026-01-17T09:00:00Z
end: 2026-01-17T15:00:00Z
world:
  fleet: january-2026
  clients: [{name: ann, platform: desktop, holds: nothing, assumed: "\e[31m|\u2066"}]
settings:
  sync.workers: {value: 6, assumed: "-1+cmd|' /C calc'!A0\n::warning::x"}
  mysql.query.time: {value: 5ms, documented: "\e[1ma runbook, <b>"}
timeline:
  - {at: 2026-01-17T10:00:00Z, do: client.connect, with: {client: ann}, documented: "a postmortem, \e[7m\u2028", assumed: "\x7f ~~~ ` + "```" + `"}
expect:
  - id: seen
    log: CONNECT_FAILED
    at: 2026-01-17T10:00:00Z
    fields: {reason: "\e[2J\n::error::x |<img>\u202e"}
    facts: "a note, \e[5m"
variants:
  as-was: {says: "\e[2J"}
  other: {says: "\u0090 | <i>", settings: {sync.workers: 7}, expect: [{id: none, log: CONNECTED, count: ">= 100", facts: "a note, \a"}]}
hypotheses:
  rival: {says: "\e[2J", about: "\u202ewhy\n# head", needs: "\x01", tell_apart: "[x](http://x)", contradicts: "a note, \e[3m", settings: {sync.workers: 8}}
`

// TestAHostileScenarioIsShownAsText: by every command, on stdout, on stderr and in every file that is written.
func TestAHostileScenarioIsShownAsText(t *testing.T) {
	t.Chdir(t.TempDir())
	const name = "evil\n::error::forged\x1b[2J.yaml"
	require.NoError(t, os.WriteFile(name, []byte(hostile), 0o644))
	require.NoError(t, os.WriteFile("broken\n\x1b[2J.yaml", []byte("name: [\n"), 0o644))
	env := map[string]string{"GITHUB_STEP_SUMMARY": "summary.md"}
	const sound = 10 // the first so many commands are, and find what the scenario expects missing
	for i, args := range [][]string{
		{"replay", name, "--out", "run"},
		{"replay", name, "--variant", "other", "--reps", "2"},
		{"replay", name, "--format", "json"},
		{"why", name}, {"why", name, "--format", "json"},
		{"list", name}, {"list", name, "--format", "json"},
		{"check", name, "--junit", "junit.xml", "--markdown", "check.md"},
		{"check", name, "--github"}, {"check", name, "--github", "--format", "json"},
		{"replay", name, "--variant", "no\n\x1b[2Jsuch"},
		{"replay", name, "--set", "no\n\x1b[2J=1"},
		{"replay", "no\n\x1b[2J.yaml"}, {"replay", "broken\n\x1b[2J.yaml"}, {"no\n\x1b[2J"}, {"check", "--shard", "\x1b[2J"},
	} {
		p, stdout, stderr := testProcess(args...)
		p.env = func(key string) string { return env[key] }
		code := run(p)
		require.Equal(t, i >= sound, code == 2, "%q: %d, %s", args, code, stderr)
		require.NotEqual(t, 3, code, stderr)
		shownAsText(t, strings.Join(args, " ")+": stdout", stdout.String())
		shownAsText(t, strings.Join(args, " ")+": stderr", stderr.String())
		if code == 2 {
			require.Equal(t, 1, strings.Count(stderr.String(), "\n"), "one line: %s", stderr)
		}
		github := strings.Contains(strings.Join(args, " "), "--github")
		for line := range strings.SplitSeq(stdout.String()+stderr.String(), "\n") {
			if strings.HasPrefix(strings.TrimSpace(line), "::stop-commands::") {
				break // what follows is text
			}
			require.False(t, !github && strings.HasPrefix(line, "::"), "%q is a command", line)
			require.False(t, strings.HasPrefix(line, "::error::"), "%q is not ours", line)
		}
	}
	written := 0
	require.NoError(t, filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, ".yaml") {
			return err
		}
		content, err := os.ReadFile(path)
		shownAsText(t, path, strings.ReplaceAll(string(content), "\u200b", "")) // which is ours, in Markdown
		require.NotContains(t, strings.ReplaceAll(string(content), "\\<", ""), "\n# head", path)
		written++
		return errors.Join(err)
	}))
	require.Equal(t, 7, written, "report.html, result.json, timeline.csv, report.md, junit.xml, check.md, summary.md")
}

// shownAsText: nothing but line breaks that would not be seen.
func shownAsText(t *testing.T, what, text string) {
	t.Helper()
	for line := range strings.SplitSeq(text, "\n") {
		require.Equal(t, reports.Visible(line), line, what)
	}
}
