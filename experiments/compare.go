package experiments

import (
	"context"

	"reprise/reports"
	"reprise/scenarios"
)

// Side is one arm: a variant of the scenario (as-was when empty), and settings, each `key=value`, laid over all others.
type Side struct {
	Variant string
	Set     []string
}

// Comparison is two arms of a scenario, and what is asked of the difference between them.
type Comparison struct {
	Scenario *scenarios.Scenario
	Set      []string // settings of both
	A, B     Side
	Seed     uint64
	Reps     int // replications of each arm; with Widths, those at the first look; 0: DefaultReps, or the scenario's own if they are more
	// RepsMax is where it stops though Widths are not reached; 0: DefaultRepsMax.
	RepsMax int
	// Least are the smallest differences that matter, `1%`, or `METRIC=10s` for one metric; DefaultLeast where none says.
	Least  []string
	Widths []string // `failed_attempts=5%`: replications are added until half the interval is no wider
	Gates  []string // `failed_attempts > +5%`: a change that is credibly beyond fails
	// UndecidedPasses lets a change pass a gate that too few replications leave undecided.
	UndecidedPasses bool
	Independent     bool // B has randomness of its own; for a trial of the comparison itself
	All             bool // metrics that did not move are in the result too
	Workers         int  // as in scenarios.Options, like the next two; no result depends on it
	Progress        func(done, total int, what string)
	Context         context.Context
}

const (
	// DefaultReps tell a difference of about two thirds of a deviation from chance.
	DefaultReps = 20
	// DefaultRepsMax is the bound of a comparison that goes on until its intervals are narrow.
	DefaultRepsMax = 1000
	// DefaultLeast is what the comparison of remedies takes for alike.
	DefaultLeast = "1%"
	// apart is between the replications of independent arms: more than there can be of one.
	apart = 1_000_000
)

// experiment is a comparison whose words have been read.
type experiment struct {
	Comparison
	metrics  measured
	arms     [2]*scenarios.Arm
	least    []amount // by metric
	widths   []width
	gates    []gate
	schedule schedule
}

// Compare plays both arms on the same randomness, and says what the change from A to B does. What is wrong with the comparison
// is a scenarios.UsageError.
func Compare(c Comparison) (*reports.Compare, error) {
	x := &experiment{Comparison: c, metrics: c.Scenario.Measured()}
	if err := x.read(); err != nil {
		return nil, err
	}
	t, err := x.schedule.run(x.play, x.reached)
	if err != nil {
		return nil, err
	}
	return x.report(t), nil
}

// play plays both arms in the replications from one number up to, and without, another.
func (x *experiment) play(from, to int) (played [2][]scenarios.Played, err error) {
	o := scenarios.Options{Seed: x.Seed, Workers: x.Workers, Context: x.Context}
	of := func(arms []*scenarios.Arm, shift int) ([][]scenarios.Played, error) {
		o.Progress = x.progress(shift > 0, from, to)
		return scenarios.Play(arms, from+shift, to+shift, o)
	}
	if !x.Independent {
		both, err := of(x.arms[:], 0)
		if err != nil {
			return played, err
		}
		return [2][]scenarios.Played{both[0], both[1]}, nil
	}
	for i := range x.arms {
		alone, err := of(x.arms[i:i+1], i*apart)
		if err != nil {
			return played, err
		}
		played[i] = alone[0]
	}
	return played, nil
}

// progress tells of both arms together, and of the replications before these.
func (x *experiment) progress(second bool, from, to int) func(done, total int, what string) {
	if x.Progress == nil {
		return nil
	}
	before := 2 * from
	if second {
		before += to - from
	}
	return func(done, _ int, what string) { x.Progress(before+done, 2*to, what) }
}
