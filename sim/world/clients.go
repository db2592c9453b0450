package world

import (
	"slices"

	"reprise/control/delivery"
	"reprise/sim"
)

// Client is one named user and device.
type Client struct {
	Name     string
	Platform delivery.Platform
	// HoldsList: it starts with a config of every server that serves its account at the start. Otherwise it holds none.
	HoldsList bool
	// Absent: it has no account before it signs up.
	Absent bool
}

// client is one user, one device and one account; all three share one number. It holds no pointers and takes two lines
// of a processor's cache: a million of them are what a run spends its time on.
type client struct {
	platform    delivery.Platform
	has         bool // it holds a list
	failed      bool // the last refresh failed
	asking      bool // a request is under way
	retried     bool // an unnamed user restarts a failed app once
	everPartial bool
	everExposed bool
	absent      bool // it has no account yet
	stranded    bool // it is to look whether its session's server carries anything

	home    int32  // the country an unnamed user connects to
	wants   int32  // country to connect to once the answer is there, or None
	request int32  // number of the last one
	like    uint32 // number of the answer that its account's rows led to last; 0: they have changed since

	list    int32    // the set of servers it holds configs of (lists.go)
	edition int32    // of the ranking that the list was made from, or None (chain.go)
	minute  int32    // in which it was made
	session int32    // server, or None
	fetched sim.Time // when the age of the list began
	expiry  sim.Token

	sessionEnd   sim.Token
	mbps         float32 // what a user of the session asks for
	occasions    [habits]uint32
	exposedSince sim.Time // since when it has made do with a list that is not current; never: it has not
}

// peopleIt makes the clients, their accounts' rows and the lists they hold. No app runs before its first start in the
// run, so no timer does.
func (w *World) peopleIt() {
	w.clients = w.draw()
	w.lists = newLists(len(w.servers), len(w.clients)+1) // the clients, and the memo
	w.rows = newRows(len(w.clients), len(w.servers))
	for s := range w.servers {
		if w.servers[s].Active {
			w.servers[s].Active = false
			w.switchOn(int32(s))
		}
	}
	if len(w.clients) == 0 {
		return
	}
	whole := w.lists.number(w.serveAll())
	w.respond(0) // all others are like it
	everyoneLacks := delivery.WithoutConfigs(w.accountOf(0), w.rowsOf(0))
	for i := range w.clients {
		c := &w.clients[i]
		c.wants, c.session, c.edition, c.exposedSince = None, None, None, never
		c.like = w.memo.number
		if c.has {
			w.lists.swap(&c.list, whole)
			w.hold(int32(i))
		}
		if everyoneLacks {
			w.sync.look(int32(i))
		}
	}
}

// serveAll gives every account its row on every server that is active and can be pushed to, and gives the set of them.
func (w *World) serveAll() []uint64 {
	reachable := make([]uint64, len(w.activeSet))
	for s := range w.servers {
		if w.servers[s].Active && w.reachable(int32(s)) {
			add(reachable, int32(s))
			w.rows.set(0, int32(s), delivery.Pushed(0))
		}
	}
	w.rows.likeTheFirst()
	return reachable
}

// named tells whether the log tells of a client; of None it does not.
func (w *World) named(c int32) bool { return c >= 0 && int(c) < len(w.cfg.Clients) }

// counted counts a line about an unnamed client, which is all that is kept of it. Lines with fields ask this first
// where a crowd passes, so that no fields are allocated for nothing.
func (w *World) counted(id EventID, c int32) bool {
	if w.named(c) {
		return false
	}
	w.journal.count(id)
	return true
}

// logClient writes a line about a client, which unnamed ones have counted only. It gives the entry that what follows
// is because of.
func (w *World) logClient(id EventID, c int32, because int32, fields ...Field) int32 {
	if w.counted(id, c) {
		return because
	}
	return w.log(id, because, slices.Insert(fields, 0, Field{"client", w.cfg.Clients[c].Name})...)
}

// list is the set of servers a client holds configs of.
func (w *World) list(c int32) []uint64 { return w.lists.of(w.clients[c].list) }

// rules are the cache rules of a client's platform.
func (w *World) rules(c int32) *delivery.CacheRules { return &w.set.Cache[w.clients[c].platform] }

// held is what the cache rules need to know of a client's list.
func (w *World) held(c int32) delivery.Held {
	client := &w.clients[c]
	age := w.rules(c).Clock.Elapsed(w.engine.Now().Sub(client.fetched), w.personal(c).asleepFor)
	return delivery.Held{Has: client.has, Age: age, FailedBefore: client.failed}
}

// open starts a client's app, with the timer of the list that it holds.
func (w *World) open(c int32, because int32) {
	if !w.meets(c, delivery.Start, because) {
		w.setTimer(c)
	}
}

// meets is a moment at which a client may look at its list: it asks when the rules say so, and tells whether a request
// is under way. One that was sent before counts: its answer is read from the rows when it is given.
func (w *World) meets(c int32, m delivery.Moment, because int32) bool {
	if w.clients[c].absent {
		return false
	}
	rules := w.rules(c)
	if rules.ClearedBy(m) {
		w.clear(c, because)
	}
	if !rules.Fetches(m, w.held(c)) {
		return w.clients[c].asking
	}
	w.ask(c, because)
	return true
}

// clear takes a client's list away.
func (w *World) clear(c int32, because int32) {
	client := &w.clients[c]
	if !client.has {
		return
	}
	client.has, client.failed = false, false
	w.lists.swap(&client.list, 0)
	w.engine.Cancel(client.expiry)
	w.personal(c).stored = w.logClient(ListCleared, c, because)
}

// receive does with an answer what the cache rules say, and goes on with what the user was waiting for.
func (w *World) receive(c int32, kind delivery.AnswerKind, served int32, because int32) {
	client := &w.clients[c]
	rules := w.rules(c)
	after := rules.After(w.held(c), kind)
	client.has, client.failed = after.Has, after.FailedBefore
	if after.Age == 0 {
		client.fetched, w.personal(c).asleepFor = w.engine.Now(), 0
	}
	switch rules.Receives(kind) {
	case delivery.Replace:
		w.store(c, kind, served, because)
	case delivery.Keep:
		w.keep(c, because)
	case delivery.Clear:
		w.lists.swap(&client.list, 0)
		w.personal(c).stored = w.logClient(ListCleared, c, because)
	}
	w.setTimer(c)
	w.noteExposure(c)
	if country := client.wants; country != None {
		client.wants = None
		w.attempt(c, country, because)
	}
}

// store replaces a client's list with the one that was served.
func (w *World) store(c int32, kind delivery.AnswerKind, served int32, because int32) {
	client := &w.clients[c]
	w.lists.swap(&client.list, served)
	w.hold(c)
	if kind == delivery.Partial {
		w.metric[partialLists]++
		client.everPartial = true
	}
	if !w.counted(ListStored, c) {
		w.personal(c).stored = w.logClient(ListStored, c, because, Field{"servers", int64(count(w.list(c)))})
	}
}

// keep leaves a client's list as it is.
func (w *World) keep(c int32, because int32) {
	if w.counted(ListKept, c) {
		return
	}
	held := count(w.list(c))
	w.personal(c).stored = w.logClient(ListKept, c, because, Field{"servers", int64(held)},
		Field{"switchedOff", int64(held - common(w.list(c), w.activeSet))})
}

// setTimer sets the timer of a client that has one: to the end of its list's time, or where that is over or there is
// no list, after a failure, to the next try.
func (w *World) setTimer(c int32) {
	client := &w.clients[c]
	rules := w.rules(c)
	w.engine.Cancel(client.expiry)
	held := w.held(c)
	if !rules.Timed(held) {
		return
	}
	after := max(0, rules.TTL-held.Age)
	if client.failed && (rules.AsksAgain || rules.AfterFailure == delivery.Retry && (!client.has || after < w.set.Retry)) {
		after = w.set.Retry
	}
	client.expiry = w.engine.After(after, sim.Event{Kind: w.kind.expiry, Target: c})
}

// onExpiry: the timer of a client's list went off. Should a deploy have lengthened the list's time meanwhile, it is set
// again.
func (w *World) onExpiry(ev sim.Event) {
	c := ev.Target
	if w.personal(c).asleepFrom != never {
		return
	}
	if !w.meets(c, delivery.Expiry, w.personal(c).stored) && w.held(c).Age < w.rules(c).TTL {
		w.setTimer(c)
	}
}

// invalidate tells a client that its list is out of date. A computer that sleeps does not hear it.
func (w *World) invalidate(c int32, because int32) {
	if w.personal(c).asleepFrom != never {
		return
	}
	w.metric[invalidations]++
	entry := w.logClient(ListInvalidated, c, because)
	w.meets(c, delivery.Invalidated, entry)
}

// restart starts a client's app and daemon anew, and tells whether it asks for a list. With the old ones end the session,
// the wish to connect, and the request that was under way, whose answer nobody hears.
func (w *World) restart(c int32, because int32) bool {
	client := &w.clients[c]
	w.engine.Cancel(client.sessionEnd)
	w.quit(c)
	client.wants, client.asking = None, false
	return w.meets(c, delivery.Restart, because)
}
