package bench

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/sim"
)

func TestRates(t *testing.T) {
	for _, c := range []struct {
		rates        Rates
		median, best float64
	}{
		{Rates{5}, 5, 5},
		{Rates{9, 1, 4}, 4, 9},
		{Rates{1, 8, 6, 2}, 2, 8},
	} {
		require.Equal(t, c.median, c.rates.Median())
		require.Equal(t, c.best, c.rates.Best())
	}
}

// sleepy is a model of which every event takes a known time.
type sleepy struct {
	each  time.Duration
	fired []int
	debt  time.Duration
}

func (s *sleepy) Now() sim.Time { return 0 }
func (s *sleepy) Advance(events int) error {
	s.fired = append(s.fired, events)
	s.debt += s.each * time.Duration(events)
	time.Sleep(s.debt)
	s.debt = 0
	return nil
}

// Every round of a model is of the same number of events, and its rate is no higher than the truth: a sleep is at least
// as long as it was told to be.
func TestRoundsDivideEventsByTime(t *testing.T) {
	m := &sleepy{each: 10 * time.Microsecond}
	rates, err := rounds([]Model{m}, effort{rounds: 3, round: 20 * time.Millisecond})
	require.NoError(t, err)
	require.Len(t, rates[0], 3)
	last := m.fired[len(m.fired)-3:]
	require.Equal(t, []int{last[0], last[0], last[0]}, last)
	for _, rate := range rates[0] {
		require.Greater(t, rate, 0.0)
		require.LessOrEqual(t, rate, 100_000.0)
	}
}

// Past its start no load allocates, and an allocation would be seen.
func TestAllocationsAreCounted(t *testing.T) {
	for _, l := range loads(quick) {
		t.Run(l.name, func(t *testing.T) {
			m := l.build(true)
			require.NoError(t, m.Advance(l.warmUp))
			allocs, err := allocationsPerEvent(m, 50_000)
			require.NoError(t, err)
			require.Zero(t, allocs)
		})
	}
	allocs, err := allocationsPerEvent(&wasteful{}, 1000)
	require.NoError(t, err)
	require.InDelta(t, 1, allocs, 0.1)
}

// wasteful allocates once an event.
type wasteful struct{ kept []*sim.Event }

func (w *wasteful) Now() sim.Time { return 0 }
func (w *wasteful) Advance(events int) error {
	w.kept = make([]*sim.Event, events)
	for i := range w.kept {
		w.kept[i] = &sim.Event{Target: int32(i)}
	}
	return nil
}

// A pending event occupies its 16 bytes at least, and no more than a few times that.
func TestBytesPerPending(t *testing.T) {
	bytes, err := bytesPerPending(200_000, quick)
	require.NoError(t, err)
	require.Greater(t, bytes, 16.0)
	require.Less(t, bytes, 200.0)
}

// A replication comes to the same, bit for bit, on any number of goroutines, and differs from the others.
func TestReplicationsDoNotDependOnCores(t *testing.T) {
	want, err := replicate(12, 20_000, 1)
	require.NoError(t, err)
	seen := map[string]bool{}
	for _, o := range want {
		seen[o.hash] = true
	}
	require.Len(t, seen, 12, "each has randomness of its own")
	for _, workers := range []int{2, 5, 16} {
		got, err := replicate(12, 20_000, workers)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func TestSameOutcomesSeesOneBit(t *testing.T) {
	a := []outcome{{"x", 1, 2.5}, {"y", 3, 4.5}}
	require.NoError(t, sameOutcomes(a, []outcome{{"x", 1, 2.5}, {"y", 3, 4.5}}, 2))
	for _, b := range []outcome{{"z", 3, 4.5}, {"y", 4, 4.5}, {"y", 3, 4.500000000000001}} {
		require.ErrorContains(t, sameOutcomes(a, []outcome{a[0], b}, 2), "replication 1 on 2 goroutines")
	}
}

func TestMachineIsDescribed(t *testing.T) {
	m := Machine{CPU: "unknown", Cores: 2, Platform: "linux/amd64", Go: "go1.26"}
	m.describe("processor\t: 0\nmodel name\t: Fast One\ncpu MHz\t\t: 2300.5\n\nprocessor\t: 1\nmodel name\t: Other\n")
	require.Equal(t, "Fast One at 2.3 GHz, 2 cores, linux/amd64, go1.26", m.String())
	blank := Machine{CPU: "unknown", Cores: 1, Platform: "plan9/arm", Go: "go1.26"}
	blank.describe("")
	require.Equal(t, "unknown, 1 cores, plan9/arm, go1.26", blank.String())
}

// The JSON names are a contract.
func TestReportShape(t *testing.T) {
	r := &Report{Speeds: speeds(22, 19, 13, 20, 10)}
	raw, err := json.Marshal(r)
	require.NoError(t, err)
	var shape map[string]any
	require.NoError(t, json.Unmarshal(raw, &shape))
	require.Equal(t, map[string]any{"1000": 22e6, "100000": 19e6, "1000000": 13e6}, shape["hold"])
	require.Equal(t, 20e6, shape["mm1"])
	for _, name := range []string{"allocs_per_event", "bytes_per_pending", "best", "hashed", "replications", "machine", "date"} {
		require.Contains(t, shape, name)
	}
}

func TestText(t *testing.T) {
	r := &Report{
		Speeds:          speeds(22, 19, 13, 20, 10),
		Best:            speeds(23, 20, 14, 21, 11),
		Hashed:          speeds(15, 12, 9, 14, 8),
		Replications:    Replications{OneCore: 18e6, AllCores: 34.2e6, SpeedUp: 1.9, Cores: 2},
		BytesPerPending: 20.04,
		Machine:         Machine{CPU: "Fast One", Cores: 2, Platform: "linux/amd64", Go: "go1.26"},
		Date:            "2026-11-22",
		Rounds:          7,
	}
	var text bytes.Buffer
	require.NoError(t, Text(&text, r))
	require.Equal(t, `Fast One, 2 cores, linux/amd64, go1.26
2026-11-22, 7 rounds

                        events/s   best round   with trace hash
hold, 1000 pending      22.00 M    23.00 M      15.00 M
hold, 100000 pending    19.00 M    20.00 M      12.00 M
hold, 1000000 pending   13.00 M    14.00 M      9.00 M
M/M/1                   20.00 M    21.00 M      14.00 M
M/M/1 on a resource     10.00 M    11.00 M      8.00 M

replications   18.00 M on one core   34.20 M on 2   1.90 times
allocations    0 an event
memory         20.0 bytes a pending event
`, text.String())
}

// speeds are given in millions of events a second.
func speeds(hold3, hold5, hold6, mm1, resource float64) Speeds {
	return Speeds{
		Hold:     map[string]float64{"1000": hold3 * 1e6, "100000": hold5 * 1e6, "1000000": hold6 * 1e6},
		MM1:      mm1 * 1e6,
		Resource: resource * 1e6,
	}
}
