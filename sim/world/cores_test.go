package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
	"reprise/control/ranking"
	"reprise/control/xray"
	"reprise/sim"
	"reprise/sim/world/tunnel"
)

// With a core, configs need to say something of every server.
func TestEveryServerHasAnEndpoint(t *testing.T) {
	cfg := coreFleet(3, 1, delivery.IOS)
	cfg.Endpoints = cfg.Endpoints[:2]
	_, err := New(cfg)
	require.EqualError(t, err, "world: 2 endpoints for 3 servers")

	cfg = coreFleet(3, 1, delivery.IOS)
	cfg.Upstreams = []int32{0, 0}
	_, err = New(cfg)
	require.EqualError(t, err, "world: 2 upstreams for 3 servers")
}

// A pick is where the first connection of a tunnel goes, whatever becomes of it; later ones, and what goes past the VPN, are none.
func TestPicksOfACore(t *testing.T) {
	cfg := coreFleet(2, 1, delivery.IOS)
	cfg.Causes = do(second, FailServers{Servers: []int32{0}, For: time.Hour}, 31*second, tap, 2*minute, Disconnect{0}, 3*minute, tap)
	w := run(t, cfg, 4*minute)
	require.Equal(t, []float64{2, 2, 179}, []float64{w.value(t, "picks"), w.value(t, "picks.down"), w.value(t, "down.last_pick.ios")})
	require.Equal(t, 2.0, w.value(t, "client.attempts"))
	require.Greater(t, w.value(t, "connections"), 30.0)

	cfg = coreFleet(2, 1, delivery.IOS)
	cfg.Settings.Xray.Extras = xray.ExtrasFirst
	cfg.Causes = do(second, tap)
	require.Zero(t, run(t, cfg, 1600*ms).value(t, "picks"), "before a probe has ended it goes past the VPN")
}

// wentTo are the servers that a client's session was on, looked at every second up to an instant.
func (w *World) wentTo(t testing.TB, c int32, from, until time.Duration) map[int32]bool {
	seen := map[int32]bool{}
	for now := from; now <= until; now += second {
		require.NoError(t, w.RunUntil(sim.Time(now)))
		seen[w.at(c)] = true
	}
	return seen
}

// LB-07, LB-32: iOS runs the strategy that the backend sends. LB-09, LB-10: Android has its own leastPing; LB-13: the desktop
// has one outbound.
func TestTheBackendsStrategyIsForIOS(t *testing.T) {
	for _, test := range []struct {
		platform delivery.Platform
		servers  int // where its connections go
		strategy string
	}{{delivery.IOS, 4, "random"}, {delivery.Android, 1, "leastPing"}, {delivery.Desktop, 1, ""}} {
		cfg := coreFleet(4, 1, test.platform)
		cfg.Settings.Xray.Strategy = xray.Random
		cfg.Causes = do(second, tap)
		require.Len(t, run(t, cfg, 0).wentTo(t, 0, second, 2*minute), test.servers, test.platform)
		loaded := cfg.Core.(*standIn).loaded
		require.Len(t, loaded, 1)
		if test.strategy == "" {
			require.Empty(t, loaded[0].Routing.Balancers)
			continue
		}
		require.Equal(t, test.strategy, loaded[0].Routing.Balancers[0].Strategy.Type)
	}
}

// LB-32: a strategy that changes is in the list that a client asks for next. A tunnel that is up keeps its own, and so does one
// that is made from the old list.
func TestANewConfigComesWithTheNextList(t *testing.T) {
	for refresh, servers := range map[delivery.Refresh]int{delivery.OnUse: 4, delivery.AtStart: 1} {
		cfg := coreFleet(4, 1, delivery.IOS)
		cfg.Settings.Cache[delivery.IOS].Refresh = refresh
		random := ChangeSetting{Key: "k", Value: "v", Apply: func(s *Settings) { s.Xray.Strategy = xray.Random }}
		cfg.Causes = do(second, tap, minute, random, 5*minute, Disconnect{0}, 6*minute, tap)
		w := run(t, cfg, 2*second)
		require.Len(t, w.wentTo(t, 0, 2*second, 5*minute-second), 1, "the old config")
		require.Len(t, w.wentTo(t, 0, 6*minute+second, 8*minute), servers, refresh)
	}
}

// noCore is a core that starts nothing.
type noCore struct{}

func (noCore) Load(*xray.Config) tunnel.Loaded {
	return tunnel.Loaded{Stage: xray.Start, Err: "no memory"}
}

// A config that the core does not start ends an attempt at once on iOS and on the desktop.
func TestACoreThatDoesNotStart(t *testing.T) {
	for name, test := range map[string]struct {
		platform     delivery.Platform
		change       func(*Config)
		stage, words string
	}{
		"random with a fallback": {delivery.IOS, func(c *Config) {
			c.Settings.Xray.Strategy, c.Settings.Xray.Fallback = xray.Random, xray.FirstFallback
		}, "new", notWired},
		"a strategy as a string": {delivery.IOS, func(c *Config) { c.Settings.Xray.Form = xray.AsString }, "decode", "a strategy is no string"},
		"any, on the desktop":    {delivery.Desktop, func(c *Config) { c.Core = noCore{} }, "start", "no memory"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := coreFleet(3, 1, test.platform)
			test.change(&cfg)
			cfg.Causes = do(second, tap)
			w := run(t, cfg, second)
			refused := w.lines(CoreNotStarted)
			require.Len(t, refused, 1)
			require.Equal(t, test.stage, refused[0].field("stage"))
			require.Equal(t, test.words, refused[0].field("error"))
			failed := w.lines(ConnectFailed)
			require.Len(t, failed, 1)
			require.Equal(t, "the core does not start", failed[0].field("reason"))
			require.Equal(t, refused[0].field("error"), w.Log()[failed[0].Because].field("error"), "the one because of the other")
			w.goTo(t, time.Hour)
			require.Equal(t, 1.0, w.value(t, "cores.not_started"))
			require.Equal(t, 1.0, w.value(t, "connections.failed"))
			require.Equal(t, 1.0, w.value(t, "client.failed_attempts."+test.platform.String()))
			require.Zero(t, w.value(t, "probes"))
		})
	}
}

// LB-09: what stops iOS in every country does not concern the others.
func TestOnlyIOSIsHit(t *testing.T) {
	for p, connects := range map[delivery.Platform]float64{delivery.IOS: 0, delivery.Android: 1, delivery.Desktop: 1} {
		cfg := coreFleet(3, 1, p)
		cfg.Settings.Xray.Strategy, cfg.Settings.Xray.Fallback = xray.Random, xray.FirstFallback
		cfg.Causes = do(second, tap)
		w := run(t, cfg, minute)
		require.Equal(t, connects, w.value(t, "client.connects"), p)
	}
}

// Clients with the same servers share a config whatever their order, but for which is the first where it names that (fallbackTag),
// and where there is one server in it. LB-29: the platform-aware response has two of the servers for iOS.
func TestWhoSharesAConfig(t *testing.T) {
	for name, test := range map[string]struct {
		platform delivery.Platform
		backend  func(*xray.Backend)
		loads    int
	}{
		"iOS":                      {delivery.IOS, func(*xray.Backend) {}, 1},
		"iOS, a fallback":          {delivery.IOS, func(b *xray.Backend) { b.Fallback = xray.FirstFallback }, 3},
		"iOS, past the VPN":        {delivery.IOS, func(b *xray.Backend) { b.Fallback = xray.DirectFallback }, 1},
		"iOS, two of three":        {delivery.IOS, func(b *xray.Backend) { b.PlatformAware = true }, 3},
		"Android":                  {delivery.Android, func(*xray.Backend) {}, 1},
		"Android, platform-aware":  {delivery.Android, func(b *xray.Backend) { b.PlatformAware = true }, 1},
		"desktop":                  {delivery.Desktop, func(*xray.Backend) {}, 3},
		"desktop, platform-aware ": {delivery.Desktop, func(b *xray.Backend) { b.PlatformAware = true }, 3},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := coreFleet(3, 60, test.platform)
			cfg.Settings.Ranking.Rules.Order = ranking.FullShuffle
			test.backend(&cfg.Settings.Xray)
			for c := range int32(60) {
				cfg.Causes = append(cfg.Causes, do(second, TapConnect{Client: c, Country: None})...)
			}
			w := run(t, cfg, minute)
			require.Equal(t, 60.0, w.value(t, "client.connects"))
			require.Len(t, cfg.Core.(*standIn).loaded, test.loads)
		})
	}
}

// The config that is shared sends each client's connections to the first of its own list as long as no probe has ended.
func TestTheFirstOfTheOwnList(t *testing.T) {
	const n = 30
	cfg := coreFleet(3, n, delivery.IOS)
	cfg.Settings.Ranking.Rules.Order = ranking.FullShuffle
	for c := range int32(n) {
		cfg.Causes = append(cfg.Causes, do(second, TapConnect{Client: c, Country: None})...)
	}
	w := run(t, cfg, second)
	first := map[int32]int{}
	for c := range int32(n) {
		require.Equal(t, w.outbounds(c, 0)[0], w.at(c))
		first[w.at(c)]++
	}
	require.Len(t, first, 3)
	w.goTo(t, minute)
	for c := range int32(n) {
		require.Equal(t, int32(0), w.at(c), "all prefer the one that was probed first, by its tag")
	}
}

// With direct first in the list, what the balancer has no pick for goes past the VPN: before the first probe has ended, and when
// every server is dead. The session counts as on, and loads no server.
func TestPastTheVPN(t *testing.T) {
	for name, change := range map[string]func(*xray.Backend){
		"direct first":       func(b *xray.Backend) { b.Extras = xray.ExtrasFirst },
		"direct as fallback": func(b *xray.Backend) { b.Fallback = xray.DirectFallback },
	} {
		t.Run(name, func(t *testing.T) {
			cfg := coreFleet(2, 1, delivery.IOS)
			change(&cfg.Settings.Xray)
			cfg.Causes = do(second, tap, 1500*ms, tap, 10*second, FailServers{Servers: []int32{0, 1}, For: time.Hour})
			w := run(t, cfg, 1600*ms)
			require.Equal(t, "none, past the VPN", w.lines(Connected)[0].field("server"))
			require.Equal(t, 1.0, w.value(t, "client.attempts"), "a tap while it is on does nothing")
			require.Equal(t, 1.0, w.value(t, "connections.unprotected"))
			require.Equal(t, None, w.at(0))
			w.goTo(t, 2*second)
			require.Equal(t, int32(0), w.at(0))
			require.Equal(t, 1.0, w.load.machines[0].Users())

			w.goTo(t, 10*minute)
			require.Equal(t, None, w.at(0), "both dead, and known to be")
			require.Zero(t, w.load.machines[0].Users()+w.load.machines[1].Users())
			require.Greater(t, w.value(t, "connections.unprotected"), 300.0)
			resumed := w.lines(TrafficResumed)
			require.Len(t, resumed, 1)
			require.Equal(t, "none, past the VPN", resumed[0].field("server"))
			w.goTo(t, 2*time.Hour)
			require.Equal(t, int32(0), w.at(0), "and back again once a probe has found a server alive")
			require.Equal(t, 1.0, w.load.machines[0].Users())
		})
	}
}

// blocking is a core whose rule sends everything to the last outbound.
type blocking struct{}

func (blocking) Load(c *xray.Config) tunnel.Loaded {
	return tunnel.Loaded{Stage: xray.OK, Outbound: int32(len(c.Outbounds) - 1)}
}

// What is sent to block does not arrive, and nobody is to blame.
func TestSentToBlock(t *testing.T) {
	cfg := coreFleet(2, 1, delivery.IOS)
	cfg.Core = blocking{}
	cfg.Causes = do(second, tap)
	w := run(t, cfg, minute)
	require.Equal(t, "sent to block", w.lines(ConnectFailed)[0].field("reason"))
	require.Equal(t, []time.Duration{16 * second}, w.times(ConnectFailed), "when the user has waited for long enough")
	require.Zero(t, w.value(t, "connections.dead_chosen"))
}
