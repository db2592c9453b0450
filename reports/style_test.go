package reports

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What a scenario file says may hold control characters; no view passes them on.
func TestControlCharactersAreShown(t *testing.T) {
	r := &Replay{Scenario: "x", Title: "\x1b]0;gone\a", Story: "a\x1b[2Jb", Says: "\x07", Variant: "as-was", Verdict: Pass}
	var text, markdown bytes.Buffer
	require.NoError(t, Text(&text, r, Style{}))
	require.NoError(t, Markdown(&markdown, r))
	for _, view := range []string{text.String(), markdown.String()} {
		require.NotContains(t, view, "\x1b")
		require.NotContains(t, view, "\x07")
		require.Contains(t, view, "\uFFFD")
	}
}

// However wide the terminal says it is, a line stays readable.
func TestWidthIsBounded(t *testing.T) {
	endless := strings.Repeat("endless", 500)
	for _, words := range []string{strings.Repeat("word ", 500), endless} {
		r := &Replay{Scenario: "x", Title: words, Says: words, Variant: "as-was", Verdict: Pass, Story: words,
			Expectations: []Expectation{{ID: "seen", Actual: words, Limit: words}}, Assumptions: []Origin{{Key: "k", Value: words, Assumed: words}},
			Log: []LogEntry{{T: at("20 11:42:00"), Event: "SEEN", Fields: Fields{{"says", words}}, Because: -1, Origin: &Origin{Assumed: words}}}}
		var text bytes.Buffer
		require.NoError(t, Text(&text, r, Style{Width: 99_999_999}))
		for _, line := range strings.Split(text.String(), "\n") {
			require.LessOrEqual(t, width(line), maxWidth, line)
		}
	}
}
