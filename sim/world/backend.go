package world

import (
	"bytes"

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
	client.asking, w.personal(c).because = true, because
	client.request++
	w.metric[requests]++
	w.database.query(sim.Event{Kind: w.kind.answer, Target: c, A: int64(client.request)},
		sim.Event{Kind: w.kind.askFailed, Target: c, A: int64(client.request)})
}

// arrives tells whether an answer meets the app that asked for it, and what that asked because of. Where the app was
// restarted meanwhile the backend does its part all the same, and nobody hears of it.
func (w *World) arrives(ev sim.Event) (heard bool, because int32) {
	client := &w.clients[ev.Target]
	if ev.A != int64(client.request) {
		return false, None
	}
	client.asking = false
	return true, w.personal(ev.Target).because
}

// onAnswer answers a client from the rows as they are now, and starts the background sync that the answer calls for.
func (w *World) onAnswer(ev sim.Event) {
	c := ev.Target
	heard, because := w.arrives(ev)
	answer := w.respond(c)
	w.countAnswer(answer)
	w.decided(w.kind.answered, c, packAnswer(answer.Kind, answer.Completeness))
	entry := w.logAnswer(c, answer.Event, because)
	if len(answer.Sync) > 0 {
		w.startSync(c, answer.Sync, entry)
	}
	if answer.Kind == delivery.Error || answer.Kind == delivery.EmptyList {
		w.metric[refused]++
	}
	if heard {
		w.receive(c, answer.Arrives(), w.memo.served, entry)
	}
}

// countAnswer counts an answer as the backend can: with success by the log's word, or short and served, or short and refused.
func (w *World) countAnswer(a delivery.Answer) {
	switch {
	case a.Event.Name != delivery.EventIncomplete:
		w.metric[answersWhole]++
	case a.Kind == delivery.Partial:
		w.metric[answersShort]++
	default:
		w.metric[answersRefused]++
	}
}

// memo is the last answer that the backend gave, and what it was given to. Accounts with the same rows are answered the
// same while the servers and the policy stay, and most accounts of a fleet have the same rows.
type memo struct {
	number uint32 // of this answer; 0: there is none yet
	valid  bool   // the servers and the policy are still those of the answer
	cells  []byte // the account's rows
	answer delivery.Answer
	served int32 // Answer.Served as a set, which the memo holds (lists.go)
}

// respond is what the backend answers an account. It holds until the next call.
func (w *World) respond(a int32) delivery.Answer {
	like, m := w.likeOf(a), &w.memo
	if m.valid && (*like == m.number || bytes.Equal(m.cells, w.rows.cellsOf(a))) {
		*like = m.number
		return m.answer
	}
	m.answer = delivery.Respond(w.set.Partial, w.servers, w.rowsOf(a), &w.buffers)
	m.number, m.valid = m.number+1, true
	m.cells = append(m.cells[:0], w.rows.cellsOf(a)...)
	clear(w.served)
	for _, s := range m.answer.Served {
		add(w.served, s)
	}
	w.lists.swap(&m.served, w.lists.number(w.served))
	*like = m.number
	return m.answer
}

// likeOf is the number of the answer that an account's rows led to last; it is kept for clients' accounts only.
func (w *World) likeOf(a int32) *uint32 {
	if w.isClient(a) {
		return &w.clients[a].like
	}
	w.likeNone = 0
	return &w.likeNone
}

// setRow changes a row of an account.
func (w *World) setRow(a, s int32, row delivery.Row) {
	w.rows.set(a, s, row)
	*w.likeOf(a) = 0
}

// packAnswer packs an answer for the trace: its kind in the bits from 56, how many rows are healthy in those from 28, of
// how many active servers in those below. There are fewer than 2^28 servers.
func packAnswer(kind delivery.AnswerKind, c delivery.Completeness) int64 {
	return int64(kind)<<56 | int64(c.Healthy)<<28 | int64(c.Active)
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
		w.receive(c, delivery.Error, 0, entry)
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
	fields := []Field{{"client", w.cfg.Clients[c].Name}}
	for _, f := range line.Fields {
		fields = append(fields, Field{f.Key, int64(f.Value)})
	}
	return w.log(id, because, fields...)
}
