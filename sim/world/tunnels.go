package world

import (
	"time"

	"reprise/control/delivery"
	"reprise/control/xray"
	"reprise/sim"
	"reprise/sim/random"
	"reprise/sim/world/tunnel"
)

// clientTunnel is what runs on one client while its VPN is on: the core with its balancer and observatory, and the
// connections that go through it. It is there where the world runs cores.
type clientTunnel struct {
	client, country int32
	because         int32   // the log entry of the tap
	outbounds       []int32 // the country's servers in the order in which the client was given them
	rung            xray.Rung
	core            *coreConfig
	balancer        tunnel.Balancer // nil where a connection meets none
	watch           tunnel.Observatory
	serial          uint16 // of the core that runs; probes of an earlier one come to nothing

	began   sim.Time
	picked  bool // a connection was tried
	on      bool // a connection has got through
	passing bool // the last one did

	connection, wake, climb  sim.Token
	routing, browsing, burst random.Stream // what the balancer, the user and a burst observatory draw
	probes                   []openProbe
}

// tunnels are those that are up.
type tunnels struct {
	up                              sim.Slab[clientTunnel]
	of                              []int32 // by client: its tunnel, or None
	connection, climb, wake, probed sim.Kind

	draws   [3]random.Series
	begin   []int32              // whose probes begin now
	refuses map[refusal]sim.Time // until when
	blocked map[string]int       // hosts that cannot be reached: by how many faults
}

// buildTunnels makes ready for cores to run.
func (w *World) buildTunnels() {
	if !w.runsCores() {
		return
	}
	w.cores.known = map[coreKey]*coreConfig{}
	t := &w.tunnels
	on := w.engine.Register
	t.connection, t.climb = on("tunnel.connection", w.onConnection), on("tunnel.climb", w.onClimb)
	t.wake, t.probed = on("tunnel.wake", w.onWake), on("tunnel.probed", w.onProbed)
	t.refuses, t.blocked = map[refusal]sim.Time{}, map[string]int{}
	for i, name := range []string{"tunnel.routing", "tunnel.browsing", "tunnel.burst"} {
		t.draws[i] = random.NewSeries(w.cfg.Seed, name, w.cfg.Replication)
	}
	t.of = make([]int32, len(w.clients))
	for c := range t.of {
		t.of[c] = None
	}
}

// inSession tells whether a client's VPN is on, or about to be.
func (w *World) inSession(c int32) bool {
	return w.clients[c].session != None || w.runsCores() && w.tunnels.of[c] != None
}

// startTunnel switches a client's VPN on: its core starts, and its first connection is tried.
func (w *World) startTunnel(c, country int32, outbounds []int32, because int32) {
	i := w.tunnels.up.Place()
	t := &w.tunnels.up.Items[i]
	*t = clientTunnel{
		client: c, country: country, because: because, serial: t.serial, began: w.engine.Now(),
		outbounds: append(t.outbounds[:0], outbounds...), probes: t.probes[:0],
	}
	w.tunnels.of[c] = i
	w.clients[c].occasions[tunnelling]++
	for n, stream := range []*random.Stream{&t.routing, &t.browsing, &t.burst} {
		*stream = w.tunnels.draws[n].Stream(uint64(c), uint64(w.clients[c].occasions[tunnelling]))
	}
	w.startCore(i)
	w.onConnection(sim.Event{Target: i})
}

// startCore starts the core of a tunnel, or on a later rung of Android's fallback another in its place (LB-11).
func (w *World) startCore(i int32) {
	t := &w.tunnels.up.Items[i]
	alone := t.outbounds
	if server, one := t.rung.Server(); one {
		alone = t.outbounds[server : server+1]
	}
	t.core = w.core(t.client, min(t.rung, firstAlone), alone)
	t.serial++
	t.balancer = nil
	w.engine.Cancel(t.wake)
	if w.clients[t.client].platform == delivery.Android {
		t.climb = w.engine.After(xray.ProbeAfter, sim.Event{Kind: w.tunnels.climb, Target: i})
	}
	if t.core.Stage != xray.OK {
		w.metric[coresNotStarted]++
		t.because = w.logClient(CoreNotStarted, t.client, t.because, Field{"stage", t.core.Stage.String()}, Field{"error", t.core.Err})
		return
	}
	if t.core.Balancer != nil {
		t.balancer = t.core.Balancer()
	}
	w.wakeAt(i, t.watch.Start(&t.core.plan, w.engine.Now()))
}

// stopTunnel switches a client's VPN off.
func (w *World) stopTunnel(c int32) {
	if !w.runsCores() || w.tunnels.of[c] == None {
		return
	}
	i := w.tunnels.of[c]
	t := &w.tunnels.up.Items[i]
	w.engine.Cancel(t.connection)
	w.engine.Cancel(t.wake)
	w.engine.Cancel(t.climb)
	t.serial++
	w.tunnels.of[c] = None
	w.tunnels.up.Release(i)
}

// way is where the core sends the next connection: a server, past or nowhere.
func (w *World) way(t *clientTunnel) int32 {
	if t.core.Stage != xray.OK {
		return nowhere
	}
	to := t.core.Outbound
	if t.balancer != nil {
		to = t.balancer.Pick(t.watch.Seen(w.engine.Now()), &t.routing)
	}
	switch {
	case to != tunnel.First:
		return t.core.at[to]
	case t.core.first != None:
		return t.core.first
	}
	return t.outbounds[0]
}

// passes tells whether what a client sends a way gets through.
func (w *World) passes(c, way int32) bool {
	switch way {
	case past:
		return true
	case nowhere:
		return false
	}
	return w.answers(way) && !w.refused(c, way)
}

// onConnection is one connection through a tunnel: it gets through or not. Until the first one has, the apps behind the tunnel
// try every second.
func (w *World) onConnection(ev sim.Event) {
	t := &w.tunnels.up.Items[ev.Target]
	way := w.way(t)
	through := w.passes(t.client, way)
	w.noteConnection(t, way, through)
	if !t.picked && way >= 0 {
		w.notePick(t.client, way)
	}
	t.picked = true
	next := tryEvery
	switch {
	case through && !t.on:
		w.tunnelUp(t, way)
		next = w.set.Tunnel.Connections.Draw(&t.browsing)
	case !t.on && w.gaveUp(t):
		w.endTunnel(t, way)
		return
	case t.on:
		w.followConnection(t, way, through)
		next = w.set.Tunnel.Connections.Draw(&t.browsing)
	}
	t.connection = w.engine.After(next, sim.Event{Kind: w.tunnels.connection, Target: ev.Target})
}

// tryEvery is how often the apps behind a tunnel try until something gets through.
const tryEvery = time.Second

// gaveUp tells whether a tunnel through which nothing has come yet is given up: at once where the core does not start, else when
// the user has waited for long enough. While Android's fallback goes on it is the app that gives up, at the end of it.
func (w *World) gaveUp(t *clientTunnel) bool {
	if t.climb != 0 {
		return false
	}
	return t.core.Stage != xray.OK || w.engine.Now().Sub(t.began) >= w.set.Tunnel.Patience
}

// endTunnel ends a tunnel through which nothing came.
func (w *World) endTunnel(t *clientTunnel, way int32) {
	c, because, country, reason := t.client, t.because, t.country, w.hindrance(t, way)
	w.stopTunnel(c)
	w.fail(c, because, reason, country)
}

// hindrance says why nothing comes through a tunnel.
func (w *World) hindrance(t *clientTunnel, way int32) string {
	switch {
	case t.core.Stage != xray.OK:
		return coreRefused
	case way == nowhere:
		return "sent to block"
	case w.passes(t.client, way):
		return "the app's probe is not answered"
	case w.answers(way):
		return "server " + w.servers[way].Name + " refuses this client"
	}
	return w.refusal(way)
}

// coreRefused is the reason of an attempt with a config that the core does not start.
const coreRefused = "the core does not start"

// tunnelUp begins the session: a connection has got through.
func (w *World) tunnelUp(t *clientTunnel, way int32) {
	t.on, t.passing = true, true
	w.begin(t.client, way, t.because)
}

// followConnection moves the load of a session to where its connections go, and tells of a named client's when they stop
// getting through, and when they do again.
func (w *World) followConnection(t *clientTunnel, way int32, through bool) {
	if through && way != w.clients[t.client].session {
		w.unload(t.client)
		if way != past {
			w.join(t.client, way)
		}
	}
	if through == t.passing {
		return
	}
	t.passing = through
	switch {
	case through && !w.counted(TrafficResumed, t.client):
		w.logClient(TrafficResumed, t.client, t.because, Field{"server", w.nameOf(way)})
	case !through && !w.counted(TrafficStopped, t.client):
		w.logClient(TrafficStopped, t.client, t.because, Field{"server", w.nameOf(way)}, Field{"reason", w.hindrance(t, way)})
	}
}

// nameOf is what a way is called in the log.
func (w *World) nameOf(way int32) string {
	switch way {
	case past:
		return "none, past the VPN"
	case nowhere:
		return "none"
	}
	return w.servers[way].Name
}

// noteConnection counts a connection by where it went and whether it got through.
func (w *World) noteConnection(t *clientTunnel, way int32, through bool) {
	platform := int(w.clients[t.client].platform)
	w.metric[connections]++
	w.metric[connectionsOn+platform]++
	if way == past {
		w.metric[connectionsPast]++
	}
	if through {
		return
	}
	w.metric[connectionsFailed]++
	w.metric[connectionsFailedOn+platform]++
	if since, dead := w.deadSince(way); dead {
		longest := &w.metric[deadChosen]
		*longest = max(*longest, w.engine.Now().Sub(since).Seconds())
	}
}
