package bench

import (
	"errors"

	"reprise/sim"
)

// Model is a load that never ends by itself.
type Model interface {
	// Advance fires so many events, one at least.
	Advance(events int) error
	// Now is the time of the last event. Two engines that ran the same model for as many events agree on it.
	Now() sim.Time
}

// paced is an engine that stops after a number of events, which its model counts.
type paced struct {
	*sim.Engine
	left int
}

func newPaced(hashed bool) paced {
	e := sim.NewEngine(sim.Limits{Events: 1 << 62})
	if !hashed {
		e.WithoutTraceHash()
	}
	return paced{Engine: e}
}

// Advance fires so many events.
func (p *paced) Advance(events int) error {
	p.left = events
	if err := p.Run(); err != nil {
		return err
	}
	if p.left > 0 {
		return errors.New("bench: the model ended by itself")
	}
	return nil
}

func (p *paced) count() {
	p.left--
	if p.left == 0 {
		p.Stop()
	}
}
