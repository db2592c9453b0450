package scenarios

import (
	"io"
	"runtime"
	"sync"

	"reprise/reports"
	"reprise/sim/stats"
)

// result is one rehearsal, run in every replication and judged.
type result struct {
	rehearsal    *rehearsal
	replications []*outcome
	judged       []reports.Expectation // of the replication that decided each
}

// task is one replication of one rehearsal to be run.
type task struct {
	rehearsal   *rehearsal
	replication int
	trace       io.Writer
	course      bool        // how it went is taken down
	watch       *monitoring // nil: no alert rules are evaluated
}

// task is a replication of the rehearsal, watched by the rules that its expectations ask for.
func (r *rehearsal) task(replication int) task {
	t := task{rehearsal: r, replication: replication}
	if names := r.expectedAlerts(); len(names) > 0 {
		t.watch = r.scenario.monitoring().only(names)
	}
	return t
}

// rehearseAll runs every rehearsal in every replication, on all workers, and judges them. The first is the one that
// relative bounds look at; the last is the one that is traced when a single variant is wanted, else the first. Results
// are merged in order, so that they do not depend on the number of workers.
func rehearseAll(rehearsals []*rehearsal, o Options) ([]result, error) {
	reps := o.replications(rehearsals[0].scenario)
	var tasks []task
	for i, r := range rehearsals {
		for rep := range reps {
			t := r.task(rep)
			if t.course = o.course.of(i, len(rehearsals)) && rep == 0; t.course && r.scenario.scrapable() {
				t.watch = r.scenario.monitoring()
			}
			tasks = append(tasks, t)
		}
	}
	traced := 0
	if o.Variant != "" {
		traced = len(tasks) - reps
	}
	tasks[traced].trace = o.Trace
	outcomes, err := runAll(tasks, o)
	if err != nil {
		return nil, err
	}
	results := make([]result, len(rehearsals))
	for i, r := range rehearsals {
		results[i] = result{rehearsal: r, replications: outcomes[i*reps : (i+1)*reps]}
		results[i].judge(outcomes[:reps])
	}
	return results, nil
}

// runAll runs tasks in parallel. Of several errors it gives that of the first task.
func runAll(tasks []task, o Options) ([]*outcome, error) {
	outcomes := make([]*outcome, len(tasks))
	errs := make([]error, len(tasks))
	var next, done int
	var panicked any
	var lock sync.Mutex
	var all sync.WaitGroup
	take := func() (int, bool) {
		lock.Lock()
		defer lock.Unlock()
		next++
		return next - 1, next <= len(tasks)
	}
	finish := func(t task) {
		lock.Lock()
		defer lock.Unlock()
		done++
		if o.Progress != nil {
			o.Progress(done, len(tasks), t.rehearsal.label())
		}
	}
	for range o.workers(len(tasks)) {
		all.Go(func() {
			defer func() {
				if fault := recover(); fault != nil {
					lock.Lock()
					defer lock.Unlock()
					panicked = fault
				}
			}()
			for i, ok := take(); ok; i, ok = take() {
				t := tasks[i]
				outcomes[i], errs[i] = t.rehearsal.play(o.Context, playing{seed: o.Seed, replication: uint64(t.replication), trace: t.trace, course: t.course, watch: t.watch})
				finish(t)
			}
		})
	}
	all.Wait()
	if panicked != nil {
		panic(panicked) // where the caller can see it
	}
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return outcomes, nil
}

// after is the options of a second pass: its progress goes on where the first, of so many rehearsals, ended, and it is not
// traced.
func (o Options) after(rehearsals int, s *Scenario) Options {
	o.Trace = nil
	if report := o.Progress; report != nil {
		before := rehearsals * o.replications(s)
		o.Progress = func(done, total int, what string) { report(before+done, before+total, what) }
	}
	return o
}

// replications are those that were asked for, or else the scenario's own.
func (o Options) replications(s *Scenario) int {
	if o.Reps > 0 {
		return o.Reps
	}
	return max(1, s.Replications)
}

// workers is how many runs go at once.
func (o Options) workers(tasks int) int {
	n := o.Workers
	if n <= 0 {
		n = runtime.GOMAXPROCS(0)
	}
	return min(n, tasks)
}

// judge holds every replication against the expectations. An expectation holds when it holds in all of them; shown is
// the first in which it failed, or else the first of all.
func (r *result) judge(asWas []*outcome) {
	for rep, o := range r.replications {
		judged := r.rehearsal.judge(o, asWas[rep])
		if rep == 0 {
			r.judged = judged
			continue
		}
		for i, e := range judged {
			if e.Verdict == reports.Fail && r.judged[i].Verdict == reports.Pass {
				e.Replication = rep
				r.judged[i] = e
			}
		}
	}
}

// failed are the expectations that do not hold.
func (r *result) failed() []string {
	ids := []string{}
	for _, e := range r.judged {
		if e.Verdict == reports.Fail {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

// verdict is whether every expectation holds.
func (r *result) verdict() reports.Verdict {
	for _, e := range r.judged {
		if e.Verdict == reports.Fail {
			return reports.Fail
		}
	}
	return reports.Pass
}

// values are a metric at the end of each replication.
func (r *result) values(name string) []float64 {
	i, _, _ := metricOf(name)
	values := make([]float64, len(r.replications))
	for rep, o := range r.replications {
		values[rep] = o.final[i]
	}
	return values
}

// intervals are the means of all metrics with their 95 % intervals; nil for a single replication.
func (r *result) intervals() (map[string]reports.Interval, error) {
	if len(r.replications) < 2 {
		return nil, nil
	}
	var replications stats.Replications
	for rep, o := range r.replications {
		for i, m := range metrics {
			if !r.rehearsal.scenario.measures(m) {
				continue
			}
			if err := replications.Add(rep, m.Name, o.final[i]); err != nil {
				return nil, err
			}
		}
	}
	out := map[string]reports.Interval{}
	for _, name := range replications.Metrics() {
		interval, err := replications.Confidence(name, 0.95)
		if err != nil {
			return nil, err
		}
		_, m, _ := metricOf(name)
		out[name] = reports.Interval{Unit: m.Unit, Mean: interval.Mean, Low: interval.Lo(), High: interval.Hi(), N: interval.N}
	}
	return out, nil
}
