package scenarios

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"reprise/scenarios/strict"
	"reprise/sim"
	"reprise/sim/world"
)

// outcome is one replication of one rehearsal, run to its end.
type outcome struct {
	start   time.Time
	log     []world.Entry
	final   []float64              // every metric at the end, in the order of world.Metrics
	at      map[sim.Time][]float64 // the same at the edges of the expectations' windows
	hash    string
	events  uint64
	elapsed time.Duration // real time; no result depends on it
}

// run plays one replication. It stops at the edges of the expectations' windows to read the metrics, which changes
// nothing about what happens.
func (r *rehearsal) run(seed, replication uint64, trace io.Writer) (*outcome, error) {
	cfg, err := r.config()
	if err != nil {
		return nil, err
	}
	cfg.Seed, cfg.Replication, cfg.Trace = seed, replication, trace
	started := time.Now()
	w, err := world.New(cfg)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.label(), err)
	}
	out := &outcome{start: r.scenario.Start.Time, at: map[sim.Time][]float64{}}
	for _, edge := range r.edges() {
		if err := w.RunUntil(edge); err != nil {
			return nil, fmt.Errorf("%s: %w", r.label(), err)
		}
		out.at[edge] = w.Snapshot()
	}
	if err := w.RunUntil(cfg.Horizon); err != nil {
		return nil, fmt.Errorf("%s: %w", r.label(), err)
	}
	out.elapsed = time.Since(started)
	out.log, out.final, out.hash, out.events = w.Log(), w.Snapshot(), w.TraceHash(), w.Events()
	return out, nil
}

// edges are the instants at which windows of expectations begin and end, each once, in order: those of all variants, for
// a bound may look at the same window of as-was.
func (r *rehearsal) edges() []sim.Time {
	expect := r.scenario.Expect
	for _, v := range r.scenario.Variants {
		expect = slices.Concat(expect, v.Value.Expect)
	}
	var edges []sim.Time
	for _, e := range expect {
		if from, to, ok := r.window(e); ok {
			edges = append(edges, from, to)
		}
	}
	slices.Sort(edges)
	return slices.DeleteFunc(slices.Compact(edges), func(t sim.Time) bool { return t < 0 })
}

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
		if m.Name == name {
			return i, m, true
		}
	}
	return 0, world.Metric{}, false
}

// metrics are all metrics, in the order of a snapshot.
var metrics = world.Metrics()

// metric is a number of the run: at its end, or over an expectation's window. A counter is what it grew by in the
// window, a gauge what it stood at when the window ended.
func (o *outcome) metric(r *rehearsal, e Expectation) float64 {
	i, m, _ := metricOf(e.Metric)
	from, to, windowed := r.window(e)
	switch {
	case !windowed:
		return o.final[i]
	case m.Gauge, from < 0: // before the run nothing was counted
		return o.at[to][i]
	default:
		return o.at[to][i] - o.at[from][i]
	}
}

// metricNames are the names of all metrics.
func metricNames() []string {
	names := make([]string, len(metrics))
	for i, m := range metrics {
		names[i] = m.Name
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
		if !strings.HasPrefix(m.Name, "log.") {
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
