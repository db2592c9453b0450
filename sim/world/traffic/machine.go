package traffic

import (
	"math"

	"reprise/sim"
)

// Hardware is what a machine can carry.
type Hardware struct {
	Cores         int
	MemoryMB      float64
	BandwidthMbps float64
}

// Costs are what sessions cost a machine. None of them is documented.
type Costs struct {
	CoresPerGbps       float64 // processor cores that 1 Gbps keeps busy
	CoresPerSession    float64
	MemoryIdle         float64 // share of the memory that is in use without a session, 0 to 1
	MemoryPerSessionMB float64
	TCPPerSession      float64 // connections that a session opens to the server
}

// Machine is one server or proxy under load.
//
// What sessions ask for comes over the machine's link, and what comes over the link asks for processor time; so does every
// session by itself. Where more is asked for than there is, of link or processor, the machine is overloaded, and carries
// all of its traffic slower in proportion. A machine whose link is choked has an idle processor.
type Machine struct {
	hardware  Hardware
	costs     *Costs
	bandwidth float64 // share of the hardware's that is there, 0 to 1
	processor float64

	sessions float64 // users
	demand   float64 // Mbps
	arriving float64 // share of the demand that gets past what stands in front of the machine, 0 to 1

	at          sim.Time // up to which the integrals go
	utilisation float64
	carried     float64 // Mbps
	cores       float64 // asked for
	area        areas   // since the last reading
	slow        float64 // session-seconds on the machine while it was slow, over its whole life
	served      float64 // session-seconds, over its whole life
}

// areas are integrals over seconds.
type areas struct {
	since    sim.Time
	carried  float64 // Mbps
	runQueue float64 // cores asked for, over the share of them that is there
}

// NewMachine is an idle machine, whole, at time 0.
func NewMachine(h Hardware, c *Costs) Machine {
	m := Machine{hardware: h, costs: c, bandwidth: 1, processor: 1, arriving: 1}
	m.settle()
	return m
}

// Join adds sessions of so many users that ask for mbps in all.
func (m *Machine) Join(now sim.Time, users, mbps float64) { m.change(now, users, mbps) }

// Leave takes them away again.
func (m *Machine) Leave(now sim.Time, users, mbps float64) { m.change(now, -users, -mbps) }

func (m *Machine) change(now sim.Time, users, mbps float64) {
	m.advance(now)
	m.sessions += users
	m.demand += mbps
	if m.sessions < 0.5 { // users are whole numbers: what is left is the rounding of sums of demands
		m.sessions, m.demand = 0, 0
	}
	m.settle()
}

// Impair leaves a share of the bandwidth and of the processor; 1 and 1 is a whole machine, 0 and 0 one that is down.
func (m *Machine) Impair(now sim.Time, bandwidth, processor float64) {
	m.advance(now)
	m.bandwidth, m.processor = bandwidth, processor
	m.settle()
}

// Throttle lets a share of the demand arrive: what the machine in front passes on.
func (m *Machine) Throttle(now sim.Time, share float64) {
	if share == m.arriving {
		return
	}
	m.advance(now)
	m.arriving = share
	m.settle()
}

// Passes is the share of what arrives that the machine carries: 1 when it is not overloaded, 0 when it is down.
func (m *Machine) Passes() float64 {
	switch {
	case m.bandwidth <= 0 || m.processor <= 0:
		return 0
	case !m.Overloaded():
		return 1
	}
	return m.carried / (m.demand * m.arriving)
}

// Users is how many users have a session on the machine.
func (m *Machine) Users() float64 { return m.sessions }

// Utilisation is what is asked for over what there is, of bandwidth or of the processor, whichever is scarcer. It is
// infinite where nothing is left of either.
func (m *Machine) Utilisation() float64 { return m.utilisation }

// Overloaded tells whether more is asked for than there is.
func (m *Machine) Overloaded() bool { return m.utilisation > 1 }

// Served is the time that sessions spent on the machine, and the part of it while it was slow, in user-seconds. It is slow
// while it is overloaded, or not all that is asked for arrives.
func (m *Machine) Served(now sim.Time) (all, slow float64) {
	looked := *m // to look changes nothing, not even where sums are rounded
	looked.advance(now)
	return looked.served, looked.slow
}

// Reading is what an agent on the machine reports.
type Reading struct {
	TCP      int     // connections open now
	Mbps     float64 // carried, a mean since the last reading
	RunQueue float64 // processes that run or wait, a mean since the last reading
	MemAvail float64 // MB
	MemTotal float64 // MB
	Cores    int
}

// Read reports the machine and begins a new mean.
func (m *Machine) Read(now sim.Time) Reading {
	m.advance(now)
	r := Reading{
		TCP: int(math.Round(m.sessions * m.costs.TCPPerSession)), Cores: m.hardware.Cores,
		MemTotal: m.hardware.MemoryMB, MemAvail: m.memoryLeft(),
		Mbps: m.carried, RunQueue: m.runQueue(),
	}
	if span := now.Sub(m.area.since).Seconds(); span > 0 {
		r.Mbps, r.RunQueue = m.area.carried/span, m.area.runQueue/span
	}
	m.area = areas{since: now}
	return r
}

// advance brings the integrals up to now.
func (m *Machine) advance(now sim.Time) {
	if now == m.at {
		return
	}
	span := now.Sub(m.at).Seconds()
	m.at = now
	// The conversions keep products from being fused into the sums, which would change last bits on some processors.
	m.area.carried += float64(m.carried * span)
	m.area.runQueue += float64(m.runQueue() * span)
	m.served += float64(m.sessions * span)
	if m.Overloaded() || m.arriving < 1 {
		m.slow += float64(m.sessions * span)
	}
}

// settle works out what the machine carries from now on.
func (m *Machine) settle() {
	asked := m.demand * m.arriving
	link := over(asked, m.hardware.BandwidthMbps*m.bandwidth)
	through := asked / max(1, link)
	m.cores = float64(through/1000*m.costs.CoresPerGbps) + float64(m.sessions*m.costs.CoresPerSession)
	processor := over(m.cores, float64(m.hardware.Cores)*m.processor)
	m.carried = through / max(1, processor)
	m.utilisation = max(link, processor)
}

// runQueue is how many processes run or wait: the cores asked for, and the longer the fewer of them there are.
func (m *Machine) runQueue() float64 {
	if m.processor <= 0 {
		return 0 // nothing runs, and nobody is there to report it
	}
	return m.cores / m.processor
}

func (m *Machine) memoryLeft() float64 {
	used := float64(m.costs.MemoryIdle*m.hardware.MemoryMB) + float64(m.costs.MemoryPerSessionMB*m.sessions)
	return max(0, m.hardware.MemoryMB-used)
}

// over is asked for over what there is; nothing asked for is 0 also of nothing.
func over(asked, there float64) float64 {
	switch {
	case asked <= 0:
		return 0
	case there <= 0:
		return math.Inf(1)
	}
	return asked / there
}
