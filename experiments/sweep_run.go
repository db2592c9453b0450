package experiments

import (
	"context"
	"runtime"
	"sync"

	"reprise/scenarios"
)

// play plays all the runs that the journal does not have, on all workers. They are one list, replication by replication, so that no
// worker waits for a point to end, and the pace so far tells of what is left. The first error ends it; so does ctx.
func (p *plan) play(ctx context.Context, j *journal) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	left := p.left(j)
	told := p.teller(len(j.done))
	var mu sync.Mutex
	var panicked any
	take := func() (at run, ok bool) {
		mu.Lock()
		defer mu.Unlock()
		if len(left) == 0 || ctx.Err() != nil {
			return run{}, false
		}
		at, left = left[0], left[1:]
		return at, true
	}
	var all sync.WaitGroup
	for range p.workers(len(left)) {
		all.Go(func() {
			defer func() {
				if fault := recover(); fault != nil {
					mu.Lock()
					defer mu.Unlock()
					panicked = fault
					stop(context.Canceled)
				}
			}()
			for at, ok := take(); ok; at, ok = take() {
				if err := p.playOne(ctx, j, at); err != nil {
					stop(err)
					return
				}
				told()
			}
		})
	}
	all.Wait()
	if panicked != nil {
		panic(panicked) // where the caller can see it
	}
	return context.Cause(ctx)
}

// left are the runs that the journal does not have.
func (p *plan) left(j *journal) []run {
	var left []run
	for rep := range p.Reps {
		for point := range p.points {
			if _, done := j.done[run{point, rep}]; !done {
				left = append(left, run{point, rep})
			}
		}
	}
	return left
}

// playOne plays a run and keeps what it came to.
func (p *plan) playOne(ctx context.Context, j *journal, at run) error {
	played, err := scenarios.Play(p.arms[at.point:at.point+1], at.rep, at.rep+1, scenarios.Options{Seed: p.Seed, Workers: 1, Context: ctx})
	if err != nil {
		return err
	}
	return j.keep(at, played[0][0], p.measure)
}

// teller tells of every run that ends, and of those that were kept.
func (p *plan) teller(done int) func() {
	if p.Progress == nil {
		return func() {}
	}
	if done > 0 {
		p.Progress(done, p.runs())
	}
	var mu sync.Mutex
	return func() {
		mu.Lock()
		defer mu.Unlock()
		done++
		p.Progress(done, p.runs())
	}
}

// workers is how many runs go at once.
func (p *plan) workers(runs int) int {
	n := p.Workers
	if n <= 0 {
		n = runtime.GOMAXPROCS(0)
	}
	return min(n, runs)
}
