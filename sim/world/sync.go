package world

import (
	"slices"

	"reprise/control/delivery"
	"reprise/sim"
	"reprise/sim/world/accounts"
)

// backgroundSync brings accounts up to date: it works server by server, a bounded number of pushes at once, and one
// push carries every account that waits for its server.
type backgroundSync struct {
	workers *sim.Resource
	jobs    map[int32]job // by account; only ever looked up by key
	due     []int32       // accounts that the next scan looks at, in the order in which their rows were changed
	isDue   map[int32]bool
}

// job is one account's sync.
type job struct {
	left    int   // servers on whose waiting list or in whose batch the account is
	pushes  bool  // there were any
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

// onScan looks for accounts that are due: some row PENDING, or no config at all (SYNC-23). One whose sync is under way,
// or cannot begin, is looked at again by the next scan.
func (w *World) onScan(sim.Event) {
	still := w.sync.due[:0]
	for _, a := range w.sync.due {
		if _, running := w.sync.jobs[a]; running {
			still = append(still, a) // what it waits for is PENDING
			continue
		}
		w.scanAccount(a)
		if delivery.SyncDue(w.accountOf(a), w.rowsOf(a)) {
			still = append(still, a)
		} else {
			delete(w.sync.isDue, a)
		}
	}
	w.sync.due = still
	w.engine.After(w.set.Sync.Scan, sim.Event{Kind: w.kind.scan})
}

// scanAccount starts the sync of an account that is due, if there is a server that it can push to.
func (w *World) scanAccount(a int32) {
	rows := w.rowsOf(a)
	if !delivery.SyncDue(w.accountOf(a), rows) {
		return
	}
	wanted := delivery.Wanted(w.set.Sync.Scope, w.servers, rows, nil)
	for s := range w.servers {
		if row := delivery.Retire(w.servers[s], rows[s]); row != rows[s] {
			w.setRow(a, int32(s), row)
		}
	}
	if slices.ContainsFunc(wanted, w.reachable) {
		w.startSync(a, wanted, w.lastResync.entry)
	}
}

// reachable tells whether configs can take to a server at all (SYNC-17).
func (w *World) reachable(s int32) bool { return delivery.Path(w.servers[s]) != delivery.PathNone }

// startSync starts the sync of one account on the given servers, unless one is under way.
func (w *World) startSync(a int32, servers []int32, because int32) {
	if _, running := w.sync.jobs[a]; running {
		return
	}
	if w.sync.jobs == nil {
		w.sync.jobs = map[int32]job{}
	}
	if !w.counted(SyncStarted, a) {
		because = w.logClient(SyncStarted, a, because, Field{"servers", int64(len(servers))},
			Field{"workers", int64(w.sync.workers.Capacity())})
	}
	w.metric[syncJobs]++
	j := job{because: because}
	for _, s := range servers {
		if !w.reachable(s) {
			w.refusePush(a, s, because)
			continue
		}
		j.left++
		w.await(a, s)
	}
	j.pushes = j.left > 0
	w.sync.jobs[a] = j
	w.finishJob(a)
}

// refusePush logs that nothing can be pushed for an account to a whitelist server (SYNC-17).
func (w *World) refusePush(a, s int32, because int32) {
	if !w.counted(PushRefused, a) {
		w.logClient(PushRefused, a, because, Field{"server", w.servers[s].Name}, Field{"rule", "whitelist-transport-params"})
	}
}

// await puts an account on a server's waiting list and asks for a worker to serve it.
func (w *World) await(a, s int32) {
	w.setRow(a, s, w.rows.get(a, s).Awaiting())
	state := &w.state[s]
	state.waiting = append(state.waiting, a)
	w.askWorker(s)
}

func (w *World) askWorker(s int32) {
	state := &w.state[s]
	if state.queued || len(state.waiting) == 0 && !state.activating {
		return
	}
	state.queued = true
	w.sync.workers.Acquire(sim.Request{Granted: sim.Event{Kind: w.kind.worker, Target: s}})
}

// onWorker: a worker takes all accounts that wait for a server, and pushes them; to a server that is being prepared,
// every account there is.
func (w *World) onWorker(ev sim.Event) {
	s := ev.Target
	state := &w.state[s]
	if !w.servers[s].Active && !state.activating {
		w.giveUp(s)
	}
	state.batch, state.waiting = append(state.batch[:0], state.waiting...), state.waiting[:0]
	state.everyone = state.activating
	if len(state.batch) == 0 && !state.everyone {
		w.leave(s)
		return
	}
	w.metric[syncPushes]++
	carried := len(state.batch)
	if state.everyone {
		carried = int(w.rows.accounts())
	}
	w.panels.start(push{
		server: s, time: &w.set.Sync.Push, accounts: carried,
		done: sim.Event{Kind: w.kind.pushed, Target: s}, fail: sim.Event{Kind: w.kind.pushFailed, Target: s},
	})
}

// giveUp has nobody wait any longer for a server that was switched off.
func (w *World) giveUp(s int32) {
	state := &w.state[s]
	for _, a := range state.waiting {
		w.setRow(a, s, delivery.Retire(w.servers[s], w.rows.get(a, s)))
		w.arrived(a)
	}
	state.waiting = state.waiting[:0]
}

// onPushed: the panel took the push; what was pushed is written to the rows over a connection of the pool. The worker service
// whose push it is may have failed meanwhile.
func (w *World) onPushed(ev sim.Event) {
	if w.signsUp() && w.panels.luck[ev.Target].Bool(w.signups.service.Failing(accounts.Any)) {
		w.pushAgain(ev.Target)
		return
	}
	w.database.query(sim.Event{Kind: w.kind.stored, Target: ev.Target}, sim.Event{Kind: w.kind.storeFailed, Target: ev.Target})
}

func (w *World) onPushFailed(ev sim.Event) {
	w.metric[panelErrors]++
	w.log(PanelError, w.panels.blame, Field{"server", w.servers[ev.Target].Name}, Field{"by", "background-sync"})
	w.pushAgain(ev.Target)
}

func (w *World) onStoreFailed(ev sim.Event) {
	w.metric[poolTimeouts]++
	w.log(PoolTimeout, w.database.blame, Field{"server", w.servers[ev.Target].Name}, Field{"by", "background-sync"})
	w.pushAgain(ev.Target)
}

// pushAgain has a failed batch wait again, for another try after a pause.
func (w *World) pushAgain(s int32) {
	state := &w.state[s]
	state.waiting = append(state.waiting, state.batch...)
	state.batch, state.everyone = state.batch[:0], false
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
	state := &w.state[s]
	for _, a := range state.batch {
		w.configured(a, s)
	}
	if state.everyone {
		state.everyone = false
		for a := range w.rows.accounts() {
			if !w.accountOf(a).Deleted {
				w.configured(a, s)
			}
		}
		w.finishActivation(s)
	}
	w.settle(s)
	w.leave(s)
}

// leave gives the worker free, and asks for one again where accounts have come meanwhile.
func (w *World) leave(s int32) {
	w.sync.workers.Release(1)
	w.state[s].queued = false
	w.askWorker(s)
}

// configured marks one account as served on one server.
func (w *World) configured(a, s int32) {
	if row := w.rows.get(a, s); !row.Healthy() {
		w.setRow(a, s, delivery.Pushed(row))
	}
}

// settle has those wait no longer for a server who are served there now, be it by the sync or by the pipeline. A push
// of theirs that is under way goes on without them.
func (w *World) settle(s int32) {
	state := &w.state[s]
	state.waiting = w.unserved(s, state.waiting)
	state.batch = w.unserved(s, state.batch)
}

// unserved keeps the accounts that a server does not serve yet.
func (w *World) unserved(s int32, accounts []int32) []int32 {
	still := accounts[:0]
	for _, a := range accounts {
		if w.rows.get(a, s).Healthy() {
			w.arrived(a)
		} else {
			still = append(still, a)
		}
	}
	return still
}

// arrived counts one server of an account's sync as done.
func (w *World) arrived(a int32) {
	j := w.sync.jobs[a]
	j.left--
	w.sync.jobs[a] = j
	w.finishJob(a)
}

// finishJob ends an account's sync when nothing is left of it. By setting the configs are read back, which logs how
// complete they are now (SYNC-04), and where a channel for it exists the client is told to ask again (SYNC-20). A sync that had no
// server to push to changed nothing: telling of it would have the client ask, and that start another, for ever.
func (w *World) finishJob(a int32) {
	j := w.sync.jobs[a]
	if j.left > 0 {
		return
	}
	delete(w.sync.jobs, a)
	entry := w.logClient(SyncFinished, a, j.because)
	if w.set.Sync.ReadsBack {
		answer := w.respond(a)
		entry = w.logAnswer(a, answer.Event, entry)
	}
	if w.set.Invalidate && j.pushes && w.isClient(a) {
		w.invalidate(a, entry)
	}
}
