package bench

import "reprise/sim"

// mm1 is a single-server queue at 90 % utilisation, its state in a few numbers: two events a customer, at most two
// pending.
//
//	arrivals ──▶ ▢ ▢ ▢ ──▶ ◉ ──▶ gone
//	exp(1 s)    in line   exp(0.9 s)
type mm1 struct {
	paced
	Draws
	arrive, depart sim.Kind

	present int // in line and in service
	since   sim.Time
	area    float64 // of present over time, customers x ns
	busy    float64 // ns
}

// NewMM1 is an M/M/1 queue, empty at the start; hashed with the trace hash on. Replications differ by their seed.
func NewMM1(seed uint64, hashed bool) Model { return newMM1(seed, hashed) }

func newMM1(seed uint64, hashed bool) *mm1 {
	m := &mm1{paced: newPaced(hashed), Draws: NewDraws(seed)}
	m.arrive = m.Register("arrive", m.onArrive)
	m.depart = m.Register("depart", m.onDepart)
	m.After(m.Next(), sim.Event{Kind: m.arrive})
	return m
}

func (m *mm1) onArrive(ev sim.Event) {
	m.observe()
	m.present++
	if m.present == 1 {
		m.serve()
	}
	m.After(m.Next(), ev)
	m.count()
}

func (m *mm1) onDepart(sim.Event) {
	m.observe()
	m.present--
	if m.present > 0 {
		m.serve()
	}
	m.count()
}

func (m *mm1) serve() { m.After(m.NextService(), sim.Event{Kind: m.depart}) }

func (m *mm1) observe() {
	span := float64(m.Now() - m.since)
	m.since = m.Now()
	m.area += float64(m.present) * span
	if m.present > 0 {
		m.busy += span
	}
}

// resourceMM1 is the same queue on the engine's own resource, which keeps the line and its statistics: three events a
// customer.
//
//	arrive ──▶ Acquire ──▶ granted ──▶ done ──▶ Release
type resourceMM1 struct {
	paced
	Draws
	server        *sim.Resource
	granted, done sim.Kind
}

func newResourceMM1(hashed bool) *resourceMM1 {
	m := &resourceMM1{paced: newPaced(hashed), Draws: NewDraws(1)}
	m.server = sim.NewResource(m.Engine, "server", 1, sim.FIFO)
	arrive := m.Register("arrive", m.onArrive)
	m.granted = m.Register("granted", m.onGranted)
	m.done = m.Register("done", m.onDone)
	m.After(m.Next(), sim.Event{Kind: arrive})
	return m
}

func (m *resourceMM1) onArrive(ev sim.Event) {
	m.server.Acquire(sim.Request{Granted: sim.Event{Kind: m.granted}})
	m.After(m.Next(), ev)
	m.count()
}

func (m *resourceMM1) onGranted(sim.Event) {
	m.After(m.NextService(), sim.Event{Kind: m.done})
	m.count()
}

func (m *resourceMM1) onDone(sim.Event) {
	m.server.Release(1)
	m.count()
}
