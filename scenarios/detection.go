package scenarios

import (
	"time"

	"reprise/reports"
	"reprise/sim"
	"reprise/sim/alerts"
	"reprise/sim/world"
)

// alertStates say how each state of an alert is called in a report.
var alertStates = map[alerts.State]reports.AlertState{
	alerts.Pending: reports.Pending, alerts.Firing: reports.Firing, alerts.Resolved: reports.Resolved, alerts.Inactive: reports.Dropped,
}

// alertChanges are what the rules made of a run.
func (o *outcome) alertChanges() []reports.AlertChange {
	changes := make([]reports.AlertChange, len(o.history.Changes))
	for i, c := range o.history.Changes {
		changes[i] = reports.AlertChange{Alert: c.Alert, State: alertStates[c.State], T: c.At, Summary: c.Summary}
		if len(c.Labels) > 0 {
			changes[i].Labels = map[string]string{}
		}
		for _, l := range c.Labels {
			changes[i].Labels[l.Name] = l.Value
		}
	}
	return changes
}

// since is what a run is told from: its first cause. Where there is none, or a user had been hit before it, what went wrong is
// older than the run, and that is told from the start.
func (r *rehearsal) since(o *outcome) (since time.Time, cause string, h harm) {
	start := r.scenario.Start.Time
	h = r.newHarm(o, start)
	if len(r.timeline) == 0 {
		return start, "", h
	}
	first := r.timeline[0]
	if hit := h.first(); hit != nil && hit.Before(first.At.Time) {
		return start, "", h
	}
	return first.At.Time, first.Do, r.newHarm(o, first.At.Time)
}

// detection is when each rule told of what had happened, and what that had cost by then.
func (r *rehearsal) detection(o *outcome) []reports.Detection {
	cause, _, harm := r.since(o)
	first := harm.first()
	told := make([]reports.Detection, len(o.history.Rules))
	for i, rule := range o.history.Rules {
		d := reports.Detection{Alert: rule.Alert, File: rule.File, Line: rule.Line, FirstHarm: first}
		if seen := o.history.Seen[i]; seen.Hollow {
			d.Lacks = seen.Missing
		}
		for _, c := range o.history.Changes {
			if c.Rule == i {
				note(&d, c, cause)
			}
		}
		if d.Fired != nil {
			d.AfterSeconds, d.Hit = d.Fired.Sub(cause).Seconds(), harm.until(*d.Fired)
			if first != nil {
				d.AheadSeconds = first.Sub(*d.Fired).Seconds()
			}
		}
		told[i] = d
	}
	return told
}

// note takes in a change of one of a rule's alerts, of which changes come in order.
func note(d *reports.Detection, c alerts.Change, cause time.Time) {
	early := c.At.Before(cause)
	switch {
	case c.State == alerts.Firing && early:
		d.Early++
		d.Pending = nil
	case c.State == alerts.Inactive && early:
		d.Pending = nil
	case c.State == alerts.Firing:
		if d.Times++; d.Fired == nil {
			d.Fired = &c.At
		}
	case c.State == alerts.Resolved && d.Fired != nil && d.Resolved == nil:
		d.Resolved = &c.At
	case c.State == alerts.Pending && d.Fired == nil:
		d.Pending = &c.At // the last time before it fired
	}
}

// harm is that of a scenario in a run, from its first cause on.
type harm struct {
	*track
	start  time.Time
	before int      // the last scrape before the first cause; -1: there is none
	names  []string // of metrics
}

func (r *rehearsal) newHarm(o *outcome, cause time.Time) harm {
	before := int((sim.Time(cause.Sub(o.start))+o.track.every-1)/o.track.every) - 1
	return harm{track: o.track, start: o.start, before: before, names: r.scenario.Harm}
}

// until is each harm as it stood at the last scrape until then.
func (h harm) until(t time.Time) map[string]float64 {
	scrape := min(int(sim.Time(t.Sub(h.start))/h.every), h.scrapes()-1)
	from, to := h.snapshot(h.before), h.snapshot(scrape)
	hit := map[string]float64{}
	for _, name := range h.names {
		i, _, _ := metricOf(name)
		hit[name] = over(i, from, to)
	}
	return hit
}

// countsUsers tells whether a harm above what it was means that a user was hit: counts do, and shares of clients. A time may
// be the pool's, and the share of a sum is never quite none under load.
func countsUsers(m world.Metric) bool {
	return !m.Gauge && m.Unit == "" || m.Gauge && m.Unit == "share" && m.Weight == 0
}

// first is the first scrape at which a user was hit; nil: none was.
func (h harm) first() *time.Time {
	earliest := -1
	for _, name := range h.names {
		place, m, _ := metricOf(name)
		if !countsUsers(m) {
			continue
		}
		values, base := h.of(place), 0.0
		if h.before >= 0 {
			base = values[h.before]
		}
		for k := h.before + 1; k < len(values) && (earliest < 0 || k < earliest); k++ {
			if values[k] > base {
				earliest = k
			}
		}
	}
	if earliest < 0 {
		return nil
	}
	t := h.start.Add(time.Duration(earliest) * time.Duration(h.every))
	return &t
}
