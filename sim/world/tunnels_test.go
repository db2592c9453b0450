package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
	"reprise/control/xray"
	"reprise/sim"
	"reprise/sim/random"
)

// everyone is all servers of a fleet down for an hour from its start.
func everyone(servers int32) FailServers {
	return FailServers{Servers: span(0, servers), For: time.Hour}
}

// A user waits for the first connection, which is tried every second, for as long as the patience lasts.
func TestPatience(t *testing.T) {
	for _, p := range []delivery.Platform{delivery.IOS, delivery.Desktop} {
		cfg := coreFleet(2, 1, p)
		cfg.Causes = do(0, everyone(2), second, tap)
		w := run(t, cfg, 16*second-1)
		require.Empty(t, w.lines(ConnectFailed))
		w.goTo(t, time.Hour-second)
		require.Equal(t, []time.Duration{16 * second}, w.times(ConnectFailed))
		require.Equal(t, "server s0 is down", w.lines(ConnectFailed)[0].field("reason"))
		require.Equal(t, 16.0, w.value(t, "connections.failed"))
		require.Equal(t, 16.0, w.value(t, "connections"))
		require.Equal(t, 1.0, w.value(t, "client.attempts"))
	}
}

// Whatever comes in time is in time. Once the VPN is on, connections come as the user's habit has them.
func TestTheFirstConnection(t *testing.T) {
	for _, p := range []delivery.Platform{delivery.IOS, delivery.Desktop} {
		cfg := coreFleet(1, 1, p)
		cfg.Settings.Tunnel.Connections = random.Fixed(10 * second)
		cfg.Causes = do(0, FailServers{Servers: []int32{0}, For: 15500 * ms}, second, tap)
		w := run(t, cfg, minute)
		require.Equal(t, []time.Duration{16 * second}, w.times(Connected))
		require.Equal(t, 15.0, w.value(t, "connections.failed"))
		require.Equal(t, 20.0, w.value(t, "connections"), "at 16, 26, 36, 46 and 56 s")
		require.Equal(t, 0.75, w.value(t, "connections.failed_share"))
	}
}

// A tap while the VPN is on, or about to be, does nothing; switched off, it leaves nothing behind, and can be switched on again.
func TestDisconnect(t *testing.T) {
	for name, fault := range map[string]Deed{"on": SilenceServers{}, "about to be": everyone(3)} {
		for p := range delivery.Platform(platforms) {
			t.Run(name+" "+p.String(), func(t *testing.T) {
				cfg := coreFleet(3, 1, p)
				cfg.Causes = do(0, fault, second, tap, 3500*ms, tap, 4500*ms, Disconnect{0}, 2*time.Hour, tap)
				w := run(t, cfg, 4500*ms)
				require.Equal(t, 1.0, w.value(t, "client.attempts"))
				require.Equal(t, 4.0, w.value(t, "connections"))
				require.False(t, w.inSession(0))
				require.Zero(t, w.load.machines[0].Users())
				probed, failed := w.value(t, "probes"), w.value(t, "probes.failed")
				w.goTo(t, 2*time.Hour-second)
				require.Equal(t, 4.0, w.value(t, "connections"))
				require.Equal(t, probed, w.value(t, "probes"), "nobody probes")
				require.Equal(t, failed, w.value(t, "probes.failed"), "what was under way comes to nothing")
				require.Zero(t, w.value(t, "client.failed_attempts")+w.value(t, "client.sessions_dropped"), "it is the user's doing")
				w.goTo(t, 2*time.Hour)
				require.Equal(t, 2.0, w.value(t, "client.attempts"))
				require.Equal(t, int32(0), w.at(0))
			})
		}
	}
}

// A user who changes their mind while the list is asked for does not connect.
func TestDisconnectForgetsTheWish(t *testing.T) {
	cfg := coreFleet(1, 1, delivery.IOS)
	cfg.Settings.Cache[delivery.IOS].Refresh = delivery.OnUse
	cfg.Causes = do(second, tap, second+queried/2, Disconnect{0})
	w := run(t, cfg, time.Hour)
	require.Equal(t, 1.0, w.value(t, "backend.requests"))
	require.Zero(t, w.value(t, "client.attempts"))
}

// Without a core too, a user can switch the VPN off, and tries time after time.
func TestDisconnectWithoutACore(t *testing.T) {
	cfg := oneCountry(1)
	cfg.Clients = users(1, delivery.Android)
	cfg.Settings.Cache[delivery.Android].Refresh = delivery.AtStart
	cfg.Causes = do(second, tap, minute, Disconnect{0}, 2*minute, KeepTrying{Client: 0, Code: "DE", Times: 2, Every: minute})
	w := run(t, cfg, second)
	require.Equal(t, 1.0, w.load.machines[0].Users())
	w.goTo(t, minute)
	require.Zero(t, w.load.machines[0].Users())
	w.goTo(t, time.Hour)
	require.Equal(t, 3.0, w.value(t, "client.connects"))
	require.Equal(t, None, w.at(0))
}

// What was under way does not meet the one that comes in its place: a probe of the tunnel before says nothing to this one.
func TestATunnelInThePlaceOfAnother(t *testing.T) {
	cfg := coreFleet(1, 2, delivery.IOS)
	cfg.Causes = do(0, FailServers{Servers: []int32{0}, For: 5 * second}, second, tap, 3*second, Disconnect{0},
		3500*ms, TapConnect{Client: 1, Country: None})
	w := run(t, cfg, 6*second)
	require.Len(t, w.tunnels.up.Items, 1, "the place of the first is taken")
	seen := w.tunnels.up.Items[w.tunnels.of[1]].watch.Seen(w.engine.Now())
	require.Empty(t, seen.Order, "the first's probe was to end at 6 s")
	require.Zero(t, w.value(t, "probes.failed"))
	w.goTo(t, 8500*ms)
	require.Equal(t, 1.0, w.value(t, "probes.failed"), "its own")
}

// Some try time after time: each is an attempt of its own, and after the last the VPN is off.
func TestKeepTrying(t *testing.T) {
	for _, test := range []struct {
		name             string
		down             time.Duration // of the server, from the start
		attempts, failed float64
		connected        []time.Duration
	}{
		{"all go well", 0, 3, 0, []time.Duration{second, minute + second, 2*minute + second}},
		{"the first fails", 20 * second, 3, 1, []time.Duration{minute + second, 2*minute + second}},
		{"a try that takes its time", minute + 5*second, 3, 1, []time.Duration{minute + 5*second, 2*minute + second}},
	} {
		t.Run(test.name, func(t *testing.T) {
			cfg := coreFleet(1, 1, delivery.Desktop)
			cfg.Causes = do(second, KeepTrying{Client: 0, Code: "DE", Times: 3, Every: minute})
			if test.down > 0 {
				cfg.Causes = append(do(0, FailServers{Servers: []int32{0}, For: test.down}), cfg.Causes...)
			}
			w := run(t, cfg, 3*minute)
			require.True(t, w.inSession(0))
			w.goTo(t, time.Hour)
			require.False(t, w.inSession(0))
			require.Equal(t, test.attempts, w.value(t, "client.attempts"))
			require.Equal(t, test.failed, w.value(t, "client.failed_attempts"))
			require.Equal(t, test.connected, w.times(Connected))
			begun := w.lines(KeptTrying)
			require.Len(t, begun, 1)
			require.Equal(t, []Field{{"client", "user"}, {"country", "DE"}, {"times", int64(3)}, {"every", "1m"}}, begun[0].Fields)
			require.Equal(t, KeptTrying, w.Log()[w.lines(Connected)[0].Because].Event)
		})
	}
}

// A user who tries, or switches the VPN off, takes to a computer that sleeps.
func TestWhatWakesAComputer(t *testing.T) {
	for _, deed := range []Deed{KeepTrying{Client: 0, Times: 1, Every: minute}, Disconnect{0}} {
		cfg := coreFleet(1, 1, delivery.Desktop)
		cfg.Causes = do(second, Sleep{0}, minute, deed)
		w := run(t, cfg, minute)
		require.Equal(t, never, w.personal(0).asleepFrom)
	}
}

// An unnamed user neither starts the app nor restarts it while the VPN is on, even past every server, or about to be.
func TestWhoIsInSession(t *testing.T) {
	for name, extras := range map[string]xray.Extras{"past the VPN": xray.ExtrasFirst, "about to be": xray.ExtrasLast} {
		cfg := coreFleet(1, 0, delivery.IOS)
		cfg.Population = unnamed(1, delivery.IOS)
		cfg.Population.Opens = random.ConstantRate(0)
		cfg.Settings.Xray.Extras = extras
		cfg.Causes = do(0, everyone(1))
		w := run(t, cfg, second)
		w.connect(0, 0, None)
		w.useApp(0)
		w.onRestart(sim.Event{})
		require.Equal(t, None, w.at(0))
		w.goTo(t, 10*second)
		require.Equal(t, 10.0, w.value(t, "connections"), name)
		require.Zero(t, w.value(t, "log.APP_OPENED")+w.value(t, "log.APP_RESTARTED"))
	}
}

// A restart of the app ends what went on, and so does the end of an unnamed user's session.
func TestWhatEndsATunnel(t *testing.T) {
	for _, p := range []delivery.Platform{delivery.IOS, delivery.Android} {
		cfg := coreFleet(2, 1, p)
		cfg.Population = unnamed(1, p)
		cfg.Population.Opens = random.ConstantRate(0)
		cfg.Causes = do(second, tap, 10*minute, RestartApp{0})
		w := run(t, cfg, 0)
		w.connect(1, 0, None)
		w.goTo(t, second)
		require.Equal(t, 2.0, w.load.machines[0].Users())
		w.goTo(t, 10*minute)
		require.Equal(t, []bool{false, true}, []bool{w.inSession(0), w.inSession(1)})
		require.Equal(t, 1.0, w.load.machines[0].Users())
		w.goTo(t, 30*minute)
		require.False(t, w.inSession(1))
		require.Zero(t, w.load.machines[0].Users())
		probed := w.value(t, "probes")
		w.goTo(t, 2*time.Hour)
		require.Equal(t, probed, w.value(t, "probes"))
		require.Equal(t, 599.0+1800, w.value(t, "connections"))
	}
}

// A session with connections that stop and go on is told of once each, with the reason.
func TestTrafficStopsAndResumes(t *testing.T) {
	cfg := coreFleet(2, 1, delivery.Desktop)
	cfg.Settings.Notice.Desktop = random.Fixed(time.Hour)
	cfg.Causes = do(second, tap, 9500*ms, FailServers{Servers: []int32{0}, For: 20 * second},
		20*minute, FailServers{Servers: []int32{0}, For: 5 * second})
	w := run(t, cfg, 10*minute)
	require.Equal(t, []time.Duration{10 * second}, w.times(TrafficStopped))
	require.Equal(t, []time.Duration{30 * second}, w.times(TrafficResumed))
	stopped := w.lines(TrafficStopped)[0]
	require.Equal(t, []any{"s0", "server s0 is down"}, []any{stopped.field("server"), stopped.field("reason")})
	require.Equal(t, "s0", w.lines(TrafficResumed)[0].field("server"))
	require.Equal(t, ConnectTapped, w.Log()[stopped.Because].Event)
	require.Equal(t, 19.5, w.value(t, "connections.dead_chosen"), "the last at 29 s")
	require.Equal(t, 20.0, w.value(t, "connections.failed"))
	w.goTo(t, 30*minute)
	require.Len(t, w.times(TrafficStopped), 2)
	require.Equal(t, 19.5, w.value(t, "connections.dead_chosen"), "the longest")
}

// Each time that the VPN is on, what a tunnel draws is drawn anew, and by each client for itself.
func TestTunnelsDrawAnew(t *testing.T) {
	cfg := coreFleet(4, 2, delivery.IOS)
	cfg.Settings.Xray.Strategy = xray.Random
	cfg.Causes = do(0, tap, 0*second, TapConnect{Client: 1, Country: None}, minute-1, Disconnect{0}, minute, tap)
	w := made(t, cfg)
	var went [3][]int32
	for now := time.Duration(0); now < minute-second; now += second {
		w.goTo(t, now)
		went[0], went[1] = append(went[0], w.at(0)), append(went[1], w.at(1))
	}
	for now := minute; now < 2*minute-second; now += second {
		w.goTo(t, now)
		went[2] = append(went[2], w.at(0))
	}
	require.NotEqual(t, went[0], went[1])
	require.NotEqual(t, went[0], went[2])
}

// A phone whose server is switched off stays on, loads nothing, and goes on by another once a probe has failed (LB-02, LB-10).
// The desktop's session ends (SYNC-01).
func TestSwitchedOffUnderASession(t *testing.T) {
	for p, back := range map[delivery.Platform]time.Duration{delivery.Android: 52 * second, delivery.IOS: 247 * second, delivery.Desktop: 0} {
		cfg := coreFleet(2, 1, p)
		cfg.Causes = do(second, tap, 9500*ms, Deactivate{[]int32{0}})
		w := run(t, cfg, 9500*ms)
		require.Equal(t, back != 0, w.inSession(0), p)
		require.Zero(t, w.load.machines[0].Users())
		require.Equal(t, None, w.at(0))
		w.goTo(t, 10*minute)
		if back == 0 {
			require.Equal(t, 1.0, w.value(t, "client.sessions_dropped"))
			require.Equal(t, 9.0, w.value(t, "connections"))
			continue
		}
		require.Zero(t, w.value(t, "client.sessions_dropped"))
		require.Equal(t, "server s0 is switched off", w.lines(TrafficStopped)[0].field("reason"))
		require.Equal(t, []time.Duration{back}, w.times(TrafficResumed))
		require.Equal(t, int32(1), w.at(0))
		require.Equal(t, 1.0, w.load.machines[1].Users())
		require.Zero(t, w.value(t, "connections.dead_chosen"), "it is off, not dead")
	}
}

// A server that is switched off and on again is loaded again with the next connection.
func TestSwitchedOffAndOn(t *testing.T) {
	cfg := coreFleet(1, 1, delivery.IOS)
	cfg.Causes = do(second, tap, 9500*ms, Deactivate{[]int32{0}}, 20500*ms, Activate{[]int32{0}})
	w := run(t, cfg, 20900*ms)
	require.Zero(t, w.load.machines[0].Users())
	w.goTo(t, 21*second)
	require.Equal(t, 1.0, w.load.machines[0].Users())
}
