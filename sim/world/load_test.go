package world

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/delivery"
	"reprise/control/ranking"
	"reprise/control/scoring"
	"reprise/control/xray"
	"reprise/sim"
	"reprise/sim/random"
	"reprise/sim/world/traffic"
)

// underLoad are the documented settings with those of the smart balancer, changed. Costs are round: 1 Gbps keeps 2
// cores busy and a session a hundredth of one; a quarter of the memory is in use idle.
func underLoad(change ...func(*Settings)) Settings {
	return with(func(s *Settings) {
		s.Scoring = ScoringSettings{Rules: scoring.Documented(), Interval: minute, Publish: 5 * minute}
		s.Ranking = RankingSettings{BalancingShare: 1, Interval: minute}
		s.Traffic = TrafficSettings{
			Costs:       traffic.Costs{CoresPerGbps: 2, CoresPerSession: 0.01, MemoryIdle: 0.25, MemoryPerSessionMB: 2, TCPPerSession: 1},
			SessionMbps: 0.5, PathSpread: 20 * time.Millisecond, QueueDelay: 5 * time.Millisecond,
		}
		s.Notice = NoticeSettings{Desktop: random.Fixed(2 * minute), Android: 45 * time.Second}
		s.Xray = xray.Documented()
		for _, c := range change {
			c(s)
		}
	})
}

// medium is a machine of four cores, 8 GB and 1 Gbps.
var medium = traffic.Hardware{Cores: 4, MemoryMB: 8192, BandwidthMbps: 1000}

// oneCountry is a fleet of so many equal servers in one country, none of them behind a proxy.
func oneCountry(servers int) Config {
	cfg := Config{Seed: 1, Servers: fleet(servers, servers), Settings: underLoad()}
	for s := range cfg.Servers {
		cfg.Servers[s].Country = "DE"
		cfg.Sites = append(cfg.Sites, Site{Hardware: medium, Proxy: None, MaxSessions: 500, CPUMultiplier: 1, BandwidthMultiplier: 1})
	}
	return cfg
}

// users are named clients of one platform, all of which hold the list of the start.
func users(n int, p delivery.Platform) []Client {
	var all []Client
	for range n {
		all = append(all, user(p)...)
	}
	return all
}

// unnamed are users of one platform who start the app every hour or so, and stay for half of one.
func unnamed(n int, p delivery.Platform) *Population {
	people := &Population{
		Accounts: n, StandsFor: 1, Opens: random.ConstantRate(1.0 / 3600), ConnectAfter: random.Fixed(10 * time.Second),
		RestartAfter: random.Fixed(5 * minute), Session: random.Fixed(30 * minute),
	}
	people.Shares[p] = 1
	return people
}

// seat gives a client a session on a server, with a demand of its own instead of a drawn one.
func (w *World) seat(c, s int32, mbps float32) {
	w.clients[c].mbps = mbps
	w.join(c, s)
}

// scoreOf is a server's score as the service has it.
func (w *World) scoreOf(s int32) float64 { return w.service.board.rows[s].score }

// measured is what a server's agent says of so many sessions on a medium machine that ask for so much and get it.
func measured(users, mbps float64) scoring.Sample {
	const mb = 1 << 20
	return scoring.Sample{
		HasMetrics: true, TCP: int(users), BandwidthEMA: mbps,
		Metrics: scoring.Metrics{
			Load1: mbps/1000*2 + users*0.01, Cores: 4, MemAvail: (6144 - 2*users) * mb, MemTotal: 8192 * mb,
		},
	}
}

// LB-16, LB-17: the world's servers get the scores that the formula gives for what they carry.
func TestScoresInTheWorld(t *testing.T) {
	const idle, busy, dead, silent, proxied, behindDead, crowded = 0, 1, 2, 3, 4, 5, 6
	cfg := oneCountry(7)
	small := traffic.Hardware{Cores: 2, MemoryMB: 2048, BandwidthMbps: 500}
	cfg.Proxies = []traffic.Hardware{small, small, small}
	cfg.Sites[proxied].Proxy, cfg.Sites[behindDead].Proxy, cfg.Sites[crowded].Proxy = 0, 1, 2
	cfg.Clients = users(5, delivery.Android)
	cfg.Causes = do(0, FailServers{Servers: []int32{dead}, For: time.Hour},
		time.Duration(0), SilenceServers{Servers: []int32{silent}, For: time.Hour},
		time.Duration(0), FailProxy{Proxy: 1, Name: "dead", For: time.Hour})
	w := run(t, cfg, 0)
	w.seat(0, busy, 300)
	w.seat(1, silent, 300)
	w.seat(2, proxied, 400)
	w.seat(3, behindDead, 400)
	w.seat(4, crowded, 4)
	w.goTo(t, 3*minute)

	documented := scoring.Documented()
	proxy := func(m scoring.Sample, mbps float64) scoring.Sample {
		m.HasProxy, m.Proxy = true, scoring.Proxy{Load: mbps/1000*2 + 0.01, Cores: 2, BandwidthEMA: mbps}
		return m
	}
	for _, test := range []struct {
		name   string
		server int32
		sample scoring.Sample
		want   float64
	}{
		{"LB-16: idle, a quarter of the memory in use", idle, measured(0, 0), 0.025},
		{"LB-16: 0.35/500 + 0.3*0.61/4 + 0.25*0.3 + 0.1*2050/8192", busy, measured(1, 300), 0.1465},
		{"LB-16: DOWN", dead, scoring.Sample{Status: scoring.Down}, 999},
		{"LB-16: silent counts as neutral, though it carries on", silent, scoring.Sample{}, 1},
		{"LB-17: the proxy is worse: 0.5*0.81/2 + 0.5*0.4", proxied, proxy(measured(1, 400), 400), 0.4025},
		{"LB-17: the server is worse", crowded, proxy(measured(1, 4), 4), 0.0281},
		{"LB-17: a dead proxy is not seen: its server has a score of its own", behindDead,
			measured(1, w.service.averages[behindDead]), w.scoreOf(behindDead)},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, test.want, w.scoreOf(test.server))
			require.Equal(t, documented.Score(test.sample), w.scoreOf(test.server))
		})
	}
}

// Nothing gets past a dead proxy, so its server's agent sees no traffic of those who come by way of it, though their
// sessions are there until they notice.
func TestAServerBehindADeadProxyCarriesNothing(t *testing.T) {
	cfg := oneCountry(1)
	cfg.Proxies, cfg.Sites[0].Proxy = []traffic.Hardware{medium}, 0
	cfg.Clients = users(1, delivery.Android)
	cfg.Causes = do(10*minute, FailProxy{Proxy: 0, Name: "wl", For: time.Hour})
	w := run(t, cfg, 0)
	w.seat(0, 0, 400)
	w.goTo(t, 10*minute)
	require.InDelta(t, 400, w.load.machines[0].Read(w.engine.Now()).Mbps, 1e-9)
	w.goTo(t, 12*minute)
	require.True(t, w.proxyDown(0))
	require.Zero(t, w.load.machines[0].Read(w.engine.Now()).Mbps, "nothing arrives from the proxy")
}

// LB-17: nothing is known of the load of a dead proxy, however busy it was: its server has a score of its own, a good one.
func TestADeadProxyIsNotSeen(t *testing.T) {
	cfg := oneCountry(1)
	cfg.Proxies, cfg.Sites[0].Proxy = []traffic.Hardware{medium}, 0
	cfg.Clients = users(1, delivery.Android)
	cfg.Causes = do(10*minute, FailProxy{Proxy: 0, Name: "wl", For: time.Hour})
	w := run(t, cfg, 0)
	w.seat(0, 0, 800)
	w.goTo(t, 10*minute)
	require.InDelta(t, 0.5*1.61/4+0.5*0.8, w.scoreOf(0), 1e-4, "the proxy's")
	w.goTo(t, 13*minute)
	sample := measured(1, 0)
	sample.BandwidthEMA = w.service.averages[0]
	documented := scoring.Documented()
	require.Equal(t, documented.Score(sample), w.scoreOf(0))
	require.Less(t, w.scoreOf(0), 0.15)
}

// LB-18: the average of bandwidth, minute by minute: the first sample as it is, then 0.3 of the newest.
func TestTheAverageOfBandwidth(t *testing.T) {
	cfg := oneCountry(1)
	cfg.Clients = users(1, delivery.Android)
	w := run(t, cfg, 0)
	require.True(t, math.IsNaN(w.service.averages[0]), "no sample yet")
	w.seat(0, 0, 100)
	var seen []float64
	for m := range time.Duration(5) {
		if m == 3 {
			w.quit(0)
		}
		w.goTo(t, (m+1)*minute)
		seen = append(seen, w.service.averages[0])
	}
	first := time.Duration(w.clocks().score)
	left := 0.3 * 100 * (minute - first).Seconds() / 60 // of the minute in which it left
	require.Equal(t, []float64{100, 100, 100}, seen[:3])
	require.InDelta(t, 70+left, seen[3], 0.01)
	documented := scoring.Documented()
	require.Equal(t, documented.EMA(seen[3], true, 0), seen[4])
}

// A server that is DOWN is not measured: its average stands still, and goes on when it is up again.
func TestTheAverageStandsStillWhileDown(t *testing.T) {
	cfg := oneCountry(1)
	cfg.Clients = users(1, delivery.Android)
	cfg.Causes = do(10*minute, FailServers{Servers: []int32{0}, For: 5 * minute})
	w := run(t, cfg, 0)
	w.seat(0, 0, 100)
	w.goTo(t, 15*minute-time.Second)
	require.Equal(t, 999.0, w.scoreOf(0))
	require.Equal(t, 100.0, w.service.averages[0])
	w.goTo(t, 17*minute)
	require.Less(t, w.scoreOf(0), 1.0)
	require.Less(t, w.service.averages[0], 100.0, "the sample that comes first has the time in it that it was down")
}

// Nobody measures what a slowed server's users miss: it carries less, and so scores better than its neighbour, which
// carries all that it is asked for (LB-16 counts what is carried, not what is wanted).
func TestASlowedServerScoresBetter(t *testing.T) {
	const slowed, whole = 0, 1
	cfg := oneCountry(2)
	cfg.Clients = users(2, delivery.Android)
	cfg.Causes = do(0, SlowServers{Servers: []int32{slowed}, Bandwidth: 0.1, Processor: 1, For: time.Hour})
	w := run(t, cfg, 0)
	w.seat(0, slowed, 600)
	w.seat(1, whole, 600)
	w.goTo(t, 3*minute)
	require.Equal(t, 6.0, w.utilisation(slowed), "600 of 100 Mbps")
	require.Equal(t, 0.6, w.utilisation(whole))
	require.Equal(t, 100.0, w.service.averages[slowed])
	require.Equal(t, 600.0, w.service.averages[whole])
	require.InDelta(t, 0.25*0.5+0.3*1/4, w.scoreOf(whole)-w.scoreOf(slowed), 1e-4, "and its processor idles: a core less")
	require.InDelta(t, 0.5, w.value(t, "sessions.slow_share"), 1e-9)
}

// LB-19: turbo marks follow the busiest, for bandwidth is what earns them. LB-33: by today's setting the lists do not.
func TestTurboFollowsTheBusiest(t *testing.T) {
	const idle, busy, full, listed = 0, 1, 2, 3
	for _, dynamic := range []bool{false, true} {
		cfg := oneCountry(4)
		cfg.Settings.Ranking.DynamicMarks = dynamic
		cfg.Sites[listed].Listed = scoring.Marks{Turbo: true}
		cfg.Clients = users(2, delivery.Android)
		w := run(t, cfg, 0)
		w.seat(0, busy, 200)
		w.seat(1, full, 1900)
		w.goTo(t, 10*minute)
		marks := w.ranking.editions.Items[w.ranking.current].marks
		if !dynamic {
			require.Equal(t, []scoring.Marks{{}, {}, {}, {Turbo: true}}, marks)
			continue
		}
		require.Equal(t, scoring.Marks{}, marks[idle])
		require.Equal(t, scoring.Marks{Turbo: true, Fast: true}, marks[busy])
		require.Equal(t, scoring.Marks{Turbo: true, Fast: true}, marks[full], "a full link is fast: 0.25 + 0.3*2.01/4 is below 0.5")
		require.Equal(t, scoring.Marks{}, marks[listed], "the lists do not count")
	}
}

// Marks, too, are as old as the list: users follow those that their list came with, where they follow any.
func TestUsersFollowTheMarksOfTheirList(t *testing.T) {
	for _, test := range []struct {
		name      string
		follow    Following
		share     float64
		want      []int32
		turboOnly bool
	}{
		{"none", NoMarks, 1, []int32{0, 1, 2, 3}, false},
		{"turbo", Turbo, 1, []int32{1, 2}, true},
		{"fast", Fast, 1, []int32{2}, true},
		{"nobody follows", Turbo, 0, []int32{0, 1, 2, 3}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			cfg := oneCountry(4)
			cfg.Settings.Marks = MarksSettings{Follow: test.follow, Share: test.share}
			cfg.Settings.Ranking.Rules.Order = ranking.SortOnly
			cfg.Sites[1].Listed, cfg.Sites[2].Listed = scoring.Marks{Turbo: true}, scoring.Marks{Turbo: true, Fast: true}
			cfg.Population = unnamed(1, delivery.Desktop)
			w := run(t, cfg, 0)
			require.Equal(t, test.want, w.marked(0, w.outbounds(0, 0)))
		})
	}
}

// Where a country has no server with the mark, users take what there is; so do named users, of whom nobody says so.
func TestMarksThatNoServerBears(t *testing.T) {
	cfg := oneCountry(3)
	cfg.Settings.Marks = MarksSettings{Follow: Turbo, Share: 1}
	cfg.Clients, cfg.Population = users(1, delivery.Desktop), unnamed(1, delivery.Desktop)
	w := run(t, cfg, 0)
	require.Len(t, w.marked(1, w.outbounds(1, 0)), 3)

	cfg.Sites[1].Listed.Turbo = true
	w = run(t, cfg, 0)
	require.Equal(t, []int32{1}, w.marked(1, w.outbounds(1, 0)))
	require.Len(t, w.marked(0, w.outbounds(0, 0)), 3)
}

// A user who stands for fifty loads servers as fifty do, and is one client all the same.
func TestOneStandsForMany(t *testing.T) {
	run := func(standsFor float64) *World {
		cfg := oneCountry(3)
		cfg.Settings.Ranking.Rules.Order = ranking.FullShuffle // by no score, and so by no load
		cfg.Population = unnamed(60, delivery.Desktop)
		cfg.Population.StandsFor = standsFor
		return run(t, cfg, 6*time.Hour+7*minute)
	}
	one, fifty := run(1), run(50)
	require.Equal(t, one.TraceHash(), fifty.TraceHash(), "the same users do the same")
	all := 0.0
	for i := range one.load.machines {
		m, other := &one.load.machines[i], &fifty.load.machines[i]
		require.Equal(t, 50*m.Users(), other.Users())
		require.InEpsilon(t, 50*m.Utilisation(), other.Utilisation(), 1e-9)
		all += m.Users()
	}
	require.Greater(t, all, 5.0)
	for _, name := range []string{"client.attempts", "client.connects", "client.failed_attempts", "picks", "backend.requests"} {
		require.Equal(t, one.value(t, name), fifty.value(t, name), name)
	}
	require.Greater(t, one.value(t, "client.connects"), 100.0)
}

// A named user is one, whoever the unnamed stand for.
func TestANamedUserStandsForOne(t *testing.T) {
	cfg := oneCountry(1)
	cfg.Clients, cfg.Population = users(1, delivery.Android), unnamed(1, delivery.Android)
	cfg.Population.StandsFor = 50
	w := run(t, cfg, 0)
	w.seat(0, 0, 2)
	w.seat(1, 0, 2)
	require.Equal(t, 51.0, w.load.machines[0].Users())
	w.goTo(t, minute)
	require.InDelta(t, 102, w.service.averages[0], 1e-9)
}

// The load of a session goes over the server and the proxy in front of it, and the scarcer of the two is what counts.
func TestASessionLoadsTheProxyToo(t *testing.T) {
	cfg := oneCountry(2)
	cfg.Proxies = []traffic.Hardware{{Cores: 4, MemoryMB: 8192, BandwidthMbps: 200}}
	cfg.Sites[0].Proxy, cfg.Sites[1].Proxy = 0, 0
	cfg.Clients = users(2, delivery.Android)
	w := run(t, cfg, 0)
	w.seat(0, 0, 100)
	w.seat(1, 1, 150)
	w.requireInvariants(t)
	require.Equal(t, 2.0, w.proxyMachine(0).Users())
	require.Equal(t, 1.25, w.utilisation(0), "of the proxy, which both load")
	require.Equal(t, 1.25, w.utilisation(1))
	require.InDelta(t, 0.1*200/250, w.load.machines[0].Utilisation(), 1e-12, "the proxy passes on 200 of 250")
	w.quit(0)
	w.requireInvariants(t)
	require.Equal(t, 0.75, w.utilisation(0))
	w.quit(1)
	w.quit(1)
	w.requireInvariants(t)
}

// What is drawn for a session is exponential around its mean.
func TestDemandsAreExponential(t *testing.T) {
	cfg := oneCountry(1)
	cfg.Settings.Traffic.SessionMbps = 4
	cfg.Population = unnamed(4000, delivery.Android)
	w := run(t, cfg, 0)
	counts := make([]float64, 10)
	for c := range w.clients {
		u := 1 - math.Exp(-float64(w.drawDemand(int32(c)))/4)
		counts[int(u*10)]++
	}
	requireChiSquare(t, counts, []float64{400, 400, 400, 400, 400, 400, 400, 400, 400, 400})
}

// The measures of balance are read once a minute, of servers that are active and up, and by users.
func TestTheBalanceOfTheWorld(t *testing.T) {
	cfg := oneCountry(5)
	cfg.Servers[3].Active = false
	cfg.Servers[4].Country = "RO"
	cfg.Clients = users(3, delivery.Android)
	cfg.Causes = do(0, FailServers{Servers: []int32{2}, For: time.Hour})
	w := run(t, cfg, 0)
	w.seat(0, 0, 100)
	w.seat(1, 1, 300)
	w.seat(2, 4, 700) // alone in its country
	w.goTo(t, 10*minute)
	require.InDelta(t, 1.5, w.value(t, "load.max_over_mean"), 1e-9)
	require.InDelta(t, 0.5, w.value(t, "load.cv"), 1e-7)
	require.InDelta(t, 0.8, w.value(t, "load.jain"), 1e-9)
	require.Equal(t, 0.7, w.value(t, "load.peak"))
}

// Picks are counted by what they fell on, and what waits behind a proxy that is full counts as full.
func TestPicksByWhatTheyFallOn(t *testing.T) {
	for _, test := range []struct {
		name             string
		mbps             float32
		fails            bool
		down, overloaded float64
	}{
		{"well", 100, false, 0, 0},
		{"down", 100, true, 1, 0},
		{"overloaded", 1100, false, 0, 1},
		{"down and overloaded counts as down", 1100, true, 1, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			cfg := oneCountry(1)
			cfg.Clients = users(2, delivery.Desktop)
			cfg.Causes = do(2*minute, TapConnect{Client: 1, Country: None})
			if test.fails {
				cfg.Causes = do(minute, FailServers{Servers: []int32{0}, For: time.Hour}, 2*minute, TapConnect{Client: 1, Country: None})
			}
			w := run(t, cfg, 0)
			w.seat(0, 0, test.mbps)
			w.goTo(t, 2*minute+queried)
			require.Equal(t, 1.0, w.value(t, "picks"))
			require.Equal(t, test.down, w.value(t, "picks.down"))
			require.Equal(t, test.overloaded, w.value(t, "picks.overloaded"))
			if test.fails {
				require.Equal(t, 60.0, w.value(t, "down.last_pick.desktop"))
				require.Equal(t, 1.0, w.value(t, "client.failed_attempts"))
			}
		})
	}
}

// Whatever fails, flaps and peaks, alone or at once, what is true of the world stays true, and the run can be repeated.
func TestAnyTrouble(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cfg := drawTrouble(t)
		w, err := New(cfg)
		require.NoError(t, err)
		before := w.Snapshot()
		var looks []sim.Time
		for _, c := range cfg.Causes {
			looks = append(looks, c.At.Add(pick(t, "look", 0, queried, 30*time.Second, 3*minute)))
		}
		slices.Sort(looks)
		for _, at := range looks {
			w.goTo(t, time.Duration(at))
			requireGrowth(t, before, w.Snapshot())
			before = w.Snapshot()
		}
		w.goTo(t, time.Duration(cfg.Horizon))
		for s := range w.servers {
			require.False(t, w.down(int32(s)), "server %d is down after all faults have ended", s)
			require.False(t, w.proxyDown(int32(s)))
			require.Zero(t, w.state[s].silences)
		}
		require.Empty(t, w.faults.slow)

		again, err := New(cfg)
		require.NoError(t, err)
		again.goTo(t, time.Duration(cfg.Horizon))
		require.Equal(t, w.TraceHash(), again.TraceHash())
		require.Equal(t, w.Snapshot(), again.Snapshot())
		require.Equal(t, w.Log(), again.Log())
	})
}

// drawTrouble draws three hours of a small fleet under load, with faults that overlap, all of which end in time.
func drawTrouble(t *rapid.T) Config {
	cfg := oneCountry(rapid.IntRange(1, 5).Draw(t, "servers"))
	cfg.Seed, cfg.Horizon = rapid.Uint64().Draw(t, "seed"), sim.Time(3*time.Hour)
	cfg.Proxies = []traffic.Hardware{medium}
	for s := range cfg.Sites {
		cfg.Sites[s].Proxy = pick(t, "proxy", None, None, 0)
		cfg.Servers[s].Country = pick(t, "country", "DE", "LV")
	}
	cfg.Settings.Ranking.Rules.Order = pick(t, "order", ranking.SortShuffle, ranking.SortOnly, ranking.LeastSessions, ranking.TwoChoices)
	cfg.Settings.Ranking.Source = pick(t, "source", FromMySQL, FromService)
	cfg.Settings.Ranking.Rules.LeaveOutDown = rapid.Bool().Draw(t, "leave out down")
	cfg.Settings.Xray.Strategy = pick(t, "strategy", xray.LeastPing, xray.Random)
	cfg.Settings.Traffic.SessionMbps = pick(t, "mbps", 0.5, 400)
	cfg.Clients = append(users(1, delivery.Desktop), users(1, delivery.IOS)...)
	cfg.Population = unnamed(rapid.IntRange(0, 12).Draw(t, "accounts"), delivery.Android)
	cfg.Population.Shares = [platforms]float64{0.3, 0.4, 0.3}
	cfg.Population.StandsFor = pick(t, "stands for", 1, 50.0)
	var at time.Duration
	for range rapid.IntRange(0, 10).Draw(t, "causes") {
		at += pick(t, "gap", 0, queried/2, 10*time.Second, minute, 10*minute)
		cfg.Causes = append(cfg.Causes, Cause{At: sim.Time(at), Do: drawFault(t, cfg)})
	}
	return cfg
}

func drawFault(t *rapid.T, cfg Config) Deed {
	all := span(0, int32(len(cfg.Servers)))
	some := rapid.Permutation(all).Draw(t, "servers")[:rapid.IntRange(1, len(all)).Draw(t, "count")]
	lasts := time.Duration(rapid.IntRange(1, 40).Draw(t, "lasts")) * minute
	cycle := func(label string) time.Duration {
		return time.Duration(rapid.IntRange(1, 8).Draw(t, label)) * minute / 2
	}
	return pick[Deed](t, "fault",
		FailServers{Servers: some, For: lasts},
		FailServers{Servers: some, For: lasts, Down: cycle("down"), Up: cycle("up")},
		SlowServers{Servers: some, Bandwidth: 0.1, Processor: 1, For: lasts},
		SlowServers{Servers: some, Bandwidth: 0.5, Processor: 0.2, For: lasts},
		SilenceServers{Servers: some, For: lasts}, FailProxy{Proxy: 0, Name: "wl", For: lasts},
		PeakDemand{Country: 0, Code: cfg.Servers[0].Country, Factor: 20, For: lasts},
		Deactivate{some}, Activate{some}, TapConnect{Client: 0, Country: None}, TapConnect{Client: 1, Country: None},
		RestartApp{0}, Sleep{0}, Wake{0},
		ChangeSetting{Key: "some.key", Value: "v", Apply: func(s *Settings) { s.Ranking.Rules.Balancing = !s.Ranking.Rules.Balancing }},
	)
}
