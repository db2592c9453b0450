package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/delivery"
	"reprise/sim"
	"reprise/sim/world/traffic"
)

// behindProxies puts each of some servers behind a proxy of its own.
func behindProxies(cfg Config) Config {
	for s := range cfg.Sites {
		cfg.Proxies = append(cfg.Proxies, medium)
		cfg.Sites[s].Proxy = int32(s)
	}
	return cfg
}

// Proxies that fail are down for their time or, with Up, flap, as servers do, and end up whichever phase the end falls into.
func TestWhenProxiesAreDown(t *testing.T) {
	for _, test := range []struct {
		name          string
		For, Down, Up time.Duration
		turns         []time.Duration // of going up, down, up, ... after the fault began
	}{
		{"once", 30 * minute, 0, 0, []time.Duration{30 * minute}},
		{"flapping, which ends while up", 8 * minute, 2 * minute, 3 * minute, []time.Duration{2 * minute, 5 * minute, 7 * minute}},
		{"flapping, which ends while down", 6 * minute, 2 * minute, 3 * minute, []time.Duration{2 * minute, 5 * minute, 6 * minute}},
		{"flapping, which ends as it would go down", 5 * minute, 2 * minute, 3 * minute, []time.Duration{2 * minute}},
		{"shorter than its first turn", minute, 2 * minute, 3 * minute, []time.Duration{minute}},
	} {
		t.Run(test.name, func(t *testing.T) {
			cfg := behindProxies(oneCountry(3))
			cfg.Causes = do(10*minute, FailProxies{Proxies: []int32{0, 2}, Group: "wl", For: test.For, Down: test.Down, Up: test.Up})
			w := run(t, cfg, 10*minute-1)
			require.False(t, w.proxyDown(0))
			w.goTo(t, 10*minute)
			began := 10 * minute
			for i, turn := range test.turns {
				w.goTo(t, 10*minute+turn-1)
				for s, fails := range []bool{true, false, true} {
					require.Equal(t, fails && i%2 == 0, w.proxyDown(int32(s)), "proxy %d just before %v", s, turn)
					since, dead := w.deadSince(int32(s))
					require.Equal(t, fails && i%2 == 0, dead)
					require.True(t, !dead || since == sim.Time(began), "down since %v, not %v", began, since)
				}
				w.goTo(t, 10*minute+turn)
				require.Equal(t, i%2 == 1, w.proxyDown(0), "at %v", turn)
				began = 10*minute + turn
			}
			w.goTo(t, time.Hour)
			require.False(t, w.proxyDown(0) || w.proxyDown(2))
		})
	}
}

// A fault that lasts no time at all leaves nothing behind.
func TestAProxyFaultOfNoTime(t *testing.T) {
	for _, deed := range []Deed{FailProxies{Proxies: []int32{0}}, FailProxies{Proxies: []int32{0}, Down: minute, Up: minute}} {
		cfg := behindProxies(oneCountry(1))
		cfg.Causes = do(minute, deed)
		w := run(t, cfg, time.Hour)
		require.False(t, w.proxyDown(0), "%+v", deed)
	}
}

// Faults of a proxy overlap as they like, of one and of several: it is down while any has it down, and since the first of them.
func TestOverlappingFaultsOfProxies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type fault struct{ at, lasts, down, up time.Duration }
		seconds := func(label string, least, most int) time.Duration {
			return time.Duration(rapid.IntRange(least, most).Draw(t, label)) * second
		}
		var faults []fault
		var at time.Duration
		cfg := behindProxies(oneCountry(1))
		for range rapid.IntRange(1, 4).Draw(t, "faults") {
			at += seconds("gap", 0, 40)
			f := fault{at: at, lasts: seconds("lasts", 1, 60)}
			var deed Deed = FailProxy{Proxy: 0, Name: "wl", For: f.lasts}
			if rapid.Bool().Draw(t, "flaps") {
				f.down, f.up = seconds("down", 1, 9), seconds("up", 1, 9)
				deed = FailProxies{Proxies: []int32{0}, For: f.lasts, Down: f.down, Up: f.up}
			}
			faults = append(faults, f)
			cfg.Causes = append(cfg.Causes, Cause{At: sim.Time(at), Do: deed})
		}
		w, err := New(cfg)
		require.NoError(t, err)
		for now := 500 * ms; now < 4*minute; now += second {
			require.NoError(t, w.RunUntil(sim.Time(now)))
			want := false
			for _, f := range faults {
				since := now - f.at
				under := since >= 0 && since < f.lasts
				want = want || under && (f.up == 0 || since%(f.down+f.up) < f.down)
			}
			require.Equal(t, want, w.proxyDown(0), "at %v", now)
		}
	})
}

// What the log says of proxies that fail.
func TestTheLineOfProxies(t *testing.T) {
	cfg := behindProxies(oneCountry(2))
	cfg.Causes = do(0, FailProxies{Proxies: []int32{0, 1}, Group: "wl", For: time.Hour}, minute,
		FailProxies{Proxies: []int32{1}, Group: "de", For: time.Hour, Down: minute, Up: 2 * minute})
	lines := run(t, cfg, 2*minute).lines(ProxyFailed)
	require.Equal(t, []Field{{"group", "wl"}, {"count", int64(2)}, {"for", "1h"}}, lines[0].Fields)
	require.Equal(t, []Field{{"group", "de"}, {"count", int64(1)}, {"for", "1h"}, {"down", "1m"}, {"up", "2m"}}, lines[1].Fields)
}

// A phone whose core runs goes on to a server with another proxy once a probe has failed; nobody tells it to. A desktop's user
// notices, and the server is dead, though it is well, since its proxy is.
func TestADeadProxyUnderACore(t *testing.T) {
	for p, last := range map[delivery.Platform]time.Duration{delivery.Android: 51 * second, delivery.IOS: 246 * second, delivery.Desktop: 123 * second} {
		cfg := behindProxies(coreFleet(2, 1, p))
		cfg.Causes = do(second, tap, 3500*ms, FailProxies{Proxies: []int32{0}, Group: "wl", For: time.Hour})
		w := run(t, cfg, 3600*ms)
		require.Equal(t, p == delivery.Desktop, w.value(t, "sessions.stranded") == 1, p)
		w.goTo(t, last)
		require.Equal(t, (last - 3500*ms).Seconds(), w.value(t, "connections.dead_chosen"))
		require.Equal(t, "the proxy of server s0 is down", w.lines(TrafficStopped)[0].field("reason"))
		if p != delivery.Desktop {
			w.goTo(t, last+second)
			require.Equal(t, int32(1), w.at(0))
			require.Equal(t, 1.0, w.proxyMachine(1).Users())
			require.Zero(t, w.proxyMachine(0).Users())
		}
	}
}

// What carries nothing is dead: a server that is down, and one behind a proxy that is, each since that went down.
func TestDeadSince(t *testing.T) {
	cfg := oneCountry(3)
	cfg.Proxies, cfg.Sites[0].Proxy, cfg.Sites[1].Proxy = []traffic.Hardware{medium}, 0, 0
	cfg.Causes = do(minute, FailProxies{Proxies: []int32{0}, For: time.Hour}, 2*minute, FailServers{Servers: []int32{0, 2}, For: 10 * minute},
		2*minute, FailProxies{Proxies: []int32{0}, For: 5 * minute})
	w := run(t, cfg, 3*minute)
	for s, want := range map[int32]time.Duration{0: minute, 1: minute, 2: 2 * minute} { // the first went down behind a proxy that was
		since, dead := w.deadSince(s)
		require.True(t, dead)
		require.Equal(t, sim.Time(want), since)
	}
	for _, none := range []int32{past, nowhere} {
		_, dead := w.deadSince(none)
		require.False(t, dead, "%d", none)
	}
	w.goTo(t, 12*minute)
	_, dead := w.deadSince(2)
	require.False(t, dead)
	since, dead := w.deadSince(0)
	require.True(t, dead && since == sim.Time(minute), "the server is up again, and its proxy is not")
}
