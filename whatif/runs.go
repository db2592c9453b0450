package whatif

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"reprise/scenarios"
)

// runs bounds what is run: so many at once, so many that wait for it, and each for so long.
type runs struct {
	slots   chan struct{}
	waiting atomic.Int64
	queue   int64
	limit   time.Duration // of one run
	story   time.Duration // of a whole scenario, with all its variants
}

// The bounds of a server.
const (
	queueMax   = 16
	runLimit   = time.Minute
	storyLimit = 10 * time.Minute
)

func newRuns(workers int) *runs {
	return &runs{slots: make(chan struct{}, max(1, workers)), queue: queueMax, limit: runLimit, story: storyLimit}
}

// Why a run was not made.
var (
	errBusy = errors.New("too many runs wait already; try again in a moment")
	errLong = errors.New("the run took too long, and was stopped")
	errGone = errors.New("nobody waits for it any more")
)

// do runs work once there is room for it, on one core, and stops it where the caller goes away or the limit is reached.
func (r *runs) do(ctx context.Context, limit time.Duration, work func(scenarios.Options) error) error {
	if r.waiting.Add(1) > r.queue+int64(cap(r.slots)) {
		r.waiting.Add(-1)
		return errBusy
	}
	defer r.waiting.Add(-1)
	select {
	case r.slots <- struct{}{}:
	case <-ctx.Done():
		return errGone
	}
	defer func() { <-r.slots }()
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err := work(scenarios.Options{Context: limited, Workers: 1})
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return errGone
	case limited.Err() != nil:
		return errLong
	}
	return err
}
