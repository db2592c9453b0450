package scenarios

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"reprise/scenarios/strict"
	"reprise/sim"
	"reprise/sim/alerts"
	"reprise/sim/world"
)

// outcome is one replication of one rehearsal, run to its end.
type outcome struct {
	start   time.Time
	log     []world.Entry
	final   []float64              // every metric of the run after its warm-up, in the order of world.Metrics
	at      map[sim.Time][]float64 // the same at the edges of the expectations' windows
	pool    []float64              // accounts in the pool, at equally spaced instants from the start on; none where nobody signs up
	course  course                 // how it went, where that was asked for
	track   *track                 // what was scraped, where rules were evaluated
	history *alerts.History        // what the rules made of it; nil: none were evaluated
	hash    string
	events  uint64
	elapsed time.Duration // real time; no result depends on it
}

// playing is one replication to be played.
type playing struct {
	seed, replication uint64
	trace             io.Writer   // nil: nowhere
	course            bool        // how it went is taken down
	watch             *monitoring // nil: no alert rules are evaluated
}

// run plays one replication to its end.
func (r *rehearsal) run(seed, replication uint64, trace io.Writer) (*outcome, error) {
	return r.play(context.Background(), playing{seed: seed, replication: replication, trace: trace})
}

// play plays one replication, unless ctx ends it, which may be nil. It stops at the edges of the expectations' windows to read
// the metrics, and where something is taken down, which changes nothing about what happens.
func (r *rehearsal) play(ctx context.Context, p playing) (*outcome, error) {
	cfg, err := r.config()
	if err != nil {
		return nil, err
	}
	cfg.Seed, cfg.Replication, cfg.Trace = p.seed, p.replication, p.trace
	started := time.Now()
	w, err := world.New(cfg)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.label(), err)
	}
	out := &outcome{start: r.scenario.Start.Time, at: map[sim.Time][]float64{}}
	if err := r.playThrough(w, out, r.stops(ctx, w, out, p)); err != nil {
		return nil, fmt.Errorf("%s: %w", r.label(), err)
	}
	out.elapsed = time.Since(started)
	out.log, out.hash, out.events = w.Log(), w.TraceHash(), w.Events()
	out.final = between(out.at[r.warmedUp()], w.Snapshot())
	if p.watch != nil {
		out.history, err = p.watch.evaluate(ctx, out)
	}
	return out, err
}

// playThrough runs the world to its end, with its stops on the way.
func (r *rehearsal) playThrough(w *world.World, out *outcome, stops []stop) error {
	horizon := r.at(r.scenario.End.Time)
	until := func(t sim.Time) error {
		for {
			next := nextOf(stops)
			if next == nil || next.due > t {
				return w.RunUntil(t)
			}
			if err := w.RunUntil(next.due); err != nil {
				return err
			}
			if err := next.do(next.due); err != nil {
				return err
			}
			next.rest()
		}
	}
	for _, edge := range r.edges() {
		if err := until(edge); err != nil {
			return err
		}
		out.at[edge] = w.Snapshot()
	}
	return until(horizon)
}

// edges are the instants at which windows of expectations begin and end, each once, in order: those of all variants, for
// a bound may look at the same window of as-was.
func (r *rehearsal) edges() []sim.Time {
	expect := r.scenario.Expect
	for _, v := range r.scenario.Variants {
		expect = slices.Concat(expect, v.Value.Expect)
	}
	edges := []sim.Time{r.warmedUp()}
	for _, e := range expect {
		if from, to, ok := r.window(e); ok {
			edges = append(edges, from, to)
		}
	}
	slices.Sort(edges)
	return slices.DeleteFunc(slices.Compact(edges), func(t sim.Time) bool { return t < 0 })
}

// warmedUp is the last instant that does not count; before the run, where all of it does.
func (r *rehearsal) warmedUp() sim.Time { return sim.Time(r.scenario.WarmUp.D) - 1 }

// window is the span of an expectation's `over` in virtual time. It begins just before its first instant, so that what
// happens at that instant is in it; before the run, where it begins with the run.
func (r *rehearsal) window(e Expectation) (from, to sim.Time, ok bool) {
	if len(e.Over) != 2 {
		return 0, 0, false
	}
	return r.at(e.Over[0].Time) - 1, r.at(e.Over[1].Time), true
}

// at is an instant in virtual time.
func (r *rehearsal) at(t time.Time) sim.Time { return sim.Time(t.Sub(r.scenario.Start.Time)) }

// time is an instant of the calendar.
func (o *outcome) time(t sim.Time) time.Time { return o.start.Add(time.Duration(t)) }

// metricOf is a metric's place in a snapshot, and what it is.
func metricOf(name string) (int, world.Metric, bool) {
	for i, m := range metrics {
		if m.Name == name && !m.Hidden {
			return i, m, true
		}
	}
	return 0, world.Metric{}, false
}

// metrics are all metrics, in the order of a snapshot.
var metrics = world.Metrics()

// metric is a number of the run after its warm-up, or of an expectation's window.
func (o *outcome) metric(r *rehearsal, e Expectation) float64 {
	i, _, _ := metricOf(e.Metric)
	if from, to, windowed := r.window(e); windowed {
		return over(i, o.at[from], o.at[to])
	}
	return o.final[i]
}

// between is every metric over the time between two snapshots; the first is nil where that begins with the run.
func between(from, to []float64) []float64 {
	all := make([]float64, len(to))
	for i := range all {
		all[i] = over(i, from, to)
	}
	return all
}

// over is one metric over the time between two snapshots: a counter is what it grew by; a quotient that of what its two
// counters grew by, 0 where nothing was counted; any other gauge what it stood at in the end.
func over(i int, from, to []float64) float64 {
	grown := func(i int) float64 {
		if from == nil {
			return to[i]
		}
		return to[i] - from[i]
	}
	m := metrics[i]
	switch {
	case m.Weight > 0 && grown(m.Weight) == 0:
		return 0
	case m.Weight > 0:
		return grown(m.Sum) / grown(m.Weight)
	case m.Gauge:
		return to[i]
	}
	return grown(i)
}

// metricNames are the names of all metrics.
func metricNames() []string {
	var names []string
	for _, m := range metrics {
		if !m.Hidden {
			names = append(names, m.Name)
		}
	}
	return names
}

// checkMetric tells what is wrong with the name of a metric.
func checkMetric(name string) error {
	if _, _, known := metricOf(name); known {
		return nil
	}
	var names []string
	for _, m := range metrics {
		if !m.Hidden && !strings.HasPrefix(m.Name, "log.") {
			names = append(names, m.Name)
		}
	}
	return strict.Wrong("unknown metric "+quote(name)+strict.Suggest(name, names), "log.EVENT, or one of: "+strings.Join(names, ", "))
}

// checkLogEvent tells what is wrong with the name of a log event.
func checkLogEvent(name string) error {
	names := world.EventNames()
	if slices.Contains(names, name) {
		return nil
	}
	return strict.Wrong("unknown log event "+quote(name)+strict.Suggest(name, names), "one of: "+strings.Join(names, ", "))
}
