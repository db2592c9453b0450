// Package sim is a deterministic discrete-event engine: a clock, a queue of events, resources that requests wait for,
// and a hash of all that happened. It knows no VPN; the worlds built on it live in sim/world. It covers no fact of the
// documents by itself: it is what lets a replay of any of them be repeated to the last event.
//
//	       At, After                    (time, seq) least first
//	model ───────────▶ pending events ─────────────────────────▶ clock = time of the event
//	  ▲                     ▲  │ Cancel                                │
//	  │                     │  ▼                                       ├──▶ trace hash, trace lines
//	  │            Granted, │  (dropped)                               ▼
//	  │            TimedOut │                                  Handler of the event's Kind
//	  │                     │                                          │
//	  │   Acquire      ┌──────────┐                                    │
//	  ├───────────────▶│ Resource │  capacity, line, patience          │
//	  │   Release      └──────────┘                                    │
//	  └────────────────────────────────────────────────────────────────┘
//
// # Rules of determinism
//
// Time is virtual: int64 nanoseconds since the start, moved only by the next event. Events at one instant fire in the
// order in which they were scheduled. An event is a small value that its Kind's handler reads; there are no goroutines
// and no closures an event. The engine draws no random numbers: a model draws its own, from streams of its own seed.
// A model that keeps to this (and ranges over no map where the order can show) gives the same TraceHash for the same
// seed on any number of cores, on any run. An Engine belongs to one goroutine; replications each have their own.
//
// # Errors
//
// Whatever goes wrong ends the run: Run, RunUntil and Step return the first error and return it again when called
// again. So At, After, Register and Acquire need no error of their own. A panic in a handler is a bug of the model and is
// left alone, so that its stack stays whole.
package sim
