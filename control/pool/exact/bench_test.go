package exact_test

import (
	"fmt"
	"math"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/control/pool/exact"
)

// BenchmarkLargePool is one setting of 5,000 accounts, tables included: it is to stay under 10 s on one core.
func BenchmarkLargePool(b *testing.B) {
	for _, tc := range []struct {
		rate     float64
		creation exact.Creation
		minimum  int
	}{
		{12_000, exact.Batch{From: 20 * time.Second, To: 20 * time.Second}, 1000},
		{12_000, exact.Batch{From: 2 * time.Minute, To: 2 * time.Minute}, 1000},
		{30_000, exact.Batch{From: 299 * time.Second, To: 299 * time.Second}, 2500},
		{12_000, exact.Batch{From: 10 * time.Second, To: 30 * time.Second}, 1000},
		{12_000, exact.Staggered{Each: 20 * time.Second, Workers: 270}, 1000},
	} {
		b.Run(fmt.Sprintf("%v/h/%+v/min=%d", tc.rate, tc.creation, tc.minimum), func(b *testing.B) {
			for b.Loop() {
				planner, err := exact.New(exact.Workload{Rate: tc.rate, Review: pool.CheckEvery, Creation: tc.creation})
				require.NoError(b, err)
				_, err = planner.Evaluate(tc.minimum, 5000)
				require.NoError(b, err)
			}
		})
	}
}

// BenchmarkFrontier is every one of 50 minima with every one of 100 targets up to 1,000, on all cores there are: it is to
// stay under 20 s on two.
func BenchmarkFrontier(b *testing.B) {
	for _, lead := range []time.Duration{20 * time.Second, 2 * time.Minute, 299 * time.Second} {
		b.Run(lead.String(), func(b *testing.B) {
			for b.Loop() {
				planner, err := exact.New(exact.Workload{Rate: 1200, Review: pool.CheckEvery, Creation: exact.Batch{From: lead, To: lead}})
				require.NoError(b, err)
				frontier(planner, 50, 100, 1000)
			}
		})
	}
}

// frontier evaluates so many minima against so many targets, evenly spaced up to the largest.
func frontier(planner *exact.Planner, minima, targets, largest int) {
	next := make(chan int)
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := range next {
				minimum, target := (i%minima+1)*largest/minima, (i/minima+1)*largest/targets
				_, _ = planner.Evaluate(min(minimum, target), target)
			}
		})
	}
	for i := range minima * targets {
		next <- i
	}
	close(next)
	group.Wait()
}

// BenchmarkProfile is one setting of today's size through a week that goes from 100 to 1,500 claims an hour and back every day.
func BenchmarkProfile(b *testing.B) {
	week := exact.Profile{Period: exact.Week}
	for hour := range 168 {
		week.Rates = append(week.Rates, 800-700*math.Cos(2*math.Pi*float64(hour)/24))
	}
	for _, creation := range []exact.Creation{
		exact.Batch{From: 2 * time.Minute, To: 2 * time.Minute},
		exact.Batch{From: 10 * time.Second, To: 30 * time.Second},
		exact.Staggered{Each: 20 * time.Second, Workers: 27},
	} {
		b.Run(fmt.Sprintf("%+v", creation), func(b *testing.B) {
			for b.Loop() {
				planner, err := exact.New(exact.Workload{Profile: week, Review: pool.CheckEvery, Creation: creation})
				require.NoError(b, err)
				_, err = planner.Evaluate(100, 500)
				require.NoError(b, err)
			}
		})
	}
}

// BenchmarkSlowProfile is a setting of today's size that keeps the phase of its refill cycle for many weeks, as a search for
// a setting asks about it.
func BenchmarkSlowProfile(b *testing.B) {
	for _, creation := range []exact.Creation{
		exact.Batch{From: 20 * time.Second, To: 20 * time.Second},
		exact.Staggered{Each: 20 * time.Second, Workers: 2},
	} {
		b.Run(fmt.Sprintf("%+v", creation), func(b *testing.B) {
			planner, err := exact.New(exact.Workload{Profile: wave(15, exact.Week), Review: pool.CheckEvery, Creation: creation})
			require.NoError(b, err)
			for b.Loop() {
				_, err := planner.EvaluateDownTo(1e-12, 100, 500)
				require.NoError(b, err)
			}
		})
	}
}
