package attack

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/load/history"
	"reprise/load/wire"
)

// requireWhole checks what holds of every history: each device of the run asked first exactly once, at a time that it was meant to,
// and again only while in doubt. It returns the ops by device.
func requireWhole(t *testing.T, ops []history.Op, devices int) map[string][]history.Op {
	t.Helper()
	of := map[string][]history.Op{}
	for _, op := range ops {
		before := of[op.Request.DeviceID]
		require.Equal(t, len(before), op.Again, op.Request.DeviceID)
		if len(before) > 0 {
			require.False(t, settles(before[len(before)-1]), "%s asked again without a doubt", op.Request.DeviceID)
			require.GreaterOrEqual(t, op.Sent, before[len(before)-1].Ended)
		}
		require.GreaterOrEqual(t, op.Sent, op.Intended)
		require.GreaterOrEqual(t, op.Ended, op.Sent)
		require.Equal(t, op.Outcome == history.Given, op.Reason == "")
		require.Equal(t, op.Outcome == history.Given, op.Account != uuid.Nil)
		of[op.Request.DeviceID] = append(before, op)
	}
	require.Len(t, of, devices)
	for n := range devices {
		require.Contains(t, of, fmt.Sprintf("d-%d", n))
	}
	return of
}

func TestOpenAsksForEveryArrival(t *testing.T) {
	s := opened(t, nil)
	log := history.NewLog(0)
	log.Add(history.Op{Request: pool.Request{DeviceID: "of an earlier run"}})
	arrivals := evenly(t, 500, 400*time.Millisecond)
	var told []Progress
	p := plan(s)
	p.Progress = func(p Progress) { told = append(told, p) }
	r, err := Open(t.Context(), p, arrivals, log)
	require.NoError(t, err)

	of := requireWhole(t, log.Ops()[1:], 200)
	began := of["d-0"][0].Intended
	for n := range 200 {
		op := of[fmt.Sprintf("d-%d", n)][0]
		require.Equal(t, arrivals.At(n), op.Intended-began)
		require.Equal(t, history.Given, op.Outcome)
		require.Equal(t, s.accounts[op.Request.DeviceID].AccountID, op.Account)
		require.Equal(t, s.accounts[op.Request.DeviceID].ValidTo, op.ValidTo)
		require.Equal(t, pool.Request{Flow: pool.TrialRegistration, DeviceID: op.Request.DeviceID, Days: 3, PayStatus: pool.Trial}, op.Request)
	}
	require.Equal(t, 200, r.Requests)
	require.InEpsilon(t, 500, r.Offered, 1e-9)
	require.Equal(t, 1.0, r.Success)
	require.Equal(t, []Count{{"pool", 200}}, r.Routes)
	require.Empty(t, r.Errors)
	require.Zero(t, r.Unsent+r.Doubts+r.Again+r.Unresolved)
	require.False(t, r.CalledOff)
	require.Greater(t, r.Latency.P50, time.Duration(0))
	require.LessOrEqual(t, r.FromSent.P50, r.Latency.Max)
	last := told[len(told)-1]
	require.Equal(t, Progress{Elapsed: last.Elapsed, Sent: 200, Given: 200}, last)
}

// The mix of flows is a matter of the seed, and only an admin names days and a pay status (POOL-10).
func TestFlowsAreMixedByTheirShares(t *testing.T) {
	s := opened(t, nil)
	p := plan(s)
	p.Flows = Mix{0.5, 0.3, 0.2}
	log := history.NewLog(0)
	_, err := Open(t.Context(), p, evenly(t, 2000, 500*time.Millisecond), log)
	require.NoError(t, err)
	counts := map[pool.Flow]int{}
	for device, ops := range requireWhole(t, log.Ops(), 1000) {
		require.NoError(t, ops[0].Request.Validate(), device)
		counts[ops[0].Request.Flow]++
	}
	for flow, share := range p.Flows {
		require.InDelta(t, 1000*share, counts[pool.Flow(flow)], 60, "3.8 standard deviations, and the seed is fixed")
	}
	for _, c := range s.claims {
		want := wire.Claim{DeviceID: c.DeviceID, Flow: c.Flow}
		if c.Flow == "admin" {
			want.Days, want.PayStatus = 3, "TRIAL"
		}
		require.Equal(t, want, c)
	}
	var n int
	_, err = fmt.Sscanf(s.claims[0].DeviceID, "d-%d", &n)
	require.NoError(t, err)
	require.Equal(t, s.claims[0].Flow, p.nth(n).Flow.String())
}

// Some connections end after the account was given and before the answer: those claims are in doubt, and asking again finds the account
// that the device has.
func TestDoubtsAreAskedAboutUntilTheyAreSettled(t *testing.T) {
	var s *shop
	s = opened(t, func(w http.ResponseWriter, c wire.Claim, nth int) bool {
		var n int
		_, _ = fmt.Sscanf(c.DeviceID, "d-%d", &n)
		switch {
		case n%10 == 0 && nth == 1, n%20 == 0 && nth <= 3: // given, and cut off
			s.give(c)
			cut(w)
		case n%10 == 1 && nth == 1: // not given, and nobody can tell
			cut(w)
		case n%10 == 2 && nth == 1:
			s.give(c)
			fail(w, http.StatusServiceUnavailable, wire.Failure{Error: "database", InDoubt: true})
		case n%10 == 2 && nth == 2: // this one did nothing, and leaves the doubt
			fail(w, http.StatusServiceUnavailable, wire.Failure{Error: "database"})
		case n%10 == 3: // nothing was done: no doubt, and no second time
			fail(w, http.StatusServiceUnavailable, wire.Failure{Error: "database"})
		case n%10 == 4 && nth == 1:
			s.give(c)
			fail(w, http.StatusInternalServerError, wire.Failure{Error: "bug"})
		case n%10 == 5 && nth == 1:
			_, _ = w.Write([]byte("{"))
		case n%10 == 6:
			fail(w, http.StatusBadRequest, wire.Failure{Error: "device id"})
		default:
			return false
		}
		return true
	})
	log := history.NewLog(0)
	r, err := Open(t.Context(), plan(s), evenly(t, 400, 250*time.Millisecond), log)
	require.NoError(t, err)
	for device, ops := range requireWhole(t, log.Ops(), 100) {
		require.Len(t, ops, s.asked[device], "no request goes out twice unseen")
		var n int
		_, err := fmt.Sscanf(device, "d-%d", &n)
		require.NoError(t, err)
		want := map[int]int{0: 2, 1: 2, 2: 3, 4: 2, 5: 2}[n%10]
		if n%20 == 0 {
			want = 4
		}
		require.Len(t, ops, max(want, 1), device)
		last := ops[len(ops)-1]
		if n%10 == 3 || n%10 == 6 {
			require.Equal(t, history.Refused, last.Outcome)
			continue
		}
		require.Equal(t, history.Given, last.Outcome)
		require.Equal(t, s.accounts[device].AccountID, last.Account)
	}
	require.Equal(t, 0.3, r.Success)
	require.Equal(t, []Count{{"connection", 20}, {"200 unreadable", 10}, {"400 refused", 10}, {"500 in doubt", 10}, {"503 in doubt", 10},
		{"503 unavailable", 10}}, r.Errors)
	require.Equal(t, []Count{{"pool", 50}, {"owned", 30}}, r.Routes)
	require.Equal(t, 50, r.Doubts)
	require.Equal(t, 5*3+5+10+20+10+10, r.Again)
	require.Zero(t, r.Unresolved)
}

// Patience ends: what is still in doubt stays so, and says so.
func TestDoubtsAreLeftOnceThePatienceEnds(t *testing.T) {
	s := opened(t, func(w http.ResponseWriter, _ wire.Claim, _ int) bool { cut(w); return true })
	p := plan(s)
	p.Patience = 200 * time.Millisecond
	log := history.NewLog(0)
	r, err := Open(t.Context(), p, evenly(t, 100, 100*time.Millisecond), log)
	require.NoError(t, err)
	requireWhole(t, log.Ops(), 10)
	require.Equal(t, 10, r.Doubts)
	require.Equal(t, 10, r.Unresolved)
	require.Positive(t, r.Again)
	require.Zero(t, r.Success+r.Achieved)
	require.True(t, r.Valid || r.Lag.P99 > MaxLag, "a service that fails does not make a run invalid")
}

// A request takes no longer than the time-out, and its doubt is not resolved by a service that stays silent.
func TestTimeOut(t *testing.T) {
	s, leave := stalled(t)
	defer leave()
	p := plan(s)
	p.Timeout, p.Patience = 50*time.Millisecond, 0
	log := history.NewLog(0)
	r, err := Open(t.Context(), p, evenly(t, 100, 50*time.Millisecond), log)
	require.NoError(t, err)
	require.Equal(t, []Count{{"time-out", 5}}, r.Errors)
	require.GreaterOrEqual(t, r.Latency.P50, p.Timeout)
}

// stalled is a shop that answers nobody until leave is called.
func stalled(t *testing.T) (s *shop, leave func()) {
	gone := make(chan struct{})
	s = opened(t, func(http.ResponseWriter, wire.Claim, int) bool { <-gone; return false })
	return s, sync.OnceFunc(func() { close(gone) })
}

// An open loop goes on sending while the service answers nobody: every request is with it before the first is answered.
func TestOpenLoopSendsThroughAStall(t *testing.T) {
	const requests = 150 // more than the workers that Vegeta starts with
	gone := make(chan struct{})
	var with atomic.Int64
	s := opened(t, func(http.ResponseWriter, wire.Claim, int) bool {
		if with.Add(1) == requests {
			close(gone)
		}
		<-gone
		return false
	})
	log := history.NewLog(0)
	r, err := Open(t.Context(), plan(s), evenly(t, 500, 300*time.Millisecond), log)
	require.NoError(t, err)
	require.Equal(t, 1.0, r.Success, "or else the last never came, and all timed out")
	requireWhole(t, log.Ops(), requests)
}

// One worker at a service that takes 20 ms sends 50 a second at most, of 500 that were meant: the run's numbers are the
// generator's own, and it says so.
func TestRunIsInvalidWhereTheGeneratorLags(t *testing.T) {
	s := opened(t, func(http.ResponseWriter, wire.Claim, int) bool { time.Sleep(20 * time.Millisecond); return false })
	p := plan(s)
	p.MaxWorkers = 1
	log := history.NewLog(0)
	r, err := Open(t.Context(), p, evenly(t, 500, 100*time.Millisecond), log)
	require.NoError(t, err)
	require.Equal(t, 50, r.Requests, "all are sent, late")
	require.False(t, r.Valid)
	require.Regexp(t, `^the generator lagged: one request in a hundred was sent .*s late or more; allowed: .*; all 1 workers were busy at once$`, r.Why)
	require.Greater(t, r.Latency.P99, 2*r.FromSent.P50, "counted from the intended time, the wait for a worker is part of the latency")

	p.Timeout, p.Devices = 100*time.Millisecond, "e"
	r, err = Open(t.Context(), p, evenly(t, 500, 100*time.Millisecond), history.NewLog(0))
	require.NoError(t, err)
	require.Positive(t, r.Unsent, "the run ends by a time-out after its last arrival")
	require.Equal(t, 50, r.Requests+r.Unsent)
	require.False(t, r.Valid)
	require.Contains(t, r.Why, "of 50 requests were never sent")
}

// Ctrl-C while the service answers nobody, and the next request is an hour away.
func TestCalledOff(t *testing.T) {
	s, leave := stalled(t)
	defer leave()
	ctx, cancel := context.WithCancel(t.Context())
	p := plan(s)
	p.Progress = func(p Progress) {
		if p.Sent == 2 {
			cancel()
		}
	}
	p.Timeout = time.Hour
	log := history.NewLog(0)
	r, err := Open(ctx, p, Arrivals{at: []time.Duration{0, 1, time.Hour}, over: 2 * time.Hour}, log)
	require.NoError(t, err)
	require.True(t, r.CalledOff)
	require.Equal(t, 2, r.Requests)
	require.Zero(t, r.Unsent)
	require.Equal(t, []Count{{"called off", 2}}, r.Errors)
	require.Equal(t, 2, r.Unresolved)
	requireWhole(t, log.Ops(), 2)

	r, err = Open(ctx, p, evenly(t, 100, time.Second), history.NewLog(0))
	require.NoError(t, err)
	require.Zero(t, r.Requests, "nothing is sent after it")
	require.Zero(t, r.Latency)
}

func TestPlansThatCannotBe(t *testing.T) {
	good := Plan{URL: "http://127.0.0.1:1", TrialDays: 3, PaidDays: 30}
	for want, change := range map[string]func(*Plan){
		"this is no address of a service; allowed: http://HOST:PORT":                  func(p *Plan) { p.URL = "127.0.0.1:80" },
		"the share of flow paid is -1; allowed: 0 to 1":                               func(p *Plan) { p.Flows = Mix{2, -1, 0} },
		"the shares of the flows sum to 0.5; allowed: 1":                              func(p *Plan) { p.Flows = Mix{0.5} },
		"days are 0; allowed: 1 to 36500":                                             func(p *Plan) { p.TrialDays = 0 },
		"days are -1; allowed: 1 to 36500":                                            func(p *Plan) { p.Flows, p.PaidDays = Mix{0, 1, 0}, -1 },
		"device ids would begin with 101 bytes; allowed: up to 100":                   func(p *Plan) { p.Devices = string(make([]byte, 101)) },
		"the time-out, the patience or the workers are below 0; allowed: 0 and above": func(p *Plan) { p.MaxWorkers = -1 },
	} {
		p := good
		change(&p)
		_, err := Open(t.Context(), p, evenly(t, 1, time.Second), history.NewLog(0))
		require.ErrorContains(t, err, want)
		_, err = Closed(t.Context(), p, Clients{Count: 1, Requests: 1}, history.NewLog(0))
		require.ErrorContains(t, err, want)
	}
	p, err := good.completed()
	require.NoError(t, err, "paid days are of no account where nobody pays")
	require.Equal(t, Mix{1, 0, 0}, p.Flows)
	require.Equal(t, 10*time.Second, p.Timeout)
	again, err := good.completed()
	require.NoError(t, err)
	require.NotEqual(t, p.Devices, again.Devices, "two runs on one database have no device in common")
}

func TestWorkersAreEnoughForAServiceThatAnswersNothing(t *testing.T) {
	p := Plan{Timeout: 10 * time.Second}
	require.Equal(t, 4001, p.workers(evenly(t, 400, 30*time.Second)))
	require.Equal(t, 800, p.workers(evenly(t, 400, 2*time.Second)), "no more than there are requests")
	require.Equal(t, leastWorkers, p.workers(evenly(t, 1, 30*time.Second)))
	require.Equal(t, mostWorkers, p.workers(evenly(t, 5000, 30*time.Second)))
	p.MaxWorkers = 7
	require.Equal(t, 7, p.workers(evenly(t, 400, 30*time.Second)))
}
