package scenarios

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// onCores is a day's piece of a fleet whose clients run the core, with everything in it that a setting of cores can act on:
// proxies that die, a host of a probe that is blocked, and upstreams that take few probes.
const onCores = `
name: cores
title: clients that run the core
start: 2026-02-20T10:00:00Z
end: 2026-02-20T13:00:00Z
world:
  fleet: february-2026
  core: xray
  population: {accounts: 60, platforms: {ios: 0.5, android: 0.3, desktop: 0.2}, opens_per_day: 48, connect_after: 30s, restart_after: 2m, session: 20m, assumed: test}
timeline:
  - {at: 2026-02-20T10:20:00Z, do: proxies.fail, with: {group: wl-more, for: 2h, down: 6m, up: 9m}, assumed: test}
  - {at: 2026-02-20T11:00:00Z, do: proxies.fail, with: {group: wl-left, for: 1h}, assumed: test}
  - {at: 2026-02-20T12:00:00Z, do: host.block, with: {host: 1.1.1.1, for: 20m}, assumed: test}
  - {at: 2026-02-20T12:10:00Z, do: host.block, with: {host: connectivitycheck.gstatic.com, for: 20m}, assumed: test}
expect:
  - {id: probes, metric: probes, is: report}
`

// needed are the settings without which another of cores has nothing to act on, by the beginning of its key.
var needed = []struct{ key, with string }{
	{"xray.burst.", "xray.balancer.strategy=leastLoad"},
	{"xray.least-load.max-rtt", "xray.balancer.strategy=leastLoad traffic.path.spread=300ms"},
	{"xray.least-load.", "xray.balancer.strategy=leastLoad"},
	{"xray.response.ios-outbounds", "xray.response.platform-aware=true"},
	{"client.probe.open", "upstream.probes.at-once=4"},
	{"upstream.refuses.for", "upstream.probes.at-once=4"},
}

// A setting is marked as one of cores just when it does nothing without: so it is left out of reports and of `why` where
// clients run none. The core never reads leastLoad's tolerance (LB-03).
func TestSettingsOfCoresActOnCoresAlone(t *testing.T) {
	hash := func(text string, over []Entry) string {
		s, err := Load("cores.yaml", []byte(text))
		require.NoError(t, err)
		fleet, err := s.openFleet(nil)
		require.NoError(t, err)
		require.NoError(t, s.link(fleet))
		o, err := s.asWas().insist(over).run(1, 0, nil)
		require.NoError(t, err)
		return o.hash
	}
	plain := strings.Replace(onCores, "  core: xray\n", "", 1)
	plain = plain[:strings.Index(plain, "  - {at: 2026-02-20T12:00:00Z")] + "expect:\n  - {id: requests, metric: backend.requests, is: report}\n"
	others := map[string]string{"xray.observatory.kind": "none", "xray.least-load.expected": "1", "xray.least-load.max-rtt": "50ms", "xray.burst.sampling": "2"}
	for _, k := range append(configKnobs(), tunnelKnobs()...) {
		value, named := others[k.Key]
		if !named {
			value = k.other(t)
		}
		var on []Entry
		if i := slices.IndexFunc(needed, func(n struct{ key, with string }) bool { return strings.HasPrefix(k.Key, n.key) }); i >= 0 {
			for _, set := range strings.Fields(needed[i].with) {
				key, text, _ := strings.Cut(set, "=")
				on = append(on, entryOf(key, text))
			}
		}
		with := append(slices.Clone(on), entryOf(k.Key, value))
		differs := k.Key != "xray.least-load.tolerance"
		require.Equal(t, differs, hash(onCores, on) != hash(onCores, with), "%s=%s where clients run the core", k.Key, value)
		if !slices.ContainsFunc(on, func(e Entry) bool { return e.Key == strategyKnob.Key }) {
			require.Equal(t, hash(plain, on), hash(plain, with), "%s=%s where they run none", k.Key, value)
		}
	}
}

// What needs the core is refused, in one line, where clients run none.
func TestWhatNeedsTheCore(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"  core: xray\n", "", `cores.yaml:12:54: timeline[2].with: acts on what cores do, and clients run none; world.core: xray`},
		{"  core: xray\n", "  core: real\n", `world.core: is "real"; allowed: settled, xray`},
		{"group: wl-left, for: 1h", "group: single, for: 1h", `timeline[1].with.group: server NL-1 of group single stands behind no proxy; a group whose servers all do`},
		{"down: 6m, up: 9m", "down: 6m", `timeline[0].with.down: says when they go down, and not when they come up; down and up, or neither`},
		{"down: 6m, up: 9m", "up: 9m", `timeline[0].with.up: says when they come up, and not when they go down; down and up, or neither`},
		{"down: 6m, up: 9m", "down: 3h, up: 9m", `timeline[0].with.down: is 3h0m0s, and the whole lasts 2h0m0s; shorter than for, or neither down nor up`},
		{"host: 1.1.1.1", "host: 1.1.1.11", `timeline[2].with.host: no probe asks "1.1.1.11"`},
		{"host: 1.1.1.1", "host: https://1.1.1.1/", `timeline[2].with.host: is "https://1.1.1.1/"; expected text that matches`},
	} {
		s, err := Load("cores.yaml", []byte(strings.Replace(onCores, c.from, c.to, 1)))
		if err == nil {
			fleet, opened := s.openFleet(nil)
			require.NoError(t, opened)
			err = s.link(fleet)
		}
		require.ErrorContains(t, err, c.want)
	}
	text := strings.Replace(underLoad, "DEED", quiet, 1)
	_, err := linkedTo(equipped, strings.Replace(text, "expect:", "expect:\n  - {id: probes, metric: probes, is: report}", 1))
	require.ErrorContains(t, err, `"probes" measures what cores do, and clients run none; world.core: xray`)
	s, err := linkedTo(equipped, text)
	require.NoError(t, err)
	_, err = Replay(s, Options{Seed: 1, Variant: AsWas, Set: []string{"xray.balancer.strategy=leastLoad"}})
	require.ErrorContains(t, err, "xray.balancer.strategy: leastLoad is not modelled; leastPing, random, or world.core: xray")
}

// Names and addresses of a config are read strictly.
func TestSettingsOfConfigs(t *testing.T) {
	for _, c := range []struct{ set, want string }{
		{"xray.rule.balancer=a b", `"a b" is no name`},
		{"xray.rule.balancer=" + strings.Repeat("a", 65), "up to 64 letters"},
		{"xray.observatory.probe-url=1.1.1.1", "http:// or https://, and a host"},
		{"xray.observatory.probe-url=ftp://a/", "http:// or https://, and a host"},
		{"xray.observatory.probe-url=https:///trace", "http:// or https://, and a host"},
		{"xray.balancer.fallback=last", "allowed: none, first, direct"},
		{"xray.outbounds.extras=middle", "allowed: last, first, missing"},
		{"xray.observatory.kind=some", "allowed: by-strategy, standard, burst, both, none"},
		{"xray.balancer.form=list", "allowed: object, string"},
	} {
		_, err := parseSettings([]string{c.set})
		require.ErrorContains(t, err, c.want, c.set)
	}
}
