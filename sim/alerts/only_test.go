package alerts_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/sim/alerts"
)

// TestOnly: what some alerts come to does not depend on whether the other rules are there (POOL-15).
func TestOnly(t *testing.T) {
	files, err := alerts.Shipped()
	require.NoError(t, err)
	var names []string
	for _, r := range alerts.Together(files) {
		names = append(names, r.Alert)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := alerts.Scrapes{Start: time.Unix(0, 0).UTC(), Every: 15 * time.Second, Series: pools(t, 160)}
		chosen := rapid.Permutation(names).Draw(t, "names")[:rapid.IntRange(1, len(names)).Draw(t, "how many")]
		whole, err := alerts.Evaluate(context.Background(), files, s, alerts.Options{})
		require.NoError(t, err)
		part, err := alerts.Evaluate(context.Background(), alerts.Only(files, chosen), s, alerts.Options{})
		require.NoError(t, err)
		require.Len(t, part.Rules, len(chosen))
		require.ElementsMatch(t, toldOf(whole, chosen), toldOf(part, chosen))
	})
}

// toldOf are the changes of some alerts.
func toldOf(h *alerts.History, names []string) []alerts.Change {
	kept := slices.DeleteFunc(slices.Clone(h.Changes), func(c alerts.Change) bool { return !slices.Contains(names, c.Alert) })
	for i := range kept {
		kept[i].Rule = 0
	}
	return kept
}

// TestOnlyKeepsWhatOthersMaySee: a rule that reads ALERTS sees every other.
func TestOnlyKeepsWhatOthersMaySee(t *testing.T) {
	rules, err := alerts.Load("r.yaml", []byte(`groups: [{name: g, rules: [{alert: A, expr: a}, {alert: B, expr: 'ALERTS{alertname="A"}'}]}]`))
	require.NoError(t, err)
	require.Len(t, alerts.Together(alerts.Only([]*alerts.Rules{rules}, []string{"B"})), 2)
}
