package scenarios

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/reports"
)

// small is a scenario over which expectations are tried: what is expected follows it.
const small = `name: small
title: a small world
source: nowhere
start: 2026-01-17T09:00:00Z
end: 2026-01-17T15:00:00Z
world:
  fleet: january-2026
  clients: [{name: ann, platform: desktop, assumed: test}]
settings:
  client.desktop.cache.refresh: {value: at-start, assumed: test}
  sync.workers: {value: 6, assumed: test}
timeline:
  - {at: 2026-01-17T10:00:00Z, do: servers.deactivate, with: {group: retiring}, assumed: test}
  - {at: 2026-01-17T10:00:00Z, do: servers.activate, with: {group: replacement}, assumed: test}
  - {at: 2026-01-17T11:00:00Z, do: client.open, with: {client: ann}, assumed: test}
  - {at: 2026-01-17T13:00:00Z, do: client.open, with: {client: ann}, assumed: test}
expect:
`

func smallWith(t *testing.T, expect string) *Scenario {
	t.Helper()
	s, err := Load("small.yaml", []byte(small+expect))
	require.NoError(t, err)
	fleet, err := s.openFleet(nil)
	require.NoError(t, err)
	require.NoError(t, s.link(fleet))
	return s
}

// TestExpectations tries every form of expectation, holding and failing, with what a person is told.
func TestExpectations(t *testing.T) {
	for _, c := range []struct {
		expect                string
		verdict               reports.Verdict
		actual, limit, margin string
	}{
		{"log: CONFIG_FROM_DB_INCOMPLETE, at: 2026-01-17T11:00:00Z", reports.Pass, "at 11:00:00", "at 11:00:00 ± 1 s", "995 ms"},
		{"log: CONFIG_FROM_DB_INCOMPLETE, at: 2026-01-17T11:00:00Z, fields: {healthyConfigs: 26}", reports.Pass, "26 at 11:00:00", "26 at 11:00:00 ± 1 s", "995 ms"},
		{"log: CONFIG_FROM_DB_INCOMPLETE, at: 2026-01-17T11:00:00Z, fields: {healthyConfigs: 27}", reports.Fail, "26 at 11:00:00", "27 at 11:00:00 ± 1 s", "other fields"},
		{"log: SERVERS_ACTIVATED, at: 2026-01-17T10:00:00Z, fields: {server: DE-8}", reports.Fail, "no server at 10:00:00", "DE-8 at 10:00:00 ± 1 s", "other fields"},
		{"log: CONFIG_FROM_DB_INCOMPLETE, at: 2026-01-17T11:05:00Z, within: 4m", reports.Fail, "at 11:00:00", "at 11:05:00 ± 4 m", "-1 m"},
		{"log: CONFIG_FROM_DB_INCOMPLETE, at: 2026-01-17T11:05:00Z, within: 6m", reports.Pass, "at 11:00:00", "at 11:05:00 ± 6 m", "1 m"},
		{"log: CONFIG_FROM_DB_SUCCESS, at: 2026-01-17T13:00:00Z, fields: {countries: 27, servers: 49.0}", reports.Pass, "27/49 at 13:00:00", "27/49.0 at 13:00:00 ± 1 s", "995 ms"},
		{"log: APP_CRASHED, at: 2026-01-17T13:00:00Z", reports.Fail, "never", "at 13:00:00 ± 1 s", "-"},
		{"log: APP_CRASHED, never: true", reports.Pass, "0", "== 0", "0"},
		{"log: LIST_STORED, never: true", reports.Fail, "2", "== 0", "-2"},
		{"log: LIST_STORED, count: '>= 2'", reports.Pass, "2", ">= 2", "0"},
		{"log: LIST_STORED, fields: {servers: 26}, count: == 1", reports.Pass, "1", "== 1", "0"},
		{"log: LIST_STORED, fields: {servers: 26}, never: true", reports.Fail, "1", "== 0", "-1"},
		{"metric: client.partial_lists, is: == 1", reports.Pass, "1", "== 1", "0"},
		{"metric: client.partial_lists, is: < 1", reports.Fail, "1", "< 1", "0"},
		{"metric: client.partial_lists, is: report", reports.Pass, "1", "reported", ""},
		{"metric: backend.requests, over: [2026-01-17T11:00:00Z, 2026-01-17T12:00:00Z], is: == 1", reports.Pass, "1", "== 1", "0"},
		{"metric: backend.requests, over: [2026-01-17T11:00:01Z, 2026-01-17T13:00:00Z], is: == 1", reports.Pass, "1", "== 1", "0"},
		{"metric: backend.requests, over: [2026-01-17T11:00:01Z, 2026-01-17T12:59:59Z], is: == 0", reports.Pass, "0", "== 0", "0"},
		{"metric: servers.active, over: [2026-01-17T09:00:00Z, 2026-01-17T09:30:00Z], is: == 72", reports.Pass, "72", "== 72", "0"},
		{"metric: servers.active, is: == 72", reports.Fail, "49", "== 72", "-23"},
		{"metric: client.until_whole, is: <= 7201", reports.Pass, "2 h", "<= 2 h", "1 s"},
	} {
		t.Run(c.expect, func(t *testing.T) {
			s := smallWith(t, "  - {id: it, "+c.expect+"}\n")
			replay, err := Replay(s, Options{Seed: 1})
			require.NoError(t, err)
			got := replay.Expectations[0]
			require.Equal(t, c.verdict, got.Verdict)
			require.Equal(t, c.actual, got.Actual)
			require.Equal(t, c.limit, got.Limit)
			require.Equal(t, c.margin, got.Margin)
			require.Equal(t, strings.Count(small, "\n")+1, got.Line)
		})
	}
}

// TestBoundsAgainstAsWas: a bound may look at the same metric of as-was, in the same replication.
func TestBoundsAgainstAsWas(t *testing.T) {
	s := smallWith(t, "  - {id: it, metric: backend.requests, is: report}\n"+`variants:
  patient:
    settings: {client.desktop.cache.ttl: 3h}
    expect:
      - {id: fewer, metric: backend.requests, is: < as-was}
      - {id: half, metric: backend.requests, is: <= 0.4 * as-was}
`)
	replay, byID := play(t, s, Options{Seed: 1, Variant: "patient"})
	require.Equal(t, "patient", replay.Variant)
	require.Equal(t, reports.Pass, byID["fewer"].Verdict)
	require.Equal(t, "1", byID["fewer"].Actual)
	require.Equal(t, "< 2 (< as-was)", byID["fewer"].Limit)
	require.Equal(t, reports.Fail, byID["half"].Verdict)
	require.Equal(t, "<= 0.8 (<= 0.4 * as-was)", byID["half"].Limit)
}

// TestWindowsAgainstAsWas: a bound over a window looks at the same window of as-was, which has no expectation there itself.
// Both ends of a window are in it, the first instant of the run too.
func TestWindowsAgainstAsWas(t *testing.T) {
	s := smallWith(t, "  - {id: it, metric: backend.requests, is: report}\n"+`variants:
  patient:
    settings: {client.desktop.cache.ttl: 3h}
    timeline:
      - {at: 2026-01-17T09:00:00Z, do: client.sleep, with: {client: ann}}
    expect:
      - {id: fewer, metric: backend.requests, over: [2026-01-17T10:30:00Z, 2026-01-17T12:00:00Z], is: < as-was}
      - {id: at-once, metric: log.COMPUTER_ASLEEP, over: [2026-01-17T09:00:00Z, 2026-01-17T10:00:00Z], is: == 1}
`)
	_, byID := play(t, s, Options{Seed: 1, Variant: "patient"})
	require.Equal(t, reports.Pass, byID["fewer"].Verdict)
	require.Equal(t, "< 1 (< as-was)", byID["fewer"].Limit)
	require.Equal(t, reports.Pass, byID["at-once"].Verdict, byID["at-once"].Actual)
}

// TestReplicationsAllHaveToHold: an expectation fails when it fails in one replication, and that one is shown.
func TestReplicationsAllHaveToHold(t *testing.T) {
	s := smallWith(t, "  - {id: it, log: BACKGROUND_SYNC_FINISHED, at: 2026-01-17T11:08:00Z, within: 1m}\n")
	first, err := s.asWas().run(1, 0, nil)
	require.NoError(t, err)
	done, found := first.nearest(s.Expect[0], true)
	require.True(t, found)
	s.Expect[0].At.Time, s.Expect[0].Within.D = first.time(done.At), time.Second
	replay, err := Replay(s, Options{Seed: 1, Reps: 20})
	require.NoError(t, err)
	require.Equal(t, reports.Fail, replay.Expectations[0].Verdict)
	require.Positive(t, replay.Expectations[0].Replication)
	require.Len(t, replay.Intervals, len(replay.Metrics))
	require.Equal(t, reports.Interval{Mean: 1, Low: 1, High: 1, N: 20}, replay.Intervals["client.partial_lists"])
}

// TestLinking: what a scenario says of its fleet must be so.
func TestLinking(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"group: retiring", "group: retirin", `small.yaml:13:70: timeline[0].with.group: no server of the fleet is in group "retirin", did you mean "retiring"?; replacement, retiring, staying`},
		{"group: retiring}", "group: retiring, count: 47}", `small.yaml:13:87: timeline[0].with.count: group retiring has 46 servers; 1 to 46`},
		{"do: client.open, with: {client: ann}", "do: client.connect, with: {client: ann, country: ZZ}", `no server of the fleet is in "ZZ"`},
		{"do: client.open, with: {client: ann}", "do: settings.change, with: {key: sync.workers, value: 7}", `sync.workers is laid out when the system starts; a setting that a running system can change`},
		{"fleet: january-2026", "fleet: january-2025", `small.yaml:7:10: world.fleet: unknown fleet "january-2025", did you mean "january-2026"?; a path ending in .yaml, or one of: february-2026, january-2026`},
	} {
		text := strings.Replace(small, c.from, c.to, 1) + "  - {id: it, metric: backend.requests, is: report}\n"
		s, err := Load("small.yaml", []byte(text))
		require.NoError(t, err)
		fleet, err := s.openFleet(nil)
		if err == nil {
			err = s.link(fleet)
		}
		require.ErrorContains(t, err, c.want)
	}
}

// TestTooLargeAWorld: the bounds of accounts and of servers allow more together than a machine holds.
func TestTooLargeAWorld(t *testing.T) {
	const population = "population: {accounts: 10000000, platforms: {ios: 1}, opens_per_day: 1, connect_after: 1m, restart_after: 1m, session: 1h, assumed: test}"
	text := strings.Replace(small, "  clients: [", "  "+population+"\n  clients: [", 1) + "  - {id: it, metric: backend.requests, is: report}\n"
	s, err := Load("small.yaml", []byte(text))
	require.NoError(t, err)
	err = s.link(&Fleet{Servers: []ServerGroup{{Country: "DE", Group: "all", Count: maxServers}}})
	require.EqualError(t, err, "small.yaml:7:3: world: 10000001 accounts on 100000 servers are 1000000100000 rows; at most 4000000000 rows in all")
}

// TestEveryActionHasADeed: what can be loaded can be done.
func TestEveryActionHasADeed(t *testing.T) {
	s := smallWith(t, "  - {id: it, metric: backend.requests, is: report}\n")
	for _, k := range actionKinds {
		_, err := s.deed("with", k.parameters())
		if err != nil {
			require.NotContains(t, err.Error(), "no deed", k.name)
		}
	}
}
