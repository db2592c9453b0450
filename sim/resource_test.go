package sim_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/sim"
)

// desk is a resource and a log of what became of the requests for it. Times in it are whole seconds.
type desk struct {
	*sim.Resource
	engine  *sim.Engine
	log     []string
	actions []func()

	granted, timedOut, act sim.Kind
}

func newDesk(capacity int, d sim.Discipline) *desk {
	e := sim.NewEngine(sim.Limits{})
	k := &desk{engine: e, Resource: sim.NewResource(e, "desk", capacity, d)}
	k.granted = e.Register("granted", func(ev sim.Event) { k.note("%c in", 'A'+ev.Target) })
	k.timedOut = e.Register("timed out", func(ev sim.Event) { k.note("%c gives up", 'A'+ev.Target) })
	k.act = e.Register("act", func(ev sim.Event) { k.actions[ev.Target]() })
	return k
}

func (k *desk) note(format string, arguments ...any) {
	at := k.engine.Now().Sub(0) / time.Second
	k.log = append(k.log, fmt.Sprintf("%d: ", at)+fmt.Sprintf(format, arguments...))
}

// at does something at a time in seconds.
func (k *desk) at(second int, do func()) {
	k.engine.At(sim.Time(second)*sim.Time(time.Second), sim.Event{Kind: k.act, Target: int32(len(k.actions))})
	k.actions = append(k.actions, do)
}

// ask acquires for a one-letter name, with patience in seconds.
func (k *desk) ask(name rune, units int, priority int32, patience int) sim.Ticket {
	return k.Acquire(sim.Request{
		Units: units, Priority: priority, Granted: sim.Event{Kind: k.granted, Target: name - 'A'},
		Patience: time.Duration(patience) * time.Second, TimedOut: sim.Event{Kind: k.timedOut, Target: name - 'A'},
	})
}

func TestResource(t *testing.T) {
	cases := map[string]struct {
		capacity   int
		discipline sim.Discipline
		script     func(*testing.T, *desk)
		want       []string
	}{
		"idle units are granted at once": {2, sim.FIFO, func(t *testing.T, k *desk) {
			k.at(1, func() {
				require.Zero(t, k.ask('A', 0, 0, 5), "no ticket where there is no wait")
				require.Equal(t, 1, k.InUse(), "in use from the call on")
				require.Zero(t, k.ask('B', 0, 0, 5))
				require.Empty(t, k.log, "but told by an event")
			})
		}, []string{"1: A in", "1: B in"}},

		"first come first served": {1, sim.FIFO, func(t *testing.T, k *desk) {
			k.at(0, func() {
				k.ask('A', 1, 9, 0)
				require.NotZero(t, k.ask('B', 1, 5, 0))
				k.ask('C', 1, 1, 0)
				require.Equal(t, 2, k.Waiting())
			})
			k.at(1, func() { k.Release(1) })
			k.at(2, func() { k.Release(1) })
		}, []string{"0: A in", "1: B in", "2: C in"}},

		"priority: lower first, then first come": {1, sim.Priority, func(t *testing.T, k *desk) {
			k.at(0, func() { k.ask('A', 1, 9, 0) })
			k.at(0, func() {
				k.ask('B', 1, 5, 0)
				k.ask('C', 1, -5, 0)
				k.ask('D', 1, 5, 0)
				k.ask('E', 1, -5, 0)
			})
			for second := 1; second <= 4; second++ {
				k.at(second, func() { k.Release(1) })
			}
		}, []string{"0: A in", "1: C in", "2: E in", "3: B in", "4: D in"}},

		"the first in line holds up smaller requests": {3, sim.FIFO, func(t *testing.T, k *desk) {
			k.at(0, func() { k.ask('A', 2, 0, 0) })
			k.at(1, func() { k.ask('B', 3, 0, 0) })
			k.at(2, func() { k.ask('C', 1, 0, 0) })
			k.at(3, func() { k.Release(1) })
			k.at(4, func() { k.Release(1) })
			k.at(5, func() { k.Release(3) })
		}, []string{"0: A in", "4: B in", "5: C in"}},

		"a smaller urgent request overtakes the first in line": {3, sim.Priority, func(t *testing.T, k *desk) {
			k.at(0, func() { k.ask('A', 2, 0, 0) })
			k.at(1, func() { k.ask('B', 3, 1, 0) })
			k.at(2, func() { require.Zero(t, k.ask('C', 1, 0, 9), "it did not wait") })
			k.at(3, func() { require.NotZero(t, k.ask('D', 1, 0, 0)) })
			k.at(4, func() { k.Release(2) })
		}, []string{"0: A in", "2: C in", "4: D in"}},

		"one release serves several": {3, sim.FIFO, func(t *testing.T, k *desk) {
			k.at(0, func() { k.ask('A', 3, 0, 0); k.ask('B', 1, 0, 0); k.ask('C', 2, 0, 0) })
			k.at(1, func() { k.Release(3) })
		}, []string{"0: A in", "1: B in", "1: C in"}},

		"patience ends": {1, sim.FIFO, func(t *testing.T, k *desk) {
			k.at(0, func() { k.ask('A', 1, 0, 0) })
			k.at(1, func() { k.ask('B', 1, 0, 4) })
			k.at(2, func() { k.ask('C', 1, 0, 9) })
			k.at(6, func() { require.Equal(t, 1, k.Waiting()); k.Release(1) })
		}, []string{"0: A in", "5: B gives up", "6: C in"}},

		"once granted, patience is over": {1, sim.FIFO, func(t *testing.T, k *desk) {
			k.at(0, func() { k.ask('A', 1, 0, 3); k.ask('B', 1, 0, 3) })
			k.at(2, func() { k.Release(1) })
			k.at(9, func() { require.Equal(t, 1, k.InUse()) })
		}, []string{"0: A in", "2: B in"}},

		"at one instant, what was scheduled first decides": {1, sim.FIFO, func(t *testing.T, k *desk) {
			k.at(0, func() { k.ask('A', 1, 0, 0) })
			k.at(5, func() { k.Release(1) }) // scheduled before B's patience
			k.at(1, func() { k.ask('B', 1, 0, 4) })
			k.at(2, func() {
				k.ask('C', 1, 0, 7)
				k.at(9, func() { k.Release(1) }) // scheduled after C's
			})
		}, []string{"0: A in", "5: B in", "9: C gives up"}},

		"who gives up makes way": {2, sim.FIFO, func(t *testing.T, k *desk) {
			k.at(0, func() { k.ask('A', 1, 0, 0); k.ask('B', 2, 0, 3); k.ask('C', 1, 0, 0) })
		}, []string{"0: A in", "3: B gives up", "3: C in"}},

		"who withdraws makes way": {2, sim.FIFO, func(t *testing.T, k *desk) {
			var b sim.Ticket
			k.at(0, func() { k.ask('A', 1, 0, 0); b = k.ask('B', 2, 0, 8); k.ask('C', 1, 0, 0) })
			k.at(4, func() {
				require.True(t, k.Withdraw(b))
				require.False(t, k.Withdraw(b))
				require.Zero(t, k.Waiting())
			})
			k.at(5, func() { require.Zero(t, k.engine.Pending(), "B's patience is not waited for") })
		}, []string{"0: A in", "4: C in"}},

		"stale tickets withdraw nobody": {1, sim.FIFO, func(t *testing.T, k *desk) {
			var b, c sim.Ticket
			k.at(0, func() { k.ask('A', 1, 0, 0); b = k.ask('B', 1, 0, 0); c = k.ask('C', 1, 0, 2) })
			k.at(1, func() { k.Release(1) })
			k.at(3, func() {
				k.ask('D', 1, 0, 0)
				k.ask('E', 1, 0, 0)
				require.False(t, k.Withdraw(b), "granted")
				require.False(t, k.Withdraw(c), "timed out")
				require.False(t, k.Withdraw(0))
				require.Equal(t, 2, k.Waiting())
			})
		}, []string{"0: A in", "1: B in", "2: C gives up"}},

		"idle units fail at once, busy ones when released": {7, sim.FIFO, func(t *testing.T, k *desk) {
			k.at(0, func() { k.ask('A', 5, 0, 0) })
			k.at(1, func() {
				k.Fail(3)
				require.Equal(t, 4, k.InService())
				require.Equal(t, 5, k.InUse())
				k.ask('B', 1, 0, 0)
			})
			k.at(2, func() { k.Release(1) }) // goes out of service
			k.at(3, func() { k.Release(1) })
			k.at(4, func() { require.Equal(t, 4, k.InUse()); require.Equal(t, 7, k.Capacity()) })
		}, []string{"0: A in", "3: B in"}},

		"repaired units serve the line": {2, sim.FIFO, func(t *testing.T, k *desk) {
			k.at(0, func() { k.Fail(2); k.ask('A', 1, 0, 0); k.ask('B', 1, 0, 0); k.ask('C', 1, 0, 0) })
			k.at(1, func() { k.Repair(2) })
		}, []string{"1: A in", "1: B in"}},

		"a repair first calls off what has not failed yet": {2, sim.FIFO, func(t *testing.T, k *desk) {
			k.at(0, func() { k.ask('A', 2, 0, 0); k.Fail(2); k.ask('B', 1, 0, 0) })
			k.at(1, func() { k.Repair(1) })
			k.at(2, func() { k.Release(1) })
			k.at(3, func() { k.Release(1) })
		}, []string{"0: A in", "3: B in"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			k := newDesk(c.capacity, c.discipline)
			c.script(t, k)
			require.NoError(t, k.engine.Run())
			require.Equal(t, c.want, k.log)
		})
	}
}

func TestResourceMisuseEndsTheRun(t *testing.T) {
	cases := map[string]struct {
		misuse func(*desk)
		want   string
	}{
		"more than there are": {func(k *desk) { k.ask('A', 4, 0, 0) }, "asked for 4 units of 3"},
		"fewer than none":     {func(k *desk) { k.ask('A', -1, 0, 0) }, "asked for -1 units of 3"},
		"negative patience":   {func(k *desk) { k.ask('A', 1, 0, -1) }, "asked with a patience of -1s"},
		"no granted event": {
			func(k *desk) { k.Acquire(sim.Request{}) },
			"asked with a Granted event of unregistered kind 0 for target 0",
		},
		"no timed-out event": {
			func(k *desk) { k.Acquire(sim.Request{Granted: sim.Event{Kind: k.granted}, Patience: 1}) },
			"asked with a TimedOut event of unregistered kind 0 for target 0",
		},
		"release what is not in use": {
			func(k *desk) { k.ask('A', 1, 0, 0); k.Release(2) }, "released 2 units of the 1 in use",
		},
		"release fewer than none": {func(k *desk) { k.Release(-1) }, "released -1 units of the 0 in use"},
		"fail more than work":     {func(k *desk) { k.Fail(2); k.Fail(2) }, "failed 2 units of the 1 in service"},
		"fail fewer than none":    {func(k *desk) { k.Fail(-2) }, "failed -2 units of the 3 in service"},
		"repair what works":       {func(k *desk) { k.Fail(1); k.Repair(2) }, "repaired 2 units of the 1 failed"},
		"repair fewer than none":  {func(k *desk) { k.Repair(-1) }, "repaired -1 units of the 0 failed"},
		"no capacity": {
			func(k *desk) { sim.NewResource(k.engine, "desk", 0, sim.FIFO) }, "a capacity of 0; it is at least 1",
		},
		"no such discipline": {
			func(k *desk) { sim.NewResource(k.engine, "desk", 1, 2) }, "discipline 2; it is FIFO or Priority",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			k := newDesk(3, sim.FIFO)
			c.misuse(k)
			require.EqualError(t, k.engine.Run(), `sim: resource "desk": `+c.want)
		})
	}
	t.Run("no capacity leaves the statistics defined", func(t *testing.T) {
		require.Zero(t, sim.NewResource(sim.NewEngine(sim.Limits{}), "desk", 0, sim.FIFO).Stats())
	})
	t.Run("a name twice", func(t *testing.T) {
		k := newDesk(3, sim.FIFO)
		sim.NewResource(k.engine, "desk", 1, sim.FIFO)
		require.EqualError(t, k.engine.Run(), `sim: register "desk: patience": the name is taken`)
	})
}
