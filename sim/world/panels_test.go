package world

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/sim"
	"reprise/sim/random"
)

// bench is an engine with the panels of one server, and what came of the pushes to it.
type bench struct {
	engine *sim.Engine
	panels panels
	time   random.Span
	done   []time.Duration
	failed int

	good, bad sim.Kind
}

func newBench(span random.Span, capacity int) *bench {
	b := &bench{engine: sim.NewEngine(sim.Limits{})}
	b.good = b.engine.Register("good", func(sim.Event) { b.done = append(b.done, time.Duration(b.engine.Now())) })
	b.bad = b.engine.Register("bad", func(sim.Event) { b.failed++ })
	b.panels = newPanels(b.engine, Config{Servers: fleet(1, 1)}, &PanelSettings{Capacity: capacity})
	b.time = span
	b.panels.register()
	return b
}

func (b *bench) push() {
	b.panels.start(push{time: &b.time, done: sim.Event{Kind: b.good}, fail: sim.Event{Kind: b.bad}})
}

// SYNC-05: of many pushes the stated share fails, and of overlapping faults each strikes by itself. The bounds are those
// of a binomial count at 4 standard deviations; sound luck leaves them in one of 16,000 seeds, and the seed is fixed.
func TestTheShareOfFailingPushes(t *testing.T) {
	const n = 4000
	for _, test := range []struct {
		name   string
		errors []float64
		share  float64
	}{
		{"no fault", nil, 0},
		{"one", []float64{0.3}, 0.3},
		{"two", []float64{0.5, 0.5}, 0.75},
		{"a sure one and another", []float64{1, 0.1}, 1},
		{"one of no errors", []float64{0}, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(random.Fixed(time.Second), n)
			for _, share := range test.errors {
				b.panels.faults = append(b.panels.faults, FailPanels{Errors: share, Slower: 1})
			}
			for range n {
				b.push()
			}
			require.NoError(t, b.engine.Run())
			require.Equal(t, n, len(b.done)+b.failed)
			require.InDelta(t, n*test.share, b.failed, 4*math.Sqrt(n*test.share*(1-test.share)))
		})
	}
}

// A panel takes as many pushes at once as it can; the others wait their turn.
func TestPushesWaitForThePanel(t *testing.T) {
	b := newBench(random.Fixed(time.Minute), 2)
	for range 5 {
		b.push()
	}
	require.NoError(t, b.engine.Run())
	require.Equal(t, []time.Duration{minute, minute, 2 * minute, 2 * minute, 3 * minute}, b.done)
}

// Overlapping faults slow a push down by the product of their factors, each for its time. What counts is when the push
// begins for its length, and when it ends for its luck.
func TestFaultsOverlap(t *testing.T) {
	cfg := Config{
		Servers: fleet(1, 1), Clients: user(0), Settings: with(func(s *Settings) { s.Pipeline.Enabled = true }),
		Causes: do(minute, FailPanels{Slower: 3, For: 10 * minute}, minute, FailPanels{Slower: 2, Errors: 1, For: 5 * minute},
			minute, FailPanels{Slower: 2, Errors: 1, For: 5 * minute}),
	}
	w := made(t, cfg)
	w.goTo(t, minute)
	require.Len(t, w.panels.faults, 3)
	w.goTo(t, 2*minute)
	require.Equal(t, 1.0, w.value(t, "panel.errors"), "begun before the faults: as long as ever, and failed")
	w.goTo(t, 6*minute)
	require.Equal(t, []FailPanels{{Slower: 3, For: 10 * minute}}, w.panels.faults)
	w.goTo(t, (2+24)*minute-1)
	require.Equal(t, 1, w.panels.slots[0].InUse(), "the push that began at 2 min takes 12 times 2 min")
	require.Zero(t, w.database.pool.Stats().Granted)
	w.goTo(t, (2+24)*minute)
	require.Equal(t, uint64(1), w.database.pool.Stats().Granted)
	require.Equal(t, 1.0, w.value(t, "panel.errors"))
	require.Empty(t, w.panels.faults)
	w.goTo(t, (2+24+2)*minute+queried)
	require.Equal(t, uint64(2), w.database.pool.Stats().Granted, "as fast as ever")
}

// However slow, a push ends, if after the end of the run.
func TestASlowPushDoesNotRunBackwards(t *testing.T) {
	b := newBench(random.Fixed(random.MaxSpan), 1)
	b.panels.faults = []FailPanels{{Slower: 1000}, {Slower: 1000}}
	b.push()
	require.NoError(t, b.engine.RunUntil(sim.Time(100*random.MaxSpan)))
	require.Empty(t, b.done)
	require.Equal(t, 1, b.panels.slots[0].InUse())
}
