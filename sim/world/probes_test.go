package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/delivery"
	"reprise/control/xray"
	"reprise/sim"
)

// LB-02, LB-10: an outbound that dies after its probe stays chosen until it is probed again: with N outbounds up to N intervals
// of 120 s on iOS, where they are probed in turn, and one of 45 s on Android, where all are probed at once. The probes of dead
// ones take 5 s more each.
func TestADeadServerStaysChosen(t *testing.T) {
	for _, test := range []struct {
		name     string
		platform delivery.Platform
		servers  int
		die      []int32
		last     time.Duration // connection that goes to s0
		then     int32
	}{
		{"iOS, of two", delivery.IOS, 2, []int32{0}, second + 2*120*second + 5*second, 1},
		{"iOS, of three", delivery.IOS, 3, []int32{0}, second + 3*120*second + 5*second, 1},
		{"iOS, of five", delivery.IOS, 5, []int32{0}, second + 5*120*second + 5*second, 1},
		{"iOS, two of three", delivery.IOS, 3, []int32{0, 1}, second + 3*120*second + 2*5*second, 2},
		{"Android, of two", delivery.Android, 2, []int32{0}, second + 45*second + 5*second, 1},
		{"Android, of five", delivery.Android, 5, []int32{0}, second + 45*second + 5*second, 1},
		{"Android, two of three", delivery.Android, 3, []int32{0, 1}, second + 45*second + 5*second, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			const died = 3500 * ms
			cfg := coreFleet(test.servers, 1, test.platform)
			cfg.Causes = do(second, tap, died, FailServers{Servers: test.die, For: 3 * time.Hour})
			w := run(t, cfg, test.last)
			require.Equal(t, int32(0), w.at(0), "its session is taken to be there")
			w.goTo(t, test.last+second)
			require.Equal(t, test.then, w.at(0))
			w.goTo(t, time.Hour)
			require.Equal(t, (test.last - died).Seconds(), w.value(t, "connections.dead_chosen"))
			require.Equal(t, (test.last - 3*second).Seconds(), w.value(t, "connections.failed"))
			require.Equal(t, []time.Duration{4 * second}, w.times(TrafficStopped))
			require.Equal(t, []time.Duration{test.last + second}, w.times(TrafficResumed))
			require.Equal(t, 1.0, w.load.machines[test.then].Users())
			require.Zero(t, w.load.machines[0].Users())
		})
	}
}

// Whenever it dies, a server is chosen for no longer than that.
func TestNoLongerThanARound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := pick(t, "platform", delivery.IOS, delivery.Android)
		n := rapid.IntRange(2, 5).Draw(t, "servers")
		cfg := coreFleet(n, 1, p)
		cfg.Horizon, cfg.Settings.Traffic.PathSpread = sim.Time(3*time.Hour), 20*ms
		died := time.Duration(rapid.IntRange(3100, 1_800_000).Draw(t, "died, ms")) * ms
		cfg.Causes = do(second, tap, died, FailServers{Servers: []int32{int32(rapid.IntRange(0, n-1).Draw(t, "server"))}, For: 2 * time.Hour})
		w, err := New(cfg)
		require.NoError(t, err)
		w.goTo(t, 2*time.Hour)
		round := map[delivery.Platform]time.Duration{delivery.IOS: time.Duration(n) * 120 * second, delivery.Android: 45 * second}[p]
		require.LessOrEqual(t, w.value(t, "connections.dead_chosen"), (round + 5*second + 200*ms).Seconds())
		require.LessOrEqual(t, w.value(t, "connections.failed"), (round + 6*second).Seconds())
		require.True(t, w.tunnels.up.Items[w.tunnels.of[0]].passing)
	})
}

// As long as no probe has ended, and when every server is known to be dead, it is the first of the list that is used.
func TestTheFirstOfTheListIsTheLastWayOut(t *testing.T) {
	for seed := range uint64(8) {
		cfg := coreFleet(3, 1, delivery.IOS)
		cfg.Seed, cfg.Settings.Traffic.PathSpread = seed, 20*ms
		cfg.Causes = do(second, tap, 10*minute, everyone(3))
		w := run(t, cfg, second)
		require.Equal(t, int32(0), w.at(0))
		w.goTo(t, 8*minute)
		best := int32(0)
		for s := range int32(3) {
			if w.delay(0, s).Milliseconds() < w.delay(0, best).Milliseconds() {
				best = s
			}
		}
		require.Equal(t, best, w.at(0), "by now all were probed")
		w.goTo(t, 20*minute)
		up := &w.tunnels.up.Items[w.tunnels.of[0]]
		require.Equal(t, int32(0), w.way(up))
		require.Equal(t, best, w.at(0), "nothing has got through elsewhere")
		require.Len(t, w.lines(TrafficStopped), 1)
	}
}

// probing are five servers, of which some are one upstream that takes so many probes of a client at once.
func probing(atOnce int, upstreams []int32, concurrency bool) Config {
	cfg := coreFleet(5, 2, delivery.IOS)
	cfg.Upstreams = upstreams
	cfg.Settings.Tunnel.AtOnce = atOnce
	cfg.Settings.Xray.Concurrency = concurrency
	cfg.Causes = do(second, tap)
	return cfg
}

// LB-15: five outbounds to one upstream that takes four probes at once: with enableConcurrency it has enough of the client, and
// one by one, as documented, it never does; nor does it where the outbounds lead to machines of their own.
func TestProbesAtOnce(t *testing.T) {
	one := []int32{7, 7, 7, 7, 7}
	for _, test := range []struct {
		name        string
		atOnce      int
		upstreams   []int32
		concurrency bool
		open        time.Duration // how long a probe's connection is kept
		refusals    float64       // in the first 100 s
		most        float64       // in a quarter of an hour
	}{
		{"at once, to one", 4, one, true, second, 1, 5},
		{"at once, to one that takes five", 5, one, true, second, 0, 5},
		{"at once, to one that takes any number", 0, one, true, second, 0, 5},
		{"at once, to their own", 4, nil, true, second, 0, 1},
		{"at once, three to one that takes three", 3, []int32{0, 0, 0, 3, 4}, true, second, 0, 3},
		{"at once, three to one that takes two", 2, []int32{0, 0, 0, 3, 4}, true, second, 1, 3},
		{"one by one", 1, one, false, second, 0, 1},
		{"one by one, kept for up to the next", 1, one, false, 120 * second, 0, 1},
		{"one by one, kept past the next", 2, one, false, 130 * second, 0, 2},
		{"one by one, kept for ten minutes", 5, one, false, 10 * minute, 0, 5},
	} {
		t.Run(test.name, func(t *testing.T) {
			cfg := probing(test.atOnce, test.upstreams, test.concurrency)
			cfg.Settings.Tunnel.ProbeOpen = test.open
			w := run(t, cfg, 100*second)
			require.Equal(t, test.refusals, w.value(t, "upstream.refusals"))
			w.goTo(t, 15*minute)
			require.Equal(t, test.most, w.value(t, "probes.at_once"))
			require.Equal(t, test.refusals == 0, w.value(t, "connections.failed") == 0)
		})
	}
}

// A refusal is of one client by one upstream, and ends; the next round of probes brings the next.
func TestARefusal(t *testing.T) {
	cfg := probing(2, []int32{0, 0, 0, 3, 4}, true)
	cfg.Causes = do(second, TapConnect{Client: 1, Country: None})
	w := run(t, cfg, 1600*ms)
	for s, want := range []bool{true, true, true, false, false} {
		require.Equal(t, want, w.refused(1, int32(s)), "server %d", s)
		require.False(t, w.refused(0, int32(s)), "who has probed nothing")
	}
	w.goTo(t, 61*second-1)
	require.True(t, w.refused(1, 0))
	w.goTo(t, 61*second)
	require.False(t, w.refused(1, 0))
	require.Equal(t, 59.0, w.value(t, "connections.failed"), "from 2 s to 60 s, to the server that was probed first")
	require.Zero(t, w.value(t, "connections.dead_chosen"), "it is not dead")
	require.Equal(t, "server s0 refuses this client", w.lines(TrafficStopped)[0].field("reason"))
	refused := w.lines(UpstreamRefuses)
	require.Len(t, refused, 1)
	require.Equal(t, []any{int64(3), "1m"}, []any{refused[0].field("probes"), refused[0].field("for")})
	w.goTo(t, 3*minute)
	require.Equal(t, 2.0, w.value(t, "upstream.refusals"), "at 121 s all are probed again")
}

// Who goes on probing while refused is refused for longer, and it is one refusal; its probes find dead what is well.
func TestProbesProlongARefusal(t *testing.T) {
	cfg := probing(4, make([]int32, 5), true)
	cfg.Settings.Tunnel.Refuses = 130 * second
	w := run(t, cfg, time.Hour)
	require.Equal(t, 1.0, w.value(t, "upstream.refusals"))
	require.True(t, w.refused(0, 0))
	require.Equal(t, w.value(t, "probes")-4, w.value(t, "probes.failed"), "all but the first four: the fifth was one too many")
	// A probe that is refused fails after a second, and so the rounds come every 121 s; the first is over at once.
	require.Equal(t, 5*(1+1+float64((3600-1-120)/121)), w.value(t, "probes"))
	require.Equal(t, 1.0, w.value(t, "client.connects"))
}

// What does not reach the upstream is not counted there: behind proxies that carry nothing, none is.
func TestProbesThatDoNotArrive(t *testing.T) {
	for dead, refusals := range map[int]float64{0: 1, 1: 0, 4: 0} {
		cfg := behindProxies(probing(4, make([]int32, 5), true))
		for p := range dead {
			cfg.Causes = append(do(0, FailProxy{Proxy: int32(p), Name: "p", For: time.Hour}), cfg.Causes...)
		}
		w := run(t, cfg, 1600*ms)
		require.Equal(t, refusals, w.value(t, "upstream.refusals"), "%d dead", dead)
		require.Equal(t, float64(5-dead), w.value(t, "probes.at_once"))
	}
}

// The core waits for no answer longer than five seconds, however long the way is.
func TestASlowWayIsADeadOne(t *testing.T) {
	cfg := coreFleet(2, 1, delivery.IOS)
	cfg.Settings.Traffic.PathSpread = time.Hour
	cfg.Causes = do(second, tap)
	w := run(t, cfg, time.Hour)
	require.Greater(t, w.value(t, "probes"), 25.0)
	require.Equal(t, w.value(t, "probes"), w.value(t, "probes.failed"))
}

// A probe's connection is open while the probe lasts, and is kept after that: here each probe takes 5 s, and 120 s later comes
// the next.
func TestTheConnectionOfAProbe(t *testing.T) {
	for kept, most := range map[time.Duration]float64{119 * second: 1, 121 * second: 2} {
		cfg := probing(0, make([]int32, 5), false)
		cfg.Settings.Tunnel.ProbeOpen = kept
		cfg.Causes = do(0, BlockHost{"1.1.1.1", time.Hour}, second, tap)
		require.Equal(t, most, run(t, cfg, 30*minute).value(t, "probes.at_once"), kept)
	}
}

// LB-03: a burst observatory probes each outbound five times in 150 s, and none after the VPN is off.
func TestBursts(t *testing.T) {
	cfg := coreFleet(3, 1, delivery.IOS)
	cfg.Settings.Xray.Strategy = xray.LeastLoads
	cfg.Causes = do(second, tap, 31*minute+second, Disconnect{0})
	w := run(t, cfg, 30*minute+second)
	require.InDelta(t, 12*15, w.value(t, "probes"), 15, "in twelve periods; what a period begins may end in the next")
	w.goTo(t, 31*minute+second)
	probed := w.value(t, "probes")
	w.goTo(t, 2*time.Hour)
	require.Equal(t, probed, w.value(t, "probes"))
	require.Zero(t, w.value(t, "connections.failed"))
}

// LB-10: Android's interval is its own, and an experiment may set it.
func TestAndroidsInterval(t *testing.T) {
	for every, rounds := range map[time.Duration]float64{45 * second: 14, 90 * second: 7} {
		cfg := coreFleet(3, 1, delivery.Android)
		cfg.Settings.Notice.Android = every
		cfg.Causes = do(0, tap)
		require.Equal(t, 3*rounds, run(t, cfg, 10*minute).value(t, "probes"))
	}
}

// A host that is blocked answers no probe: every server looks dead to iOS, and connections go to the first of the list, which is
// well (LB-30). Blocks overlap; others are no matter.
func TestABlockedHost(t *testing.T) {
	cfg := coreFleet(2, 1, delivery.IOS)
	cfg.Causes = do(0, BlockHost{"1.1.1.1", 10 * minute}, second, BlockHost{"1.1.1.1", time.Minute}, second, tap,
		2*minute, BlockHost{"1.1.1.1", 13 * minute}, 3*minute, BlockHost{"example.com", time.Hour})
	w := run(t, cfg, 15*minute-1)
	require.Equal(t, 8.0, w.value(t, "probes"), "every 125 s")
	require.Equal(t, w.value(t, "probes"), w.value(t, "probes.failed"))
	w.goTo(t, 30*minute)
	require.Equal(t, 8.0, w.value(t, "probes.failed"))
	require.Greater(t, w.value(t, "probes"), 13.0)
	require.Zero(t, w.value(t, "connections.failed"))
	require.Equal(t, 1800.0, w.value(t, "connections"))
	require.Equal(t, []any{"1.1.1.1", "10m"}, []any{w.lines(HostBlocked)[0].field("host"), w.lines(HostBlocked)[0].field("for")})
}

// Where no core runs nobody asks a host.
func TestABlockedHostWithoutACore(t *testing.T) {
	cfg := oneCountry(1)
	cfg.Clients = users(1, delivery.IOS)
	cfg.Causes = do(0, BlockHost{"1.1.1.1", minute}, second, tap)
	require.Equal(t, 1.0, run(t, cfg, time.Hour).value(t, "client.connects"))
}

// Selectors are prefixes: a tag that others begin with has them probed and balanced too, direct and block among them.
func TestATagThatOthersBeginWith(t *testing.T) {
	cfg := coreFleet(2, 1, delivery.IOS)
	cfg.Endpoints[0].Tag, cfg.Endpoints[1].Tag = "b", "d"
	cfg.Settings.Xray.Strategy = xray.LeastPing
	cfg.Causes = do(second, tap, 2500*ms, FailServers{Servers: []int32{0}, For: time.Hour})
	w := run(t, cfg, 10*second)
	require.Equal(t, 1.0, w.value(t, "probes"))
	w.goTo(t, 20*minute)
	require.Equal(t, int32(1), w.at(0), "b, block, d and direct are probed in turn, and d is found alive before direct")
	require.Zero(t, w.value(t, "connections.unprotected"))
	cfg.Causes = append(cfg.Causes, Cause{At: sim.Time(20 * minute), Do: FailServers{Servers: []int32{1}, For: time.Hour}})
	w = run(t, cfg, 50*minute)
	require.Greater(t, w.value(t, "connections.unprotected"), 1000.0)
	require.Equal(t, None, w.at(0))
}

// A probe that is under way keeps its core's number, its place and its time.
func TestPackedProbes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		serial, place := rapid.Uint16().Draw(t, "serial"), int32(rapid.Uint16().Draw(t, "place"))
		rtt := time.Duration(rapid.Int64Range(-1, deadProbe-1).Draw(t, "rtt, us")) * time.Microsecond
		if rtt < 0 {
			rtt = -1
		}
		s, p, r := unpackProbe(packProbe(serial, place, rtt))
		require.Equal(t, []any{serial, place, rtt}, []any{s, p, r})
	})
}
