package bench

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/sim"
)

// The table stands for an exponential of mean 1 s: its own mean, and the share of gaps beyond any span.
func TestGapsAreExponential(t *testing.T) {
	gaps := Gaps()
	require.Len(t, gaps, 4096)
	var sum time.Duration
	for _, gap := range gaps {
		sum += gap
	}
	require.InDelta(t, 1, sum.Seconds()/float64(len(gaps)), 1e-3)
	beyondMedian := 0
	for _, gap := range gaps {
		if gap.Seconds() > 0.693147 {
			beyondMedian++
		}
	}
	require.Equal(t, len(gaps)/2, beyondMedian, "half of the gaps are longer than ln 2")
}

// Draws come from the whole table, evenly: counts in 64 cells of a million draws stay within 6 standard deviations.
func TestDrawsAreEven(t *testing.T) {
	const draws, cells = 1 << 20, 64
	d := NewDraws(7)
	gaps := Gaps()
	var counts [cells]int
	for range draws {
		gap := d.Next()
		cell := 0
		for cell < cells-1 && gap >= gaps[(cell+1)*len(gaps)/cells] {
			cell++
		}
		counts[cell]++
	}
	for cell, count := range counts {
		require.InDelta(t, draws/cells, count, 0.15*draws/cells, "cell %d", cell) // jitter moves a few across
	}
}

// A hold model keeps as many events pending as it was given, however far it is advanced, and fires exactly as many as
// it was told to.
func TestHoldKeepsItsNumberPending(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pending := rapid.IntRange(1, 3000).Draw(t, "pending")
		m := NewHold(pending, rapid.Bool().Draw(t, "hashed")).(*hold)
		fired := 0
		for _, events := range rapid.SliceOfN(rapid.IntRange(1, 2000), 1, 5).Draw(t, "advances") {
			require.NoError(t, m.Advance(events))
			fired += events
			require.Equal(t, pending, m.Pending())
			require.EqualValues(t, fired, m.Fired())
		}
	})
}

// With n pending of mean gap 1 s, n events fire a second.
func TestHoldFiresAtItsRate(t *testing.T) {
	const pending, events = 1000, 300_000
	m := NewHold(pending, false)
	require.NoError(t, m.Advance(events))
	require.InEpsilon(t, float64(events)/pending, time.Duration(m.Now()).Seconds(), 0.01)
}

// Queueing theory: M/M/1 at 0.9 is busy 90 % of the time and holds 0.9/(1-0.9) = 9 customers on average. The time average
// over T seconds has variance 2*0.9*(1+0.9)/(1-0.9)^4 * 0.9/T: over the 2,000,000 s here a standard deviation of 0.12.
func TestMM1IsWhatTheorySays(t *testing.T) {
	const replications, events = 8, 500_000
	present, busy := 0.0, 0.0
	for seed := range uint64(replications) {
		m := newMM1(seed+1, false)
		require.NoError(t, m.Advance(events))
		present += m.area / float64(m.Now()) / replications
		busy += m.busy / float64(m.Now()) / replications
	}
	t.Logf("mean number %.3f, utilisation %.4f", present, busy)
	require.InDelta(t, 9, present, 3*0.125)
	require.InDelta(t, 0.9, busy, 0.003)
}

// On the engine's resource it is the same queue: 0.9*9 customers in line. Over 1,000,000 s the standard deviation of the
// mean is about 0.18.
func TestResourceMM1IsWhatTheorySays(t *testing.T) {
	m := newResourceMM1(false)
	require.NoError(t, m.Advance(3_000_000))
	stats := m.server.Stats()
	t.Logf("utilisation %.4f, in line %.3f", stats.Utilisation, stats.MeanWaiting)
	require.InDelta(t, 0.9, stats.Utilisation, 0.004)
	require.InDelta(t, 8.1, stats.MeanWaiting, 3*0.18)
}

// The trace hash is there when asked for, and changes nothing that happens.
func TestHashChangesNothing(t *testing.T) {
	for name, build := range map[string]func(bool) Model{
		"hold":  func(hashed bool) Model { return NewHold(500, hashed) },
		"M/M/1": func(hashed bool) Model { return NewMM1(3, hashed) },
	} {
		t.Run(name, func(t *testing.T) {
			with, without := build(true), build(false)
			require.NotEmpty(t, with.(interface{ TraceHash() string }).TraceHash())
			require.Empty(t, without.(interface{ TraceHash() string }).TraceHash())
			for range 20 {
				require.NoError(t, with.Advance(5_000))
				require.NoError(t, without.Advance(5_000))
				require.Equal(t, with.Now(), without.Now())
			}
		})
	}
}

// A model that runs dry is an error, not a round of nothing.
func TestAdvanceNeedsEvents(t *testing.T) {
	p := newPaced(false)
	kind := p.Register("last", func(sim.Event) { p.count() })
	p.After(time.Second, sim.Event{Kind: kind})
	require.ErrorContains(t, p.Advance(2), "ended")
}
