package bench

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"reprise/sim"
)

// Replications is the same work, independent replications of M/M/1 with the trace hash on, done on one core and on all.
type Replications struct {
	Count    int     `json:"count"`
	Events   int     `json:"events"` // of each
	Cores    int     `json:"cores"`
	OneCore  float64 `json:"one_core"`  // events/s of all together, median
	AllCores float64 `json:"all_cores"` // events/s of all together, median
	SpeedUp  float64 `json:"speed_up"`  // AllCores over OneCore
}

// outcome is all that a replication came to.
type outcome struct {
	hash    string
	now     sim.Time
	present float64 // mean number in the system
}

// replicationsOn measures in turns, one core and all cores, and fails if a replication depends on where it ran.
func replicationsOn(cores int, e effort) (Replications, error) {
	r := Replications{Count: max(16, 8*cores), Cores: cores}
	r.Events = e.replicated / r.Count
	want, err := replicate(r.Count, r.Events, 1)
	if err != nil {
		return r, err
	}
	rateOf := func(workers int) (float64, error) {
		start := time.Now()
		got, err := replicate(r.Count, r.Events, workers)
		took := max(time.Since(start), 1)
		if err != nil {
			return 0, err
		}
		return float64(r.Count*r.Events) / took.Seconds(), sameOutcomes(want, got, workers)
	}
	var one, all Rates
	for range e.rounds {
		onOne, err := rateOf(1)
		if err != nil {
			return r, err
		}
		onAll, err := rateOf(cores)
		if err != nil {
			return r, err
		}
		one, all = append(one, onOne), append(all, onAll)
	}
	r.OneCore, r.AllCores = one.Median(), all.Median()
	r.SpeedUp = r.AllCores / r.OneCore
	return r, nil
}

// replicate runs replications on a number of goroutines; outcomes are in order of their index, whichever ended first.
func replicate(count, events, workers int) ([]outcome, error) {
	outcomes := make([]outcome, count)
	errs := make([]error, count)
	var taken atomic.Int64
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for i := int(taken.Add(1)) - 1; i < count; i = int(taken.Add(1)) - 1 {
				m := newMM1(uint64(i)+1, true)
				errs[i] = m.Advance(events)
				outcomes[i] = outcome{hash: m.TraceHash(), now: m.Now(), present: m.area / float64(m.Now())}
			}
		})
	}
	group.Wait()
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("replication %d: %w", i, err)
		}
	}
	return outcomes, nil
}

func sameOutcomes(want, got []outcome, workers int) error {
	for i := range want {
		if want[i] != got[i] {
			return fmt.Errorf("replication %d on %d goroutines came to %+v; it had come to %+v", i, workers, got[i], want[i])
		}
	}
	return nil
}

// cores is how many goroutines run at the same time.
func cores() int { return runtime.GOMAXPROCS(0) }
