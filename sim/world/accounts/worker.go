package accounts

import (
	"slices"
	"time"

	"reprise/sim"
	"reprise/sim/random"
)

// Call is what is asked of the worker service (VCS).
type Call uint8

// The calls; Any is for faults that strike both.
const (
	Any         Call = iota // "any"
	FillConfigs             // "fill_configs": configs of a new account to every server (POOL-04)
	FillAccount             // "fill-account": the expiry of a claimed one (POOL-06)
)

// worker is the service that pushes to servers: it takes a bounded number of calls at once, and others wait.
type worker struct {
	engine *sim.Engine
	set    *Settings
	slots  *sim.Resource
	luck   random.Stream
	calls  sim.Slab[call]
	faults []Fault
	push   func(id int64, done, failed sim.Event)

	admitted, over, failed sim.Kind
}

// call is one call under way, and what follows it.
type call struct {
	what         Call
	account      int64
	takes        time.Duration
	pushes       bool // it takes what pushing server by server does, instead
	done, failed sim.Event
}

// Fault is trouble of the worker service: a share of calls fails, and calls take longer.
type Fault struct {
	What   Call
	Errors float64 // share of calls
	Slower float64 // factor, at least 1
}

func newWorker(e *sim.Engine, set *Settings, luck random.Stream) worker {
	return worker{engine: e, set: set, luck: luck, slots: sim.NewResource(e, "accounts.worker", set.Calls, sim.FIFO)}
}

// register gives the worker its event kinds; it must stay where it is from here on.
func (w *worker) register(push func(id int64, done, failed sim.Event)) {
	w.push = push
	w.admitted = w.engine.Register("accounts.worker.admitted", w.onAdmitted)
	w.over = w.engine.Register("accounts.worker.over", w.onOver)
	w.failed = w.engine.Register("accounts.worker.failed", w.onFailed)
}

// start asks for a call; its done or failed follows.
func (w *worker) start(c call) {
	slot := w.calls.Put(c)
	w.slots.Acquire(sim.Request{Granted: sim.Event{Kind: w.admitted, Target: slot}})
}

// onAdmitted: a call that the service cannot serve fails soon; any other takes its time.
func (w *worker) onAdmitted(ev sim.Event) {
	c := w.calls.Items[ev.Target]
	errors, slower := w.trouble(c.what)
	done, failed := sim.Event{Kind: w.over, Target: ev.Target}, sim.Event{Kind: w.failed, Target: ev.Target}
	switch {
	case errors > 0 && w.luck.Bool(errors):
		w.engine.After(w.set.FailsAfter, failed)
	case c.pushes:
		w.push(c.account, done, failed)
	default:
		w.engine.After(time.Duration(min(float64(c.takes)*slower, longest)), done)
	}
}

// longest bounds a call, ns: a float64 beyond what a Duration holds turns into anything.
const longest = 1 << 62

func (w *worker) onOver(ev sim.Event) {
	w.slots.Release(1)
	w.engine.After(0, w.calls.Take(ev.Target).done)
}

func (w *worker) onFailed(ev sim.Event) {
	w.slots.Release(1)
	w.engine.After(0, w.calls.Take(ev.Target).failed)
}

// trouble is the share of calls that fail now, each fault striking by itself, and how much longer they take.
func (w *worker) trouble(what Call) (errors, slower float64) {
	good := 1.0
	slower = 1
	for _, f := range w.faults {
		if f.What == Any || f.What == what {
			good *= 1 - f.Errors
			slower *= f.Slower
		}
	}
	return 1 - good, slower
}

// Strike begins a fault of the worker service; it lasts until Mend is given the same.
func (s *Service) Strike(f Fault) { s.worker.faults = append(s.worker.faults, f) }

// Mend ends a fault.
func (s *Service) Mend(f Fault) {
	at := slices.Index(s.worker.faults, f)
	s.worker.faults = slices.Delete(s.worker.faults, at, at+1)
}

// Failing is the share of calls that the worker service fails now.
func (s *Service) Failing(what Call) float64 {
	errors, _ := s.worker.trouble(what)
	return errors
}
