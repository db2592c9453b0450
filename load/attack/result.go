package attack

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"reprise/load/history"
	"reprise/sim/stats"
)

// Bounds on the lag of a generator, at its 99th percentile: MaxLag, or a share of the latency where that is more. At a service that takes
// two seconds nobody minds 20 ms; and as lag is part of the latency, the share keeps a generator from being measured for a service.
const (
	MaxLag      = 5 * time.Millisecond
	MaxLagShare = 0.1
)

// Result is what an attack came to, counted from its history.
type Result struct {
	Requests int // devices that asked
	Unsent   int // of those that were to ask: the generator was too late for them, and let them go

	Offered  float64 // requests a second that were to be sent
	Sent     float64 // requests a second that were, from the first to the last
	Achieved float64 // accounts a second that were given, from the first request to the last account
	Success  float64 // share of devices whose first answer was an account
	Took     time.Duration

	// These are of first requests, however they ended. Latency is from the intended time to the answer, FromSent from the time of
	// sending as Vegeta counts it, and Lag from the one time to the other.
	Latency, FromSent, Lag Latency

	Valid bool   // whether the generator kept up: else these are its own numbers more than the service's
	Why   string // it is not valid, a sentence

	Errors     []Count // first requests without an account, by reason, most first
	Routes     []Count // accounts given, by route, most first
	Doubts     int     // devices whose first answer left a doubt
	Again      int     // repetitions that these doubts took
	Unresolved int     // doubts that are left
	CalledOff  bool    // the run was cancelled
	Series     []Second
}

// Latency are quantiles.
type Latency struct{ P50, P90, P99, P999, Max time.Duration }

// Count is how often something happened.
type Count struct {
	What  string
	Count int
}

// Second is one second of a run, by when requests were sent.
type Second struct {
	At     time.Duration // its beginning, since that of the run
	Sent   int           // first requests
	Given  int           // of those: answered by an account
	Failed int           // of those: not
	P99    time.Duration // latency of those
}

// measure counts the ops of a run that began at a time since their log's start, and meant to send so many requests over so long.
func measure(ops []history.Op, began time.Duration, meant int, over time.Duration) Result {
	firsts := make([]history.Op, 0, len(ops))
	for _, op := range ops {
		if op.Again == 0 {
			firsts = append(firsts, op)
		}
	}
	r := Result{
		Requests: len(firsts), Unsent: max(meant-len(firsts), 0), Again: len(ops) - len(firsts), Offered: perSecond(meant, over),
		Latency: quantiles(firsts, latency), Lag: quantiles(firsts, lag), Series: series(firsts, began),
	}
	r.countAnswers(ops, began)
	r.countFirst(firsts)
	return r
}

// countAnswers counts what was given, and the doubts; a repetition is in the log after what it repeats.
func (r *Result) countAnswers(ops []history.Op, began time.Duration) {
	routes, doubtful := map[string]int{}, map[string]bool{}
	given, last := 0, began
	for _, op := range ops {
		r.Took = max(r.Took, op.Ended-began)
		if op.Outcome == history.Given {
			given, last = given+1, max(last, op.Ended)
			routes[op.Route.String()]++
		}
		switch {
		case op.Again == 0 && op.Outcome == history.InDoubt:
			doubtful[op.Request.DeviceID] = true
			r.Doubts++
		case op.Again > 0 && settles(op):
			delete(doubtful, op.Request.DeviceID)
		}
	}
	r.Achieved, r.Routes, r.Unresolved = perSecond(given, last-began), counted(routes), len(doubtful)
}

// countFirst counts what came of the first requests.
func (r *Result) countFirst(firsts []history.Op) {
	if len(firsts) == 0 {
		return
	}
	reasons, failed := map[string]int{}, 0
	from, to := firsts[0].Sent, firsts[0].Sent
	for _, op := range firsts {
		from, to = min(from, op.Sent), max(to, op.Sent)
		if op.Outcome != history.Given {
			reasons[op.Reason]++
			failed++
		}
	}
	r.Sent, r.Errors = perSecond(len(firsts)-1, to-from), counted(reasons)
	r.Success = float64(len(firsts)-failed) / float64(len(firsts))
}

// judge says whether the generator kept up; busy is what may have kept it.
func (r *Result) judge(calledOff bool, busy string) {
	if r.CalledOff = calledOff; calledOff {
		r.Unsent = 0
	}
	bound := max(MaxLag, time.Duration(MaxLagShare*float64(r.Latency.P99)))
	switch {
	case r.Unsent > 0:
		r.Why = fmt.Sprintf("%d of %d requests were never sent, the generator was that late%s", r.Unsent, r.Unsent+r.Requests, busy)
	case r.Lag.P99 > bound:
		r.Why = fmt.Sprintf("the generator lagged: one request in a hundred was sent %v late or more; allowed: %v%s",
			r.Lag.P99.Round(time.Microsecond), bound.Round(time.Microsecond), busy)
	}
	r.Valid = r.Why == ""
}

// series are the seconds of a run, also those in which nothing was sent.
func series(firsts []history.Op, began time.Duration) []Second {
	var seconds [][]history.Op
	for _, op := range firsts {
		n := int((op.Sent - began) / time.Second)
		for n >= len(seconds) {
			seconds = append(seconds, nil)
		}
		seconds[n] = append(seconds[n], op)
	}
	all := make([]Second, len(seconds))
	for n, ops := range seconds {
		s := Second{At: time.Duration(n) * time.Second, Sent: len(ops), P99: quantiles(ops, latency).P99}
		for _, op := range ops {
			if op.Outcome == history.Given {
				s.Given++
			}
		}
		s.Failed = s.Sent - s.Given
		all[n] = s
	}
	return all
}

func latency(op history.Op) time.Duration { return op.Ended - op.Intended }

func lag(op history.Op) time.Duration { return op.Sent - op.Intended }

// quantiles are right to three digits; all 0 where there are no ops.
func quantiles(ops []history.Op, of func(history.Op) time.Duration) Latency {
	longest := time.Microsecond // the least that a histogram must hold
	for _, op := range ops {
		longest = max(longest, of(op))
	}
	q, err := stats.NewQuantiles(longest, 3)
	for _, op := range ops {
		err = errors.Join(err, q.Record(max(of(op), 0)))
	}
	if err != nil {
		panic(err) // longest is above the least, and none is above longest
	}
	return Latency{P50: q.At(0.5), P90: q.At(0.9), P99: q.At(0.99), P999: q.At(0.999), Max: q.At(1)}
}

// counted are counts by name, most first.
func counted(counts map[string]int) []Count {
	var all []Count
	for what, count := range counts {
		all = append(all, Count{what, count})
	}
	slices.SortFunc(all, func(a, b Count) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.What, b.What)) })
	return all
}

func perSecond(n int, over time.Duration) float64 {
	if over <= 0 {
		return 0
	}
	return float64(n) / over.Seconds()
}
