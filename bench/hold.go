package bench

import "reprise/sim"

// hold is the classic load of an event queue: as many events pending all the time.
//
//	┌──────────── after an exponential time ───────────┐
//	└─▶ pending: ▢ ▢ ▢ ▢ … ▢ ──▶ the next one fires ───┘
type hold struct {
	paced
	Draws
}

// NewHold has that many events pending; hashed with the trace hash on.
func NewHold(pending int, hashed bool) Model {
	m := &hold{paced: newPaced(hashed), Draws: NewDraws(1)}
	tick := m.Register("tick", m.tick)
	for i := range pending {
		m.After(m.Next(), sim.Event{Kind: tick, Target: int32(i)})
	}
	return m
}

func (m *hold) tick(ev sim.Event) {
	m.After(m.Next(), ev)
	m.count()
}
