package configd_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"reprise/load/configd"
)

func stub(t testing.TB, m configd.Manner) *configd.Service {
	t.Helper()
	s, err := configd.New(m, 1)
	require.NoError(t, err)
	return s
}

func call(s http.Handler, method, path string) int {
	return callFor(context.Background(), s, method, path)
}

func callFor(ctx context.Context, s http.Handler, method, path string) int {
	answer := httptest.NewRecorder()
	s.ServeHTTP(answer, httptest.NewRequestWithContext(ctx, method, path, nil))
	return answer.Code
}

// TestCalls are the two of POOL-04 and POOL-06, the latter by the documents' path.
func TestCalls(t *testing.T) {
	s := stub(t, configd.Manner{})
	id := uuid.NewString()
	for _, c := range []struct {
		method, path string
		want         int
	}{
		{"POST", "/api/v1/sync/fill-account/" + id, 200},
		{"POST", configd.FillConfigsPath + id, 200},
		{"POST", configd.FillConfigsPath + id, 200},
		{"GET", configd.FillConfigsPath + id, 405},
		{"POST", configd.FillConfigsPath, 400},
		{"POST", configd.FillConfigsPath + "17", 400},
		{"POST", configd.FillConfigsPath + id + "/more", 400},
		{"POST", "/api/v1/sync/" + id, 404},
		{"POST", "/", 404},
	} {
		require.Equal(t, c.want, call(s, c.method, c.path), "%s %s", c.method, c.path)
	}
	require.Equal(t, configd.Counts{FillConfigs: 2, FillAccount: 1}, s.Counts())
}

// TestCallsTakeTheirTime: evenly between the two ends, and no longer than the caller waits.
func TestCallsTakeTheirTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stub(t, configd.Manner{Shortest: 10 * time.Second, Longest: 30 * time.Second})
		var sum time.Duration
		const calls = 400
		for range calls {
			began := time.Now()
			require.Equal(t, 200, call(s, "POST", configd.FillConfigsPath+uuid.NewString()))
			took := time.Since(began)
			require.GreaterOrEqual(t, took, 10*time.Second)
			require.LessOrEqual(t, took, 30*time.Second)
			sum += took
		}
		require.InDelta(t, 20, (sum / calls).Seconds(), 1.2, "four standard errors")

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		callFor(ctx, s, "POST", configd.FillAccountPath+uuid.NewString())
		require.Equal(t, configd.Counts{FillConfigs: calls, Left: 1}, s.Counts())
	})
}

func TestShareOfFailures(t *testing.T) {
	s := stub(t, configd.Manner{Failures: 0.25})
	failed := 0
	for range 4000 {
		if call(s, "POST", configd.FillAccountPath+uuid.NewString()) == 500 {
			failed++
		}
	}
	require.InDelta(t, 1000, failed, 110, "four standard errors")
	require.Equal(t, configd.Counts{FillAccount: 4000 - failed, Failed: failed}, s.Counts())
}

func TestDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stub(t, configd.Manner{Shortest: time.Minute, Longest: time.Minute})
		path := configd.FillConfigsPath + uuid.NewString()
		underWay := make(chan int)
		go func() { underWay <- call(s, "POST", path) }()
		synctest.Wait()
		s.SetDown(true)
		began := time.Now()
		require.Equal(t, 503, call(s, "POST", path))
		require.Zero(t, time.Since(began), "at once")
		require.Equal(t, 200, <-underWay, "what began before ends as it began")
		s.SetDown(false)
		require.Equal(t, 200, call(s, "POST", path))
		require.Equal(t, configd.Counts{FillConfigs: 2, Refused: 1}, s.Counts())
	})
}

func TestBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stub(t, configd.Manner{Shortest: time.Minute, Longest: time.Minute})
		path := configd.FillConfigsPath + uuid.NewString()
		var calls sync.WaitGroup
		for range configd.AtOnceMax {
			calls.Go(func() { call(s, "POST", path) })
		}
		synctest.Wait()
		require.Equal(t, 503, call(s, "POST", path))
		calls.Wait()
		require.Equal(t, 200, call(s, "POST", path))
		require.Equal(t, configd.Counts{FillConfigs: configd.AtOnceMax + 1, Refused: 1}, s.Counts())
	})
}

func TestMannersThatAreNone(t *testing.T) {
	nan := 0.0
	nan /= nan
	for _, m := range []configd.Manner{
		{Shortest: -1}, {Shortest: 2, Longest: 1}, {Failures: -0.1}, {Failures: 1.1}, {Failures: nan},
	} {
		_, err := configd.New(m, 1)
		require.ErrorContains(t, err, "allowed: 0", "%+v", m)
		s := stub(t, configd.Manner{})
		require.Error(t, s.Set(m))
		require.Equal(t, 200, call(s, "POST", configd.FillAccountPath+uuid.NewString()), "nothing has changed")
	}
}

// TestStartAndClose over a real socket: Close breaks off what is under way.
func TestStartAndClose(t *testing.T) {
	s := stub(t, configd.Manner{})
	url, err := s.Start()
	require.NoError(t, err)
	client := &http.Client{}
	defer client.CloseIdleConnections()
	answer, err := client.Post(url+configd.FillAccountPath+uuid.NewString(), "", nil)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, 200, answer.StatusCode)

	require.NoError(t, s.Set(configd.Manner{Shortest: time.Hour, Longest: time.Hour}))
	broken := make(chan error)
	go func() {
		answer, err := client.Post(url+configd.FillAccountPath+uuid.NewString(), "", nil)
		if err == nil {
			err = answer.Body.Close()
		}
		broken <- err
	}()
	time.Sleep(20 * time.Millisecond) // whether it is under way or about to begin, it ends
	require.NoError(t, s.Close())
	<-broken
	require.NoError(t, s.Close(), "once more")
	require.Equal(t, 1, s.Counts().FillAccount)
}
