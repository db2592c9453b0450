// Package sim is a deterministic discrete-event engine: a clock, a queue of pending events, resources that requests
// wait for, and a hash of all that happened. It knows no VPN (the worlds built on it are in sim/world) and covers no
// fact of the documents by itself; it is what makes the replay of any of them repeatable to the last event.
//
//	         At, After                          least (time, scheduling order)
//	handlers ────────────▶ pending events ─────────────────────────────────────▶ clock := its time
//	▲  │                    ▲ │                                                   │
//	│  │                    │ └──▶ Cancel                                         ├──▶ TraceHash, Trace
//	│  │ Acquire, Release   │ Granted, TimedOut                                   │
//	│  └───────────────▶ Resource: units, line, patience                          │
//	│                                                                             │
//	└──────────────────────────── the handler of its Kind ◀───────────────────────┘
//
// # Rules of determinism
//
// Time is virtual: int64 nanoseconds since the start, moved only by the next event or to the end of a RunUntil. Events
// at one instant fire in the order in which they were scheduled. An event is a small value, not a goroutine and not a
// closure. The engine draws no random numbers; a model draws its own, from streams that hang on its seed alone. A model
// that keeps to this, and ranges over no map where the order can show, gives the same TraceHash for the same seed on
// any run, on any number of cores. An Engine belongs to one goroutine; parallel replications have one each.
//
// # Errors
//
// Whatever goes wrong ends the run: Step, Run and RunUntil return the first error, and return it again if called again.
// So Register, At, After and the methods of a Resource need no error of their own. A panic in a handler is a bug of the
// model and passes through, so that its stack stays whole.
package sim
