package world

import (
	"time"

	"reprise/control/scoring"
	"reprise/sim"
	"reprise/sim/stats"
	"reprise/sim/world/traffic"
)

// Site is what a world under load knows of one server besides its row in the database: what it can carry.
type Site struct {
	Hardware traffic.Hardware
	Proxy    int32         // the WL proxy in front of it, a place in Config.Proxies, or None
	Listed   scoring.Marks // on the backend's hard-coded lists (LB-33)

	// What the legacy weight is made from (LB-22).
	MaxSessions                        int
	CPUMultiplier, BandwidthMultiplier float64
}

// load is what sessions do to servers and proxies. It is there when the fleet has Sites.
type load struct {
	machines []traffic.Machine // the servers', by number, then the proxies'
	balance  traffic.Balance
	swing    traffic.Swing
	age      *stats.Quantiles // of the scores behind the picks
	readings []float64        // utilisations of the country at hand
	way      []*traffic.Machine
	behind   [][]int32 // servers by proxy
}

// oldestScore is the largest age of a score that is told apart.
const oldestScore = 30 * 24 * time.Hour

// buildLoad makes the machines of the fleet and what measures them.
func (w *World) buildLoad() {
	w.load.swing = traffic.NewSwing(len(w.servers))
	w.load.age, _ = stats.NewQuantiles(oldestScore, 2) // constants within its bounds
	for _, site := range w.cfg.Sites {
		w.load.machines = append(w.load.machines, traffic.NewMachine(site.Hardware, &w.set.Traffic.Costs))
		w.listed = append(w.listed, site.Listed)
	}
	for _, proxy := range w.cfg.Proxies {
		w.load.machines = append(w.load.machines, traffic.NewMachine(proxy, &w.set.Traffic.Costs))
	}
	w.load.behind = make([][]int32, len(w.cfg.Proxies))
	for s, site := range w.cfg.Sites {
		if site.Proxy != None {
			w.load.behind[site.Proxy] = append(w.load.behind[site.Proxy], int32(s))
		}
	}
	w.faults.proxies, w.faults.proxySince = make([]int, len(w.cfg.Proxies)), make([]sim.Time, len(w.cfg.Proxies))
	w.service = w.newService()
}

// loaded tells whether the fleet's load is modelled.
func (w *World) loaded() bool { return len(w.cfg.Sites) > 0 }

// proxyMachine is the machine of a proxy.
func (w *World) proxyMachine(p int32) *traffic.Machine {
	return &w.load.machines[len(w.servers)+int(p)]
}

// machinesOf are the machines that a session on a server loads: the server's, and that of the proxy in front of it. They
// hold until the next call.
func (w *World) machinesOf(s int32) []*traffic.Machine {
	w.load.way = append(w.load.way[:0], &w.load.machines[s])
	if p := w.cfg.Sites[s].Proxy; p != None {
		w.load.way = append(w.load.way, w.proxyMachine(p))
	}
	return w.load.way
}

// join puts a client's session on a server.
func (w *World) join(c, s int32) {
	client := &w.clients[c]
	client.session = s
	if !w.loaded() {
		return
	}
	users := w.weight(c)
	for _, m := range w.machinesOf(s) {
		m.Join(w.engine.Now(), users, float64(client.mbps)*users)
	}
	w.throttle(w.cfg.Sites[s].Proxy)
}

// quit ends a client's session, and switches its VPN off.
func (w *World) quit(c int32) {
	w.stopTunnel(c)
	w.unload(c)
}

// unload takes a client's session off its server.
func (w *World) unload(c int32) {
	client := &w.clients[c]
	s := client.session
	client.session = None
	if s == None || !w.loaded() {
		return
	}
	users := w.weight(c)
	for _, m := range w.machinesOf(s) {
		m.Leave(w.engine.Now(), users, float64(client.mbps)*users)
	}
	w.throttle(w.cfg.Sites[s].Proxy)
}

// throttle lets arrive at the servers behind a proxy what it passes on now.
func (w *World) throttle(proxy int32) {
	if proxy == None {
		return
	}
	share := w.proxyMachine(proxy).Passes()
	for _, s := range w.load.behind[proxy] {
		w.load.machines[s].Throttle(w.engine.Now(), share)
	}
}

// weight is how many users a client stands for.
func (w *World) weight(c int32) float64 {
	if w.named(c) {
		return 1
	}
	return w.cfg.Population.StandsFor
}

// utilisation is what is asked for of a server over what there is, or of the proxy in front of it where that is
// scarcer. It is infinite for one that is down.
func (w *World) utilisation(s int32) float64 {
	if !w.loaded() {
		return 0
	}
	u := 0.0
	for _, m := range w.machinesOf(s) {
		u = max(u, m.Utilisation())
	}
	return u
}

// onMeasure reads what is measured every minute.
func (w *World) onMeasure(sim.Event) {
	w.engine.After(time.Minute, sim.Event{Kind: w.kind.measure})
	w.readBalance()
}

// readBalance takes in how evenly every country's servers are loaded, of those that are active and up.
func (w *World) readBalance() {
	for _, servers := range w.serversOf {
		w.load.readings = w.load.readings[:0]
		users := 0.0
		for _, s := range servers {
			if w.answers(s) {
				w.load.readings = append(w.load.readings, w.utilisation(s))
				users += w.load.machines[s].Users()
			}
		}
		w.load.balance.Read(w.load.readings, users)
	}
}

// onSwing ends a window of the oscillation.
func (w *World) onSwing(sim.Event) {
	w.engine.After(swingWindow, sim.Event{Kind: w.kind.swing})
	w.load.swing.Turn(w.serversOf)
}

// swingWindow is the window of the oscillation: the longest cycle on the way of a score (LB-20).
const swingWindow = 5 * time.Minute

// timeOnServers is the time of all sessions so far, and the part of it that was slow, in user-seconds: on a server that was
// overloaded or down, or behind a proxy that was.
func (w *World) timeOnServers() (all, slow float64) {
	for s := range w.servers {
		served, slowly := w.load.machines[s].Served(w.engine.Now())
		all += served
		slow += slowly
	}
	return all, slow
}
