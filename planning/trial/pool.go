package trial

import (
	"fmt"
	"math"
	"runtime"
	"sync"
	"time"

	"reprise/sim"
	"reprise/sim/stats"
	"reprise/sim/world/accounts"
)

// Pool is what is played: who claims, and how the pool is filled. It starts at its target.
type Pool struct {
	Settings accounts.Settings
	Demand   accounts.Demand
	Start    time.Time // the calendar's time at the start, which a recorded demand needs
}

// Runs are how many replications there are, at least 2, and where their randomness comes from.
type Runs struct {
	Seed uint64
	Reps int
}

// play is one replication of a pool under way.
type play struct {
	engine  *sim.Engine
	service *accounts.Service
}

func (p Pool) start(seed uint64, rep int) (play, error) {
	e := sim.NewEngine(sim.Limits{Events: math.MaxUint64})
	set := p.Settings
	service, err := accounts.New(e, &set, accounts.Alone{Engine: e}, accounts.Config{
		Seed: seed, Replication: uint64(rep), Start: p.Start, Stock: set.Pool.Target, Demand: p.Demand,
	})
	return play{e, service}, err
}

// until plays to an instant, and gives the measures from the start to there.
func (p play) until(at sim.Time) (accounts.Measures, error) {
	if err := p.engine.RunUntil(at); err != nil {
		return accounts.Measures{}, fmt.Errorf("trial: %w", err)
	}
	return p.service.Measures(), nil
}

// replicate makes every replication, as many at once as there are cores. Of several errors it gives that of the first.
func replicate[T any](runs Runs, one func(rep int) (T, error)) ([]T, error) {
	results, errs := make([]T, runs.Reps), make([]error, runs.Reps)
	next := make(chan int, runs.Reps)
	for rep := range runs.Reps {
		next <- rep
	}
	close(next)
	var all sync.WaitGroup
	for range min(runs.Reps, runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			for rep := range next {
				results[rep], errs[rep] = one(rep)
			}
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return results, nil
}

// mean is the 95 % interval of one number over replications.
func mean[T any](results []T, number func(T) float64) (stats.Interval, error) {
	values := make([]float64, len(results))
	for i, r := range results {
		values[i] = number(r)
	}
	return stats.Confidence(values, 0.95)
}
