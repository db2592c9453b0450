package accounts

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/pool"
	"reprise/sim"
	"reprise/sim/random"
)

// POOL-03: every 5 minutes the scheduler counts; at the minimum it does nothing, below it fills up to the target.
func TestTheSchedulerFillsBelowTheMinimum(t *testing.T) {
	for _, c := range []struct {
		name              string
		stock, min, asked int
		enabled           bool
	}{
		{"empty", 0, 100, 500, true},
		{"one below", 99, 100, 401, true},
		{"at the minimum", 100, 100, 0, true},
		{"above it", 101, 100, 0, true},
		{"no minimum", 0, 0, 0, true},
		{"switched off", 0, 100, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := open(t, plain(func(s *Settings) { s.Pool.Min, s.Pool.Enabled, s.Workers = c.min, c.enabled, 500 }), Config{Stock: c.stock})
			o.goTo(o.firstCheck() - 1)
			require.Empty(t, o.started)
			o.goTo(time.Hour)
			require.Equal(t, int((time.Hour-o.firstCheck())/pool.CheckEvery)+1, o.Measures().Checks)
			require.Equal(t, c.stock+c.asked, o.Size())
			if c.asked == 0 {
				require.Empty(t, o.started)
				return
			}
			require.Equal(t, []fillAt{{sim.Time(o.firstCheck()), FillReport{Size: c.stock, Asked: c.asked, Because: Nobody}}}, o.started)
			require.Equal(t, []fillAt{{sim.Time(o.firstCheck() + 20*time.Second),
				FillReport{Size: 500, Asked: c.asked, Made: c.asked, Took: 20 * time.Second}}}, o.finished)
		})
	}
}

// When the checks begin is chance, and no more than an interval away.
func TestTheFirstCheck(t *testing.T) {
	seen := map[time.Duration]bool{}
	for seed := range uint64(20) {
		o := open(t, plain(), Config{Seed: seed, Stock: 500})
		first := o.firstCheck()
		require.Less(t, first, pool.CheckEvery)
		o.goTo(first)
		require.Equal(t, 1, o.Measures().Checks)
		seen[first] = true
	}
	require.Len(t, seen, 20)
}

// POOL-03: after a fill that took longer than the interval the next check comes on the beat, or after a whole interval, as
// pool.Schedule has it; it never begins before the fill has ended.
func TestTheGapAfterAFill(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		schedule := pick(t, "schedule", pool.FixedRate, pool.FixedDelay)
		each := pick(t, "each", time.Second, 30*time.Second, 45*time.Second, 60*time.Second, 2*time.Minute)
		o := open(t, plain(func(s *Settings) {
			s.Pool = pool.Settings{Enabled: true, Min: 1, Target: rapid.IntRange(1, 20).Draw(t, "target")}
			s.Schedule, s.OnFailure, s.FailsAfter = schedule, pool.Abandon, each
		}), Config{})
		count := pick(t, "count", 0, 3*time.Second)
		o.desk.statement = count / 2
		o.Strike(Fault{FillConfigs, 1, 1}) // so that every check finds the pool empty
		o.goTo(6 * time.Hour)
		require.Greater(t, len(o.finished), 4)
		for i, f := range o.finished {
			require.Equal(t, time.Duration(o.set.Pool.Target)*(each+count/2), f.Took)
			if i+1 < len(o.started) {
				gap := o.started[i+1].at.Sub(o.started[i].at)
				require.Equal(t, schedule.Gap(pool.CheckEvery, count/2+f.Took), gap)
				require.GreaterOrEqual(t, o.started[i+1].at, f.at)
			}
		}
	})
}

// POOL-18: a scheduler that stands still misses its beats and loses none: it goes on where it would have been. One that is
// stopped twice goes on when both have ended.
func TestAStoppedScheduler(t *testing.T) {
	o := open(t, plain(func(s *Settings) { s.Workers = 500 }), Config{})
	first := o.firstCheck()
	o.at(0, o.StopScheduler)
	o.at(time.Minute, o.StopScheduler)
	o.at(first+20*time.Minute+1, o.StartScheduler)
	o.at(first+30*time.Minute+1, o.StartScheduler)
	o.goTo(first + 35*time.Minute - 1)
	require.Empty(t, o.started)
	require.Equal(t, []int{0, 7}, []int{o.Measures().Checks, o.Measures().Missed})
	o.goTo(first + 36*time.Minute)
	require.Equal(t, sim.Time(first+35*time.Minute), o.started[0].at)
	require.Equal(t, []int{1, 7}, []int{o.Measures().Checks, o.Measures().Missed})
}

// A count that gets no connection is a check missed, and told of; the next comes on the beat.
func TestACheckWithoutAConnection(t *testing.T) {
	o := openWith(t, plain(func(s *Settings) { s.Workers = 500 }), Config{}, 1)
	o.connections.Fail(1)
	first := o.firstCheck()
	o.at(first+time.Minute, func() { o.connections.Repair(1) })
	o.goTo(first + 4*time.Minute)
	require.Equal(t, []told{{at: sim.Time(first + 30*time.Second), why: "account-pool-scheduler"}}, o.desk.late)
	require.Equal(t, []int{0, 1}, []int{o.Measures().Checks, o.Measures().Missed})
	o.goTo(first + 6*time.Minute)
	require.Equal(t, sim.Time(first+5*time.Minute), o.started[0].at)
}

// POOL-13: a fill by hand makes what was asked for, also above the target, beside a fill under way and beside the beat.
func TestFillsByHand(t *testing.T) {
	o := open(t, plain(), Config{Stock: 99})
	first := o.firstCheck()
	o.at(first+61*time.Second, func() { require.NoError(t, o.FillByHand(200, 7)) })
	o.goTo(first + 3*time.Hour)
	require.Equal(t, 700, o.Size())
	require.Equal(t, FillReport{ByHand: true, Size: 102, Asked: 200, Because: 7}, o.started[1].FillReport)
	require.Equal(t, FillReport{ByHand: true, Size: 99 + 203 + 200, Asked: 200, Made: 200, Took: 4000 * time.Second, Because: 1}, o.finished[0].FillReport)
	require.Equal(t, 401*20*time.Second, o.finished[1].Took)
	require.Equal(t, 1+10, o.Measures().Checks, "its own of 8020 s, and from the next beat, at 8100 s, one every 300 s")

	for _, count := range []int{0, -1, pool.ManualFillMax + 1} {
		require.Error(t, o.FillByHand(count, Nobody))
	}
	require.Len(t, o.started, 2)
}

// W at once make rounds of W, where every account takes the same.
func TestWorkersMakeRounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, workers := rapid.IntRange(1, 60).Draw(t, "accounts"), rapid.IntRange(1, 70).Draw(t, "workers")
		o := open(t, plain(func(s *Settings) { s.Workers, s.Pool.Min, s.Pool.Target = workers, 1, n }), Config{})
		first := o.firstCheck()
		for round := range (n + workers - 1) / workers {
			o.goTo(first + time.Duration(round+1)*20*time.Second - 1)
			require.Equal(t, round*workers, o.Size())
			o.goTo(first + time.Duration(round+1)*20*time.Second)
			require.Equal(t, min((round+1)*workers, n), o.Size())
		}
		require.Len(t, o.finished, 1)
	})
}

// POOL-19: "within 5 minutes (one tick)" takes 27 accounts at once, at 20 s each; one after the other 400 take 2.2 hours.
func TestTheRunbooksPromise(t *testing.T) {
	for _, c := range []struct {
		workers int
		within  time.Duration
		made    int
	}{
		{27, 300 * time.Second, 405}, {26, 300 * time.Second, 390}, {26, 320 * time.Second, 416},
		{1, 400*20*time.Second - 1, 399}, {1, 400 * 20 * time.Second, 400},
	} {
		o := open(t, plain(func(s *Settings) { s.Workers = c.workers }), Config{})
		o.goTo(o.firstCheck() + c.within)
		require.Equal(t, 500, o.started[0].Asked)
		require.Equal(t, c.made, o.Measures().Made, "%d workers in %v", c.workers, c.within)
	}
	for workers, whole := range map[int]bool{27: true, 26: false} {
		o := open(t, plain(func(s *Settings) { s.Workers = workers }), Config{Stock: 99})
		o.goTo(o.firstCheck() + 300*time.Second)
		require.Equal(t, whole, o.Size() == 500, "%d workers and the 401 that a pool just below its minimum lacks", workers)
	}
}

// All accounts of a fill take the same where one draw is for all, and each its own otherwise; the k-th to be begun takes the
// same however many are made at once.
func TestWhatAFillDraws(t *testing.T) {
	uniform, err := random.ParseDist("uniform:10s,30s")
	require.NoError(t, err)
	times := func(workers int, together bool) map[time.Duration]bool {
		o := open(t, plain(func(s *Settings) {
			s.Workers, s.Together, s.Create, s.Pool.Min, s.Pool.Target = workers, together, uniform, 1, 20
		}), Config{})
		seen := map[time.Duration]bool{}
		size := 0
		for len(o.finished) == 0 {
			more, err := o.engine.Step()
			require.NoError(t, err)
			require.True(t, more)
			if o.Size() > size {
				size = o.Size()
				seen[o.engine.Now().Sub(sim.Time(o.firstCheck()))] = true
			}
		}
		return seen
	}
	require.Len(t, times(20, true), 1)
	require.Len(t, times(20, false), 20)
	alone := times(1, false)
	require.Len(t, alone, 20)
	var last, longest time.Duration
	for at := range alone {
		last = max(last, at)
	}
	sum := time.Duration(0)
	for at := range times(20, false) {
		sum, longest = sum+at, max(longest, at)
	}
	require.Equal(t, sum, last, "one after the other they take what they take at once, in all")
	require.LessOrEqual(t, longest, 30*time.Second)
}
