package world

import (
	"time"

	"reprise/control/delivery"
	"reprise/control/scoring"
	"reprise/sim"
)

// trouble is what is wrong with one server at the moment. Faults may overlap: each counts until it ends.
type trouble struct {
	downs    int              // faults that keep it down
	silences int              // faults that keep its metrics from the service
	slowed   bool             // faults have left it less than its hardware
	fault    int32            // the log entry of the last fault
	since    sim.Time         // when it went down last
	known    [places]bool     // that it was down, as it stands there
	seen     [places]sim.Time // when what stands there was measured last
}

// faults are those under way that are not of one server alone.
type faults struct {
	slow       []SlowServers
	proxies    []int      // by proxy
	proxySince []sim.Time // when each went down last
}

// place is one place on the way of a score that knows a status.
type place int

const (
	inService place = iota
	inMySQL
	inRanking
	places
)

var placeNames = [places]string{"vcs", "mysql", "ranking"}

// balances tells whether a client has a core that runs, and picks anew for every connection.
func (w *World) balances(c int32) bool {
	return w.runsCores() && w.clients[c].platform != delivery.Desktop
}

// deadSince is since when a server carries nothing, for it is down or the proxy in front of it is.
func (w *World) deadSince(s int32) (since sim.Time, dead bool) {
	if s < 0 {
		return 0, false
	}
	since = sim.EndOfTime
	if w.down(s) {
		since = w.state[s].since
	}
	if w.proxyDown(s) {
		since = min(since, w.faults.proxySince[w.cfg.Sites[s].Proxy])
	}
	return since, since != sim.EndOfTime
}

// down tells whether a server carries nothing.
func (w *World) down(s int32) bool { return w.state[s].downs > 0 }

// proxyDown tells whether the proxy in front of a server carries nothing.
func (w *World) proxyDown(s int32) bool {
	return w.loaded() && w.cfg.Sites[s].Proxy != None && w.faults.proxies[w.cfg.Sites[s].Proxy] > 0
}

// failServer takes a server down: what it carries stops, and those on it notice when their platform does.
func (w *World) failServer(s int32) {
	state := &w.state[s]
	if state.downs++; state.downs > 1 {
		return
	}
	state.since = w.engine.Now()
	w.impair(s)
	w.strand(func(on int32) bool { return on == s })
}

func (w *World) recoverServer(s int32) {
	if w.state[s].downs > 1 {
		w.state[s].downs--
		return
	}
	w.noteUnseen(s)
	w.state[s].downs = 0
	w.impair(s)
}

// noteUnseen counts for every place that has yet to learn that a server is down how long it has been so. It is called when
// the server comes up, and whenever somebody looks.
func (w *World) noteUnseen(s int32) {
	for at := range places {
		if w.down(s) && w.state[s].seen[at] < w.state[s].since {
			w.noteDelay(s, at)
		}
	}
}

func (w *World) noteDelay(s int32, at place) {
	longest := &w.metric[downInService+int(at)]
	*longest = max(*longest, w.engine.Now().Sub(w.state[s].since).Seconds())
}

// impair leaves of a server's hardware what its faults leave.
func (w *World) impair(s int32) {
	bandwidth, processor := 1.0, 1.0
	for _, slow := range w.faults.slow {
		for _, i := range slow.Servers {
			if i == s {
				bandwidth *= slow.Bandwidth
				processor *= slow.Processor
			}
		}
	}
	w.state[s].slowed = bandwidth < 1 || processor < 1
	if w.down(s) {
		bandwidth, processor = 0, 0
	}
	w.load.machines[s].Impair(w.engine.Now(), bandwidth, processor)
}

// strand has every client whose session is on one of the servers notice, each after a while. Where cores run, a phone's
// notices by itself.
func (w *World) strand(lost func(server int32) bool) {
	for c := range w.clients {
		if s := w.clients[c].session; s != None && lost(s) && !w.clients[c].stranded && !w.balances(int32(c)) {
			w.metric[stranded]++
			w.noticeLater(int32(c))
		}
	}
}

// noticeLater has a client look, after a while, whether its session's server carries anything. One look is to come at a time.
func (w *World) noticeLater(c int32) {
	w.clients[c].stranded = true
	w.engine.After(w.noticeAfter(c), sim.Event{Kind: w.kind.notice, Target: c})
}

// noticeAfter is how long a client takes to notice that its server carries nothing: a phone until its observatory
// probes that outbound again, one by one or all at once (LB-02, LB-10); on the desktop it is the user who does (LB-13).
func (w *World) noticeAfter(c int32) time.Duration {
	client := &w.clients[c]
	n := w.set.Notice
	draw := w.draws(picking, c)
	round := n.Android
	switch client.platform {
	case delivery.Desktop:
		return n.Desktop.Draw(draw)
	case delivery.IOS:
		round = w.set.Xray.ProbeInterval * time.Duration(max(1, len(w.outbounds(c, w.countryOf[client.session]))))
	}
	return time.Duration(float64(round) * draw.Float64())
}

// onNotice: a client notices that its server carries nothing, if that is so by now. A phone's balancer takes another
// outbound; a user of the desktop restarts it, which clears its list (SYNC-08), but not while it sleeps.
func (w *World) onNotice(ev sim.Event) {
	c := ev.Target
	client := &w.clients[c]
	client.stranded = false
	s := client.session
	switch {
	case s == None || w.answers(s):
	case client.platform != delivery.Desktop:
		w.move(c)
	case w.personal(c).asleepFrom != never:
		w.noticeLater(c)
	default:
		w.metric[moved]++
		w.reconnect(c, w.countryOf[s])
	}
}

// move takes a phone's session to what its chooser picks now that its probes know better. Where that does not answer
// either, the session stays, and the client notices again after another round.
func (w *World) move(c int32) {
	client := &w.clients[c]
	to := client.session
	country := w.countryOf[to]
	if outbounds := w.marked(c, w.outbounds(c, country)); len(outbounds) > 0 {
		to = w.settled(c, Choice{Outbounds: outbounds, Random: w.draws(picking, c)})
	}
	if !w.answers(to) {
		w.noticeLater(c)
		return
	}
	w.metric[moved]++
	w.decided(w.kind.moved, c, packAttempt(to, country))
	w.unload(c)
	w.join(c, to)
}

// noteStatus logs the servers whose being down, or being up again, has come to be known at a place.
func (w *World) noteStatus(at place, b *board) {
	if b.measured == never {
		return
	}
	for s := range w.servers {
		down := b.rows[s].status == scoring.Down
		state := &w.state[s]
		if down && w.down(int32(s)) && state.seen[at] < state.since && b.measured >= state.since {
			w.noteDelay(int32(s), at)
		}
		state.seen[at] = b.measured
		if state.known[at] == down {
			continue
		}
		state.known[at] = down
		id := ServerSeenUp
		if down {
			id = ServerSeenDown
		}
		w.log(id, state.fault, Field{"server", w.servers[s].Name}, Field{"by", placeNames[at]})
	}
}
