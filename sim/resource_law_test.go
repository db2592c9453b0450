package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/sim"
)

// ward is a resource under random use, with what a bystander knows from events and calls alone.
type ward struct {
	*sim.Resource
	engine   *sim.Engine
	priority bool

	requests []request // by id, in order of arrival
	waiting  []int     // ids, in the order they ought to be served
	held     []int     // ids
	granted  int
}

type request struct {
	units    int
	priority int32
	ticket   sim.Ticket
	asked    sim.Time
	patience time.Duration
	ends     int // how often it was granted, timed out or withdrawn: at most once
}

func (w *ward) end(t *rapid.T, id int) {
	w.requests[id].ends++
	require.Equal(t, 1, w.requests[id].ends, "request %d ended twice", id)
	for i, other := range w.waiting {
		if other == id {
			w.waiting = append(w.waiting[:i:i], w.waiting[i+1:]...)
			return
		}
	}
	t.Fatalf("request %d ended without having waited", id)
}

// line puts an id where the discipline wants it.
func (w *ward) line(id int) {
	at := len(w.waiting)
	for w.priority && at > 0 && w.requests[w.waiting[at-1]].priority > w.requests[id].priority {
		at--
	}
	w.waiting = append(w.waiting[:at:at], append([]int{id}, w.waiting[at:]...)...)
}

func TestResourceLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := sim.NewEngine(sim.Limits{})
		discipline := rapid.SampledFrom([]sim.Discipline{sim.FIFO, sim.Priority}).Draw(t, "discipline")
		capacity := rapid.IntRange(1, 5).Draw(t, "capacity")
		w := &ward{
			Resource: sim.NewResource(e, "ward", capacity, discipline),
			engine:   e,
			priority: discipline == sim.Priority,
		}
		granted := e.Register("granted", func(ev sim.Event) {
			id := int(ev.Target)
			require.Equal(t, w.waiting[0], id, "granted out of turn")
			w.end(t, id)
			w.held = append(w.held, id)
			w.granted++
		})
		timedOut := e.Register("timed out", func(ev sim.Event) {
			r := w.requests[ev.Target]
			require.Equal(t, r.patience, e.Now().Sub(r.asked))
			w.end(t, int(ev.Target))
		})

		acquire := func(t *rapid.T) {
			id := len(w.requests)
			r := request{
				units:    rapid.IntRange(1, capacity).Draw(t, "units"),
				priority: rapid.Int32Range(0, 2).Draw(t, "priority"),
				asked:    e.Now(),
				patience: time.Duration(rapid.IntRange(0, 5).Draw(t, "patience")),
			}
			r.ticket = w.Acquire(sim.Request{
				Units: r.units, Priority: r.priority, Granted: sim.Event{Kind: granted, Target: int32(id)},
				Patience: r.patience, TimedOut: sim.Event{Kind: timedOut, Target: int32(id)},
			})
			w.requests = append(w.requests, r)
			w.line(id)
		}
		release := func(t *rapid.T) {
			if len(w.held) == 0 {
				return
			}
			at := rapid.IntRange(0, len(w.held)-1).Draw(t, "which")
			w.Release(w.requests[w.held[at]].units)
			w.held = append(w.held[:at:at], w.held[at+1:]...)
		}
		withdraw := func(t *rapid.T) {
			if len(w.requests) == 0 {
				return
			}
			id := rapid.IntRange(0, len(w.requests)-1).Draw(t, "id")
			still := w.requests[id].ends == 0
			require.Equal(t, still, w.Withdraw(w.requests[id].ticket))
			if still {
				w.end(t, id)
			}
		}
		overcommitted := 0 // busy units that failed
		check := func(t *rapid.T) {
			require.NoError(t, e.RunUntil(e.Now())) // let the grants of this instant be told
			busy := 0
			for _, id := range w.held {
				busy += w.requests[id].units
			}
			require.Equal(t, busy, w.InUse())
			require.LessOrEqual(t, busy, w.InService()+overcommitted, "units in use that are neither in service nor failing")
			overcommitted = max(0, busy-w.InService())
			require.Equal(t, len(w.waiting), w.Waiting())
			require.EqualValues(t, w.granted, w.Stats().Granted)
			if len(w.waiting) > 0 {
				require.Greater(t, w.requests[w.waiting[0]].units, w.InService()-busy, "waits while enough units are idle")
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"acquire":  acquire,
			"release":  release,
			"withdraw": withdraw,
			"fail": func(t *rapid.T) {
				units := rapid.IntRange(0, w.InService()).Draw(t, "units")
				w.Fail(units)
				overcommitted += units
			},
			"repair": func(t *rapid.T) { w.Repair(rapid.IntRange(0, capacity-w.InService()).Draw(t, "units")) },
			"wait": func(t *rapid.T) {
				require.NoError(t, e.RunUntil(e.Now()+sim.Time(rapid.IntRange(1, 3).Draw(t, "ns"))))
			},
			"": check,
		})

		w.Repair(capacity - w.InService())
		for check(t); len(w.held) > 0; check(t) {
			release(t)
		}
		for id, r := range w.requests {
			require.Equal(t, 1, r.ends, "request %d never ended", id)
		}
		require.NoError(t, e.Run())
		require.Zero(t, e.Pending())
	})
}
