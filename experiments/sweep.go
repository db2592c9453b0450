package experiments

import (
	"context"
	"errors"
	"slices"
	"strings"

	"reprise/reports"
	"reprise/scenarios"
	"reprise/scenarios/strict"
)

// Sweep is a question: how does a scenario answer to other values of some settings?
type Sweep struct {
	Scenario *scenarios.Scenario
	Variant  string   // empty: as-was
	Set      []string // key=value, shared by all points
	Over     []string // key=lo:hi:step or key=a,b,c: the grammar is in grid.go
	Points   int      // of a Latin hypercube; 0: the whole grid
	Metrics  []string // none: the scenario's harm and cost
	Reps     int      // at least 2
	Seed     uint64
	State    string // file of the journal; empty: none is kept
	Build    string // of the program, for the journal
	Again    string // the command that asks this again

	Workers  int                   // runs at once; 0: as many as there are cores
	Progress func(done, total int) // called after every run, and once at the start where some were kept; may be nil
}

// Stopped is the error of a sweep whose context ended, with how many of its runs are in the journal.
type Stopped struct{ Done, Total int }

func (s *Stopped) Error() string { return "stopped" }

// Run plays what the journal does not have yet, and gives the result. Whatever is wrong with the question is a UsageError, and
// then nothing was played; the end of ctx is a Stopped.
func (s *Sweep) Run(ctx context.Context) (*reports.Sweep, error) {
	p, err := s.plan()
	if err != nil {
		return nil, err
	}
	j, err := openJournal(s.State, p.identity())
	if err != nil {
		return nil, err
	}
	err = p.play(ctx, j)
	if ctx.Err() != nil {
		return nil, errors.Join(j.close(), &Stopped{len(j.done), p.runs()})
	}
	if err := errors.Join(err, j.close()); err != nil {
		return nil, err
	}
	return p.report(j)
}

// plan is a sweep with its points, checked.
type plan struct {
	*Sweep
	axes    []*axis
	points  []point
	arms    []*scenarios.Arm // by point
	columns []reports.Column
	measure []int // where each column is in Played.Metrics
}

func (s *Sweep) plan() (*plan, error) {
	p := &plan{Sweep: s}
	if s.Reps < 2 {
		return nil, usage("--reps %d: one replication has no interval; at least 2", s.Reps)
	}
	if _, err := s.Scenario.Arm(s.Variant, s.Set); err != nil {
		return nil, err
	}
	if err := p.choose(); err != nil {
		return nil, err
	}
	if err := p.readAxes(); err != nil {
		return nil, err
	}
	if err := p.place(); err != nil {
		return nil, err
	}
	return p, p.arm()
}

// place makes the points.
func (p *plan) place() (err error) {
	bound := most / p.Reps
	switch {
	case p.Sweep.Points > bound:
		return tooMany(bound)
	case p.Sweep.Points > 0:
		p.points = hypercube(p.axes, p.Sweep.Points, p.Seed)
		return nil
	}
	p.points, err = grid(p.axes, bound)
	return err
}

// readAxes reads what is swept over.
func (p *plan) readAxes() error {
	if len(p.Over) == 0 {
		return usage("nothing to sweep over; --over key=lo:hi:step or --over key=a,b,c")
	}
	for _, over := range p.Over {
		a, err := parseAxis(over)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(p.axes, func(other *axis) bool { return other.key == a.key }) {
			return a.wrong("the key is swept over twice", "all its values in one --over")
		}
		if slices.ContainsFunc(p.Set, func(set string) bool { return strings.HasPrefix(set, a.key+"=") }) {
			return a.wrong("the key is given by --set too", "one of the two")
		}
		if a.span != nil && p.takesFractions(a) {
			a.span = a.span.finer(max(1, p.Points))
		}
		p.axes = append(p.axes, a)
	}
	return nil
}

// takesFractions tells whether the setting takes values between those that can be written as its range is: 50.1 of 50:300.
func (p *plan) takesFractions(a *axis) bool {
	if a.span.scale.duration {
		return false
	}
	fine := scale{places: a.span.scale.places + 1}
	_, err := p.Scenario.Arm(p.Variant, slices.Concat(p.Set, []string{a.key + "=" + fine.write(10*a.span.low+1)}))
	return err == nil
}

// choose finds the metrics.
func (p *plan) choose() error {
	measured := p.Scenario.Measured()
	names := p.Metrics
	if len(names) == 0 {
		names = slices.Concat(p.Scenario.Harm, p.Scenario.Cost)
	}
	if len(names) == 0 {
		return usage("%s names neither harm nor cost; --metric NAME", p.Scenario.Name)
	}
	var known []string
	for _, m := range measured {
		known = append(known, m.Name)
	}
	for _, name := range names {
		at := slices.Index(known, name)
		if at < 0 {
			return usage("--metric %s: the scenario measures no such%s; `reprise list --metrics` shows those that there are", name,
				strict.Suggest(name, known))
		}
		if slices.Contains(p.measure, at) {
			return usage("--metric %s: is there twice; each once", name)
		}
		p.measure = append(p.measure, at)
		m := measured[at]
		p.columns = append(p.columns, reports.Column{Metric: name, Label: m.Label, Unit: m.Unit, Cost: slices.Contains(p.Scenario.Cost, name)})
	}
	return nil
}

// arm makes a variant of every point, so that what a setting does not take is found before anything is played.
func (p *plan) arm() error {
	for _, point := range p.points {
		set := slices.Clone(p.Set)
		for i, v := range point {
			set = append(set, p.axes[i].key+"="+v.text)
		}
		arm, err := p.Scenario.Arm(p.Variant, set)
		var wish *scenarios.UsageError
		if errors.As(err, &wish) {
			if own, alone := strings.CutPrefix(wish.Text, "--set "); alone {
				return usage("--over %s", own) // whatever the other keys are
			}
			return usage("--over: at %s: %s", strings.Join(set[len(p.Set):], " "), wish.Text)
		}
		if err != nil {
			return err
		}
		p.arms = append(p.arms, arm)
	}
	return nil
}

func (p *plan) runs() int { return len(p.points) * p.Reps }

// identity is what the journal knows the sweep by.
func (p *plan) identity() identity {
	id := identity{
		Format: journalFormat, Build: p.Build, Scenario: p.Scenario.Name, Digest: p.Scenario.Digest(), Variant: p.arms[0].Variant(),
		Set: append([]string{}, p.Set...), Seed: p.Seed, Reps: p.Reps, Points: len(p.points), Digests: digestOf(p.points),
	}
	for _, c := range p.columns {
		id.Metrics = append(id.Metrics, c.Metric)
	}
	for _, a := range p.axes {
		id.Keys = append(id.Keys, a.key)
	}
	return id
}
