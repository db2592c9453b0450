package alerts_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/sim/alerts"
)

// TestOnly: alerts come and go as with all others beside them, whichever are left out.
func TestOnly(t *testing.T) {
	all, err := alerts.Shipped()
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		scrapes := minutely()
		scrapes.Series = pools(t, 120)
		whole, err := alerts.Evaluate(t.Context(), all, scrapes, alerts.Options{})
		require.NoError(t, err)
		var names []string
		for _, r := range whole.Rules {
			if rapid.Bool().Draw(t, r.Alert) {
				names = append(names, r.Alert)
			}
		}
		part, err := alerts.Evaluate(t.Context(), alerts.Only(all, names), scrapes, alerts.Options{})
		require.NoError(t, err)
		require.Len(t, part.Rules, len(names))
		var want []alerts.Change
		for _, c := range whole.Changes {
			if i := slices.Index(names, c.Alert); i >= 0 {
				c.Rule = i
				want = append(want, c)
			}
		}
		require.Equal(t, want, part.Changes)
	})
}

// TestOnlyKeepsWhatMayBeRead: a rule on the engine's own metrics may look at any alert, so that none is left out.
func TestOnlyKeepsWhatMayBeRead(t *testing.T) {
	const text = `groups: [{name: g, rules: [
  {alert: One, expr: a > 0},
  {alert: Other, expr: 'ALERTS{alertname="One"} > 0'},
  {record: three, expr: a * 3}]}]
`
	r, err := alerts.Load("ours.yaml", []byte(text))
	require.NoError(t, err)
	require.Len(t, alerts.Together(alerts.Only([]*alerts.Rules{r}, []string{"Other"})), 2)
}
