package alerts

import (
	"slices"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/rules"
)

// State is what an alert has become.
type State string

// The states. An alert whose rule has no `for` fires without having been pending.
const (
	Pending  State = "pending"  // its expression holds, and has not held for long enough
	Firing   State = "firing"   // people are told
	Resolved State = "resolved" // it has fired, and is over
	Inactive State = "inactive" // it was pending, and is over without having fired
)

// Change is one alert, known by its rule and its labels, going from one state to another.
type Change struct {
	Rule    int // index in History.Rules
	Alert   string
	Labels  []Label // by name; without alertname
	State   State
	At      time.Time // of the evaluation that saw it, in UTC
	Value   float64   // of the expression; of an alert that is over, the last that it had
	Summary string    // the annotation, its templates filled in; empty: there is none
}

// History is what became of all alerting rules.
type History struct {
	Rules    []Rule // of all files, in order; their Reads go through the recording rules of all files
	Seen     []Seen // one a rule
	Changes  []Change
	Failures []Failure
	From, To time.Time // of the first scrape, and of the last
}

// newHistory is that of rules before they are evaluated.
func newHistory(files []*Rules, s Scrapes) *History {
	h := &History{Rules: alertsOf(files), From: s.Start.UTC(), To: s.end().UTC()}
	h.Seen = make([]Seen, len(h.Rules))
	for i, r := range h.Rules {
		for _, name := range r.Reads {
			if !s.has(name) {
				h.Seen[i].Missing = append(h.Seen[i].Missing, name)
			}
		}
	}
	return h
}

// Seen is how far any alert of a rule has come, and what the rule could not see.
type Seen struct {
	Pending, Firing bool
	Missing         []string // metrics that the rule reads and no scrape has
	Hollow          bool     // for want of these its expression never has a value, whatever happens
}

// Failure is a rule, alerting or recording, whose expression could not be evaluated. As in Prometheus, its alerts stay what
// they were, and other rules go on.
type Failure struct {
	File    string
	Line    int
	Name    string // of the alert, or of the record
	Problem string // the first one
	First   time.Time
	Count   int // of evaluations that failed
}

// watch follows the alerts of one rule.
type watch struct {
	rule   int
	engine *rules.AlertingRule
	active map[uint64]Change // by the hash of the labels: the last change of each alert that is not over
}

// look tells what has changed since the last look.
func (w *watch) look(at time.Time) []Change {
	if w.engine.ActiveAlertsCount() == 0 && len(w.active) == 0 {
		return nil
	}
	var changes []Change
	found := map[uint64]bool{}
	w.engine.ForEachActiveAlert(func(a *rules.Alert) {
		if a.State != rules.StatePending && a.State != rules.StateFiring {
			return // it is over, and kept for a while to be told again
		}
		key := a.Labels.Hash()
		found[key] = true
		now := Change{
			Rule: w.rule, Alert: w.engine.Name(), Labels: labelsFrom(a.Labels), State: State(a.State.String()),
			At: at.UTC(), Value: a.Value, Summary: a.Annotations.Get("summary"),
		}
		if before, was := w.active[key]; !was || before.State != now.State {
			changes = append(changes, now)
		}
		w.active[key] = now
	})
	for key, last := range w.active {
		if found[key] {
			continue
		}
		delete(w.active, key)
		last.At = at.UTC()
		last.State = map[State]State{Pending: Inactive, Firing: Resolved}[last.State]
		changes = append(changes, last)
	}
	slices.SortFunc(changes, func(a, b Change) int { return slices.CompareFunc(a.Labels, b.Labels, compareLabels) })
	return changes
}

func compareLabels(a, b Label) int {
	return labels.Compare(labels.FromStrings(a.Name, a.Value), labels.FromStrings(b.Name, b.Value))
}

// labelsFrom are labels without the alert's name, by name.
func labelsFrom(l labels.Labels) []Label {
	var all []Label
	l.Range(func(l labels.Label) {
		if l.Name != labels.AlertName {
			all = append(all, Label{l.Name, l.Value})
		}
	})
	return all
}
