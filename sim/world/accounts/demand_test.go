package accounts

import (
	"bufio"
	"bytes"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/sim"
	"reprise/sim/random"
)

// busyPool is a day of a pool that is claimed from and filled, with a fault in it.
func busyPool(t *testing.T, seed uint64, change func(*Settings)) (hash string, arrived []sim.Time) {
	uniform, err := random.ParseDist("uniform:10s,30s")
	require.NoError(t, err)
	set := plain(func(s *Settings) { s.Create, s.FillAccount, s.Claim = uniform, uniform, ms }, change)
	o := open(t, set, Config{Seed: seed, Stock: 500, Scrape: scrape,
		Demand: Demand{Rate: random.ConstantRate(300.0 / 3600), Flows: [Flows]float64{0.5, 0.3, 0.2}}})
	var lines bytes.Buffer
	o.engine.Trace(&lines)
	fault := Fault{Any, 0.5, 2}
	o.at(6*time.Hour, func() { o.Strike(fault) })
	o.at(8*time.Hour, func() { o.Mend(fault) })
	o.goTo(24 * time.Hour)
	for scan := bufio.NewScanner(&lines); scan.Scan(); {
		var e struct {
			T    sim.Time
			Kind string
		}
		require.NoError(t, json.Unmarshal(scan.Bytes(), &e))
		if e.Kind == "accounts.arrive" {
			arrived = append(arrived, e.T)
		}
	}
	return o.engine.TraceHash(), arrived
}

// The same seed gives the same run, and another another. A setting does not shift who comes when: variants of a scenario have
// that in common.
func TestTheSameSeed(t *testing.T) {
	same := func(*Settings) {}
	hash, come := busyPool(t, 1, same)
	again, _ := busyPool(t, 1, same)
	require.Equal(t, hash, again)
	other, others := busyPool(t, 2, same)
	require.NotEqual(t, hash, other)
	require.NotEqual(t, come, others)
	require.InDelta(t, 24*300, len(come), 4*85, "4 standard deviations")
	for name, change := range map[string]func(*Settings){
		"workers":  func(s *Settings) { s.Workers = 5 },
		"fills":    func(s *Settings) { s.Create = random.Fixed(5 * time.Second) },
		"together": func(s *Settings) { s.Together = true },
		"sizes":    func(s *Settings) { s.Pool.Min, s.Pool.Target = 50, 100 },
		"claims":   func(s *Settings) { s.Claim = time.Second },
		"pushes":   func(s *Settings) { s.ByPushes = true },
	} {
		changed, still := busyPool(t, 1, change)
		require.NotEqual(t, hash, changed, name)
		require.Equal(t, come, still, name)
	}
}

// Users of a record come when it says, besides those who come at random; those from before the run do not.
func TestARecordIsReplayed(t *testing.T) {
	at := []time.Duration{0, time.Minute, time.Minute, 3 * time.Hour}
	for _, rate := range []random.Rate{nil, random.ConstantRate(0), random.ConstantRate(1.0 / 60)} {
		demand := Demand{Rate: rate, Record: record(t, slices.Insert(slices.Clone(at), 0, -time.Hour)), Flows: [Flows]float64{1}}
		o := open(t, plain(), Config{Stock: 500, Demand: demand})
		o.goTo(4 * time.Hour)
		if rate == random.ConstantRate(1.0/60) {
			require.InDelta(t, 4+240, len(o.given), 4*15.5)
			continue
		}
		var asked []time.Duration
		for _, g := range o.given {
			asked = append(asked, time.Duration(g.at)-g.user.Waited-1)
		}
		require.Equal(t, at, asked)
	}
}

func TestAStockThatIsNone(t *testing.T) {
	for _, stock := range []int{-1, 1_000_001} {
		set := plain()
		e := sim.NewEngine(sim.Limits{})
		_, err := New(e, &set, Alone{e}, Config{Stock: stock})
		require.ErrorContains(t, err, "stock")
	}
}

// Alone is as good as a System where nothing takes time: but for what it does not count.
func TestAlone(t *testing.T) {
	for _, byPushes := range []bool{false, true} {
		cfg := Config{Seed: 3, Stock: 120, Scrape: scrape, Demand: Demand{Rate: random.ConstantRate(400.0 / 3600), Flows: [Flows]float64{1}}}
		set := plain(func(s *Settings) { s.Workers, s.ByPushes = 2, byPushes })
		o := open(t, set, cfg)
		e := sim.NewEngine(sim.Limits{})
		alone, err := New(e, &set, Alone{e}, cfg)
		require.NoError(t, err)
		require.NoError(t, e.RunUntil(sim.Time(24*time.Hour)))
		o.goTo(24 * time.Hour)
		require.Equal(t, o.Measures(), alone.Measures())
		require.Positive(t, alone.Measures().Claimed)
		require.Equal(t, byPushes, alone.Measures().Fallbacks == 0, "pushes take no time: the pool is never empty")
	}
}
