package traffic_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/sim"
	"reprise/sim/world/traffic"
)

// costs are round: 1 Gbps keeps 2 cores busy, a session a hundredth of one; a quarter of the memory is in use idle.
var costs = traffic.Costs{CoresPerGbps: 2, CoresPerSession: 0.01, MemoryIdle: 0.25, MemoryPerSessionMB: 2, TCPPerSession: 1}

// medium has four cores, 8 GB and 1 Gbps.
var medium = traffic.Hardware{Cores: 4, MemoryMB: 8192, BandwidthMbps: 1000}

// at is an instant, in seconds.
func at(seconds float64) sim.Time { return sim.Time(seconds * float64(time.Second)) }

// More is asked for than there is of whichever is scarcer, and the traffic goes down in proportion.
func TestUtilisation(t *testing.T) {
	for _, test := range []struct {
		name                 string
		users, mbps          float64
		bandwidth, processor float64 // shares that are left
		utilisation, carried float64
	}{
		{"idle", 0, 0, 1, 1, 0, 0},
		{"half the bandwidth", 10, 500, 1, 1, 0.5, 500},
		{"all of the bandwidth", 10, 1000, 1, 1, 1, 1000},
		{"twice the bandwidth", 10, 2000, 1, 1, 2, 1000},
		{"the processor, by sessions: 200*0.01 + 0.1*2 of 4 cores", 200, 100, 1, 1, 0.55, 100},
		{"twice the processor: 780*0.01 + 0.1*2 of 4 cores", 780, 100, 1, 1, 2, 50},
		{"a fifth of the bandwidth left", 10, 500, 0.2, 1, 2.5, 200},
		{"a tenth of the processor left: 1.1 of 0.4 cores", 10, 500, 1, 0.1, 2.75, 500 / 2.75},
		{"the scarcer of two that are scarce", 10, 500, 0.1, 0.1, 5, 100},
		{"down", 10, 500, 0, 0, math.Inf(1), 0},
		{"down and idle", 0, 0, 0, 0, 0, 0},
		{"no bandwidth left", 10, 500, 0, 1, math.Inf(1), 0},
		{"no bandwidth left, and none asked for", 10, 0, 0, 1, 0.025, 0},
		{"no processor left", 10, 500, 1, 0, math.Inf(1), 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := traffic.NewMachine(medium, &costs)
			m.Join(0, test.users, test.mbps)
			m.Impair(0, test.bandwidth, test.processor)
			require.InDelta(t, test.utilisation, m.Utilisation(), 1e-12)
			require.Equal(t, test.utilisation > 1, m.Overloaded())
			require.Equal(t, test.users, m.Users())
			require.InDelta(t, test.carried, m.Read(at(60)).Mbps, 1e-9)
		})
	}
}

// What an agent reports: sessions and memory as they are, traffic and run queue as means since it reported last.
func TestReadings(t *testing.T) {
	m := traffic.NewMachine(medium, &costs)
	require.Equal(t, traffic.Reading{MemAvail: 6144, MemTotal: 8192, Cores: 4}, m.Read(0))

	m.Join(at(15), 100, 400) // for 45 of 60 s: 1 core by sessions, 0.8 by traffic
	require.Equal(t, traffic.Reading{
		TCP: 100, Mbps: 300, RunQueue: 1.35, MemAvail: 6144 - 200, MemTotal: 8192, Cores: 4,
	}, m.Read(at(60)))

	m.Leave(at(90), 50, 200)
	r := m.Read(at(120))
	require.Equal(t, 50, r.TCP)
	require.Equal(t, 300.0, r.Mbps, "half a minute of 400 and one of 200: the minute before does not count again")
	require.InDelta(t, 1.35, r.RunQueue, 1e-12)

	r = m.Read(at(120))
	require.Equal(t, 200.0, r.Mbps, "no time has passed: what is carried now")
	require.InDelta(t, 0.9, r.RunQueue, 1e-12)
}

// The queue is as much longer as there is less of the processor; where nothing of it is left, nobody reports one.
func TestTheRunQueueOfAnImpairedProcessor(t *testing.T) {
	m := traffic.NewMachine(medium, &costs)
	m.Join(0, 100, 400)
	m.Impair(0, 1, 0.25)
	require.InDelta(t, 7.2, m.Read(at(60)).RunQueue, 1e-12)
	m.Impair(at(60), 0, 0)
	require.Zero(t, m.Read(at(120)).RunQueue)
	require.Zero(t, m.Read(at(120)).Mbps)
	m.Impair(at(120), 1, 1)
	require.InDelta(t, 1.8, m.Read(at(180)).RunQueue, 1e-12, "whole again")
}

// A machine whose link is choked has an idle processor, and reports little of either: it looks better than it was.
func TestAChokedLinkIdlesTheProcessor(t *testing.T) {
	m := traffic.NewMachine(medium, &costs)
	m.Join(0, 100, 800)
	whole := m.Read(at(60))
	m.Impair(at(60), 0.1, 1)
	choked := m.Read(at(120))
	require.InDelta(t, 8.0, m.Utilisation(), 1e-12)
	require.InDelta(t, 100, choked.Mbps, 1e-9)
	require.InDelta(t, whole.RunQueue-1.4, choked.RunQueue, 1e-9)
}

// LB-17: what stands in front of a machine lets a share arrive. Its sessions are slow then, while it idles itself.
func TestAThrottledMachine(t *testing.T) {
	front, m := traffic.NewMachine(medium, &costs), traffic.NewMachine(medium, &costs)
	front.Join(0, 10, 4000)
	require.InDelta(t, 0.25, front.Passes(), 1e-12)
	m.Join(0, 10, 800)
	m.Throttle(0, front.Passes())
	require.InDelta(t, 200, m.Read(at(60)).Mbps, 1e-9)
	require.False(t, m.Overloaded())
	all, slow := m.Served(at(60))
	require.Equal(t, all, slow)
	front.Impair(at(60), 0, 0)
	require.Zero(t, front.Passes())
	front.Impair(at(60), 1, 1)
	front.Leave(at(60), 10, 4000)
	require.Equal(t, 1.0, front.Passes())
	m.Throttle(at(60), 1)
	_, after := m.Served(at(120))
	require.Equal(t, slow, after, "no longer")
}

// Sessions open connections, which the score counts.
func TestConnectionsOfASession(t *testing.T) {
	several := costs
	several.TCPPerSession = 2.5
	m := traffic.NewMachine(medium, &several)
	m.Join(0, 3, 1)
	require.Equal(t, 8, m.Read(at(60)).TCP)
}

// Sessions may need more memory than there is; less than none is not available.
func TestMemoryRunsOut(t *testing.T) {
	m := traffic.NewMachine(medium, &costs)
	m.Join(0, 3071, 0)
	require.Equal(t, 2.0, m.Read(0).MemAvail)
	m.Join(0, 2, 0)
	require.Zero(t, m.Read(0).MemAvail)
}

// Served counts user-seconds, and of those apart the ones on an overloaded machine; a reading does not begin them anew.
func TestServed(t *testing.T) {
	m := traffic.NewMachine(medium, &costs)
	m.Join(at(10), 3, 300)
	m.Join(at(20), 2, 900) // 1200 of 1000 Mbps
	m.Read(at(25))
	m.Leave(at(30), 2, 900)
	m.Impair(at(40), 0, 0)
	m.Impair(at(45), 1, 1)
	all, overloaded := m.Served(at(50))
	require.Equal(t, 3.0*40+2*10, all)
	require.Equal(t, 5.0*10+3*5, overloaded)
}

// A machine of which all is asked for, and no more, serves well.
func TestAFullMachineIsNotOverloaded(t *testing.T) {
	m := traffic.NewMachine(medium, &costs)
	m.Join(0, 1, 1000)
	require.False(t, m.Overloaded())
	_, overloaded := m.Served(at(60))
	require.Zero(t, overloaded)
}

// step is one change of a machine: so many users come or go, or a share of the hardware is left.
type step struct {
	after                time.Duration
	users, mbps          float64
	bandwidth, processor float64
	reads                bool
}

func drawSteps(t *rapid.T) []step {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step {
		share := func(label string) float64 { return rapid.SampledFrom([]float64{1, 1, 0.5, 0.1, 0}).Draw(t, label) }
		return step{
			after: time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "after")),
			users: float64(rapid.IntRange(1, 400).Draw(t, "users")), mbps: rapid.Float64Range(0, 2000).Draw(t, "mbps"),
			bandwidth: share("bandwidth"), processor: share("processor"), reads: rapid.Bool().Draw(t, "reads"),
		}
	}), 1, 30).Draw(t, "steps")
}

// Over loads that change by steps the integrals are the sums of what each step is worth, worked out anew here.
func TestIntegralsAreSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := traffic.NewMachine(medium, &costs)
		var now sim.Time
		var users, mbps, carried, queue, all, slow float64
		var since sim.Time
		bandwidth, processor := 1.0, 1.0
		for _, s := range drawSteps(t) {
			link, through := 0.0, 0.0
			if mbps > 0 {
				link = mbps / (bandwidth * 1000)
				through = min(mbps, bandwidth*1000)
			}
			cores := users*costs.CoresPerSession + through/1000*costs.CoresPerGbps
			busy := 0.0
			if cores > 0 {
				busy = cores / (processor * 4)
			}
			load := max(link, busy)
			seconds := s.after.Seconds()
			carried += through / max(1, busy) * seconds
			if processor > 0 {
				queue += cores / processor * seconds
			}
			all += users * seconds
			if load > 1 {
				slow += users * seconds
			}
			now = now.Add(s.after)
			if s.reads && now > since {
				r := m.Read(now)
				span := now.Sub(since).Seconds()
				require.InEpsilon(t, 1+carried/span, 1+r.Mbps, 1e-9)
				require.InEpsilon(t, 1+queue/span, 1+r.RunQueue, 1e-9)
				carried, queue, since = 0, 0, now
			}
			m.Join(now, s.users, s.mbps)
			m.Impair(now, s.bandwidth, s.processor)
			users, mbps, bandwidth, processor = users+s.users, mbps+s.mbps, s.bandwidth, s.processor
		}
		gotAll, gotSlow := m.Served(now)
		require.InEpsilon(t, 1+all, 1+gotAll, 1e-9)
		require.InEpsilon(t, 1+slow, 1+gotSlow, 1e-9)
	})
}

// Whoever comes goes again, in any order and of any demand: then nothing is left, and before that never less.
func TestComingAndGoingLeavesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := traffic.NewMachine(medium, &costs)
		here := rapid.SliceOfN(rapid.Float64Range(0, 1000), 1, 40).Draw(t, "demands")
		usersEach := rapid.SampledFrom([]float64{1, 50, 1.3}).Draw(t, "users each")
		for i, mbps := range here {
			m.Join(at(float64(i)), usersEach, mbps*usersEach)
		}
		for i, leaver := range rapid.Permutation(here).Draw(t, "order") {
			require.InDelta(t, usersEach*float64(len(here)-i), m.Users(), 1e-9)
			m.Leave(at(float64(100+i)), usersEach, leaver*usersEach)
			require.GreaterOrEqual(t, m.Users(), 0.0)
		}
		idle := traffic.NewMachine(medium, &costs)
		m.Read(at(200))
		require.Equal(t, idle.Read(at(60)), m.Read(at(260)))
		require.Zero(t, m.Utilisation())
	})
}

// Looking at a machine changes nothing, to the last bit: what is read of it does not depend on how often Served was asked
// for before.
func TestLookingAtAMachineChangesNothing(t *testing.T) {
	looked, left := traffic.NewMachine(medium, &costs), traffic.NewMachine(medium, &costs)
	for i := range 1000 {
		now := at(float64(i) * 1.1)
		looked.Join(now, 1, 0.7)
		left.Join(now, 1, 0.7)
		looked.Served(now.Add(300 * time.Millisecond))
		if i%10 == 9 {
			require.Equal(t, left.Read(now.Add(time.Second)), looked.Read(now.Add(time.Second)), "reading %d", i)
		}
	}
	end := at(2000)
	wantAll, wantSlow := left.Served(end)
	all, slow := looked.Served(end)
	require.Equal(t, wantAll, all)
	require.Equal(t, wantSlow, slow)
}
