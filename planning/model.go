package planning

import (
	"runtime"
	"sync"

	"reprise/control/pool"
	"reprise/control/pool/exact"
	"reprise/reports"
)

// model evaluates settings under one workload.
type model struct {
	workload exact.Workload
	planners map[int]*exact.Planner // by workers; one of 0 where they do not depend on the target
}

// newModel prepares for targets.
func newModel(w exact.Workload, targets ...int) (model, error) {
	m := model{workload: w, planners: map[int]*exact.Planner{}}
	largest := 1
	for _, target := range targets {
		largest = max(largest, target)
	}
	for _, target := range targets {
		key := m.open(target)
		if m.planners[key] != nil {
			continue
		}
		planner, err := exact.NewUpTo(m.staffed(key), largest)
		if err != nil {
			return model{}, err
		}
		m.planners[key] = planner
	}
	return m, nil
}

// open are the workers that the workload leaves to the target; 0: none.
func (m model) open(target int) int {
	staggered, is := m.workload.Creation.(exact.Staggered)
	if !is || staggered.Workers > 0 {
		return 0
	}
	return m.workers(target)
}

// workers are those that fill up to a target, 0 where fills come at once.
func (m model) workers(target int) int {
	staggered, is := m.workload.Creation.(exact.Staggered)
	if is && staggered.Workers == 0 {
		staggered.Workers, _ = exact.WorkersToRecover(0, target, staggered.Each, m.workload.Review)
	}
	return staggered.Workers
}

// staffed is the workload with workers where it leaves them open.
func (m model) staffed(open int) exact.Workload {
	w := m.workload
	if open > 0 {
		staggered := w.Creation.(exact.Staggered)
		staggered.Workers = open
		w.Creation = staggered
	}
	return w
}

// evaluate answers for one setting.
func (m model) evaluate(s pool.Settings) (exact.Answer, error) {
	return m.planners[m.open(s.Target)].Evaluate(s.Min, s.Target)
}

// evaluateAll answers for every setting, on all cores, and down to a floor of the fallback probability. Where some fail, the
// error is that of the first of them.
func (m model) evaluateAll(settings []pool.Settings, floor float64) ([]exact.Answer, error) {
	answers, errs := make([]exact.Answer, len(settings)), make([]error, len(settings))
	inParallel(len(settings), func(i int) {
		s := settings[i]
		answers[i], errs[i] = m.planners[m.open(s.Target)].EvaluateDownTo(floor, s.Min, s.Target)
	})
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return answers, nil
}

// inParallel calls do for each number under count, on all cores, the last first: settings grow, and the longest are best begun
// early. Results go by number, so that it does not matter who was first.
func inParallel(count int, do func(i int)) {
	next := make(chan int)
	var group sync.WaitGroup
	for range min(count, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := count - 1; i >= 0; i-- {
		next <- i
	}
	close(next)
	group.Wait()
}

// point is a setting and how it fares, as the report has it.
func (m model) point(s pool.Settings, a exact.Answer, prices Prices) reports.PoolPoint {
	p := reports.PoolPoint{MinSize: s.Min, TargetSize: s.Target, Workers: m.workers(s.Target), PoolFare: reports.PoolFare{
		Fallback:        a.FallbackProbability,
		FallbackPerHour: a.FallbackPerHour,
		MeanStock:       a.MeanStock,
		FillsPerHour:    a.FillsPerHour,
		CreatedPerHour:  a.CreatedPerHour,
		MeanFill:        a.MeanFill,
		FillSeconds:     a.MeanFillSeconds,
		BelowMin:        a.BelowMinAtReview,
		CheckGapSeconds: a.MeanCheckGapSeconds,
	}}
	p.CostPerHour = prices.of(p.PoolFare)
	return p
}

// pointOf evaluates one setting; under a profile down to never, for what lies below takes minutes to follow.
func pointOf(w exact.Workload, s pool.Settings, prices Prices) (reports.PoolPoint, exact.Answer, error) {
	m, err := newModel(w, s.Target)
	if err != nil {
		return reports.PoolPoint{}, exact.Answer{}, err
	}
	if w.Profile.Rates == nil {
		a, err := m.evaluate(s)
		return m.point(s, a, prices), a, err
	}
	answers, err := m.evaluateAll([]pool.Settings{s}, never)
	if err != nil {
		return reports.PoolPoint{}, exact.Answer{}, err
	}
	return m.pointDownTo(never, s, answers[0], prices), answers[0], nil
}

// pointDownTo is point where the answer was not followed under a floor.
func (m model) pointDownTo(floor float64, s pool.Settings, a exact.Answer, prices Prices) reports.PoolPoint {
	under := a.FallbackProbability < floor
	if under {
		a.FallbackProbability, a.FallbackPerHour = floor, floor*meanRate(m.workload)
	}
	p := m.point(s, a, prices)
	p.AtMost = under
	return p
}
