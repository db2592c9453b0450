package sim

import (
	"errors"
	"fmt"
	"io"
	"time"
)

// Kind says what happens in an event. Register gives them out from 1 up; 0 is never valid.
type Kind uint32

// maxKinds bounds the kinds of one engine: enough for a resource of its own on each of a hundred thousand servers.
const maxKinds = 1 << 20

// Event is something that happens to an entity, in 16 bytes. The model says what Target and A mean for each Kind. What
// does not fit in them stands in an array of the model, and the event carries its index.
type Event struct {
	Kind   Kind
	Target int32 // the entity it happens to
	A      int64 // payload
}

// Handler does what an event of its kind means. It may schedule, cancel, acquire and release; it ends the run early by
// Stop or Fail.
type Handler func(Event)

// Token names one scheduled event for Cancel. Tokens are never reused within an engine; the zero Token names nothing.
type Token uint64

// Limits end a run that does not end by itself. A zero field stands for its default.
type Limits struct {
	Events       uint64 // events in the whole run; by default a thousand million
	AtOneInstant uint64 // events without the clock moving; by default ten million
}

const (
	defaultEvents       = 1_000_000_000
	defaultAtOneInstant = 10_000_000
)

// Engine holds the clock and the pending events of one run. It is not safe for use by several goroutines.
type Engine struct {
	now       Time
	pending   pending
	kinds     []kind // by Kind; the first stands for the invalid Kind 0
	kindNames map[string]Kind

	limits Limits
	fired  uint64
	before uint64 // of fired: those before the clock last moved
	bound  uint64 // once as many have fired, the limits may forbid the next event
	last   Kind

	hash     traceHash
	unhashed bool
	trace    io.Writer // nil: no trace lines
	line     []byte

	firing  bool // a handler is running
	stopped bool
	err     error
}

type kind struct {
	name   string
	json   string // the name as a JSON string
	handle Handler
}

// NewEngine is an engine at time 0 with nothing scheduled.
func NewEngine(l Limits) *Engine {
	if l.Events == 0 {
		l.Events = defaultEvents
	}
	if l.AtOneInstant == 0 {
		l.AtOneInstant = defaultAtOneInstant
	}
	e := &Engine{
		limits:    l,
		pending:   newPending(),
		kinds:     make([]kind, 1),
		kindNames: make(map[string]Kind),
		hash:      hashSeed,
	}
	e.advance(0)
	return e
}

// Register names a kind of event and sets its handler. An empty or taken name, a nil handler or a kind past the
// 1048576th is a programming error: the run ends with it before its first event, and the Kind returned is 0.
func (e *Engine) Register(name string, h Handler) Kind {
	_, taken := e.kindNames[name]
	switch {
	case name == "":
		e.Fail(errors.New("sim: register: a kind needs a name"))
		return 0
	case taken:
		e.Fail(fmt.Errorf("sim: register %q: the name is taken", name))
		return 0
	case h == nil:
		e.Fail(fmt.Errorf("sim: register %q: the handler is nil", name))
		return 0
	case len(e.kinds) > maxKinds:
		e.Fail(fmt.Errorf("sim: register %q: there are %d kinds already, the most there can be", name, maxKinds))
		return 0
	}
	k := Kind(len(e.kinds))
	e.kinds = append(e.kinds, kind{name: name, json: jsonString(name), handle: h})
	e.kindNames[name] = k
	return k
}

// Now is the time of the event that is firing; between runs, that of the last one or where RunUntil left the clock.
func (e *Engine) Now() Time { return e.now }

// At schedules an event. Events at one instant fire in the order they were scheduled. A time in the past or a Kind
// nobody registered ends the run with an error, and the Token returned is zero.
func (e *Engine) At(t Time, ev Event) Token {
	if t < e.now || !e.knows(ev.Kind) {
		e.Fail(e.refusal(t, ev))
		return 0
	}
	token, err := e.pending.push(e.now, t, ev)
	if err != nil {
		e.Fail(fmt.Errorf("sim: %s at t=%v: %w", e.describe(ev), t, err))
	}
	return token
}

// After schedules an event d from now, at EndOfTime if that is past it. A negative d is a time in the past.
func (e *Engine) After(d time.Duration, ev Event) Token { return e.At(e.now.Add(d), ev) }

// Cancel takes a scheduled event back. It is false, and does nothing, if the event has fired or was cancelled before.
func (e *Engine) Cancel(t Token) bool {
	return e.pending.cancel(t)
}

// Step fires the next event. It is false when none was left to fire.
func (e *Engine) Step() (bool, error) { return e.step(EndOfTime) }

// StepUntil fires the next event if it is due at t or before. It is false when there was none, and then leaves the clock where
// it is.
func (e *Engine) StepUntil(t Time) (bool, error) { return e.step(t) }

// Run fires events until none is left, a handler calls Stop, or something fails.
func (e *Engine) Run() error { return e.run(EndOfTime) }

// RunUntil fires every event due at t or before and leaves the clock at t, so that Now() == t. If a handler calls Stop,
// the clock stays at that event. It is an error if t is in the past.
func (e *Engine) RunUntil(t Time) error {
	if e.err == nil && t < e.now {
		return fmt.Errorf("sim: run until t=%v: it is t=%v already", t, e.now)
	}
	if err := e.run(t); err != nil || e.stopped {
		return err
	}
	if t != e.now {
		e.advance(t)
	}
	return nil
}

// Stop makes the Run or RunUntil under way return nil after the current event. Pending events stay, and a later Run
// goes on with them.
func (e *Engine) Stop() { e.stopped = true }

// Fail ends the run with an error after the current event. The first error stands; a nil error changes nothing.
func (e *Engine) Fail(err error) {
	if e.err == nil {
		e.err = err
	}
}

// Fired is the number of events so far.
func (e *Engine) Fired() uint64 { return e.fired }

// Pending is the number of events scheduled and neither fired nor cancelled.
func (e *Engine) Pending() int { return e.pending.len() }

func (e *Engine) run(until Time) error {
	e.stopped = false
	for !e.stopped {
		if more, err := e.step(until); err != nil || !more {
			return err
		}
	}
	return nil
}

// step fires the next event due at until or before. It is false when there was none.
func (e *Engine) step(until Time) (bool, error) {
	if e.err != nil || e.firing || e.fired >= e.bound {
		if err := e.permit(until); err != nil {
			return false, err
		}
	}
	t, ev, ok := e.pending.pop(until)
	if !ok {
		return false, nil
	}
	if t != e.now {
		e.advance(t)
	}
	e.fire(ev)
	return true, e.err
}

// permit looks at whatever may keep a run from its next event.
func (e *Engine) permit(until Time) error {
	if e.firing {
		e.Fail(fmt.Errorf("sim: the handler of %q runs the engine it is called from", e.kinds[e.last].name))
	}
	if e.err != nil {
		return e.err
	}
	if t, ok := e.pending.peek(until); ok && (e.fired >= e.limits.Events || t == e.now) {
		e.Fail(e.exceeded())
	}
	return e.err
}

// advance moves the clock to an instant at which nothing has fired yet.
func (e *Engine) advance(t Time) {
	e.now, e.before, e.bound = t, e.fired, e.limits.Events
	if left := e.limits.Events - e.fired; e.limits.AtOneInstant < left {
		e.bound = e.fired + e.limits.AtOneInstant
	}
}

func (e *Engine) fire(ev Event) {
	e.fired++
	e.last = ev.Kind
	if !e.unhashed {
		e.hash = e.hash.with(e.now, ev)
	}
	if e.trace != nil {
		e.writeTrace(ev)
		if e.err != nil {
			return
		}
	}
	e.firing = true
	e.kinds[ev.Kind].handle(ev)
	e.firing = false
}

func (e *Engine) knows(k Kind) bool { return k != 0 && int(k) < len(e.kinds) }

func (e *Engine) describe(ev Event) string {
	if !e.knows(ev.Kind) {
		return fmt.Sprintf("event of unregistered kind %d for target %d", ev.Kind, ev.Target)
	}
	return fmt.Sprintf("event %q for target %d", e.kinds[ev.Kind].name, ev.Target)
}

func (e *Engine) refusal(t Time, ev Event) error {
	if !e.knows(ev.Kind) {
		return fmt.Errorf("sim: %s cannot be scheduled at t=%v", e.describe(ev), t)
	}
	return fmt.Errorf("sim: %s scheduled at t=%v, in the past: it is t=%v already", e.describe(ev), t, e.now)
}

func (e *Engine) exceeded() error {
	last := e.kinds[e.last].name
	if e.fired >= e.limits.Events {
		return fmt.Errorf("sim: %d events in one run (t=%v, last kind %q): the model does not end; "+
			"raise Limits.Events if it should", e.fired, e.now, last)
	}
	return fmt.Errorf("sim: %d events at one instant (t=%v, last kind %q): the model does not advance; "+
		"raise Limits.AtOneInstant if it should", e.fired-e.before, e.now, last)
}
