package sim_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/sim"
)

const second = sim.Time(time.Second)

func TestResourceStatsByHand(t *testing.T) {
	k := newDesk(2, sim.FIFO)
	k.at(0, func() { k.ask('A', 1, 0, 0) })
	k.at(1, func() { k.ask('B', 1, 0, 0) })
	k.at(2, func() { k.ask('C', 1, 0, 0) })
	k.at(3, func() { k.Release(1); k.ask('D', 1, 0, 1) })
	k.at(4, func() { k.Withdraw(k.ask('E', 1, 0, 0)) })
	k.at(5, func() { k.Release(2) })

	require.NoError(t, k.engine.RunUntil(10*second))
	require.Equal(t, []string{"0: A in", "1: B in", "3: C in", "4: D gives up"}, k.log)
	require.Equal(t, sim.ResourceStats{
		Utilisation: (1 + 2 + 2 + 2 + 2) / (2 * 10.0), // busy units in each of the first 5 seconds
		MeanWaiting: (1 + 1) / 10.0,                   // C in the third second, D in the fourth
		Granted:     3, TimedOut: 1, Withdrawn: 1,
		MeanWait: time.Second / 3, MaxWait: time.Second, // A, B, C: 0, 0, 1 s
	}, k.Stats())

	require.NoError(t, k.engine.RunUntil(20*second))
	require.Equal(t, 9/40.0, k.Stats().Utilisation, "up to now, not to the last change")
}

func TestResourceStatsAfterTheWarmUp(t *testing.T) {
	k := newDesk(1, sim.FIFO)
	k.at(0, func() { k.ask('A', 1, 0, 0); k.ask('B', 1, 0, 0); k.ask('C', 1, 0, 0) })
	k.at(12, func() { k.Release(1) })
	require.NoError(t, k.engine.RunUntil(10*second))
	k.ResetStats()
	require.Equal(t, sim.ResourceStats{Utilisation: 1, MeanWaiting: 2}, k.Stats(), "at that instant: what holds now")

	require.NoError(t, k.engine.RunUntil(20*second))
	require.Equal(t, sim.ResourceStats{
		Utilisation: 1, MeanWaiting: (2*2 + 8*1) / 10.0, Granted: 1, MeanWait: 12 * time.Second, MaxWait: 12 * time.Second,
	}, k.Stats())
}

// Integrals over time neither round nor overflow, however long they run.
func TestResourceStatsOfHugeTimes(t *testing.T) {
	k := newDesk(7, sim.FIFO)
	k.ask('A', 7, 0, 0)
	for _, until := range []sim.Time{sim.EndOfTime / 2, sim.EndOfTime} {
		for range 3 {
			k.ask('B', 7, 0, 0)
		}
		require.NoError(t, k.engine.RunUntil(until))
	}
	require.Equal(t, 1.0, k.Stats().Utilisation)
	require.Equal(t, 4.5, k.Stats().MeanWaiting, "3 for one half of the time, 6 for the other")
}

func TestResourceStatsOfHugeWaits(t *testing.T) {
	k := newDesk(1, sim.FIFO)
	k.ask('A', 1, 0, 0)
	k.ask('B', 1, 0, 0)
	k.Withdraw(k.Acquire(sim.Request{Granted: sim.Event{Kind: k.granted}}))
	require.NoError(t, k.engine.RunUntil(sim.EndOfTime))
	k.ResetStats()
	k.Release(1)
	require.Equal(t, time.Duration(math.MaxInt64), k.Stats().MeanWait)
	require.Equal(t, time.Duration(math.MaxInt64), k.Stats().MaxWait)
}

// Against the closed forms of queueing theory. Times are in mean services, here seconds.
func TestResourceAgreesWithQueueingTheory(t *testing.T) {
	cases := map[string]struct {
		servers  int
		load     float64 // arrivals a mean service
		fixed    bool    // service times do not vary
		meanWait float64 // seconds
		waiting  float64
	}{
		"M/M/1 at 50 %": {servers: 1, load: 0.5, meanWait: 1, waiting: 0.5},
		"M/M/1 at 80 %": {servers: 1, load: 0.8, meanWait: 4, waiting: 3.2},
		"M/D/1 at 80 %": {servers: 1, load: 0.8, fixed: true, meanWait: 2, waiting: 1.6},
		"M/M/2 at 50 %": {servers: 2, load: 1, meanWait: 1.0 / 3, waiting: 1.0 / 3},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(11, 4))
			exponential := func(mean float64) time.Duration {
				return time.Duration(random.ExpFloat64() * mean * float64(time.Second))
			}
			e := sim.NewEngine(sim.Limits{})
			servers := sim.NewResource(e, "servers", c.servers, sim.FIFO)
			var arrive, start, done sim.Kind
			arrive = e.Register("arrive", func(ev sim.Event) {
				servers.Acquire(sim.Request{Granted: sim.Event{Kind: start}})
				e.After(exponential(1/c.load), ev)
			})
			start = e.Register("start", func(sim.Event) {
				service := time.Second
				if !c.fixed {
					service = exponential(1)
				}
				e.After(service, sim.Event{Kind: done})
			})
			done = e.Register("done", func(sim.Event) { servers.Release(1) })
			e.At(0, sim.Event{Kind: arrive})

			require.NoError(t, e.RunUntil(1_000*second)) // warm-up
			servers.ResetStats()
			require.NoError(t, e.RunUntil(301_000*second))
			got := servers.Stats()
			require.InEpsilon(t, c.load/float64(c.servers), got.Utilisation, 0.02)
			require.InEpsilon(t, c.meanWait, got.MeanWait.Seconds(), 0.06)
			require.InEpsilon(t, c.waiting, got.MeanWaiting, 0.06)
		})
	}
}
