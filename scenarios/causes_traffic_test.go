package scenarios

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/reports"
	"reprise/scenarios/strict"
	"reprise/sim/world"
)

// underLoad is a scenario on the fleet equipped, with users and one cause to fill in; expectations follow it.
const underLoad = `name: loaded
title: a small world under load
start: 2026-03-10T00:00:00Z
end: 2026-03-10T06:00:00Z
world:
  fleet: equipped
  population:
    accounts: 200
    stands_for: 10
    platforms: {desktop: 0.4, android: 0.3, ios: 0.3}
    opens_per_day: 24
    connect_after: exp:1m
    restart_after: 10m
    session: lognormal:30m,1
    assumed: test
timeline:
  - {at: 2026-03-10T03:00:00Z, DEED, assumed: test}
expect:
  - {id: requests, metric: backend.requests, is: ">= 1"}
`

// quiet is a cause that any fleet takes.
const quiet = "do: demand.peak, with: {country: LV, factor: 1, for: 1h}"

// linkedTo is a scenario linked to a fleet; the error is that of either.
func linkedTo(fleet, text string) (*Scenario, error) {
	f, err := LoadFleet("fleet.yaml", []byte(fleet))
	if err != nil {
		return nil, err
	}
	s, err := Load("small.yaml", []byte(text))
	if err != nil {
		return nil, err
	}
	return s, s.link(f)
}

func doing(deed string) string { return strings.Replace(underLoad, "DEED", deed, 1) }

func TestActionsOnLoadBecomeDeeds(t *testing.T) {
	const hour = time.Hour
	for _, c := range []struct {
		deed string
		want world.Deed
	}{
		{"do: servers.fail, with: {group: plain, for: 1h}", world.FailServers{Servers: []int32{0, 1, 2}, Group: "plain", For: hour}},
		{"do: servers.fail, with: {group: plain, count: 2, for: 1h}", world.FailServers{Servers: []int32{0, 1}, Group: "plain", For: hour}},
		{"do: servers.fail, with: {group: plain, country: EE, for: 1h}", world.FailServers{Servers: []int32{2}, Group: "plain", For: hour}},
		{"do: servers.fail, with: {group: plain, country: LV, count: 1, for: 1h}", world.FailServers{Servers: []int32{0}, Group: "plain", For: hour}},
		{"do: servers.flap, with: {group: wl, for: 1h, down: 1s, up: 5m}",
			world.FailServers{Servers: []int32{3}, Group: "wl", For: hour, Down: time.Second, Up: 5 * time.Minute}},
		{"do: servers.slow, with: {group: wl, bandwidth: 0.5, for: 1h}", world.SlowServers{Servers: []int32{3}, Group: "wl", Bandwidth: 0.5, Processor: 1, For: hour}},
		{"do: servers.silence, with: {group: wl, for: 1h}", world.SilenceServers{Servers: []int32{3}, Group: "wl", For: hour}},
		{"do: proxy.fail, with: {proxy: front, for: 1h}", world.FailProxy{Proxy: 1, Name: "front", For: hour}},
		{"do: demand.peak, with: {country: EE, factor: 3, for: 1h}", world.PeakDemand{Country: 1, Code: "EE", Factor: 3, For: hour}},
	} {
		s, err := linkedTo(equipped, doing(c.deed))
		require.NoError(t, err, c.deed)
		require.Equal(t, c.want, s.Timeline[0].deed, c.deed)
	}
}

// An action on load that the fleet cannot take is one line.
func TestActionsOnLoadAreRefused(t *testing.T) {
	const without = "acts on load, which is not modelled, for the fleet says nothing of hardware; a fleet with hardware"
	for _, c := range []struct{ name, fleet, deed, want string }{
		{"unknown group", equipped, "do: servers.fail, with: {group: plian, for: 1h}",
			`plian, for:  => timeline[0].with.group: no server of the fleet is in group "plian", did you mean "plain"?; plain, wl`},
		{"more than there are", equipped, "do: servers.slow, with: {group: plain, count: 4, processor: 0.5, for: 1h}",
			"4, processor => timeline[0].with.count: group plain has 3 servers; 1 to 3"},
		{"none there", equipped, "do: servers.fail, with: {group: wl, country: EE, for: 1h}",
			"EE, for: 1h} => timeline[0].with.country: EE has 0 servers of group wl; a country, and a count, that the group has"},
		{"more than there are in a country", equipped, "do: servers.fail, with: {group: plain, country: EE, count: 2, for: 1h}",
			"EE, count: 2 => timeline[0].with.country: EE has 1 servers of group plain; a country, and a count, that the group has"},
		{"unknown proxy", equipped, "do: proxy.fail, with: {proxy: wl-vl, for: 1h}",
			`wl-vl, for:  => timeline[0].with.proxy: unknown proxy "wl-vl", did you mean "wl-lv"?; allowed: wl-lv, front`},
		{"no server there", equipped, "do: demand.peak, with: {country: FI, factor: 3, for: 1h}",
			`FI, factor:  => timeline[0].with.country: no server of the fleet is in "FI"; EE, LV`},
		{"fail without load", bare, "do: servers.fail, with: {group: plain, for: 1h}", "{group: plai => timeline[0].with: " + without},
		{"flap without load", bare, "do: servers.flap, with: {group: plain, for: 1h, down: 1m, up: 1m}", "{group: plai => timeline[0].with: " + without},
		{"slow without load", bare, "do: servers.slow, with: {group: plain, bandwidth: 0.5, for: 1h}", "{group: plai => timeline[0].with: " + without},
		{"silence without load", bare, "do: servers.silence, with: {group: plain, for: 1h}", "{group: plai => timeline[0].with: " + without},
		{"proxy without load", bare, "do: proxy.fail, with: {proxy: wl-lv, for: 1h}", "{proxy: wl-l => timeline[0].with: " + without},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := linkedTo(c.fleet, doing(c.deed))
			require.Equal(t, c.want, onlyLine(t, doing(c.deed), err))
		})
	}
}

// onlyLine is the one thing that is wrong with a scenario, and where.
func onlyLine(t *testing.T, text string, err error) string {
	t.Helper()
	all := allLines(t, text, err)
	require.Len(t, all, 1, "%v", err)
	return all[0]
}

// allLines are all that is wrong with it.
func allLines(t *testing.T, text string, err error) []string {
	t.Helper()
	var all strict.Errors
	require.ErrorAs(t, err, &all)
	var lines []string
	for _, e := range all {
		lines = append(lines, pointed(text, e))
	}
	return lines
}

func TestAPeakNeedsUsers(t *testing.T) {
	from, to := strings.Index(underLoad, "  population:"), strings.Index(underLoad, "timeline:")
	text := strings.Replace(underLoad[:from]+underLoad[to:], "DEED", quiet, 1)
	_, err := linkedTo(equipped, text)
	require.Equal(t, "{country: LV => timeline[0].with: there are no unnamed users; a world with a population", onlyLine(t, text, err))
}

// A metric of a load that is not modelled would stay 0: wherever it is named, it is refused.
func TestMetricsOfLoadNeedHardware(t *testing.T) {
	for _, c := range []struct{ rest, want string }{
		{"  - {id: even, metric: load.jain, is: report}\n", `load.jain, i => expect[1].metric: "load.jain"`},
		{"harm: [client.failed_attempts, sessions.stranded]\n", `sessions.str => harm[1]: "sessions.stranded"`},
		{"cost: [picks.down]\n", `picks.down] => cost[0]: "picks.down"`},
		{"variants:\n  as-was: {expect: [{id: even, metric: load.cv, is: report}]}\n", `load.cv, is: => variants.as-was.expect[0].metric: "load.cv"`},
		{"variants:\n  other: {expect: [{id: even, metric: load.peak, is: < as-was}]}\n", `load.peak, i => variants.other.expect[0].metric: "load.peak"`},
	} {
		text := doing(quiet) + c.rest
		_, err := linkedTo(equipped, text)
		require.NoError(t, err, c.rest)
		_, err = linkedTo(bare, text)
		require.Equal(t, c.want+" measures load, which is not modelled, for the fleet says nothing of hardware; a fleet with hardware",
			onlyLine(t, text, err))
	}
}

// Where load is not modelled, a report is silent on it: metrics, intervals, and what is assumed.
func TestReportsAreSilentOnLoadThatIsNotModelled(t *testing.T) {
	keys := func(origins []reports.Origin) (all []string) {
		for _, o := range origins {
			all = append(all, o.Key)
		}
		return all
	}
	for _, c := range []struct {
		fleet string
		there bool
	}{{equipped, true}, {bare, false}} {
		s, err := linkedTo(c.fleet, doing(quiet))
		require.NoError(t, err)
		replay, err := Replay(s, Options{Seed: 1, Reps: 2})
		require.NoError(t, err)
		origins := append(keys(replay.Documented), keys(replay.Assumptions)...)
		measured, estimated := slices.Collect(maps.Keys(replay.Metrics)), slices.Collect(maps.Keys(replay.Intervals))
		for _, m := range metrics {
			shown := !m.Hidden && !m.Core && !m.Pool && (c.there || !m.Load)
			require.Equal(t, shown, slices.Contains(measured, m.Name), m.Name)
			require.Equal(t, shown, slices.Contains(estimated, m.Name), m.Name)
		}
		for _, k := range knobs {
			require.Equal(t, c.there && k.Load || !k.Load && !k.Core && !k.Pool, slices.Contains(origins, k.Key), k.Key)
		}
		for _, a := range world.Assumptions() {
			require.Equal(t, !a.Core && !a.Pool && (c.there || !a.Load), slices.Contains(origins, a.About), a.About)
		}
	}
}
