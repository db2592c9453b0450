package world

import (
	"time"

	"reprise/sim"
	"reprise/sim/random"
)

// panels are the control panels of the servers: each takes a few pushes at once, a push takes minutes, and some fail.
type panels struct {
	engine *sim.Engine
	set    *PanelSettings
	slots  []*sim.Resource // by server
	time   []random.Stream // by server
	luck   []random.Stream // by server
	pushes sim.Slab[push]

	admitted, over sim.Kind

	faults []FailPanels // those that last now
	blame  int32        // the log entry of the last of them, or None
}

// push is one push under way, and the events that follow it.
type push struct {
	server     int32
	time       *random.Span // without what each account adds
	accounts   int
	done, fail sim.Event
}

func newPanels(e *sim.Engine, cfg Config, set *PanelSettings) panels {
	p := panels{engine: e, set: set, blame: None}
	for s := range cfg.Servers {
		p.slots = append(p.slots, sim.NewResource(e, "panel."+cfg.Servers[s].Name, set.Capacity, sim.FIFO))
		p.time = append(p.time, random.Make(cfg.Seed, "panel.time", uint64(s), cfg.Replication))
		p.luck = append(p.luck, random.Make(cfg.Seed, "panel.luck", uint64(s), cfg.Replication))
	}
	return p
}

// register gives the panels their own event kinds; they must stay where they are from here on.
func (p *panels) register() {
	p.admitted = p.engine.Register("panel.admitted", p.onAdmitted)
	p.over = p.engine.Register("panel.over", p.onOver)
}

// start starts a push; its done or fail follows at the instant it ends.
func (p *panels) start(job push) {
	slot := p.pushes.Put(job)
	p.slots[job.server].Acquire(sim.Request{Granted: sim.Event{Kind: p.admitted, Target: slot}})
}

func (p *panels) onAdmitted(ev sim.Event) {
	job := p.pushes.Items[ev.Target]
	span := float64(job.time.Draw(&p.time[job.server])) + float64(p.set.Each)*float64(job.accounts)
	for _, f := range p.faults {
		span *= f.Slower
	}
	p.engine.After(time.Duration(min(span, longest)), sim.Event{Kind: p.over, Target: ev.Target})
}

func (p *panels) onOver(ev sim.Event) {
	job := p.pushes.Take(ev.Target)
	p.slots[job.server].Release(1)
	after := job.done
	if p.luck[job.server].Bool(p.failing()) {
		after = job.fail
	}
	p.engine.After(0, after)
}

// longest bounds a push, ns: a float64 beyond what a Duration holds turns into anything.
const longest = 1 << 62

// failing is the share of pushes that fail now: each fault strikes by itself.
func (p *panels) failing() float64 {
	good := 1.0
	for _, f := range p.faults {
		good *= 1 - f.Errors
	}
	return 1 - good
}
