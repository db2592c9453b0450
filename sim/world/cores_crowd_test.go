package world

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/delivery"
	"reprise/control/ranking"
	"reprise/control/xray"
	"reprise/sim"
	"reprise/sim/random"
	"reprise/sim/world/traffic"
)

// Each tunnel is one client's, who is in session; a session that has begun and goes past no server is on one, and none is
// without a tunnel.
func (w *World) requireTunnels(t require.TestingT) {
	if !w.runsCores() {
		require.Empty(t, w.tunnels.up.Items)
		return
	}
	up := 0
	for c := range w.clients {
		i := w.tunnels.of[c]
		require.Equal(t, i != None, w.inSession(int32(c)), "client %d has a session, and no tunnel", c)
		if i == None {
			continue
		}
		up++
		tunnel := &w.tunnels.up.Items[i]
		require.Equal(t, int32(c), tunnel.client)
		require.NotContains(t, w.tunnels.up.Free(), i)
		if !tunnel.on {
			require.Equal(t, None, w.clients[c].session, "client %d has a session before a connection got through", c)
		}
	}
	requireSlab(t, &w.tunnels.up, up)
	for host, faults := range w.tunnels.blocked {
		require.GreaterOrEqual(t, faults, 0, host)
	}
	w.requireConnections(t)
}

// Connections are somebody's, and what is counted of them is part of them.
func (w *World) requireConnections(t require.TestingT) {
	value := func(name string) float64 { return w.value(t, name) }
	all, failed := 0.0, 0.0
	for _, platform := range []string{"desktop", "android", "ios"} {
		sent, lost := value("connections."+platform), value("connections.failed."+platform)
		require.LessOrEqual(t, lost, sent)
		require.Equal(t, lost/max(sent, 1), value("connections.failed_share."+platform))
		all, failed = all+sent, failed+lost
	}
	require.Equal(t, all, value("connections"))
	require.Equal(t, failed, value("connections.failed"))
	require.LessOrEqual(t, value("connections.unprotected"), all-failed, "what goes past the VPN arrives")
	require.LessOrEqual(t, value("probes.failed"), value("probes"))
	require.Equal(t, value("android.fallbacks"), value("log.FALLBACK_TAKEN"))
	require.Equal(t, value("cores.not_started"), value("log.CORE_NOT_STARTED"))
	require.Equal(t, value("upstream.refusals"), value("log.UPSTREAM_REFUSES"))
}

// coreCrowd are unnamed users of all platforms whose clients run cores, for some hours.
func coreCrowd(servers, n int) Config {
	cfg := coreFleet(servers, 1, delivery.IOS)
	cfg.Population = unnamed(n, delivery.Android)
	cfg.Population.Shares = [platforms]float64{0.3, 0.4, 0.3}
	cfg.Settings.Tunnel.Connections = random.Fixed(10 * second)
	cfg.Settings.Traffic.PathSpread = 20 * ms
	cfg.Horizon = sim.Time(4 * time.Hour)
	return cfg
}

// Where nothing is wrong every attempt connects, no connection and no probe fails, and users are where the servers have them.
func TestACrowdAndNothingWrong(t *testing.T) {
	cfg := coreCrowd(4, 150)
	cfg.Population.StandsFor = 50
	w := run(t, cfg, 0)
	users := 0.0
	for now := 10 * minute; now <= 4*time.Hour; now += 10 * minute {
		w.goTo(t, now)
		for s := range w.servers {
			users += w.load.machines[s].Users()
		}
	}
	require.InDelta(t, 150*50/3, users/24, 50*15, "half an hour of every hour and a half")
	require.Equal(t, w.value(t, "client.attempts"), w.value(t, "client.connects"))
	require.Greater(t, w.value(t, "client.connects"), 300.0)
	for _, none := range []string{"connections.failed", "connections.unprotected", "connections.dead_chosen", "probes.failed", "cores.not_started",
		"android.fallbacks", "upstream.refusals", "client.sessions_dropped", "sessions.stranded"} {
		require.Zero(t, w.value(t, none), none)
	}
	require.Less(t, len(w.tunnels.up.Items), 100, "places are used again")
}

// LB-14: a strategy that iOS does not start stops the iPhones that get it, and nobody else; who is on stays on. The
// rollback heals.
func TestACrowdAndABadStrategy(t *testing.T) {
	cfg := coreCrowd(3, 150)
	cfg.Clients = nil
	for p := range cfg.Settings.Cache {
		cfg.Settings.Cache[p].Refresh = delivery.OnUse
	}
	set := func(strategy xray.Strategy, fallback xray.Fallback) Deed {
		return ChangeSetting{Key: "k", Value: "v", Apply: func(s *Settings) { s.Xray.Strategy, s.Xray.Fallback = strategy, fallback }}
	}
	cfg.Causes = do(time.Hour, set(xray.Random, xray.FirstFallback), 2*time.Hour, set(xray.LeastPing, xray.NoFallback))
	w := run(t, cfg, time.Hour)
	require.Zero(t, w.value(t, "client.failed_attempts"))
	w.goTo(t, 2*time.Hour)
	failed := w.value(t, "client.failed_attempts")
	require.Greater(t, failed, 30.0)
	require.Equal(t, failed, w.value(t, "client.failed_attempts.ios"))
	for c := range w.clients {
		if w.inSession(int32(c)) {
			require.NotEqual(t, delivery.IOS, w.clients[c].platform, "sessions last half an hour")
		}
	}
	w.goTo(t, 4*time.Hour)
	require.LessOrEqual(t, w.value(t, "client.failed_attempts"), failed+2, "some had asked for their list before")
	require.Equal(t, failed, w.value(t, "cores.not_started"))
}

// With a server down phones fail for a while and go on; only what went to it failed, and no longer than iOS's rounds take.
func TestACrowdAndADeadServer(t *testing.T) {
	cfg := coreCrowd(3, 150)
	cfg.Causes = do(time.Hour, FailServers{Servers: []int32{1}, For: time.Hour})
	w := run(t, cfg, time.Hour+20*minute)
	require.InDelta(t, 3*120+5, w.value(t, "connections.dead_chosen"), 3*120, "a phone's, or longer a desktop's")
	for c := range w.clients {
		if w.clients[c].platform != delivery.Desktop {
			require.NotEqual(t, int32(1), w.at(int32(c)), "client %d", c)
		}
	}
	w.goTo(t, 2*time.Hour+10*minute)
	failed := w.value(t, "connections.failed")
	require.Greater(t, failed, 100.0)
	w.goTo(t, 4*time.Hour)
	require.Equal(t, failed, w.value(t, "connections.failed"), "it is up again")
}

// Whatever fails, flaps, is blocked and deployed where clients run cores: what is true of the world stays true, counters never fall,
// and the run can be repeated to the last event. Where nothing is dead, switched off, refused or not started, no connection
// fails.
func TestAnyTunnel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		harmless := rapid.Bool().Draw(t, "harmless")
		cfg := drawTunnels(t, harmless)
		w, err := New(cfg)
		require.NoError(t, err)
		looks := []sim.Time{cfg.Horizon}
		for _, c := range cfg.Causes {
			looks = append(looks, min(cfg.Horizon, c.At.Add(pick(t, "look", 0, queried, second, 30*second, 3*minute))))
		}
		slices.Sort(looks)
		before := w.Snapshot()
		for _, at := range looks {
			w.goTo(t, time.Duration(at))
			now := w.Snapshot()
			requireGrowth(t, before, now)
			before = now
		}
		if harmless {
			require.Zero(t, w.value(t, "connections.failed"))
			require.Zero(t, w.value(t, "client.failed_attempts")-w.value(t, "client.attempts_without_config"))
		}
		again, err := New(cfg)
		require.NoError(t, err)
		again.goTo(t, time.Duration(cfg.Horizon))
		require.Equal(t, w.TraceHash(), again.TraceHash())
		require.Equal(t, w.Snapshot(), again.Snapshot())
		require.Equal(t, w.Log(), again.Log())
	})
}

// drawTunnels draws two hours of a small fleet whose clients run cores: harmless ones have nothing in them that can make a
// connection fail. A blocked host cannot.
func drawTunnels(t *rapid.T, harmless bool) Config {
	cfg := oneCountry(rapid.IntRange(1, 5).Draw(t, "servers"))
	cfg.Seed, cfg.Horizon = rapid.Uint64().Draw(t, "seed"), sim.Time(2*time.Hour)
	runCores(&cfg)
	cfg.Proxies = []traffic.Hardware{medium, medium}
	for s := range cfg.Sites {
		cfg.Sites[s].Proxy = pick(t, "proxy", None, 0, 1)
		cfg.Servers[s].Country = pick(t, "country", "DE", "DE", "LV")
		cfg.Upstreams = append(cfg.Upstreams, int32(rapid.IntRange(0, s).Draw(t, "upstream")))
	}
	for p := range cfg.Settings.Cache {
		cfg.Settings.Cache[p].Refresh = pick(t, "refresh", delivery.AtStart, delivery.OnUse)
	}
	cfg.Settings.Ranking.Rules.Order = pick(t, "order", ranking.SortOnly, ranking.FullShuffle)
	cfg.Settings.Traffic.PathSpread = pick(t, "path", 0, 20*ms)
	cfg.Settings.Tunnel = TunnelSettings{
		Connections: random.Fixed(pick(t, "connections", second, 10*second)), Patience: pick(t, "patience", 0, 15*second),
		AtOnce: pick(t, "at once", 0, 0, 1, 3), Refuses: pick(t, "refuses", second, 3*minute), ProbeOpen: pick(t, "open", 0, second, 10*minute),
	}
	drawBackend(t, &cfg.Settings.Xray, harmless)
	if harmless {
		cfg.Settings.Tunnel.AtOnce = 0
	}
	cfg.Clients = slices.Concat(users(1, delivery.Desktop), users(1, delivery.Android), users(1, delivery.IOS))
	cfg.Population = unnamed(rapid.IntRange(0, 8).Draw(t, "accounts"), delivery.Android)
	cfg.Population.Shares, cfg.Population.StandsFor = [platforms]float64{0.3, 0.4, 0.3}, pick(t, "stands for", 1, 50.0)
	cfg.Population.Session = random.Fixed(pick(t, "session", 3*second, 10*minute))
	var at time.Duration
	for range rapid.IntRange(0, 16).Draw(t, "causes") {
		at += pick(t, "gap", 0, queried/2, second, 10*second, minute, 10*minute)
		cfg.Causes = append(cfg.Causes, Cause{At: sim.Time(at), Do: drawTunnelDeed(t, cfg, harmless)})
	}
	return cfg
}

// drawBackend draws a backend, mostly one whose config starts; a harmless one always does.
func drawBackend(t *rapid.T, b *xray.Backend, harmless bool) {
	b.Strategy = pick(t, "strategy", xray.LeastPing, xray.LeastLoads, xray.Random, xray.RoundRobin)
	b.Extras = pick(t, "extras", xray.ExtrasLast, xray.ExtrasFirst, xray.ExtrasMissing)
	b.Concurrency, b.PlatformAware = rapid.Bool().Draw(t, "concurrency"), rapid.Bool().Draw(t, "platform-aware")
	if !harmless {
		b.Fallback = pick(t, "fallback", xray.NoFallback, xray.NoFallback, xray.FirstFallback, xray.DirectFallback)
		b.Form = pick(t, "form", xray.AsObject, xray.AsObject, xray.AsString)
	}
}

func drawTunnelDeed(t *rapid.T, cfg Config, harmless bool) Deed {
	all := span(0, int32(len(cfg.Servers)))
	some := rapid.Permutation(all).Draw(t, "servers")[:rapid.IntRange(1, len(all)).Draw(t, "count")]
	lasts := pick(t, "lasts", second, minute, 20*minute)
	who := int32(rapid.IntRange(0, 2).Draw(t, "who"))
	backend := xray.Documented()
	drawBackend(t, &backend, harmless)
	deeds := []Deed{
		BlockHost{firefox, lasts}, BlockHost{"1.1.1.1", lasts}, Activate{all}, RestartApp{who}, Sleep{0}, Wake{0}, Disconnect{who},
		TapConnect{Client: who, Country: None}, TapConnect{Client: who, Country: None},
		KeepTrying{Client: who, Code: "DE", Times: rapid.IntRange(1, 4).Draw(t, "times"), Every: pick(t, "every", second, 20*second)},
		ChangeSetting{Key: "some.key", Value: "v", Apply: func(s *Settings) { s.Xray = backend }},
	}
	if !harmless {
		deeds = append(deeds, FailServers{Servers: some, For: lasts}, FailServers{Servers: some, For: lasts, Down: 7 * second, Up: 3 * second},
			FailProxies{Proxies: []int32{0, 1}, For: lasts}, FailProxies{Proxies: []int32{1}, For: lasts, Down: 3 * second, Up: 7 * second},
			Deactivate{some})
	}
	return pick(t, "deed", deeds...)
}
