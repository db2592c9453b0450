package scenarios

import (
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/reports"
)

// TestSetLeavesWhatAVariantIsAbout: --set replaces what the scenario sets. What a variant or a hypothesis is about stays,
// or its verdict would be on something else, unless it is the one that was asked for.
func TestSetLeavesWhatAVariantIsAbout(t *testing.T) {
	s := open(t, "felis")
	why, err := Why(s, Options{Seed: 1, Set: []string{"sync.workers=7", "client.desktop.cache.refresh=at-start"}})
	require.NoError(t, err)
	for _, h := range why.Hypotheses {
		switch h.ID {
		case "workers-4", "workers-8", "as-documented", "age-on-use":
			require.False(t, h.Consistent, h.ID)
		case "workers-6", "workers-7", "age-at-start-only":
			require.True(t, h.Consistent, h.ID)
		}
	}

	all, err := Replay(s, Options{Seed: 1, Set: []string{"servers.activate.checklist=false"}})
	require.NoError(t, err)
	require.Equal(t, reports.Pass, all.Verdict, "%v", all.Failed())
	one, err := Replay(s, Options{Seed: 1, Variant: "activation-checklist", Set: []string{"servers.activate.checklist=false"}})
	require.NoError(t, err)
	require.Equal(t, reports.Fail, one.Verdict)
}

// TestAHypothesisCanBeReplayed: by its name, as a variant.
func TestAHypothesisCanBeReplayed(t *testing.T) {
	replay, byID := play(t, open(t, "felis"), Options{Seed: 1, Variant: "as-documented"})
	require.Equal(t, "as-documented", replay.Variant)
	require.Equal(t, reports.Fail, byID["user-fails"].Verdict)
	require.Equal(t, reports.Pass, byID["partial-list"].Verdict)
}

// TestAFailingRemedyIsNotTheBest: what does not do what its file says is not recommended, and the whole replay fails.
func TestAFailingRemedyIsNotTheBest(t *testing.T) {
	const rest = `  - {id: partial, metric: client.partial_lists, is: == 1}
harm: [client.partial_lists]
variants:
  broken:
    settings: {config.partial.policy: error}
    expect:
      - {id: impossible, metric: backend.requests, is: == 0}
  sound:
    settings: {servers.activate.checklist: true}
    expect:
      - {id: none, metric: client.partial_lists, is: == 0}
`
	replay, err := Replay(smallWith(t, rest), Options{Seed: 1})
	require.NoError(t, err)
	require.Equal(t, reports.Fail, replay.Verdict)
	require.Equal(t, []string{"broken"}, replay.Failed())
	for _, row := range replay.Remedies.Rows {
		require.Equal(t, row.Variant == "sound", row.Best, row.Variant)
	}
}

// TestWithoutHarmNothingIsJudged: a scenario that names no harm has no remedy called good or bad.
func TestWithoutHarmNothingIsJudged(t *testing.T) {
	const rest = `  - {id: partial, metric: client.partial_lists, is: == 1}
variants:
  other: {settings: {servers.activate.checklist: true}}
`
	replay, err := Replay(smallWith(t, rest), Options{Seed: 1})
	require.NoError(t, err)
	require.Equal(t, reports.Unjudged, replay.Remedies.Rows[1].Effect)
}

// TestWhyOfWhatDoesNotHappen says so.
func TestWhyOfWhatDoesNotHappen(t *testing.T) {
	why, err := Why(smallWith(t, "  - {id: crash, log: APP_CRASHED, count: '>= 1'}\n"), Options{Seed: 1})
	require.NoError(t, err)
	require.Equal(t, reports.Fail, why.Verdict)
	require.Equal(t, []string{"crash"}, why.Failed)
}
