package planning

import (
	"fmt"

	"reprise/control/pool"
	"reprise/control/pool/exact"
	"reprise/planning/trial"
	"reprise/reports"
	"reprise/sim/arrivals"
)

// Ask is a question with all that may be asked beside it.
type Ask struct {
	Question
	Choose   bool            // which setting is best; otherwise how one fares
	Simulate bool            // by simulation; not for a choice
	Record   *arrivals.Trace // the claims, whose rate by hour of the week takes the place of the workload's; nil: none
	File     string          // of the record
	Troubles []Trouble
	Seed     uint64
	Reps     int    // replications of what is simulated
	Again    string // the command line that asks this
}

// Wrong is an error that the asker can mend: it names the flag at fault.
type Wrong struct{ Err error }

func (e *Wrong) Error() string { return e.Err.Error() }
func (e *Wrong) Unwrap() error { return e.Err }

// Answer answers all of it. What is wrong with the question is a *Wrong, found before anything is evaluated.
func Answer(a Ask) (*reports.PoolPlan, error) {
	if a.Record != nil {
		a.Workload.Rate, a.Workload.Profile = 0, profileOf(a.Record)
	}
	a.Question = a.Question.known()
	if err := a.validate(); err != nil {
		return nil, &Wrong{err}
	}
	plan, err := a.inTheLongRun()
	if err != nil {
		return nil, err
	}
	plan.Again = a.Again
	if a.Record != nil {
		if plan.Trace, err = a.record(plan); err != nil {
			return nil, err
		}
	}
	for _, t := range a.Troubles {
		course, err := whatIf(a.staffed(plan), meanRate(a.Workload), settingOf(plan), t, a.Seed)
		if err != nil {
			return nil, err
		}
		plan.WhatIf = append(plan.WhatIf, course)
	}
	return plan, nil
}

// inTheLongRun answers what is asked of the pool in the long run.
func (a Ask) inTheLongRun() (*reports.PoolPlan, error) {
	if a.Simulate {
		return a.simulated()
	}
	answer := Evaluate
	switch {
	case a.Choose && long(a.Workload):
		answer = chooseLong
	case a.Choose:
		answer = Choose
	}
	plan, err := answer(a.Question)
	if err != nil {
		return nil, &Wrong{err}
	}
	return plan, nil
}

// record is what the record tells; where its claims are not Poisson it is itself played, under the setting of the plan.
func (a Ask) record(plan *reports.PoolPlan) (*reports.PoolTrace, error) {
	told := recordOf(a.File, a.Record)
	if told.Poisson {
		return told, nil
	}
	runs := a.runs()
	runs.Reps = min(runs.Reps, max(2, mostPlayed/told.Claims))
	fare, played, err := simulated(a.staffed(plan), a.Record.PerHour(), settingOf(plan), a.Record, runs)
	if err != nil {
		return nil, err
	}
	told.Played = played
	told.Notes = append(told.Notes, fmt.Sprintf("played %d times, the record itself has %s of its claims fall back%s", runs.Reps, reports.Quantity(fare.Fallback, "share"),
		worse(fare.Fallback, plan.Fallback)))
	return told, nil
}

// simulated is how one setting fares by simulation. It takes workloads that have no exact answer as well.
func (a Ask) simulated() (*reports.PoolPlan, error) {
	size := a.Current
	if a.Setting != nil {
		size = *a.Setting
	}
	plan := &reports.PoolPlan{Setting: reports.PoolSize{MinSize: size.Min, TargetSize: size.Target}}
	w := a.staffed(plan)
	fare, intervals, err := simulated(w, meanRate(w), size, nil, a.runs())
	if err != nil {
		return nil, err
	}
	fare.CostPerHour = a.Prices.of(fare)
	current := fare
	if size != a.Current {
		if current, _, err = simulated(w, meanRate(w), a.Current, nil, a.runs()); err != nil {
			return nil, err
		}
		current.CostPerHour = a.Prices.of(current)
	}
	point := reports.PoolPoint{MinSize: size.Min, TargetSize: size.Target, Workers: workersOf(w), PoolFare: fare}
	*plan = reports.PoolPlan{
		Method: "simulate", Verdict: reports.Of(a.Limits.keeps(point)), PoolFare: fare, Intervals: intervals,
		Setting:  reports.PoolSize{MinSize: size.Min, TargetSize: size.Target, Workers: workersOf(w)},
		Workload: describe(w), Promise: promise(w, point), Asked: a.asked(), Deploy: deploy(a.Current, size),
		Current: reports.PoolPoint{MinSize: a.Current.Min, TargetSize: a.Current.Target, Workers: workersOf(w), PoolFare: current, Current: true},
	}
	plan.Notes = append(plan.Notes, a.beside(w, size, intervals["p_fallback"]))
	return plan, nil
}

// beside sets the exact answer beside a simulated one, or says why there is none.
func (a Ask) beside(w exact.Workload, size pool.Settings, simulated reports.Interval) string {
	point, _, err := pointOf(w, size, a.Prices)
	if err != nil {
		return "there is no exact answer: " + err.Error()
	}
	where := "within"
	if point.Fallback < simulated.Low || point.Fallback > simulated.High {
		where = "outside"
	}
	return fmt.Sprintf("the exact p_fallback is %.4g, %s the interval of the simulation", point.Fallback, where)
}

// validate says what is wrong, by the name of the flag, before anything is evaluated or played.
func (a Ask) validate() error {
	check := a.Question.validate
	if a.Simulate {
		check = a.playable
	}
	if err := check(); err != nil {
		return err
	}
	if a.Choose {
		if err := a.validateChoice(); err != nil {
			return err
		}
	}
	for _, t := range a.Troubles {
		if err := t.playable(a.Workload); err != nil {
			return err
		}
	}
	return nil
}

// playable says what is wrong with a question that is to be played. Its workload may be one that has no exact answer for its
// profile alone.
func (a Ask) playable() error {
	steady := a.Question
	steady.Workload.Rate, steady.Workload.Profile = meanRate(a.Workload), exact.Profile{}
	if err := steady.validate(); err != nil {
		return err
	}
	if a.Reps < 2 {
		return fmt.Errorf("reps is %d: want at least 2", a.Reps)
	}
	warmUp, length := lengths(a.Workload, meanRate(a.Workload), a.Reps)
	hours := (warmUp + length).Hours()
	work := hours*meanRate(a.Workload) + hours/a.Workload.Review.Hours()/10
	if work*float64(a.Reps) > mostPlayed {
		return fmt.Errorf("reps is %d: want at most %d, of %s each, for one plays some %.3g claims", a.Reps, int(mostPlayed/work), reports.Span(warmUp+length), work)
	}
	return nil
}

// staffed is the workload with as many workers as the plan has, where the question leaves them open.
func (a Ask) staffed(plan *reports.PoolPlan) exact.Workload {
	m := model{workload: a.Workload}
	return m.staffed(m.open(plan.Setting.TargetSize))
}

// settingOf is the setting that a plan is about.
func settingOf(plan *reports.PoolPlan) pool.Settings {
	return pool.Settings{Enabled: true, Min: plan.Setting.MinSize, Target: plan.Setting.TargetSize}
}

// workersOf are those of a workload; 0: its fills come at once.
func workersOf(w exact.Workload) int {
	staggered, _ := w.Creation.(exact.Staggered)
	return staggered.Workers
}

func (a Ask) runs() trial.Runs { return trial.Runs{Seed: a.Seed, Reps: a.Reps} }
