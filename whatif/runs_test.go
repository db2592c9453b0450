package whatif

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/scenarios"
)

// TestSoManyAtOnce: no more than there are slots run at once, the rest wait, and what the queue cannot hold is told so.
func TestSoManyAtOnce(t *testing.T) {
	const workers = 3
	r := newRuns(workers)
	var running, most atomic.Int64
	release := make(chan struct{})
	work := func(scenarios.Options) error {
		now := running.Add(1)
		for seen := most.Load(); now > seen && !most.CompareAndSwap(seen, now); seen = most.Load() {
		}
		<-release
		running.Add(-1)
		return nil
	}
	answers := make(chan error)
	const asked = workers + queueMax + 5
	for range asked {
		go func() { answers <- r.do(t.Context(), time.Hour, work) }()
	}
	for range 5 {
		require.ErrorIs(t, <-answers, errBusy)
	}
	require.Eventually(t, func() bool { return running.Load() == workers }, time.Minute, time.Millisecond)
	close(release)
	for range asked - 5 {
		require.NoError(t, <-answers)
	}
	require.Equal(t, int64(workers), most.Load())
	require.Zero(t, r.waiting.Load())
}

// TestWhoWaitsMayLeave: from the queue, and from a run.
func TestWhoWaitsMayLeave(t *testing.T) {
	r := newRuns(1)
	ctx, leave := context.WithCancel(t.Context())
	started := make(chan struct{})
	ran := make(chan error, 1)
	go func() {
		ran <- r.do(ctx, time.Hour, func(o scenarios.Options) error {
			close(started)
			<-o.Context.Done()
			return o.Context.Err()
		})
	}()
	<-started
	queued := make(chan error, 1)
	go func() {
		queued <- r.do(ctx, time.Hour, func(scenarios.Options) error { return errors.New("never run") })
	}()
	require.Eventually(t, func() bool { return r.waiting.Load() == 2 }, time.Minute, time.Millisecond)
	leave()
	require.ErrorIs(t, <-ran, errGone)
	require.ErrorIs(t, <-queued, errGone)
	require.NoError(t, r.do(t.Context(), time.Hour, func(scenarios.Options) error { return nil }))
}

// TestARunThatPanicsLeavesItsSlot.
func TestARunThatPanicsLeavesItsSlot(t *testing.T) {
	r := newRuns(1)
	require.Panics(t, func() { _ = r.do(t.Context(), time.Hour, func(scenarios.Options) error { panic("x") }) })
	require.NoError(t, r.do(t.Context(), time.Hour, func(scenarios.Options) error { return nil }))
}
