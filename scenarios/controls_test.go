package scenarios

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/reports"
	"reprise/sim/world"
)

// TestEveryInputTakesWhatItSays: the default of every setting, all of its words, and both of its bounds; and nothing beyond them.
func TestEveryInputTakesWhatItSays(t *testing.T) {
	for _, k := range knobs {
		in := k.takes.Input
		require.NotEmpty(t, in.Allowed, k.Key)
		takes := func(text string) bool { return k.apply(new(world.Settings), text) == nil }
		text := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
		switch in.Kind {
		case reports.ShareInput, reports.CountInput, reports.NumberInput:
			require.Less(t, in.Low, in.High, k.Key)
			require.True(t, takes(text(in.Low)) && takes(text(in.High)), k.Key)
			beyond := max(1, in.High/2)
			require.False(t, takes(text(in.Low-1)) || takes(text(in.High+beyond)) || takes(text(math.Inf(1))), k.Key)
		case reports.WordInput:
			require.Greater(t, len(in.Words), 1, k.Key)
			require.Contains(t, in.Words, k.Default, k.Key)
			for _, w := range in.Words {
				require.True(t, takes(w), "%s=%s", k.Key, w)
			}
		case reports.FlagInput:
			require.True(t, takes("true") && takes("false"), k.Key)
		case reports.SpanInput, reports.DistributionInput, reports.TextInput:
			require.False(t, takes(""), k.Key)
		default:
			t.Errorf("%s is of no kind", k.Key)
		}
	}
}

// TestControls: those of Felis begin with what its story turns on, and hold nothing that has nothing to act on.
func TestControls(t *testing.T) {
	controls, err := Controls(open(t, "felis"), "")
	require.NoError(t, err)
	var main, rest []string
	for _, c := range controls {
		if c.Main {
			main = append(main, c.Key)
		} else {
			rest = append(rest, c.Key)
		}
	}
	require.Equal(t, []string{"config.partial.threshold", "config.partial.policy", "client.desktop.cache.ttl", "sync.workers"}, main[:4])
	require.Contains(t, main, "servers.activate.checklist", "a variant sets it")
	require.Contains(t, rest, "mysql.pool.size")
	require.False(t, slices.ContainsFunc(rest, func(key string) bool {
		return strings.HasPrefix(key, "account.") || strings.HasPrefix(key, "score.") || strings.Contains(key, "android")
	}))
	require.Equal(t, "0.8", controls[0].Value)
	require.NotEmpty(t, controls[0].Assumed)

	refusing, err := Controls(open(t, "felis"), "refuse-all-and-ask-again")
	require.NoError(t, err)
	require.Equal(t, "1", refusing[0].Value, "the variant's own")
	_, err = Controls(open(t, "felis"), "refuse-all")
	require.IsType(t, &UsageError{}, err)
}

// TestEveryScenarioHasControls, the words of which it can run.
func TestEveryScenarioHasControls(t *testing.T) {
	for _, name := range Builtin() {
		s := open(t, name)
		controls, err := Controls(s, AsWas)
		require.NoError(t, err)
		require.True(t, controls[0].Main, name)
		for _, c := range controls {
			if c.Main && c.Kind == reports.WordInput {
				for _, w := range c.Words {
					require.Empty(t, Refused(s, AsWas, []string{c.Key + "=" + w}), name)
				}
			}
		}
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct {
		scenario, variant, set string
		want                   []reports.Refusal
	}{
		{"felis", "", "config.partial.threshold=0.5 sync.workers=8", []reports.Refusal{}},
		{"felis", "", "config.partial.threshold=1.5 sync.workers=0 sync.scan.interval=1m", []reports.Refusal{
			{Key: "config.partial.threshold", Problem: `"1.5" is out of range`, Allowed: "a share from 0 to 1"},
			{Key: "sync.workers", Problem: `"0" is out of range`, Allowed: "a whole number from 1 to 10000"}}},
		{"felis", "", "config.partial.policy=Serve", []reports.Refusal{
			{Key: "config.partial.policy", Problem: `unknown partial policy "Serve"`, Allowed: "allowed: serve, error, empty"}}},
		{"felis", "", "sync.workers", []reports.Refusal{{Key: "sync.workers", Problem: "no value", Allowed: "key=value"}}},
		{"pool-spike", "", "account.pool.min-size=600", []reports.Refusal{
			{Key: "account.pool.min-size", Problem: "account.pool.min-size is 600, above account.pool.target-size, which is 500"}}},
		{"server-down", "", "xray.balancer.strategy=leastLoad", []reports.Refusal{
			{Key: "xray.balancer.strategy", Problem: "xray.balancer.strategy: leastLoad is not modelled", Allowed: "leastPing, random, or world.core: xray"}}},
	} {
		require.Equal(t, c.want, Refused(open(t, c.scenario), c.variant, strings.Fields(c.set)), c.set)
	}
	unknown := Refused(open(t, "felis"), "resync-pendig", nil)
	require.Len(t, unknown, 1)
	require.Equal(t, "variant", unknown[0].Key)
	require.Contains(t, unknown[0].Problem, `did you mean "resync-pending"?`)
}
