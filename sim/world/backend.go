package world

import (
	"reprise/control/delivery"
	"reprise/sim"
)

// ask sends a client's request for its configs to the backend, which reads the account's rows over a connection of
// the pool. One request a client is under way at a time.
func (w *World) ask(c int32, because int32) {
	client := &w.clients[c]
	if client.asking {
		return
	}
	client.asking, client.because = true, because
	client.request++
	w.metric[requests]++
	w.database.query(sim.Event{Kind: w.kind.answer, Target: c, A: client.request},
		sim.Event{Kind: w.kind.askFailed, Target: c, A: client.request})
}

// arrives tells whether an answer meets the app that asked for it, and what that asked because of. Where the app was
// restarted meanwhile the backend does its part all the same, and nobody hears of it.
func (w *World) arrives(ev sim.Event) (heard bool, because int32) {
	client := &w.clients[ev.Target]
	if ev.A != client.request {
		return false, None
	}
	client.asking = false
	return true, client.because
}

// onAnswer answers a client from the rows as they are now, and starts the background sync that the answer calls for.
func (w *World) onAnswer(ev sim.Event) {
	c := ev.Target
	heard, because := w.arrives(ev)
	answer := delivery.Respond(w.set.Partial, w.servers, w.rowsOf(c), &w.buffers)
	w.decided(w.kind.answered, c, int64(answer.Kind), int64(answer.Completeness.Healthy)<<32|int64(answer.Completeness.Active))
	entry := w.logAnswer(c, answer.Event, because)
	if len(answer.Sync) > 0 {
		w.startSync(c, answer.Sync, entry)
	}
	if answer.Kind == delivery.Error || answer.Kind == delivery.EmptyList {
		w.metric[refused]++
	}
	if heard {
		w.receive(c, answer.Arrives(), answer.Served, entry)
	}
}

// onAskFailed: no connection came free in time, and the client gets an error.
func (w *World) onAskFailed(ev sim.Event) {
	c := ev.Target
	w.metric[failedRequests]++
	w.metric[poolTimeouts]++
	heard, because := w.arrives(ev)
	if !w.counted(PoolTimeout, c) {
		because = w.logClient(PoolTimeout, c, because, Field{"waited", length(w.set.Database.Timeout)})
	}
	entry := w.logClient(RequestFailed, c, because)
	if heard {
		w.receive(c, delivery.Error, nil, entry)
	}
}

// logAnswer logs what the backend says of an account's configs, in the documents' words.
func (w *World) logAnswer(c int32, line delivery.LogEvent, because int32) int32 {
	id := ConfigSuccess
	if line.Name == delivery.EventIncomplete {
		id = ConfigIncomplete
	}
	if w.counted(id, c) {
		return because
	}
	fields := []Field{{"client", w.clients[c].name}}
	for _, f := range line.Fields {
		fields = append(fields, Field{f.Key, int64(f.Value)})
	}
	return w.log(id, because, fields...)
}
