package main

import "reprise/bench"

// model does what its events mean.
type model interface{ fire(*event) }

// newModel schedules the first events of a model.
func newModel(s *simulator, name string, pending int) model {
	draws := bench.NewDraws(1)
	if name == "hold" {
		for range pending {
			s.after(draws.Next(), &event{kind: tick})
		}
		return &hold{simulator: s, Draws: draws}
	}
	s.after(draws.Next(), &event{kind: arrive})
	return &mm1{simulator: s, Draws: draws, departure: &event{kind: depart}}
}

type hold struct {
	*simulator
	bench.Draws
}

func (m *hold) fire(ev *event) { m.after(m.Next(), ev) }

type mm1 struct {
	*simulator
	bench.Draws
	departure *event

	present int   // customers
	since   int64 // ns
	area    float64
	busy    float64
}

func (m *mm1) fire(ev *event) {
	m.observe()
	switch ev.kind {
	case arrive:
		m.present++
		if m.present == 1 {
			m.after(m.NextService(), m.departure)
		}
		m.after(m.Next(), ev)
	case depart:
		m.present--
		if m.present > 0 {
			m.after(m.NextService(), ev)
		}
	}
}

func (m *mm1) observe() {
	span := float64(m.now - m.since)
	m.since = m.now
	m.area += float64(m.present) * span
	if m.present > 0 {
		m.busy += span
	}
}
