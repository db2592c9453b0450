package world

import (
	"reprise/control/delivery"
	"reprise/sim"
	"reprise/sim/random"
)

// Population is many unnamed users whose doings are drawn.
type Population struct {
	Accounts     int
	StandsFor    float64            // how many users' traffic each carries, at least 1
	Shares       [platforms]float64 // by delivery.Platform; they add up to 1
	Opens        random.Rate        // how often one user starts the app
	ConnectAfter random.Span        // from the start of the app to the tap on connect
	RestartAfter random.Span        // from a failed attempt to the restart
	Session      random.Span
	// Demand is each country's, by its number; none: a user's country is that of a server drawn evenly, and Opens is
	// every user's.
	Demand []Demand
}

// Demand is how many users live in a country, and how often one starts the app.
type Demand struct {
	Share float64 // of all users; the shares add up to 1
	Opens random.Rate
}

// habit is something that a client draws, time after time.
type habit int

const (
	opening    habit = iota // when it starts the app next
	connecting              // how long after a start it connects
	restarting              // how long after a failure it starts the app anew
	staying                 // how long a session lasts
	asking                  // how much a session asks for
	picking                 // which outbound it takes, and when it notices that it is dead
	tunnelling              // what goes on in a tunnel: three streams
	habits
)

var habitNames = [habits]string{"opens", "connect", "restart", "session", "traffic", "pick", "tunnel"}

// newHabits are the streams of every habit, each client's on each occasion.
func (w *World) newHabits() (series [habits]random.Series) {
	for h, name := range habitNames {
		series[h] = random.NewSeries(w.cfg.Seed, "client."+name, w.cfg.Replication)
	}
	return series
}

// salt tells one use of random.Unit from another.
func (w *World) salt(name string) uint64 {
	s := w.stream(name, 0)
	return s.Uint64()
}

// draws is the stream of a client's habit on this occasion. It holds until the next call for that habit.
func (w *World) draws(h habit, c int32) *random.Stream {
	occasion := &w.clients[c].occasions[h]
	*occasion++
	w.dice[h] = w.habits[h].Stream(uint64(c), uint64(*occasion))
	return &w.dice[h]
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
	drawn := make([]client, total)
	for i := range drawn {
		who := w.stream("client.who", i)
		drawn[i].home = w.drawHome(&who)
		if i < named {
			c := w.cfg.Clients[i]
			drawn[i].platform, drawn[i].has = c.Platform, c.HoldsList
			continue
		}
		drawn[i].platform, drawn[i].has = p.platform(who.Float64()), true
	}
	return drawn
}

// drawHome is the country a client's user connects to.
func (w *World) drawHome(who *random.Stream) int32 {
	if p := w.cfg.Population; p != nil && len(p.Demand) > 0 {
		return int32(whose(who.Float64(), len(p.Demand), func(country int) float64 { return p.Demand[country].Share }))
	}
	return w.countryOf[who.IntN(len(w.servers))]
}

// opens is how often one user of a country starts the app.
func (w *World) opens(country int32) random.Rate {
	if p := w.cfg.Population; len(p.Demand) > 0 {
		return p.Demand[country].Opens
	}
	return w.cfg.Population.Opens
}

// readResidents gathers the unnamed clients of every country.
func (w *World) readResidents() {
	if w.residents != nil {
		return
	}
	w.residents = make([][]int32, len(w.countries))
	for c := range w.clients {
		if !w.named(int32(c)) {
			home := w.clients[c].home
			w.residents[home] = append(w.residents[home], int32(c))
		}
	}
}

// platform is the one whose share holds u.
func (p *Population) platform(u float64) delivery.Platform {
	return delivery.Platform(whose(u, platforms, func(i int) float64 { return p.Shares[i] }))
}

// whose is the one of n that u, from 0 to 1, falls to by their shares, which add up to 1. Rounding leaves what is beyond
// their sum to the last that has any.
func whose(u float64, n int, share func(int) float64) int {
	last := 0
	for i := range n {
		if u < share(i) {
			return i
		}
		u -= share(i)
		if share(i) > 0 {
			last = i
		}
	}
	return last
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
	at, ok := random.NextArrival(w.draws(opening, c), w.opens(w.clients[c].home), int64(w.engine.Now()))
	if ok && sim.Time(at) <= w.cfg.Horizon {
		w.engine.At(sim.Time(at), sim.Event{Kind: w.kind.open, Target: c})
	}
}

func (w *World) onOpen(ev sim.Event) {
	w.scheduleOpen(ev.Target)
	w.useApp(ev.Target)
}

// useApp: an unnamed user starts the app, and will connect unless a session is on.
func (w *World) useApp(c int32) {
	if w.inSession(c) {
		return
	}
	w.clients[c].retried = false
	w.journal.count(AppOpened)
	w.open(c, None)
	after := w.cfg.Population.ConnectAfter.Draw(w.draws(connecting, c))
	w.engine.After(after, sim.Event{Kind: w.kind.connect, Target: c})
}

func (w *World) onConnect(ev sim.Event) {
	w.journal.count(ConnectTapped)
	w.connect(ev.Target, w.clients[ev.Target].home, None)
}

// failUnnamed has the user restart the app after a while, once.
func (w *World) failUnnamed(c, country int32, reason string) {
	client := &w.clients[c]
	if w.crashes(c, reason) {
		w.metric[crashes]++
		w.journal.count(AppCrashed)
	}
	if client.retried {
		return
	}
	client.retried = true
	after := w.cfg.Population.RestartAfter.Draw(w.draws(restarting, c))
	w.engine.After(after, sim.Event{Kind: w.kind.restart, Target: c, A: int64(country)})
}

// onRestart: an unnamed user restarts the app that failed and tries again, unless another try has gone well meanwhile.
func (w *World) onRestart(ev sim.Event) {
	if w.inSession(ev.Target) {
		return
	}
	w.journal.count(AppRestarted)
	w.reconnect(ev.Target, int32(ev.A))
}

// reconnect is a user who restarts the app and tries again.
func (w *World) reconnect(c, country int32) {
	if w.restart(c, None) {
		w.clients[c].wants = country
		return
	}
	w.attempt(c, country, None)
}
