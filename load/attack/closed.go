package attack

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"reprise/load/history"
)

// Clients are those of a closed loop, and when they stop: after so many requests in all, or so long, whichever is first; 0: no such
// bound, but one there must be.
type Clients struct {
	Count    int
	Requests int
	For      time.Duration
}

func (c Clients) validate() error {
	if c.Count < 1 || c.Requests < 0 || c.For < 0 || c.Requests == 0 && c.For == 0 {
		return errors.New("closed loop: allowed: 1 client or more, and a number of requests or a time above 0")
	}
	return nil
}

// Closed has each client send its next request once the one before is answered. Its latency counts from the time of sending, since
// no other was meant; all else is as in Open.
func Closed(ctx context.Context, plan Plan, clients Clients, log *history.Log) (Result, error) {
	plan, err := plan.completed()
	if err != nil {
		return Result{}, err
	}
	if err := clients.validate(); err != nil {
		return Result{}, err
	}
	r, err := begin(ctx, plan, clients.Count, log)
	if err != nil {
		return Result{}, err
	}
	stop := r.watch()
	defer stop()
	sent := r.loop(ctx, clients)
	over := log.Since() - r.began
	r.settle()
	result := measure(r.ops(), r.began, sent, over)
	result.FromSent = result.Latency
	result.judge(ctx.Err() != nil, "")
	return result, nil
}

// loop has the clients send until they stop, and counts what they sent.
func (r *run) loop(ctx context.Context, clients Clients) int {
	var next atomic.Int64
	var waiting sync.WaitGroup
	for range clients.Count {
		waiting.Go(func() {
			for ctx.Err() == nil {
				now := r.log.Since()
				if clients.For > 0 && now-r.began >= clients.For {
					return
				}
				n := int(next.Add(1)) - 1
				if clients.Requests > 0 && n >= clients.Requests {
					return
				}
				_, _ = r.first(ctx, n, now, now) // what came of it is in the history
			}
		})
	}
	waiting.Wait()
	return int(r.sent.Load())
}
