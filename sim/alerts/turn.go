package alerts

import (
	"context"
	"fmt"
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
	quiet     bool // at the last evaluation no expression had a value, no alert was left, nothing failed
}

// followed is a rule of the engine, and what is known of it.
type followed struct {
	engine  rules.Rule
	expr    string
	watch   *watch // nil: it records
	failure int    // 1 + its index in History.Failures; 0: it has none
}

// follow makes the engine's rule of each of the group's.
func (t *turn) follow(alerts int) (engines []rules.Rule) {
	for i, r := range t.group.Rules {
		tree := t.group.rules[i].tree
		f := followed{engine: newRule(tree, rules.FromMaps(t.group.Labels, r.Labels), r), expr: tree.String()}
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
	if silent && t.quiet {
		return ctx.Err() // the engine would find nothing to do
	}
	t.engine.Eval(ctx, now)
	if err := ctx.Err(); err != nil {
		return err
	}
	t.quiet = silent
	for i := range t.rules {
		if err := t.rules[i].engine.LastError(); err != nil {
			t.quiet = false
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
		if v, foreseen := t.foresight.at(ctx, r.expr, now.Add(-t.engine.QueryOffset())); !foreseen || len(v) > 0 {
			return false
		}
	}
	return true
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
