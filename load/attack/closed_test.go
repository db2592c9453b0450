package attack

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/load/history"
	"reprise/load/wire"
)

func TestClosedLoopSendsSoManyRequests(t *testing.T) {
	s := opened(t, func(w http.ResponseWriter, c wire.Claim, nth int) bool {
		if c.DeviceID == "d-7" && nth == 1 {
			fail(w, http.StatusServiceUnavailable, wire.Failure{Error: "database", InDoubt: true})
			return true
		}
		return false
	})
	log := history.NewLog(0)
	var last Progress
	p := plan(s)
	p.Progress = func(p Progress) { last = p }
	r, err := Closed(t.Context(), p, Clients{Count: 4, Requests: 100}, log)
	require.NoError(t, err)
	for _, ops := range requireWhole(t, log.Ops(), 100) {
		require.Equal(t, ops[0].Sent, ops[0].Intended)
	}
	require.Equal(t, 100, r.Requests)
	require.Equal(t, 0.99, r.Success)
	require.Equal(t, 1, r.Doubts)
	require.Zero(t, r.Unresolved)
	require.Equal(t, []Count{{"pool", 100}}, r.Routes)
	require.Equal(t, r.Latency, r.FromSent)
	require.Zero(t, r.Lag)
	require.True(t, r.Valid, "there is no time to be late for")
	require.Equal(t, Progress{Elapsed: last.Elapsed, Sent: 100, Given: 100, Failed: 1, Again: 1}, last)
}

// No client asks before its last request is answered.
func TestClosedLoopWaits(t *testing.T) {
	var mu sync.Mutex
	with, most := 0, 0
	s := opened(t, func(http.ResponseWriter, wire.Claim, int) bool {
		mu.Lock()
		with++
		most = max(most, with)
		mu.Unlock()
		time.Sleep(time.Millisecond)
		mu.Lock()
		with--
		mu.Unlock()
		return false
	})
	r, err := Closed(t.Context(), plan(s), Clients{Count: 3, For: 100 * time.Millisecond}, history.NewLog(0))
	require.NoError(t, err)
	require.LessOrEqual(t, most, 3)
	require.Positive(t, r.Requests)
	require.GreaterOrEqual(t, r.Took, 100*time.Millisecond)
}

func TestClosedLoopIsCalledOff(t *testing.T) {
	s, leave := stalled(t)
	defer leave()
	ctx, cancel := context.WithCancel(t.Context())
	p := plan(s)
	p.Timeout = time.Hour
	p.Progress = func(p Progress) {
		if p.Sent == 2 {
			cancel()
		}
	}
	r, err := Closed(ctx, p, Clients{Count: 2, For: time.Hour}, history.NewLog(0))
	require.NoError(t, err)
	require.True(t, r.CalledOff)
	require.Equal(t, []Count{{"called off", 2}}, r.Errors)
}

func TestClientsThatCannotBe(t *testing.T) {
	s := opened(t, nil)
	for _, c := range []Clients{{}, {Count: 1}, {Requests: 1}, {Count: 1, Requests: -1, For: 1}, {Count: 1, Requests: 1, For: -1}} {
		_, err := Closed(t.Context(), plan(s), c, history.NewLog(0))
		require.ErrorContains(t, err, "closed loop: allowed: 1 client or more, and a number of requests or a time above 0")
	}
}

// stalling answers at once, but for one stretch of a run, from its beginning on, in which nobody is answered until it ends.
func stalling(t *testing.T, from, length time.Duration) *shop {
	var began time.Time
	var once sync.Once
	return opened(t, func(http.ResponseWriter, wire.Claim, int) bool {
		once.Do(func() { began = time.Now() })
		if now := time.Since(began); now >= from && now < from+length {
			time.Sleep(from + length - now)
		}
		return false
	})
}

// What a closed loop hides (coordinated omission): of the same stall two clients measure two requests each at most, while users who
// come regardless of it wait by the hundred. Both have seen it; only the open loop's 99th percentile says so.
func TestClosedLoopHidesAStall(t *testing.T) {
	const stall = 600 * time.Millisecond
	clients := Clients{Count: 2, For: 2 * time.Second}
	closed, err := Closed(t.Context(), plan(stalling(t, 700*time.Millisecond, stall)), clients, history.NewLog(0))
	require.NoError(t, err)
	open, err := Open(t.Context(), plan(stalling(t, 700*time.Millisecond, stall)), evenly(t, 100, clients.For), history.NewLog(0))
	require.NoError(t, err)
	t.Logf("a stall of %v: closed %d requests, p99 %v, longest %v; open %d requests, p99 %v, longest %v", stall,
		closed.Requests, closed.Latency.P99, closed.Latency.Max, open.Requests, open.Latency.P99, open.Latency.Max)

	require.Greater(t, closed.Latency.Max, stall*4/5, "the closed loop was there")
	require.Greater(t, open.Latency.P99, stall*4/5, "30 % of the requests came within it")
	require.Less(t, closed.Latency.P99, open.Latency.P99/4)
}
