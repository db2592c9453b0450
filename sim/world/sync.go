package world

import (
	"reprise/control/delivery"
	"reprise/sim"
)

// backgroundSync brings accounts up to date: it works server by server, a bounded number of pushes at once, and one
// push carries every account that waits for its server.
type backgroundSync struct {
	workers *sim.Resource
	jobs    map[int32]job // by account; only ever looked up by key
	due     []int32       // accounts whose rows changed since the last scan
	isDue   map[int32]bool
}

// job is one account's sync.
type job struct {
	left    int   // servers still to come
	because int32 // the log entry of its start
}

// look has the next scan look at an account.
func (b *backgroundSync) look(account int32) {
	if b.isDue == nil {
		b.isDue = map[int32]bool{}
	}
	if !b.isDue[account] {
		b.isDue[account] = true
		b.due = append(b.due, account)
	}
}

// onScan looks for accounts that are due: some row PENDING, or no config at all (SYNC-23).
func (w *World) onScan(sim.Event) {
	for _, a := range w.sync.due {
		delete(w.sync.isDue, a)
		w.scanAccount(a)
	}
	w.sync.due = w.sync.due[:0]
	w.engine.After(w.set.Sync.Scan, sim.Event{Kind: w.kind.scan})
}

func (w *World) scanAccount(a int32) {
	rows := w.rowsOf(a)
	account := delivery.Account{PayStatus: delivery.Paid}
	if !delivery.SyncDue(account, rows) {
		return
	}
	wanted := delivery.Wanted(w.set.Sync.Scope, w.servers, rows, nil)
	if delivery.WithoutConfigs(account, rows) {
		wanted = delivery.Missing(w.servers, rows, nil)
	}
	for s := range w.servers {
		if row := delivery.Retire(w.servers[s], rows[s]); row != rows[s] {
			w.rows.set(a, int32(s), row)
		}
	}
	if len(wanted) > 0 {
		w.startSync(a, wanted, None)
	}
}

// startSync starts the sync of one account on the given servers, unless one is under way.
func (w *World) startSync(a int32, servers []int32, because int32) {
	if _, running := w.sync.jobs[a]; running {
		return
	}
	if w.sync.jobs == nil {
		w.sync.jobs = map[int32]job{}
	}
	entry := w.logClient(SyncStarted, a, because, Field{"servers", int64(len(servers))}, Field{"workers", int64(w.sync.workers.Capacity())})
	w.metric[syncJobs]++
	j := job{because: entry}
	for _, s := range servers {
		if delivery.Path(w.servers[s]) == delivery.PathNone {
			w.logClient(PushRefused, a, entry, Field{"server", w.servers[s].Name}, Field{"rule", "whitelist-transport-params"})
			continue
		}
		j.left++
	}
	w.sync.jobs[a] = j
	for _, s := range servers {
		if delivery.Path(w.servers[s]) != delivery.PathNone {
			w.await(a, s)
		}
	}
	w.finishJob(a)
}

// await puts an account on a server's waiting list and asks for a worker to serve it.
func (w *World) await(a, s int32) {
	row := w.rows.get(a, s)
	w.rows.set(a, s, row&^delivery.StatusMask|delivery.Pending)
	state := &w.state[s]
	state.waiting = append(state.waiting, a)
	w.askWorker(s)
}

func (w *World) askWorker(s int32) {
	state := &w.state[s]
	if state.queued || len(state.waiting) == 0 {
		return
	}
	state.queued = true
	w.sync.workers.Acquire(sim.Request{Granted: sim.Event{Kind: w.kind.worker, Target: s}})
}

// onWorker: a worker takes all accounts that wait for a server, and pushes them.
func (w *World) onWorker(ev sim.Event) {
	s := ev.Target
	state := &w.state[s]
	state.batch, state.waiting = w.stillWaiting(s, state.batch[:0]), state.waiting[:0]
	if len(state.batch) == 0 {
		w.leave(s)
		return
	}
	w.metric[syncPushes]++
	w.panels.push(s, sim.Event{Kind: w.kind.pushed, Target: s}, sim.Event{Kind: w.kind.pushFailed, Target: s})
}

// stillWaiting appends to dst the waiting accounts that nobody has served meanwhile. Those of a server that was
// switched off wait no longer.
func (w *World) stillWaiting(s int32, dst []int32) []int32 {
	reachable := w.servers[s].Active || w.state[s].activating
	for _, a := range w.state[s].waiting {
		switch {
		case w.rows.get(a, s).Healthy(): // the pipeline was there first
		case reachable:
			dst = append(dst, a)
		default:
			w.rows.set(a, s, delivery.Retire(w.servers[s], w.rows.get(a, s)))
			w.arrived(a)
		}
	}
	return dst
}

// onPushed: the panel took the push; what was pushed is written to the rows over a connection of the pool.
func (w *World) onPushed(ev sim.Event) {
	w.database.query(sim.Event{Kind: w.kind.stored, Target: ev.Target}, sim.Event{Kind: w.kind.storeFailed, Target: ev.Target})
}

func (w *World) onPushFailed(ev sim.Event) {
	w.metric[panelErrors]++
	w.log(PanelError, None, Field{"server", w.servers[ev.Target].Name}, Field{"by", "background-sync"})
	w.pushAgain(ev.Target)
}

func (w *World) onStoreFailed(ev sim.Event) {
	w.metric[poolTimeouts]++
	w.log(PoolTimeout, None, Field{"server", w.servers[ev.Target].Name}, Field{"by", "background-sync"})
	w.pushAgain(ev.Target)
}

// pushAgain puts a failed batch back at the head of the line, for another try after a pause.
func (w *World) pushAgain(s int32) {
	state := &w.state[s]
	state.waiting = append(append([]int32{}, state.batch...), state.waiting...)
	state.batch = state.batch[:0]
	w.sync.workers.Release(1)
	w.engine.After(w.set.Sync.Retry, sim.Event{Kind: w.kind.again, Target: s})
}

func (w *World) onAgain(ev sim.Event) {
	w.state[ev.Target].queued = false
	w.askWorker(ev.Target)
}

// onStored: the rows are written.
func (w *World) onStored(ev sim.Event) {
	s := ev.Target
	batch := w.state[s].batch
	w.state[s].batch = nil
	for _, a := range batch {
		w.configured(a, s)
	}
	w.state[s].batch = batch[:0]
	w.leave(s)
}

// leave gives the worker free, and asks for one again where accounts have come meanwhile.
func (w *World) leave(s int32) {
	w.sync.workers.Release(1)
	w.state[s].queued = false
	w.askWorker(s)
	w.finishActivation(s)
}

// configured marks one account as served on one server.
func (w *World) configured(a, s int32) {
	row := w.rows.get(a, s)
	if row.Healthy() {
		return
	}
	w.rows.set(a, s, delivery.Pushed(row))
	w.arrived(a)
}

// arrived counts one server of an account's sync as done.
func (w *World) arrived(a int32) {
	j, running := w.sync.jobs[a]
	if !running {
		return
	}
	j.left--
	w.sync.jobs[a] = j
	w.finishJob(a)
}

// finishJob ends an account's sync when nothing is left of it: the configs are read back, which logs how complete they
// are now (SYNC-04), and where a channel for it exists the client is told to ask again (SYNC-20).
func (w *World) finishJob(a int32) {
	j, running := w.sync.jobs[a]
	if !running || j.left > 0 {
		return
	}
	delete(w.sync.jobs, a)
	entry := w.logClient(SyncFinished, a, j.because)
	answer := delivery.Respond(w.set.Partial, w.servers, w.rowsOf(a), &w.buffers)
	entry = w.logAnswer(a, answer.Event, entry)
	if w.set.Invalidate {
		w.invalidate(a, entry)
	}
}
