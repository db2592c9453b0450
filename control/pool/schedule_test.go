package pool_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/pool"
)

// POOL-03: every 5 minutes, and what that means beside a fill that takes time.
func TestGap(t *testing.T) {
	require.Equal(t, 5*time.Minute, pool.CheckEvery)
	for _, tc := range []struct {
		name        string
		every, took time.Duration
		rate, delay time.Duration
	}{
		{"nothing to fill", 300, 0, 300, 300},
		{"a short fill", 300, 20, 300, 320},
		{"to the beat", 300, 300, 300, 600},
		{"just past it", 300, 301, 600, 601},
		{"POOL-19: 400 accounts at 20 s, one after another", 300, 8000, 8100, 8300},
		{"a fill of no time counts as none", 300, -1, 300, 300},
		{"no pause", 0, 20, 20, 20},
		{"a pause below 0", -300, 20, 20, 20},
	} {
		t.Run(tc.name, func(t *testing.T) {
			require.Equal(t, tc.rate*time.Second, pool.FixedRate.Gap(tc.every*time.Second, tc.took*time.Second))
			require.Equal(t, tc.delay*time.Second, pool.FixedDelay.Gap(tc.every*time.Second, tc.took*time.Second))
		})
	}
}

// POOL-03: in neither reading does a check begin before the fill has ended, or sooner than 5 minutes after the last; the rate
// keeps the beat and is never later than the delay.
func TestGapLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		every := time.Duration(rapid.Int64Range(1, int64(time.Hour)).Draw(t, "every"))
		took := time.Duration(rapid.Int64Range(0, int64(24*time.Hour)).Draw(t, "took"))
		rate, delay := pool.FixedRate.Gap(every, took), pool.FixedDelay.Gap(every, took)
		require.GreaterOrEqual(t, rate, max(every, took))
		require.Zero(t, rate%every)
		require.Less(t, rate-took, max(every, every-took+1), "the first beat at or after the end")
		require.Equal(t, every, delay-took)
		require.LessOrEqual(t, rate, delay)
	})
}
