package world

import (
	"slices"
	"time"

	"reprise/control/delivery"
	"reprise/sim"
)

// Cause is one thing that an operator, a user or the outside world does.
type Cause struct {
	At sim.Time
	Do Deed
}

// Deed is what is done. It logs itself as a cause, and applies itself to the world.
type Deed interface {
	line() (EventID, []Field)
	apply(w *World, entry int32)
}

// onCause does the next deed of the timeline.
func (w *World) onCause(ev sim.Event) {
	deed := w.cfg.Causes[ev.Target].Do
	id, fields := deed.line()
	if d, ok := deed.(clientDeed); ok {
		fields = slices.Insert(fields, 0, Field{"client", w.cfg.Clients[d.who()].Name})
	}
	entry := w.journal.write(Entry{At: w.engine.Now(), Event: id, Fields: fields, Because: None, Cause: ev.Target})
	w.causeEntry[ev.Target] = entry
	deed.apply(w, entry)
	if d, ok := deed.(lasting); ok {
		w.engine.After(d.lasts(), sim.Event{Kind: w.kind.faultOver, Target: ev.Target})
	}
	if _, ok := deed.(turning); ok {
		w.onTurn(sim.Event{Target: ev.Target})
	}
}

// lasting is a deed that ends by itself.
type lasting interface {
	lasts() time.Duration
	end(w *World)
}

func (w *World) onFaultOver(ev sim.Event) { w.cfg.Causes[ev.Target].Do.(lasting).end(w) }

// Deactivate switches servers off in bulk (SYNC-01). Whether a resync follows by itself is a setting (SYNC-21).
type Deactivate struct{ Servers []int32 }

func (d Deactivate) line() (EventID, []Field) {
	return ServersDeactivated, []Field{{"count", int64(len(d.Servers))}}
}

func (d Deactivate) apply(w *World, entry int32) {
	for _, s := range d.Servers {
		w.switchOff(s, entry)
	}
	w.lastResync = resyncRun{entry: None}
	if option := w.set.Deactivate.Resync; option != delivery.NoResync {
		rows := w.resync(option)
		w.lastResync.entry = w.log(ConfigsResynced, entry, Field{"option", option.String()}, Field{"rows", rows})
	}
}

// Activate switches servers on, at once or after the checklist is kept, by setting (SYNC-16).
type Activate struct{ Servers []int32 }

func (d Activate) line() (EventID, []Field) {
	return ActivationAsked, []Field{{"count", int64(len(d.Servers))}}
}

func (d Activate) apply(w *World, entry int32) {
	before := w.active
	for _, s := range d.Servers {
		if w.set.Activate.Checklist {
			w.prepare(s, entry)
			continue
		}
		w.switchOn(s)
	}
	if !w.set.Activate.Checklist {
		w.log(ServersActivated, entry, Field{"count", int64(w.active - before)})
	}
}

// ResyncConfigs is an operator who runs one of the two clean-ups (SYNC-11, SYNC-12).
type ResyncConfigs struct{ Option delivery.Resync }

func (d ResyncConfigs) line() (EventID, []Field) {
	return ConfigsResynced, []Field{{"option", d.Option.String()}}
}

func (d ResyncConfigs) apply(w *World, entry int32) {
	w.resync(d.Option)
	w.lastResync.entry = entry
}

// ChangeSetting is a deploy that changes one setting of the running system.
type ChangeSetting struct {
	Key, Value string
	Apply      func(*Settings)
}

func (d ChangeSetting) line() (EventID, []Field) {
	return SettingChanged, []Field{{"key", d.Key}, {"value", d.Value}}
}

func (d ChangeSetting) apply(w *World, _ int32) {
	d.Apply(&w.set)
	w.memo.valid = false
	w.issue() // the ranking's rules may be others now
	if w.signsUp() {
		w.signups.service.Deployed() // and so may the pool's minimum
	}
}

// FailPanels is trouble of the panels: a share of pushes fails, and pushes take longer, for a while (SYNC-05).
type FailPanels struct {
	Errors float64 // share of pushes
	Slower float64 // factor, at least 1
	For    time.Duration
}

func (d FailPanels) line() (EventID, []Field) {
	fields := []Field{{"errors", d.Errors}, {"for", length(d.For)}}
	if d.Slower != 1 {
		fields = append(fields, Field{"slower", d.Slower})
	}
	return PanelFault, fields
}

func (d FailPanels) apply(w *World, entry int32) {
	w.panels.faults = append(w.panels.faults, d)
	w.panels.blame = entry
}

func (d FailPanels) lasts() time.Duration { return d.For }

func (d FailPanels) end(w *World) {
	at := slices.Index(w.panels.faults, d)
	w.panels.faults = slices.Delete(w.panels.faults, at, at+1)
	if len(w.panels.faults) == 0 {
		w.panels.blame = None
	}
}

// TakeConnections is trouble of the database: others hold connections of the pool for a while (SYNC-05).
type TakeConnections struct {
	Connections int
	For         time.Duration
}

func (d TakeConnections) line() (EventID, []Field) {
	return DatabaseFault, []Field{{"connections", int64(d.Connections)}, {"for", length(d.For)}}
}

func (d TakeConnections) apply(w *World, entry int32) { w.database.take(d.Connections, entry) }

func (d TakeConnections) lasts() time.Duration { return d.For }

func (d TakeConnections) end(w *World) { w.database.take(-d.Connections, w.database.blame) }
