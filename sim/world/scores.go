package world

import (
	"math"

	"reprise/control/scoring"
	"reprise/sim"
	"reprise/sim/world/traffic"
)

// The way of a score (LB-27): the VPN Config Service measures the servers and scores them; every few minutes the scores
// go to MySQL; and the backend's ranking reads them, in chain.go. Each step goes by a clock of its own, and those clocks
// know nothing of each other, so that a score reaches a client when it is minutes old.

// board is what one place on that way knows of every server.
type board struct {
	rows     []standings
	measured sim.Time // when the service measured it; never: nothing is known yet
}

// standings are the columns of one server (LB-20).
type standings struct {
	scored bool // there is a score at all
	status scoring.Status
	score  float64
	tcp    int32
	marks  scoring.Marks
}

func newBoard(servers int) board { return board{rows: make([]standings, servers), measured: never} }

// copyFrom brings a board up to date with another.
func (b *board) copyFrom(other *board) {
	copy(b.rows, other.rows)
	b.measured = other.measured
}

// service is the VPN Config Service's scoring.
type service struct {
	board board
	// The moving averages of bandwidth (LB-18), by machine; NaN before the first sample.
	averages []float64
	proxies  []scoring.Proxy // as last read
}

func (w *World) newService() service {
	s := service{
		board: newBoard(len(w.servers)), averages: make([]float64, len(w.load.machines)),
		proxies: make([]scoring.Proxy, len(w.cfg.Proxies)),
	}
	for i := range s.averages {
		s.averages[i] = math.NaN()
	}
	return s
}

// onScore measures and scores every server (LB-16 to LB-19).
func (w *World) onScore(sim.Event) {
	w.engine.After(w.set.Scoring.Interval, sim.Event{Kind: w.kind.score})
	for p := range w.cfg.Proxies {
		w.readProxy(int32(p))
	}
	for s := range w.servers {
		w.scoreServer(int32(s))
	}
	w.service.board.measured = w.engine.Now()
	w.noteStatus(inService, &w.service.board)
}

func (w *World) readProxy(p int32) {
	m := int32(len(w.servers)) + p
	r := w.load.machines[m].Read(w.engine.Now())
	w.service.proxies[p] = scoring.Proxy{Load: r.RunQueue, Cores: r.Cores, BandwidthEMA: w.average(m, r.Mbps)}
}

// scoreServer fills in the columns of one server. One that is down is not measured: its average stands still.
func (w *World) scoreServer(s int32) {
	set := &w.set.Scoring.Rules
	sample := scoring.Sample{Status: scoring.Healthy}
	if w.down(s) {
		sample.Status = scoring.Down
	}
	if sample.Status != scoring.Down && w.state[s].silences == 0 {
		w.measure(s, &sample)
	}
	score := set.Score(sample)
	w.service.board.rows[s] = standings{
		scored: true, status: sample.Status, score: score, tcp: int32(sample.TCP),
		marks: set.Marks(sample.BandwidthEMA, score, sample.Status),
	}
}

// measure reads a server's own metrics, and what is known of the proxy in front of it. Nothing is known of the load of a
// proxy that is down.
func (w *World) measure(s int32, sample *scoring.Sample) {
	r := w.load.machines[s].Read(w.engine.Now())
	sample.HasMetrics, sample.Metrics, sample.TCP = true, metricsOf(r), r.TCP
	sample.BandwidthEMA = w.average(s, r.Mbps)
	if p := w.cfg.Sites[s].Proxy; p != None && !w.proxyDown(s) {
		sample.HasProxy, sample.Proxy = true, w.service.proxies[p]
	}
}

// metricsOf is a machine's reading as its agent reports it. load1 is taken to be the mean run queue since the last one.
func metricsOf(r traffic.Reading) scoring.Metrics {
	const mb = 1 << 20
	return scoring.Metrics{Load1: r.RunQueue, Cores: r.Cores, MemAvail: r.MemAvail * mb, MemTotal: r.MemTotal * mb}
}

// average takes a sample into a machine's moving average of bandwidth (LB-18).
func (w *World) average(machine int32, mbps float64) float64 {
	old := w.service.averages[machine]
	w.service.averages[machine] = w.set.Scoring.Rules.EMA(old, !math.IsNaN(old), mbps)
	return w.service.averages[machine]
}
