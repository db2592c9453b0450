package world

import (
	"time"

	"reprise/sim"
)

// personal is what is kept of named clients only.
type personal struct {
	asleepFor  time.Duration // how much of its list's age the computer slept
	asleepFrom sim.Time      // never: it is awake
	because    int32         // the log entry behind its last request
	stored     int32         // the log entry of the list it holds
	signingUp  bool          // it waits for an account
}

// impersonal is that of an unnamed client: none of its computers sleeps, and no log tells of it.
var impersonal = personal{asleepFrom: never, because: None, stored: None}

// personal is what is kept of a named client. What is written to that of an unnamed one is lost.
func (w *World) personal(c int32) *personal {
	if w.named(c) {
		return &w.personals[c]
	}
	w.anyone = impersonal
	return &w.anyone
}

// sleep stops a client's computer.
func (w *World) sleep(c int32) {
	if w.personal(c).asleepFrom == never {
		w.personal(c).asleepFrom = w.engine.Now()
	}
}

// wake starts it again, as does a user who takes to it; a timer that went off meanwhile, or stood still, goes on from
// here. A list that was stored after the computer fell asleep, from a request then under way, slept from its storing on.
func (w *World) wake(c int32) {
	client, own := &w.clients[c], w.personal(c)
	if own.asleepFrom == never {
		return
	}
	own.asleepFor += w.engine.Now().Sub(max(own.asleepFrom, client.fetched))
	own.asleepFrom = never
	if client.expiry != 0 {
		w.setTimer(c)
	}
}
