package world

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
	"reprise/control/ranking"
	"reprise/control/scoring"
	"reprise/sim"
	"reprise/sim/random"
)

// clocks are when the clocks of the chain go off first. What comes next is multiples of their intervals later.
type clocks struct{ score, publish, rank sim.Time }

// clocks reads a world's off its stream, in the order in which they are drawn.
func (w *World) clocks() clocks {
	set, phase := w.cfg.Settings, w.stream("chain.phase", 0)
	first := func(every time.Duration) sim.Time { return sim.Time(phase.Float64() * float64(every)) }
	return clocks{first(set.Scoring.Interval), first(set.Scoring.Publish), first(set.Ranking.Interval)}
}

// lastOf is when a clock went off last before an instant; never: it has not.
func lastOf(first sim.Time, every time.Duration, before sim.Time) sim.Time {
	if before < first {
		return never
	}
	return before - (before-first)%sim.Time(every)
}

// measuredFor is when the scores were measured that a list made at an instant goes by, by the documents' chain (LB-27).
func (c clocks) measuredFor(s Settings, made sim.Time) sim.Time {
	ranked := lastOf(c.rank, s.Ranking.Interval, made)
	if s.Ranking.Source == FromMySQL {
		ranked = lastOf(c.publish, s.Scoring.Publish, ranked)
	}
	return lastOf(c.score, s.Scoring.Interval, ranked)
}

// LB-18, LB-20, LB-23: the three clocks of the chain tick at their intervals, each from a moment of its own.
func TestTheClocksOfTheChain(t *testing.T) {
	cfg := oneCountry(2)
	cfg.Horizon = sim.Time(2 * time.Hour)
	first := made(t, cfg).clocks()
	for _, test := range []struct {
		kind  string
		first sim.Time
		every time.Duration
	}{
		{"vcs.score", first.score, minute},
		{"vcs.publish", first.publish, 5 * minute},
		{"backend.rank", first.rank, minute},
	} {
		events := trace(t, cfg, test.kind)
		require.Len(t, events, int((cfg.Horizon-test.first)/sim.Time(test.every))+1)
		for i, e := range events {
			require.Equal(t, test.first.Add(time.Duration(i)*test.every), e.T, "%s %d", test.kind, i)
		}
		require.Less(t, time.Duration(test.first), test.every)
	}

	cfg.Replication = 1
	require.NotEqual(t, first, made(t, cfg).clocks(), "how the clocks stand to each other is chance")
}

// LB-27: the scores behind the pick of a client with a fresh list are as old as the chain makes them: never younger than
// now, never older than the three intervals together, by way of MySQL; without MySQL, two.
func TestTheAgeOfScores(t *testing.T) {
	for _, test := range []struct {
		source        ScoreSource
		change        func(*Settings)
		oldest, swing time.Duration
	}{
		{FromMySQL, func(*Settings) {}, 7 * minute, 5 * minute},
		{FromService, func(*Settings) {}, 2 * minute, minute},
		{FromMySQL, func(s *Settings) { s.Scoring.Publish = 30 * time.Second }, 150 * time.Second, minute},
	} {
		t.Run(fmt.Sprint(test.source, test.oldest), func(t *testing.T) {
			var oldest time.Duration
			for replication := range uint64(24) {
				cfg := oneCountry(3)
				cfg.Replication = replication
				cfg.Settings = underLoad(func(s *Settings) { s.Ranking.Source = test.source }, test.change)
				cfg.Population = unnamed(30, delivery.Android) // who fetch at each connect (SYNC-09)
				w := run(t, cfg, 6*time.Hour)
				ages := w.load.age
				require.Greater(t, ages.N(), int64(100))
				require.GreaterOrEqual(t, ages.At(0), time.Duration(0))
				require.LessOrEqual(t, ages.At(1), test.oldest, "replication %d", replication)
				require.LessOrEqual(t, ages.At(1)-ages.At(0), test.swing, "replication %d: within a run the clocks stand still to each other", replication)
				require.Greater(t, ages.At(1)-ages.At(0), test.swing*8/10)
				oldest = max(oldest, ages.At(1))
			}
			require.Greater(t, oldest, test.oldest*8/10, "no bound that nothing comes near")
		})
	}
}

// Every list's edition goes by exactly the scores that the three clocks lead to (LB-27).
func TestEditionsFollowTheClocks(t *testing.T) {
	for _, source := range []ScoreSource{FromMySQL, FromService} {
		cfg := oneCountry(2)
		cfg.Settings.Ranking.Source = source
		w := made(t, cfg)
		for at := 17 * time.Second; at < time.Hour; at += 17 * time.Second {
			w.goTo(t, at)
			want := w.clocks().measuredFor(cfg.Settings, sim.Time(at))
			require.Equal(t, want, w.ranking.editions.Items[w.ranking.current].measured, "%v at %v", source, at)
		}
	}
}

// LB-27: that a server is down comes to be known at the VPN Config Service, then in MySQL, then in the ranking, each
// within its interval; and so does that it is up again.
func TestHowAStatusTravels(t *testing.T) {
	const fails, recovers = 20 * minute, 50 * minute
	for seed := range uint64(30) {
		cfg := oneCountry(3)
		cfg.Seed = seed
		cfg.Causes = do(fails, FailServers{Servers: []int32{1}, For: recovers - fails})
		w := run(t, cfg, time.Hour)
		downs, ups := w.lines(ServerSeenDown), w.lines(ServerSeenUp)
		require.Len(t, downs, 3)
		require.Len(t, ups, 3)
		lines := slices.Concat(downs, ups)
		for i, e := range lines {
			began := fails
			if i >= 3 {
				began = recovers
			}
			if i%3 > 0 {
				began = time.Duration(lines[i-1].At)
			}
			within := []time.Duration{minute, 5 * minute, minute}[i%3]
			require.Equal(t, []Field{{"server", "s1"}, {"by", []string{"vcs", "mysql", "ranking"}[i%3]}}, e.Fields)
			require.GreaterOrEqual(t, time.Duration(e.At), began)
			require.LessOrEqual(t, time.Duration(e.At), began+within, "seed %d, line %d", seed, i)
			require.Equal(t, ServersFailed, w.Log()[e.Because].Event)
		}
		require.Equal(t, (time.Duration(lines[0].At) - fails).Seconds(), w.value(t, "down.scored_after"))
		require.Equal(t, (time.Duration(lines[1].At) - fails).Seconds(), w.value(t, "down.published_after"))
		require.Equal(t, (time.Duration(lines[2].At) - fails).Seconds(), w.value(t, "down.ranked_after"))
	}
}

// A ranking that asks the service itself does not wait for MySQL.
func TestTheSourceWithoutMySQL(t *testing.T) {
	for seed := range uint64(30) {
		cfg := oneCountry(1)
		cfg.Seed, cfg.Settings.Ranking.Source = seed, FromService
		cfg.Causes = do(20*minute, FailServers{Servers: []int32{0}, For: time.Hour})
		w := run(t, cfg, 30*minute)
		require.LessOrEqual(t, w.value(t, "down.ranked_after"), w.value(t, "down.scored_after")+60)
		require.LessOrEqual(t, w.value(t, "down.ranked_after"), 120.0)
	}
}

// ordered is a copy of a client's order of a country.
func (w *World) ordered(c int32) []int32 { return slices.Clone(w.outbounds(c, 0)) }

// LB-25 to LB-27: a list keeps its order until it is fetched anew, whatever becomes of the ranking and its rules
// meanwhile.
func TestAListKeepsItsOrder(t *testing.T) {
	cfg := oneCountry(8)
	cfg.Settings.Ranking.Rules.Order = ranking.SortOnly
	cfg.Clients = users(2, delivery.Desktop)
	change := func(apply func(*Settings)) Deed { return ChangeSetting{Key: "some.key", Value: "v", Apply: apply} }
	cfg.Causes = do(20*minute, RestartApp{0},
		25*minute, FailServers{Servers: []int32{1}, For: 3 * time.Hour},
		40*minute, change(func(s *Settings) { s.Ranking.Rules.Balancing = true }),
		45*minute, change(func(s *Settings) { s.Ranking.Rules.TopN = 3 }),
		70*minute, TapConnect{Client: 0, Country: None},
		80*minute, RestartApp{0},
		85*minute, TapConnect{Client: 0, Country: None})
	w := run(t, cfg, 0)
	w.seat(1, 0, 900)
	w.goTo(t, 20*minute+queried)
	before := w.ordered(0)
	require.Equal(t, []int32{1, 2, 3, 4, 5, 6, 7, 0}, before, "by score: the busy one is last")
	for at := 21 * minute; at < 80*minute; at += minute {
		w.goTo(t, at)
		require.Equal(t, before, w.ordered(0), "at %v", at)
	}
	require.Equal(t, "s1", w.lines(ConnectFailed)[0].field("reason").(string)[len("server "):][:2], "the list does not know")

	w.goTo(t, 80*minute+queried)
	now := w.ordered(0)
	require.Len(t, now, 3)
	e := &w.ranking.editions.Items[w.clients[0].edition]
	require.True(t, e.rules.Balancing)
	require.Equal(t, 999.0, e.entries[1].Score)
	want := ranking.Rules{Order: ranking.SortOnly, Balancing: true, TopN: 3}.Arrange(nil, e.entries, w.firstAccount, 80)
	require.Equal(t, want, now)
}

// LB-25: the shuffle is each account's own, and turns with the minute in which a list is made.
func TestListsAreShuffledByAccountAndMinute(t *testing.T) {
	cfg := oneCountry(5)
	cfg.Population = unnamed(300, delivery.Desktop)
	w := run(t, cfg, 0)
	firsts := make([]float64, 5)
	for c := range w.clients {
		firsts[w.outbounds(int32(c), 0)[0]]++
	}
	requireChiSquare(t, firsts, []float64{60, 60, 60, 60, 60})

	moved := 0
	before := w.ordered(0)
	for m := range int32(100) {
		w.clients[0].minute = m
		if !slices.Equal(before, w.ordered(0)) {
			moved++
		}
	}
	require.Greater(t, moved, 90)

	w.engine = sim.NewEngine(sim.Limits{}) // an engine of its own, to choose the instant of a list's making
	require.NoError(t, w.engine.RunUntil(sim.Time(7*minute+59*time.Second)))
	w.hold(0)
	require.Equal(t, int32(7), w.clients[0].minute)
}

// LB-24: the flag counts for lists that are made from then on, and for the share of the accounts that it is set for.
func TestTheFlagCountsForNewLists(t *testing.T) {
	cfg := oneCountry(6)
	cfg.Settings.Ranking.Rules.Order = ranking.SortOnly
	cfg.Population = unnamed(400, delivery.Desktop)
	cfg.Population.Opens = random.ConstantRate(1.0 / (48 * 3600))
	cfg.Causes = do(time.Hour, ChangeSetting{Key: "server.balancing.enabled", Value: "true", Apply: func(s *Settings) {
		s.Ranking.Rules.Balancing, s.Ranking.BalancingShare = true, 0.25
	}})
	w := run(t, cfg, 2*time.Hour)
	var old, on, off float64
	for c := range w.clients {
		client := &w.clients[c]
		e := &w.ranking.editions.Items[client.edition]
		balanced := w.rulesFor(int32(c), e).Balancing
		switch {
		case client.fetched < sim.Time(time.Hour):
			old++
			require.False(t, balanced, "client %d fetched before", c)
		case balanced:
			on++
			require.Less(t, w.bucket(int32(c)), 0.25)
		default:
			off++
			require.GreaterOrEqual(t, w.bucket(int32(c)), 0.25)
			sorted := ranking.Rules{Order: ranking.SortOnly}.Arrange(nil, e.entries, 0, 0)
			require.Equal(t, sorted, w.ordered(int32(c)), "sorted, and not drawn")
		}
	}
	require.Greater(t, old, 100.0)
	require.Greater(t, on, 0.0)
	require.Greater(t, off, 0.0)

	buckets := []float64{0, 0, 0, 0}
	for c := range w.clients {
		buckets[int(w.bucket(int32(c))*4)]++
	}
	requireChiSquare(t, buckets, []float64{100, 100, 100, 100})
}

// The flag at a share of 1 counts for every account: a bucket is below 1, however near the draw.
func TestAllAccountsAreInAShareOfOne(t *testing.T) {
	cfg := oneCountry(1)
	cfg.Settings.Ranking.Rules.Balancing = true
	cfg.Population = unnamed(1000, delivery.Desktop)
	w := made(t, cfg)
	for c := range w.clients {
		require.Less(t, w.bucket(int32(c)), 1.0)
		require.True(t, w.rulesFor(int32(c), &w.ranking.editions.Items[w.ranking.current]).Balancing)
	}
}

// A changed rule counts for the next list, not for the next rebuild of the ranking; the scores stay those of the last one.
func TestAChangedRuleCountsAtOnce(t *testing.T) {
	cfg := oneCountry(3)
	cfg.Clients = users(2, delivery.Desktop)
	w := run(t, cfg, 10*minute)
	w.hold(0)
	now := &w.ranking.editions.Items[w.ranking.current]
	measured := now.measured
	ChangeSetting{Apply: func(s *Settings) { s.Ranking.Rules.TopN = 1 }}.apply(w, None)
	w.hold(1)
	require.Len(t, w.outbounds(0, 0), 3)
	require.Len(t, w.outbounds(1, 0), 1)
	require.Equal(t, measured, w.ranking.editions.Items[w.ranking.current].measured)
}

// An edition that nobody holds is used again: however long the run, there are no more than lists, and the current one.
func TestEditionsAreUsedAgain(t *testing.T) {
	cfg := oneCountry(2)
	require.Len(t, run(t, cfg, 3*24*time.Hour).ranking.editions.Items, 1, "nobody holds any but the current one, 4320 rebuilds long")

	cfg.Population = unnamed(12, delivery.Android)
	w := run(t, cfg, 3*24*time.Hour)
	require.Greater(t, w.value(t, "backend.requests"), 500.0)
	require.LessOrEqual(t, len(w.ranking.editions.Items), 13)
	require.Greater(t, len(w.ranking.editions.Items), 1)
}

// The board of a place keeps what it read: what the service measures next reaches it by its own clock alone.
func TestBoardsAreCopies(t *testing.T) {
	a, b := newBoard(2), newBoard(2)
	a.rows[1], a.measured = standings{scored: true, score: 0.5, status: scoring.Healthy, tcp: 3}, 7
	b.copyFrom(&a)
	a.rows[1].score, a.measured = 999, 8
	require.Equal(t, 0.5, b.rows[1].score)
	require.Equal(t, sim.Time(7), b.measured)
}

// Before anything was measured no list has a score, and the order is the fleet's (LB-22 has a weight for such servers).
func TestListsBeforeTheFirstScore(t *testing.T) {
	cfg := oneCountry(3)
	cfg.Settings.Ranking.Rules.Order = ranking.SortOnly
	cfg.Sites[1].CPUMultiplier, cfg.Sites[1].BandwidthMultiplier = 2, 3
	cfg.Clients = users(1, delivery.Desktop)
	w := run(t, cfg, 0)
	require.Equal(t, []int32{0, 1, 2}, w.ordered(0))
	e := &w.ranking.editions.Items[w.clients[0].edition]
	require.Equal(t, never, e.measured)
	require.False(t, e.entries[1].Scored)
	require.Equal(t, 3000.0, ranking.LegacyWeight(e.entries[1].Capacity), "LB-22: 500 free sessions, 2, 3")
}

// LB-22: without scores the legacy weights are what a draw goes by; sessions take away from them, as last known.
func TestTheLegacyWeights(t *testing.T) {
	cfg := oneCountry(3)
	cfg.Settings.Ranking.Source, cfg.Settings.Ranking.Rules.Balancing = FromNowhere, true
	cfg.Sites[0].MaxSessions, cfg.Sites[1].CPUMultiplier = 3, 0
	cfg.Clients = users(4, delivery.Desktop)
	w := run(t, cfg, 0)
	for c := range int32(4) {
		w.seat(c, 0, 1)
	}
	w.goTo(t, 10*minute)
	e := &w.ranking.editions.Items[w.ranking.current]
	require.Equal(t, int32(4), e.entries[0].Sessions)
	for s, want := range []float64{0, 0, 500} {
		require.False(t, e.entries[s].Scored)
		require.Equal(t, want, ranking.LegacyWeight(e.entries[s].Capacity), "server %d", s)
	}
	for c := range int32(4) {
		w.hold(c)
		require.Equal(t, int32(2), w.outbounds(c, 0)[0], "the only one with a weight")
	}
}
