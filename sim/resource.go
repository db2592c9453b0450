package sim

import (
	"fmt"
	"time"
)

// Discipline is the order in which requests waiting for a resource are served.
type Discipline uint8

const (
	FIFO     Discipline = iota // in order of arrival
	Priority                   // lower Request.Priority first, in order of arrival among equals
)

// Request asks a resource for units.
type Request struct {
	Units    int           // 0 stands for 1
	Priority int32         // lower is served first; read under Priority only
	Granted  Event         // scheduled at the instant the units are granted, even when that is at once
	Patience time.Duration // how long it waits; 0: for ever
	TimedOut Event         // scheduled at the instant patience ends, if that comes first
}

// Ticket names one waiting request for Withdraw. The zero Ticket names nothing.
type Ticket uint64

// Resource is a number of equal units that requests take, hold and give back: workers, connections, slots.
//
// Only the first request in line is served: while it waits for more units than are idle, those behind it wait too. Ties
// go in scheduling order as everywhere: if units come free at the very instant patience ends, whichever event was
// scheduled first decides.
//
// Units that fail while busy serve on until they are released, and then stay out: Fail(3) on a resource with 2
// idle and 5 busy units takes the 2 at once and the next 1 that is released. Until then InUse may exceed InService.
// Units are alike, so Repair first calls off failures that have not yet taken a busy unit out.
//
// Misuse (asking for more units than there are, releasing what is not in use, repairing what has not failed)
// ends the run with an error.
type Resource struct {
	engine     *Engine
	name       string
	discipline Discipline
	capacity   int
	failed     int // units out of service, among them busy ones not yet released
	inUse      int
	line       line
	patience   Kind // of the timer that ends a wait
	seen       observations
}

type waiter struct {
	units    int
	since    Time
	granted  Event
	timedOut Event
	timer    Token // zero: waits for ever
}

// NewResource is a resource with all its units idle. Its name is unique in the engine; its timers show in the trace as
// kind "<name>: patience".
func NewResource(e *Engine, name string, capacity int, d Discipline) *Resource {
	r := &Resource{engine: e, name: name, discipline: d, capacity: max(capacity, 1)}
	if capacity < 1 {
		r.misuse("a capacity of %d; it is at least 1", capacity)
	}
	if d > Priority {
		r.misuse("discipline %d; it is FIFO or Priority", d)
	}
	r.patience = e.Register(name+": patience", r.endPatience)
	r.ResetStats()
	return r
}

// Acquire asks for units. They are in use from the instant they are granted, when Granted is scheduled. The Ticket is
// zero if that is at once.
func (r *Resource) Acquire(q Request) Ticket {
	if q.Units == 0 {
		q.Units = 1
	}
	if !r.accepts(q) {
		return 0
	}
	w := waiter{units: q.Units, since: r.engine.Now(), granted: q.Granted, timedOut: q.TimedOut}
	if r.line.len() == 0 && q.Units <= r.idle() {
		r.grant(&w)
		r.observe()
		return 0
	}
	return r.wait(&w, q)
}

// Release gives units back. Those that failed while busy go out of service; the rest serve the line.
func (r *Resource) Release(units int) {
	if units < 0 || units > r.inUse {
		r.misuse("released %d units of the %d in use", units, r.inUse)
		return
	}
	r.inUse -= units
	r.serve()
}

// Withdraw takes a waiting request back: neither of its events will fire. It is false, and does nothing, if the request
// was granted, timed out or was withdrawn before.
func (r *Resource) Withdraw(t Ticket) bool {
	w, ok := r.line.cancel(uint64(t))
	if !ok {
		return false
	}
	r.engine.Cancel(w.timer)
	r.seen.withdrawn++
	r.serve()
	return true
}

// Fail takes units out of service: idle ones at once, busy ones when they are released.
func (r *Resource) Fail(units int) {
	if units < 0 || units > r.InService() {
		r.misuse("failed %d units of the %d in service", units, r.InService())
		return
	}
	r.failed += units
}

// Repair puts failed units back into service, where they serve the line.
func (r *Resource) Repair(units int) {
	if units < 0 || units > r.failed {
		r.misuse("repaired %d units of the %d failed", units, r.failed)
		return
	}
	r.failed -= units
	r.serve()
}

// InUse is the number of units granted and not yet released.
func (r *Resource) InUse() int { return r.inUse }

// Waiting is the number of requests in line.
func (r *Resource) Waiting() int { return r.line.len() }

// Capacity is the number of units there are, failed ones too.
func (r *Resource) Capacity() int { return r.capacity }

// InService is the number of units that have not failed.
func (r *Resource) InService() int { return r.capacity - r.failed }

// idle is how many units can be granted now; negative while units that failed are still busy.
func (r *Resource) idle() int { return r.InService() - r.inUse }

func (r *Resource) accepts(q Request) bool {
	switch {
	case q.Units < 0 || q.Units > r.capacity:
		r.misuse("asked for %d units of %d", q.Units, r.capacity)
	case q.Patience < 0:
		r.misuse("asked with a patience of %v", q.Patience)
	case !r.engine.knows(q.Granted.Kind):
		r.misuse("asked with a Granted %s", r.engine.describe(q.Granted))
	case q.Patience > 0 && !r.engine.knows(q.TimedOut.Kind):
		r.misuse("asked with a TimedOut %s", r.engine.describe(q.TimedOut))
	default:
		return true
	}
	return false
}

func (r *Resource) wait(w *waiter, q Request) Ticket {
	var rank int64
	if r.discipline == Priority {
		rank = int64(q.Priority)
	}
	key, err := r.line.push(rank, w)
	if err != nil {
		r.misuse("request at t=%v: %w", w.since, err)
		return 0
	}
	r.serve() // it may have gone to the head of the line and need fewer units than the one it overtook
	waiting := r.line.find(key)
	if waiting == nil {
		return 0
	}
	if q.Patience > 0 {
		waiting.timer = r.engine.After(q.Patience, Event{Kind: r.patience, A: int64(key)})
	}
	return Ticket(key)
}

// serve grants from the head of the line while there are units for it.
func (r *Resource) serve() {
	for r.line.len() > 0 {
		first := r.line.first()
		if first.units > r.idle() {
			break
		}
		if first.timer != 0 {
			r.engine.Cancel(first.timer)
		}
		r.grant(first)
		r.line.dropFirst()
	}
	r.observe()
}

func (r *Resource) grant(w *waiter) {
	now := r.engine.now
	r.inUse += w.units
	r.seen.grant(now.Sub(w.since))
	r.engine.At(now, w.granted)
}

func (r *Resource) endPatience(ev Event) {
	w, ok := r.line.cancel(uint64(ev.A))
	if !ok {
		return
	}
	r.seen.timedOut++
	r.engine.At(r.engine.Now(), w.timedOut)
	r.serve()
}

func (r *Resource) misuse(format string, arguments ...any) {
	r.engine.Fail(fmt.Errorf("sim: resource %q: "+format, append([]any{r.name}, arguments...)...))
}
