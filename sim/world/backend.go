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
	w.metric[requests]++
	w.database.query(sim.Event{Kind: w.kind.answer, Target: c}, sim.Event{Kind: w.kind.askFailed, Target: c})
}

// onAnswer answers a client from the rows, and starts the background sync that the answer calls for.
func (w *World) onAnswer(ev sim.Event) {
	c := ev.Target
	client := &w.clients[c]
	client.asking = false
	answer := delivery.Respond(w.set.Partial, w.servers, w.rowsOf(c), &w.buffers)
	entry := w.logAnswer(c, answer.Event, client.because)
	if len(answer.Sync) > 0 {
		w.startSync(c, answer.Sync, entry)
	}
	if answer.Kind == delivery.Error || answer.Kind == delivery.EmptyList {
		w.metric[refused]++
	}
	w.receive(c, answer.Arrives(), answer.Served, entry)
}

// onAskFailed: no connection came free in time, and the client gets an error.
func (w *World) onAskFailed(ev sim.Event) {
	c := ev.Target
	client := &w.clients[c]
	client.asking = false
	w.metric[failedRequests]++
	w.metric[poolTimeouts]++
	entry := w.logClient(PoolTimeout, c, client.because, Field{"waited", w.set.Database.Timeout.String()})
	entry = w.logClient(RequestFailed, c, entry)
	w.receive(c, delivery.Error, nil, entry)
}

// logAnswer logs what the backend says of an account's configs, in the documents' words.
func (w *World) logAnswer(c int32, line delivery.LogEvent, because int32) int32 {
	id := ConfigSuccess
	if line.Name == delivery.EventIncomplete {
		id = ConfigIncomplete
	}
	if !w.named(c) {
		w.journal.count(id)
		return because
	}
	fields := []Field{{"client", w.clients[c].name}}
	for _, f := range line.Fields {
		fields = append(fields, Field{f.Key, int64(f.Value)})
	}
	return w.log(id, because, fields...)
}
