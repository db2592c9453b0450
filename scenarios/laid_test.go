package scenarios

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/reports"
)

// reopened is a scenario from the text of its file.
func reopened(t *testing.T, file []byte) *Scenario {
	s, err := Open("laid.yaml", func(string) ([]byte, error) { return file, nil })
	require.NoError(t, err, "%s", file)
	return s
}

// TestLaid: the new variant replays as the what-if did, to the same trace, and the rest of the file stands as it was written.
func TestLaid(t *testing.T) {
	if testing.Short() {
		t.Skip("some hundred runs")
	}
	for _, c := range []struct{ scenario, variant, set string }{
		{"felis", AsWas, "config.partial.threshold=0.5 sync.push.time=uniform:50s,70s"},
		{"felis", AsWas, ""},
		{"felis", "auto-resync-too-early", "sync.workers=3"},
		{"felis", "refuse-all-and-ask-again", "config.partial.threshold=0.9"},
		{"felis", "sleeping-clock", "client.desktop.cache.ttl=2h"},
		{"pool-spike", AsWas, "account.pool.min-size=50 ACCOUNT_POOL_ENABLED=true"},
		{"probe-blocked", AsWas, "xray.observatory.probe-url=https://example.org/generate_204?x=1#y xray.observatory.concurrency=true"},
	} {
		s := open(t, c.scenario)
		set := strings.Fields(c.set)
		name, file, err := Laid(s, c.variant, set)
		require.NoError(t, err)
		require.Equal(t, "what-if", name)
		asked, err := WhatIf(s, Options{Variant: c.variant, Set: set, Seed: 3})
		require.NoError(t, err)
		again, err := Replay(reopened(t, file), Options{Variant: name, Seed: 3, Reps: 1})
		require.NoError(t, err)
		require.Equal(t, asked.Runs[0].TraceHash, again.TraceHash, "%s %s", c.variant, c.set)
		require.Equal(t, string(s.doc.Text()), without(string(file), string(s.doc.Text())), "only lines are added")
	}
}

// without is text without the lines that the original lacks, given that those stand together.
func without(text, original string) string {
	head := 0
	for head < len(original) && text[head] == original[head] {
		head++
	}
	head = strings.LastIndexByte(text[:head], '\n') + 1
	tail := len(original) - head
	return text[:head] + text[len(text)-tail:]
}

// TestLaidIntoAnyFile: without variants, with braces, deeper than ours, and beside a variant of the same name.
func TestLaidIntoAnyFile(t *testing.T) {
	set := []string{"servers.activate.checklist=true"}
	const expect = "  - {id: partial, metric: client.partial_lists, is: report}\n"
	for what, rest := range map[string]string{
		"no variants":       expect,
		"braces":            expect + "variants: {other: {settings: {sync.workers: 3}}}\n",
		"none":              expect + "variants: {}\n",
		"a name taken":      expect + "variants:\n  # the first\n  what-if: {}\n  what-if-2: {says: x}\n",
		"deep":              expect + "variants:\n      other:\n         says: >\n           folded\n\n           text\nharm: [client.partial_lists]\n",
		"a comment between": expect + "variants: # all of them\n\n  # one\n  other: {}\n",
	} {
		s := smallWith(t, rest)
		name, file, err := Laid(s, AsWas, set)
		require.NoError(t, err, what)
		laid := reopened(t, file)
		v, found := laid.Variants.Get(name)
		require.True(t, found, what)
		require.Equal(t, "as-was with servers.activate.checklist=true", v.Says)
		require.Len(t, laid.variants(), len(s.variants())+1, what)
		for _, other := range s.variants() {
			require.Contains(t, laid.variants(), other)
		}
		again, err := Replay(laid, Options{Variant: name})
		require.NoError(t, err)
		require.Equal(t, reports.Pass, again.Verdict)
	}
	_, _, err := Laid(open(t, "felis"), AsWas, []string{"sync.workers=none"})
	require.IsType(t, &UsageError{}, err)
	_, _, err = Laid(open(t, "felis"), "no-such", nil)
	require.IsType(t, &UsageError{}, err)
}
