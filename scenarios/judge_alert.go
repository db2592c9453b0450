package scenarios

import (
	"cmp"
	"strings"
	"time"

	"reprise/reports"
	"reprise/scenarios/strict"
	"reprise/sim/alerts"
)

// state is what the alert is expected to come to.
func (e Expectation) state() alerts.State {
	if e.State == "" {
		return alerts.Firing
	}
	return alerts.State(e.State)
}

// came is how often an alert came to the state, with the labels, that an expectation names.
func (o *outcome) came(e Expectation) float64 {
	n := 0
	for _, c := range o.history.Changes {
		if c.Alert == e.Alert && c.State == e.state() && carries(c, e.Labels) {
			n++
		}
	}
	return float64(n)
}

// judgeAlert looks for an alert that comes to a state at an instant: the nearest time that it does with these labels, or else
// with others.
func (r *rehearsal) judgeAlert(e Expectation, o *outcome) reports.Expectation {
	within := e.Within.D
	if !e.Within.Set() {
		within = evaluateEvery
	}
	var labels []string
	for _, l := range e.Labels {
		labels = append(labels, l.Value.String())
	}
	out := reports.Expectation{
		Verdict: reports.Fail, Actual: "never " + string(e.state()), Margin: "-",
		Limit: inWords(labels, e.state()) + " at " + r.clock(e.At.Time) + " ± " + reports.Span(within),
	}
	c, found := o.nearestChange(e, true)
	if !found {
		if c, found = o.nearestChange(e, false); found {
			out.Actual, out.Margin = r.cameTo(c, e), "other labels"
		}
		return out
	}
	off := c.At.Sub(e.At.Time).Abs()
	out.Verdict, out.Actual, out.Margin = reports.Of(off <= within), r.cameTo(c, e), reports.Span(within-off)
	return out
}

// nearestChange is the time that the alert comes to the state which is nearest to the expectation's instant.
func (o *outcome) nearestChange(e Expectation, fitting bool) (nearest alerts.Change, found bool) {
	var best time.Duration
	for _, c := range o.history.Changes {
		if c.Alert != e.Alert || c.State != e.state() || fitting && !carries(c, e.Labels) {
			continue
		}
		if off := c.At.Sub(e.At.Time).Abs(); !found || off < best {
			nearest, best, found = c, off, true
		}
	}
	return nearest, found
}

// carries tells whether an alert has all the labels.
func carries(c alerts.Change, labels strict.Map[strict.Scalar]) bool {
	for _, want := range labels {
		if labelOf(c, want.Key) != want.Value.String() {
			return false
		}
	}
	return true
}

// labelOf is the value of an alert's label; empty: it has none.
func labelOf(c alerts.Change, name string) string {
	for _, l := range c.Labels {
		if l.Name == name {
			return l.Value
		}
	}
	return ""
}

// cameTo says what an alert came to and when, as in `warning firing at 18:24:00`: before it stand the values of the labels that
// were asked for.
func (r *rehearsal) cameTo(c alerts.Change, e Expectation) string {
	var labels []string
	for _, l := range e.Labels {
		labels = append(labels, cmp.Or(labelOf(c, l.Key), "no "+l.Key))
	}
	return inWords(labels, c.State) + " at " + r.clock(c.At)
}

// clock is the time of day, and the day too in a run of more than one: an alert often comes days before what else is seen.
func (r *rehearsal) clock(t time.Time) string {
	if r.scenario.End.Time.Sub(r.scenario.Start.Time) > 24*time.Hour {
		return t.Format("2 Jan ") + t.Format(time.TimeOnly)
	}
	return t.Format(time.TimeOnly)
}

func inWords(labels []string, state alerts.State) string {
	if len(labels) == 0 {
		return string(state)
	}
	return strings.Join(labels, "/") + " " + string(state)
}
