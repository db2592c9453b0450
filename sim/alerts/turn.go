package alerts

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/prometheus/common/promslog"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/rules"
)

// turn is a group of the engine, and when it is evaluated next.
type turn struct {
	engine    *rules.Group
	every     time.Duration
	next      time.Time
	group     group
	rules     []followed // one a rule
	foresight *foresight
	quiet     bool // at the last evaluation no expression had a value, and no alert was left
	skips     bool // evaluations that change no more than an alert's value may be left out: nobody sees them
	settled   bool // at the last evaluation each value was an alert that fires, no other alert was left, nothing failed
}

// followed is a rule of the engine, and what is known of it.
type followed struct {
	engine  rules.Rule
	expr    string
	hollow  bool   // it never has a value
	watch   *watch // nil: it records
	failure int    // 1 + its index in History.Failures; 0: it has none
}

// follow makes the engine's rule of each of the group's.
func (t *turn) follow(alerts int, none *hollow) (engines []rules.Rule) {
	for i, r := range t.group.Rules {
		tree := t.group.rules[i].tree
		f := followed{engine: newRule(tree, rules.FromMaps(t.group.Labels, r.Labels), r), expr: tree.String(), hollow: none.is(tree)}
		if alerting, ok := f.engine.(*rules.AlertingRule); ok {
			f.watch = &watch{rule: alerts, engine: alerting, active: map[uint64]Change{}}
			alerts++
		}
		t.rules, engines = append(t.rules, f), append(engines, f.engine)
	}
	return engines
}

// alerts is how many of the group's rules alert.
func (t *turn) alerts() (n int) {
	for _, r := range t.rules {
		if r.watch != nil {
			n++
		}
	}
	return n
}

// newRule is a rule of the engine, as its manager makes it, but that an alert has one annotation: the engine fills in all of
// them at every evaluation, and nobody would read the others. An alert writes its ALERTS from the beginning: nothing is to be
// restored.
func newRule(tree parser.Expr, all labels.Labels, r rulefmt.Rule) rules.Rule {
	if r.Record != "" {
		return rules.NewRecordingRule(r.Record, tree, all)
	}
	annotations := labels.EmptyLabels()
	if summary, ok := r.Annotations["summary"]; ok {
		annotations = labels.FromStrings("summary", summary)
	}
	const restored = true
	return rules.NewAlertingRule(r.Alert, tree, time.Duration(r.For), time.Duration(r.KeepFiringFor), all,
		annotations, labels.EmptyLabels(), "", restored, promslog.NewNopLogger())
}

// take evaluates the group, and tells the history what has changed.
func (t *turn) take(ctx context.Context, now time.Time, h *History) error {
	t.next = now.Add(t.every)
	silent := t.silent(ctx, now)
	if silent && t.quiet || t.settled && t.steady(now) {
		return ctx.Err() // the engine would find nothing to do
	}
	t.engine.Eval(ctx, now)
	if err := ctx.Err(); err != nil {
		return err
	}
	t.quiet, t.settled = silent, t.skips && t.allFire(ctx, now)
	for i := range t.rules {
		if err := t.rules[i].engine.LastError(); err != nil {
			t.settled = false
			if excessive(err) {
				problem := fmt.Sprintf("is too much work at %s: %s", now.UTC().Format(time.RFC3339), err)
				return t.group.rules[i].expr.wrong(problem, allowedWork)
			}
			t.failed(i, now, err, h)
		}
		t.look(t.rules[i].watch, now, h)
	}
	return nil
}

// silent reports whether it is foreseen that no expression of the group has a value.
func (t *turn) silent(ctx context.Context, now time.Time) bool {
	for _, r := range t.rules {
		if r.hollow {
			continue
		}
		if v, foreseen := t.foresight.at(ctx, r.expr, now.Add(-t.engine.QueryOffset())); !foreseen || len(v) > 0 {
			return false
		}
	}
	return true
}

// steady reports whether it is foreseen that the same series have values now as at the evaluations before and after. The one
// before a change is never left out, for an alert that is over keeps the last value that it had.
func (t *turn) steady(now time.Time) bool {
	for _, r := range t.rules {
		if !r.hollow && !t.foresight.steady(r.expr, now.Add(-t.engine.QueryOffset())) {
			return false
		}
	}
	return true
}

// allFire reports whether each value of the group's expressions is an alert that fires, and no other alert is left.
func (t *turn) allFire(ctx context.Context, now time.Time) bool {
	for _, r := range t.rules {
		v, foreseen := t.foresight.at(ctx, r.expr, now.Add(-t.engine.QueryOffset()))
		if !foreseen && !r.hollow || r.watch == nil || r.watch.engine.ActiveAlertsCount() != len(v) {
			return false
		}
		fire := true
		r.watch.engine.ForEachActiveAlert(func(a *rules.Alert) {
			fire = fire && a.State == rules.StateFiring && a.KeepFiringSince.IsZero()
		})
		if !fire {
			return false
		}
	}
	return true
}

// skippable reports whether nobody would see that an evaluation of a group is left out: no rule reads what the engine writes of
// alerts, no alert is known by its value, and no summary asks a question of its own.
func skippable(g group, files []*Rules) bool {
	for _, file := range files {
		if file.readsAlerts() {
			return false
		}
	}
	byValue := false
	for _, r := range g.Rules {
		byValue = byValue || strings.Contains(r.Annotations["summary"], "query")
		rules.FromMaps(g.Labels, r.Labels).Range(func(l labels.Label) { byValue = byValue || strings.Contains(l.Value, "{{") })
	}
	return !byValue && g.Limit == 0
}

// look tells the history what became of a rule's alerts.
func (t *turn) look(w *watch, now time.Time, h *History) {
	if w == nil {
		return
	}
	for _, c := range w.look(now) {
		h.Changes = append(h.Changes, c)
		seen := &h.Seen[c.Rule]
		seen.Pending = seen.Pending || c.State == Pending
		seen.Firing = seen.Firing || c.State == Firing
	}
	t.quiet = t.quiet && w.engine.ActiveAlertsCount() == 0
}

// failed counts an evaluation that failed.
func (t *turn) failed(i int, now time.Time, err error, h *History) {
	r := &t.rules[i]
	if r.failure == 0 {
		at := t.group.rules[i].at
		h.Failures = append(h.Failures, Failure{
			File: at.doc.file, Line: at.place().line, Name: r.engine.Name(), Problem: err.Error(), First: now.UTC(),
		})
		r.failure = len(h.Failures)
	}
	h.Failures[r.failure-1].Count++
}
