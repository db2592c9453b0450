package world

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
	"reprise/control/ranking"
	"reprise/sim"
	"reprise/sim/random"
)

// threeCountries has three servers in DE, two in LV and one in RO, and a demand of its own in each: half of the users, 0.3 and
// 0.2, who start the app twice an hour.
func threeCountries(accounts int) Config {
	cfg := oneCountry(6)
	for s, country := range []string{"DE", "DE", "DE", "LV", "LV", "RO"} {
		cfg.Servers[s].Country = country
	}
	cfg.Population = unnamed(accounts, delivery.Android)
	const twiceAnHour = random.ConstantRate(2.0 / 3600)
	cfg.Population.Demand = []Demand{{0.5, twiceAnHour}, {0.3, twiceAnHour}, {0.2, twiceAnHour}}
	return cfg
}

// Homes follow the shares of demand, not the number of servers.
func TestHomesFollowDemand(t *testing.T) {
	w := made(t, threeCountries(10_000))
	homes := make([]float64, 3)
	w.readResidents()
	for country, residents := range w.residents {
		homes[country] = float64(len(residents))
		for _, c := range residents {
			require.Equal(t, int32(country), w.clients[c].home)
		}
	}
	requireChiSquare(t, homes, []float64{5000, 3000, 2000})

	cfg := threeCountries(1000)
	cfg.Population.Demand[0].Share, cfg.Population.Demand[1].Share = 0.8, 0
	w = made(t, cfg)
	w.readResidents()
	require.Empty(t, w.residents[1], "nobody lives where there is no demand")
}

// Named users are no residents: a peak is of unnamed ones.
func TestResidentsAreUnnamed(t *testing.T) {
	cfg := threeCountries(50)
	cfg.Clients = users(20, delivery.Android)
	w := made(t, cfg)
	w.readResidents()
	n := 0
	for _, residents := range w.residents {
		n += len(residents)
		for _, c := range residents {
			require.False(t, w.named(c))
		}
	}
	require.Equal(t, 50, n)
}

// Each country's users start the app by their own rate: a day that is ahead has its peak hour sooner.
func TestADayAheadPeaksSooner(t *testing.T) {
	evening := [24]float64{20: 1} // everybody, between 20:00 and 21:00
	cfg := threeCountries(600)
	cfg.Horizon = sim.Time(24*time.Hour - 1)
	ahead := []time.Duration{0, time.Hour, 5 * time.Hour}
	for country := range cfg.Population.Demand {
		rate, err := random.NewDaily(3.0/(24*3600), evening, ahead[country])
		require.NoError(t, err)
		cfg.Population.Demand[country].Opens = rate
	}
	w := made(t, cfg)
	counts := make([]float64, 3)
	for _, e := range trace(t, cfg, "client.open") {
		home := w.clients[e.Target].home
		require.Equal(t, 20*time.Hour-ahead[home], time.Duration(e.T).Truncate(time.Hour))
		counts[home]++
	}
	w.readResidents()
	expected := make([]float64, 3)
	for country, residents := range w.residents {
		expected[country] = 3 * float64(len(residents))
		require.InDelta(t, expected[country], counts[country], 4*math.Sqrt(expected[country]), "4 standard deviations of a Poisson count")
	}
}

// starts is how often the users of each country came to connect, hour by hour, which every start of the app leads to here.
func starts(t *testing.T, cfg Config) (all [3][3]float64) {
	w := made(t, cfg)
	for _, e := range trace(t, cfg, "client.connect") {
		opened := e.T.Add(-10 * time.Second)
		all[opened/sim.Time(time.Hour)][w.clients[e.Target].home]++
	}
	return all
}

// A peak adds factor-1 times the starts that come anyway, in its country and its time only. Users with a session do not start
// the app, so sessions here are over at once.
func TestAPeakAddsStarts(t *testing.T) {
	base := threeCountries(1000)
	base.Horizon = sim.Time(3 * time.Hour)
	base.Population.Session = random.Fixed(0)
	peaked := base
	peaked.Causes = do(time.Hour, PeakDemand{Country: 1, Code: "LV", Factor: 4, For: time.Hour})
	w := made(t, base)
	w.readResidents()
	nominal := 2 * float64(len(w.residents[1])) // in an hour

	before, now := starts(t, base), starts(t, peaked)
	for hour := range 3 {
		extra := now[hour][1] - before[hour][1]
		require.Equal(t, before[hour][0], now[hour][0], "what happens in one country is drawn apart from another's")
		require.Equal(t, before[hour][2], now[hour][2])
		if hour == 1 {
			require.InDelta(t, 3*nominal, extra, 4*math.Sqrt(3*nominal), "4 standard deviations of a Poisson count")
			continue
		}
		require.Zero(t, extra, "hour %d", hour)
	}
	require.Equal(t, trace(t, base, "client.open"), trace(t, peaked, "client.open"), "the starts that come anyway")
}

// A peak follows the rate of its country through the day: while nobody starts the app, a thousand times as many do not.
func TestAPeakOfNobody(t *testing.T) {
	cfg := threeCountries(200)
	cfg.Horizon = sim.Time(6 * time.Hour)
	rate, err := random.NewDaily(1.0/3600, [24]float64{3: 1}, 0)
	require.NoError(t, err)
	for country := range cfg.Population.Demand {
		cfg.Population.Demand[country].Opens = rate
	}
	cfg.Causes = do(0, PeakDemand{Country: 0, Code: "DE", Factor: 5, For: 6 * time.Hour})
	for _, e := range trace(t, cfg, "cause.turn") {
		require.Equal(t, 3*time.Hour, time.Duration(e.T).Truncate(time.Hour))
	}
	require.NotEmpty(t, trace(t, cfg, "cause.turn"))

	cfg.Causes = do(0, PeakDemand{Country: 0, Code: "DE", Factor: 1, For: 6 * time.Hour})
	require.Empty(t, trace(t, cfg, "cause.turn"), "once as often is no peak")

	cfg.Population.Demand[0].Share, cfg.Population.Demand[1].Share = 0, 0.8
	cfg.Causes = do(0, PeakDemand{Country: 0, Code: "DE", Factor: 5, For: 6 * time.Hour})
	require.Empty(t, trace(t, cfg, "cause.turn"), "nobody lives there")
}

// A peak of many users waits through the hours in which nobody starts the app, however many starts it would have drawn then.
func TestAPeakWaitsThroughTheNight(t *testing.T) {
	cfg := threeCountries(2000)
	cfg.Horizon = sim.Time(3*time.Hour + 50*ms)
	rate, err := random.NewDaily(1.0/3600, [24]float64{3: 1}, 0)
	require.NoError(t, err)
	cfg.Population.Demand[0].Opens = rate
	cfg.Causes = do(0, PeakDemand{Country: 0, Code: "DE", Factor: 300, For: 6 * time.Hour})
	require.NotEmpty(t, trace(t, cfg, "cause.turn"), "2000 starts a second, from 03:00 on")
}

// Two peaks at once add up.
func TestPeaksAddUp(t *testing.T) {
	one, two := threeCountries(1000), threeCountries(1000)
	peak := PeakDemand{Country: 0, Code: "DE", Factor: 2, For: time.Hour}
	one.Horizon, two.Horizon = sim.Time(2*time.Hour), sim.Time(2*time.Hour)
	one.Causes, two.Causes = do(0, peak), do(0, peak, time.Duration(0), peak)
	first, both := len(trace(t, one, "cause.turn")), len(trace(t, two, "cause.turn"))
	require.InDelta(t, 1000, first, 4*math.Sqrt(1000)+4*math.Sqrt(250), "Poisson, and as many users as live there")
	require.InDelta(t, 2*first, both, 4*math.Sqrt(3000))
}

// fullDay is a day with everything on: three countries, faults, a peak, marks that users follow.
func fullDay(seed uint64) Config {
	cfg := threeCountries(200)
	cfg.Seed, cfg.Horizon = seed, sim.Time(24*time.Hour)
	cfg.Population.Shares = [platforms]float64{0.3, 0.4, 0.3}
	cfg.Population.StandsFor = 50
	cfg.Settings.Marks = MarksSettings{Follow: Turbo, Share: 0.3}
	cfg.Settings.Ranking.DynamicMarks = true
	cfg.Causes = do(2*time.Hour, FailServers{Servers: []int32{0}, For: time.Hour, Down: 4 * minute, Up: 3 * minute},
		5*time.Hour, SlowServers{Servers: []int32{1}, Bandwidth: 0.1, Processor: 0.5, For: time.Hour},
		8*time.Hour, PeakDemand{Country: 0, Code: "DE", Factor: 3, For: time.Hour})
	return cfg
}

// The same seed gives the same run under load, to the last event; another seed another.
func TestARunUnderLoadCanBeRepeated(t *testing.T) {
	first, again, other := run(t, fullDay(1), 24*time.Hour), run(t, fullDay(1), 24*time.Hour), run(t, fullDay(2), 24*time.Hour)
	require.Greater(t, first.Events(), uint64(20_000))
	require.Equal(t, first.TraceHash(), again.TraceHash())
	require.Equal(t, first.Snapshot(), again.Snapshot())
	require.NotEqual(t, first.TraceHash(), other.TraceHash())
}

// Two variants share their draws: with other orders of lists the same users start their apps at the same instants, and the
// clocks of the chain stand to each other as before.
func TestVariantsUnderLoadShareTheirDraws(t *testing.T) {
	base := trace(t, fullDay(1), "client.open", "vcs.score", "vcs.publish", "backend.rank", "cause.turn")
	attempts := trace(t, fullDay(1), "client.attempted")
	require.Greater(t, len(base), 5000)
	for _, order := range []ranking.Order{ranking.SortOnly, ranking.TwoChoices, ranking.LeastSessions} {
		cfg := fullDay(1)
		cfg.Settings.Ranking.Rules.Order = order
		require.Equal(t, base, trace(t, cfg, "client.open", "vcs.score", "vcs.publish", "backend.rank", "cause.turn"))
		require.NotEqual(t, attempts, trace(t, cfg, "client.attempted"), "%v changes nothing at all", order)
	}
}

// Under load, too, unnamed users cost no allocation an event.
func TestACrowdUnderLoadAllocatesNothing(t *testing.T) {
	cfg := fullDay(1)
	cfg.Causes = nil
	w := made(t, cfg)
	require.NoError(t, w.RunUntil(sim.Time(12*time.Hour)))
	events, before := w.Events(), mallocs()
	require.NoError(t, w.RunUntil(cfg.Horizon))
	require.Greater(t, w.Events()-events, uint64(10_000))
	require.Less(t, float64(mallocs()-before)/float64(w.Events()-events), 0.01)
}
