package world

import "reprise/sim"

// database is the connection pool of the backend: a bounded number of connections, callers that wait for one, and a
// time-out after which they give up.
type database struct {
	engine  *sim.Engine
	set     *DatabaseSettings
	pool    *sim.Resource
	queries sim.Slab[query]
	taken   int   // connections that others would hold if there were enough of them
	blame   int32 // the log entry since which they do, or None

	connected, over, gaveUp sim.Kind
}

// query is one caller's wish: what follows when it was served, and what when no connection came in time.
type query struct {
	served, gaveUp sim.Event
}

func newDatabase(e *sim.Engine, set *DatabaseSettings) database {
	return database{engine: e, set: set, blame: None, pool: sim.NewResource(e, "mysql.pool", set.Connections, sim.FIFO)}
}

// register gives the database its own event kinds; it must stay where it is from here on.
func (d *database) register() {
	d.connected = d.engine.Register("mysql.connected", d.onConnected)
	d.over = d.engine.Register("mysql.over", d.onOver)
	d.gaveUp = d.engine.Register("mysql.gave-up", d.onGaveUp)
}

// query waits for a connection and holds it for the time of a query.
func (d *database) query(served, gaveUp sim.Event) {
	slot := d.queries.Put(query{served, gaveUp})
	d.pool.Acquire(sim.Request{
		Granted:  sim.Event{Kind: d.connected, Target: slot},
		Patience: d.set.Timeout,
		TimedOut: sim.Event{Kind: d.gaveUp, Target: slot},
	})
}

// connect waits for a connection, and holds it until disconnect.
func (d *database) connect(granted, gaveUp sim.Event) {
	d.pool.Acquire(sim.Request{Granted: granted, Patience: d.set.Timeout, TimedOut: gaveUp})
}

func (d *database) disconnect() { d.pool.Release(1) }

func (d *database) onConnected(ev sim.Event) {
	d.engine.After(d.set.Query, sim.Event{Kind: d.over, Target: ev.Target})
}

func (d *database) onOver(ev sim.Event) {
	d.pool.Release(1)
	d.engine.After(0, d.queries.Take(ev.Target).served)
}

func (d *database) onGaveUp(ev sim.Event) {
	d.engine.After(0, d.queries.Take(ev.Target).gaveUp)
}

// take has others hold n connections more, or fewer when n is negative, because of a log entry. They cannot hold more
// than there are.
func (d *database) take(n int, because int32) {
	d.blame = because
	before := min(d.taken, d.pool.Capacity())
	d.taken += n
	if d.taken == 0 {
		d.blame = None
	}
	now := min(d.taken, d.pool.Capacity())
	if now > before {
		d.pool.Fail(now - before)
	} else {
		d.pool.Repair(before - now)
	}
}
