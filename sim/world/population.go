package world

import (
	"reprise/control/delivery"
	"reprise/sim"
	"reprise/sim/random"
)

// Population is many unnamed users whose doings are drawn.
type Population struct {
	Accounts     int
	Shares       [platforms]float64 // by delivery.Platform; they add up to 1
	Opens        random.Rate        // how often one user starts the app
	ConnectAfter random.Span        // from the start of the app to the tap on connect
	RestartAfter random.Span        // from a failed attempt to the restart
	Session      random.Span
}

// people are the streams of randomness of every client, by number.
type people struct {
	opens, connect, restart, session, pick []random.Stream
}

// draw makes the clients, named ones first. The home country is that of a server of the fleet drawn evenly; so is an
// unnamed client's platform, by its share. Unnamed clients hold the list of the start.
func (w *World) draw() []client {
	p := w.cfg.Population
	named := len(w.cfg.Clients)
	total := named
	if p != nil {
		total += p.Accounts
	}
	w.people = people{
		opens: w.streams("client.opens", total), connect: w.streams("client.connect", total),
		restart: w.streams("client.restart", total), session: w.streams("client.session", total),
		pick: w.streams("client.pick", total),
	}
	drawn := make([]client, total)
	for i := range drawn {
		who := w.stream("client.who", i)
		drawn[i].home = w.countryOf[who.IntN(len(w.servers))]
		if i < named {
			c := w.cfg.Clients[i]
			drawn[i].name, drawn[i].platform, drawn[i].has = c.Name, c.Platform, c.HoldsList
			continue
		}
		drawn[i].platform, drawn[i].has = p.platform(who.Float64()), true
	}
	return drawn
}

// platform is the one whose share holds u.
func (p *Population) platform(u float64) delivery.Platform {
	for i, share := range p.Shares {
		if u < share {
			return delivery.Platform(i)
		}
		u -= share
	}
	return platforms - 1
}

func (w *World) streams(name string, n int) []random.Stream {
	all := make([]random.Stream, n)
	for i := range all {
		all[i] = w.stream(name, i)
	}
	return all
}

// startPopulation draws the first start of the app of every unnamed user.
func (w *World) startPopulation() {
	for i := range w.clients {
		if !w.named(int32(i)) {
			w.scheduleOpen(int32(i))
		}
	}
}

func (w *World) scheduleOpen(c int32) {
	at, ok := random.NextArrival(&w.people.opens[c], w.cfg.Population.Opens, int64(w.engine.Now()))
	if ok && sim.Time(at) <= w.cfg.Horizon {
		w.engine.At(sim.Time(at), sim.Event{Kind: w.kind.open, Target: c})
	}
}

// onOpen: an unnamed user starts the app, and will connect unless a session is on.
func (w *World) onOpen(ev sim.Event) {
	c := ev.Target
	w.scheduleOpen(c)
	if w.clients[c].session != None {
		return
	}
	w.clients[c].retried = false
	w.journal.count(AppOpened)
	w.open(c, None)
	after := w.cfg.Population.ConnectAfter.Draw(&w.people.connect[c])
	w.engine.After(after, sim.Event{Kind: w.kind.connect, Target: c})
}

func (w *World) onConnect(ev sim.Event) {
	w.journal.count(ConnectTapped)
	w.connect(ev.Target, w.clients[ev.Target].home, None)
}

// failUnnamed has the user restart the app after a while, once.
func (w *World) failUnnamed(c, country int32) {
	client := &w.clients[c]
	if w.crashesOnMissing(c) {
		w.metric[crashes]++
		w.journal.count(AppCrashed)
	}
	if client.retried {
		return
	}
	client.retried = true
	after := w.cfg.Population.RestartAfter.Draw(&w.people.restart[c])
	w.engine.After(after, sim.Event{Kind: w.kind.restart, Target: c, A: int64(country)})
}

// onRestart: an unnamed user restarts the app that failed and tries again, unless another try has gone well meanwhile.
func (w *World) onRestart(ev sim.Event) {
	if w.clients[ev.Target].session != None {
		return
	}
	w.journal.count(AppRestarted)
	w.restart(ev.Target, None)
	w.clients[ev.Target].wants = int32(ev.A)
}
