package world

import (
	"reprise/control/delivery"
	"reprise/control/pool"
	"reprise/sim"
	"reprise/sim/world/accounts"
)

// signups is how users come to accounts in this world: the accounts of package accounts, with rows in its tables. Accounts
// that were there at the start are those of its clients; the rows of all others follow theirs, by id.
type signups struct {
	service *accounts.Service  // nil: nobody signs up
	entered []delivery.Account // by id
	making  sim.Slab[making]
	moved   []int32 // accounts that became a named client's, under whose number they go on
	lasting int     // causes that do
	blame   int32   // the log entry of the last cause that began while any lasts, or None

	firstAnswer, firstFailed, took, refused sim.Kind
}

// startSignups sets them going. Clients that are to sign up have no account, and no row, until they do.
func (w *World) startSignups() error {
	w.signups.blame = None
	for i := range w.clients {
		if w.named(int32(i)) && w.cfg.Clients[i].Absent {
			w.clients[i].absent = true
			for s := range w.servers {
				w.setRow(int32(i), int32(s), 0)
			}
		}
	}
	if w.cfg.Signups == nil {
		return nil
	}
	on := w.engine.Register
	w.signups.firstAnswer, w.signups.firstFailed = on("signup.answer", w.onFirstAnswer), on("signup.ask.failed", w.onFirstFailed)
	w.signups.took, w.signups.refused = on("signup.pushed", w.onTook), on("signup.push.failed", w.onRefused)
	cfg := *w.cfg.Signups
	cfg.Seed, cfg.Replication = w.cfg.Seed, w.cfg.Replication
	var err error
	w.signups.service, err = accounts.New(w.engine, &w.set.Accounts, w, cfg)
	return err
}

// PoolSize is how many accounts are POOL; false where nobody signs up.
func (w *World) PoolSize() (size int, there bool) {
	if !w.signsUp() {
		return 0, false
	}
	return w.signups.service.Size(), true
}

// began takes in a cause that lasts, by its log entry; ended that one is over.
func (s *signups) began(entry int32) {
	s.lasting++
	s.blame = entry
}

func (s *signups) ended() {
	if s.lasting--; s.lasting == 0 {
		s.blame = None
	}
}

// signsUp tells whether users sign up in this world.
func (w *World) signsUp() bool { return w.signups.service != nil }

// rowOf is the number in the tables of an account by its id.
func (w *World) rowOf(id int64) int32 { return int32(len(w.clients)) + int32(id) }

// isClient tells whether an account of the tables is that of a client.
func (w *World) isClient(a int32) bool { return int(a) < len(w.clients) }

// accountOf is how the queries see an account.
func (w *World) accountOf(a int32) delivery.Account {
	if w.isClient(a) {
		return delivery.Account{PayStatus: delivery.Paid, Deleted: w.clients[a].absent}
	}
	return w.signups.entered[int(a)-len(w.clients)]
}

// Connect is accounts.System: a connection of the backend's pool.
func (w *World) Connect(granted, late sim.Event) { w.database.connect(granted, late) }

// Disconnect is accounts.System.
func (w *World) Disconnect() { w.database.disconnect() }

// Query is accounts.System: one statement.
func (w *World) Query(served, late sim.Event) { w.database.query(served, late) }

// Inserted is accounts.System. Until it is POOL the account is nobody's trial (POOL-02), which background sync sees.
func (w *World) Inserted(id int64) {
	w.rows.grow()
	w.signups.entered = append(w.signups.entered, delivery.Account{PayStatus: delivery.Trial})
	w.sync.look(w.rowOf(id))
}

// Pooled is accounts.System.
func (w *World) Pooled(id int64) { w.signups.entered[id].PayStatus = delivery.Pool }

// Configured is accounts.System: fill_configs came to every active server that it can take to (SYNC-17).
func (w *World) Configured(id int64) {
	a := w.rowOf(id)
	for s := range w.servers {
		if w.servers[s].Active && w.reachable(int32(s)) {
			w.configured(a, int32(s))
		}
	}
	if _, awaited := w.sync.jobs[a]; awaited {
		for s := range w.servers {
			w.settle(int32(s))
		}
	}
}

// making is one fill_configs under way, server by server.
type making struct {
	account      int32
	next         int32 // server to go on with
	under        int   // pushes under way
	missed       bool  // a server did not take its configs
	done, failed sim.Event
}

// Push is accounts.System: one fill_configs through the panels of every server.
func (w *World) Push(id int64, done, failed sim.Event) {
	slot := w.signups.making.Put(making{account: w.rowOf(id), done: done, failed: failed})
	for range w.set.Creation.AtOnce {
		w.pushNext(slot)
	}
	w.endMaking(slot)
}

// pushNext pushes to the next active server that configs can take to, if there is one left.
func (w *World) pushNext(slot int32) {
	m := &w.signups.making.Items[slot]
	for ; int(m.next) < len(w.servers); m.next++ {
		if s := m.next; w.servers[s].Active && w.reachable(s) {
			m.next++
			m.under++
			w.panels.start(push{
				server: s, time: &w.set.Creation.Push, accounts: 1,
				done: sim.Event{Kind: w.signups.took, Target: slot, A: int64(s)}, fail: sim.Event{Kind: w.signups.refused, Target: slot, A: int64(s)},
			})
			return
		}
	}
}

func (w *World) onTook(ev sim.Event) {
	m := &w.signups.making.Items[ev.Target]
	w.configured(m.account, int32(ev.A))
	w.settle(int32(ev.A))
	w.pushed(ev.Target)
}

func (w *World) onRefused(ev sim.Event) {
	w.metric[panelErrors]++
	w.log(PanelError, w.panels.blame, Field{"server", w.servers[ev.A].Name}, Field{"by", "fill_configs"})
	w.signups.making.Items[ev.Target].missed = true
	w.pushed(ev.Target)
}

func (w *World) pushed(slot int32) {
	w.signups.making.Items[slot].under--
	w.pushNext(slot)
	w.endMaking(slot)
}

// endMaking ends a fill_configs that has nothing under way any more. One server that missed its own makes it a failure.
func (w *World) endMaking(slot int32) {
	if w.signups.making.Items[slot].under > 0 {
		return
	}
	m := w.signups.making.Take(slot)
	after := m.done
	if m.missed {
		after = m.failed
	}
	w.engine.After(0, after)
}

// Given is accounts.System: a named user's app starts with the account, an unnamed one's asks for its configs once.
func (w *World) Given(to accounts.User, from pool.Route, account pool.Account) {
	a := w.rowOf(account.ID)
	w.signups.entered[account.ID].PayStatus = delivery.PayStatus(account.PayStatus)
	if to.Name != None {
		w.welcome(to, from, a)
		return
	}
	w.journal.count(AccountGiven)
	w.metric[requests]++
	w.database.query(sim.Event{Kind: w.signups.firstAnswer, Target: a}, sim.Event{Kind: w.signups.firstFailed, Target: a})
}

// welcome makes an account that of a named client, rows and all, and starts the client's app.
func (w *World) welcome(to accounts.User, from pool.Route, a int32) {
	c := to.Name
	w.clients[c].absent, w.personals[c].signingUp = false, false
	w.signups.entered[int(a)-len(w.clients)].Deleted = true
	w.signups.moved = append(w.signups.moved, a)
	for s, row := range w.rowsOf(a) {
		w.setRow(c, int32(s), row)
	}
	w.sync.look(c)
	entry := w.logClient(AccountGiven, c, to.Because, Field{"from", from.String()}, Field{"waited", length(to.Waited)})
	w.open(c, entry)
}

// onFirstAnswer: a new user's app is given its configs, which may be fewer than there are servers.
func (w *World) onFirstAnswer(ev sim.Event) {
	a := ev.Target
	answer := w.respond(a)
	w.countAnswer(answer)
	w.logAnswer(a, answer.Event, None)
	switch {
	case answer.Completeness.Healthy == 0:
		w.metric[firstEmpty]++
	case !answer.Completeness.Whole():
		w.metric[firstPartial]++
	}
	if len(answer.Sync) > 0 {
		w.startSync(a, answer.Sync, None)
	}
	w.sync.look(a)
}

func (w *World) onFirstFailed(sim.Event) {
	w.metric[failedRequests]++
	w.metric[poolTimeouts]++
	w.journal.count(PoolTimeout)
	w.journal.count(RequestFailed)
}
