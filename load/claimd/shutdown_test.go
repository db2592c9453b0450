package claimd_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// stopping is a service that is started, its clients, and how to end it.
func stopping(t *testing.T, m *memory, w *worker, grace time.Duration) (shutdown func(context.Context) error, c *http.Client, counts func() int) {
	t.Helper()
	o, p := options(m, w), newPipe()
	o.Grace = grace
	s := newServer(t, o)
	s.Start(p)
	transport := &http.Transport{DialContext: p.dial, MaxIdleConnsPerHost: 1000}
	t.Cleanup(transport.CloseIdleConnections)
	return s.Shutdown, &http.Client{Transport: transport}, func() int { return s.Counts().FillAccountsFailed }
}

// TestShutdownLosesNoClaim: with many under way, each that was accepted is answered, and each that is answered was given; whoever
// comes later is refused. The fill-accounts that follow are made within the grace.
func TestShutdownLosesNoClaim(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, w := newMemory(still, 200), &worker{takes: 20 * time.Second}
		m.takes = 2 * time.Second
		shutdown, c, _ := stopping(t, m, w, time.Minute)
		var given, refused atomic.Int64
		var clients sync.WaitGroup
		for i := range 300 {
			clients.Go(func() {
				time.Sleep(time.Duration(i) * 10 * time.Millisecond)
				answer, err := c.Post(fmt.Sprintf("http://claimd.test/claim?device_id=d%d&flow=trial", i), "", nil)
				if err != nil {
					refused.Add(1)
					return
				}
				require.NoError(t, answer.Body.Close())
				if answer.StatusCode == http.StatusOK {
					given.Add(1)
				}
			})
		}
		time.Sleep(1995 * time.Millisecond) // 200 have come; 100 are yet to
		began := time.Now()
		require.NoError(t, shutdown(t.Context()))
		require.InDelta(t, 22, time.Since(began).Seconds(), 1, "the last claim, and its fill-account")
		clients.Wait()
		require.EqualValues(t, 200, given.Load())
		require.EqualValues(t, 100, refused.Load())
		require.Equal(t, 200, m.given())
		require.Equal(t, 200, w.count(fillAccount))
	})
}

// TestShutdownWaitsForTheFallback: a user who waits for configs gets them.
func TestShutdownWaitsForTheFallback(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shutdown, c, _ := stopping(t, newMemory(still, 0), &worker{takes: 20 * time.Second}, 0)
		configs := make(chan bool)
		go func() { configs <- claim(t, c, "device_id=a&flow=trial").Configs }()
		time.Sleep(time.Second)
		require.NoError(t, shutdown(t.Context()))
		require.True(t, <-configs)
	})
}

// TestShutdownHasAGrace: fill-accounts that take longer are broken off, and counted.
func TestShutdownHasAGrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, w := newMemory(still, 1000), &worker{takes: time.Minute}
		shutdown, c, failed := stopping(t, m, w, 5*time.Second)
		for i := range 400 { // 256 under way, the others wait
			claim(t, c, fmt.Sprintf("device_id=d%d&flow=trial", i))
		}
		synctest.Wait() // the connection is idle
		began := time.Now()
		require.NoError(t, shutdown(t.Context()))
		require.Equal(t, 5*time.Second, time.Since(began))
		require.Equal(t, 400, failed())
	})
}

// TestShutdownThatMayNotWait breaks off what is under way, says so, and leaves nothing running.
func TestShutdownThatMayNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(still, 10)
		m.takes, m.clings = time.Hour, 2*time.Second
		shutdown, c, _ := stopping(t, m, &worker{}, 0)
		done := make(chan error)
		go func() {
			answer, err := c.Post("http://claimd.test/claim?device_id=a&flow=trial", "", nil)
			if err == nil {
				err = answer.Body.Close()
			}
			done <- err
		}()
		time.Sleep(time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		began := time.Now()
		require.ErrorContains(t, shutdown(ctx), "requests were broken off")
		require.Equal(t, 5*time.Second, time.Since(began), "no call of the store is left")
		<-done
		require.Zero(t, m.given())
	})
}

// TestShutdownWaitsForWhatRuns, whoever serves the requests: a claim in the store, a push for the fallback, a fill by hand.
func TestShutdownWaitsForWhatRuns(t *testing.T) {
	for name, c := range map[string]struct {
		stock         int
		store, worker time.Duration
		request       string
	}{
		"claim":   {1, 3 * time.Second, 0, "/claim?device_id=a&flow=trial"},
		"push":    {0, 0, 3 * time.Second, "/claim?device_id=a&flow=trial"},
		"by hand": {0, 0, 3 * time.Second, "/pool/fill?count=1"},
	} {
		synctest.Test(t, func(t *testing.T) {
			m := newMemory(still, c.stock)
			m.takes = c.store
			s := newServer(t, options(m, &worker{takes: c.worker}))
			go ask(s, request(http.MethodPost, c.request, token(t)))
			synctest.Wait()
			began := time.Now()
			require.NoError(t, s.Shutdown(t.Context()))
			require.Equal(t, 3*time.Second, time.Since(began), name)
			require.Equal(t, http.StatusServiceUnavailable, ask(s, post("device_id=b&flow=trial", "", "")).Code, "no more")
		})
	}
}
