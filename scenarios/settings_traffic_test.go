package scenarios

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/control/ranking"
	"reprise/control/scoring"
	"reprise/control/xray"
)

// otherValue is another value for settings that have none to try, or none that shows in a small world.
var otherValue = map[string]string{
	"config.partial.policy": "error", "pipeline.enabled": "false", "client.desktop.cache.survives-restart": "true",
	"client.android.cache.survives-restart": "false", "client.ios.cache.survives-restart": "false",
	"client.android.cache.ttl": "1h", "client.ios.cache.ttl": "1h", "servers.deactivate.resync": "delete", "client.cache.invalidate-on-sync": "true",
	"server.list.order": "sort", "xray.balancer.strategy": "random", "server.balancing.enabled": "true", "server.turbo.dynamic": "true",
	"xray.balancer.strategy-name": "random", "xray.rule.balancer": "load-balancer", "xray.observatory.kind": "none",
	"xray.observatory.probe-url": "https://example.org/", "xray.burst.probe-url": "https://example.org/", "xray.response.platform-aware": "true",
	"score.proxy.weight.cpu": "5", "score.proxy.weight.bandwidth": "5",
	"score.down": "0", "score.fast.below": "0", "traffic.memory.idle": "0.9", "traffic.memory.per-session": "200",
	"ACCOUNT_POOL_ENABLED": "false", "account.fill-configs.by": "pushes", "account.push.time": "2s",
}

// other is a value of a setting that is not its default.
func (k *knob) other(t *testing.T) string {
	t.Helper()
	if value, named := otherValue[k.Key]; named {
		return value
	}
	values := k.others(k.Default)
	require.NotEmpty(t, values, k.Key)
	return values[0]
}

// The defaults are the documents' (LB-16 to LB-27).
func TestDefaultsOfTheSmartBalancer(t *testing.T) {
	s := defaults()
	require.Equal(t, scoring.Settings{
		SessionsWeight: 0.35, CPUWeight: 0.30, BandwidthWeight: 0.25, MemoryWeight: 0.10, // LB-16
		SessionsFull: 500, BandwidthFull: 1000, NeutralScore: 1, DownScore: 999, // LB-16
		ProxyCPUWeight: 0.5, ProxyBandwidthWeight: 0.5, // LB-17
		EMAAlpha: 0.3, TurboMbps: 200, FastScore: 0.5, // LB-18, LB-19
	}, s.Scoring.Rules)
	require.Equal(t, scoring.Documented(), s.Scoring.Rules)
	require.Equal(t, ranking.SortShuffle, s.Ranking.Rules.Order) // LB-26
	require.False(t, s.Ranking.Rules.Balancing)                  // LB-24
	require.False(t, s.Ranking.DynamicMarks)                     // LB-33
	require.Equal(t, xray.Documented(), s.Xray)                  // LB-02 to LB-04, LB-29
	require.EqualValues(t, []string{"1m0s", "5m0s", "1m0s"},     // LB-27
		[]string{s.Scoring.Interval.String(), s.Scoring.Publish.String(), s.Ranking.Interval.String()})
	require.EqualValues(t, 1, s.Traffic.Costs.TCPPerSession)
	require.EqualValues(t, []string{"45s", "2m0s"}, []string{s.Notice.Android.String(), s.Xray.ProbeInterval.String()}) // LB-10, LB-02
}

// enables are the settings without which another has nothing to act on, by the beginning of its key: scores matter where
// lists are sorted by them, and what changes all alike where servers are drawn by them (LB-21).
var enables = []struct{ key, with string }{
	{"score.turbo.mbps", "client.marks.follow=turbo server.turbo.dynamic=true"},
	{"score.fast.below", "client.marks.follow=fast server.turbo.dynamic=true score.turbo.mbps=1"},
	{"score.", "server.list.order=sort"},
	{"traffic.memory.", "server.balancing.enabled=true"},
	{"server.list.band", "server.list.order=bands"},
	{"server.balancing.share", "server.balancing.enabled=true"},
	{"client.marks.share", "client.marks.follow=turbo"},
	{"server.turbo.dynamic", "client.marks.follow=turbo"},
}

func enabling(key string) (on []Entry) {
	i := slices.IndexFunc(enables, func(e struct{ key, with string }) bool { return strings.HasPrefix(key, e.key) })
	if i < 0 {
		return nil
	}
	for _, set := range strings.Fields(enables[i].with) {
		key, value, _ := strings.Cut(set, "=")
		on = append(on, entryOf(key, value))
	}
	return on
}

// A setting is marked as one of load just when it does nothing without: a run of users and servers is the same to the last
// event where the fleet has no hardware, and is another where it has. What is marked is left out of reports and of
// `why` there, so a wrong mark would hide an assumption.
func TestSettingsOfLoadActOnLoadAlone(t *testing.T) {
	hashes := func(fleet, deed string) func(over ...Entry) string {
		// So many that some servers pass half of turbo (LB-19) even at night.
		s, err := linkedTo(fleet, strings.Replace(doing(deed), "accounts: 200", "accounts: 2000", 1))
		require.NoError(t, err)
		return func(over ...Entry) string {
			o, err := s.asWas().insist(over).run(1, 0, nil)
			require.NoError(t, err)
			return o.hash
		}
	}
	three, err := os.ReadFile("../fixtures/fleets/three-countries.yaml")
	require.NoError(t, err)
	idle := hashes(bare, quiet)
	busy := hashes(string(three), "do: servers.fail, with: {group: large, count: 2, for: 1h}, assumed: test}\n"+
		"  - {at: 2026-03-10T02:00:00Z, do: servers.silence, with: {group: medium, count: 2, for: 1h}")
	for _, k := range loadKnobs() {
		on, value := enabling(k.Key), entryOf(k.Key, k.other(t))
		with := append(slices.Clone(on), value)
		require.Equal(t, k.Load, idle(on...) == idle(with...), "%s=%s without hardware", k.Key, value.Value.Value)
		require.NotEqual(t, busy(on...), busy(with...), "%s=%s with hardware", k.Key, value.Value.Value)
	}
}
