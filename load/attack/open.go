package attack

import (
	"context"
	"net/http"
	"strconv"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"

	"reprise/load/history"
)

// Open sends requests at their arrivals, whether those before are answered or not, and asks again about those in doubt. It returns once
// all have ended. The log is the run's alone while it goes on. Once ctx is cancelled nothing more is sent, what waits for an
// answer is left in doubt, and the result is of what was seen. An error is of the plan, and nothing was sent.
//
// What could not be sent by a time-out after the last arrival was to be sent is left out (Result.Unsent).
func Open(ctx context.Context, plan Plan, arrivals Arrivals, log *history.Log) (Result, error) {
	plan, err := plan.completed()
	if err != nil {
		return Result{}, err
	}
	workers := plan.workers(arrivals)
	r, err := begin(ctx, plan, workers, log)
	if err != nil {
		return Result{}, err
	}
	stop := r.watch()
	defer stop()
	own := r.vegeta(ctx, arrivals, workers)
	meant, over := arrivals.Count(), arrivals.Over()
	if ctx.Err() != nil {
		over = min(over, log.Since()-r.began)
		meant = arrivals.Before(over)
	}
	r.settle()
	result := measure(r.ops(), r.began, meant, over)
	result.FromSent = own
	result.judge(ctx.Err() != nil, r.crowded(workers))
	return result, nil
}

// vegeta sends all first requests, and gives Vegeta's own account of their latency, which counts from the time of sending.
func (r *run) vegeta(ctx context.Context, arrivals Arrivals, workers int) Latency {
	attacker := vegeta.NewAttacker(
		vegeta.Client(&http.Client{Transport: hits{run: r, ctx: ctx, arrivals: arrivals}}),
		vegeta.Workers(uint64(min(workers, leastWorkers))), vegeta.MaxWorkers(uint64(workers)),
	)
	defer context.AfterFunc(ctx, func() { attacker.Stop() })()
	target := vegeta.Target{Method: http.MethodPost, URL: r.service.claim.String()}
	next := func(t *vegeta.Target) error {
		*t = target
		return ctx.Err()
	}
	pace := patient{pacer: pacer{arrivals, arrivals.Over() + r.plan.Timeout}, ctx: ctx, timer: time.NewTimer(0)}
	var metrics vegeta.Metrics
	r.began = r.log.Since()
	for hit := range attacker.Attack(next, pace, 0, "") {
		if hit.Method != "" { // else the run was called off before it was sent
			metrics.Add(hit)
		}
	}
	if metrics.Requests == 0 {
		return Latency{}
	}
	metrics.Close()
	l := metrics.Latencies
	return Latency{P50: l.P50, P90: l.P90, P99: l.P99, P999: l.Quantile(0.999), Max: l.Max}
}

// hits send for Vegeta: its n-th hit is the first request of the n-th device.
type hits struct {
	*run
	ctx      context.Context
	arrivals Arrivals
}

// RoundTrip sends a request of its own in place of Vegeta's, of which it takes the number. Vegeta is told the status and when the answer
// had been read; what it said is in the history.
func (h hits) RoundTrip(req *http.Request) (*http.Response, error) {
	sent := h.log.Since()
	n, err := strconv.Atoi(req.Header.Get("X-Vegeta-Seq"))
	if err != nil {
		return nil, err
	}
	status, err := h.first(h.ctx, n, h.began+h.arrivals.At(n), sent)
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: status, Status: http.StatusText(status), Body: http.NoBody, Request: req}, nil
}
