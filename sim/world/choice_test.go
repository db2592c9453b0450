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
	"reprise/control/xray"
	"reprise/sim/random"
)

// lastOutbound is a chooser that is none of the world's: the interface asks for nothing that others cannot give.
type lastOutbound struct{}

func (lastOutbound) Choose(c Choice) int { return len(c.Outbounds) - 1 }

var _ = []Chooser{lastOutbound{}, SingleOutbound{}, LeastPing{}, RandomOutbound{}}

const ms = time.Millisecond

// LB-13: the desktop has one outbound. LB-02, LB-10: leastPing takes the least delay of those that answer.
func TestChoosers(t *testing.T) {
	for _, test := range []struct {
		name    string
		chooser Chooser
		delays  []time.Duration
		want    int
	}{
		{"LB-13: the first", SingleOutbound{}, nil, 0},
		{"LB-13: the first, dead or alive", SingleOutbound{}, []time.Duration{Dead, 5 * ms, ms}, 0},
		{"LB-02: the least delay", LeastPing{}, []time.Duration{9 * ms, 5 * ms, 7 * ms}, 1},
		{"LB-02: no probe has ended", LeastPing{}, nil, 0},
		{"LB-02: the first of equals", LeastPing{}, []time.Duration{7 * ms, 5 * ms, 5 * ms}, 1},
		{"LB-02: not a dead one", LeastPing{}, []time.Duration{Dead, Dead, time.Hour}, 2},
		{"LB-02: all dead", LeastPing{}, []time.Duration{Dead, Dead, Dead}, 0},
		{"another's", lastOutbound{}, nil, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, test.want, test.chooser.Choose(Choice{Outbounds: []int32{10, 11, 12}, Delays: test.delays}))
		})
	}
}

// LB-02: a dead outbound is never picked while another answers, and no other answers sooner than the pick.
func TestLeastPingLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		delays := rapid.SliceOfN(rapid.SampledFrom([]time.Duration{Dead, 0, ms, 2 * ms, time.Second}), 1, 12).Draw(t, "delays")
		picked := LeastPing{}.Choose(Choice{Outbounds: make([]int32, len(delays)), Delays: delays})
		require.Equal(t, slices.Min(delays), delays[picked])
	})
}

// LB-04: random takes any, whatever probes say.
func TestRandomOutbound(t *testing.T) {
	counts := make([]float64, 4)
	draw := random.New(1, "choice", 0, 0)
	for range 4000 {
		counts[RandomOutbound{}.Choose(Choice{
			Outbounds: []int32{5, 6, 7, 8}, Delays: []time.Duration{Dead, ms, 2 * ms, Dead}, Random: draw,
		})]++
	}
	requireChiSquare(t, counts, []float64{1000, 1000, 1000, 1000})
}

// LB-32: the backend's strategy is for iOS alone. LB-10, LB-13: Android has its own leastPing, the desktop nothing.
func TestWhoChoosesHow(t *testing.T) {
	for _, test := range []struct {
		platform delivery.Platform
		strategy xray.Strategy
		want     Chooser
	}{
		{delivery.Desktop, xray.LeastPing, SingleOutbound{}},
		{delivery.Desktop, xray.Random, SingleOutbound{}},
		{delivery.Android, xray.LeastPing, LeastPing{}},
		{delivery.Android, xray.Random, LeastPing{}},
		{delivery.IOS, xray.LeastPing, LeastPing{}},
		{delivery.IOS, xray.Random, RandomOutbound{}},
	} {
		cfg := oneCountry(1)
		cfg.Settings.Xray.Strategy = test.strategy
		cfg.Clients = users(1, test.platform)
		require.Equal(t, test.want, made(t, cfg).chooser(0), "%v, %v", test.platform, test.strategy)
	}
}

// A probe sees the client's own way, which stays, and the wait at the server, load/(1-load) times that of a half-used one,
// which ends where buffers do. A dead server, and one behind a dead proxy, do not answer.
func TestDelays(t *testing.T) {
	const empty, half, most, over, dead, off, behindDead = 0, 1, 2, 3, 4, 5, 6
	cfg := oneCountry(7)
	cfg.Proxies = append(cfg.Proxies, medium)
	cfg.Sites[behindDead].Proxy = 0
	cfg.Clients = users(4, delivery.Android)
	cfg.Settings.Traffic.PathSpread = 0
	cfg.Causes = do(0, FailServers{Servers: []int32{dead}, For: time.Hour},
		time.Duration(0), FailProxy{Proxy: 0, Name: "wl", For: time.Hour}, time.Duration(0), Deactivate{[]int32{off}})
	w := run(t, cfg, 0)
	w.seat(0, half, 500)
	w.seat(1, most, 800)
	w.seat(2, over, 5000)
	for server, want := range map[int32]time.Duration{
		empty: 0, half: 5 * ms, most: 20 * ms, over: 495 * ms, dead: Dead, off: Dead, behindDead: Dead,
	} {
		if want == Dead {
			require.Equal(t, Dead, w.delay(3, server))
			continue
		}
		require.InDelta(t, want, w.delay(3, server), float64(time.Microsecond), "server %d", server)
	}
}

// The ways of clients to servers are evenly spread, each its own, and the same at every probe.
func TestPathsStay(t *testing.T) {
	cfg := oneCountry(4)
	cfg.Population = unnamed(500, delivery.Android)
	w := run(t, cfg, 0)
	cells := make([]float64, 10)
	best := make([]float64, 4)
	var first []time.Duration
	for c := range int32(500) {
		delays := w.probe(c, []int32{0, 1, 2, 3})
		if c == 0 {
			first = slices.Clone(delays)
		}
		for _, d := range delays {
			cells[int(d*10/(20*ms))]++
		}
		best[LeastPing{}.Choose(Choice{Outbounds: []int32{0, 1, 2, 3}, Delays: delays})]++
	}
	requireChiSquare(t, cells, slices.Repeat([]float64{200}, 10))
	requireChiSquare(t, best, slices.Repeat([]float64{125}, 4))
	w.goTo(t, time.Hour)
	for s := range int32(4) {
		w.quitAll(s)
	}
	require.Equal(t, first, w.probe(0, []int32{0, 1, 2, 3}))
}

// quitAll ends the sessions on a server.
func (w *World) quitAll(s int32) {
	for c := range w.clients {
		if w.clients[c].session == s {
			w.engine.Cancel(w.clients[c].sessionEnd)
			w.quit(int32(c))
		}
	}
}

// What an attempt comes to, by platform, on a country whose first server is down, and idle ones of which the last is
// nearest: the desktop has no other (LB-13); phones go on to the next (LB-11), and settle on what leastPing prefers
// (LB-02, LB-10). By random an iPhone lands anywhere that answers (LB-04).
func TestAttemptsByPlatform(t *testing.T) {
	for _, test := range []struct {
		name     string
		platform delivery.Platform
		strategy xray.Strategy
		want     []int32 // where it may land; none: the attempt fails
	}{
		{"desktop", delivery.Desktop, xray.LeastPing, nil},
		{"Android", delivery.Android, xray.LeastPing, []int32{3}},
		{"Android, whatever the backend says", delivery.Android, xray.Random, []int32{3}},
		{"iOS", delivery.IOS, xray.LeastPing, []int32{3}},
		{"iOS, random", delivery.IOS, xray.Random, []int32{1, 2, 3}},
	} {
		t.Run(test.name, func(t *testing.T) {
			landed := map[int32]bool{}
			for seed := range uint64(40) {
				cfg := oneCountry(4)
				cfg.Seed = seed
				cfg.Settings.Ranking.Rules.Order = ranking.SortOnly
				cfg.Settings.Xray.Strategy = test.strategy
				cfg.Settings.Traffic.PathSpread = 0 // what is left is the wait at the server
				cfg.Settings.Cache[test.platform].Refresh = delivery.AtStart
				cfg.Clients = append(users(1, test.platform), users(2, delivery.Android)...)
				cfg.Causes = do(time.Second, FailServers{Servers: []int32{0}, For: time.Hour}, 2*time.Second, TapConnect{Client: 0, Country: None})
				w := run(t, cfg, 0)
				w.seat(1, 1, 200)
				w.seat(2, 2, 200)
				w.goTo(t, 2*time.Second)
				session := w.clients[0].session
				require.Equal(t, len(test.want) == 0, session == None)
				if session != None {
					require.Contains(t, test.want, session)
					landed[session] = true
				}
				if test.platform != delivery.IOS || test.strategy != xray.Random {
					require.Equal(t, 1.0, w.value(t, "picks.down"), "the first of the list is the first pick")
				}
			}
			require.Len(t, landed, len(test.want))
		})
	}
}

// A pick counts once an attempt, whatever was tried after it.
func TestOneAttemptIsOnePick(t *testing.T) {
	cfg := oneCountry(3)
	cfg.Population = unnamed(40, delivery.Android)
	cfg.Causes = do(time.Hour, FailServers{Servers: []int32{0, 1}, For: time.Hour})
	w := run(t, cfg, 3*time.Hour)
	require.Equal(t, w.value(t, "client.attempts"), w.value(t, "picks"), "no list was empty")
	share := w.value(t, "picks.down") / w.value(t, "picks")
	require.Equal(t, share, w.value(t, "picks.down_share"))
	require.Greater(t, share, 0.0)
	require.Zero(t, w.value(t, "client.failed_attempts"), "one server of three answered, and phones found it (LB-11)")
}

// The two choices of names read what they print, and refuse what they do not know.
func TestNamesOfTheBalancer(t *testing.T) {
	var source ScoreSource
	var mark Following
	for _, test := range []struct {
		into interface{ UnmarshalText([]byte) error }
		text string
		get  func() any
		want any
	}{
		{&source, "vcs", func() any { return source }, FromService},
		{&source, "none", func() any { return source }, FromNowhere},
		{&source, "mysql", func() any { return source }, FromMySQL},
		{&mark, "turbo", func() any { return mark }, Turbo},
		{&mark, "fast", func() any { return mark }, Fast},
		{&mark, "none", func() any { return mark }, NoMarks},
	} {
		require.NoError(t, test.into.UnmarshalText([]byte(test.text)))
		require.Equal(t, test.want, test.get())
		require.ErrorContains(t, test.into.UnmarshalText([]byte("x")), `"x"; allowed: `)
		require.Equal(t, test.want, test.get(), "a failed read changes nothing")
	}
	require.Equal(t, "mysql turbo", FromMySQL.String()+" "+Turbo.String())
}

// The wait of a probe grows with the load, whatever it is, and stays finite.
func TestDelaysGrowWithTheLoad(t *testing.T) {
	cfg := oneCountry(1)
	cfg.Clients = users(1, delivery.Android)
	w := run(t, cfg, 0)
	before := time.Duration(-1)
	for mbps := float32(0); mbps < 3000; mbps += 50 {
		w.seat(0, 0, mbps)
		now := w.delay(0, 0)
		require.GreaterOrEqual(t, now, before)
		require.Less(t, now, time.Second)
		require.Less(t, now, time.Duration(math.MaxInt64))
		before = now
		w.quit(0)
	}
	require.Greater(t, before, 400*ms)
}
