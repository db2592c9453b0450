package sim_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/sim"
)

// hold is the classic load of an event queue: a fixed number of events pending, each of which schedules one more after
// an exponential time.
func hold(pending int) *sim.Engine {
	const gaps = 1 << 12 // drawn beforehand, to measure the engine and not the draws
	random := rand.New(rand.NewPCG(1, uint64(pending)))
	gap := make([]time.Duration, gaps)
	for i := range gap {
		gap[i] = time.Duration(random.ExpFloat64() * float64(time.Second))
	}
	e := sim.NewEngine(sim.Limits{Events: 1 << 62})
	var next int
	tick := e.Register("tick", func(ev sim.Event) {
		next++
		e.After(gap[next%gaps], ev)
	})
	for i := range pending {
		e.After(gap[random.IntN(gaps)], sim.Event{Kind: tick, Target: int32(i)})
	}
	return e
}

// queueMM1 is an M/M/1 queue at 90 % utilisation; it never ends by itself.
func queueMM1() (*sim.Engine, *sim.Resource) {
	random := rand.New(rand.NewPCG(2, 2))
	draw := func(mean time.Duration) time.Duration { return time.Duration(random.ExpFloat64() * float64(mean)) }
	e := sim.NewEngine(sim.Limits{Events: 1 << 62})
	server := sim.NewResource(e, "server", 1, sim.FIFO)
	var arrive, start, done sim.Kind
	arrive = e.Register("arrive", func(ev sim.Event) {
		server.Acquire(sim.Request{Granted: sim.Event{Kind: start}})
		e.After(draw(time.Second), ev)
	})
	start = e.Register("start", func(sim.Event) { e.After(draw(900*time.Millisecond), sim.Event{Kind: done}) })
	done = e.Register("done", func(sim.Event) { server.Release(1) })
	e.At(0, sim.Event{Kind: arrive})
	return e, server
}

// impatience is requests that give up, so that timers are set, cancelled and fired all the time.
func impatience() *sim.Engine {
	random := rand.New(rand.NewPCG(3, 3))
	e := sim.NewEngine(sim.Limits{Events: 1 << 62})
	server := sim.NewResource(e, "server", 4, sim.Priority)
	var arrive, start, done sim.Kind
	lost := e.Register("lost", func(sim.Event) {})
	arrive = e.Register("arrive", func(ev sim.Event) {
		server.Acquire(sim.Request{
			Priority: int32(random.IntN(3)),
			Granted:  sim.Event{Kind: start},
			Patience: time.Minute,
			TimedOut: sim.Event{Kind: lost},
		})
		e.After(time.Duration(random.Int64N(int64(2*time.Second))), ev)
	})
	start = e.Register("start", func(sim.Event) { e.After(5*time.Second, sim.Event{Kind: done}) })
	done = e.Register("done", func(sim.Event) { server.Release(1) })
	e.At(0, sim.Event{Kind: arrive})
	return e
}

func TestSteadyStateDoesNotAllocate(t *testing.T) {
	mm1, _ := queueMM1()
	for name, e := range map[string]*sim.Engine{"hold": hold(1000), "M/M/1": mm1, "impatience": impatience()} {
		t.Run(name, func(t *testing.T) {
			steps(t, e, 200_000) // to the largest backlog these seeds reach
			require.Zero(t, testing.AllocsPerRun(10, func() { steps(t, e, 5_000) }))
		})
	}
}

// All that an engine holds, over the number of pending events: blocks and pages that are not full included.
func TestAPendingEventTakesAtMost32Bytes(t *testing.T) {
	const pending = 1_000_000
	before := liveHeap()
	e := hold(pending)
	steps(t, e, 2*pending)
	bytes := float64(liveHeap()-before) / pending
	runtime.KeepAlive(e)
	t.Logf("%.2f bytes a pending event", bytes)
	require.LessOrEqual(t, bytes, 32.0)
	require.Greater(t, bytes, 28.0, "a time and an event take 24, and what names and links them some more")
}

func liveHeap() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func BenchmarkHold(b *testing.B) {
	for _, pending := range []int{1_000, 100_000, 1_000_000} {
		for _, hashed := range []bool{true, false} {
			b.Run(fmt.Sprintf("%d/hash=%v", pending, hashed), func(b *testing.B) {
				e := hold(pending)
				if !hashed {
					e.WithoutTraceHash()
				}
				steps(b, e, 2*pending) // past the start, where all events are young
				measure(b, e)
			})
		}
	}
}

func BenchmarkMM1(b *testing.B) {
	e, _ := queueMM1()
	measure(b, e)
}

func BenchmarkImpatience(b *testing.B) { measure(b, impatience()) }

func measure(b *testing.B, e *sim.Engine) {
	b.ReportAllocs()
	b.ResetTimer()
	steps(b, e, b.N)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

func steps(tb testing.TB, e *sim.Engine, n int) {
	for range n {
		if more, err := e.Step(); err != nil || !more {
			tb.Fatalf("the model ended: %v", err)
		}
	}
}
