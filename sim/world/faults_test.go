package world

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/delivery"
	"reprise/sim"
	"reprise/sim/random"
	"reprise/sim/world/traffic"
)

// A fault of servers takes them down for its time. With Up they flap, from down to up and so on, and end up whichever
// phase the end falls into.
func TestWhenServersAreDown(t *testing.T) {
	for _, test := range []struct {
		name          string
		For, Down, Up time.Duration
		turns         []time.Duration // of going up, down, up, ... after the fault began
	}{
		{"once", 30 * minute, 0, 0, []time.Duration{30 * minute}},
		{"flapping, which ends while up", 8 * minute, 2 * minute, 3 * minute, []time.Duration{2 * minute, 5 * minute, 7 * minute}},
		{"flapping, which ends while down", 6 * minute, 2 * minute, 3 * minute, []time.Duration{2 * minute, 5 * minute, 6 * minute}},
		{"flapping, which ends as it would go down", 5 * minute, 2 * minute, 3 * minute, []time.Duration{2 * minute}},
		{"flapping, which ends as it would go up", 7 * minute, 2 * minute, 3 * minute, []time.Duration{2 * minute, 5 * minute, 7 * minute}},
		{"shorter than its first turn", minute, 2 * minute, 3 * minute, []time.Duration{minute}},
	} {
		t.Run(test.name, func(t *testing.T) {
			cfg := oneCountry(3)
			cfg.Causes = do(10*minute, FailServers{Servers: []int32{0, 2}, For: test.For, Down: test.Down, Up: test.Up})
			w := run(t, cfg, 10*minute-1)
			require.False(t, w.down(0))
			w.goTo(t, 10*minute)
			for i, turn := range test.turns {
				w.goTo(t, 10*minute+turn-1)
				for s, fails := range []bool{true, false, true} {
					require.Equal(t, fails && i%2 == 0, w.down(int32(s)), "server %d just before %v", s, turn)
				}
				w.goTo(t, 10*minute+turn)
				require.Equal(t, i%2 == 1, w.down(0), "at %v", turn)
			}
			w.goTo(t, time.Hour)
			require.False(t, w.down(0) || w.down(2))
		})
	}
}

// A fault that lasts no time at all leaves nothing behind.
func TestAFaultOfNoTime(t *testing.T) {
	for _, deed := range []Deed{
		FailServers{Servers: []int32{0}}, FailServers{Servers: []int32{0}, Down: minute, Up: minute},
		SlowServers{Servers: []int32{0}, Bandwidth: 0.5, Processor: 1}, SilenceServers{Servers: []int32{0}},
	} {
		cfg := oneCountry(1)
		cfg.Causes = do(minute, deed)
		w := run(t, cfg, time.Hour)
		require.False(t, w.down(0), "%+v", deed)
		require.Zero(t, w.state[0].silences)
		require.Empty(t, w.faults.slow)
	}
}

// Faults of one server overlap as they like: at each instant it is down while any of them has it down.
func TestOverlappingFaults(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type fault struct{ at, lasts, down, up time.Duration }
		seconds := func(label string, least, most int) time.Duration {
			return time.Duration(rapid.IntRange(least, most).Draw(t, label)) * time.Second
		}
		var faults []fault
		var at time.Duration
		cfg := oneCountry(1)
		for range rapid.IntRange(1, 4).Draw(t, "faults") {
			at += seconds("gap", 0, 40)
			f := fault{at: at, lasts: seconds("lasts", 1, 60)}
			if rapid.Bool().Draw(t, "flaps") {
				f.down, f.up = seconds("down", 1, 9), seconds("up", 1, 9)
			}
			faults = append(faults, f)
			cfg.Causes = append(cfg.Causes, Cause{At: sim.Time(at), Do: FailServers{Servers: []int32{0}, For: f.lasts, Down: f.down, Up: f.up}})
		}
		w, err := New(cfg)
		require.NoError(t, err)
		for now := 500 * ms; now < 4*minute; now += time.Second {
			require.NoError(t, w.RunUntil(sim.Time(now)))
			want := false
			for _, f := range faults {
				since := now - f.at
				under := since >= 0 && since < f.lasts
				want = want || under && (f.up == 0 || since%(f.down+f.up) < f.down)
			}
			require.Equal(t, want, w.down(0), "at %v", now)
		}
	})
}

// What slows a server multiplies, ends each at its own time, and counts for nothing while the server is down.
func TestSlowServersOverlap(t *testing.T) {
	cfg := oneCountry(2)
	cfg.Clients = users(1, delivery.Android)
	cfg.Causes = do(minute, SlowServers{Servers: []int32{0, 1}, Bandwidth: 0.5, Processor: 1, For: 10 * minute},
		2*minute, SlowServers{Servers: []int32{0}, Bandwidth: 0.5, Processor: 1, For: 4 * minute},
		3*minute, FailServers{Servers: []int32{0}, For: 5 * minute})
	cfg.Settings.Notice.Android = time.Hour // nobody notices
	w := run(t, cfg, 0)
	w.seat(0, 0, 100)
	for _, step := range []struct {
		at   time.Duration
		want float64 // share of the bandwidth that is left
	}{{0, 1}, {minute, 0.5}, {2 * minute, 0.25}, {3 * minute, 0}, {6 * minute, 0}, {8 * minute, 0.5}, {11 * minute, 1}} {
		w.goTo(t, step.at)
		require.InDelta(t, 1/step.want, w.utilisation(0)*10, 1e-12, "at %v", step.at)
	}
	require.Empty(t, w.faults.slow)
}

// A processor that is left in part makes the run queue longer, and so the score worse (LB-16).
func TestASlowProcessorIsSeen(t *testing.T) {
	cfg := oneCountry(1)
	cfg.Clients = users(1, delivery.Android)
	cfg.Causes = do(time.Duration(0), SlowServers{Servers: []int32{0}, Bandwidth: 1, Processor: 0.25, For: time.Hour})
	w := run(t, cfg, 0)
	w.seat(0, 0, 300) // 0.61 cores of one
	w.goTo(t, 5*minute)
	require.InDelta(t, 0.1465+0.3*3*0.61/4, w.scoreOf(0), 1e-4)
}

// Silences overlap: metrics come again when the last has ended (LB-16: neutral without).
func TestSilence(t *testing.T) {
	cfg := oneCountry(1)
	cfg.Causes = do(10*minute, SilenceServers{Servers: []int32{0}, For: 20 * minute}, 15*minute, SilenceServers{Servers: []int32{0}, For: 5 * minute})
	w := run(t, cfg, 10*minute)
	require.Equal(t, 0.025, w.scoreOf(0))
	for _, at := range []time.Duration{11 * minute, 21 * minute, 30*minute - 1} {
		w.goTo(t, at)
		require.Equal(t, 1.0, w.scoreOf(0), "at %v", at)
		require.True(t, w.answers(0), "it carries on")
	}
	w.goTo(t, 31*minute)
	require.Equal(t, 0.025, w.scoreOf(0))
	require.Empty(t, w.lines(ServerSeenDown), "silent is not DOWN")
}

// stranded is a world in which users of one platform sit on server 0 of some as it goes down for an hour.
func strandedUsers(t *testing.T, p delivery.Platform, n, servers int) *World {
	cfg := oneCountry(servers)
	cfg.Clients = users(n, p)
	cfg.Causes = do(minute, FailServers{Servers: []int32{0}, For: time.Hour})
	w := run(t, cfg, 0)
	for c := range int32(n) {
		w.seat(c, 0, 1)
	}
	w.goTo(t, minute)
	require.Equal(t, float64(n), w.value(t, "sessions.stranded"))
	return w
}

// LB-10: Android probes all outbounds every 45 s; LB-02: iOS one every 120 s, and so each once in as many times 120 s; LB-13:
// on the desktop it is the user who notices, here after 2 min. When they do, phones move, evenly over their round.
func TestWhenClientsNotice(t *testing.T) {
	const n = 400
	for _, test := range []struct {
		platform delivery.Platform
		servers  int
		round    time.Duration
	}{
		{delivery.Android, 3, 45 * time.Second}, {delivery.Android, 5, 45 * time.Second},
		{delivery.IOS, 3, 6 * minute}, {delivery.IOS, 5, 10 * minute},
	} {
		w := strandedUsers(t, test.platform, n, test.servers)
		quarters := make([]float64, 4)
		before := 0.0
		for q := range quarters {
			w.goTo(t, minute+time.Duration(q+1)*test.round/4)
			now := w.value(t, "sessions.moved")
			quarters[q], before = now-before, now
		}
		requireChiSquare(t, quarters, []float64{n / 4, n / 4, n / 4, n / 4})
		require.Equal(t, float64(n), before, "within one round")
		require.Zero(t, w.load.machines[0].Users())
	}

	w := strandedUsers(t, delivery.Desktop, n, 3)
	w.goTo(t, 3*minute-1)
	require.Zero(t, w.value(t, "sessions.moved"))
	w.goTo(t, 3*minute)
	require.Equal(t, float64(n), w.value(t, "sessions.moved"))
	require.Zero(t, w.load.machines[0].Users(), "their sessions have ended, and new lists are asked for (SYNC-08)")
	require.Equal(t, float64(n), w.value(t, "backend.requests"))
	w.goTo(t, 4*minute)
	require.InDelta(t, n*2/3, w.value(t, "client.connects"), 50, "LB-13: a third has picked the dead one again")
}

// A phone goes to the outbound that answers soonest, of those of its list (LB-02, LB-10), and asks there for what it asked for.
func TestWherePhonesMove(t *testing.T) {
	cfg := oneCountry(4)
	cfg.Settings.Traffic.PathSpread = 0
	cfg.Clients = users(4, delivery.Android)
	cfg.Causes = do(minute, FailServers{Servers: []int32{0}, For: time.Hour})
	w := run(t, cfg, 0)
	w.seat(0, 0, 7)
	w.seat(1, 1, 500)
	w.seat(2, 2, 100)
	w.seat(3, 3, 500)
	w.goTo(t, minute+45*time.Second)
	require.Equal(t, int32(2), w.clients[0].session)
	require.InDelta(t, 0.107, w.utilisation(2), 1e-9)
	for c, s := range []int32{2, 1, 2, 3} {
		require.Equal(t, s, w.clients[c].session)
	}
}

// Who has not noticed when the server comes back stays on it.
func TestAServerThatComesBackInTime(t *testing.T) {
	cfg := oneCountry(2)
	cfg.Clients = users(200, delivery.Android)
	cfg.Causes = do(minute, FailServers{Servers: []int32{0}, For: 15 * time.Second})
	w := run(t, cfg, 0)
	for c := range int32(200) {
		w.seat(c, 0, 1)
	}
	w.goTo(t, 10*minute)
	require.InDelta(t, 200.0/3, w.value(t, "sessions.moved"), 4*6.7, "a third of a round, at 4 standard deviations")
	require.Equal(t, 200-w.value(t, "sessions.moved"), w.load.machines[0].Users())
}

// Who is elsewhere by the time the look is due has nothing to notice.
func TestWhoHasLeftNoticesNothing(t *testing.T) {
	cfg := oneCountry(3)
	cfg.Settings.Notice.Android = time.Hour
	cfg.Clients = users(1, delivery.Android)
	cfg.Causes = do(minute, FailServers{Servers: []int32{0}, For: 3 * time.Hour})
	for _, next := range []int32{1, None} {
		w := run(t, cfg, 0)
		w.seat(0, 0, 1)
		w.goTo(t, minute+time.Millisecond)
		w.quit(0)
		if next != None {
			w.seat(0, next, 1)
		}
		w.goTo(t, 2*time.Hour)
		require.Equal(t, next, w.clients[0].session)
		require.Zero(t, w.value(t, "sessions.moved"))
	}
}

// Where nothing answers phones stay, look again round by round, and go on as soon as something does.
func TestNowhereToMove(t *testing.T) {
	cfg := oneCountry(2)
	cfg.Clients = users(50, delivery.Android)
	cfg.Causes = do(minute, FailServers{Servers: []int32{0}, For: time.Hour}, time.Second+minute, FailServers{Servers: []int32{1}, For: 20 * minute},
		10*minute, TapConnect{Client: 49, Country: None})
	w := run(t, cfg, 0)
	for c := range int32(49) {
		w.seat(c, 0, 1)
	}
	w.goTo(t, minute+2*time.Second)
	movedAtOnce := w.value(t, "sessions.moved")
	require.Less(t, movedAtOnce, 10.0)
	w.goTo(t, 21*minute)
	require.Equal(t, movedAtOnce, w.value(t, "sessions.moved"))
	require.Equal(t, 1.0, w.value(t, "client.failed_attempts"))
	require.Regexp(t, "server s[01] is down", w.lines(ConnectFailed)[0].field("reason"))
	w.goTo(t, 22*minute)
	require.Equal(t, 49.0, w.load.machines[1].Users(), "within one round of its recovery")
}

// However often a server flaps, a phone probes it once a round: no fault leaves more than one look under way.
func TestAPhoneLooksOnceARound(t *testing.T) {
	cfg := oneCountry(1)
	cfg.Population = unnamed(1, delivery.Android)
	cfg.Population.Opens, cfg.Population.Session = random.ConstantRate(1.0/60), random.Fixed(24*time.Hour)
	cfg.Horizon = sim.Time(90 * minute)
	cfg.Causes = do(30*minute, FailServers{Servers: []int32{0}, For: time.Hour, Down: 2 * time.Second, Up: time.Second})
	looks := trace(t, cfg, "client.notice")
	require.NotEmpty(t, looks)
	perMinute := map[sim.Time]int{}
	for _, e := range looks {
		perMinute[e.T/sim.Time(minute)]++
	}
	for at, n := range perMinute {
		require.LessOrEqual(t, n, 20, "looks in minute %d: a round of 45 s has 2.7 on the average", at)
	}
}

// A session is stranded once when its server and the proxy in front of it go down one after the other.
func TestASessionIsStrandedOnce(t *testing.T) {
	for _, proxyFirst := range []bool{true, false} {
		cfg := oneCountry(1)
		cfg.Proxies, cfg.Sites[0].Proxy = []traffic.Hardware{medium}, 0
		cfg.Clients = users(1, delivery.Android)
		var first, second Deed = FailServers{Servers: []int32{0}, For: time.Hour}, FailProxy{Proxy: 0, Name: "wl", For: time.Hour}
		if proxyFirst {
			first, second = second, first
		}
		cfg.Causes = do(minute, first, minute+time.Second, second)
		w := run(t, cfg, 0)
		w.seat(0, 0, 1)
		w.goTo(t, 10*minute)
		require.Equal(t, 1.0, w.value(t, "sessions.stranded"))
	}
}

// A user whose computer sleeps notices nothing, and restarts no app.
func TestASleeperNoticesNothing(t *testing.T) {
	cfg := oneCountry(2)
	cfg.Clients = users(1, delivery.Desktop)
	cfg.Causes = do(minute, Sleep{0}, 2*minute, FailServers{Servers: []int32{0}, For: 3 * time.Hour}, 2*time.Hour, Wake{0})
	w := run(t, cfg, 0)
	w.seat(0, 0, 1)
	w.goTo(t, 2*time.Hour-1)
	require.Zero(t, w.value(t, "backend.requests"))
	require.Equal(t, int32(0), w.clients[0].session)
}

// A dead proxy strands those who come by way of it, and nobody else; they find servers that do without.
func TestADeadProxy(t *testing.T) {
	cfg := oneCountry(3)
	cfg.Proxies = []traffic.Hardware{medium, medium}
	cfg.Sites[0].Proxy, cfg.Sites[1].Proxy = 0, 1
	cfg.Clients = users(4, delivery.Android)
	cfg.Causes = do(minute, FailProxy{Proxy: 0, Name: "wl-de", For: 30 * minute}, 2*minute, FailProxy{Proxy: 0, Name: "wl-de", For: 5 * minute},
		10*minute, TapConnect{Client: 3, Country: None})
	w := run(t, cfg, 0)
	for c := range int32(3) {
		w.seat(c, c, 1)
	}
	w.goTo(t, minute)
	require.Equal(t, 1.0, w.value(t, "sessions.stranded"))
	require.Equal(t, []bool{false, true, true}, []bool{w.answers(0), w.answers(1), w.answers(2)})
	w.goTo(t, minute+45*time.Second)
	require.NotEqual(t, int32(0), w.clients[0].session)
	w.goTo(t, 10*minute+queried)
	require.NotEqual(t, int32(0), w.clients[3].session)
	require.NotEqual(t, None, w.clients[3].session)
	require.Empty(t, w.lines(ServerSeenDown), "the health check does not go by the proxy")
	w.goTo(t, 31*minute-1)
	require.False(t, w.answers(0), "the longer of two faults lasts on")
	w.quit(3)
	w.seat(3, 0, 1)
	require.Equal(t, math.Inf(1), w.utilisation(0))
	require.Equal(t, math.Inf(1), w.proxyMachine(0).Utilisation())
	w.goTo(t, 31*minute)
	require.True(t, w.answers(0))
	require.Less(t, w.utilisation(0), 1.0)
}

// Sessions of unnamed users last as long as was drawn, also when phones take them elsewhere meanwhile, and none is ended by
// the end of another: each end comes half an hour after the attempt that began the session.
func TestSessionsEndAsPlanned(t *testing.T) {
	cfg := oneCountry(4)
	cfg.Horizon = sim.Time(8 * time.Hour)
	cfg.Population = unnamed(80, delivery.Android)
	cfg.Population.Shares = [platforms]float64{0.3, 0.4, 0.3}
	cfg.Causes = do(time.Hour, FailServers{Servers: []int32{0, 1}, For: 6 * time.Hour, Down: 11 * minute, Up: 7 * minute},
		2*time.Hour, FailServers{Servers: []int32{2}, For: time.Hour})
	began := map[int32]sim.Time{}
	ends, moves := 0, run(t, cfg, 8*time.Hour).value(t, "sessions.moved")
	for _, e := range trace(t, cfg, "client.attempted", "session.over", "client.open") {
		switch server := int32(e.A >> 32); {
		case e.Kind == "client.attempted" && server != None:
			_, on := began[e.Target]
			require.False(t, on && e.T.Sub(began[e.Target]) >= 30*minute, "client %d: a session never ended", e.Target)
			began[e.Target] = e.T
		case e.Kind == "client.attempted":
			delete(began, e.Target) // a desktop that was restarted for its server was down, to no avail
		case e.Kind == "session.over":
			require.Contains(t, began, e.Target)
			require.Equal(t, 30*minute, e.T.Sub(began[e.Target]), "client %d", e.Target)
			delete(began, e.Target)
			ends++
		}
	}
	require.Greater(t, ends, 300)
	require.Greater(t, moves, 50.0)
}

// With a country down, all its users' attempts fail, and go well again once it is up; others never fail.
func TestACountryDownAndUp(t *testing.T) {
	cfg := oneCountry(4)
	cfg.Servers[3].Country = "RO"
	cfg.Population = unnamed(200, delivery.Android)
	cfg.Population.Shares = [platforms]float64{0.3, 0.4, 0.3}
	cfg.Population.Session = random.Fixed(minute)
	cfg.Horizon = sim.Time(4 * time.Hour)
	cfg.Causes = do(time.Hour, FailServers{Servers: []int32{0, 1, 2}, For: time.Hour})
	var during, after, elsewhere int
	for _, e := range trace(t, cfg, "client.attempted") {
		failed, country := int32(e.A>>32) == None, int32(e.A)
		down := sim.Time(time.Hour) <= e.T && e.T < sim.Time(2*time.Hour)
		switch {
		case country == 1:
			elsewhere++
			require.False(t, failed)
		case down:
			during++
			require.True(t, failed, "at %v", e.T)
		default:
			after++
			require.False(t, failed, "at %v", e.T)
		}
	}
	require.Greater(t, during, 50)
	require.Greater(t, after, 200)
	require.Greater(t, elsewhere, 50)
}

// What a fault does is in the log: a line for its beginning, in the scenario's words.
func TestFaultsInTheLog(t *testing.T) {
	cfg := oneCountry(2)
	cfg.Proxies = []traffic.Hardware{medium}
	cfg.Population = unnamed(1, delivery.Android)
	cfg.Causes = do(0, FailServers{Servers: []int32{0}, Group: "medium", For: 90 * minute},
		time.Duration(0), FailServers{Servers: []int32{0, 1}, Group: "medium", For: time.Hour, Down: minute, Up: 90 * time.Second},
		time.Duration(0), SlowServers{Servers: []int32{1}, Group: "medium", Bandwidth: 0.5, Processor: 1, For: minute},
		time.Duration(0), SilenceServers{Servers: []int32{1}, Group: "medium", For: minute},
		time.Duration(0), FailProxy{Proxy: 0, Name: "wl-de", For: minute},
		time.Duration(0), PeakDemand{Country: 0, Code: "DE", Factor: 3, For: minute})
	w := run(t, cfg, 0)
	var fields [][]Field
	for _, e := range w.Log() {
		require.Equal(t, Deliberate, e.Event.Tone())
		fields = append(fields, e.Fields)
	}
	require.Equal(t, [][]Field{
		{{"group", "medium"}, {"count", int64(1)}, {"for", "1h30m"}},
		{{"group", "medium"}, {"count", int64(2)}, {"for", "1h"}, {"down", "1m"}, {"up", "1m30s"}},
		{{"group", "medium"}, {"count", int64(1)}, {"bandwidth", 0.5}, {"processor", 1.0}, {"for", "1m"}},
		{{"group", "medium"}, {"count", int64(1)}, {"for", "1m"}},
		{{"proxy", "wl-de"}, {"for", "1m"}},
		{{"country", "DE"}, {"factor", 3.0}, {"for", "1m"}},
	}, fields)
}
