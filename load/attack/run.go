package attack

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"reprise/load/history"
)

const (
	resolvers    = 16 // requests about doubts at once: what is left of a service after a fault is not to be drowned by them
	firstPause   = 50 * time.Millisecond
	longestPause = 2 * time.Second
	progressGap  = 200 * time.Millisecond
)

// run is an attack under way.
type run struct {
	plan    Plan
	service *service
	log     *history.Log
	began   time.Duration // since the start of the log, as all times of ops
	already int           // ops of the log that are not this run's

	// doubting ends when the run is called off or patience ends.
	doubting  context.Context
	giveUp    context.CancelFunc
	doubts    sync.WaitGroup
	resolving chan struct{} // holds one for each request about a doubt

	sent, given, failed, again atomic.Int64
	busy, busiest              atomic.Int64 // first requests that wait for their answer: now, and most so far
}

func begin(ctx context.Context, plan Plan, conns int, log *history.Log) (*run, error) {
	service, err := dial(plan.URL, conns+resolvers, plan.Timeout, log)
	if err != nil {
		return nil, err
	}
	r := &run{
		plan: plan, service: service, log: log, began: log.Since(), already: len(log.Ops()), resolving: make(chan struct{}, resolvers),
	}
	r.doubting, r.giveUp = context.WithCancel(ctx)
	return r, nil
}

// first sends the first request of the n-th device, which was to be sent at intended.
func (r *run) first(ctx context.Context, n int, intended, sent time.Duration) (status int, err error) {
	r.sent.Add(1)
	for busy, most := r.busy.Add(1), r.busiest.Load(); busy > most && !r.busiest.CompareAndSwap(most, busy); {
		most = r.busiest.Load()
	}
	op, status, err := r.service.ask(ctx, history.Op{Request: r.plan.nth(n), Intended: intended, Sent: sent})
	r.busy.Add(-1)
	if op.Outcome == history.Given {
		r.given.Add(1)
		return status, err
	}
	r.failed.Add(1)
	if op.Outcome == history.InDoubt {
		r.doubts.Go(func() { r.resolve(op) })
	}
	return status, err
}

// resolve asks again about a request in doubt, until an answer says what became of it. One that says `503 unavailable` says so of itself
// alone, and leaves the doubt about those before it.
func (r *run) resolve(op history.Op) {
	pause := firstPause
	for again := 1; ; again++ {
		select {
		case <-time.After(pause):
		case <-r.doubting.Done():
			return
		}
		pause = min(2*pause, longestPause)
		select {
		case r.resolving <- struct{}{}:
		case <-r.doubting.Done():
			return
		}
		now := r.log.Since()
		answer, _, _ := r.service.ask(r.doubting, history.Op{Request: op.Request, Again: again, Intended: now, Sent: now})
		<-r.resolving
		r.again.Add(1)
		if answer.Outcome == history.Given {
			r.given.Add(1)
		}
		if settles(answer) {
			return
		}
	}
}

// settles reports whether an answer ends a doubt.
func settles(op history.Op) bool {
	return op.Outcome == history.Given || op.Outcome == history.Refused && op.Reason != unavailable
}

// settle waits for the doubts, and no longer than patience says; then nothing of the run is under way any more.
func (r *run) settle() {
	patience := time.AfterFunc(r.plan.Patience, r.giveUp)
	defer patience.Stop()
	r.doubts.Wait()
	r.giveUp()
	r.service.close()
}

// watch tells of progress until the function that it returns is called, which tells of it once more.
func (r *run) watch() (stop func()) {
	if r.plan.Progress == nil {
		return func() {}
	}
	over := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() {
		tick := time.NewTicker(progressGap)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				r.plan.Progress(r.progress())
			case <-over:
				return
			}
		}
	})
	return func() {
		close(over)
		watching.Wait()
		r.plan.Progress(r.progress())
	}
}

func (r *run) progress() Progress {
	return Progress{
		Elapsed: r.log.Since() - r.began, Sent: int(r.sent.Load()), Given: int(r.given.Load()), Failed: int(r.failed.Load()),
		Again: int(r.again.Load()),
	}
}

// ops are the run's own.
func (r *run) ops() []history.Op { return r.log.Ops()[r.already:] }

// crowded says that the workers were too few; empty: they were not.
func (r *run) crowded(workers int) string {
	if int(r.busiest.Load()) < workers {
		return ""
	}
	return fmt.Sprintf("; all %d workers were busy at once", workers)
}
