package accounts

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/pool"
	"reprise/sim"
	"reprise/sim/random"
)

func pick[E any](t *rapid.T, label string, values ...E) E {
	return rapid.SampledFrom(values).Draw(t, label)
}

// tally is what the pool's sizes add up to, event by event.
type tally struct {
	at                sim.Time
	stock, empty, low float64
	lowest            int
}

// pass lets time pass with the pool as it stands; see notes how it stands since.
func (a *tally) pass(to sim.Time, s pool.Status) {
	span := to.Sub(a.at).Seconds()
	a.at = to
	a.stock += span * float64(s.Size)
	if s.Size == 0 {
		a.empty += span
	}
	if s.Low() {
		a.low += span
	}
}

// POOL-05, POOL-07, POOL-08, POOL-20: whatever the settings, however users come, the worker service fails, connections are
// short, operators fill and deploys change the sizes: at every instant each account is in one place and has come from one, the
// next to be claimed is the first of the pool, and time adds up. Once nothing more happens nothing is held.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := openWith(t, drawSettings(t), Config{Seed: rapid.Uint64().Draw(t, "seed"), Stock: rapid.IntRange(0, 8).Draw(t, "stock"),
			Scrape: pick(t, "scrape", 0, 15*time.Second), Demand: drawDemand(t)}, rapid.IntRange(1, 4).Draw(t, "connections"))
		o.desk.statement, o.push = pick(t, "statement", 0, 5*time.Millisecond, 4*time.Second), pick(t, "push", 0, 7*time.Second)
		o.desk.refuses = func(id int64) bool { return id%3 == 0 }
		const busy, over = 30 * time.Minute, 6 * time.Hour
		drawTimeline(t, o, busy)
		o.at(busy, func() {
			o.cfg.Demand.Rate = nil // the arrival that is under way is the last
			o.StopScheduler()
		})
		sum := tally{lowest: o.Size()}
		for o.engine.Now() < sim.Time(over) {
			before, stock, held := o.Status(), slices.Clone(o.stock), o.held
			more, err := o.engine.Step()
			require.NoError(t, err)
			require.True(t, more, "the scheduler's beat goes on")
			sum.pass(o.engine.Now(), before)
			sum.lowest = min(sum.lowest, o.Size())
			if o.held > held {
				require.Equal(t, stock[1:], o.stock, "POOL-05: the first by id is claimed")
			}
			o.requireLaws(t)
		}
		o.requireMeasures(t)
		m := o.Measures()
		require.Equal(t, sum.lowest, m.Lowest)
		require.InDeltaSlice(t, []float64{sum.stock, sum.empty, sum.low, sum.at.Sub(0).Seconds()}, []float64{m.Stock, m.Empty, m.Low, m.Elapsed}, 1e-6)
		o.requireIdle(t)
		o.goTo(over + 4*24*time.Hour)
		require.Len(t, o.overstays, len(o.kept), "POOL-06: who is let in for too long is let in when the time is over")
	})
}

// requireIdle holds accounts where nothing happens any more.
func (o *office) requireIdle(t require.TestingT) {
	require.Zero(t, underWay(&o.requests), "requests")
	require.Zero(t, underWay(&o.batches), "batches")
	require.Zero(t, underWay(&o.fills), "fills")
	require.Zero(t, underWay(&o.renewals), "renewals")
	require.Zero(t, underWay(&o.worker.calls), "calls")
	require.Zero(t, o.connections.InUse(), "connections")
	require.Zero(t, o.lock.InUse(), "the lock")
	require.Zero(t, o.worker.slots.InUse(), "the worker service")
}

func drawSettings(t *rapid.T) Settings {
	target := rapid.IntRange(1, 12).Draw(t, "target")
	uniform, err := random.ParseDist("uniform:1s,40s")
	require.NoError(t, err)
	return Settings{
		Pool:       pool.Settings{Enabled: pick(t, "enabled", true, true, false), Min: rapid.IntRange(0, target).Draw(t, "min"), Target: target},
		CheckEvery: pick(t, "check every", 10*time.Second, 5*time.Minute), Schedule: pick(t, "schedule", pool.FixedRate, pool.FixedDelay),
		Workers: rapid.IntRange(1, 5).Draw(t, "workers"), Create: pick(t, "create", random.Fixed(0), random.Fixed(20*time.Second), uniform),
		Together: rapid.Bool().Draw(t, "together"), ByPushes: rapid.Bool().Draw(t, "by pushes"),
		OnFailure: pick(t, "on failure", pool.MarkAnyway, pool.Abandon),
		Calls:     rapid.IntRange(1, 4).Draw(t, "calls"), FailsAfter: pick(t, "fails after", 0, time.Second),
		Claim: pick(t, "claim", 0, time.Millisecond, 2*time.Second), Convoy: pick(t, "convoy", 0, time.Second),
		LockTimeout:     pick(t, "lock timeout", time.Millisecond, 5*time.Second, 50*time.Second),
		HoldsConnection: rapid.Bool().Draw(t, "holds connection"), HandsOut: rapid.Bool().Draw(t, "hands out"),
		FillAccount: pick(t, "fill-account", random.Fixed(0), uniform, random.Fixed(2*time.Minute)), TrialDays: 1, PaidDays: 2,
	}
}

func drawDemand(t *rapid.T) Demand {
	d := Demand{Flows: pick(t, "flows", [Flows]float64{1, 0, 0}, [Flows]float64{0.5, 0.25, 0.25})}
	if pick(t, "rate", true, false) {
		d.Rate = random.ConstantRate(1.0 / 60)
	}
	return d
}

// drawTimeline has things happen to accounts; every fault ends in time.
func drawTimeline(t *rapid.T, o *office, until time.Duration) {
	for range rapid.IntRange(0, 12).Draw(t, "deeds") {
		at := time.Duration(rapid.Int64Range(0, int64(until/time.Second)-1).Draw(t, "at")) * time.Second
		lasts := rapid.SampledFrom([]time.Duration{30 * time.Second, 6 * time.Minute}).Draw(t, "lasts")
		n := rapid.IntRange(1, 8).Draw(t, "n")
		fault := Fault{pick(t, "call", Any, FillConfigs, FillAccount), pick(t, "errors", 0, 0.5, 1), pick(t, "slower", 1.0, 3)}
		switch rapid.IntRange(0, 4).Draw(t, "deed") {
		case 0:
			o.arrive(at, n)
		case 1:
			o.at(at, func() { require.NoError(t, o.FillByHand(n, Nobody)) })
		case 2:
			o.at(at, func() { o.Strike(fault) })
			o.at(at+lasts, func() { o.Mend(fault) })
		case 3:
			o.at(at, o.StopScheduler)
			o.at(at+lasts, o.StartScheduler)
		case 4:
			o.at(at, func() {
				o.set.Pool.Min, o.set.Pool.Target = n/2, n
				o.Deployed()
			})
		}
	}
}
