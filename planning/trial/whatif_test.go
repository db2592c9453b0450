package trial_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/planning/trial"
	"reprise/sim/random"
	"reprise/sim/world/accounts"
)

// today is the pool of today, with so many claims an hour and workers that make an account in 20 s each.
func today(perHour float64, workers int) trial.Pool {
	return trial.Pool{
		Settings: accounts.Settings{
			Pool: pool.Documented(), CheckEvery: pool.CheckEvery, OnFailure: pool.Abandon, FailsAfter: time.Second, Calls: 1 << 20,
			Workers: workers, Create: random.Fixed(20 * time.Second), LockTimeout: time.Hour, Tries: 1, TrialDays: 1, PaidDays: 1,
		},
		Demand: accounts.Demand{Rate: random.ConstantRate(perHour / 3600)},
	}
}

var at = trial.When{Settle: 24 * time.Hour, Within: 8 * time.Hour, Patience: 24 * time.Hour}

func whatIf(t *testing.T, p trial.Pool, trouble trial.Trouble) trial.Course {
	t.Helper()
	course, err := trial.WhatIf(p, trouble, at, trial.Runs{Seed: 1, Reps: 40})
	require.NoError(t, err)
	return course
}

// A spike of ten times the claims for an hour empties the pool of today, which one worker fills (POOL-18); five workers make
// more than come.
func TestSpikeEmptiesWhatIsFilledTooSlowly(t *testing.T) {
	spike := trial.Trouble{Spike: 10, For: time.Hour}
	slow, quick := whatIf(t, today(60, 1), spike), whatIf(t, today(60, 5), spike)
	require.Equal(t, 40, slow.Recovered)
	require.Greater(t, slow.Emptied, 35)
	// Between 100 and 500 accounts at 600 an hour, less 180 that are made: 14 to 71 minutes at the ends.
	require.Greater(t, slow.ToEmpty.Lo(), (14 * time.Minute).Seconds())
	require.Less(t, slow.ToEmpty.Hi(), (60 * time.Minute).Seconds())
	require.Greater(t, slow.ToRecover.Lo(), time.Hour.Seconds())
	require.Greater(t, slow.Fallbacks.Lo(), 50.0)
	require.Less(t, quick.Emptied, 4)
	require.Less(t, quick.Fallbacks.Mean, 1.0)
}

// While fills fail a pool loses what is claimed, and no more: with 60 an hour it takes more than 100 minutes from its minimum
// (POOL-20).
func TestOutageDrainsAtThePaceOfClaims(t *testing.T) {
	short := whatIf(t, today(60, 27), trial.Trouble{Fails: true, For: time.Hour})
	require.Less(t, short.Emptied, 4, "an hour is 60 accounts, and a pool seldom holds fewer")
	long := whatIf(t, today(60, 27), trial.Trouble{Fails: true, For: 12 * time.Hour})
	require.Equal(t, 40, long.Emptied)
	require.Equal(t, 40, long.Recovered)
	// What the pool held when fills began to fail lasts so many minutes; after that every claim falls back.
	require.InDelta(t, 12*60, long.ToEmpty.Mean/60+long.Fallbacks.Mean, 15)
	require.Greater(t, long.ToRecover.Mean, (12 * time.Hour).Seconds())
}

// Nothing out of the ordinary: the pool may stand below its minimum for some minutes, as it always does, and is never empty.
func TestNoTrouble(t *testing.T) {
	course := whatIf(t, today(60, 27), trial.Trouble{For: time.Hour})
	require.Zero(t, course.Emptied)
	require.Equal(t, 40, course.Recovered)
	require.Less(t, course.ToRecover.Hi(), time.Hour.Seconds())
	require.InDelta(t, 60, course.Claims.Mean, 8)
}

// The same seed gives the same course, on however many cores.
func TestCoursesAreReproducible(t *testing.T) {
	spike := trial.Trouble{Spike: 3, For: 20 * time.Minute}
	require.Equal(t, whatIf(t, today(600, 4), spike), whatIf(t, today(600, 4), spike))
}
