package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
	"reprise/control/xray"
	"reprise/sim/world/tunnel"
)

// firefox is the host that Android probes.
const firefox = "detectportal.firefox.com"

// rungs are the steps of the fallback that the log tells of.
func (w *World) rungs() []any {
	var all []any
	for _, e := range w.lines(FallbackTaken) {
		all = append(all, e.field("rung"))
	}
	return all
}

// LB-11: two seconds after a core has started Android probes the way through it, and where that fails goes on: leastPing, random,
// then the servers one by one.
func TestTheFallback(t *testing.T) {
	const alone = "one server alone"
	for _, test := range []struct {
		name   string
		causes []Cause
		rungs  []any
		failed time.Duration // when the attempt failed; 0: it did not
		at     int32         // where the session is a minute later
	}{
		{"all is well", nil, nil, 0, 0},
		{"the first of the list is dead, and a probe says so", do(0, FailServers{Servers: []int32{0}, For: time.Hour}), nil, 0, 1},
		{"the probe's host is blocked", do(0, BlockHost{firefox, time.Hour}), []any{"random", alone, alone, alone}, 0, 2},
		{"another's is", do(0, BlockHost{"1.1.1.1", time.Hour}), nil, 0, 0},
		{"it is until random", do(0, BlockHost{firefox, 4500 * ms}), []any{"random"}, 0, 0},
		{"it is until the first alone", do(0, BlockHost{firefox, 6500 * ms}), []any{"random", alone}, 0, 0},
		{"it is until the second alone", do(0, BlockHost{firefox, 8500 * ms}), []any{"random", alone, alone}, 0, 1},
		{"everything is dead", do(0, everyone(3)), []any{"random", alone, alone, alone}, 11 * second, None},
		{"all but the second, by the last second", do(0, FailServers{Servers: []int32{0, 2}, For: time.Hour}, 0*second,
			FailServers{Servers: []int32{1}, For: 6500 * ms}), []any{"random", alone, alone}, 0, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			cfg := coreFleet(3, 1, delivery.Android)
			cfg.Causes = append(test.causes, do(second, tap)...)
			w := run(t, cfg, minute)
			require.Equal(t, test.rungs, w.rungs())
			require.Equal(t, float64(len(test.rungs)), w.value(t, "android.fallbacks"))
			for i, at := range w.times(FallbackTaken) {
				require.Equal(t, time.Duration(3+2*i)*second, at)
			}
			if test.failed > 0 {
				require.Equal(t, []time.Duration{test.failed}, w.times(ConnectFailed))
				require.Equal(t, "server s2 is down", w.lines(ConnectFailed)[0].field("reason"), "the last that was tried")
			}
			require.Equal(t, test.failed > 0, w.value(t, "client.failed_attempts.android") == 1)
			if test.name != "it is until random" {
				require.Equal(t, test.at, w.at(0))
			}
			require.Equal(t, 1.0, w.value(t, "client.attempts"))
		})
	}
}

// LB-11: each server alone is the only one of its config, in the order of the list, and nobody probes it.
func TestEachServerAlone(t *testing.T) {
	cfg := coreFleet(3, 1, delivery.Android)
	cfg.Causes = do(0, BlockHost{firefox, time.Hour}, second, tap)
	w := run(t, cfg, 9*second)
	loaded := cfg.Core.(*standIn).loaded
	require.Len(t, loaded, 5)
	require.Equal(t, "leastPing", loaded[0].Routing.Balancers[0].Strategy.Type)
	require.Equal(t, "random", loaded[1].Routing.Balancers[0].Strategy.Type)
	for s, c := range loaded[2:] {
		require.Len(t, c.Outbounds, 1)
		require.Equal(t, cfg.Endpoints[s].Tag, c.Outbounds[0].Tag)
	}
	probed := w.value(t, "probes")
	require.Equal(t, 6.0, probed, "three by leastPing's observatory, three by random's")
	w.goTo(t, time.Hour)
	require.Equal(t, probed, w.value(t, "probes"))
	require.Equal(t, 4.0, w.value(t, "android.fallbacks"), "there is nothing after the last, and the session goes on")
	require.Zero(t, w.value(t, "connections.failed"))
}

// On random a client's connections go anywhere.
func TestTheRungOfRandom(t *testing.T) {
	cfg := coreFleet(3, 1, delivery.Android)
	cfg.Causes = do(0, BlockHost{firefox, 4500 * ms}, second, tap)
	require.Len(t, run(t, cfg, 0).wentTo(t, 0, 4*second, minute), 3)
}

// A core that starts on no rung has Android go down all of them, and fail after the last.
func TestNoRungStarts(t *testing.T) {
	cfg := coreFleet(3, 1, delivery.Android)
	cfg.Core = noCore{}
	cfg.Causes = do(second, tap)
	w := run(t, cfg, time.Hour)
	require.Equal(t, []time.Duration{second, 3 * second, 5 * second, 7 * second, 9 * second}, w.times(CoreNotStarted))
	require.Equal(t, []time.Duration{11 * second}, w.times(ConnectFailed))
	require.Equal(t, "the core does not start", w.lines(ConnectFailed)[0].field("reason"))
	require.Equal(t, 5.0, w.value(t, "cores.not_started"))
	require.Equal(t, 4.0, w.value(t, "android.fallbacks"))
	require.Equal(t, 10.0, w.value(t, "connections.failed"), "every second from 1 s to 10 s")
	require.Zero(t, w.value(t, "probes"))
}

// leastPingOnly is a core that starts what has an observatory, and nothing else.
type leastPingOnly struct{ standIn }

func (c *leastPingOnly) Load(config *xray.Config) tunnel.Loaded {
	if b := config.Routing.Balancers; len(b) == 0 || b[0].Strategy.Type != "leastPing" {
		return noCore{}.Load(config)
	}
	return c.standIn.Load(config)
}

// Where a rung does not start nobody probes, though the one before it did; a session that is on goes nowhere.
func TestALaterRungDoesNotStart(t *testing.T) {
	cfg := coreFleet(3, 1, delivery.Android)
	cfg.Core = &leastPingOnly{}
	cfg.Causes = do(second, tap, 2*second, BlockHost{firefox, time.Hour})
	w := run(t, cfg, 10*minute)
	require.Equal(t, 3.0, w.value(t, "probes"))
	require.Equal(t, 4.0, w.value(t, "cores.not_started"))
	stopped := w.lines(TrafficStopped)[0]
	require.Equal(t, []any{"none", "the core does not start"}, []any{stopped.field("server"), stopped.field("reason")})
	require.Empty(t, w.lines(ConnectFailed), "the attempt had connected")
}

// A core that takes another's place knows nothing of that one's probes.
func TestAnotherCoreForgets(t *testing.T) {
	cfg := coreFleet(3, 1, delivery.Android)
	cfg.Causes = do(0, everyone(3), second, tap)
	w := run(t, cfg, 6500*ms)
	require.Equal(t, 6.0, w.value(t, "probes"), "at 1 s and at 3 s; the third core has no observatory")
	require.Zero(t, w.value(t, "probes.failed"), "those of 1 s would have ended at 6 s")
	w.goTo(t, minute)
	require.Zero(t, w.value(t, "probes.failed"))
}

// The app's probe may find no host though the way is there: that is no fault of the server.
func TestTheProbeIsWhatFails(t *testing.T) {
	cfg := coreFleet(1, 1, delivery.Android)
	cfg.Causes = do(0, BlockHost{firefox, time.Hour}, second, FailServers{Servers: []int32{0}, For: 5500 * ms}, second, tap)
	w := run(t, cfg, minute)
	require.Equal(t, []time.Duration{7 * second}, w.times(ConnectFailed))
	require.Equal(t, "the app's probe is not answered", w.lines(ConnectFailed)[0].field("reason"))
}

// Where the app's probe gets through and nothing else does, it is the user who gives up.
func TestTheProbeIsWhatPasses(t *testing.T) {
	given := 0
	for seed := range uint64(40) {
		cfg := coreFleet(2, 1, delivery.Android)
		cfg.Seed = seed
		cfg.Causes = do(0, FailServers{Servers: []int32{0}, For: time.Hour}, 0*second, FailServers{Servers: []int32{1}, For: 4500 * ms},
			second, tap, 5500*ms, FailServers{Servers: []int32{1}, For: time.Hour})
		w := run(t, cfg, 30*minute)
		require.LessOrEqual(t, len(w.lines(ConnectFailed)), 1)
		if len(w.rungs()) == 1 && len(w.lines(Connected)) == 0 { // random's probe went to s1, and its connection to s0
			given++
			require.Equal(t, []time.Duration{16 * second}, w.times(ConnectFailed))
		}
	}
	require.Greater(t, given, 2)
}

// iOS and the desktop have no fallback (LB-11 is Android's).
func TestNoFallbackElsewhere(t *testing.T) {
	for _, p := range []delivery.Platform{delivery.IOS, delivery.Desktop} {
		cfg := coreFleet(3, 1, p)
		cfg.Causes = do(0, everyone(3), second, tap)
		w := run(t, cfg, minute)
		require.Zero(t, w.value(t, "android.fallbacks"))
		require.Equal(t, []time.Duration{16 * second}, w.times(ConnectFailed))
	}
}

// LB-10: what Android's observatory asks is not the backend's URL.
func TestWhoseProbeIsBlocked(t *testing.T) {
	for p, host := range map[delivery.Platform]string{delivery.IOS: "1.1.1.1", delivery.Android: firefox} {
		for _, blocked := range []string{"1.1.1.1", firefox} {
			cfg := coreFleet(2, 1, p)
			cfg.Causes = do(0, BlockHost{blocked, 5 * minute}, second, tap, 10*minute, Disconnect{0})
			w := run(t, cfg, 10*minute)
			require.Equal(t, blocked == host, w.value(t, "probes.failed")+w.value(t, "android.fallbacks") > 0, "%v, %s", p, blocked)
		}
	}
	require.Equal(t, firefox, xray.Host(xray.AndroidProbeURL))
}
